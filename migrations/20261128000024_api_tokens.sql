-- What external systems ask with instead of a person's sign-in.

create table api_tokens (
    id                uuid primary key,
    -- The system it was made for, as the administrator calls it.
    name              text not null,
    -- SHA-256 of the secret: what is stored here opens nothing.
    hash              bytea not null constraint api_tokens_hash_key unique check (length(hash) = 32),
    scopes            text[] not null check (scopes <@ array['directory:read', 'slots:read', 'appointments:write']),
    -- Where it books; null: at every location.
    location_id       uuid references locations (id),
    -- It belongs to the practice, and outlives the account of who made it.
    created_by        uuid not null references users (id),
    created_at        timestamptz not null,
    expires_at        timestamptz not null,
    -- Null: still good. A token that ended stays, for the appointments and the entries in the audit log that name it.
    revoked_at        timestamptz,
    -- To the minute or so.
    last_used_at      timestamptz,
    last_used_address text,
    check (expires_at > created_at)
);

-- The token that booked it, which may read, move and cancel it. Null: a person did.
alter table appointments add column booked_by_token uuid references api_tokens (id);

create index appointments_by_token_and_start on appointments (booked_by_token, lower(during), id)
    where booked_by_token is not null;
