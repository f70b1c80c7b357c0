-- What others did to what a unit owes, since its people were here last.
CREATE INDEX event_unit ON event (unit_id, id) WHERE unit_id IS NOT NULL;
CREATE TABLE visit (
    account_id BIGINT NOT NULL PRIMARY KEY REFERENCES account (id),
    at {{timestamp}} NOT NULL,
    before {{timestamp}}
){{clustered}};
