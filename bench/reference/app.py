"""What Praxis is measured beside: the same ten calls, as a fast FastAPI server would answer them."""

import asyncio
import hashlib
import os
import secrets
from contextlib import asynccontextmanager
from datetime import date, datetime, time, timedelta, timezone
from typing import Annotated
from uuid import UUID, uuid4

import asyncpg
import orjson
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from fastapi import FastAPI, Header, HTTPException, Query, Response
from pydantic import BaseModel

import slots
import statements

# Both workers together have as many connections as Praxis.
POOL_SIZE = 16
LOOK_AHEAD = timedelta(days=14)
SESSION = timedelta(days=7)
PAGE = 50

hasher = PasswordHasher()


@asynccontextmanager
async def lifespan(app):
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=POOL_SIZE, max_size=POOL_SIZE) as pool:
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


def json(body, status=200):
    # asyncpg has a UUID of its own.
    return Response(orjson.dumps(body, str, orjson.OPT_UTC_Z), status, media_type="application/json")


def rows(found):
    return [dict(row) for row in found]


async def calendars(db, doctors, begin, end, now):
    around = asyncpg.Range(begin - timedelta(days=3), end + timedelta(days=3))
    return await db.fetch(statements.CALENDARS, doctors, around, now)


async def me(db, authorization, now):
    """Who a token stands for: it is the id of their session."""
    found = await db.fetchrow(statements.ME, UUID(authorization.removeprefix("Bearer ")), now)
    if found is None:
        raise HTTPException(401)
    return found


async def offered_slot(db, doctor, start, now):
    """The doctor's calendar and the slot that begins then, if it can be booked."""
    found = await calendars(db, [doctor], start, start + timedelta(seconds=1), now)
    offered = slots.free(found[0], start, start + timedelta(seconds=1), now) if found else []
    if not offered:
        raise HTTPException(422, "outside_availability")
    return found[0], offered[0]


@app.get("/health")
async def health():
    return Response()


class Credentials(BaseModel):
    email: str
    password: str


@app.post("/api/v1/auth/login")
async def login(credentials: Credentials):
    now = datetime.now(timezone.utc)
    async with app.state.pool.acquire() as db:
        known = await db.fetchrow(statements.CREDENTIALS, credentials.email)
    try:
        await asyncio.to_thread(hasher.verify, known["password_hash"], credentials.password)
    except (TypeError, VerifyMismatchError):
        raise HTTPException(401)
    session, token = uuid4(), secrets.token_bytes(32)
    async with app.state.pool.acquire() as db:
        hash = hashlib.sha256(token).digest()
        await db.execute(statements.SIGN_IN, session, known["id"], now, now + SESSION, hash, uuid4())
    return json({"access_token": session, "token_type": "bearer", "expires_in": 900})


@app.get("/api/v1/users/me")
async def users_me(authorization: Annotated[str, Header()]):
    async with app.state.pool.acquire() as db:
        return json(dict(await me(db, authorization, datetime.now(timezone.utc))))


@app.get("/api/v1/specialties")
async def specialties():
    async with app.state.pool.acquire() as db:
        return json({"items": rows(await db.fetch(statements.SPECIALTIES)), "next_cursor": None})


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


async def described(db, doctors, now):
    """Doctors with where they work, what they offer, and when they can be seen next."""
    ids = [doctor["id"] for doctor in doctors]
    locations = await db.fetch(statements.LOCATIONS, ids)
    visit_types = await db.fetch(statements.VISIT_TYPES, ids)
    found = await calendars(db, ids, now, now + LOOK_AHEAD, now)
    found = {calendar["doctor_id"]: calendar for calendar in found}
    items = []
    for doctor in doctors:
        times = slots.free(found[doctor["id"]], now, now + LOOK_AHEAD, now)
        item = dict(doctor)
        item["locations"] = [dict(row) for row in locations if row["doctor_id"] == doctor["id"]]
        item["visit_types"] = [dict(row) for row in visit_types if row["doctor_id"] == doctor["id"]]
        item["next_available"] = times[0]["start_time"] if times else None
        items.append(item)
    return items


