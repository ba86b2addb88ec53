"""What the reference asks PostgreSQL: what Praxis asks, for the same ten calls."""

CALENDARS = """
select doctors.doctor_id,
       calendar_version,
       array(
           select row(id, duration_minutes, buffer_before_minutes, buffer_after_minutes, slot_step_minutes,
                      minimum_notice_minutes, horizon_days)
           from visit_types where visit_types.doctor_id = doctors.doctor_id and retired_at is null
           order by position, slug
       ) as visit_types,
       array(
           select row(location_id, time_zone)
           from doctor_locations join locations on locations.id = location_id
           where doctor_locations.doctor_id = doctors.doctor_id
           order by doctor_locations.position, slug
       ) as zones,
       array(
           select row(location_id, weekday, start_minute, end_minute, effective_from, effective_until)
           from weekly_hours where weekly_hours.doctor_id = doctors.doctor_id
       ) as weekly,
       array(
           select row(location_id, lower(during), upper(during))
           from availability_windows
           where availability_windows.doctor_id = doctors.doctor_id and during && $2
       ) as windows,
       array(
           select row(lower(during), upper(during))
           from time_off where time_off.doctor_id = doctors.doctor_id and during && $2
       ) as time_off,
       array(
           select row(lower(blocked), upper(blocked))
           from appointments
           where appointments.doctor_id = doctors.doctor_id and blocked && $2 and live and not overbooked and seat is null
             and lower(blocked) < upper($2::tstzrange) and lower(blocked) > lower($2) - interval '1 day'
             and (expires_at is null or expires_at > $3)
       ) as blocked
from doctors
where doctors.doctor_id = any($1) and approved_at is not null
"""

PAGE = """
select doctor_search.doctor_id as id, doctors.slug, doctor_search.full_name, bio, specialties.id as specialty_id,
       specialties.slug as specialty_slug, specialties.name as specialty_name
from doctor_search
join doctors on doctors.doctor_id = doctor_search.doctor_id
join users on users.id = doctor_search.doctor_id
left join specialties on specialties.id = specialty_id
where approved_at is not null and disabled_at is null
order by doctor_search.full_name, doctor_search.doctor_id
limit $1
"""

LOCATIONS = """
select doctor_id, id, slug, name, address, city, postal_code, time_zone
from doctor_locations join locations on locations.id = location_id
where doctor_id = any($1)
order by doctor_locations.position, slug
"""

VISIT_TYPES = """
select doctor_id, id, slug, name, duration_minutes, buffer_before_minutes, buffer_after_minutes
from visit_types where doctor_id = any($1) and retired_at is null
order by position, slug
"""

BOOK = """
with doctor as (
    select doctor_id from doctors where doctor_id = $1 and calendar_version = $2 for share
), booked as (
    insert into appointments (doctor_id, id, patient_id, location_id, visit_type_id, during, blocked, status, reason,
                              created_at, updated_at)
    select $1, $3, $4, $5, $6, $7, $8, 'confirmed', $9, $10, $10 from doctor
    on conflict do nothing
    returning *
), noted as (
    insert into audit_log (id, at, actor_id, actor_role, action, subject_id, person_id, details)
    select $11, $10, $4, 'patient', 'appointment.booked', id, patient_id, '{}' from booked
)
select booked.id, doctors.slug as doctor_slug, doctor.full_name as doctor_name, patient.full_name as patient_name,
       locations.name as location_name, address, city, time_zone, status, booked.created_at
from booked
join doctors on doctors.doctor_id = booked.doctor_id
join users as doctor on doctor.id = booked.doctor_id
join users as patient on patient.id = patient_id
join locations on locations.id = booked.location_id
"""

SPECIALTIES = "select id, slug, name from specialties where retired_at is null order by name, id"

DOCTOR = """
select doctors.doctor_id as id, doctors.slug, full_name, bio, specialties.id as specialty_id,
       specialties.slug as specialty_slug, specialties.name as specialty_name
from doctors
join users on users.id = doctors.doctor_id
left join specialties on specialties.id = specialty_id
where doctors.doctor_id = $1 and approved_at is not null and disabled_at is null
"""

ME = """
select users.id, email, full_name, phone, bio, role, users.created_at, users.updated_at
from sessions join users on users.id = user_id
where sessions.id = $1 and ended_at is null and expires_at > $2 and erased_at is null and disabled_at is null
"""

CREDENTIALS = "select id, password_hash from users where email = $1"

SIGN_IN = """
with session as (
    insert into sessions (id, user_id, created_at, last_used_at, expires_at) values ($1, $2, $3, $3, $4)
    returning id
), token as (
    insert into refresh_tokens (hash, session_id, created_at) select $5, id, $3 from session
)
insert into audit_log (id, at, actor_id, actor_role, action, subject_id, person_id, details)
select $6, $3, $2, 'patient', 'session.started', id, $2, '{}' from session
"""

APPOINTMENT = """
select appointments.id, appointments.doctor_id, doctors.slug as doctor_slug, doctor.full_name as doctor_name,
       patient_id, patient.full_name as patient_name, visit_type_id, visit_types.name as visit_type_name,
       appointments.location_id, locations.name as location_name, address, city, postal_code, time_zone,
       lower(during) as start_time, upper(during) as end_time, status, reason, appointments.created_at,
       appointments.updated_at
from appointments
join doctors on doctors.doctor_id = appointments.doctor_id
join users as doctor on doctor.id = appointments.doctor_id
join users as patient on patient.id = patient_id
join locations on locations.id = appointments.location_id
left join visit_types on visit_types.doctor_id = appointments.doctor_id and visit_types.id = visit_type_id
where expires_at is null and patient_id = $1
"""

OWN_APPOINTMENTS = APPOINTMENT + "order by lower(during), appointments.id limit $2"
OWN_APPOINTMENT = APPOINTMENT + "and appointments.id = $2"

LOCK_DOCTOR = "select doctor_id from doctors where doctor_id = $1 for update"
LOCK_PATIENT = "select id from users where id = $1 for update"

IS_BUSY = """
select exists (
    select from appointments where attendee_id = $1 and during && $2 and live and expires_at is null and id <> $3)
"""

MOVE = """
update appointments set during = $3, blocked = $3, location_id = $4, updated_at = $5
where doctor_id = $1 and id = $2 and status in ('requested', 'confirmed')
"""

CANCEL = """
update appointments set status = 'cancelled', updated_at = $3
where doctor_id = $1 and id = $2 and status in ('requested', 'confirmed')
"""

NOTE = """
insert into audit_log (id, at, actor_id, actor_role, action, subject_id, person_id, details)
values ($1, $2, $3, 'patient', $4, $5, $3, '{}')
"""
