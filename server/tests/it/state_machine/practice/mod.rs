//! The real practice: the services on PostgreSQL, each action done there and in the model.

mod bookings;
mod edits;
mod rows;
mod waiting;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::{
    actor::Actor,
    appointment::{BookForm, ChangeForm, Status},
    directory::VisitType,
    error::ClinicError,
    ids::{AppointmentId, HoldId, VisitTypeId},
};
use proptest::sample::Index;
use server::{db, services::Services};
use uuid::Uuid;

use super::{
    WORKS_AT, ZONES,
    actions::{Action, Visit, When},
    model::{DAY, Entry, KINDS, Model, Span, Suits, Told, Waiting, Wish},
};
use crate::helpers::Colleagues;

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
                    seats: u16::try_from(kind.seats).unwrap(),
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

    /// A scene with hours for both doctors, one visit and waiting lists, on the morning of its second day.
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
        // Two wait for the same, and the third has something that could be earlier.
        let any = Suits { weekdays: (1..=7).collect(), parts: vec![0, 1, 2], notice: 0 };
        for patient in [2, 1] {
            scene.join(scene.new_waiting(patient, 0, 0, &any)).await?;
        }
        let late = Visit { patient: 0, doctor: 1, kind: 0, start: When::At(4 * DAY + 10 * 60) };
        scene.act(&Action::Book(late)).await?;
        let appointment = scene.model.entries.last().map(|entry| entry.id);
        scene.join(Waiting { appointment, ..scene.new_waiting(0, 1, 0, &any) }).await?;
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
            Action::BookSeries { visit, by_staff, count, rest } => {
                let what = if rest { "series, or the rest" } else { "series" };
                // In the first week, so that all of them are in the time that is modelled.
                let (wish, begin) = (self.wish(visit, by_staff), self.base.timestamp() / 60);
                let start = begin + (wish.start - begin).rem_euclid(7 * DAY);
                Ok((what, self.book_series(&Wish { start, ..wish }, count, rest).await?))
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
            Action::Pass { minutes } => {
                let before = self.offers();
                practice.colleagues.clinic.clock.advance(TimeDelta::minutes(minutes));
                self.model.now += minutes;
                Ok(("time passes", if self.offers() < before { "and an offer runs out" } else { "" }))
            }
            Action::Tidy => {
                services.tidy().await.unwrap();
                Ok(("tidy", "ok"))
            }
            _ => self.wait_or_edit(action).await,
        }
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
                let offered: Vec<_> = self.model.starts(wish(midnight), (midnight, midnight + DAY)).collect();
                if offered.is_empty() { midnight + 9 * 60 } else { nth.get(&offered).0 }
            }
        };
        wish(start)
    }

    /// One of the appointments, most often one of theirs; none where there are no appointments.
    fn appointment(&self, by: Option<usize>, which: Index) -> Option<Uuid> {
        let booked = |theirs: bool| {
            let all = self.model.entries.iter().filter(|entry| !entry.is_kept());
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
}
