-- What patients booked. A cancelled row stays: it is history, and it blocks nothing.

create table appointments (
    doctor_id     uuid not null references doctors (doctor_id),
    id            uuid not null,
    patient_id    uuid not null references users (id),
    location_id   uuid not null references locations (id),
    -- Null: the booking named its own length.
    visit_type_id uuid,
    -- The visit itself, half-open.
    during        tstzrange not null check (lower_inc(during) and not upper_inc(during)),
    -- The visit with its buffers: what no other appointment of the doctor may overlap.
    blocked       tstzrange not null check (blocked @> during),
    status        text not null check (status in ('confirmed', 'checked_in', 'completed', 'cancelled', 'no_show')),
    reason        text,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    primary key (doctor_id, id),
    foreign key (doctor_id, visit_type_id) references visit_types (doctor_id, id),
    -- Never twice: no two live appointments of one doctor overlap, buffers included …
    constraint appointment_doctor_no_overlap
        exclude using gist (doctor_id with =, blocked with &&)
        where (status in ('confirmed', 'checked_in', 'completed')),
    -- … nor any two of one patient. (Across doctors, so this one alone does not lead with `doctor_id`.)
    constraint appointment_patient_no_overlap
        exclude using gist (patient_id with =, during with &&)
        where (status in ('confirmed', 'checked_in', 'completed'))
);

create index appointments_by_id on appointments (id);
create index appointments_by_doctor_and_start on appointments (doctor_id, lower(during), id);
create index appointments_by_patient_and_start on appointments (patient_id, lower(during), id);
