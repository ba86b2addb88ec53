-- What a booking is judged by, and times that are held while somebody fills in the form.

alter table visit_types
    -- Minutes from one start time to the next; null: visits start one after another.
    add column slot_step_minutes smallint check (slot_step_minutes between 5 and 480),
    -- How long beforehand, and how far ahead, patients can book.
    add column minimum_notice_minutes smallint not null default 0 check (minimum_notice_minutes between 0 and 20160),
    add column horizon_days smallint not null default 180 check (horizon_days between 1 and 730),
    -- How many there can be on one day of the location; null: as many as fit.
    add column per_day_limit smallint check (per_day_limit > 0),
    -- Whether people may book it whom the doctor has seen before. (`new_patients`: whom they have not.)
    add column known_patients boolean not null default true,
    -- Until how long beforehand patients can move or cancel it themselves.
    add column cancellation_notice_minutes smallint not null default 0 check (cancellation_notice_minutes between 0 and 20160),
    -- How long after its start somebody who has not checked in counts as not coming; null: not until somebody says so.
    add column no_show_after_minutes smallint check (no_show_after_minutes between 5 and 1440),
    -- Whether the practice confirms each booking.
    add column needs_confirmation boolean not null default false,
    -- Where it is offered; empty: wherever the doctor works.
    add column location_ids uuid[] not null default '{}',
    -- Null: it can be booked. Appointments name it, so it stays.
    add column retired_at timestamptz,
    add check (new_patients or known_patients);

-- One of every so many weeks, counted from the week of `effective_from`.
alter table weekly_hours
    add column every_weeks smallint not null default 1 check (every_weeks between 1 and 4),
    add column week smallint not null default 1,
    add check (week between 1 and every_weeks),
    add check (every_weeks = 1 or effective_from is not null);

-- Public holidays and other days on which a location is closed for everybody, on its own calendar.
create table closures (
    location_id uuid not null references locations (id),
    id          uuid not null,
    first_day   date not null,
    last_day    date not null,
    reason      text,
    primary key (location_id, id),
    check (first_day <= last_day)
);

-- Moves on whenever hours, time off or rules change: a booking that was checked against an older one is checked again.
alter table doctors add column calendar_version bigint not null default 0;

-- A hold is an appointment in the making: it takes its time from others until it runs out or is booked. What is offered to
-- somebody on the waiting list is one as well.
alter table appointments
    -- When a hold runs out; null: it is none.
    add column expires_at timestamptz,
    -- The practice knew that the time was taken, or closed, and said so.
    add column overbooked boolean not null default false,
    -- What was booked in one go, week after week.
    add column series_id uuid,
    drop constraint appointments_status_check,
    add constraint appointments_status_check check (
        status in ('held', 'offered', 'requested', 'confirmed', 'checked_in', 'completed', 'cancelled', 'no_show')
    ),
    add check ((status in ('held', 'offered')) = (expires_at is not null));

-- Whether it takes up its time. A hold that ran out does until it is swept away: no constraint can read a clock.
alter table appointments
    add column live boolean not null
        generated always as (status in ('held', 'offered', 'requested', 'confirmed', 'checked_in', 'completed')) stored;

alter table appointments
    drop constraint appointment_doctor_no_overlap,
    drop constraint appointment_patient_no_overlap,
    add constraint appointment_doctor_no_overlap
        exclude using gist (doctor_id with =, blocked with &&) where (live and not overbooked),
    add constraint appointment_patient_no_overlap
        exclude using gist (patient_id with =, during with &&) where (live);

-- What the constraint leaves out takes its time all the same.
create index appointments_overbooked on appointments using gist (doctor_id, blocked) where live and overbooked;
-- One hold a patient, while they fill in a form.
create unique index appointments_one_hold on appointments (patient_id) where status = 'held';
create index appointments_held on appointments (expires_at) where expires_at is not null;
-- Whether a doctor has seen a patient before.
create index appointments_seen on appointments (doctor_id, patient_id) where status in ('checked_in', 'completed');
