//! When a doctor can be booked: pure functions of a calendar, a visit and a clock reading.
//!
//! Everything here is a value or a function of values; the current time is an argument ([`Asker::now`]) and the only
//! zones are those a [`Calendar`] names. Read the files in this order:
//!
//! 1. `ranges`: half-open stretches of time and their algebra. Everything else is said in its words.
//! 2. [`zone`]: wall clocks to instants, exactly, on days the clocks change too.
//! 3. `hours`: weekly hours on a wall clock.
//! 4. `calendar`: open time = (weekly hours ∪ windows) − time off − closures − blocked.
//! 5. `booked`: what is taken of it, and given back.
//! 6. `visit`: how long a visit takes, what it keeps free around itself and when it can start; who asks for it.
//! 7. `rules`: what a start time is judged by, one file each.
//! 8. `slots`: open time cut into start times, and the same answer for one start time, with every reason against it.
//! 9. `wish`: which of them somebody wants.
//!
//! Three promises hold everywhere. *Offered is bookable*: [`slot_at`] accepts exactly what [`slots`] lists.
//! *The question does not change the answer*: slots asked for a day are those of that day asked for a year.
//! *One place at a time*: working times at two locations never overlap.

mod booked;
mod calendar;
mod hours;
mod ranges;
mod rules;
mod slots;
mod visit;
mod wish;
pub mod zone;

pub use booked::{GroupVisit, Taken};
pub use calendar::{Calendar, Closure, Counted, OpenTime, Window};
pub use hours::{WallMinute, WeeklyHours, Weeks, overlapping};
pub use ranges::{TimeRange, intersect, normalise, subtract, union};
pub use rules::Refusal;
pub use slots::{explain, nearest, slot_at, slots};
pub use visit::{Asker, HORIZON_DAYS, Slot, Standing, StartRule, Visit};
pub use wish::{PartOfDay, Wish};
