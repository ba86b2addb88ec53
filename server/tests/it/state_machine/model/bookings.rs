//! Booking, and what becomes of appointments.

use uuid::Uuid;

use super::{DAY, Entry, KINDS, Model, Span, Told, Wish, overlap};

impl Model {
    /// Whether the patient is somewhere else. What is kept for them is not.
    pub(super) fn is_busy(&self, patient: usize, during: Span, but: Option<Uuid>) -> bool {
        let mut theirs = self.live().filter(|entry| entry.patient == patient && !entry.is_kept());
        theirs.any(|entry| Some(entry.id) != but && overlap(entry.during(), during))
    }

    /// Lets go of what is kept for the patient, where it is in the way of their own visit.
    pub(super) fn clear_the_way(&mut self, wish: &Wish, blocked: Span, during: Span) {
        self.entries.retain(|entry| {
            let in_the_way =
                overlap(entry.during(), during) || (entry.doctor == wish.doctor && overlap(entry.blocked(), blocked));
            !(entry.is_kept() && entry.patient == wish.patient && in_the_way)
        });
    }

    pub(super) fn add(&mut self, wish: &Wish, place: usize, status: &'static str, overbooked: bool) -> usize {
        let &Wish { doctor, patient, kind, start, .. } = wish;
        self.entries.push(Entry {
            id: Uuid::nil(),
            doctor,
            patient,
            place,
            kind,
            start,
            status,
            overbooked,
            booked: self.now,
            series: None,
            expires: self.now + 5,
            extended: false,
        });
        self.entries.len() - 1
    }

    /// Which of the entries it is now; a new one has no id yet.
    pub fn book(&mut self, wish: &Wish, overbook: bool, hold: Option<Uuid>) -> Told<usize> {
        let overbooked = match self.refusal(wish, None) {
            None => false,
            Some(why) if !(wish.by_staff && overbook) || why == "in_the_past" => return Err(why),
            Some(_) => true,
        };
        let confirmed = wish.by_staff || !KINDS[wish.kind].needs_confirmation;
        let status = if confirmed { "confirmed" } else { "requested" };
        let own = self.own_hold(wish);
        if hold.is_some() && hold != own.map(|own| self.entries[own].id) {
            return Err("hold_expired");
        }
        if let Some(own) = own {
            let entry = &mut self.entries[own];
            (entry.status, entry.overbooked, entry.booked) = (status, overbooked, self.now);
            return Ok(own);
        }
        if self.is_busy(wish.patient, wish.during(), None) {
            return Err("patient_busy");
        }
        // What is overbooked is kept apart from nothing but the patient's own times.
        self.clear_the_way(wish, if overbooked { (0, 0) } else { wish.blocked() }, wish.during());
        let place = self.place_of(wish.doctor, wish.during());
        Ok(self.add(wish, place, status, overbooked))
    }

    /// One that is to come and belongs to whoever asks; none: the practice.
    pub(super) fn to_change(&self, id: Uuid, by: Option<usize>, otherwise: &'static str) -> Told<usize> {
        let index = self.entries.iter().position(|entry| entry.id == id).ok_or("not_found")?;
        let entry = &self.entries[index];
        if by.is_some_and(|patient| patient != entry.patient) {
            return Err("not_found");
        }
        let to_come = matches!(entry.status, "requested" | "confirmed") && entry.start > self.now;
        if to_come { Ok(index) } else { Err(otherwise) }
    }

    pub fn cancel(&mut self, id: Uuid, by: Option<usize>) -> Told<()> {
        let index = self.to_change(id, by, "not_cancellable")?;
        self.entries[index].status = "cancelled";
        Ok(())
    }

    pub fn move_to(&mut self, id: Uuid, by: Option<usize>, start: i64) -> Told<()> {
        let index = self.to_change(id, by, "not_changeable")?;
        let Entry { doctor, patient, kind, .. } = self.entries[index];
        let wish = Wish { doctor, patient, kind, start, by_staff: by.is_none() };
        if let Some(why) = self.refusal(&wish, Some(id)) {
            return Err(why);
        }
        if self.is_busy(patient, wish.during(), Some(id)) {
            return Err("patient_busy");
        }
        let place = self.works_at(doctor, start).unwrap();
        let entry = &mut self.entries[index];
        (entry.start, entry.place, entry.overbooked) = (start, place, false);
        self.clear_the_way(&wish, wish.blocked(), wish.during());
        Ok(())
    }

    pub fn set_status(&mut self, id: Uuid, to: &'static str) -> Told<()> {
        let index = self.entries.iter().position(|entry| entry.id == id).ok_or("not_found")?;
        let entry = &self.entries[index];
        let possible = match (entry.status, to) {
            ("confirmed", "checked_in") => entry.start - self.now <= DAY / 2,
            ("confirmed", "completed" | "no_show") => entry.start <= self.now,
            ("requested", "confirmed")
            | ("checked_in", "completed" | "confirmed")
            | ("completed", "checked_in")
            | ("no_show", "checked_in" | "confirmed") => true,
            _ => false,
        };
        if !possible {
            return Err("status_not_possible");
        }
        let clashes = |other: &Entry| {
            let doctors = other.doctor == entry.doctor
                && !(other.overbooked || entry.overbooked || other.is_same_visit(entry.kind, entry.start));
            other.id != entry.id
                && ((doctors && overlap(other.blocked(), entry.blocked()))
                    || (other.patient == entry.patient && overlap(other.during(), entry.during())))
        };
        if entry.status == "no_show" && self.live().any(clashes) {
            return Err("time_taken");
        }
        self.entries[index].status = to;
        Ok(())
    }
}
