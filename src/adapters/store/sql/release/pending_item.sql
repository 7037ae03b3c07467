-- name: upsert_free_pending_item
-- One free item an object; a newer submit replaces it under its id.
INSERT INTO pending_item (workspace_id, object_id, kind, name, name_folded, change, version, submitted_by, submitted_at)
VALUES (:workspace_id, :object_id, :kind, :name, :name_folded, :change, :version, :submitted_by, :submitted_at)
ON CONFLICT (object_id) WHERE package_id IS NULL DO UPDATE SET
  name = excluded.name, name_folded = excluded.name_folded, change = excluded.change, version = excluded.version,
  submitted_by = excluded.submitted_by, submitted_at = excluded.submitted_at;

-- name: delete_free_pending_item
DELETE FROM pending_item WHERE object_id = :object_id AND package_id IS NULL;

-- name: find_open_package_of_object
SELECT p.id, p.name FROM package_item i JOIN release_package p ON p.id = i.package_id
WHERE i.object_id = :object_id AND i.is_open = 1 AND p.state <> 'deployed' AND p.revoked_at IS NULL;

-- name: list_pending_items
-- Free items and those of open packages; production is read at its generation of this snapshot. Always a row at least, for the total.
WITH production(environment_id, generation) AS (
  SELECT e.id, e.generation FROM environment e WHERE e.workspace_id = :workspace_id AND e.name = 'production'
),
matching AS (
  SELECT i.id, i.object_id, i.kind, i.name, i.change, i.version, i.submitted_by, u.name AS submitted_by_name, i.submitted_at,
    i.package_id, o.version AS production_version, row_number() OVER (ORDER BY i.submitted_at DESC, i.id DESC) AS position
  FROM pending_item i
  JOIN users u ON u.id = i.submitted_by
  CROSS JOIN production
  LEFT JOIN environment_object o ON o.environment_id = production.environment_id AND o.object_id = i.object_id
    AND o.first_generation <= production.generation AND (o.last_generation IS NULL OR o.last_generation >= production.generation)
  LEFT JOIN release_package p ON p.id = i.package_id
  WHERE i.workspace_id = :workspace_id
    AND (i.package_id IS NULL OR (p.state <> 'deployed' AND p.revoked_at IS NULL))
    AND (CAST(:submitted_by_name AS TEXT) IS NULL OR u.name = :submitted_by_name)
    AND (CAST(:name_like AS TEXT) IS NULL OR i.name_folded LIKE :name_like ESCAPE '\')
    AND (CAST(:kind AS TEXT) IS NULL OR i.kind = :kind)
    AND (CAST(:update_type AS TEXT) IS NULL OR
         CASE WHEN i.change = 'remove' THEN 'remove' WHEN o.version IS NULL THEN 'add' ELSE 'modify' END = :update_type)
    AND (CAST(:submitted_from AS BIGINT) IS NULL OR i.submitted_at >= :submitted_from)
    AND (CAST(:submitted_to AS BIGINT) IS NULL OR i.submitted_at <= :submitted_to)
)
SELECT counted.total, page.id, page.object_id, page.kind, page.name, page.change, page.version, page.submitted_by,
  page.submitted_by_name, page.submitted_at, page.package_id, page.production_version
FROM (SELECT count(*) AS total FROM matching) AS counted
LEFT JOIN (SELECT * FROM matching WHERE position > CAST(:skip AS BIGINT) AND position <= CAST(:skip AS BIGINT) + CAST(:limit AS BIGINT)) AS page
  ON 1 = 1
ORDER BY page.position NULLS LAST;

-- name: list_items_to_package
SELECT i.id, i.name, i.object_id, i.package_id, p.id AS open_package_id
FROM {set ids} AS e
CROSS JOIN pending_item i
LEFT JOIN package_item m ON m.object_id = i.object_id AND m.is_open = 1
LEFT JOIN release_package p ON p.id = m.package_id AND p.state <> 'deployed' AND p.revoked_at IS NULL
WHERE i.id = e.value AND i.workspace_id = :workspace_id;

-- name: insert_package_items
INSERT INTO package_item (package_id, object_id, pending_item_id, kind, name, change, version, submitted_by, submitted_at, is_open)
SELECT :package_id, i.object_id, i.id, i.kind, i.name, i.change, i.version, i.submitted_by, i.submitted_at, 1
FROM {set ids} AS e CROSS JOIN pending_item i WHERE i.id = e.value AND i.package_id IS NULL;

-- name: renew_item_statistics [sqlite]
-- Its plans do not lean on them.
SELECT 1;

-- name: renew_item_statistics [postgres]
-- Else a package that has just been made counts for one row, and what reads it is planned for that.
ANALYZE package_item;

-- name: mark_items_packaged
-- Free ones only: an item that another package took while we waited for its row stays with it.
UPDATE pending_item SET package_id = :package_id
WHERE package_id IS NULL AND id IN (SELECT pending_item_id FROM package_item WHERE package_id = :package_id);

-- name: delete_superseded_items
-- Of a package that is revoked: where the object has a newer free item, the newer one stays.
DELETE FROM pending_item WHERE package_id = :package_id
  AND EXISTS (SELECT 1 FROM pending_item f WHERE f.object_id = pending_item.object_id AND f.package_id IS NULL);

-- name: free_package_items
UPDATE pending_item SET package_id = NULL WHERE package_id = :package_id;

-- name: close_package_items
UPDATE package_item SET is_open = 0 WHERE package_id = :package_id AND is_open = 1;

-- name: delete_ended_items
-- Items of these objects whose package was deployed: they left the list with the switch. Found by their membership, which is open as
-- long as they are there: packaged items have no index by object.
DELETE FROM pending_item WHERE id IN (
  SELECT m.pending_item_id FROM {set objects} AS e
  CROSS JOIN package_item m CROSS JOIN release_package p
  WHERE m.object_id = e.value AND m.is_open = 1 AND p.id = m.package_id AND p.state = 'deployed');

-- name: close_ended_memberships
UPDATE package_item SET is_open = 0
WHERE is_open = 1 AND object_id {in objects}
  AND EXISTS (SELECT 1 FROM release_package p WHERE p.id = package_item.package_id AND (p.state = 'deployed' OR p.revoked_at IS NOT NULL));

-- name: delete_items_of_range
-- By id alone: a package that has just been made is in no statistics yet, and PostgreSQL would compare all with all.
DELETE FROM pending_item WHERE id IN (
  SELECT i.pending_item_id FROM package_item i
  WHERE i.package_id = :package_id AND i.object_id > :after AND i.object_id <= :through);

-- name: close_memberships_of_range
UPDATE package_item SET is_open = 0
WHERE package_id = :package_id AND object_id > :after AND object_id <= :through AND is_open = 1;
