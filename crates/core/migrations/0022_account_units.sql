-- The unit for which an account acts; none for those of the whole house. Until now one role could
-- do everything: those accounts stay what they were, and are administrators by the new name.
ALTER TABLE account ADD COLUMN unit_id BIGINT REFERENCES unit (id);
CREATE INDEX account_unit ON account (unit_id);
UPDATE account SET role = 'administrator' WHERE role = 'coordinator';
