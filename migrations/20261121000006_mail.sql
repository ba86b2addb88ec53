-- What goes out by mail, and what the links in it are good for.

-- Null: nobody has shown yet that the address is theirs.
alter table users add column email_verified_at timestamptz;

-- A link in a mail: good once, for one purpose, and only the latest of each. What is stored here opens nothing.
create table mailed_tokens (
    user_id    uuid not null references users (id) on delete cascade,
    purpose    text not null check (purpose in ('verify_email', 'reset_password')),
    -- SHA-256 of the token.
    hash       bytea not null constraint mailed_tokens_hash_key unique check (length(hash) = 32),
    expires_at timestamptz not null,
    primary key (user_id, purpose)
);

-- Where mail goes while no mail server is set up: development shows it at /dev/mail.
create table dev_mails (
    id        bigint generated always as identity primary key,
    sent_at   timestamptz not null,
    recipient text not null,
    subject   text not null,
    text      text not null,
    html      text not null
);

create index dev_mails_by_recipient on dev_mails (recipient, id);

alter table sessions drop constraint sessions_end_reason_check;
alter table sessions add check (
    end_reason in ('signed_out', 'ended_by_owner', 'password_changed', 'password_reset', 'token_replayed')
);
