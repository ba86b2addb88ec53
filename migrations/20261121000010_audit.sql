-- Who did what, to whose data, when and from where. Only ever added to.

create table audit_log (
    -- UUID version 7: in the order of time.
    id         uuid primary key,
    at         timestamptz not null,
    -- Null: nobody was signed in. No foreign key: what was done stays when an account goes.
    actor_id   uuid,
    actor_role text,
    action     text not null,
    -- What it was done to: an appointment, a session, an account.
    subject_id uuid,
    -- Whose data it is.
    person_id  uuid,
    -- Never a name, a reason or a secret.
    details    jsonb not null,
    address    text,
    request_id text
);

create index audit_log_by_actor on audit_log (actor_id, id);
create index audit_log_by_person on audit_log (person_id, id);

-- The entries in a chain: each hash covers its entry and the hash before, keyed with a secret the database does not have.
-- A job adds to it, a moment after the entries: chaining in the transaction itself would make all bookings wait for one another.
create table audit_chain (
    position bigint primary key,
    entry_id uuid not null constraint audit_chain_entry_key unique references audit_log (id),
    hash     bytea not null check (length(hash) = 32)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% can only be added to', tg_table_name using errcode = 'insufficient_privilege';
end
$$;

create trigger audit_log_only_grows before update or delete or truncate on audit_log
    for each statement execute function refuse_change();
create trigger audit_chain_only_grows before update or delete or truncate on audit_chain
    for each statement execute function refuse_change();
