//! Times kept while somebody fills in the form.

use uuid::Uuid;

use super::{Entry, Model, Told, Wish};

impl Model {
    /// What is kept for them of exactly that, whoever keeps it.
    pub(super) fn own_hold(&self, wish: &Wish) -> Option<usize> {
        let same = |entry: &Entry| (entry.doctor, entry.patient, entry.kind, entry.start);
        let wanted = (wish.doctor, wish.patient, wish.kind, wish.start);
        self.entries.iter().position(|it| it.is_kept() && it.expires > self.now && same(it) == wanted)
    }

    pub fn hold(&mut self, wish: &Wish) -> Told<usize> {
        if let Some(why) = self.refusal(wish, None) {
            return Err(why);
        }
        if let Some(own) = self.own_hold(wish) {
            return Ok(own);
        }
        self.entries.retain(|entry| !(entry.status == "held" && entry.patient == wish.patient));
        if self.is_busy(wish.patient, wish.during(), None) {
            return Err("patient_busy");
        }
        self.clear_the_way(wish, wish.blocked(), wish.during());
        let place = self.works_at(wish.doctor, wish.start).unwrap();
        Ok(self.add(wish, place, "held", false))
    }

    pub fn extend_hold(&mut self, id: Uuid) -> Told<()> {
        let kept = |entry: &&mut Entry| entry.id == id && entry.is_kept() && entry.expires > self.now;
        let hold = self.entries.iter_mut().find(kept).ok_or("hold_expired")?;
        if hold.extended || hold.status == "offered" {
            return Err("already_extended");
        }
        (hold.extended, hold.expires) = (true, hold.expires + 5);
        Ok(())
    }

    pub fn release_hold(&mut self, id: Uuid) -> Told<()> {
        let theirs = |entry: &Entry| entry.id == id && entry.status == "held" && entry.expires > self.now;
        let hold = self.entries.iter().position(theirs).ok_or("not_found")?;
        self.entries.remove(hold);
        Ok(())
    }
}
