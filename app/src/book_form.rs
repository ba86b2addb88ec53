//! The form that books, once or for several weeks.

use domain::appointment::Series;

/// How many visits can be chosen, the first included. (Programs can book more.)
pub const COUNTS: std::ops::RangeInclusive<u8> = 1..=12;

/// How often, in weeks.
pub const EVERY_WEEKS: [(u8, &str); 4] =
    [(1, "Every week"), (2, "Every 2 weeks"), (3, "Every 3 weeks"), (4, "Every 4 weeks")];

/// What became of a series, in words.
pub fn booked(series: &Series) -> String {
    let left_out = match series.not_booked.len() {
        0 => String::new(),
        1 => " One could not be booked and is left out.".to_owned(),
        count => format!(" {count} could not be booked and are left out."),
    };
    match series.appointments.len() {
        1 => format!("One visit is booked.{left_out}"),
        count => format!("{count} visits are booked.{left_out}"),
    }
}
