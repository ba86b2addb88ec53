//! Demo data: the same every time, made through the use cases themselves.
//!
//! Everything is looked up before it is made, so that a run that was cut short is taken up again; a complete set is
//! left alone, whatever people have done with it since.

mod people;
mod places;

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use domain::{
    actor::{Actor, Role},
    appointment::{BookForm, SlotQuery},
    contact::{Email, PersonName},
    directory::VisitType,
    doctor::Assignment,
    error::ErrorKind,
    ids::{LocationId, SpecialtyId, UserId, VisitTypeId},
    password::NewPassword,
    text,
    user::Registration,
};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use super::{Answer, Required, Services, commit};
use crate::{auth::common_passwords::is_common, clock::FixedClock, db};

/// The password of every demo account. It opens nothing in production.
pub const PASSWORD: &str = "demo-Praxis-2026";

/// What a person needs to look around.
pub const SIGN_INS: &str = "Sign in as patient@praxis.example, doctor@praxis.example, reception@praxis.example or \
                            admin@praxis.example; the password is demo-Praxis-2026";

const NAME: &str = "demo";
const SEED: u64 = 20_260_301;
const PAST_DAYS: i64 = 14;
const FUTURE_DAYS: i64 = 21;
/// One in so many free slots is booked, one in so many bookings is cancelled again.
const ONE_BOOKED_IN: u32 = 11;
const ONE_CANCELLED_IN: u32 = 12;
const REASONS: [&str; 8] = [
    "Yearly check-up",
    "Blood pressure",
    "Results of the last tests",
    "A cough that will not go away",
    "Back pain",
    "A new prescription",
    "Vaccination",
    "A letter for work",
];

/// Fills the database, once.
///
/// # Errors
/// Those of the use cases it runs.
pub async fn seed(services: &Services) -> Answer<()> {
    if db::demo_data::is_complete(&mut *services.connect().await?, NAME).await? {
        return Ok(());
    }
    tracing::info!("making demo data; this takes a few seconds, once");
    let today = services.now().date_naive().and_time(NaiveTime::MIN).and_utc();
    let past = services.at(Arc::new(FixedClock::at(today - TimeDelta::days(PAST_DAYS))));
    let hash = services.hasher.hash(&password()?).await?;

    let (locations, specialties) = past.demo_places().await?;
    let doctors = past.demo_doctors(&hash, &locations, &specialties).await?;
    let patients = past.demo_people(&hash).await?;
    past.demo_appointments(&doctors, &patients, today).await?;
    db::demo_data::complete(&mut *services.connect().await?, NAME, services.now()).await?;
    Ok(())
}

/// A demo doctor and what they publish.
struct DemoDoctor {
    id: UserId,
}

impl Services {
    async fn demo_places(&self) -> Answer<(HashMap<String, LocationId>, HashMap<String, SpecialtyId>)> {
        let mut tx = self.begin().await?;
        for location in places::locations(|| self.new_id()) {
            db::locations::insert(&mut tx, &location).await?;
        }
        for specialty in places::specialties(|| self.new_id()) {
            db::specialties::insert(&mut tx, &specialty).await?;
        }
        let locations: HashMap<_, _> =
            db::locations::all(&mut tx).await?.into_iter().map(|location| (location.slug, location.id)).collect();
        for department in places::departments(&locations, || self.new_id()) {
            db::departments::insert(&mut tx, &department).await?;
        }
        let specialties =
            db::specialties::all(&mut tx).await?.into_iter().map(|specialty| (specialty.slug, specialty.id)).collect();
        commit(tx).await?;
        Ok((locations, specialties))
    }

