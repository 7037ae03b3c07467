-- name: insert_key_check
INSERT INTO installation (id, key_check, created_at) VALUES (1, :key_check, :now) ON CONFLICT (id) DO NOTHING;

-- name: find_key_check
SELECT key_check FROM installation WHERE id = 1;
