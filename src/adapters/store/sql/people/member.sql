-- name: list_member_roles
SELECT role FROM member WHERE workspace_id = :workspace_id AND user_id = :user_id;

-- name: list_member_roles_in_project
SELECT DISTINCT m.role FROM member m JOIN workspace w ON w.id = m.workspace_id
WHERE m.user_id = :user_id AND w.project_id = :project_id;

-- name: find_member
SELECT m.user_id, u.name, u.is_disabled, u.is_system_administrator, m.role FROM member m JOIN users u ON u.id = m.user_id
WHERE m.workspace_id = :workspace_id AND m.user_id = :user_id;

-- name: list_members
-- A row a role; whole members only.
SELECT m.user_id, u.name, u.is_disabled, u.is_system_administrator, m.role FROM member m JOIN users u ON u.id = m.user_id
WHERE m.workspace_id = :workspace_id AND m.user_id IN (
  SELECT p.user_id FROM member p JOIN users n ON n.id = p.user_id
  WHERE p.workspace_id = :workspace_id AND n.name > :after GROUP BY p.user_id, n.name ORDER BY n.name LIMIT :limit)
ORDER BY u.name, m.role;

-- fragment: keep_active [sqlite]
-- One writer at a time: reading is locking.

-- fragment: keep_active [postgres]
FOR SHARE

-- name: list_active_members
-- Who counts as another approver stays active until the end of the transaction that counted.
SELECT m.user_id, u.name, u.is_disabled, u.is_system_administrator, m.role FROM member m JOIN users u ON u.id = m.user_id
WHERE m.workspace_id = :workspace_id AND u.is_disabled = 0
ORDER BY m.user_id, m.role {keep_active};

-- name: delete_member_role
DELETE FROM member WHERE workspace_id = :workspace_id AND user_id = :user_id AND role = :role;

-- name: insert_member
INSERT INTO member (workspace_id, user_id, role) VALUES (:workspace_id, :user_id, :role);
