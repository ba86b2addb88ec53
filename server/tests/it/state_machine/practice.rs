//! The real practice: the services on PostgreSQL, each action done there and in the model.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::{
    actor::Actor,
    appointment::{BookForm, ChangeForm, SlotQuery, Status},
    availability::{ClosureForm, ScheduleForm, TimeOffForm, WeeklyRange, WindowForm},
    directory::VisitType,
    error::ClinicError,
    ids::{AppointmentId, ClosureId, HoldId, TimeOffId, VisitTypeId},
};
use proptest::sample::Index;
use server::{db, services::Services};
use sqlx::FromRow;
use uuid::Uuid;

use super::{
    WORKS_AT, ZONES,
    actions::{Action, Visit, When},
    model::{DAY, Entry, KINDS, Model, Span, Told, Wish},
};
use crate::{helpers::Colleagues, race::overlaps};

pub struct Practice {
    colleagues: Colleagues,
    /// Of each doctor, by kind; the last kind is of no type.
    visit_types: Vec<Vec<VisitTypeId>>,
}

/// One run.
pub struct Scene<'a> {
    practice: &'a Practice,
    model: Model,
    base: DateTime<Utc>,
    /// What each patient held last, by its name.
    last_holds: Vec<Option<(Uuid, Wish)>>,
    /// Ids that were given out, whether they still name something or not.
    time_off: Vec<Uuid>,
    closures: Vec<(Uuid, usize)>,
}

/// An appointment or hold, as it is stored and as the model has it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, FromRow)]
struct Row {
    id: Uuid,
    doctor_id: Uuid,
    patient_id: Uuid,
    location_id: Uuid,
    visit_type_id: Option<Uuid>,
    starts: DateTime<Utc>,
    ends: DateTime<Utc>,
    blocked_from: DateTime<Utc>,
    blocked_to: DateTime<Utc>,
    status: String,
    overbooked: bool,
    expires_at: Option<DateTime<Utc>>,
}

fn instant(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(minute * 60, 0).unwrap()
}

fn written(minute: i64) -> String {
    instant(minute).to_rfc3339()
}

impl Practice {
    pub async fn new(colleagues: Colleagues) -> Self {
        let mut visit_types = Vec::new();
        let mut db = colleagues.clinic.pool.acquire().await.unwrap();
        for (doctor, number) in colleagues.doctors.iter().zip((1000..).step_by(10)) {
            let mut theirs = Vec::new();
            for (kind, number) in KINDS.iter().filter(|kind| kind.step.is_some()).zip(number..) {
                let id = VisitTypeId(Uuid::from_u128(number));
                let minutes = |count: i64| u16::try_from(count).unwrap();
                let visit_type = VisitType {
                    slug: format!("visit-{number}"),
                    duration_minutes: minutes(kind.minutes),
                    buffer_before_minutes: minutes(kind.before),
                    buffer_after_minutes: minutes(kind.after),
                    slot_step_minutes: kind.step.map(minutes),
                    minimum_notice_minutes: minutes(kind.notice),
                    horizon_days: minutes(kind.horizon / DAY),
                    per_day_limit: kind.per_day.map(|most| u16::try_from(most).unwrap()),
                    new_patients: kind.new_patients,
                    needs_confirmation: kind.needs_confirmation,
                    ..VisitType::consultation(doctor.user_id, id)
                };
                db::visit_types::insert(&mut db, &visit_type).await.unwrap();
                theirs.push(id);
            }
            visit_types.push(theirs);
        }
        Self { colleagues, visit_types }
    }

