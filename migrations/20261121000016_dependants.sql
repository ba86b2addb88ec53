-- People whom somebody with an account books for: children, parents, whoever they care for.

create table dependants (
    guardian_id uuid not null references users (id),
    id          uuid not null,
    full_name   text not null,
    born_on     date,
    created_at  timestamptz not null,
    -- Nobody books for them any more; appointments still name them.
    removed_at  timestamptz,
    primary key (guardian_id, id)
);

alter table appointments
    -- Whom the visit is for; null: the patient whose account it is.
    add column dependant_id uuid,
    add foreign key (patient_id, dependant_id) references dependants (guardian_id, id),
    add column attendee_id uuid not null generated always as (coalesce(dependant_id, patient_id)) stored;

-- Two children of one account can be at two doctors at once; nobody can be at two places.
alter table appointments
    drop constraint appointment_patient_no_overlap,
    add constraint appointment_patient_no_overlap
        exclude using gist (attendee_id with =, during with &&) where (live);

drop index appointments_seen;
create index appointments_seen on appointments (doctor_id, attendee_id) where status in ('checked_in', 'completed');
