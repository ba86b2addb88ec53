//! A doctor's hours, time off and visit types.

use async_trait::async_trait;
use domain::{
    actor::Actor,
    availability::{AvailabilityWindow, Hit, ScheduleForm, TakenTimeOff, TimeOffForm, WeeklySchedule, WindowForm},
    directory::VisitType,
    ids::{LocationId, TimeOffId, UserId, VisitTypeId},
    visit_type::VisitTypeForm,
};

use super::Answer;

/// Errors are those of the service behind it.
#[async_trait]
pub trait Availability: Send + Sync {
    /// The doctor's weekly hours at a location (none: their first).
    async fn schedule(&self, actor: &Actor, location: Option<LocationId>) -> Answer<WeeklySchedule>;
    /// Which appointments new hours would hit. Changes nothing.
    async fn preview_schedule(&self, actor: &Actor, form: ScheduleForm) -> Answer<Vec<Hit>>;
    async fn set_schedule(&self, actor: &Actor, form: ScheduleForm) -> Answer<WeeklySchedule>;
    /// The doctor's one-off windows that are not over.
    async fn windows(&self, actor: &Actor) -> Answer<Vec<AvailabilityWindow>>;
    async fn open_window(&self, actor: &Actor, form: WindowForm) -> Answer<AvailabilityWindow>;
    /// The doctor's time off that is not over, with what is still to be moved or cancelled in it.
    async fn time_off(&self, actor: &Actor) -> Answer<Vec<TakenTimeOff>>;
    /// Which appointments are booked in time that is to be taken off. Changes nothing.
    async fn preview_time_off(&self, actor: &Actor, form: TimeOffForm) -> Answer<Vec<Hit>>;
    async fn take_time_off(&self, actor: &Actor, form: TimeOffForm) -> Answer<TakenTimeOff>;
    async fn give_back_time_off(&self, actor: &Actor, id: TimeOffId) -> Answer<()>;
    /// For a doctor (none: oneself).
    async fn add_visit_type(&self, actor: &Actor, doctor: Option<UserId>, form: VisitTypeForm) -> Answer<VisitType>;
    async fn change_visit_type(&self, actor: &Actor, id: VisitTypeId, form: VisitTypeForm) -> Answer<VisitType>;
    async fn retire_visit_type(&self, actor: &Actor, id: VisitTypeId) -> Answer<()>;
}
