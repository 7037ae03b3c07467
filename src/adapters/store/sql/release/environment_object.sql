-- An object is seen at generation :at when first_generation <= :at and (last_generation IS NULL or >= :at), never as "the open row".

-- name: find_environment_object_named
SELECT object_id, kind, name, version, first_generation FROM environment_object
WHERE environment_id = :environment_id AND kind = :kind AND name = :name
  AND first_generation <= :at AND (last_generation IS NULL OR last_generation >= :at);

-- name: find_environment_object
SELECT object_id, kind, name, version, first_generation FROM environment_object
WHERE environment_id = :environment_id AND object_id = :object_id
  AND first_generation <= :at AND (last_generation IS NULL OR last_generation >= :at);

-- name: list_environment_objects
SELECT object_id, kind, name, version, first_generation FROM environment_object
WHERE environment_id = :environment_id AND (kind, name) > (:after_kind, :after_name)
  AND first_generation <= :at AND (last_generation IS NULL OR last_generation >= :at)
ORDER BY kind, name LIMIT :limit;

-- name: list_environment_jobs
-- is_live: development has it still. The newest run is one entry of an index for each job of the page; kind 2 is a test run.
SELECT page.object_id, page.name, page.is_live, newest.id AS newest_id, newest.state AS newest_state, newest.ended_at AS newest_ended_at,
  CASE WHEN EXISTS (SELECT 1 FROM job_instance i WHERE i.environment_id = :environment_id AND i.object_id = page.object_id
                    AND i.ended_at IS NULL AND i.state = 'running' AND i.kind <> 2) THEN 1 ELSE 0 END AS is_running
FROM (SELECT o.object_id, o.name, d.is_live FROM environment_object o JOIN object d ON d.id = o.object_id
      WHERE o.environment_id = :environment_id AND o.kind = 'job' AND o.name > :after
        AND (CAST(:through AS TEXT) IS NULL OR o.name <= :through)
        AND o.first_generation <= :at AND (o.last_generation IS NULL OR o.last_generation >= :at)
        AND (CAST(:name_like AS TEXT) IS NULL OR d.name_folded LIKE :name_like ESCAPE '\')
      ORDER BY o.name LIMIT :limit) AS page
LEFT JOIN job_instance newest ON newest.id = (
  SELECT i.id FROM job_instance i WHERE i.object_id = page.object_id AND i.environment_id = :environment_id AND i.kind <> 2
  ORDER BY i.id DESC LIMIT 1)
ORDER BY page.name;

-- name: next_item_range
SELECT count(*) AS item_count, max(object_id) AS through FROM (
  SELECT object_id FROM package_item WHERE package_id = :package_id AND object_id > :after ORDER BY object_id LIMIT :batch
) AS batch;

-- name: previous_item_range
SELECT count(*) AS item_count, min(object_id) AS first FROM (
  SELECT object_id FROM package_item WHERE package_id = :package_id AND object_id <= :through ORDER BY object_id DESC LIMIT :batch
) AS batch;

-- name: close_replaced_objects
-- The range stands inside only: outside it would have the database walk all that the environment holds between two items.
UPDATE environment_object SET last_generation = :at
WHERE environment_id = :environment_id
  AND object_id IN (SELECT i.object_id FROM package_item i
                    WHERE i.package_id = :package_id AND i.object_id > :after AND i.object_id <= :through)
  AND first_generation <= :at AND last_generation IS NULL;

-- name: insert_staged_objects
INSERT INTO environment_object (environment_id, object_id, first_generation, last_generation, version, kind, name, deployment_id)
SELECT :environment_id, object_id, :next, NULL, version, kind, name, :deployment_id FROM package_item
WHERE package_id = :package_id AND object_id > :after AND object_id <= :through AND change = 'put';

-- name: delete_staged_objects
DELETE FROM environment_object
WHERE environment_id = :environment_id AND object_id > :after AND object_id <= :through
  AND first_generation = :next AND deployment_id = :deployment_id;

-- name: reopen_replaced_objects
UPDATE environment_object SET last_generation = NULL
WHERE environment_id = :environment_id
  AND object_id IN (SELECT i.object_id FROM package_item i
                    WHERE i.package_id = :package_id AND i.object_id > :after AND i.object_id <= :through)
  AND last_generation = :at;

-- name: close_replaced_object
UPDATE environment_object SET last_generation = :at
WHERE environment_id = :environment_id AND object_id = :object_id AND first_generation <= :at AND last_generation IS NULL;

-- name: insert_staged_object
INSERT INTO environment_object (environment_id, object_id, first_generation, last_generation, version, kind, name, deployment_id)
VALUES (:environment_id, :object_id, :next, NULL, :version, :kind, :name, :deployment_id);
