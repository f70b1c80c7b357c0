-- Everything about units is dated: valid_from inclusive, valid_to exclusive, NULL = open.
-- `name` and `short` on the unit are its latest, for lists; unit_name tells what it was when.
CREATE TABLE unit (
    id {{key}},
    uid UUID NOT NULL,
    code TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    level TEXT NOT NULL,
    place TEXT NOT NULL,
    tags TEXT NOT NULL,
    name TEXT NOT NULL,
    short TEXT,
    sort_key {{bytes}} NOT NULL,
    valid_from DATE,
    valid_to DATE
);
CREATE UNIQUE INDEX unit_order ON unit (sort_key, id);

CREATE TABLE unit_name (
    id {{key}},
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    name TEXT NOT NULL,
    short TEXT,
    valid_from DATE,
    valid_to DATE
);
CREATE INDEX unit_name_unit ON unit_name (unit_id);

CREATE TABLE unit_alias (
    id {{key}},
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    alias TEXT NOT NULL
);
CREATE INDEX unit_alias_unit ON unit_alias (unit_id);

CREATE TABLE unit_parent (
    id {{key}},
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    parent_id BIGINT NOT NULL REFERENCES unit (id),
    valid_from DATE,
    valid_to DATE
);
CREATE INDEX unit_parent_unit ON unit_parent (unit_id);
CREATE INDEX unit_parent_parent ON unit_parent (parent_id);

-- A collective addressee: by rule (kinds, level, tags) or by a list of members.
CREATE TABLE unit_group (
    id {{key}},
    uid UUID NOT NULL,
    code TEXT NOT NULL UNIQUE,
    place TEXT NOT NULL,
    name TEXT NOT NULL,
    open BOOLEAN NOT NULL,
    kinds TEXT NOT NULL,
    level TEXT,
    tags TEXT NOT NULL,
    valid_from DATE,
    valid_to DATE
);

CREATE TABLE group_alias (
    id {{key}},
    group_id BIGINT NOT NULL REFERENCES unit_group (id),
    alias TEXT NOT NULL
);
CREATE INDEX group_alias_group ON group_alias (group_id);

CREATE TABLE group_member (
    id {{key}},
    group_id BIGINT NOT NULL REFERENCES unit_group (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    valid_from DATE,
    valid_to DATE
);
CREATE INDEX group_member_group ON group_member (group_id);
