//! When and where doctors work: hours, windows, time off, and days on which a place is closed.

use chrono::{DateTime, Datelike, Days, NaiveDate, Timelike};
use uuid::Uuid;

use super::{Entry, MINUTES, Model, Span, Told, overlap};

/// Weekly hours on the clock of a place: ISO weekday, minutes of the day, and the days they hold.
#[derive(Debug, Clone)]
pub struct Hours {
    pub place: usize,
    pub weekday: u32,
    pub minutes: Span,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

impl Hours {
    fn hold_on(&self, date: NaiveDate) -> bool {
        date.weekday().number_from_monday() == self.weekday
            && self.from.is_none_or(|from| from <= date)
            && self.until.is_none_or(|until| date <= until)
    }
}

/// What one doctor stated.
#[derive(Debug, Clone, Default)]
pub(super) struct Diary {
    /// Where they work, the first place first.
    pub(super) places: Vec<usize>,
    pub(super) hours: Vec<Hours>,
    /// The hours as they are in time: place, and each stretch whole.
    pub(super) weekly: Vec<(usize, Span)>,
    pub(super) windows: Vec<(usize, Span)>,
    pub(super) time_off: Vec<(Uuid, Span)>,
}

impl Model {
    /// Where the doctor is to be: a window wins over weekly hours, then the place that comes first.
    pub(super) fn works_at(&self, doctor: usize, minute: i64) -> Option<usize> {
        let diary = &self.diaries[doctor];
        let states = |stated: &[(usize, Span)], place: usize| {
            stated.iter().any(|(at, span)| *at == place && span.0 <= minute && minute < span.1)
        };
        [&diary.windows, &diary.weekly]
            .into_iter()
            .find_map(|stated| diary.places.iter().copied().find(|place| states(stated, *place)))
    }

    pub(super) fn is_off(&self, doctor: usize, minute: i64) -> bool {
        self.diaries[doctor].time_off.iter().any(|(_, off)| off.0 <= minute && minute < off.1)
    }

    pub(super) fn is_closed(&self, place: usize, minute: i64) -> bool {
        let date = self.shown(place, minute).date();
        self.closures.iter().any(|(_, at, first, last)| *at == place && *first <= date && date <= *last)
    }

    /// Where a visit is: where the doctor is then, or else their first place.
    pub(super) fn place_of(&self, doctor: usize, during: Span) -> usize {
        let there = |minute: i64| {
            self.works_at(doctor, minute)
                .filter(|place| !self.is_off(doctor, minute) && !self.is_closed(*place, minute))
        };
        (during.0..during.1).find_map(there).unwrap_or(self.diaries[doctor].places[0])
    }

    /// The appointments to come that lie outside working time.
    pub(super) fn stranded(&self, doctor: usize) -> Vec<Uuid> {
        let booked =
            self.live().filter(|it| it.doctor == doctor && it.start >= self.now && !it.is_kept() && !it.overbooked);
        let works = |entry: &Entry| {
            (entry.during().0..entry.during().1).all(|minute| {
                self.works_at(doctor, minute) == Some(entry.place)
                    && !self.is_off(doctor, minute)
                    && !self.is_closed(entry.place, minute)
            })
        };
        booked.filter(|entry| !works(entry)).map(|entry| entry.id).collect()
    }

