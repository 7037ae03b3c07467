-- They hold the id of the server that has the log; in rows of the first version, which knew no ids, the name of its host.
ALTER TABLE node_instance RENAME COLUMN log_host TO log_server;
ALTER TABLE node_attempt RENAME COLUMN log_host TO log_server;
ALTER TABLE kept_outcome RENAME COLUMN log_host TO log_server;
