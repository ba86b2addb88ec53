-- Passkeys (WebAuthn, level 3): a device signs in instead of a password.

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
