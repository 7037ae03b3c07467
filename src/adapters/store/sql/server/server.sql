-- Servers by the id that their data directory keeps, with the name of the host they ran on last.

-- name: upsert_server
INSERT INTO server (id, host_name, seen_at) VALUES (:id, :host_name, :now)
ON CONFLICT (id) DO UPDATE SET host_name = excluded.host_name, seen_at = excluded.seen_at;

-- name: find_server_host
SELECT host_name FROM server WHERE id = :id;
