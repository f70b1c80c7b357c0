-- An act over a whole province writes hundreds of thousands of moves in one transaction, and the
-- checks of four foreign keys and a second index of all rows cost more than the rows themselves.
-- Moves are written in one place only, from obligations and units that are there.
CREATE TABLE obligation_move_light (
    obligation_id BIGINT NOT NULL,
    round BIGINT NOT NULL,
    step_id BIGINT,
    day DATE NOT NULL,
    kind SMALLINT NOT NULL,
    from_unit BIGINT NOT NULL,
    to_unit BIGINT,
    other_id BIGINT,
    other_version BIGINT,
    choice_id BIGINT,
    was_state SMALLINT NOT NULL,
    was_standing SMALLINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (obligation_id, round)
){{clustered}};
INSERT INTO obligation_move_light (obligation_id, round, step_id, day, kind, from_unit, to_unit,
    other_id, other_version, choice_id, was_state, was_standing, version)
    SELECT obligation_id, round, step_id, day, kind, from_unit, to_unit, other_id, other_version,
        choice_id, was_state, was_standing, version
    FROM obligation_move ORDER BY obligation_id, round;
DROP TABLE obligation_move;
ALTER TABLE obligation_move_light RENAME TO obligation_move;
-- What is joined, closed or added is looked for by its round; what just moves on is found by the
-- key, and in sums.
CREATE INDEX obligation_move_round ON obligation_move (round, kind) WHERE kind <> 0;

-- No list asks for the silent obligations of one unit by this index.
DROP INDEX obligation_unit_silent;
