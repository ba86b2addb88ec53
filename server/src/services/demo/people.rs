//! The demo doctors, their patients and the staff.

use domain::{
    actor::Role,
    availability::{ScheduleForm, WeeklyRange},
    text,
};

use super::places::{GARDEN_SQUARE, KASTANIENALLEE, RIVERSIDE, SPECIALTIES};

pub const STAFF: [(&str, &str, Role); 2] = [
    ("admin@praxis.example", "Sam Keller", Role::Admin),
    ("reception@praxis.example", "Robin Reyes", Role::Receptionist),
];

const PATIENTS: usize = 200;

const DOCTORS: [&str; 40] = [
    "Amara Osei",
    "Jonas Weber",
    "Priya Raman",
    "Elif Aydın",
    "Tomasz Zieliński",
    "Grace Okafor",
    "Marta Lindqvist",
    "Daniel Cohen",
    "Sofia Marques",
    "Henrik Dahl",
    "Mei Tanaka",
    "Patrick Byrne",
    "Leïla Haddad",
    "Oskar Brandt",
    "Fatima Rahman",
    "Callum Reid",
    "Ingrid Solberg",
    "Rafael Costa",
    "Nadia Petrova",
    "Samuel Adeyemi",
    "Charlotte Meyer",
    "Arjun Mehta",
    "Eleanor Hughes",
    "Mateo Rossi",
    "Yasmin Karimi",
    "Lukas Vogel",
    "Hannah Fischer",
    "Declan Murphy",
    "Aiko Mori",
    "Zoë Laurent",
    "Victor Nwosu",
    "Clara Jansen",
    "Ibrahim Demir",
    "Ruth Goldberg",
    "Emil Novák",
    "Thandi Dlamini",
    "Olivia Barnes",
    "Felix Krüger",
    "Carmen Ortega",
    "William Chen",
];

const FIRST_NAMES: [&str; 20] = [
    "Anna", "Ben", "Chloe", "David", "Emma", "Frank", "Gita", "Hugo", "Iris", "Jack", "Karin", "Liam", "Mona", "Noah",
    "Olga", "Peter", "Rosa", "Simon", "Tara", "Walter",
];
const LAST_NAMES: [&str; 10] =
    ["Albrecht", "Baker", "Clarke", "Dubois", "Evans", "Fontaine", "Green", "Hoffmann", "Iqbal", "Jones"];

/// A visit type besides the consultation everybody offers.
pub struct DemoVisit {
    pub name: &'static str,
    pub minutes: u16,
    pub buffer_after: u16,
    pub seats: u16,
}

/// Weekly hours at one location: ISO weekdays, and ranges of each of them.
pub struct DemoHours {
    pub location: &'static str,
    days: &'static [u8],
    ranges: &'static [(&'static str, &'static str)],
}

impl DemoHours {
    pub fn form(&self) -> ScheduleForm {
        let range = |weekday: u8| {
            move |(start, end): &(&str, &str)| WeeklyRange::every_week(weekday, (*start).to_owned(), (*end).to_owned())
        };
        ScheduleForm {
            location_id: Some(self.location.to_owned()),
            effective_from: None,
            weekly: Some(self.days.iter().flat_map(|day| self.ranges.iter().map(range(*day))).collect()),
            ..ScheduleForm::default()
        }
    }
}

pub struct DemoDoctor {
    pub email: String,
    pub name: String,
    pub specialty: String,
    pub bio: String,
    pub visits: Vec<DemoVisit>,
    pub hours: Vec<DemoHours>,
}

/// Forty doctors: general practitioners first, then a few of every specialty. The first one is the demo doctor.
pub fn doctors() -> impl Iterator<Item = DemoDoctor> {
    DOCTORS.iter().enumerate().map(|(index, name)| {
        let specialty = if index < 7 { SPECIALTIES[0] } else { SPECIALTIES[1 + (index - 7) % 11] };
        let email = if index == 0 {
            "doctor@praxis.example".to_owned()
        } else {
            format!("{}@praxis.example", text::slug(name))
        };
        DemoDoctor {
            email,
            name: format!("Dr. {name}"),
            specialty: text::slug(specialty),
            bio: bio(index, specialty),
            visits: visits(index),
            hours: hours(index),
        }
    })
}

pub fn patients() -> impl Iterator<Item = (String, String)> {
    (0..PATIENTS).map(|index| {
        if index == 0 {
            return ("patient@praxis.example".to_owned(), "Pat Morgan".to_owned());
        }
        let (first, last) = (FIRST_NAMES[index % 20], LAST_NAMES[index / 20]);
        (format!("{}.{}@patients.example", first.to_lowercase(), last.to_lowercase()), format!("{first} {last}"))
    })
}

fn bio(index: usize, specialty: &str) -> String {
    let years = 4 + (index * 7) % 23;
    let languages = ["English", "English and German", "English, French and German", "English and Spanish"][index % 4];
    format!("{specialty} for {years} years. Speaks {languages}.")
}

fn visits(index: usize) -> Vec<DemoVisit> {
    let follow_up = DemoVisit { name: "Follow-up", minutes: 15, buffer_after: 0, seats: 1 };
    let first_visit = DemoVisit { name: "First visit", minutes: 45, buffer_after: 10, seats: 1 };
    let video = DemoVisit { name: "Video call", minutes: 20, buffer_after: 5, seats: 1 };
    let course = DemoVisit { name: "Health course", minutes: 60, buffer_after: 10, seats: 8 };
    match index % 4 {
        0 => vec![follow_up, first_visit],
        1 => vec![first_visit, course],
        2 => vec![follow_up, video],
        _ => Vec::new(),
    }
}

fn hours(index: usize) -> Vec<DemoHours> {
    const FULL: &[(&str, &str)] = &[("09:00", "12:30"), ("13:30", "17:00")];
    const EARLY: &[(&str, &str)] = &[("07:30", "13:00")];
    const LATE: &[(&str, &str)] = &[("12:00", "19:30")];
    const MORNING: &[(&str, &str)] = &[("08:00", "12:00")];
    const EVENING: &[(&str, &str)] = &[("15:00", "18:30")];
    let home = [RIVERSIDE, GARDEN_SQUARE, KASTANIENALLEE][index % 3];
    match index % 5 {
        0 => vec![DemoHours { location: home, days: &[1, 2, 3, 4, 5], ranges: FULL }],
        1 => vec![DemoHours { location: home, days: &[1, 2, 4], ranges: EARLY }],
        2 => vec![DemoHours { location: home, days: &[2, 3, 5, 6], ranges: LATE }],
        3 => vec![DemoHours { location: home, days: &[1, 3, 5], ranges: FULL }],
        // Two places, never on the same day.
        _ => {
            let other = if home == RIVERSIDE { GARDEN_SQUARE } else { RIVERSIDE };
            vec![
                DemoHours { location: home, days: &[1, 3], ranges: MORNING },
                DemoHours { location: other, days: &[2, 4], ranges: EVENING },
            ]
        }
    }
}
