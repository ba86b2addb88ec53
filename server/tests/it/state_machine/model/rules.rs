//! Whether and when something can be booked.

use uuid::Uuid;

use super::{Entry, KINDS, Model, Span, Wish, overlap};

impl Model {
    /// Whether the doctor has seen the patient.
    pub(super) fn is_known(&self, doctor: usize, patient: usize) -> bool {
        let seen = |entry: &Entry| matches!(entry.status, "checked_in" | "completed");
        self.entries.iter().any(|entry| entry.doctor == doctor && entry.patient == patient && seen(entry))
    }

    pub(super) fn is_start(&self, wish: &Wish, place: usize) -> bool {
        let Some(step) = KINDS[wish.kind].step else { return wish.start % 5 == 0 };
        let diary = &self.diaries[wish.doctor];
        diary.windows.iter().chain(&diary.weekly).any(|(at, span)| {
            *at == place && span.0 <= wish.start && wish.start < span.1 && (wish.start - span.0) % step == 0
        })
    }

    /// Why it cannot be booked, as patients are told. `but` is the appointment that is to be moved there.
    pub(super) fn refusal(&self, wish: &Wish, but: Option<Uuid>) -> Option<&'static str> {
        let kind = &KINDS[wish.kind];
        let (during, blocked) = (wish.during(), wish.blocked());
        let ahead = wish.start - self.now;
        let place = self.works_at(wish.doctor, wish.start);
        let all = |holds: &dyn Fn(i64) -> bool| (during.0..during.1).all(holds);
        let works = all(&|minute| place.is_some() && self.works_at(wish.doctor, minute) == place);
        let away = |minute| self.is_off(wish.doctor, minute) || place.is_some_and(|at| self.is_closed(at, minute));
        // What is kept for oneself is never in one's way.
        let others: Vec<&Entry> = self
            .live()
            .filter(|entry| entry.doctor == wish.doctor && Some(entry.id) != but)
            .filter(|entry| !(entry.is_kept() && entry.patient == wish.patient))
            .collect();
        let day = |minute| place.map(|place| self.shown(place, minute).date());
        let same =
            |entry: &&&Entry| entry.kind == wish.kind && !entry.overbooked && day(entry.start) == day(wish.start);
        let mut that_day: Vec<i64> = others.iter().filter(same).map(|entry| entry.start).collect();
        that_day.sort_unstable();
        that_day.dedup();
        let (together, apart): (Vec<&Entry>, Vec<&Entry>) =
            others.iter().partition(|entry| entry.is_same_visit(wish.kind, wish.start));
        let full = |most| together.is_empty() && that_day.len() >= most;
        let has_seat = |entry: &&Entry| entry.patient == wish.patient;
        let seated = !together.is_empty() && (together.len() >= kind.seats || together.iter().any(has_seat));
        let against = [
            (ahead < 0, "in_the_past"),
            (!wish.by_staff && ahead < kind.notice, "too_soon"),
            (!wish.by_staff && ahead > kind.horizon, "beyond_horizon"),
            (!works || !all(&|minute| !away(minute)), "outside_availability"),
            (!wish.by_staff && !kind.new_patients && !self.is_known(wish.doctor, wish.patient), "known_patients_only"),
            (!wish.by_staff && kind.per_day.is_some_and(full), "day_full"),
            (seated || apart.iter().any(|entry| overlap(entry.blocked(), blocked)), "slot_taken"),
            (place.is_some_and(|place| !self.is_start(wish, place)), "off_grid"),
        ];
        against.into_iter().find_map(|(against, code)| against.then_some(code))
    }

    /// The starts somebody can have, in order, each with its place.
    pub fn starts(&self, wish: Wish, within: Span) -> impl Iterator<Item = (i64, usize)> {
        (within.0..within.1).filter_map(move |start| {
            let place = self.works_at(wish.doctor, start)?;
            let wish = Wish { start, ..wish };
            (self.is_start(&wish, place) && self.refusal(&wish, None).is_none()).then_some((start, place))
        })
    }
}
