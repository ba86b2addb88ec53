"""What Praxis is measured beside: the same three calls, as a fast FastAPI server would answer them."""

import os
from contextlib import asynccontextmanager
from datetime import date, datetime, time, timedelta, timezone
from typing import Annotated
from uuid import UUID, uuid4

import asyncpg
import orjson
from fastapi import FastAPI, Header, HTTPException, Query, Response
from pydantic import BaseModel

import slots

# Both workers together have as many connections as Praxis.
POOL_SIZE = 16
LOOK_AHEAD = timedelta(days=14)

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

PATIENT = """
select user_id from sessions join users on users.id = user_id
where sessions.id = $1 and ended_at is null and expires_at > $2 and erased_at is null and disabled_at is null
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


@asynccontextmanager
async def lifespan(app):
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=POOL_SIZE, max_size=POOL_SIZE) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


def json(body, status=200):
    # asyncpg has a UUID of its own.
    return Response(orjson.dumps(body, str, orjson.OPT_UTC_Z), status, media_type="application/json")


async def calendars(db, doctors, begin, end, now):
    around = asyncpg.Range(begin - timedelta(days=3), end + timedelta(days=3))
    return await db.fetch(CALENDARS, doctors, around, now)


@app.get("/health")
async def health():
    return Response()


@app.get("/api/v1/doctors/{doctor}/slots")
async def free(doctor: UUID, begin: Annotated[date, Query(alias="from")], to: date):
    now = datetime.now(timezone.utc)
    begin, end = datetime.combine(begin, time(), timezone.utc), datetime.combine(to, time(), timezone.utc)
    async with app.state.pool.acquire() as db:
        found = await calendars(db, [doctor], begin, end, now)
    if not found:
        raise HTTPException(404)
    # The days are meant as the doctor's first location has them.
    zone = slots.zone(found[0])
    return json(slots.free(found[0], begin.replace(tzinfo=zone), end.replace(tzinfo=zone), now))


@app.get("/api/v1/doctors")
async def doctors(limit: int = 20):
    now = datetime.now(timezone.utc)
    async with app.state.pool.acquire() as db:
        page = await db.fetch(PAGE, limit + 1)
        page, more = page[:limit], page[limit:]
        ids = [doctor["id"] for doctor in page]
        locations = await db.fetch(LOCATIONS, ids)
        visit_types = await db.fetch(VISIT_TYPES, ids)
        found = await calendars(db, ids, now, now + LOOK_AHEAD, now)
    found = {calendar["doctor_id"]: calendar for calendar in found}
    items = []
    for doctor in page:
        times = slots.free(found[doctor["id"]], now, now + LOOK_AHEAD, now)
        item = dict(doctor)
        item["locations"] = [dict(row) for row in locations if row["doctor_id"] == doctor["id"]]
        item["visit_types"] = [dict(row) for row in visit_types if row["doctor_id"] == doctor["id"]]
        item["next_available"] = times[0]["start_time"] if times else None
        items.append(item)
    return json({"items": items, "next_cursor": items[-1]["full_name"] if more else None})


class Booking(BaseModel):
    doctor_id: UUID
    visit_type_id: UUID
    start_time: datetime
    reason: str | None = None


@app.post("/api/v1/appointments")
async def book(booking: Booking, authorization: str = Header()):
    now = datetime.now(timezone.utc)
    start = booking.start_time
    async with app.state.pool.acquire() as db:
        patient = await db.fetchval(PATIENT, UUID(authorization.removeprefix("Bearer ")), now)
        if patient is None:
            raise HTTPException(401)
        found = await calendars(db, [booking.doctor_id], start, start + timedelta(seconds=1), now)
        offered = slots.free(found[0], start, start + timedelta(seconds=1), now) if found else []
        if not offered:
            raise HTTPException(422, "outside_availability")
        slot = offered[0]
        during = asyncpg.Range(slot["start_time"], slot["end_time"])
        row = await db.fetchrow(
            BOOK, booking.doctor_id, found[0]["calendar_version"], uuid4(), patient, slot["location_id"],
            slot["visit_type_id"], during, during, booking.reason, now, uuid4(),
        )
    if row is None:
        raise HTTPException(409, "slot_taken")
    return json({**row, **slot, "doctor_id": booking.doctor_id, "patient_id": patient, "reason": booking.reason}, 201)