    /// A scene with hours for both doctors and one visit, on the morning of its second day.
    pub async fn begin(&self, base: DateTime<Utc>) -> Result<Scene<'_>, String> {
        let wait = TimeDelta::hours(30);
        self.colleagues.start_again(base + wait).await;
        let mut model = Model::new(base, &ZONES, &WORKS_AT);
        model.now += wait.num_minutes();
        let last_holds = vec![None; self.colleagues.patients.len()];
        let mut scene = Scene { practice: self, model, base, last_holds, time_off: Vec::new(), closures: Vec::new() };
        let mornings = (1..=7).map(|weekday| (weekday, (540, 780)));
        let early = [(7, (60, 240))];
        let week: Vec<(u32, Span)> = mornings.chain(early).collect();
        scene.act(&Action::SetHours { doctor: 0, place: 0, from_day: None, week }).await?;
        // In New York, while it is morning in Berlin.
        let week = (1..=7).map(|weekday| (weekday, (120, 480))).collect();
        scene.act(&Action::SetHours { doctor: 1, place: 1, from_day: None, week }).await?;
        // One patient is known to one doctor.
        let visit = Visit { patient: 0, doctor: 0, kind: 0, start: When::At(DAY + 10 * 60) };
        scene.act(&Action::Book(visit)).await?;
        scene.set_status(scene.model.entries[0].id, Status::CheckedIn).await?;
        Ok(scene)
    }

    fn services(&self) -> &Services {
        &self.colleagues.clinic.state.services
    }

    fn form(&self, wish: &Wish) -> BookForm {
        let visit_type = self.visit_types[wish.doctor].get(wish.kind);
        let end = wish.start + KINDS[wish.kind].minutes;
        BookForm {
            doctor_id: self.colleagues.doctors[wish.doctor].user_id.to_string(),
            start_time: written(wish.start),
            end_time: visit_type.is_none().then(|| written(end)),
            visit_type_id: visit_type.map(VisitTypeId::to_string),
            patient_id: Some(self.colleagues.patients[wish.patient].user_id.to_string()),
            ..BookForm::default()
        }
    }

    fn actor(&self, by: Option<usize>) -> &Actor {
        by.map_or(&self.colleagues.admin, |patient| &self.colleagues.patients[patient])
    }

    fn row(&self, entry: &Entry) -> Row {
        let (during, blocked) = (entry.during(), entry.blocked());
        Row {
            id: entry.id,
            doctor_id: self.colleagues.doctors[entry.doctor].user_id.0,
            patient_id: self.colleagues.patients[entry.patient].user_id.0,
            location_id: self.colleagues.places[entry.place].0,
            visit_type_id: self.visit_types[entry.doctor].get(entry.kind).map(|id| id.0),
            starts: instant(during.0),
            ends: instant(during.1),
            blocked_from: instant(blocked.0),
            blocked_to: instant(blocked.1),
            status: entry.status.to_owned(),
            overbooked: entry.overbooked,
            expires_at: entry.is_held().then(|| instant(entry.expires)),
        }
    }
}

/// The same answer, as one word.
fn agree<A, B>(expected: &Told<A>, actual: &Result<B, ClinicError>) -> Result<&'static str, String> {
    let told = expected.as_ref().err().copied().unwrap_or("ok");
    let answered = actual.as_ref().err().map_or("ok", ClinicError::code);
    if told == answered { Ok(told) } else { Err(format!("“{told}” was expected, the answer is “{answered}”")) }
}

