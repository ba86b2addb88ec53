//! Times kept while somebody fills in the form.

use uuid::Uuid;

use super::{Entry, KINDS, Model, Told, Wish};

impl Model {
    pub(super) fn own_hold(&self, wish: &Wish) -> Option<usize> {
        let same = |entry: &Entry| (entry.doctor, entry.patient, entry.kind, entry.start);
        let wanted = (wish.doctor, wish.patient, wish.kind, wish.start);
        self.entries.iter().position(|it| it.is_held() && it.expires > self.now && same(it) == wanted)
    }

    pub fn hold(&mut self, wish: &Wish) -> Told<usize> {
        if let Some(why) = self.refusal(wish, None) {
            return Err(why);
        }
        if let Some(own) = self.own_hold(wish) {
            return Ok(own);
        }
        self.entries.retain(|entry| !(entry.is_held() && entry.patient == wish.patient));
        if self.is_busy(wish.patient, (wish.start, wish.start + KINDS[wish.kind].minutes), None) {
            return Err("patient_busy");
        }
        let place = self.works_at(wish.doctor, wish.start).unwrap();
        Ok(self.add(wish, place, "held", false))
    }

    fn held(&self, id: Uuid) -> Option<usize> {
        self.entries.iter().position(|entry| entry.id == id && entry.is_held() && entry.expires > self.now)
    }

    pub fn extend_hold(&mut self, id: Uuid) -> Told<()> {
        let hold = self.held(id).ok_or("hold_expired")?;
        let hold = &mut self.entries[hold];
        if hold.extended {
            return Err("already_extended");
        }
        (hold.extended, hold.expires) = (true, hold.expires + 5);
        Ok(())
    }

    pub fn release_hold(&mut self, id: Uuid) -> Told<()> {
        let hold = self.held(id).ok_or("not_found")?;
        self.entries.remove(hold);
        Ok(())
    }
}
