-- What an announcement says of a day, over what the rules give: a holiday, or a day worked.
CREATE TABLE calendar_day (
    day DATE NOT NULL PRIMARY KEY,
    working BOOLEAN NOT NULL,
    name TEXT NOT NULL,
    document TEXT NOT NULL
);

-- Years whose announcement somebody compared with the list.
CREATE TABLE calendar_year (
    year INTEGER NOT NULL PRIMARY KEY,
    document TEXT NOT NULL
);

-- Letters that urge (công văn đôn đốc), made together. The words are kept as they were written,
-- so that the files come out the same whenever they are asked for.
CREATE TABLE urging_batch (
    id {{key}},
    uid UUID NOT NULL,
    shape SMALLINT NOT NULL,
    day DATE NOT NULL,
    answer_by DATE NOT NULL,
    office TEXT NOT NULL,
    discarded_at {{timestamp}},
    created_at {{timestamp}} NOT NULL,
    created_by BIGINT REFERENCES account (id),
    created_by_name TEXT NOT NULL
);

CREATE TABLE urging_letter (
    id {{key}},
    batch_id BIGINT NOT NULL REFERENCES urging_batch (id),
    number TEXT,
    signed_on DATE,
    version BIGINT NOT NULL,
    UNIQUE (batch_id, id)
);

CREATE TABLE urging_addressee (
    id {{key}},
    letter_id BIGINT NOT NULL REFERENCES urging_letter (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    unit_name TEXT NOT NULL
);
CREATE INDEX urging_addressee_letter ON urging_addressee (letter_id, id);
CREATE INDEX urging_addressee_unit ON urging_addressee (unit_id, letter_id);

-- The ledger: each time an obligation was urged, how, by whom, and how it stood then.
CREATE TABLE urging (
    id {{key}},
    obligation_id BIGINT NOT NULL REFERENCES obligation (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    way SMALLINT NOT NULL,
    letter_id BIGINT REFERENCES urging_letter (id),
    day DATE NOT NULL,
    last_day DATE,
    class TEXT NOT NULL,
    at {{timestamp}} NOT NULL,
    by_id BIGINT REFERENCES account (id),
    by_name TEXT NOT NULL
);
CREATE INDEX urging_obligation ON urging (obligation_id, id);
CREATE INDEX urging_unit ON urging (unit_id, id);
CREATE INDEX urging_letter_rows ON urging (letter_id, id);
