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