impl Scene<'_> {
    /// Does it in both worlds; what they both said.
    pub async fn act(&mut self, action: &Action) -> Result<String, String> {
        let (what, told) = self.act_in_both(action).await?;
        self.compare_rows().await?;
        Ok(format!("{what} {told}"))
    }

    async fn act_in_both(&mut self, action: &Action) -> Result<(&'static str, &'static str), String> {
        let (practice, services) = (self.practice, self.practice.services());
        let nothing = Ok(("nothing", "to do"));
        match *action {
            Action::Book(visit) => Ok(("book", self.book(&self.wish(visit, false), false, None).await?)),
            Action::BookByStaff { visit, overbook } => {
                let what = if overbook { "overbook" } else { "book by staff" };
                Ok((what, self.book(&self.wish(visit, true), overbook, None).await?))
            }
            Action::Hold(visit) => Ok(("hold", self.hold(&self.wish(visit, false)).await?)),
            Action::BookHeld { patient } => {
                let Some((id, wish)) = self.last_holds[patient] else { return nothing };
                Ok(("book held", self.book(&wish, false, Some(id)).await?))
            }
            Action::ExtendHold { patient } => {
                let Some((id, _)) = self.last_holds[patient] else { return nothing };
                let actual = services.extend_hold(practice.actor(Some(patient)), HoldId(id)).await;
                Ok(("extend", agree(&self.model.extend_hold(id), &actual)?))
            }
            Action::ReleaseHold { patient } => {
                let Some((id, _)) = self.last_holds[patient] else { return nothing };
                // Whether one that ran out is there to be let go of depends on who swept.
                services.tidy().await.unwrap();
                let actual = services.release_hold(practice.actor(Some(patient)), HoldId(id)).await;
                Ok(("release", agree(&self.model.release_hold(id), &actual)?))
            }
            Action::Cancel { by, which } => {
                let Some(id) = self.appointment(by, which) else { return nothing };
                let actual = services.cancel(practice.actor(by), AppointmentId(id)).await;
                Ok(("cancel", agree(&self.model.cancel(id, by), &actual)?))
            }
            Action::Move { by, which, start } => {
                let Some(id) = self.appointment(by, which) else { return nothing };
                let Entry { doctor, patient, kind, .. } =
                    *self.model.entries.iter().find(|entry| entry.id == id).unwrap();
                let start = self.wish(Visit { patient, doctor, kind, start }, by.is_none()).start;
                let form = ChangeForm { start_time: Some(written(start)), reason: None };
                let actual = services.change_appointment(practice.actor(by), AppointmentId(id), &form).await;
                Ok(("move", agree(&self.model.move_to(id, by, start), &actual)?))
            }
            Action::SetStatus { which, to } => {
                let Some(id) = self.appointment(None, which) else { return nothing };
                Ok(("status", self.set_status(id, to).await?))
            }
            Action::Wait { minutes } => {
                practice.colleagues.clinic.clock.advance(TimeDelta::minutes(minutes));
                self.model.now += minutes;
                Ok(("wait", "ok"))
            }
            Action::Tidy => {
                services.tidy().await.unwrap();
                Ok(("tidy", "ok"))
            }
            _ => self.edit(action).await,
        }
    }

    /// What doctors and administrators state.
    async fn edit(&mut self, action: &Action) -> Result<(&'static str, &'static str), String> {
        let (practice, services) = (self.practice, self.practice.services());
        let Colleagues { doctors, places, admin, .. } = &practice.colleagues;
        match action {
            Action::SetHours { doctor, place, from_day, week } => {
                let from = from_day.map(|day| self.date(day));
                let form = ScheduleForm {
                    location_id: Some(places[*place].to_string()),
                    effective_from: from.map(|from| from.to_string()),
                    weekly: Some(week.iter().map(range).collect()),
                    resolutions: Vec::new(),
                };
                let actual = services.set_schedule(&doctors[*doctor], &form).await;
                Ok(("hours", agree(&self.model.set_hours(*doctor, *place, from, week), &actual)?))
            }
            Action::OpenWindow { doctor, place, start, minutes } => {
                let (start, end) = self.span(*start, *minutes);
                let location_id = Some(places[*place].to_string());
                let form = WindowForm { start_time: written(start), end_time: written(end), location_id };
                let actual = services.open_window(&doctors[*doctor], &form).await;
                Ok(("window", agree(&self.model.open_window(*doctor, *place, (start, end)), &actual)?))
            }
            Action::TakeTimeOff { doctor, start, minutes } => {
                let (start, end) = self.span(*start, *minutes);
                let form = TimeOffForm { start_time: written(start), end_time: written(end), ..TimeOffForm::default() };
                let actual = services.take_time_off(&doctors[*doctor], &form).await;
                let told = agree(&self.model.take_time_off(*doctor, (start, end)), &actual)?;
                if let Ok(taken) = actual {
                    self.model.name_time_off(*doctor, taken.time_off.id.0);
                    self.time_off.push(taken.time_off.id.0);
                }
                Ok(("time off", told))
            }
            Action::GiveBackTimeOff { doctor, which } if !self.time_off.is_empty() => {
                let id = *which.get(&self.time_off);
                let actual = services.give_back_time_off(&doctors[*doctor], TimeOffId(id)).await;
                Ok(("give back", agree(&self.model.give_back_time_off(*doctor, id), &actual)?))
            }
            Action::Close { place, day, more_days } => {
                let (first, last) = (self.date(*day), self.date(day + more_days));
                let form = ClosureForm { first_day: first.to_string(), last_day: Some(last.to_string()), reason: None };
                let closed = services.close(admin, places[*place], &form).await.map_err(|error| error.to_string())?;
                self.model.closures.push((closed.id.0, *place, first, last));
                self.closures.push((closed.id.0, *place));
                Ok(("close", "ok"))
            }
            Action::Reopen { which } if !self.closures.is_empty() => {
                let (id, place) = *which.get(&self.closures);
                let actual = services.reopen(admin, places[place], ClosureId(id)).await;
                Ok(("reopen", agree(&self.model.reopen(id), &actual)?))
            }
            _ => Ok(("nothing", "to do")),
        }
    }

    async fn book(&mut self, wish: &Wish, overbook: bool, hold: Option<Uuid>) -> Result<&'static str, String> {
        let form = BookForm { overbook, hold_id: hold.map(|id| id.to_string()), ..self.practice.form(wish) };
        let by = (!wish.by_staff).then_some(wish.patient);
        let actual = self.practice.services().book(self.practice.actor(by), &form).await;
        let expected = self.model.book(wish, overbook, hold);
        let told = agree(&expected, &actual)?;
        if let (Ok(index), Ok(booked)) = (expected, &actual) {
            self.name(index, booked.id.0)?;
        }
        Ok(told)
    }

    async fn set_status(&mut self, id: Uuid, to: Status) -> Result<&'static str, String> {
        let actual = self.practice.services().set_status(self.practice.actor(None), AppointmentId(id), to).await;
        agree(&self.model.set_status(id, to.as_str()), &actual)
    }

    async fn hold(&mut self, wish: &Wish) -> Result<&'static str, String> {
        let form = self.practice.form(wish);
        let actual = self.practice.services().hold(self.practice.actor(Some(wish.patient)), &form).await;
        let expected = self.model.hold(wish);
        let told = agree(&expected, &actual)?;
        if let (Ok(index), Ok(held)) = (expected, &actual) {
            self.name(index, held.id.0)?;
            self.last_holds[wish.patient] = Some((held.id.0, *wish));
        }
        Ok(told)
    }

    /// A new entry gets its id; one that had one keeps it.
    fn name(&mut self, index: usize, id: Uuid) -> Result<(), String> {
        let entry = &mut self.model.entries[index];
        if !entry.id.is_nil() && entry.id != id {
            return Err(format!("{id} is another than the hold it was made of, {}", entry.id));
        }
        entry.id = id;
        Ok(())
    }

    fn wish(&self, visit: Visit, by_staff: bool) -> Wish {
        let Visit { patient, doctor, kind, start } = visit;
        let begin = self.base.timestamp() / 60;
        let wish = |start| Wish { doctor, patient, kind, start, by_staff };
        let start = match start {
            When::At(minute) => begin + minute,
            When::In { minutes } => self.model.now / 15 * 15 + minutes,
            When::Near { which, minutes } => {
                let starts: Vec<i64> = self.model.entries.iter().map(|entry| entry.start).collect();
                let near = if starts.is_empty() { begin } else { *which.get(&starts) };
                near + minutes
            }
            When::Offered { day, nth } => {
                let midnight = begin + day * DAY;
                let offered = self.model.offered(&wish(midnight), (midnight, midnight + DAY));
                if offered.is_empty() { midnight + 9 * 60 } else { nth.get(&offered).0 }
            }
        };
        wish(start)
    }

    /// One of the appointments, most often one of theirs; none where there are no appointments.
    fn appointment(&self, by: Option<usize>, which: Index) -> Option<Uuid> {
        let booked = |theirs: bool| {
            let all = self.model.entries.iter().filter(|entry| !entry.is_held());
            all.filter(|entry| !theirs || by.is_none_or(|patient| entry.patient == patient)).collect::<Vec<_>>()
        };
        let theirs = booked(which.index(5) > 0);
        (!theirs.is_empty()).then(|| which.get(&theirs).id)
    }

    fn date(&self, day: i64) -> NaiveDate {
        self.base.date_naive() + Days::new(day.unsigned_abs())
    }

    fn span(&self, start: i64, minutes: i64) -> Span {
        let start = self.base.timestamp() / 60 + start;
        (start, start + minutes)
    }

    /// The same appointments and holds on both sides, and nothing twice.
    async fn compare_rows(&self) -> Result<(), String> {
        let pool = &self.practice.colleagues.clinic.pool;
        let sql = "
            select id, doctor_id, patient_id, location_id, visit_type_id, lower(during) as starts, upper(during) as ends,
                   lower(blocked) as blocked_from, upper(blocked) as blocked_to, status, overbooked, expires_at
            from appointments
            where status <> 'held' or expires_at > $1";
        let mut stored: Vec<Row> = sqlx::query_as(sql).bind(instant(self.model.now)).fetch_all(pool).await.unwrap();
        let mut expected: Vec<Row> = self.model.current().map(|entry| self.practice.row(entry)).collect();
        stored.sort();
        expected.sort();
        if stored != expected {
            let (more, less): (Vec<_>, Vec<_>) = (
                stored.iter().filter(|row| !expected.contains(row)).collect(),
                expected.iter().filter(|row| !stored.contains(row)).collect(),
            );
            return Err(format!("stored, but not expected: {more:#?}; expected, but not stored: {less:#?}"));
        }
        if overlaps(pool).await == 0 { Ok(()) } else { Err(format!("something is booked twice: {stored:#?}")) }
    }

    /// What is offered in the week to come is what can be booked, for one kind of visit and one patient of each doctor.
    pub async fn compare_slots(&self, round: usize) -> Result<(), String> {
        let Practice { colleagues, visit_types, .. } = self.practice;
        let (now, patient) = (self.model.now, round % colleagues.patients.len());
        for (doctor, actor) in colleagues.doctors.iter().enumerate() {
            let kind = (round + doctor) % visit_types[doctor].len();
            let week = (now - DAY, now + 7 * DAY);
            let query = SlotQuery {
                doctor_id: actor.user_id.to_string(),
                visit_type_id: Some(visit_types[doctor][kind].to_string()),
                from: Some(written(week.0)),
                to: Some(written(week.1)),
            };
            let slots = self.practice.services().slots(Some(&colleagues.patients[patient]), &query).await;
            let slots = slots.map_err(|error| error.to_string())?;
            let offered: Vec<_> = slots.iter().map(|slot| (slot.start_time, slot.location_id)).collect();
            let wish = Wish { doctor, patient, kind, start: now, by_staff: false };
            let place = |(start, place)| (instant(start), colleagues.places[place]);
            let expected: Vec<_> = self.model.offered(&wish, week).into_iter().map(place).collect();
            if offered != expected {
                let missing: Vec<_> = expected.iter().filter(|slot| !offered.contains(slot)).collect();
                let wrong: Vec<_> = offered.iter().filter(|slot| !expected.contains(slot)).collect();
                return Err(format!("{wish:?}: not offered {missing:?}, wrongly offered {wrong:?}"));
            }
        }
        Ok(())
    }
}

fn range((weekday, minutes): &(u32, Span)) -> WeeklyRange {
    let clock = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
    WeeklyRange::every_week(u8::try_from(*weekday).unwrap(), clock(minutes.0), clock(minutes.1))
}
