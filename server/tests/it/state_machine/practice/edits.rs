//! What doctors and administrators state.

use domain::{
    availability::{ClosureForm, ScheduleForm, TimeOffForm, WeeklyRange, WindowForm},
    ids::{ClosureId, TimeOffId},
};

use super::{Scene, agree, written};
use crate::{
    helpers::Colleagues,
    state_machine::{actions::Action, model::Span},
};

impl Scene<'_> {
    pub(super) async fn edit(&mut self, action: &Action) -> Result<(&'static str, &'static str), String> {
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
}

fn range((weekday, minutes): &(u32, Span)) -> WeeklyRange {
    let clock = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
    WeeklyRange::every_week(u8::try_from(*weekday).unwrap(), clock(minutes.0), clock(minutes.1))
}
