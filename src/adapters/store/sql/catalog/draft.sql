-- name: find_draft
SELECT content, digest, submission FROM draft WHERE object_id = :object_id;

-- name: upsert_draft
INSERT INTO draft (object_id, content, digest, submission) VALUES (:object_id, :content, :digest, :submission)
ON CONFLICT (object_id) DO UPDATE SET content = excluded.content, digest = excluded.digest, submission = excluded.submission;

-- name: delete_draft
DELETE FROM draft WHERE object_id = :object_id;
