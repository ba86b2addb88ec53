//! A day at the practice: who came, who did not, and whose visit is over.

use domain::{
    actor::Actor,
    appointment::{Appointment, Status},
    audit::Action,
    error::ClinicError,
    ids::AppointmentId,
};
use serde_json::json;

use super::{
    Answer, Required, Services,
    appointments::{about, visible_appointment},
    commit,
};
use crate::db::{self, audit::Happened};

impl Services {
    /// Notes who did not come, where the practice has said after how many minutes that is to be noted.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn note_no_shows(&self) -> Answer<()> {
        let mut tx = self.begin().await?;
        let noted = db::appointments::note_no_shows(&mut tx, self.now()).await?;
        for (id, _, patient) in &noted {
            let details = json!({ "from": Status::Confirmed, "to": Status::NoShow });
            let happened = Happened::new(Action::AppointmentStatusChanged).to(id.0).of(*patient);
            self.note(&mut tx, happened.with(details)).await?;
        }
        commit(tx).await?;
        self.changes.note_all(noted.into_iter().map(|(_, doctor, _)| doctor));
        Ok(())
    }

    /// Notes how far a visit is.
    ///
    /// # Errors
    /// [`ClinicError::NotFound`], also for an appointment that is not theirs to see; [`ClinicError::Forbidden`] for
    /// patients; [`ClinicError::Conflict`] `status_not_possible`, and `time_taken` for somebody who did not come and
    /// whose time somebody else has now.
    pub async fn set_status(&self, actor: &Actor, id: AppointmentId, to: Status) -> Answer<Appointment> {
        let mut tx = self.begin().await?;
        let appointment = visible_appointment(&mut tx, actor, id).await?;
        actor.can_run_visits()?;
        let (from, now) = (appointment.status, self.now());
        let doctor = appointment.doctor.id;
        if from == Status::NoShow {
            // Their time has to be had again: as for a move, in the same order.
            db::calendars::lock(&mut tx, doctor).await?;
            db::users::lock(&mut tx, appointment.patient.id).await?;
            db::holds::clear_expired_over(&mut tx, doctor, id, now).await?;
        }
        let changed = from.can_become(to, appointment.start_time, now)
            && match db::appointments::change_status(&mut tx, doctor, id, from, to, now).await {
                Err(error) if error.constraint().is_some_and(|name| name.ends_with("_no_overlap")) => {
                    return Err(ClinicError::conflict("time_taken", "Somebody else has this time now."));
                }
                changed => changed?,
            };
        if !changed {
            let detail = format!("This appointment is “{}” and cannot become “{}” now.", from.label(), to.label());
            return Err(ClinicError::conflict("status_not_possible", detail));
        }
        let details = json!({ "from": from, "to": to });
        self.note(&mut tx, about(actor, Action::AppointmentStatusChanged, &appointment).with(details)).await?;
        let appointment = db::appointments::find(&mut tx, id).await?.required("appointment")?;
        commit(tx).await?;
        self.changes.note(doctor);
        Ok(appointment)
    }
}
