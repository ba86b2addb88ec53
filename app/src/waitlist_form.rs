//! The form that asks for an earlier time.

use domain::waitlist::Preferences;

use crate::paths;

/// What is said when somebody lets an offered time go.
pub const DECLINED: &str = "Thank you. The time goes to the next who waits; you stay on the list.";

/// Notices to choose from, in minutes.
pub const NOTICES: [(i64, &str); 5] =
    [(120, "2 hours"), (24 * 60, "1 day"), (2 * 24 * 60, "2 days"), (3 * 24 * 60, "3 days"), (7 * 24 * 60, "1 week")];

pub const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Where the form is, for an appointment or for a doctor.
pub fn address(appointment: Option<&str>, doctor: Option<&str>, visit_type: Option<&str>) -> String {
    match appointment.and_then(|id| id.parse().ok()) {
        Some(id) => paths::ask_for_earlier(id),
        None => paths::ask_for_a_time(doctor.unwrap_or_default(), visit_type),
    }
}

/// Everything that was chosen, by field.
pub fn typed(weekdays: &[i64], parts_of_day: &[String], notice_minutes: Option<i64>) -> Vec<(String, String)> {
    let chosen = |field: String| (field, "on".to_owned());
    let mut typed: Vec<_> = weekdays.iter().map(|day| chosen(field("weekdays", &day.to_string()))).collect();
    typed.extend(parts_of_day.iter().map(|part| chosen(field("parts_of_day", part))));
    typed.extend(notice_minutes.map(|minutes| ("notice_minutes".to_owned(), minutes.to_string())));
    typed
}

/// One box of several.
pub fn field(name: &str, value: &str) -> String {
    format!("{name}/{value}")
}

/// `Mondays and Tuesdays, in the morning, with 2 hours’ notice`
pub fn in_words(preferences: &Preferences) -> String {
    let name = |day: &u8| WEEKDAYS.get(usize::from(*day) - 1).map(|name| format!("{name}s"));
    let days: Vec<String> = match preferences.weekdays.len() {
        7 => vec!["any day".to_owned()],
        _ => preferences.weekdays.iter().filter_map(name).collect(),
    };
    let parts: Vec<String> = match preferences.parts_of_day.len() {
        3 => vec!["at any time of day".to_owned()],
        _ => preferences.parts_of_day.iter().map(|part| format!("in the {}", part.as_str())).collect(),
    };
    let notice = match preferences.notice_minutes {
        0 => "without notice".to_owned(),
        minutes => format!("known {} beforehand", length(minutes)),
    };
    format!("{}, {}, {notice}", listed(&days, "and"), listed(&parts, "or"))
}

/// `2 days`, `90 minutes`
fn length(minutes: u32) -> String {
    let (count, unit) = match minutes {
        minutes if minutes % (24 * 60) == 0 => (minutes / (24 * 60), "day"),
        minutes if minutes % 60 == 0 => (minutes / 60, "hour"),
        minutes => (minutes, "minute"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// `a, b and c`
fn listed(items: &[String], last: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., end] => format!("{} {last} {end}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use domain::schedule::PartOfDay;

    use super::*;

    #[test]
    fn preferences_read_as_people_say_them() {
        let all =
            Preferences { weekdays: (1..=7).collect(), parts_of_day: PartOfDay::ALL.into(), notice_minutes: 1440 };
        assert_eq!(in_words(&all), "any day, at any time of day, known 1 day beforehand");
        let some = Preferences {
            weekdays: vec![1, 2, 5],
            parts_of_day: vec![PartOfDay::Morning, PartOfDay::Evening],
            notice_minutes: 120,
        };
        let words = "Mondays, Tuesdays and Fridays, in the morning or in the evening, known 2 hours beforehand";
        assert_eq!(in_words(&some), words);
    }
}
