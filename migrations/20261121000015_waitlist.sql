-- Patients who would like an earlier time with a doctor, in the order in which they asked.

create table waitlist_entries (
    doctor_id      uuid not null references doctors (doctor_id),
    id             uuid not null,
    patient_id     uuid not null references users (id),
    -- The appointment that is to be earlier. Null: they have none, and wait for a visit of this type.
    appointment_id uuid,
    visit_type_id  uuid,
    -- When they could come: ISO 8601 weekdays and parts of the day, on the practice's clock …
    weekdays       smallint[] not null check (weekdays <> '{}' and weekdays <@ '{1,2,3,4,5,6,7}'),
    parts_of_day   text[] not null check (parts_of_day <> '{}' and parts_of_day <@ '{morning,afternoon,evening}'),
    -- … and how long beforehand they have to know.
    notice_minutes integer not null check (notice_minutes between 0 and 40320),
    created_at     timestamptz not null,
    primary key (doctor_id, id),
    foreign key (doctor_id, appointment_id) references appointments (doctor_id, id),
    foreign key (doctor_id, visit_type_id) references visit_types (doctor_id, id),
    check ((appointment_id is null) <> (visit_type_id is null)),
    constraint waitlist_one_entry unique (doctor_id, patient_id)
);

create index waitlist_entries_by_patient on waitlist_entries (patient_id);

-- What they were offered. While an offer lasts there is an appointment of the same id in status `offered`, which keeps the
-- time; afterwards this row remembers that the time was offered, so that it is offered to the next.
create table waitlist_offers (
    doctor_id  uuid not null,
    entry_id   uuid not null,
    id         uuid not null,
    start_time timestamptz not null,
    expires_at timestamptz not null,
    -- SHA-256 of the token in the mail.
    token_hash bytea unique check (length(token_hash) = 32),
    primary key (doctor_id, entry_id, id),
    foreign key (doctor_id, entry_id) references waitlist_entries (doctor_id, id) on delete cascade
);

-- Two nodes that look at the same list offer one time to each.
create unique index appointments_one_offer on appointments (doctor_id, patient_id) where status = 'offered';
