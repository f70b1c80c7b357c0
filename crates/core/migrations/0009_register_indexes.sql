-- The lists of the register read their conditions and their order out of one index, and fetch
-- only the rows they show. What each list is driven by: obligation/drive.rs.
DROP INDEX obligation_standing;
CREATE INDEX obligation_standing
    ON obligation (standing, last_day, id, role, plan_id, task_position, unit_id);
DROP INDEX obligation_plan_task;
CREATE INDEX obligation_plan_task
    ON obligation (plan_id, task_position, id, standing, last_day, role);
DROP INDEX obligation_task;
CREATE INDEX obligation_task ON obligation (task_id, role, id, standing, last_day);
-- A role that few rows have ("theo dõi") is not looked for among all the others.
CREATE INDEX obligation_role ON obligation (role, last_day, id, standing);
-- Without figures about the new indexes the planner would guess.
ANALYZE obligation;
