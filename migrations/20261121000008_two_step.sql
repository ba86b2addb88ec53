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

create table passkeys (
    id            uuid primary key,
    user_id       uuid not null references users (id) on delete cascade,
    -- The authenticator's name for it: one passkey belongs to one account.
    credential_id bytea not null constraint passkeys_credential_id_key unique,
    -- What its owner calls it.
    name          text not null,
    -- The public key and its counter, as the WebAuthn library writes them.
    credential    jsonb not null,
    created_at    timestamptz not null,
    last_used_at  timestamptz
);

create index passkeys_by_user on passkeys (user_id);

-- What the server has to remember between a challenge and its answer; taken out when answered, so each is answered once.
create table passkey_challenges (
    id         uuid primary key,
    -- Null: somebody signs in, and who is not known yet.
    user_id    uuid references users (id) on delete cascade,
    state      jsonb not null,
    expires_at timestamptz not null
);
