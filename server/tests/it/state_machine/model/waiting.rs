//! The waiting list: what opens is offered to one person at a time.

use chrono::{Datelike, Timelike};
use uuid::Uuid;

use super::{DAY, Entry, KINDS, MINUTES, Model, Span, Told, Wish, overlap};

/// How long an offer lasts, and the shortest time that is worth offering for.
const OFFER: i64 = 60;
const SHORTEST: i64 = 15;

/// The parts of a day, in minutes of its clock.
pub const PARTS: [(&str, Span); 3] =
    [("morning", (0, 12 * 60)), ("afternoon", (12 * 60, 17 * 60)), ("evening", (17 * 60, DAY))];

/// When somebody could come: ISO weekdays, which of the parts of a day, and how long beforehand they have to know.
#[derive(Debug, Clone)]
pub struct Suits {
    pub weekdays: Vec<u32>,
    pub parts: Vec<usize>,
    pub notice: i64,
}

/// Somebody on the list of a doctor.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub id: Uuid,
    pub doctor: usize,
    pub patient: usize,
    pub kind: usize,
    /// What is to be earlier.
    pub appointment: Option<Uuid>,
    pub since: i64,
    pub suits: Suits,
    /// The starts they were offered.
    pub offered: Vec<i64>,
}

impl Model {
    pub fn join(&mut self, new: Waiting) -> Told<()> {
        if let Some(id) = new.appointment {
            self.to_change(id, Some(new.patient), "not_changeable")?;
        }
        if self.waiting.iter().any(|other| (other.doctor, other.patient) == (new.doctor, new.patient)) {
            return Err("already_waiting");
        }
        self.waiting.push(new);
        Ok(())
    }

    pub fn leave(&mut self, id: Uuid, by: usize) -> Told<()> {
        self.find_waiting(id, by)?;
        self.take_off(id);
        Ok(())
    }

    pub fn accept(&mut self, id: Uuid, by: usize) -> Told<()> {
        let (waiting, offer) = self.find_offer(id, by)?;
        let (start, hold) = (self.entries[offer].start, self.entries[offer].id);
        let Waiting { doctor, patient, kind, .. } = waiting;
        match waiting.appointment {
            Some(appointment) => self.move_to(appointment, Some(by), start)?,
            None => {
                self.book(&Wish { doctor, patient, kind, start, by_staff: false }, false, Some(hold))?;
            }
        }
        self.take_off(id);
        Ok(())
    }

    pub fn decline(&mut self, id: Uuid, by: usize) -> Told<()> {
        let (_, offer) = self.find_offer(id, by)?;
        self.entries.remove(offer);
        Ok(())
    }

    fn find_waiting(&self, id: Uuid, by: usize) -> Told<Waiting> {
        self.waiting.iter().find(|it| it.id == id && it.patient == by).cloned().ok_or("not_found")
    }

    fn find_offer(&self, id: Uuid, by: usize) -> Told<(Waiting, usize)> {
        let waiting = self.find_waiting(id, by)?;
        let offer = self.offer_of(&waiting).ok_or("no_offer")?;
        Ok((waiting, offer))
    }

    pub fn offer_of(&self, waiting: &Waiting) -> Option<usize> {
        let theirs = |it: &Entry| (it.status, it.doctor, it.patient) == ("offered", waiting.doctor, waiting.patient);
        self.entries.iter().position(|entry| theirs(entry) && entry.expires > self.now)
    }

    /// Together with what is kept for them.
    fn take_off(&mut self, id: Uuid) {
        let index = self.waiting.iter().position(|waiting| waiting.id == id).unwrap();
        let gone = self.waiting.remove(index);
        self.entries.retain(|it| (it.status, it.doctor, it.patient) != ("offered", gone.doctor, gone.patient));
    }

    /// What is free is offered to those whom it suits, first come first.
    pub fn offer_times(&mut self, doctor: usize) {
        let theirs = |waiting: &&Waiting| waiting.doctor == doctor;
        let over = self.waiting.iter().filter(theirs).filter(|waiting| self.waits_for_nothing(waiting));
        for id in over.map(|waiting| waiting.id).collect::<Vec<_>>() {
            self.take_off(id);
        }
        let line = self.waiting.iter().filter(theirs).filter(|waiting| self.offer_of(waiting).is_none());
        let mut line: Vec<Waiting> = line.cloned().collect();
        line.sort_by_key(|waiting| (waiting.since, waiting.id));
        for waiting in line {
            let Some((wish, place, expires)) = self.to_offer(&waiting) else { continue };
            let offer = self.add(&wish, place, "offered", false);
            self.entries[offer].expires = expires;
            self.waiting.iter_mut().filter(|it| it.id == waiting.id).for_each(|it| it.offered.push(wish.start));
        }
    }

    /// Whether their appointment is not to come any more, or they have booked one since.
    fn waits_for_nothing(&self, waiting: &Waiting) -> bool {
        let to_come = |it: &&Entry| matches!(it.status, "requested" | "confirmed") && it.start > self.now;
        let mut to_come = self.entries.iter().filter(to_come);
        let theirs = |it: &Entry| (it.doctor, it.patient) == (waiting.doctor, waiting.patient);
        match waiting.appointment {
            Some(id) => !to_come.any(|it| it.id == id),
            None => to_come.any(|it| theirs(it) && it.booked >= waiting.since),
        }
    }

    /// The earliest time that suits them, where it is, and until when it can be kept.
    fn to_offer(&self, waiting: &Waiting) -> Option<(Wish, usize, i64)> {
        let own = self.entries.iter().find(|entry| Some(entry.id) == waiting.appointment);
        if own.is_some_and(|own| own.start <= self.now + OFFER) {
            // It could have begun before they answer.
            return None;
        }
        let last = own.map_or(self.begin + MINUTES - 2 * DAY, |own| own.start - DAY);
        let wish = |start| {
            let &Waiting { doctor, patient, kind, .. } = waiting;
            Wish { doctor, patient, kind, start, by_staff: false }
        };
        let until = |start| (self.now + OFFER).min(start - KINDS[waiting.kind].notice);
        // What is kept for them is in the way of an offer, though not of a booking.
        let in_the_way = |wish: &Wish, other: &Entry| {
            other.patient == wish.patient
                && (overlap(other.during(), wish.during())
                    || (other.doctor == wish.doctor && overlap(other.blocked(), wish.blocked())))
        };
        let mut can_be_had = self.starts(wish(self.now), (self.now, last + 1)).filter(|(start, place)| {
            self.is_met(&waiting.suits, *start, *place)
                && !waiting.offered.contains(start)
                && until(*start) - self.now >= SHORTEST
                && !self.live().any(|other| in_the_way(&wish(*start), other))
        });
        can_be_had.next().map(|(start, place)| (wish(start), place, until(start)))
    }

    fn is_met(&self, suits: &Suits, start: i64, place: usize) -> bool {
        let shown = self.shown(place, start);
        let of_day = i64::from(shown.hour() * 60 + shown.minute());
        let within = |part: &usize| (PARTS[*part].1.0..PARTS[*part].1.1).contains(&of_day);
        start - self.now >= suits.notice
            && suits.weekdays.contains(&shown.weekday().number_from_monday())
            && suits.parts.iter().any(within)
    }
}
