-- name: insert_release_package
INSERT INTO release_package (workspace_id, environment_id, name, name_folded, state, item_count, applicant_id, packaged_by, applied_at,
  is_self_approved, checked_generation, version)
VALUES (:workspace_id, :environment_id, :name, :name_folded, :state, :item_count, :applicant_id, :packaged_by, :applied_at, 0, :checked_generation, 1)
RETURNING id;

-- name: insert_package_approver
INSERT INTO package_approver (package_id, ordinal, user_id) VALUES (:package_id, :ordinal, :user_id);

-- name: find_release_packages
SELECT p.id, p.workspace_id, p.environment_id, p.name, p.state, p.item_count, p.applicant_id, p.packaged_by, p.applied_at, p.deployer_id,
  p.deploy_requested_at, p.deployed_at, p.is_self_approved, p.revoked_by, p.revoked_at, p.revoked_generation, p.checked_generation, p.version
FROM {set ids} AS e CROSS JOIN release_package p WHERE p.id = e.value AND p.workspace_id = :workspace_id;

-- name: list_package_approvers
SELECT a.package_id, a.user_id, u.name FROM {set ids} AS e
CROSS JOIN package_approver a JOIN users u ON u.id = a.user_id
WHERE a.package_id = e.value
ORDER BY a.package_id, a.ordinal;

-- name: update_release_package
-- No row changes when another write came first.
UPDATE release_package SET state = :state, deployer_id = :deployer_id, deploy_requested_at = :deploy_requested_at,
  deployed_at = :deployed_at, is_self_approved = :is_self_approved, revoked_by = :revoked_by, revoked_at = :revoked_at,
  revoked_generation = :revoked_generation, version = version + 1
WHERE id = :id AND version = :version;

