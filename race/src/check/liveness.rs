//! What was killed comes back, and bookings go on.

use super::Verdict;
use crate::{
    history::{Event, Wish},
    kills::Kill,
};

pub fn check(events: &[Event], kills: &[Kill]) -> Verdict {
    let mut against: Vec<String> = kills
        .iter()
        .filter_map(|kill| Some(format!("{} did not come back: {}", kill.victim, kill.back.as_ref().err()?)))
        .collect();
    let last = kills.iter().map(|kill| kill.back.as_ref().copied().unwrap_or(kill.at)).max().unwrap_or_default();
    let booked = |event: &&Event| event.begin > last && event.is_done() && matches!(event.wish, Wish::Book { .. });
    let after = events.iter().filter(booked).count();
    if after == 0 {
        against.push("nobody could book after the last kill".to_owned());
    }
    Verdict {
        law: "it goes on after every kill",
        counted: format!("{} kills, {after} bookings after the last", kills.len()),
        against,
    }
}
