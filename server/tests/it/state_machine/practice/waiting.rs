//! The waiting list.

use domain::{
    ids::{AppointmentId, WaitlistEntryId},
    waitlist::WaitlistForm,
};
use proptest::sample::Index;
use uuid::Uuid;

use super::{Scene, agree};
use crate::state_machine::{
    actions::{Action, Answer},
    model::{PARTS, Suits, Waiting},
};

impl Scene<'_> {
    pub(super) async fn wait_or_edit(&mut self, action: &Action) -> Result<(&'static str, &'static str), String> {
        match action {
            Action::WaitForEarlier { patient, which, suits } => {
                let Some(id) = self.appointment(Some(*patient), *which) else { return Ok(("nothing", "to do")) };
                let entry = self.model.entries.iter().find(|entry| entry.id == id).unwrap();
                let new = self.new_waiting(*patient, entry.doctor, entry.kind, suits);
                Ok(("wait for earlier", self.join(Waiting { appointment: Some(id), ..new }).await?))
            }
            Action::WaitForVisit { patient, doctor, kind, suits } => {
                Ok(("wait for a visit", self.join(self.new_waiting(*patient, *doctor, *kind, suits)).await?))
            }
            Action::OfferTimes { which } if !self.model.waiting.is_empty() => {
                let doctor = which.get(&self.model.waiting).doctor;
                Ok(("offer", self.offer_times(doctor).await?))
            }
            Action::Answer { which, somebody_else, answer } => {
                let Some(waiting) = self.waiting(*which) else { return Ok(("nothing", "to answer")) };
                self.answer(&waiting, somebody_else.unwrap_or(waiting.patient), *answer).await
            }
            _ => self.edit(action).await,
        }
    }

    pub(super) fn new_waiting(&self, patient: usize, doctor: usize, kind: usize, suits: &Suits) -> Waiting {
        let (id, since, suits) = (Uuid::nil(), self.model.now, suits.clone());
        Waiting { id, doctor, patient, kind, appointment: None, since, suits, offered: Vec::new() }
    }

    pub(super) async fn join(&mut self, new: Waiting) -> Result<&'static str, String> {
        let (practice, named) = (self.practice, new.appointment.is_none());
        let form = WaitlistForm {
            appointment_id: new.appointment.map(|id| AppointmentId(id).to_string()),
            doctor_id: named.then(|| practice.colleagues.doctors[new.doctor].user_id.to_string()),
            visit_type_id: named.then(|| practice.visit_types[new.doctor][new.kind].to_string()),
            weekdays: Some(new.suits.weekdays.iter().copied().map(i64::from).collect()),
            parts_of_day: Some(new.suits.parts.iter().map(|part| PARTS[*part].0.to_owned()).collect()),
            notice_minutes: Some(new.suits.notice),
        };
        let actual = practice.services().join_waitlist(practice.actor(Some(new.patient)), &form).await;
        let told = agree(&self.model.join(new), &actual)?;
        if let Ok(joined) = actual {
            self.model.waiting.last_mut().unwrap().id = joined.id.0;
        }
        Ok(told)
    }

    async fn offer_times(&mut self, doctor: usize) -> Result<&'static str, String> {
        let Self { practice, model, .. } = self;
        let actor = &practice.colleagues.doctors[doctor];
        practice.services().offer_times(Some(actor.user_id)).await.map_err(|error| error.to_string())?;
        model.offer_times(doctor);
        let mut made = "nothing";
        // Those made now have no id yet.
        for entry in model.entries.iter_mut().filter(|entry| entry.id.is_nil()) {
            made = "a time";
            let patient = practice.actor(Some(entry.patient));
            let lists = practice.services().waitlist(patient).await.map_err(|error| error.to_string())?;
            let offer = lists.into_iter().find(|list| list.doctor.id == actor.user_id).and_then(|list| list.offer);
            entry.id = offer.map_or(Uuid::nil(), |offer| offer.id.0);
        }
        Ok(made)
    }

    async fn answer(
        &mut self,
        waiting: &Waiting,
        by: usize,
        answer: Answer,
    ) -> Result<(&'static str, &'static str), String> {
        let (services, actor) = (self.practice.services(), self.practice.actor(Some(by)));
        let id = WaitlistEntryId(waiting.id);
        match answer {
            Answer::Accept => {
                let what = if waiting.appointment.is_some() { "accept an earlier time" } else { "accept a visit" };
                let actual = services.accept_offer(actor, id, None).await;
                Ok((what, agree(&self.model.accept(waiting.id, by), &actual)?))
            }
            Answer::Decline => {
                let actual = services.decline_offer(actor, id, None).await;
                Ok(("decline", agree(&self.model.decline(waiting.id, by), &actual)?))
            }
            Answer::Leave => {
                let actual = services.leave_waitlist(actor, id).await;
                Ok(("leave", agree(&self.model.leave(waiting.id, by), &actual)?))
            }
        }
    }

    /// Somebody on a list, most often with an offer.
    fn waiting(&self, which: Index) -> Option<Waiting> {
        let waiting = |offered: bool| {
            let all = self.model.waiting.iter();
            all.filter(|waiting| !offered || self.model.offer_of(waiting).is_some()).collect::<Vec<_>>()
        };
        let offered = waiting(which.index(5) > 0);
        let among = if offered.is_empty() { waiting(false) } else { offered };
        (!among.is_empty()).then(|| (*which.get(&among)).clone())
    }

    /// How many offers there are to think about.
    pub(super) fn offers(&self) -> usize {
        self.model.waiting.iter().filter(|waiting| self.model.offer_of(waiting).is_some()).count()
    }
}
