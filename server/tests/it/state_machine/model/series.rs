//! The same visit, week after week.

use chrono::Days;
use uuid::Uuid;

use super::{Model, Told, Wish};

impl Model {
    /// All of them, or those that can be had if `rest` is enough, or none; and why not, of each that cannot be had. What was
    /// booked is of the series without an id.
    pub fn book_series(&mut self, wish: &Wish, count: u64, rest: bool) -> (Told<()>, Vec<&'static str>) {
        let before = self.entries.clone();
        let mut not_booked = Vec::new();
        for start in self.weekly(wish, count) {
            let booked = start.ok_or("nonexistent_local_time");
            match booked.and_then(|start| self.book(&Wish { start, ..*wish }, false, None)) {
                Ok(index) => self.entries[index].series = Some(Uuid::nil()),
                Err(why) => not_booked.push(why),
            }
        }
        if not_booked.len() as u64 == count || !(rest || not_booked.is_empty()) {
            self.entries = before;
            return (Err("series_not_bookable"), not_booked);
        }
        (Ok(()), not_booked)
    }

    /// The first minutes at which the clock of the place shows the same time; none: it never does.
    fn weekly(&self, wish: &Wish, count: u64) -> Vec<Option<i64>> {
        let place = self.place_of(wish.doctor, (wish.start, wish.start + 1));
        let local = self.shown(place, wish.start);
        let minute =
            |week| (self.begin..).zip(&self.clocks[place]).find(|(_, shown)| **shown == local + Days::new(7 * week));
        (0..count)
            .map(|week| if week == 0 { Some(wish.start) } else { minute(week).map(|(minute, _)| minute) })
            .collect()
    }
}
