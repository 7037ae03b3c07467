-- fragment: object_columns
o.id, o.workspace_id, o.kind, o.name, o.is_live, o.latest_version, o.lock_holder, o.created_by, o.created_at, o.updated_by,
  o.updated_at

-- fragment: row_columns
-- Of its draft, and the names of its people.
d.content, d.digest, d.submission, c.name AS created_by_name, u.name AS updated_by_name

-- fragment: row_joins
JOIN draft d ON d.object_id = o.id
JOIN users c ON c.id = o.created_by
JOIN users u ON u.id = o.updated_by

-- name: find_live_object
SELECT {object_columns}
FROM object o WHERE o.workspace_id = :workspace_id AND o.kind = :kind AND o.name = :name AND o.is_live = 1;

-- name: find_object
SELECT {object_columns}
FROM object o WHERE o.id = :id;

-- name: find_object_row
SELECT {object_columns}, {row_columns}
FROM object o
{row_joins}
WHERE o.workspace_id = :workspace_id AND o.kind = :kind AND o.name = :name AND o.is_live = 1;

-- name: count_all_objects
-- Without a filter the index alone answers.
SELECT count(*) AS total FROM object WHERE workspace_id = :workspace_id AND kind = :kind AND is_live = 1;

-- name: count_objects
SELECT count(*) AS total FROM object
WHERE workspace_id = :workspace_id AND kind = :kind AND is_live = 1 AND name_folded LIKE :name_like ESCAPE '\';

