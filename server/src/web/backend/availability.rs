//! A doctor's hours, time off and visit types.

use app::backend::Availability;
use async_trait::async_trait;
use domain::{
    actor::Actor,
    availability::{AvailabilityWindow, Hit, ScheduleForm, TakenTimeOff, TimeOffForm, WeeklySchedule, WindowForm},
    directory::VisitType,
    ids::{LocationId, TimeOffId, UserId, VisitTypeId},
    visit_type::VisitTypeForm,
};

use super::{Answer, Port};

#[async_trait]
impl Availability for Port {
    async fn schedule(&self, actor: &Actor, location: Option<LocationId>) -> Answer<WeeklySchedule> {
        self.services.schedule(actor, location).await
    }

    async fn preview_schedule(&self, actor: &Actor, form: ScheduleForm) -> Answer<Vec<Hit>> {
        self.services.preview_schedule(actor, &form).await
    }

    async fn set_schedule(&self, actor: &Actor, form: ScheduleForm) -> Answer<WeeklySchedule> {
        self.services.set_schedule(actor, &form).await
    }

    async fn windows(&self, actor: &Actor) -> Answer<Vec<AvailabilityWindow>> {
        self.services.windows(actor).await
    }

    async fn open_window(&self, actor: &Actor, form: WindowForm) -> Answer<AvailabilityWindow> {
        self.services.open_window(actor, &form).await
    }

    async fn time_off(&self, actor: &Actor) -> Answer<Vec<TakenTimeOff>> {
        self.services.time_off(actor).await
    }

    async fn preview_time_off(&self, actor: &Actor, form: TimeOffForm) -> Answer<Vec<Hit>> {
        self.services.preview_time_off(actor, &form).await
    }

    async fn take_time_off(&self, actor: &Actor, form: TimeOffForm) -> Answer<TakenTimeOff> {
        self.services.take_time_off(actor, &form).await
    }

    async fn give_back_time_off(&self, actor: &Actor, id: TimeOffId) -> Answer<()> {
        self.services.give_back_time_off(actor, id).await
    }

    async fn add_visit_type(&self, actor: &Actor, doctor: Option<UserId>, form: VisitTypeForm) -> Answer<VisitType> {
        self.services.add_visit_type(actor, doctor, &form).await
    }

    async fn change_visit_type(&self, actor: &Actor, id: VisitTypeId, form: VisitTypeForm) -> Answer<VisitType> {
        self.services.change_visit_type(actor, id, &form).await
    }

    async fn retire_visit_type(&self, actor: &Actor, id: VisitTypeId) -> Answer<()> {
        self.services.retire_visit_type(actor, id).await
    }
}
