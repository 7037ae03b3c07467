-- name: insert_token
INSERT INTO token (digest, user_id, project_id, issued_at, expires_at)
VALUES (:digest, :user_id, :project_id, :issued_at, :expires_at);

-- name: find_token
SELECT digest, user_id, project_id, issued_at, expires_at FROM token WHERE digest = :digest;

-- name: delete_tokens_of_user
DELETE FROM token WHERE user_id = :user_id;

-- name: delete_expired_tokens
-- Asked of the row itself too, which may be another's by then.
DELETE FROM token WHERE expires_at <= :now
  AND digest IN (SELECT digest FROM token WHERE expires_at <= :now ORDER BY expires_at LIMIT :limit);
