//! A week of a doctor's free times, in words: the browser needs no calendar of its own.

use domain::ids::AppointmentId;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// One free time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotLink {
    pub href: String,
    /// `10:00`
    pub label: String,
    /// `10:00, Monday 23 November`
    pub spoken: String,
    /// Where, for a doctor of several places.
    pub place: Option<String>,
}

/// The free times of one day of the practice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotDay {
    /// `Monday 23 November`
    pub heading: String,
    pub slots: Vec<SlotLink>,
}

/// Another week: its first day, and the address of its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekLink {
    pub from: String,
    pub href: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotWeek {
    /// The first day: `2026-11-23`
    pub from: String,
    /// `23 November to 29 November`
    pub title: String,
    pub days: Vec<SlotDay>,
    /// None before today.
    pub earlier: Option<WeekLink>,
    pub later: WeekLink,
    /// Where changes of this week are told (server-sent events).
    pub live: String,
    /// When the week is empty: the day of the next free time, in words, and its week.
    pub next_free: Option<(String, WeekLink)>,
}

impl SlotWeek {
    pub fn is_empty(&self) -> bool {
        self.days.iter().all(|day| day.slots.is_empty())
    }
}

/// Seven days from `from` (`2026-11-23`), or from today; to book, or to move an appointment to.
#[server(prefix = "/fn", endpoint = "slots", input = GetUrl)]
pub async fn load_week(
    doctor: String,
    visit_type: Option<String>,
    from: Option<String>,
    moving: Option<AppointmentId>,
) -> Result<SlotWeek, AppError> {
    crate::page::answer(crate::week::slot_week(&doctor, visit_type.as_deref(), from.as_deref(), moving).await)
}
