//! Puts a week of free times into words, on the clocks of the places they are at.

use chrono::{Days, NaiveDate};
use domain::{Tz, appointment::SlotQuery, directory::Doctor, error::ClinicError, ids::AppointmentId, schedule::Slot};

use crate::{
    api::slots::{SlotDay, SlotLink, SlotWeek, WeekLink},
    backend::{self, backend},
    format, paths,
};

const DAYS: u64 = 7;

/// Seven days from `from`, or from today where that is later or nothing was asked for.
///
/// # Errors
/// Those of the services: an unknown doctor or visit type.
pub async fn slot_week(
    key: &str,
    visit_type: Option<&str>,
    from: Option<&str>,
    moving: Option<AppointmentId>,
) -> Result<SlotWeek, ClinicError> {
    let port = backend();
    let doctor = port.doctor(key).await?;
    let zone = doctor.locations.first().map_or(Tz::UTC, |location| format::zone(&location.time_zone));
    let today = format::date(port.now(), zone);
    let first = from.and_then(|text| text.parse().ok()).unwrap_or(today).clamp(today, today + Days::new(400));
    let query = SlotQuery {
        doctor_id: doctor.id.to_string(),
        visit_type_id: visit_type.map(str::to_owned),
        from: Some(first.to_string()),
        to: Some((first + Days::new(DAYS)).to_string()),
    };
    let slots = backend::free_times(&query, moving).await?;
    let link = |from: NaiveDate| WeekLink {
        from: from.to_string(),
        href: paths::week(&doctor.slug, visit_type, &from.to_string(), moving),
    };
    let next_free = match doctor.next_available {
        Some(instant) if slots.is_empty() => {
            let date = format::date(instant, zone);
            Some((format!("{}, {}", format::day(date), format::time(instant, zone)), link(date)))
        }
        _ => None,
    };
    let days = (0..DAYS).map(|day| first + Days::new(day));
    Ok(SlotWeek {
        from: first.to_string(),
        title: format!("{} to {}", first.format("%-d %B"), (first + Days::new(DAYS - 1)).format("%-d %B %Y")),
        days: days.map(|date| day(&doctor, visit_type, date, &slots, moving)).collect(),
        earlier: (first > today).then(|| link((first - Days::new(DAYS)).max(today))),
        later: link(first + Days::new(DAYS)),
        live: paths::live(&doctor.slug, visit_type, &first.to_string(), &(first + Days::new(DAYS)).to_string()),
        next_free,
    })
}

fn day(
    doctor: &Doctor,
    visit_type: Option<&str>,
    date: NaiveDate,
    slots: &[Slot],
    moving: Option<AppointmentId>,
) -> SlotDay {
    let heading = format::day(date);
    let several = doctor.locations.len() > 1;
    let link = |slot: &Slot| {
        let location = doctor.location(slot.location_id);
        let zone = location.map_or(Tz::UTC, |location| format::zone(&location.time_zone));
        if format::date(slot.start_time, zone) != date {
            return None;
        }
        let label = format::time(slot.start_time, zone);
        let place = location.filter(|_| several).map(|location| location.name.clone());
        let start = slot.start_time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        let at = place.as_ref().map(|place| format!(", {place}")).unwrap_or_default();
        Some(SlotLink {
            href: paths::choose(&doctor.slug, &start, visit_type, moving),
            spoken: format!("{label}, {heading}{at}"),
            label,
            place,
        })
    };
    SlotDay { slots: slots.iter().filter_map(link).collect(), heading }
}
