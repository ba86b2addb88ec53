-- Accounts that administrators run.

alter table users
    -- Null: the account works. Somebody disabled cannot sign in, and is signed out at once.
    add column disabled_at timestamptz,
    -- Whose appointments a receptionist sees: those at this location.
    add column location_id uuid references locations (id),
    add check (location_id is null or role = 'receptionist');

create index users_by_role on users (role, id);
create index appointments_by_location_and_start on appointments (location_id, lower(during), id);

alter table sessions drop constraint sessions_end_reason_check;
alter table sessions add check (
    end_reason in (
        'signed_out', 'ended_by_owner', 'password_changed', 'password_reset', 'account_disabled', 'token_replayed'
    )
);

-- People as they see themselves, and as administrators see them.
create view accounts as
    select users.id, email, full_name, phone, bio, role, users.location_id, users.created_at, users.updated_at,
           disabled_at is null as active,
           -- Doctors once they are approved, everybody else from the start.
           role <> 'doctor' or approved_at is not null as verified,
           specialty_id, specialties.slug as specialty_slug, specialties.name as specialty_name
    from users
    left join doctors on doctor_id = users.id
    left join specialties on specialties.id = specialty_id
    where erased_at is null;