-- name: list_release_packages
-- Sets of names and states come as one text with a separator around each. Always a row at least, for the total.
WITH matching AS (
  SELECT p.id, p.workspace_id, p.environment_id, p.name, p.state, p.item_count, p.applicant_id, p.packaged_by, p.applied_at,
    p.deployer_id, p.deploy_requested_at, p.deployed_at, p.is_self_approved, p.revoked_by, p.revoked_at, p.revoked_generation, p.checked_generation, p.version,
    a.name AS applicant_name, d.name AS deployer_name, p.name_folded,
    CASE CAST(:order AS TEXT)
      WHEN 'applied_at' THEN p.applied_at
      WHEN 'deployed_at' THEN p.deploy_requested_at
      WHEN 'state' THEN CASE p.state WHEN 'awaiting_approval' THEN 1 WHEN 'deployed' THEN 2 WHEN 'failed' THEN 3 ELSE 5 END
    END AS sort_number
  FROM release_package p JOIN users a ON a.id = p.applicant_id LEFT JOIN users d ON d.id = p.deployer_id
  WHERE p.workspace_id = :workspace_id AND p.revoked_at IS NULL
    AND (CAST(:name_like AS TEXT) IS NULL OR p.name_folded LIKE :name_like ESCAPE '\')
    AND (CAST(:applicant_like AS TEXT) IS NULL OR a.name_folded LIKE :applicant_like ESCAPE '\')
    AND (CAST(:deployer_like AS TEXT) IS NULL OR d.name_folded LIKE :deployer_like ESCAPE '\')
    AND (CAST(:applicant_names AS TEXT) IS NULL
         OR replace(:applicant_names, CAST(:separator AS TEXT) || a.name || :separator, '') <> :applicant_names)
    AND (CAST(:deployer_names AS TEXT) IS NULL
         OR replace(:deployer_names, CAST(:separator AS TEXT) || d.name || :separator, '') <> :deployer_names)
    AND (CAST(:states AS TEXT) IS NULL OR replace(:states, CAST(:separator AS TEXT) || p.state || :separator, '') <> :states)
    AND (CAST(:applied_from AS BIGINT) IS NULL OR p.applied_at >= :applied_from)
    AND (CAST(:applied_to AS BIGINT) IS NULL OR p.applied_at <= :applied_to)
    AND (CAST(:deployed_from AS BIGINT) IS NULL OR p.deploy_requested_at >= :deployed_from)
    AND (CAST(:deployed_to AS BIGINT) IS NULL OR p.deploy_requested_at <= :deployed_to)
),
ranked AS (
  SELECT m.*, row_number() OVER (ORDER BY
      CASE WHEN CAST(:is_ascending AS BIGINT) = 1 AND CAST(:order AS TEXT) = 'name' THEN m.name_folded END ASC NULLS FIRST,
      CASE WHEN CAST(:is_ascending AS BIGINT) = 0 AND CAST(:order AS TEXT) = 'name' THEN m.name_folded END DESC NULLS LAST,
      CASE WHEN CAST(:is_ascending AS BIGINT) = 1 THEN m.sort_number END ASC NULLS FIRST,
      CASE WHEN CAST(:is_ascending AS BIGINT) = 0 THEN m.sort_number END DESC NULLS LAST,
      CASE WHEN CAST(:is_ascending AS BIGINT) = 1 THEN m.id END ASC NULLS FIRST,
      CASE WHEN CAST(:is_ascending AS BIGINT) = 0 THEN m.id END DESC NULLS LAST) AS position
  FROM matching m
)
SELECT counted.total, page.id, page.workspace_id, page.environment_id, page.name, page.state, page.item_count, page.applicant_id,
  page.packaged_by, page.applied_at, page.deployer_id, page.deploy_requested_at, page.deployed_at, page.is_self_approved,
  page.revoked_by, page.revoked_at, page.revoked_generation, page.checked_generation, page.version, page.applicant_name, page.deployer_name
FROM (SELECT count(*) AS total FROM matching) AS counted
LEFT JOIN (SELECT * FROM ranked WHERE position > CAST(:skip AS BIGINT) AND position <= CAST(:skip AS BIGINT) + CAST(:limit AS BIGINT)) AS page
  ON 1 = 1
ORDER BY page.position NULLS LAST;

-- name: find_release_package_row
SELECT p.id, p.workspace_id, p.environment_id, p.name, p.state, p.item_count, p.applicant_id, p.packaged_by, p.applied_at, p.deployer_id,
  p.deploy_requested_at, p.deployed_at, p.is_self_approved, p.revoked_by, p.revoked_at, p.revoked_generation, p.checked_generation, p.version,
  a.name AS applicant_name, d.name AS deployer_name
FROM release_package p JOIN users a ON a.id = p.applicant_id LEFT JOIN users d ON d.id = p.deployer_id
WHERE p.workspace_id = :workspace_id AND p.id = :id;

-- name: list_package_items
SELECT object_id, kind, name, change FROM package_item WHERE package_id = :package_id ORDER BY kind, name;

-- name: list_package_item_rows
-- production_version: live while the package is open; afterwards what production had when it entered, from the generation before,
-- or when it was revoked.
WITH place AS (
  SELECT e.id AS environment_id,
    CASE WHEN CAST(:is_open AS BIGINT) = 1 THEN e.generation
      WHEN CAST(:revoked_generation AS BIGINT) IS NOT NULL THEN :revoked_generation
      ELSE (SELECT d.base_generation FROM deployment d WHERE d.package_id = :package_id AND d.generation IS NOT NULL) END AS generation
  FROM environment e WHERE e.id = :environment_id
)
SELECT i.object_id, i.pending_item_id, i.kind, i.name, i.change, i.version, i.submitted_by, u.name AS submitted_by_name, i.submitted_at,
  o.version AS production_version,
  s.state AS start_state, s.message AS start_message
FROM package_item i
JOIN users u ON u.id = i.submitted_by
CROSS JOIN place
LEFT JOIN environment_object o ON o.environment_id = place.environment_id AND o.object_id = i.object_id
  AND o.first_generation <= place.generation AND (o.last_generation IS NULL OR o.last_generation >= place.generation)
LEFT JOIN start_journal s ON s.object_id = i.object_id
  AND s.deployment_id = (SELECT max(d.id) FROM deployment d WHERE d.package_id = :package_id)
WHERE i.package_id = :package_id
ORDER BY i.kind, i.name;
