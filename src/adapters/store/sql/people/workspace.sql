-- name: insert_workspace
INSERT INTO workspace (id, project_id, name, mode, created_by, created_at)
VALUES (:id, :project_id, :name, :mode, :created_by, :created_at)
ON CONFLICT (project_id, name) DO NOTHING;

-- name: find_workspace
SELECT id, project_id, name, mode, created_at FROM workspace WHERE id = :id;

-- name: find_workspace_named
SELECT id, project_id, name, mode, created_at FROM workspace WHERE project_id = :project_id AND name = :name;

-- name: list_workspaces
-- Names repeat across projects, so the position is name and id.
SELECT w.id, w.project_id, w.name, w.mode, w.created_at FROM workspace w
WHERE (w.name, w.id) > (:after_name, :after_id)
  AND (CAST(:project_id AS TEXT) IS NULL OR w.project_id = :project_id)
  AND (CAST(:member AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM member m WHERE m.workspace_id = w.id AND m.user_id = :member))
ORDER BY w.name, w.id LIMIT :limit;

-- name: count_workspaces
SELECT count(*) AS total FROM workspace WHERE project_id = :project_id;

-- name: lock_workspace [sqlite]
-- One writer at a time: reading is locking.
SELECT id FROM workspace WHERE id = :id;

-- name: lock_workspace [postgres]
SELECT id FROM workspace WHERE id = :id FOR NO KEY UPDATE;
