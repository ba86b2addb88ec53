-- Signing in with more than a password.

-- An account's authenticator app (RFC 6238).
create table two_step (
    user_id     uuid primary key references users (id) on delete cascade,
    -- Encrypted under a key of the server: what is stored here makes no codes.
    secret      bytea not null,
    started_at  timestamptz not null,
    -- Null: shown to its owner, not confirmed with a code yet.
    enabled_at  timestamptz,
    -- The 30-second step of the last code that was taken; no code is taken twice.
    last_step   bigint not null default 0,
    -- Codes tried since the last right one, each counted before it is checked.
    tries       smallint not null default 0,
    last_try_at timestamptz
);

-- For who has lost the app: each good once, stored as a keyed hash.
create table recovery_codes (
    user_id uuid not null references two_step (user_id) on delete cascade,
    hash    bytea not null check (length(hash) = 32),
    used_at timestamptz,
    primary key (user_id, hash)
);
