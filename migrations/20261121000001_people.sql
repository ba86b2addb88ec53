-- Everybody who can sign in, and what patients look doctors up by.

create table specialties (
    id   uuid primary key,
    slug text not null constraint specialties_slug_key unique,
    name text not null
);

-- A practice's address. Wall-clock rules (weekly hours) are read in its time zone.
create table locations (
    id          uuid primary key,
    slug        text not null constraint locations_slug_key unique,
    name        text not null,
    address     text not null,
    city        text not null,
    postal_code text not null,
    -- IANA name, such as Europe/London.
    time_zone   text not null,
    -- The first location is where a doctor who registers works until changed.
    position    integer not null
);

create table users (
    id            uuid primary key,
    -- Lower case: addresses that differ in case are one account.
    email         text not null constraint users_email_key unique check (email = lower(email)),
    full_name     text not null,
    phone         text,
    bio           text,
    role          text not null check (role in ('patient', 'doctor', 'receptionist', 'admin')),
    -- PHC string (Argon2id).
    password_hash text not null,
    created_at    timestamptz not null,
    updated_at    timestamptz not null
);

-- A doctor's id is their user id.
create table doctors (
    doctor_id    uuid primary key references users (id),
    slug         text not null constraint doctors_slug_key unique,
    specialty_id uuid references specialties (id),
    -- Patients see a doctor only once an administrator has approved them.
    approved_at  timestamptz
);

create index doctors_by_specialty on doctors (specialty_id);

-- Where a doctor works; the lowest position is meant where nothing is said.
create table doctor_locations (
    doctor_id   uuid not null references doctors (doctor_id),
    location_id uuid not null references locations (id),
    position    integer not null,
    primary key (doctor_id, location_id)
);
