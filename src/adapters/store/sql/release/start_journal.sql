-- name: list_start_candidates
-- The jobs that the deployment put into its environment, with the jobs they come after; a row a pair.
SELECT o.object_id, o.name, r.target_name AS upstream
FROM environment_object o
LEFT JOIN version_reference r ON r.object_id = o.object_id AND r.number = o.version AND r.relation = 'after' AND r.target_kind = 'job'
WHERE o.environment_id = :environment_id AND o.kind = 'job' AND o.first_generation = :generation
  AND o.object_id IN (SELECT i.object_id FROM package_item i WHERE i.package_id = :package_id AND i.kind = 'job' AND i.change = 'put')
ORDER BY o.name, o.object_id;

-- name: insert_start
INSERT INTO start_journal (deployment_id, ordinal, object_id, state) VALUES (:deployment_id, :ordinal, :object_id, 'pending');

-- name: find_any_start
SELECT ordinal FROM start_journal WHERE deployment_id = :deployment_id LIMIT 1;

-- name: list_package_starts
-- Of the last deployment. `after` is a position, which is the ordinal counted from 1.
SELECT s.ordinal, s.object_id, i.name AS job_name, s.state, s.message
FROM start_journal s
JOIN package_item i ON i.package_id = :package_id AND i.object_id = s.object_id
WHERE s.deployment_id = (SELECT max(d.id) FROM deployment d WHERE d.package_id = :package_id)
  AND s.ordinal >= :after AND (CAST(:state AS TEXT) IS NULL OR s.state = :state)
ORDER BY s.ordinal LIMIT :limit;

-- name: list_pending_starts
SELECT s.ordinal, s.object_id, i.name AS job_name, i.version, o.version AS current_version, d.package_id AS current_package
FROM start_journal s
JOIN package_item i ON i.package_id = :package_id AND i.object_id = s.object_id
JOIN environment e ON e.id = :environment_id
LEFT JOIN environment_object o ON o.environment_id = e.id AND o.object_id = s.object_id
  AND o.first_generation <= e.generation AND (o.last_generation IS NULL OR o.last_generation >= e.generation)
LEFT JOIN deployment d ON d.id = o.deployment_id
WHERE s.deployment_id = :deployment_id AND s.state = 'pending'
ORDER BY s.ordinal LIMIT :limit;

-- name: list_packages_that_removed [sqlite]
-- Who took each of these objects out of the environment: the deployment that made the generation after its last one.
SELECT wanted.value AS object_id, (SELECT d.package_id FROM environment_object o
  JOIN generation g ON g.environment_id = o.environment_id AND g.number = o.last_generation + 1
  JOIN deployment d ON d.id = g.deployment_id
  WHERE o.environment_id = :environment_id AND o.object_id = wanted.value AND o.last_generation IS NOT NULL
  ORDER BY o.last_generation DESC LIMIT 1) AS package_id
FROM json_each(:objects) AS wanted;

-- name: list_packages_that_removed [postgres]
SELECT CAST(wanted.value AS BIGINT) AS object_id, (SELECT d.package_id FROM environment_object o
  JOIN generation g ON g.environment_id = o.environment_id AND g.number = o.last_generation + 1
  JOIN deployment d ON d.id = g.deployment_id
  WHERE o.environment_id = :environment_id AND o.object_id = CAST(wanted.value AS BIGINT) AND o.last_generation IS NOT NULL
  ORDER BY o.last_generation DESC LIMIT 1) AS package_id
FROM json_array_elements_text(CAST(:objects AS json)) AS wanted(value);

-- name: record_start [sqlite]
UPDATE start_journal SET state = :state, message = :message
WHERE deployment_id = :deployment_id AND ordinal = :ordinal AND state = 'pending';

-- name: record_start [postgres]
UPDATE start_journal s SET state = new.state, message = new.message
FROM unnest(CAST(:state AS TEXT[]), CAST(:message AS TEXT[]), CAST(:deployment_id AS BIGINT[]), (SELECT CAST(:ordinal AS BIGINT[])))
  AS new(state, message, deployment_id, ordinal)
WHERE s.deployment_id = new.deployment_id AND s.ordinal = new.ordinal AND s.state = 'pending';

-- name: list_start_states
SELECT object_id, state, message FROM start_journal
WHERE deployment_id = :deployment_id AND (CAST(:only_failed AS BIGINT) = 0 OR state = 'failed');

-- name: count_failed_starts
SELECT count(*) AS total FROM start_journal WHERE deployment_id = :deployment_id AND state = 'failed';
