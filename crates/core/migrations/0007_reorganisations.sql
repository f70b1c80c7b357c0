-- An act of reorganisation (văn bản sắp xếp). Its state is computed: not applied, applied and how
-- much of it is still to be settled, or undone.
CREATE TABLE reorganisation (
    id {{key}},
    uid UUID NOT NULL,
    place TEXT NOT NULL,
    number TEXT NOT NULL,
    issuer TEXT,
    title TEXT NOT NULL,
    issued_on DATE NOT NULL,
    effective_on DATE NOT NULL,
    prepared TEXT,
    version BIGINT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by BIGINT REFERENCES account (id),
    applied_at {{timestamp}},
    undone_at {{timestamp}}
);
CREATE INDEX reorganisation_effective ON reorganisation (effective_on, id);

-- What it does, in order; `content` is the step as JSON.
CREATE TABLE reorganisation_step (
    id {{key}},
    reorganisation_id BIGINT NOT NULL REFERENCES reorganisation (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX reorganisation_step_act ON reorganisation_step (reorganisation_id, position);

-- Who follows whom from which day on. Without a successor: abolished. `scope` says which
-- functions; without it the whole.
CREATE TABLE succession (
    id {{key}},
    reorganisation_id BIGINT NOT NULL REFERENCES reorganisation (id),
    step_id BIGINT NOT NULL REFERENCES reorganisation_step (id),
    predecessor_id BIGINT NOT NULL REFERENCES unit (id),
    successor_id BIGINT REFERENCES unit (id),
    day DATE NOT NULL,
    scope TEXT
);
CREATE INDEX succession_predecessor ON succession (predecessor_id, day);
CREATE INDEX succession_successor ON succession (successor_id, day);
CREATE INDEX succession_act ON succession (reorganisation_id);

-- What an act changed in the directory, so that it can be undone exactly: units (with their names
-- and parents) and lists of groups, as they were before and as the act left them. `before` is
-- empty for what began with it.
CREATE TABLE directory_change (
    id {{key}},
    reorganisation_id BIGINT NOT NULL REFERENCES reorganisation (id),
    thing TEXT NOT NULL,
    thing_id BIGINT NOT NULL,
    before TEXT,
    after TEXT NOT NULL
);
CREATE INDEX directory_change_act ON directory_change (reorganisation_id, id);

-- What a person chose for obligations that do not simply follow: to a unit (the first answers,
-- the others share), or closed for a reason. Many obligations may share one choice.
CREATE TABLE reorganisation_choice (
    id {{key}},
    reorganisation_id BIGINT NOT NULL REFERENCES reorganisation (id),
    to_code TEXT,
    others TEXT NOT NULL,
    reason TEXT
);
CREATE INDEX reorganisation_choice_act ON reorganisation_choice (reorganisation_id);

CREATE TABLE obligation_decision (
    reorganisation_id BIGINT NOT NULL REFERENCES reorganisation (id),
    obligation_id BIGINT NOT NULL REFERENCES obligation (id),
    choice_id BIGINT NOT NULL REFERENCES reorganisation_choice (id),
    decided_at {{timestamp}} NOT NULL,
    decided_by BIGINT REFERENCES account (id),
    decided_by_name TEXT NOT NULL,
    PRIMARY KEY (reorganisation_id, obligation_id)
){{clustered}};

-- One application of an act: at once, or in parts.
CREATE TABLE reorganisation_round (
    id {{key}},
    reorganisation_id BIGINT NOT NULL REFERENCES reorganisation (id),
    at {{timestamp}} NOT NULL,
    by_id BIGINT REFERENCES account (id),
    by_name TEXT NOT NULL
);
CREATE INDEX reorganisation_round_act ON reorganisation_round (reorganisation_id, id);

-- What became of each obligation in a round, and what it was before. `other_id`: the obligation
-- it was joined into (and the version that one had then), or the one it was made beside.
CREATE TABLE obligation_move (
    obligation_id BIGINT NOT NULL REFERENCES obligation (id),
    round BIGINT NOT NULL REFERENCES reorganisation_round (id),
    step_id BIGINT,
    day DATE NOT NULL,
    kind SMALLINT NOT NULL,
    from_unit BIGINT NOT NULL REFERENCES unit (id),
    to_unit BIGINT REFERENCES unit (id),
    other_id BIGINT,
    other_version BIGINT,
    choice_id BIGINT,
    was_state SMALLINT NOT NULL,
    was_standing SMALLINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (obligation_id, round)
){{clustered}};
CREATE INDEX obligation_move_round ON obligation_move (round, kind, from_unit);

-- The sums of a round, for the pages of units and acts.
CREATE TABLE obligation_flow (
    round BIGINT NOT NULL REFERENCES reorganisation_round (id),
    kind SMALLINT NOT NULL,
    from_unit BIGINT NOT NULL REFERENCES unit (id),
    to_unit BIGINT NOT NULL,
    step_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (round, kind, from_unit, to_unit, step_id)
){{clustered}};
CREATE INDEX obligation_flow_from ON obligation_flow (from_unit, round);
CREATE INDEX obligation_flow_to ON obligation_flow (to_unit, round);
