-- Practices of any size. Everybody has a number, and everything an id that can be told from it.

-- Like a UUIDv7 they differ at their front, where GiST looks for what is close to each other.
create function bench_id(kind int, number bigint) returns uuid language sql immutable as $$
    select (lpad(to_hex(number), 12, '0') || '7000' || '8000' || lpad(to_hex(kind), 12, '0'))::uuid
$$;

-- 24 visits of 20 minutes a day: 9 to 13 and 14 to 18 o'clock. The n-th of a day, as an instant.
create function bench_start(day date, visit bigint) returns timestamptz language sql stable as $$
    select (day + make_interval(mins => (540 + visit * 20 + case when visit >= 12 then 60 else 0 end)::int))
        at time zone 'Europe/Berlin'
$$;

-- So many doctors with hours on every day. Of these `busy` have 20 appointments a day, on so many past days and on as
-- many days to come as are named; each has 20 patients, who come every day at their time.
create function bench_fill(doctors int, busy int, patients int, past_days int, days int) returns void
language sql as $$
    insert into specialties (id, slug, name)
    select bench_id(7, n), 'specialty-' || n, 'Specialty ' || n from generate_series(1, 10) as n;

    insert into locations (id, slug, name, address, city, postal_code, time_zone, position)
    select bench_id(1, n), 'location-' || n, 'Location ' || n, n || ' High Street', 'Berlin', '10115', 'Europe/Berlin', n
    from generate_series(1, 20) as n;

    insert into users (id, email, full_name, role, password_hash, created_at, updated_at, email_verified_at)
    select bench_id(2, n), 'doctor' || n || '@example.com', 'Doctor ' || lpad(n::text, 6, '0'), 'doctor', '-', now(), now(), now()
    from generate_series(1, doctors) as n;

    insert into users (id, email, full_name, role, password_hash, created_at, updated_at, email_verified_at)
    select bench_id(3, n), 'patient' || n || '@example.com', 'Patient ' || n, 'patient', '-', now(), now(), now()
    from generate_series(1, greatest(patients, busy * 20)) as n;

    insert into doctors (doctor_id, slug, specialty_id, approved_at)
    select bench_id(2, n), 'doctor-' || n, bench_id(7, 1 + n % 10), now() from generate_series(1, doctors) as n;

    insert into doctor_locations (doctor_id, location_id, position)
    select bench_id(2, n), bench_id(1, 1 + n % 20), 0 from generate_series(1, doctors) as n;

    insert into visit_types (doctor_id, id, slug, name, duration_minutes, buffer_before_minutes, buffer_after_minutes,
                             new_patients, position)
    select bench_id(2, n), bench_id(4, n), 'consultation', 'Consultation', 20, 0, 0, true, 0
    from generate_series(1, doctors) as n;

    insert into weekly_hours (doctor_id, id, location_id, weekday, start_minute, end_minute)
    select bench_id(2, n), bench_id(5, n * 14 + weekday * 2 + half), bench_id(1, 1 + n % 20), weekday,
           case half when 0 then 540 else 840 end, case half when 0 then 780 else 1080 end
    from generate_series(1, doctors) as n, generate_series(1, 7) as weekday, generate_series(0, 1) as half;

    insert into appointments (doctor_id, id, patient_id, location_id, visit_type_id, during, blocked, status, reason,
                              created_at, updated_at)
    select bench_id(2, n), gen_random_uuid(), bench_id(3, n * 20 - place), bench_id(1, 1 + n % 20), bench_id(4, n),
           during, during, case when day > 0 then 'confirmed' else 'completed' end, 'Check-up', now(), now()
    from generate_series(1, busy) as n, generate_series(1 - past_days, days) as day, generate_series(0, 19) as place,
         -- Every sixth visit stays free.
         lateral (select bench_start(current_date + day, place + place / 5) as start) as time,
         lateral (select tstzrange(start, start + interval '20 minutes') as during) as visit;
$$;

-- What is booked in benchmarks: at any one time, everybody sees another doctor.
create table wishes (
    number      bigint primary key,
    doctor_id   uuid not null,
    patient_id  uuid not null,
    visit_type  uuid not null,
    location_id uuid not null,
    starts_at   timestamptz not null,
    during      tstzrange not null
);

create function bench_wish(people int, days int) returns void language sql as $$
    insert into wishes
    select (day * 24 + visit) * people + n - 1, bench_id(2, n), bench_id(3, n), bench_id(4, n), bench_id(1, 1 + n % 20),
           start, tstzrange(start, start + interval '20 minutes')
    from generate_series(1, people) as n, generate_series(0, days - 1) as day, generate_series(0, 23) as visit,
         lateral (select bench_start(current_date + 2 + day::int, visit) as start) as time;
$$;
