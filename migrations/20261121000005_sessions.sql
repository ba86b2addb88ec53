-- Who is signed in where.

-- A session is one sign-in on one device: a family of refresh tokens, each the child of the one before.
create table sessions (
    id           uuid primary key,
    user_id      uuid not null references users (id),
    -- What its owner may recognise it by.
    user_agent   text,
    address      text,
    created_at   timestamptz not null,
    last_used_at timestamptz not null,
    -- Moves on with every use.
    expires_at   timestamptz not null,
    -- Null: still good. A session that ended stays until it would have expired, so that a stolen token is still known.
    ended_at     timestamptz,
    end_reason   text check (end_reason in ('signed_out', 'ended_by_owner', 'password_changed', 'token_replayed')),
    check ((ended_at is null) = (end_reason is null))
);

create index sessions_by_user on sessions (user_id);

-- Every token given out in a session, as its SHA-256: what is stored here opens nothing.
create table refresh_tokens (
    hash       bytea primary key check (length(hash) = 32),
    session_id uuid not null references sessions (id) on delete cascade,
    created_at timestamptz not null,
    -- When its child was given out; null: the live one.
    rotated_at timestamptz
);

-- One live token a session: two refreshes at once cannot both start a line.
create unique index refresh_tokens_one_live on refresh_tokens (session_id) where rotated_at is null;
create index refresh_tokens_by_session on refresh_tokens (session_id);
