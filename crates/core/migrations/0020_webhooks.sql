-- Addresses of other programs that are told what happened, and each telling.
CREATE TABLE webhook (
    id {{key}},
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,
    subjects TEXT NOT NULL,
    last_event BIGINT NOT NULL,
    created_at {{timestamp}} NOT NULL,
    created_by_name TEXT NOT NULL,
    stopped_at {{timestamp}}
);

-- `next_at` is when it is tried (again); none when it is done or given up.
CREATE TABLE delivery (
    id {{key}},
    webhook_id BIGINT NOT NULL REFERENCES webhook (id),
    event_id BIGINT NOT NULL,
    attempts INTEGER NOT NULL,
    next_at {{timestamp}},
    tried_at {{timestamp}},
    status INTEGER,
    failure TEXT,
    delivered BOOLEAN NOT NULL
);
CREATE INDEX delivery_next ON delivery (next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX delivery_webhook ON delivery (webhook_id, id);
