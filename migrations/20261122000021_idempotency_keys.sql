-- Requests that may be sent again, and what was answered the first time, for a day.
create table idempotency_keys (
    -- Keyed hash of who asked and the key they chose.
    id           bytea primary key,
    -- Keyed hash of what they asked for: method, path and body.
    fingerprint  bytea not null,
    created_at   timestamptz not null,
    -- Null while it is being carried out.
    status       smallint,
    content_type text,
    location     text,
    body         bytea
);

create index idempotency_keys_by_age on idempotency_keys (created_at);
