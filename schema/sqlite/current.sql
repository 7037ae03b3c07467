-- What the migrations add up to; the store tests write this file with UPDATE_GOLDEN=1.

CREATE TABLE access_key (
  access TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  project_id TEXT NOT NULL REFERENCES project (id),
  sealed_secret TEXT NOT NULL,
  description TEXT NOT NULL,
  created_at INTEGER NOT NULL
, is_for_home_only INTEGER NOT NULL DEFAULT 0 CHECK (is_for_home_only IN (0, 1))) STRICT;

CREATE INDEX access_key_user ON access_key (user_id, created_at);

CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  workspace_id TEXT REFERENCES workspace (id),
  user_id TEXT REFERENCES users (id),
  action TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  subject_name TEXT NOT NULL,
  detail TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX audit_workspace ON audit (workspace_id, id);

CREATE TABLE deployment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  task_id TEXT NOT NULL CONSTRAINT deployment_task_unique UNIQUE,
  package_id INTEGER REFERENCES release_package (id),
  workspace_id TEXT NOT NULL REFERENCES workspace (id),
  environment_id INTEGER NOT NULL REFERENCES environment (id),
  state TEXT NOT NULL CHECK (state IN ('queued', 'staging', 'following_up', 'succeeded', 'succeeded_with_warnings', 'failed')),
  starts_jobs INTEGER NOT NULL CHECK (starts_jobs IN (0, 1)),
  requested_by TEXT NOT NULL REFERENCES users (id),
  requested_at INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  base_generation INTEGER,
  generation INTEGER,
  staged_through INTEGER NOT NULL,
  staged_count INTEGER NOT NULL,
  item_count INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  ended_at INTEGER,
  failure_code TEXT,
  failure_message TEXT,
  culprit_object_id INTEGER,
  CHECK ((state IN ('succeeded', 'succeeded_with_warnings', 'failed')) = (ended_at IS NOT NULL)),
  CHECK ((state = 'failed') = (failure_code IS NOT NULL))
) STRICT;

CREATE INDEX deployment_package ON deployment (package_id, id);

CREATE INDEX deployment_unfinished ON deployment (environment_id, id) WHERE ended_at IS NULL;

CREATE TABLE directory (
  workspace_id TEXT NOT NULL REFERENCES workspace (id),
  kind TEXT NOT NULL CHECK (kind IN ('job', 'script')),
  path TEXT NOT NULL,
  PRIMARY KEY (workspace_id, kind, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
  object_id INTEGER NOT NULL PRIMARY KEY REFERENCES object (id),
  content TEXT NOT NULL,
  digest TEXT NOT NULL,
  submission TEXT NOT NULL
) STRICT;

CREATE TABLE environment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  workspace_id TEXT NOT NULL REFERENCES workspace (id),
  name TEXT NOT NULL,
  generation INTEGER NOT NULL CHECK (generation >= 0),
  fence INTEGER NOT NULL CHECK (fence >= 0),
  holder_deployment_id INTEGER,
  holder_incarnation TEXT,
  CONSTRAINT environment_name_unique UNIQUE (workspace_id, name),
  CHECK ((holder_deployment_id IS NULL) = (holder_incarnation IS NULL))
) STRICT;

