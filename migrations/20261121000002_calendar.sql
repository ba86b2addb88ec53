-- When a doctor can be seen. `doctor_id` leads every key, so that these tables can be spread over machines by doctor.

create extension if not exists btree_gist;

create table visit_types (
    doctor_id             uuid not null references doctors (doctor_id),
    id                    uuid not null,
    slug                  text not null,
    name                  text not null,
    duration_minutes      smallint not null check (duration_minutes between 5 and 480),
    -- Kept free around the visit; no other appointment of the doctor may reach into it.
    buffer_before_minutes smallint not null check (buffer_before_minutes between 0 and 120),
    buffer_after_minutes  smallint not null check (buffer_after_minutes between 0 and 120),
    -- Whether people who were never here before may book it.
    new_patients          boolean not null,
    position              integer not null,
    primary key (doctor_id, id),
    constraint visit_types_slug_key unique (doctor_id, slug)
);

-- Weekly hours as the wall clock of the location shows them; turned into instants day by day.
create table weekly_hours (
    doctor_id       uuid not null references doctors (doctor_id),
    id              uuid not null,
    location_id     uuid not null references locations (id),
    -- ISO: 1 is Monday, 7 is Sunday.
    weekday         smallint not null check (weekday between 1 and 7),
    -- Minutes after midnight; 1440 is the end of the day.
    start_minute    smallint not null check (start_minute between 0 and 1439),
    end_minute      smallint not null check (end_minute between 1 and 1440),
    -- First and last day these hours hold; null: without bound.
    effective_from  date,
    effective_until date,
    primary key (doctor_id, id),
    check (start_minute < end_minute),
    check (effective_from <= effective_until)
);

-- One-off open time. Touching and overlapping windows of one location are merged when they are made.
create table availability_windows (
    doctor_id   uuid not null references doctors (doctor_id),
    id          uuid not null,
    location_id uuid not null references locations (id),
    during      tstzrange not null check (lower_inc(during) and not upper_inc(during)),
    primary key (doctor_id, id),
    constraint availability_window_no_overlap exclude using gist (doctor_id with =, during with &&)
);

-- Time taken out of the open time.
create table time_off (
    doctor_id uuid not null references doctors (doctor_id),
    id        uuid not null,
    during    tstzrange not null check (lower_inc(during) and not upper_inc(during)),
    reason    text,
    primary key (doctor_id, id)
);

create index time_off_by_time on time_off using gist (doctor_id, during);
