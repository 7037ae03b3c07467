-- name: insert_audit [sqlite]
INSERT INTO audit (workspace_id, user_id, action, subject_kind, subject_id, subject_name, detail, at)
VALUES (:workspace_id, :user_id, :action, :subject_kind, :subject_id, :subject_name, :detail, :at);

-- name: insert_audit [postgres]
-- A value a row in each array.
INSERT INTO audit (workspace_id, user_id, action, subject_kind, subject_id, subject_name, detail, at)
SELECT * FROM unnest(CAST(:workspace_id AS TEXT[]), CAST(:user_id AS TEXT[]), CAST(:action AS TEXT[]), CAST(:subject_kind AS TEXT[]),
  CAST(:subject_id AS TEXT[]), CAST(:subject_name AS TEXT[]), CAST(:detail AS TEXT[]), CAST(:at AS BIGINT[]));

-- fragment: audit_rows
SELECT a.id, a.workspace_id, a.user_id, u.name AS user_name, a.action, a.subject_kind, a.subject_id, a.subject_name, a.detail, a.at
FROM audit a LEFT JOIN users u ON u.id = a.user_id

-- fragment: wanted_audit_rows
a.id < :before
  AND (CAST(:user_name AS TEXT) IS NULL OR a.user_id = (SELECT id FROM users WHERE name = :user_name))
  AND (CAST(:action AS TEXT) IS NULL OR a.action = :action
       OR substr(a.action, 1, length(:action) + 1) = CAST(:action AS TEXT) || '.')
  AND (CAST(:from AS BIGINT) IS NULL OR a.at >= :from)
  AND (CAST(:to AS BIGINT) IS NULL OR a.at <= :to)
ORDER BY a.id DESC LIMIT :limit

-- name: list_audit
{audit_rows}
WHERE a.workspace_id = :workspace_id AND {wanted_audit_rows};

-- name: list_installation_audit
-- Apart from list_audit: one text for both would keep PostgreSQL from its index.
{audit_rows}
WHERE a.workspace_id IS NULL AND {wanted_audit_rows};
