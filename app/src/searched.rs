//! Puts a search into words, and says which of its filters can be loosened.

use domain::{directory::DoctorSearch, schedule::PartOfDay};

use crate::{api::directory::Choices, format, paths};

/// The heading of the results: `Cardiology doctors`.
pub fn title(search: &DoctorSearch, choices: &Choices) -> String {
    let chosen = choices.specialties.iter().find(|it| Some(&it.slug) == search.specialty.as_ref());
    chosen.map_or("Doctors".to_owned(), |specialty| format!("{} doctors", specialty.name))
}

/// `3 doctors offering “Video call” at Praxis Riverside with free times on Thursday 5 March, in the morning`
pub fn in_words(doctors: &str, search: &DoctorSearch, choices: &Choices) -> String {
    let kind = choices.visit_kinds.iter().find(|it| Some(&it.slug) == search.visit_type.as_ref());
    let place = choices.locations.iter().find(|it| Some(&it.slug) == search.location.as_ref());
    let parts = [
        search.q.as_ref().map(|q| format!(" found for “{q}”")),
        kind.map(|kind| format!(" offering “{}”", kind.name)),
        place.map(|place| format!(" at {}", place.name)),
        time(search),
    ];
    parts.into_iter().flatten().fold(doctors.to_owned(), |sentence, part| sentence + &part)
}

fn time(search: &DoctorSearch) -> Option<String> {
    let part = search.part_of_day.as_deref().and_then(|text| PartOfDay::parse("part_of_day", text).ok());
    let part_of_day = part.map(|part| match part {
        PartOfDay::Morning => "in the morning",
        PartOfDay::Afternoon => "in the afternoon",
        PartOfDay::Evening => "in the evening",
    });
    let day = search.date.as_deref().and_then(|text| text.parse().ok()).map(format::day);
    match (day, part_of_day) {
        (None, None) => None,
        (Some(day), None) => Some(format!(" with free times on {day}")),
        (Some(day), Some(part)) => Some(format!(" with free times on {day}, {part}")),
        (None, Some(part)) => Some(format!(" with free times {part} in the next two weeks")),
    }
}

/// What to loosen, and the address of the search without it: when first, then where and who.
pub fn looser(search: &DoctorSearch) -> Vec<(&'static str, String)> {
    type Filter = fn(&mut DoctorSearch) -> &mut Option<String>;
    let filters: [(&str, Filter); 6] = [
        ("Any day", |search| &mut search.date),
        ("Any time of day", |search| &mut search.part_of_day),
        ("Any location", |search| &mut search.location),
        ("Any kind of visit", |search| &mut search.visit_type),
        ("Any specialty", |search| &mut search.specialty),
        ("Any name", |search| &mut search.q),
    ];
    let without = |(label, filter): (&'static str, Filter)| {
        let mut looser = search.clone();
        filter(&mut looser).take().map(|_| (label, address(&looser, None)))
    };
    filters.into_iter().filter_map(without).collect()
}

/// The results of a search, from a cursor on.
pub fn address(search: &DoctorSearch, cursor: Option<&str>) -> String {
    paths::doctors(&[
        ("specialty", search.specialty.as_deref()),
        ("location", search.location.as_deref()),
        ("visit_type", search.visit_type.as_deref()),
        ("date", search.date.as_deref()),
        ("part_of_day", search.part_of_day.as_deref()),
        ("q", search.q.as_deref()),
        ("page", cursor),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(part_of_day: Option<&str>, date: Option<&str>, q: Option<&str>) -> DoctorSearch {
        let text = |text: Option<&str>| text.map(str::to_owned);
        DoctorSearch { part_of_day: text(part_of_day), date: text(date), q: text(q), ..DoctorSearch::default() }
    }

    #[test]
    fn a_search_is_said_in_words() {
        let choices = Choices { specialties: Vec::new(), locations: Vec::new(), visit_kinds: Vec::new() };
        let said = |search| in_words("3 doctors", &search, &choices);
        assert_eq!(said(search(None, None, None)), "3 doctors");
        assert_eq!(
            said(search(Some("morning"), Some("2026-03-05"), Some("osei"))),
            "3 doctors found for “osei” with free times on Thursday 5 March, in the morning"
        );
        assert_eq!(
            said(search(Some("evening"), None, None)),
            "3 doctors with free times in the evening in the next two weeks"
        );
    }

    #[test]
    fn every_filter_can_be_loosened_alone() {
        let looser = looser(&search(Some("morning"), Some("2026-03-05"), Some("osei")));
        assert_eq!(
            looser,
            [
                ("Any day", "/doctors?part_of_day=morning&q=osei".to_owned()),
                ("Any time of day", "/doctors?date=2026-03-05&q=osei".to_owned()),
                ("Any name", "/doctors?date=2026-03-05&part_of_day=morning".to_owned()),
            ]
        );
    }
}