CREATE TABLE "environment_job" (
  environment_id INTEGER NOT NULL REFERENCES environment (id),
  object_id INTEGER NOT NULL REFERENCES object (id),
  status TEXT NOT NULL CHECK (status IN ('scheduling', 'paused', 'stopped')),
  started_at INTEGER,
  started_by TEXT REFERENCES users (id),
  parameters TEXT NOT NULL,
  planned_version INTEGER,
  planned_through INTEGER,
  next_plan_time INTEGER, running_max INTEGER NOT NULL DEFAULT 5 CHECK (running_max > 0), waiting_count INTEGER NOT NULL DEFAULT 0 CHECK (waiting_count >= 0), running_count INTEGER NOT NULL DEFAULT 0 CHECK (running_count >= 0),
  PRIMARY KEY (environment_id, object_id),
  CONSTRAINT environment_job_stopped_has_no_plan CHECK (status <> 'stopped' OR next_plan_time IS NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX environment_job_due ON environment_job (next_plan_time) WHERE next_plan_time IS NOT NULL;

CREATE INDEX environment_job_to_admit ON environment_job (environment_id, object_id)
  WHERE waiting_count > 0 AND running_count < running_max;

CREATE TABLE environment_object (
  environment_id INTEGER NOT NULL,
  object_id INTEGER NOT NULL,
  first_generation INTEGER NOT NULL CHECK (first_generation >= 1),
  last_generation INTEGER,
  version INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('job', 'script')),
  name TEXT NOT NULL,
  deployment_id INTEGER NOT NULL,
  PRIMARY KEY (environment_id, object_id, first_generation),
  FOREIGN KEY (object_id, version) REFERENCES object_version (object_id, number),
  CHECK (last_generation IS NULL OR last_generation >= first_generation)
) STRICT, WITHOUT ROWID;

CREATE INDEX environment_object_name ON environment_object (environment_id, kind, name, first_generation);

CREATE UNIQUE INDEX environment_object_name_open ON environment_object (environment_id, kind, name) WHERE last_generation IS NULL;

CREATE UNIQUE INDEX environment_object_open ON environment_object (environment_id, object_id) WHERE last_generation IS NULL;

CREATE TABLE generation (
  environment_id INTEGER NOT NULL REFERENCES environment (id),
  number INTEGER NOT NULL CHECK (number >= 1),
  deployment_id INTEGER NOT NULL,
  created_by TEXT NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  item_count INTEGER NOT NULL,
  PRIMARY KEY (environment_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE incarnation (
  id TEXT NOT NULL PRIMARY KEY,
  host_name TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  lease_end INTEGER NOT NULL
) STRICT;

CREATE TABLE installation (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  key_check TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE job_instance (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  workspace_id TEXT NOT NULL REFERENCES workspace (id),
  environment_id INTEGER NOT NULL REFERENCES environment (id),
  object_id INTEGER NOT NULL REFERENCES object (id),
  job_name TEXT NOT NULL,
  job_name_folded TEXT NOT NULL,
  kind INTEGER NOT NULL CHECK (kind IN (0, 2, 5, 6, 7)),
  plan_time INTEGER NOT NULL,
  version INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  deployment_id INTEGER,
  definition TEXT,
  parameters TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'success', 'fail', 'stopped')),
  is_failure_ignored INTEGER NOT NULL CHECK (is_failure_ignored IN (0, 1)),
  is_stop_requested INTEGER NOT NULL CHECK (is_stop_requested IN (0, 1)),
  has_failed INTEGER NOT NULL CHECK (has_failed IN (0, 1)),
  unfinished_nodes INTEGER NOT NULL CHECK (unfinished_nodes >= 0),
  created_by TEXT REFERENCES users (id),
  submitted_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER,
  message TEXT,
  CHECK ((state IN ('success', 'fail', 'stopped')) = (ended_at IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX job_instance_deployment_unique ON job_instance (deployment_id, object_id) WHERE deployment_id IS NOT NULL;

CREATE INDEX job_instance_object ON job_instance (object_id, id);

CREATE UNIQUE INDEX job_instance_plan_time_unique ON job_instance (environment_id, object_id, plan_time) WHERE kind = 0;

CREATE INDEX job_instance_unfinished ON job_instance (environment_id, object_id, state, plan_time, id) WHERE ended_at IS NULL;

CREATE INDEX job_instance_workspace ON job_instance (workspace_id, plan_time, id);

CREATE TABLE kept_outcome (
  instance_id INTEGER NOT NULL REFERENCES job_instance (id),
  ordinal INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  outcome TEXT,
  exit_code INTEGER,
  message TEXT,
  log_server TEXT,
  log_path TEXT,
  PRIMARY KEY (instance_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE member (
  workspace_id TEXT NOT NULL REFERENCES workspace (id),
  user_id TEXT NOT NULL REFERENCES users (id),
  role TEXT NOT NULL CHECK (role IN ('admin', 'developer', 'deployer', 'operator', 'viewer')),
  PRIMARY KEY (workspace_id, user_id, role)
) STRICT, WITHOUT ROWID;

CREATE INDEX member_user ON member (user_id, workspace_id);

CREATE TABLE node_attempt (
  instance_id INTEGER NOT NULL REFERENCES job_instance (id),
  ordinal INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  outcome TEXT,
  exit_code INTEGER,
  log_server TEXT,
  log_path TEXT,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  message TEXT,
  PRIMARY KEY (instance_id, ordinal, attempt)
) STRICT, WITHOUT ROWID;

CREATE TABLE "node_instance" (
  instance_id INTEGER NOT NULL REFERENCES job_instance (id),
  ordinal INTEGER NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'ready', 'running', 'success', 'fail', 'skip', 'stopped')),
  waiting_for INTEGER NOT NULL CHECK (waiting_for >= 0),
  attempt INTEGER NOT NULL CHECK (attempt >= 0),
  ready_at INTEGER,
  script_object_id INTEGER,
  script_version INTEGER,
  script_content TEXT,
  holder_incarnation TEXT,
  fence INTEGER NOT NULL,
  log_server TEXT,
  log_path TEXT,
  started_at INTEGER,
  ended_at INTEGER,
  message TEXT,
  kind TEXT NOT NULL DEFAULT 'process',
  queue_class TEXT NOT NULL DEFAULT 'production' CHECK (queue_class IN ('production', 'test')),
  tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
  handle TEXT,
  ready_pause INTEGER NOT NULL DEFAULT 0 CHECK (ready_pause >= 0),
  attempt_started_at INTEGER,
  PRIMARY KEY (instance_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE INDEX node_instance_ready ON node_instance (kind, queue_class, ready_at, instance_id, ordinal) WHERE state = 'ready';

CREATE INDEX node_instance_running ON node_instance (holder_incarnation) WHERE state = 'running';

CREATE TABLE object (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  workspace_id TEXT NOT NULL REFERENCES workspace (id),
  kind TEXT NOT NULL CHECK (kind IN ('job', 'script')),
  name TEXT NOT NULL,
  name_folded TEXT NOT NULL,
  is_live INTEGER NOT NULL CHECK (is_live IN (0, 1)),
  latest_version INTEGER NOT NULL CHECK (latest_version >= 0),
  lock_holder TEXT REFERENCES users (id),
  created_by TEXT NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  updated_by TEXT NOT NULL REFERENCES users (id),
  updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX object_deleted_name ON object (workspace_id, kind, name) WHERE is_live = 0;

CREATE UNIQUE INDEX object_name_unique ON object (workspace_id, kind, name) WHERE is_live = 1;

CREATE TABLE object_version (
  object_id INTEGER NOT NULL REFERENCES object (id),
  number INTEGER NOT NULL CHECK (number >= 1),
  name TEXT NOT NULL,
  content TEXT NOT NULL,
  digest TEXT NOT NULL,
  submission TEXT NOT NULL,
  submitted_by TEXT NOT NULL REFERENCES users (id),
  submitted_at INTEGER NOT NULL,
  PRIMARY KEY (object_id, number)
) STRICT;

CREATE TABLE "outbox" (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  payload TEXT NOT NULL,
  available_at INTEGER NOT NULL,
  pause INTEGER NOT NULL DEFAULT 0 CHECK (pause >= 0),
  attempt INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  holder_incarnation TEXT,
  CONSTRAINT outbox_subject_kind_unique UNIQUE (subject, kind)
) STRICT;

CREATE INDEX outbox_available ON outbox (kind, available_at, id);

CREATE TABLE package_approver (
  package_id INTEGER NOT NULL REFERENCES release_package (id),
  ordinal INTEGER NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (id),
  PRIMARY KEY (package_id, ordinal),
  CONSTRAINT package_approver_unique UNIQUE (package_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE package_item (
  package_id INTEGER NOT NULL REFERENCES release_package (id),
  object_id INTEGER NOT NULL REFERENCES object (id),
  pending_item_id INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('job', 'script')),
  name TEXT NOT NULL,
  change TEXT NOT NULL CHECK (change IN ('put', 'remove')),
  version INTEGER NOT NULL CHECK ((change = 'remove') = (version = 0)),
  submitted_by TEXT NOT NULL REFERENCES users (id),
  submitted_at INTEGER NOT NULL,
  is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
  PRIMARY KEY (package_id, object_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX package_item_name ON package_item (package_id, kind, name);

CREATE UNIQUE INDEX package_item_open ON package_item (object_id) WHERE is_open = 1;

CREATE TABLE past_set_aside (
  instance_id INTEGER NOT NULL PRIMARY KEY REFERENCES job_instance (id),
  tries INTEGER NOT NULL CHECK (tries > 0)
) STRICT;

CREATE TABLE pending_item (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  workspace_id TEXT NOT NULL REFERENCES workspace (id),
  object_id INTEGER NOT NULL REFERENCES object (id),
  kind TEXT NOT NULL CHECK (kind IN ('job', 'script')),
  name TEXT NOT NULL,
  name_folded TEXT NOT NULL,
  change TEXT NOT NULL CHECK (change IN ('put', 'remove')),
  version INTEGER NOT NULL CHECK ((change = 'remove') = (version = 0)),
  submitted_by TEXT NOT NULL REFERENCES users (id),
  submitted_at INTEGER NOT NULL,
  package_id INTEGER
) STRICT;

CREATE UNIQUE INDEX pending_item_free ON pending_item (object_id) WHERE package_id IS NULL;

CREATE INDEX pending_item_package ON pending_item (package_id) WHERE package_id IS NOT NULL;

CREATE INDEX pending_item_workspace ON pending_item (workspace_id, submitted_at, id);

CREATE TABLE project (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 32),
  name TEXT NOT NULL CONSTRAINT project_name_unique UNIQUE,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE release_package (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  workspace_id TEXT NOT NULL REFERENCES workspace (id),
  environment_id INTEGER NOT NULL REFERENCES environment (id),
  name TEXT NOT NULL,
  name_folded TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('awaiting_approval', 'deploying', 'deployed', 'failed')),
  item_count INTEGER NOT NULL CHECK (item_count >= 1),
  applicant_id TEXT NOT NULL REFERENCES users (id),
  packaged_by TEXT NOT NULL REFERENCES users (id),
  applied_at INTEGER NOT NULL,
  deployer_id TEXT REFERENCES users (id),
  deploy_requested_at INTEGER,
  deployed_at INTEGER,
  is_self_approved INTEGER NOT NULL CHECK (is_self_approved IN (0, 1)),
  revoked_by TEXT REFERENCES users (id),
  revoked_at INTEGER,
  revoked_generation INTEGER,
  checked_generation INTEGER NOT NULL,
  version INTEGER NOT NULL,
  CHECK ((state = 'deployed') = (deployed_at IS NOT NULL)),
  CHECK ((deployer_id IS NULL) = (deploy_requested_at IS NULL)),
  CHECK (state = 'awaiting_approval' OR deployer_id IS NOT NULL),
  CHECK ((revoked_at IS NULL) = (revoked_generation IS NULL)),
  CHECK (revoked_at IS NULL OR state IN ('awaiting_approval', 'failed'))
) STRICT;

CREATE INDEX release_package_workspace ON release_package (workspace_id, applied_at, id);

CREATE TABLE replay (
  access TEXT NOT NULL,
  signature TEXT NOT NULL,
  request_digest TEXT NOT NULL,
  status INTEGER,
  answer TEXT,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (access, signature)
) STRICT, WITHOUT ROWID;

CREATE INDEX replay_expires ON replay (expires_at);

CREATE TABLE schema_migration (
  number INTEGER NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  applied_at INTEGER NOT NULL
) STRICT;

CREATE TABLE server (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 32),
  host_name TEXT NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT;

CREATE TABLE set_aside (
  id INTEGER PRIMARY KEY,
  task TEXT NOT NULL CHECK (task IN ('run', 'plan')),
  environment_id INTEGER NOT NULL,
  object_id INTEGER NOT NULL,
  instance_id INTEGER REFERENCES job_instance (id),
  code TEXT NOT NULL,
  reason TEXT NOT NULL,
  since INTEGER NOT NULL,
  tries INTEGER NOT NULL CHECK (tries >= 1),
  paused_at INTEGER NOT NULL,
  next_try INTEGER NOT NULL,
  CHECK ((task = 'run') = (instance_id IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX set_aside_instance ON set_aside (instance_id) WHERE instance_id IS NOT NULL;

CREATE UNIQUE INDEX set_aside_job ON set_aside (environment_id, object_id) WHERE instance_id IS NULL;

CREATE TABLE start_journal (
  deployment_id INTEGER NOT NULL REFERENCES deployment (id),
  ordinal INTEGER NOT NULL,
  object_id INTEGER NOT NULL REFERENCES object (id),
  state TEXT NOT NULL CHECK (state IN ('pending', 'started', 'failed')),
  message TEXT,
  PRIMARY KEY (deployment_id, ordinal),
  CONSTRAINT start_journal_object_unique UNIQUE (deployment_id, object_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE token (
  digest TEXT NOT NULL PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id),
  project_id TEXT REFERENCES project (id),
  issued_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX token_expires ON token (expires_at);

CREATE TABLE users (  -- plural: "user" is a reserved word
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 32),
  name TEXT NOT NULL CONSTRAINT user_name_unique UNIQUE,
  name_folded TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  is_system_administrator INTEGER NOT NULL CHECK (is_system_administrator IN (0, 1)),
  is_disabled INTEGER NOT NULL CHECK (is_disabled IN (0, 1)),
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE version_reference (
  object_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  relation TEXT NOT NULL CHECK (relation IN ('needs', 'after')),
  target_kind TEXT NOT NULL CHECK (target_kind IN ('job', 'script')),
  target_name TEXT NOT NULL,
  node_name TEXT NOT NULL,
  PRIMARY KEY (object_id, number, relation, target_kind, target_name, node_name),
  FOREIGN KEY (object_id, number) REFERENCES object_version (object_id, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX version_reference_target ON version_reference (target_kind, target_name, object_id, number);

CREATE TABLE workspace (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 32),
  project_id TEXT NOT NULL REFERENCES project (id),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 32),
  mode TEXT NOT NULL CHECK (mode IN ('simple', 'enterprise')),
  created_by TEXT NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  CONSTRAINT workspace_name_unique UNIQUE (project_id, name)
) STRICT;