    /// Replaces the hours of one place from a day on.
    pub fn set_hours(
        &mut self,
        doctor: usize,
        place: usize,
        from: Option<NaiveDate>,
        week: &[(u32, Span)],
    ) -> Told<()> {
        let new = week.iter().map(|(weekday, minutes)| Hours {
            place,
            weekday: *weekday,
            minutes: *minutes,
            from,
            until: None,
        });
        let new: Vec<Hours> = new.collect();
        let yesterday = DateTime::from_timestamp(self.now * 60, 0).unwrap().date_naive() - Days::new(1);
        let elsewhere = |it: &&Hours| it.place != place && it.until.is_none_or(|until| until >= yesterday);
        let elsewhere: Vec<&Hours> = self.diaries[doctor].hours.iter().filter(elsewhere).collect();
        let clash = |a: &Hours, b: &Hours| {
            let first = self.clocks[0][0].date();
            overlap(a.minutes, b.minutes) && first.iter_days().take(40).any(|date| a.hold_on(date) && b.hold_on(date))
        };
        let clashing = new.iter().enumerate().any(|(number, one)| {
            new[number + 1..].iter().chain(elsewhere.iter().copied()).any(|other| clash(one, other))
        });
        if clashing {
            return Err("invalid");
        }
        let (before, outside) = (self.diaries[doctor].clone(), self.stranded(doctor));
        let hours = &mut self.diaries[doctor].hours;
        hours.retain(|it| it.place != place || (from.is_some() && it.from < from));
        for ending in
            hours.iter_mut().filter(|it| it.place == place && it.until.is_none_or(|until| Some(until) >= from))
        {
            ending.until = from.and_then(|from| from.pred_opt());
        }
        hours.extend(new);
        self.diaries[doctor].weekly = self.stretches(&self.diaries[doctor].hours);
        if self.stranded(doctor).iter().any(|id| !outside.contains(id)) {
            self.diaries[doctor] = before;
            return Err("appointments_outside_hours");
        }
        Ok(())
    }

    /// The minutes at which the clock shows a stated time, those that follow each other as one stretch.
    fn stretches(&self, hours: &[Hours]) -> Vec<(usize, Span)> {
        let mut stretches: Vec<(usize, Span)> = Vec::new();
        for hours in hours {
            let mut last = None;
            for minute in self.begin..self.begin + MINUTES {
                let shown = self.shown(hours.place, minute);
                let of_day = i64::from(shown.hour() * 60 + shown.minute());
                if !(hours.minutes.0..hours.minutes.1).contains(&of_day) || !hours.hold_on(shown.date()) {
                    continue;
                }
                match stretches.last_mut() {
                    Some((_, span)) if last == Some(minute - 1) => span.1 = minute + 1,
                    _ => stretches.push((hours.place, (minute, minute + 1))),
                }
                last = Some(minute);
            }
        }
        stretches
    }

    pub fn open_window(&mut self, doctor: usize, place: usize, span: Span) -> Told<()> {
        if span.1 <= self.now {
            return Err("in_the_past");
        }
        if self.diaries[doctor].windows.iter().any(|(at, other)| *at != place && overlap(*other, span)) {
            return Err("open_elsewhere");
        }
        let (before, outside) = (self.diaries[doctor].clone(), self.stranded(doctor));
        let windows = &mut self.diaries[doctor].windows;
        let touches = |(at, other): &(usize, Span)| *at == place && other.0 <= span.1 && span.0 <= other.1;
        let merged = windows
            .iter()
            .filter(|window| touches(window))
            .fold(span, |all, (_, it)| (all.0.min(it.0), all.1.max(it.1)));
        windows.retain(|window| !touches(window));
        windows.push((place, merged));
        if self.stranded(doctor).iter().any(|id| !outside.contains(id)) {
            self.diaries[doctor] = before;
            return Err("appointments_outside_hours");
        }
        Ok(())
    }

    /// A new one has no id yet.
    pub fn take_time_off(&mut self, doctor: usize, span: Span) -> Told<()> {
        if span.1 <= self.now {
            return Err("in_the_past");
        }
        self.diaries[doctor].time_off.push((Uuid::nil(), span));
        Ok(())
    }

    /// What was taken last has this id.
    pub fn name_time_off(&mut self, doctor: usize, id: Uuid) {
        self.diaries[doctor].time_off.last_mut().unwrap().0 = id;
    }

    pub fn give_back_time_off(&mut self, doctor: usize, id: Uuid) -> Told<()> {
        let time_off = &mut self.diaries[doctor].time_off;
        let index = time_off.iter().position(|(known, _)| *known == id).ok_or("not_found")?;
        time_off.remove(index);
        Ok(())
    }

    pub fn reopen(&mut self, id: Uuid) -> Told<()> {
        let index = self.closures.iter().position(|(known, ..)| *known == id).ok_or("not_found")?;
        self.closures.remove(index);
        Ok(())
    }
}
