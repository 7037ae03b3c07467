-- name: insert_directory
INSERT INTO directory (workspace_id, kind, path) VALUES (:workspace_id, :kind, :path) ON CONFLICT DO NOTHING;

-- name: count_directories
SELECT count(*) AS total FROM directory WHERE workspace_id = :workspace_id AND kind = :kind;
