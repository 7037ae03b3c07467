-- name: insert_user
INSERT INTO users (id, name, name_folded, password_hash, is_system_administrator, is_disabled, created_at)
VALUES (:id, :name, :name_folded, :password_hash, :is_system_administrator, :is_disabled, :created_at)
ON CONFLICT (name) DO NOTHING;

-- name: find_user
SELECT id, name, password_hash, is_system_administrator, is_disabled, created_at FROM users WHERE id = :id;

-- name: find_user_named
SELECT id, name, password_hash, is_system_administrator, is_disabled, created_at FROM users WHERE name = :name;

-- name: list_users
SELECT id, name, password_hash, is_system_administrator, is_disabled, created_at FROM users
WHERE name > :after ORDER BY name LIMIT :limit;

-- name: count_users
SELECT count(*) AS total FROM users;

-- name: update_user
UPDATE users SET password_hash = :password_hash, is_system_administrator = :is_system_administrator, is_disabled = :is_disabled
WHERE id = :id;

-- name: lock_caller [sqlite]
-- A row a role, one without a role where there is none. One writer at a time: reading is locking.
SELECT u.is_system_administrator, u.is_disabled, m.role
FROM users u LEFT JOIN member m ON m.user_id = u.id AND m.workspace_id = :workspace_id
WHERE u.id = :user_id
  AND (:digest IS NULL OR EXISTS (SELECT 1 FROM token t WHERE t.digest = :digest AND t.user_id = u.id))
  AND (:access IS NULL OR EXISTS (SELECT 1 FROM access_key k WHERE k.access = :access AND k.user_id = u.id));

-- name: lock_caller [postgres]
-- An outer join cannot lock, so each is locked by itself, the user first. What is removed while this waits is left out.
WITH caller AS MATERIALIZED (
  SELECT id, is_system_administrator, is_disabled FROM users WHERE id = :user_id FOR SHARE),
placed AS MATERIALIZED (
  SELECT role FROM member WHERE workspace_id = :workspace_id AND user_id = (SELECT id FROM caller) FOR SHARE),
used_token AS MATERIALIZED (
  SELECT digest FROM token WHERE digest = :digest AND user_id = (SELECT id FROM caller) FOR KEY SHARE),
used_key AS MATERIALIZED (
  SELECT access FROM access_key WHERE access = :access AND user_id = (SELECT id FROM caller) FOR KEY SHARE)
SELECT c.is_system_administrator, c.is_disabled, s.role
FROM caller c LEFT JOIN placed s ON TRUE
WHERE (CAST(:digest AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM used_token))
  AND (CAST(:access AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM used_key));

-- name: lock_users [sqlite]
SELECT id, name, password_hash, is_system_administrator, is_disabled, created_at FROM users
WHERE id IN (:one, :another) ORDER BY id;

-- name: lock_users [postgres]
SELECT id, name, password_hash, is_system_administrator, is_disabled, created_at FROM users
WHERE id IN (:one, :another) ORDER BY id FOR NO KEY UPDATE;
