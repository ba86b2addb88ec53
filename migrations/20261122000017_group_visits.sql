-- Group visits: several people at the same visit, a seat each.

alter table visit_types
    -- How many can come to the same visit.
    add column seats smallint not null default 1 check (seats between 1 and 200);

alter table appointments
    -- Which seat of a group visit it takes; null: the visit is for one.
    add column seat smallint check (seat > 0);

-- Appointments of one visit take the same time, and are not in each other's way: those of a type that begin together.
-- An appointment for one is a visit of its own.
alter table appointments
    add column visit_id uuid not null generated always as (
        case when seat is null then id
             else md5(visit_type_id::text || extract(epoch from lower(during) at time zone 'UTC')::text)::uuid
        end) stored;

alter table appointments
    drop constraint appointment_doctor_no_overlap,
    add constraint appointment_doctor_no_overlap
        exclude using gist (doctor_id with =, blocked with &&, visit_id with <>) where (live and not overbooked);

-- A seat is taken once.
create unique index appointment_seat_no_overlap on appointments (doctor_id, visit_id, seat)
    where seat is not null and live and not overbooked;
create index appointments_in_groups on appointments using gist (doctor_id, blocked) where live and seat is not null;

-- The first free one of so many seats. Null when all are taken: the constraint then refuses the appointment, as it refuses
-- any that is not of that visit.
create function free_seat(doctor uuid, visit_type uuid, visit tstzrange, seats integer) returns smallint
    language sql stable
    begin atomic
        select min(seat.number)::smallint
        from generate_series(1, seats) as seat (number)
        where not exists (
            select from appointments
            where doctor_id = doctor and blocked && visit and visit_type_id = visit_type
              and lower(during) = lower(visit) and live and appointments.seat = seat.number);
    end;
