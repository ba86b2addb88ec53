//! What is booked, as a calendar has it: taken, and given back.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    calendar::{Calendar, Counted},
    ranges::TimeRange,
    visit::Visit,
};
use crate::ids::VisitTypeId;

/// A visit to which several people come, as far as it is booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct GroupVisit {
    pub visit_type_id: VisitTypeId,
    pub start: DateTime<Utc>,
    /// The visit with its buffers.
    pub blocked: TimeRange,
    /// Seats that are booked or held.
    pub taken: u16,
    /// Whether whoever asks has one of them.
    pub with_asker: bool,
}

/// What one appointment takes up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    pub visit_type_id: Option<VisitTypeId>,
    pub start: DateTime<Utc>,
    /// The visit with its buffers.
    pub blocked: TimeRange,
    /// Such a one does not count among those of its day.
    pub overbooked: bool,
}

impl Calendar {
    /// The calendar when one more visit is booked.
    pub fn take(&mut self, visit: &Visit, during: TimeRange) {
        let (start, blocked) = (during.start(), visit.blocked(during));
        if let Some(group) = self.group_mut(visit.visit_type_id, start) {
            group.taken += 1;
            return;
        }
        if let (Some(visit_type_id), Some(_)) = (visit.visit_type_id, visit.per_day) {
            self.counted.push(Counted { visit_type_id, start });
        }
        match visit.visit_type_id {
            Some(visit_type_id) if visit.group_seats().is_some() => {
                self.groups.push(GroupVisit { visit_type_id, start, blocked, taken: 1, with_asker: false });
            }
            _ => self.blocked.push(blocked),
        }
    }

    /// The calendar without one appointment of whoever asks. Another at the very same time, overbooked, stays.
    pub fn give_back(&mut self, taken: &Taken) {
        if let Some(group) = self.group_mut(taken.visit_type_id, taken.start) {
            group.with_asker = false;
            group.taken = group.taken.saturating_sub(1);
            if group.taken > 0 {
                return;
            }
            self.groups.retain(|group| group.taken > 0);
        } else if let Some(own) = self.blocked.iter().position(|other| *other == taken.blocked) {
            self.blocked.swap_remove(own);
        }
        let counted = |other: &Counted| other.start == taken.start && !taken.overbooked;
        if let Some(own) = self.counted.iter().position(counted) {
            self.counted.swap_remove(own);
        }
    }

    fn group_mut(&mut self, visit_type_id: Option<VisitTypeId>, start: DateTime<Utc>) -> Option<&mut GroupVisit> {
        self.groups.iter_mut().find(|group| (Some(group.visit_type_id), group.start) == (visit_type_id, start))
    }
}
