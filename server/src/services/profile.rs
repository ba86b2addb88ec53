//! One's own profile: changing it, and taking along what is kept about oneself.

use chrono::{DateTime, Utc};
use domain::{
    actor::{Actor, Role, Scope},
    appointment::{Appointment, AppointmentFilter, Status},
    audit::{AuditEntry, AuditFilter},
    dependant::Dependant,
    directory::Location,
    ids::AppointmentId,
    passkey::Passkey,
    profile::ProfileForm,
    two_step::TwoStep,
    user::User,
    waitlist::WaitlistEntry,
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{Answer, Required, Services, commit};
use crate::{
    db::{self, sessions::KeptSession},
    precondition,
};

/// Everything that is kept about one person, but for their password, which nobody can read, and nothing of others but
/// the names of their doctors.
#[derive(Serialize, ToSchema)]
#[schema(as = MyData)]
pub struct Export {
    exported_at: DateTime<Utc>,
    profile: User,
    sessions: Vec<KeptSession>,
    two_step: TwoStep,
    passkeys: Vec<Passkey>,
    /// What was done with the account and its data, by its owner and by others, latest first. Lists in which it was shown
    /// among others are not in it.
    activity: Vec<Event>,
    appointments: Vec<KeptAppointment>,
    /// Whom they book for.
    dependants: Vec<Dependant>,
    waitlist: Vec<WaitlistEntry>,
    /// A doctor's hours, time off and kinds of visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object, nullable = false, required = false)]
    calendar: Option<Value>,
}

/// A line of the audit log, as the person it is about may read it.
#[derive(Serialize, ToSchema)]
struct Event {
    at: DateTime<Utc>,
    action: String,
    /// Which role others had; none where nobody was signed in.
    by: Option<String>,
}

impl From<AuditEntry> for Event {
    fn from(entry: AuditEntry) -> Self {
        Self { at: entry.at, action: entry.action, by: entry.actor_role }
    }
}

#[derive(Serialize, ToSchema)]
struct KeptAppointment {
    id: AppointmentId,
    doctor: String,
    /// Whom the visit was for.
    attendee: String,
    visit_type: Option<String>,
    location: Location,
    start_time: DateTime<Utc>,
    end_time: DateTime<Utc>,
    status: Status,
    reason: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<Appointment> for KeptAppointment {
    fn from(appointment: Appointment) -> Self {
        Self {
            id: appointment.id,
            attendee: appointment.attendee_name().to_owned(),
            doctor: appointment.doctor.full_name,
            visit_type: appointment.visit_type.map(|visit_type| visit_type.name),
            location: appointment.location,
            start_time: appointment.start_time,
            end_time: appointment.end_time,
            status: appointment.status,
            reason: appointment.reason,
            created_at: appointment.created_at,
            updated_at: appointment.updated_at,
        }
    }
}

impl Services {
    /// Changes one's own name, telephone number and text about oneself.
    ///
    /// # Errors
    /// [`domain::error::ClinicError::Invalid`].
    pub async fn update_profile(&self, actor: &Actor, form: &ProfileForm) -> Answer<User> {
        let mut tx = self.begin().await?;
        // What a form leaves out stays as it is, not as it was.
        db::users::lock(&mut tx, actor.user_id).await?;
        let user = db::users::find(&mut tx, actor.user_id).await?.required("account")?;
        precondition::check(&user)?;
        db::users::set_profile(&mut tx, actor.user_id, &form.parse(&user)?, self.now()).await?;
        let user = db::users::find(&mut tx, actor.user_id).await?.required("account")?;
        commit(tx).await?;
        Ok(user)
    }

    /// Everything that is kept about oneself.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn export(&self, actor: &Actor) -> Answer<Export> {
        let two_step = self.two_step(actor).await?;
        let mut db = self.connect().await?;
        let own = AppointmentFilter { patient_id: Some(actor.user_id), ..AppointmentFilter::default() };
        let listed = db::appointments::list(&mut db, Scope::Everybody, &own, None, i64::MAX).await?;
        let listed: Vec<_> = listed.into_iter().map(|listed| listed.id).collect();
        let appointments = db::appointments::find_all(&mut db, &listed).await?;
        let about_me = AuditFilter { person_id: Some(actor.user_id), ..AuditFilter::default() };
        let activity = db::audit::list(&mut db, &about_me, None, i64::MAX).await?;
        let calendar = match actor.role {
            Role::Doctor => Some(db::calendars::export(&mut db, actor.user_id).await?),
            Role::Patient | Role::Receptionist | Role::Admin | Role::ApiToken => None,
        };
        Ok(Export {
            exported_at: self.now(),
            profile: db::users::find(&mut db, actor.user_id).await?.required("account")?,
            sessions: db::sessions::kept(&mut db, actor.user_id).await?,
            two_step,
            passkeys: db::passkeys::of_user(&mut db, actor.user_id).await?,
            activity: activity.into_iter().map(Event::from).collect(),
            appointments: appointments.into_iter().map(KeptAppointment::from).collect(),
            dependants: db::dependants::of_guardian(&mut db, actor.user_id).await?,
            waitlist: db::waitlist::of_patient(&mut db, actor.user_id, None, self.now()).await?,
            calendar,
        })
    }
}
