-- The numbering book (sổ cấp số văn bản đi): numbers given to official documents, each once in a
-- year and series. What was struck keeps its number: it is never given again.
CREATE TABLE letter_number (
    id {{key}},
    year INTEGER NOT NULL,
    series TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    kind TEXT NOT NULL,
    written TEXT NOT NULL,
    about TEXT NOT NULL,
    signed_on DATE NOT NULL,
    letter_id BIGINT REFERENCES urging_letter (id),
    struck_at {{timestamp}},
    created_at {{timestamp}} NOT NULL,
    created_by BIGINT REFERENCES account (id),
    created_by_name TEXT NOT NULL,
    UNIQUE (year, series, sequence)
);
CREATE INDEX letter_number_letter ON letter_number (letter_id);
