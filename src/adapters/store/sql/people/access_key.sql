-- name: insert_access_key
INSERT INTO access_key (access, user_id, project_id, is_for_home_only, sealed_secret, description, created_at)
VALUES (:access, :user_id, :project_id, :is_for_home_only, :sealed_secret, :description, :created_at);

-- name: find_access_key
SELECT access, user_id, project_id, is_for_home_only, sealed_secret, description, created_at FROM access_key WHERE access = :access;

-- name: list_access_keys
SELECT access, user_id, project_id, is_for_home_only, sealed_secret, description, created_at FROM access_key
WHERE user_id = :user_id AND access > :after AND (CAST(:home AS TEXT) IS NULL OR project_id = :home)
ORDER BY access LIMIT :limit;

-- name: delete_access_key
DELETE FROM access_key WHERE access = :access AND user_id = :user_id AND (CAST(:home AS TEXT) IS NULL OR project_id = :home);

-- name: count_access_keys
SELECT count(*) AS total FROM access_key WHERE user_id = :user_id;

-- name: delete_access_keys_of_user
DELETE FROM access_key WHERE user_id = :user_id;
