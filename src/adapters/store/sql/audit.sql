-- name: insert_audit
INSERT INTO audit (workspace_id, user_id, action, subject_kind, subject_id, subject_name, detail, at)
VALUES (:workspace_id, :user_id, :action, :subject_kind, :subject_id, :subject_name, :detail, :at);

-- fragment: audit_rows
SELECT a.id, a.workspace_id, a.user_id, u.name AS user_name, a.action, a.subject_kind, a.subject_id, a.subject_name, a.detail, a.at
FROM audit a LEFT JOIN users u ON u.id = a.user_id

-- name: list_audit
{audit_rows}
WHERE a.workspace_id = :workspace_id AND (CAST(:before AS BIGINT) = 0 OR a.id < :before)
ORDER BY a.id DESC LIMIT :limit;

-- name: list_installation_audit
-- Apart from list_audit: one text for both would keep PostgreSQL from its index.
{audit_rows}
WHERE a.workspace_id IS NULL AND (CAST(:before AS BIGINT) = 0 OR a.id < :before)
ORDER BY a.id DESC LIMIT :limit;
