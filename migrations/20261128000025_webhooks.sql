-- Addresses of other systems that are told what happens to appointments, and what they were told.

create table webhooks (
    -- UUID version 7: in the order in which they were added.
    id                    uuid primary key,
    url                   text not null,
    events                text[] not null check (
        events <> '{}'
        and events <@ '{appointment.booked,appointment.moved,appointment.cancelled,appointment.checked_in}'
    ),
    description           text,
    -- Whether it is told anything.
    active                boolean not null,
    -- Why it was switched off; null: it is on, or an administrator switched it off.
    disabled_reason       text check (disabled_reason in ('gone', 'failing')),
    -- Since when nothing got through; null: the last try did.
    failing_since         timestamptz,
    -- What is signed with, encrypted under a key of the server: what is stored here signs nothing.
    secret                bytea not null,
    -- The one before, which signs too until then.
    previous_secret       bytea,
    previous_secret_until timestamptz,
    created_at            timestamptz not null,
    updated_at            timestamptz not null,
    check (not active or disabled_reason is null),
    check ((previous_secret is null) = (previous_secret_until is null))
);

-- No foreign key: it would make every booking lock the webhook's row, and one that meets a webhook being removed would
-- wait for that, and fail. What is left over of a removed one is never sent, and goes with age.
create table webhook_deliveries (
    webhook_id      uuid not null,
    -- What receivers tell a repeated one by: the same at every try.
    id              uuid not null,
    event           text not null,
    -- Ids and times. Never a name or a reason.
    data            jsonb not null,
    -- When it happened.
    created_at      timestamptz not null,
    status          text not null default 'pending' check (status in ('pending', 'delivered', 'failed')),
    -- Since it happened, or was asked for again.
    attempts        smallint not null default 0,
    next_attempt_at timestamptz,
    -- How the last try went: the receiver's HTTP status, or a word for why there was none.
    last_status     smallint,
    last_error      text,
    delivered_at    timestamptz,
    primary key (webhook_id, id),
    check ((status = 'pending') = (next_attempt_at is not null)),
    check ((status = 'delivered') = (delivered_at is not null))
);

create index webhook_deliveries_due on webhook_deliveries (webhook_id, next_attempt_at) where status = 'pending';
create index webhook_deliveries_by_time on webhook_deliveries (webhook_id, created_at, id);
create index webhook_deliveries_by_age on webhook_deliveries (created_at);

-- Whoever writes an appointment passes here, in the transaction of the change: no writer can forget it, and what is rolled
-- back is told to nobody. A time that is only held is no appointment yet.
create function note_webhook_event() returns trigger
    language plpgsql as $$
    declare
        happened text := case
            when new.expires_at is not null then null
            when tg_op = 'INSERT' or old.expires_at is not null then 'appointment.booked'
            when new.status <> old.status then case new.status
                when 'cancelled' then 'appointment.cancelled'
                when 'checked_in' then 'appointment.checked_in'
            end
            when new.during <> old.during or new.location_id <> old.location_id then 'appointment.moved'
        end;
        -- RFC 3339, whatever the time zone of the connection.
        format constant text := 'YYYY-MM-DD"T"HH24:MI:SS"Z"';
    begin
        if happened is not null then
            insert into webhook_deliveries (webhook_id, id, event, data, created_at, next_attempt_at)
            select webhooks.id, gen_random_uuid(), happened,
                   jsonb_build_object(
                       'appointment_id', new.id,
                       'doctor_id', new.doctor_id,
                       'location_id', new.location_id,
                       'start_time', to_char(lower(new.during) at time zone 'UTC', format),
                       'end_time', to_char(upper(new.during) at time zone 'UTC', format),
                       'status', new.status),
                   new.updated_at, new.updated_at
            from webhooks
            where active and happened = any (events);
        end if;
        return null;
    end $$;

create trigger webhooks after insert or update of status, during, location_id, expires_at on appointments
    for each row execute function note_webhook_event();
