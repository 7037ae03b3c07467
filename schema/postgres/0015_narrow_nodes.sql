-- Each change of a row of node_instance writes all entries of its indexes anew, and each attempt looked up its run. Names are unique by the rules of a
-- definition, which are asked whenever one is read; a row of node_attempt is made from its node's, whose run is there.
ALTER TABLE node_instance DROP CONSTRAINT node_instance_name_unique;
ALTER TABLE node_attempt DROP CONSTRAINT node_attempt_instance_id_fkey;
