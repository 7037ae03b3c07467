-- What stands against a package entering its environment at generation :at: the first culprit of each rule
-- (domain/release/package_check.h).

-- name: find_lowered_item
SELECT i.object_id, i.kind, i.name, i.version AS item_version, e.version AS production_version
FROM package_item i
JOIN environment_object e ON e.environment_id = :environment_id AND e.object_id = i.object_id
  AND e.first_generation <= :at AND (e.last_generation IS NULL OR e.last_generation >= :at)
WHERE i.package_id = :package_id AND i.change = 'put' AND e.version > i.version
ORDER BY i.kind, i.name LIMIT 1;

-- name: find_taken_name
SELECT i.object_id, i.kind, i.name
FROM package_item i
JOIN environment_object e ON e.environment_id = :environment_id AND e.kind = i.kind AND e.name = i.name AND e.object_id <> i.object_id
  AND e.first_generation <= :at AND (e.last_generation IS NULL OR e.last_generation >= :at)
WHERE i.package_id = :package_id AND i.change = 'put'
  AND NOT EXISTS (SELECT 1 FROM package_item x WHERE x.package_id = :package_id AND x.object_id = e.object_id
                  AND (x.change = 'remove' OR x.name <> e.name))
ORDER BY i.kind, i.name LIMIT 1;

-- name: find_missing_need
SELECT i.object_id, i.kind, i.name, r.node_name, r.target_kind, r.target_name
FROM package_item i
JOIN version_reference r ON r.object_id = i.object_id AND r.number = i.version AND r.relation = 'needs'
WHERE i.package_id = :package_id AND i.change = 'put'
  AND NOT EXISTS (SELECT 1 FROM package_item p
                  WHERE p.package_id = :package_id AND p.kind = r.target_kind AND p.name = r.target_name AND p.change = 'put')
  AND NOT EXISTS (SELECT 1 FROM environment_object e
                  WHERE e.environment_id = :environment_id AND e.kind = r.target_kind AND e.name = r.target_name
                    AND e.first_generation <= :at AND (e.last_generation IS NULL OR e.last_generation >= :at)
                    AND NOT EXISTS (SELECT 1 FROM package_item x WHERE x.package_id = :package_id AND x.object_id = e.object_id
                                    AND (x.change = 'remove' OR x.name <> e.name)))
ORDER BY i.kind, i.name, r.node_name, r.target_name LIMIT 1;

-- name: find_package_that_brings
-- The open package that would put the missing object there.
SELECT p.id FROM release_package m
JOIN object o ON o.workspace_id = m.workspace_id AND o.kind = :kind AND o.name = :name
JOIN package_item i ON i.object_id = o.id AND i.is_open = 1 AND i.change = 'put'
JOIN release_package p ON p.id = i.package_id AND p.environment_id = m.environment_id AND p.state <> 'deployed' AND p.revoked_at IS NULL
WHERE m.id = :package_id ORDER BY p.id LIMIT 1;

-- name: find_still_needed
SELECT i.object_id, i.kind, i.name, r.node_name, s.kind AS other_kind, s.name AS other_name
FROM package_item i
JOIN version_reference r ON r.target_kind = i.kind AND r.target_name = i.name AND r.relation = 'needs'
JOIN environment_object s ON s.environment_id = :environment_id AND s.object_id = r.object_id AND s.version = r.number
  AND s.first_generation <= :at AND (s.last_generation IS NULL OR s.last_generation >= :at)
WHERE i.package_id = :package_id AND i.change = 'remove'
  AND NOT EXISTS (SELECT 1 FROM package_item x WHERE x.package_id = :package_id AND x.object_id = s.object_id)
  AND NOT EXISTS (SELECT 1 FROM package_item p
                  WHERE p.package_id = :package_id AND p.kind = i.kind AND p.name = i.name AND p.change = 'put')
ORDER BY i.kind, i.name, s.kind, s.name, r.node_name LIMIT 1;
