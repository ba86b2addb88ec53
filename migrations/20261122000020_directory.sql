-- What the practice consists of, as its administrators change it.

-- Null: it can be chosen. What is retired is not listed any more, and stays for what names it.
alter table specialties add column retired_at timestamptz;
alter table locations add column retired_at timestamptz;

create table departments (
    id          uuid primary key,
    slug        text not null constraint departments_slug_key unique,
    name        text not null,
    location_id uuid not null references locations (id),
    retired_at  timestamptz
);

create index departments_by_location on departments (location_id);

-- At a location where the doctor works, which the services see to.
alter table doctors add column department_id uuid references departments (id);

create index doctors_by_department on doctors (department_id);
-- Who works at a location: asked whenever it is closed, changed or retired.
create index doctor_locations_by_location on doctor_locations (location_id);

-- Patients in the order of their names …
create index patients_by_name on users (full_name, id) where role = 'patient';
-- … and by the words of their names and addresses, as people type them: a blank stands before each.
create index patients_by_words on users
    using gin ((' ' || folded_name(full_name) || ' ' || folded(email)) gin_trgm_ops) where role = 'patient';
