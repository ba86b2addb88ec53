//! What a doctor can say of a visit type, as it is written.

use crate::{
    directory::VisitType,
    error::{ClinicError, FieldError, Problems},
    ids::LocationId,
    text,
};

const MAX_NAME_CHARS: usize = 80;

/// A new visit type, or what to change about one: what is absent is as usual, or stays as it is.
#[derive(Debug, Clone, Default)]
pub struct VisitTypeForm {
    pub name: Option<String>,
    pub duration_minutes: Option<i64>,
    pub buffer_before_minutes: Option<i64>,
    pub buffer_after_minutes: Option<i64>,
    /// 0: one visit after another.
    pub slot_step_minutes: Option<i64>,
    pub minimum_notice_minutes: Option<i64>,
    pub horizon_days: Option<i64>,
    pub cancellation_notice_minutes: Option<i64>,
    /// 0: not by itself.
    pub no_show_after_minutes: Option<i64>,
    /// 0: as many as fit.
    pub per_day_limit: Option<i64>,
    /// How many people can come to the same visit.
    pub seats: Option<i64>,
    pub new_patients: Option<bool>,
    pub known_patients: Option<bool>,
    pub needs_confirmation: Option<bool>,
    /// Ids of locations the doctor works at; empty: all of them.
    pub location_ids: Option<Vec<String>>,
}

impl VisitTypeForm {
    /// The visit type as the form wants it, made of what it was. Its slug stays.
    ///
    /// # Errors
    /// [`ClinicError::Invalid`], with everything that is not accepted.
    pub fn apply(&self, to: VisitType, works_at: &[LocationId]) -> Result<VisitType, ClinicError> {
        let mut problems = Problems::default();
        let mut number = |field: &str, value: Option<i64>, before: u16, accepted: std::ops::RangeInclusive<u16>| {
            let Some(value) = value else { return before };
            let read = u16::try_from(value).ok().filter(|value| accepted.contains(value)).ok_or_else(|| {
                let detail = format!("This is a whole number from {} to {}.", accepted.start(), accepted.end());
                FieldError::new(field, "out_of_range", detail)
            });
            problems.keep(read).unwrap_or(before)
        };
        let changed = VisitType {
            duration_minutes: number("duration_minutes", self.duration_minutes, to.duration_minutes, 5..=480),
            buffer_before_minutes: number(
                "buffer_before_minutes",
                self.buffer_before_minutes,
                to.buffer_before_minutes,
                0..=120,
            ),
            buffer_after_minutes: number(
                "buffer_after_minutes",
                self.buffer_after_minutes,
                to.buffer_after_minutes,
                0..=120,
            ),
            slot_step_minutes: match self.slot_step_minutes {
                None => to.slot_step_minutes,
                Some(0) => None,
                step => Some(number("slot_step_minutes", step, 5, 5..=480)),
            },
            minimum_notice_minutes: number(
                "minimum_notice_minutes",
                self.minimum_notice_minutes,
                to.minimum_notice_minutes,
                0..=20160,
            ),
            horizon_days: number("horizon_days", self.horizon_days, to.horizon_days, 1..=730),
            cancellation_notice_minutes: number(
                "cancellation_notice_minutes",
                self.cancellation_notice_minutes,
                to.cancellation_notice_minutes,
                0..=20160,
            ),
            no_show_after_minutes: match self.no_show_after_minutes {
                None => to.no_show_after_minutes,
                Some(0) => None,
                minutes => Some(number("no_show_after_minutes", minutes, 5, 5..=1440)),
            },
            per_day_limit: match self.per_day_limit {
                None => to.per_day_limit,
                Some(0) => None,
                limit => Some(number("per_day_limit", limit, 1, 1..=500)),
            },
            seats: number("seats", self.seats, to.seats, 1..=200),
            new_patients: self.new_patients.unwrap_or(to.new_patients),
            known_patients: self.known_patients.unwrap_or(to.known_patients),
            needs_confirmation: self.needs_confirmation.unwrap_or(to.needs_confirmation),
            name: match &self.name {
                None => to.name,
                Some(name) => problems.keep(read_name(name)).unwrap_or(to.name),
            },
            location_ids: match &self.location_ids {
                None => to.location_ids,
                Some(ids) => problems.keep(read_locations(ids, works_at)).unwrap_or(to.location_ids),
            },
            ..to
        };
        if !changed.new_patients && !changed.known_patients {
            let detail = "A visit is for new patients, for known ones, or for both.";
            problems.push(FieldError::new("known_patients", "for_nobody", detail));
        }
        problems.check()?;
        Ok(changed)
    }
}

fn read_name(name: &str) -> Result<String, FieldError> {
    let name = text::clean("name", "The name", name, MAX_NAME_CHARS, false)?;
    if text::slug(&name).is_empty() {
        return Err(FieldError::new("name", "required", "Give the visit a name, such as “Follow-up”."));
    }
    Ok(name)
}

fn read_locations(ids: &[String], works_at: &[LocationId]) -> Result<Vec<LocationId>, FieldError> {
    let known = |id: &String| id.parse().ok().filter(|id| works_at.contains(id));
    let read: Option<Vec<LocationId>> = ids.iter().map(known).collect();
    let detail = "Name locations by their ids, and only such as the doctor works at.";
    read.ok_or_else(|| FieldError::new("location_ids", "unknown_location", detail))
}