@app.get("/api/v1/doctors")
async def doctors(limit: int = 20):
    async with app.state.pool.acquire() as db:
        page = await db.fetch(statements.PAGE, limit + 1)
        page, more = page[:limit], page[limit:]
        items = await described(db, page, datetime.now(timezone.utc))
    return json({"items": items, "next_cursor": items[-1]["full_name"] if more else None})


@app.get("/api/v1/doctors/{doctor}")
async def one_doctor(doctor: UUID):
    async with app.state.pool.acquire() as db:
        found = await db.fetch(statements.DOCTOR, doctor)
        if not found:
            raise HTTPException(404)
        return json((await described(db, found, datetime.now(timezone.utc)))[0])


class Booking(BaseModel):
    doctor_id: UUID
    visit_type_id: UUID
    start_time: datetime
    reason: str | None = None


@app.post("/api/v1/appointments")
async def book(booking: Booking, authorization: Annotated[str, Header()]):
    now = datetime.now(timezone.utc)
    async with app.state.pool.acquire() as db:
        patient = (await me(db, authorization, now))["id"]
        calendar, slot = await offered_slot(db, booking.doctor_id, booking.start_time, now)
        during = asyncpg.Range(slot["start_time"], slot["end_time"])
        row = await db.fetchrow(
            statements.BOOK, booking.doctor_id, calendar["calendar_version"], uuid4(), patient, slot["location_id"],
            slot["visit_type_id"], during, during, booking.reason, now, uuid4(),
        )
    if row is None:
        raise HTTPException(409, "slot_taken")
    return json({**row, **slot, "doctor_id": booking.doctor_id, "patient_id": patient, "reason": booking.reason}, 201)


@app.get("/api/v1/appointments")
async def own_appointments(authorization: Annotated[str, Header()]):
    async with app.state.pool.acquire() as db:
        patient = (await me(db, authorization, datetime.now(timezone.utc)))["id"]
        found = await db.fetch(statements.OWN_APPOINTMENTS, patient, PAGE + 1)
    return json({"items": rows(found[:PAGE]), "next_cursor": found[PAGE - 1]["id"] if found[PAGE:] else None})


class Move(BaseModel):
    start_time: datetime


@app.patch("/api/v1/appointments/{appointment}")
async def move(appointment: UUID, wish: Move, authorization: Annotated[str, Header()]):
    now = datetime.now(timezone.utc)
    async with app.state.pool.acquire() as db, db.transaction():
        patient = (await me(db, authorization, now))["id"]
        own = await db.fetchrow(statements.OWN_APPOINTMENT, patient, appointment)
        if own is None:
            raise HTTPException(404)
        doctor = own["doctor_id"]
        await db.execute(statements.LOCK_DOCTOR, doctor)
        await db.execute(statements.LOCK_PATIENT, patient)
        _, slot = await offered_slot(db, doctor, wish.start_time, now)
        during = asyncpg.Range(slot["start_time"], slot["end_time"])
        if await db.fetchval(statements.IS_BUSY, patient, during, appointment):
            raise HTTPException(409, "patient_busy")
        await db.execute(statements.MOVE, doctor, appointment, during, slot["location_id"], now)
        await db.execute(statements.NOTE, uuid4(), now, patient, "appointment.moved", appointment)
        moved = await db.fetchrow(statements.OWN_APPOINTMENT, patient, appointment)
    return json(dict(moved))


@app.delete("/api/v1/appointments/{appointment}")
async def cancel(appointment: UUID, authorization: Annotated[str, Header()]):
    now = datetime.now(timezone.utc)
    async with app.state.pool.acquire() as db, db.transaction():
        patient = (await me(db, authorization, now))["id"]
        own = await db.fetchrow(statements.OWN_APPOINTMENT, patient, appointment)
        if own is None:
            raise HTTPException(404)
        if await db.execute(statements.CANCEL, own["doctor_id"], appointment, now) != "UPDATE 1":
            raise HTTPException(409, "not_cancellable")
        await db.execute(statements.NOTE, uuid4(), now, patient, "appointment.cancelled", appointment)
    return Response(status_code=204)