    async fn demo_doctors(
        &self,
        hash: &str,
        locations: &HashMap<String, LocationId>,
        specialties: &HashMap<String, SpecialtyId>,
    ) -> Answer<Vec<DemoDoctor>> {
        let mut doctors = Vec::new();
        for plan in people::doctors() {
            let bio = Some(plan.bio.clone());
            let specialty = specialties.get(&plan.specialty).copied();
            let id = self.demo_account(hash, &plan.email, &plan.name, Role::Doctor, bio, specialty).await?;
            let places: Vec<LocationId> =
                plan.hours.iter().filter_map(|hours| locations.get(hours.location)).copied().collect();
            let mut tx = self.begin().await?;
            let home = plan.hours.first().map_or(places::RIVERSIDE, |hours| hours.location);
            let department = db::departments::find(&mut tx, &places::department(&plan.specialty, home)).await?;
            let assignment = Assignment {
                specialty_id: specialties.get(&plan.specialty).copied(),
                department_id: department.map(|department| department.id),
                location_ids: places,
            };
            db::doctors::assign(&mut tx, id, &assignment).await?;
            for visit in &plan.visits {
                let visit_type = VisitType {
                    slug: text::slug(visit.name),
                    name: visit.name.to_owned(),
                    duration_minutes: visit.minutes,
                    buffer_after_minutes: visit.buffer_after,
                    seats: visit.seats,
                    ..VisitType::consultation(id, VisitTypeId(self.new_id()))
                };
                db::visit_types::insert(&mut tx, &visit_type).await?;
            }
            commit(tx).await?;
            let actor = Actor { user_id: id, role: Role::Doctor, location_id: None };
            for hours in &plan.hours {
                self.set_schedule(&actor, &hours.form()).await?;
            }
            doctors.push(DemoDoctor { id });
        }
        Ok(doctors)
    }

    async fn demo_people(&self, hash: &str) -> Answer<Vec<UserId>> {
        for (email, name, role) in people::STAFF {
            self.demo_account(hash, email, name, role, None, None).await?;
        }
        let mut patients = Vec::new();
        for (email, name) in people::patients() {
            patients.push(self.demo_account(hash, &email, &name, Role::Patient, None, None).await?);
        }
        Ok(patients)
    }

    async fn demo_account(
        &self,
        hash: &str,
        email: &str,
        name: &str,
        role: Role,
        bio: Option<String>,
        specialty_id: Option<SpecialtyId>,
    ) -> Answer<UserId> {
        let mut tx = self.begin().await?;
        if let Some((id, _)) = db::users::credentials(&mut tx, email).await? {
            return Ok(id);
        }
        let registration = Registration {
            full_name: PersonName::parse(name)?,
            email: Email::parse(email)?,
            password: password()?,
            phone: None,
            bio,
            role,
            specialty_id,
        };
        let id = self.insert_user(&mut tx, &registration, hash).await?.required("account")?;
        commit(tx).await?;
        Ok(id)
    }

    /// Books a share of every doctor's free slots, past and coming, as if their patients had done it two weeks ago.
    async fn demo_appointments(&self, doctors: &[DemoDoctor], patients: &[UserId], today: DateTime<Utc>) -> Answer<()> {
        let mut random = StdRng::seed_from_u64(SEED);
        for doctor in doctors {
            let query = SlotQuery {
                doctor_id: doctor.id.to_string(),
                to: Some((today + TimeDelta::days(FUTURE_DAYS)).to_rfc3339()),
                ..SlotQuery::default()
            };
            for slot in self.slots(None, &query).await? {
                if !random.random_ratio(1, ONE_BOOKED_IN) {
                    continue;
                }
                let (Some(patient), Some(reason)) = (patients.choose(&mut random), REASONS.choose(&mut random)) else {
                    continue;
                };
                let cancelled = random.random_ratio(1, ONE_CANCELLED_IN);
                let actor = Actor { user_id: *patient, role: Role::Patient, location_id: None };
                let form = BookForm {
                    doctor_id: doctor.id.to_string(),
                    start_time: slot.start_time.to_rfc3339(),
                    reason: Some((*reason).to_owned()),
                    ..BookForm::default()
                };
                match self.book(&actor, &form).await {
                    Ok(appointment) if cancelled => self.cancel(&actor, appointment.id).await?,
                    Ok(_) => {}
                    // The patient sees somebody else then; demo patients are luckier another time.
                    Err(error) if error.kind() == ErrorKind::Conflict => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }
}

fn password() -> Answer<NewPassword> {
    Ok(NewPassword::parse(PASSWORD, &[], &is_common)?)
}