-- name: list_objects
-- The page is cut before the drafts are read: what lies before it costs index rows only.
SELECT {object_columns}, {row_columns}
FROM (SELECT id FROM object
      WHERE workspace_id = :workspace_id AND kind = :kind AND is_live = 1
        AND (CAST(:name_like AS TEXT) IS NULL OR name_folded LIKE :name_like ESCAPE '\')
      ORDER BY name LIMIT :limit OFFSET :skip) AS page
JOIN object o ON o.id = page.id
{row_joins}
ORDER BY o.name;

-- name: measure_listed_drafts [sqlite]
-- The bytes of a page of list_objects, for which each database has a function of its own.
SELECT coalesce(sum(length(CAST(d.content AS BLOB)) + length(CAST(d.submission AS BLOB))), 0) AS size
FROM (SELECT id FROM object
      WHERE workspace_id = :workspace_id AND kind = :kind AND is_live = 1
        AND (CAST(:name_like AS TEXT) IS NULL OR name_folded LIKE :name_like ESCAPE '\')
      ORDER BY name LIMIT :limit OFFSET :skip) AS page
JOIN draft d ON d.object_id = page.id;

-- name: measure_listed_drafts [postgres]
SELECT CAST(coalesce(sum(octet_length(d.content) + octet_length(d.submission)), 0) AS BIGINT) AS size
FROM (SELECT id FROM object
      WHERE workspace_id = :workspace_id AND kind = :kind AND is_live = 1
        AND (CAST(:name_like AS TEXT) IS NULL OR name_folded LIKE :name_like ESCAPE '\')
      ORDER BY name LIMIT :limit OFFSET :skip) AS page
JOIN draft d ON d.object_id = page.id;

-- fragment: draft_matches [sqlite]
(CAST(:process_type AS TEXT) IS NULL OR json_extract(d.content, '$.processType') = :process_type)
  AND (CAST(:tags AS TEXT) IS NULL OR EXISTS (
    SELECT 1 FROM json_each(d.content, '$.basicConfig.tags') AS t WHERE t.value IN (SELECT w.value FROM json_each(:tags) AS w)))

-- fragment: draft_matches [postgres]
(CAST(:process_type AS TEXT) IS NULL OR CAST(d.content AS json) ->> 'processType' = :process_type)
  AND (CAST(:tags AS TEXT) IS NULL OR EXISTS (
    SELECT 1 FROM json_array_elements_text(CAST(d.content AS json) -> 'basicConfig' -> 'tags') AS t(value)
    WHERE t.value = ANY (ARRAY(SELECT w.value FROM json_array_elements_text(CAST(:tags AS json)) AS w(value)))))

-- fragment: draft_size [sqlite]
length(CAST(d.content AS BLOB)) + length(CAST(d.submission AS BLOB))

-- fragment: draft_size [postgres]
octet_length(d.content) + octet_length(d.submission)

-- fragment: schedule_type [sqlite]
json_extract(v.content, '$.schedule.type')

-- fragment: schedule_type [postgres]
CAST(v.content AS json) -> 'schedule' ->> 'type'

-- name: count_objects_by_draft
-- With filters that look into the drafts, whose JSON each database reads in its own way.
SELECT count(*) AS total FROM object o JOIN draft d ON d.object_id = o.id
WHERE o.workspace_id = :workspace_id AND o.kind = :kind AND o.is_live = 1
  AND (CAST(:name_like AS TEXT) IS NULL OR o.name_folded LIKE :name_like ESCAPE '\')
  AND {draft_matches};

-- name: list_objects_by_draft
SELECT {object_columns}, {row_columns}
FROM object o
{row_joins}
WHERE o.workspace_id = :workspace_id AND o.kind = :kind AND o.is_live = 1
  AND (CAST(:name_like AS TEXT) IS NULL OR o.name_folded LIKE :name_like ESCAPE '\')
  AND {draft_matches}
ORDER BY o.name LIMIT :limit OFFSET :skip;

-- name: measure_drafts_listed_by_draft
-- The same of a page of list_objects_by_draft.
SELECT CAST(coalesce(sum(size), 0) AS BIGINT) AS size
FROM (SELECT {draft_size} AS size
      FROM object o JOIN draft d ON d.object_id = o.id
      WHERE o.workspace_id = :workspace_id AND o.kind = :kind AND o.is_live = 1
        AND (CAST(:name_like AS TEXT) IS NULL OR o.name_folded LIKE :name_like ESCAPE '\')
        AND {draft_matches}
      ORDER BY o.name LIMIT :limit OFFSET :skip) AS page;

-- name: count_live_objects_near_limit
-- Ids are never drawn twice: before as many were drawn as the limit allows, nothing needs counting.
SELECT CASE WHEN coalesce((SELECT max(id) FROM object), 0) < CAST(:limit AS BIGINT) THEN 0
  ELSE (SELECT count(*) FROM object WHERE workspace_id = :workspace_id AND is_live = 1) END AS total;

-- name: insert_object
INSERT INTO object (workspace_id, kind, name, name_folded, is_live, latest_version, lock_holder, created_by, created_at, updated_by, updated_at)
VALUES (:workspace_id, :kind, :name, :name_folded, 1, 0, :lock_holder, :created_by, :created_at, :updated_by, :updated_at)
RETURNING id;

-- name: update_object
UPDATE object SET lock_holder = :lock_holder, updated_by = :updated_by, updated_at = :updated_at WHERE id = :id;

-- name: retire_object
UPDATE object SET is_live = 0, lock_holder = NULL WHERE id = :id;

-- name: revive_object
UPDATE object SET is_live = 1 WHERE id = :id AND is_live = 0;

-- name: set_latest_version
UPDATE object SET latest_version = :number WHERE id = :id;

-- name: count_references_to_object
-- Records that outlive the object: of packages (revoked ones too), of environments at any generation, of runs.
SELECT CASE
  WHEN EXISTS (SELECT 1 FROM job_instance WHERE object_id = :id) THEN 1
  WHEN EXISTS (SELECT 1 FROM object o JOIN environment e ON e.workspace_id = o.workspace_id
               JOIN environment_object x ON x.environment_id = e.id AND x.object_id = o.id WHERE o.id = :id) THEN 1
  WHEN EXISTS (SELECT 1 FROM object o JOIN environment e ON e.workspace_id = o.workspace_id
               JOIN environment_job x ON x.environment_id = e.id AND x.object_id = o.id WHERE o.id = :id) THEN 1
  WHEN EXISTS (SELECT 1 FROM package_item WHERE object_id = :id) THEN 1
  WHEN EXISTS (SELECT 1 FROM pending_item WHERE object_id = :id) THEN 1
  ELSE 0 END AS total;

-- name: delete_object
DELETE FROM object WHERE id = :id;

-- name: list_job_activity
-- Kind 2 is a test run: in a simple workspace these are in production too.
SELECT wanted.id AS object_id, {schedule_type} AS schedule_type, s.status, s.started_at AS scheduled_at,
  newest.started_at AS newest_started_at, newest.ended_at AS newest_ended_at, ended.state AS last_state, ended.ended_at AS last_ended_at,
  CASE WHEN EXISTS (SELECT 1 FROM job_instance i WHERE i.environment_id = :environment_id AND i.object_id = wanted.id
                    AND i.ended_at IS NULL AND i.kind <> 2) THEN 1 ELSE 0 END AS has_unfinished
FROM (SELECT e.value AS id FROM {set jobs} AS e) AS wanted
LEFT JOIN environment_object o ON o.environment_id = :environment_id AND o.object_id = wanted.id
  AND o.first_generation <= :generation AND (o.last_generation IS NULL OR o.last_generation >= :generation)
LEFT JOIN object_version v ON v.object_id = o.object_id AND v.number = o.version
LEFT JOIN environment_job s ON s.environment_id = :environment_id AND s.object_id = wanted.id
LEFT JOIN job_instance newest ON newest.id = (
  SELECT i.id FROM job_instance i WHERE i.object_id = wanted.id AND i.environment_id = :environment_id AND i.kind <> 2
  ORDER BY i.id DESC LIMIT 1)
LEFT JOIN job_instance ended ON ended.id = (
  SELECT i.id FROM job_instance i WHERE i.object_id = wanted.id AND i.environment_id = :environment_id AND i.kind <> 2
    AND i.state IN ('success', 'fail')
  ORDER BY i.id DESC LIMIT 1);
