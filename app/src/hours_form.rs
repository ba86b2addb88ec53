//! The form of the weekly hours: two ranges a day, most of them left empty.

use domain::{
    availability::{Resolution, ScheduleForm, WeeklyRange},
    error::ClinicError,
};

use crate::{
    api::availability::{HitField, LEAVE, RangeField},
    flash::FormState,
};

/// The filled-in ranges, and the place in the form each of them had.
pub fn read(
    location: Option<String>,
    effective_from: Option<String>,
    ranges: &[RangeField],
) -> (ScheduleForm, Vec<usize>) {
    let filled = |range: &RangeField| !(range.start.trim().is_empty() && range.end.trim().is_empty());
    let (indexes, weekly) = ranges
        .iter()
        .enumerate()
        .filter(|(_, range)| filled(range))
        .map(|(index, range)| (index, range.read()))
        .unzip();
    (ScheduleForm { location_id: location, effective_from, weekly: Some(weekly), ..ScheduleForm::default() }, indexes)
}

impl RangeField {
    fn read(&self) -> WeeklyRange {
        let weekly = WeeklyRange::every_week(self.weekday, self.start.clone(), self.end.clone());
        let weeks = self.weeks.as_deref().and_then(|weeks| weeks.split_once('/'));
        match weeks.and_then(|(every, week)| Some((every.parse().ok()?, week.parse().ok()?))) {
            Some((every_weeks, week)) => WeeklyRange { every_weeks, week, ..weekly },
            None => weekly,
        }
    }
}

/// Everything that was typed, by field.
pub fn typed(effective_from: Option<&str>, ranges: &[RangeField]) -> Vec<(String, String)> {
    let mut typed = vec![("effective_from".to_owned(), effective_from.unwrap_or_default().to_owned())];
    for (index, range) in ranges.iter().enumerate() {
        typed.push((field(index, "weekday"), range.weekday.to_string()));
        typed.push((field(index, "start"), range.start.clone()));
        typed.push((field(index, "end"), range.end.clone()));
        typed.push((field(index, "weeks"), range.weeks.clone().unwrap_or_default()));
    }
    typed
}

/// The form that was refused, for looking at what it would do.
pub fn refused(state: &FormState, location: Option<String>) -> ScheduleForm {
    let range = |index| {
        let value = |part| state.value(&field(index, part));
        let weeks = value("weeks").filter(|weeks| !weeks.is_empty());
        Some(RangeField { weekday: value("weekday")?.parse().ok()?, start: value("start")?, end: value("end")?, weeks })
    };
    let ranges: Vec<_> = (0..).map_while(range).collect();
    let effective_from = state.value("effective_from").filter(|text| !text.is_empty());
    read(location, effective_from, &ranges).0
}

/// What is to become of appointments; those that are left are not named.
pub fn resolutions(appointments: &[HitField]) -> Vec<Resolution> {
    let read = |hit: &HitField| Resolution {
        id: hit.id.clone(),
        start_time: Some(hit.then.clone()).filter(|start| !start.is_empty()),
    };
    appointments.iter().filter(|hit| hit.then != LEAVE).map(read).collect()
}

/// The name of a field, as errors point at it.
pub fn field(index: usize, part: &str) -> String {
    format!("ranges/{index}/{part}")
}

/// The service counts the filled-in ranges; the form shows all.
pub fn at_fields(mut error: ClinicError, indexes: &[usize]) -> ClinicError {
    if let ClinicError::Invalid { errors } = &mut error {
        for error in errors {
            let mut parts = error.field.splitn(3, '/').map(str::to_owned).collect::<Vec<_>>().into_iter();
            if let (Some("weekly"), Some(index), Some(part)) = (parts.next().as_deref(), parts.next(), parts.next())
                && let Some(place) = index.parse().ok().and_then(|index: usize| indexes.get(index))
            {
                error.field = field(*place, &part);
            }
        }
    }
    error
}
