-- name: insert_project
INSERT INTO project (id, name, created_at) VALUES (:id, :name, :created_at) ON CONFLICT (name) DO NOTHING;

-- name: find_project
SELECT id, name, created_at FROM project WHERE id = :id;

-- name: list_projects
SELECT id, name, created_at FROM project WHERE name > :after ORDER BY name LIMIT :limit;

-- name: list_projects_of_user
-- Where the user is a member of a workspace, and the homes of their keys.
SELECT id, name, created_at FROM project
WHERE name > :after
  AND (id IN (SELECT w.project_id FROM workspace w JOIN member m ON m.workspace_id = w.id WHERE m.user_id = :user_id)
    OR id IN (SELECT k.project_id FROM access_key k WHERE k.user_id = :user_id))
ORDER BY name LIMIT :limit;

-- name: is_project_of_user
SELECT EXISTS (SELECT 1 FROM workspace w JOIN member m ON m.workspace_id = w.id WHERE w.project_id = :id AND m.user_id = :user_id)
  OR EXISTS (SELECT 1 FROM access_key k WHERE k.project_id = :id AND k.user_id = :user_id) AS found;
