-- name: insert_object_version
INSERT INTO object_version (object_id, number, name, content, digest, submission, submitted_by, submitted_at)
VALUES (:object_id, :number, :name, :content, :digest, :submission, :submitted_by, :submitted_at);

-- name: insert_version_reference
INSERT INTO version_reference (object_id, number, relation, target_kind, target_name, node_name)
VALUES (:object_id, :number, :relation, :target_kind, :target_name, :node_name);

-- name: find_object_version
SELECT object_id, number, name, content, digest, submission, submitted_by, submitted_at
FROM object_version WHERE object_id = :object_id AND number = :number;

-- name: find_version_people
SELECT c.name AS created_by_name, u.name AS submitted_by_name, v.submitted_at
FROM object_version v
JOIN object o ON o.id = v.object_id
JOIN users c ON c.id = o.created_by
JOIN users u ON u.id = v.submitted_by
WHERE v.object_id = :object_id AND v.number = :number;

-- name: list_jobs_after
-- Live jobs whose latest submitted version waits for the job of this name in each period.
SELECT o.id, o.workspace_id, o.kind, o.name, o.is_live, o.latest_version, o.lock_holder, o.created_by, o.created_at, o.updated_by, o.updated_at
FROM version_reference r
JOIN object o ON o.id = r.object_id AND o.latest_version = r.number
WHERE r.target_kind = 'job' AND r.target_name = :job_name AND r.relation = 'after'
  AND o.workspace_id = :workspace_id AND o.is_live = 1
ORDER BY o.name;

-- name: find_needing_object
SELECT s.kind, s.name, r.node_name
FROM version_reference r
JOIN environment_object s ON s.environment_id = :environment_id AND s.object_id = r.object_id AND s.version = r.number
  AND s.first_generation <= :at AND (s.last_generation IS NULL OR s.last_generation >= :at)
WHERE r.relation = 'needs' AND r.target_kind = :kind AND r.target_name = :name
ORDER BY s.kind, s.name, r.node_name LIMIT 1;

-- name: delete_version_references
DELETE FROM version_reference WHERE object_id = :object_id;

-- name: delete_object_versions
DELETE FROM object_version WHERE object_id = :object_id;
