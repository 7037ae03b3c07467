-- name: insert_workspace
INSERT INTO workspace (id, project_id, name, mode, created_by, created_at)
VALUES (:id, :project_id, :name, :mode, :created_by, :created_at)
ON CONFLICT (project_id, name) DO NOTHING;

-- name: find_workspace
SELECT id, project_id, name, mode, created_at FROM workspace WHERE id = :id;

-- name: find_workspace_named
SELECT id, project_id, name, mode, created_at FROM workspace WHERE project_id = :project_id AND name = :name;

-- name: list_workspaces
SELECT id, project_id, name, mode, created_at FROM workspace
WHERE project_id = :project_id AND name > :after ORDER BY name LIMIT :limit;

-- name: count_workspaces
SELECT count(*) AS total FROM workspace WHERE project_id = :project_id;

-- name: lock_workspace [sqlite]
-- One writer at a time: reading is locking.
SELECT id FROM workspace WHERE id = :id;

-- name: lock_workspace [postgres]
SELECT id FROM workspace WHERE id = :id FOR NO KEY UPDATE;
