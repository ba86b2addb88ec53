//! Bookings, single and in series, and holds.

use domain::{
    appointment::{BookForm, SeriesForm, Status},
    error::ClinicError,
    ids::AppointmentId,
};
use uuid::Uuid;

use super::{Scene, agree};
use crate::state_machine::model::{Entry, Wish};

impl Scene<'_> {
    pub(super) async fn book(
        &mut self,
        wish: &Wish,
        overbook: bool,
        hold: Option<Uuid>,
    ) -> Result<&'static str, String> {
        let form = BookForm { overbook, hold_id: hold.map(|id| id.to_string()), ..self.practice.form(wish) };
        let by = (!wish.by_staff).then_some(wish.patient);
        let actual = self.practice.services().book(self.practice.actor(by), &form).await;
        let expected = self.model.book(wish, overbook, hold);
        let told = agree(&expected, &actual)?;
        if let (Ok(index), Ok(booked)) = (expected, &actual) {
            self.name(index, booked.id.0)?;
        }
        Ok(told)
    }

    pub(super) async fn book_series(&mut self, wish: &Wish, count: u8, rest: bool) -> Result<&'static str, String> {
        let first = self.practice.form(wish);
        let form = SeriesForm { first, every_weeks: None, count: Some(count.into()), book_rest: rest };
        let by = (!wish.by_staff).then_some(wish.patient);
        let actual = self.practice.services().book_series(self.practice.actor(by), &form).await;
        let (expected, reasons) = self.model.book_series(wish, count.into(), rest);
        let told = agree(&expected, &actual)?;
        let not_booked = match &actual {
            Ok(series) => &series.not_booked,
            Err(ClinicError::SeriesNotBookable { not_booked }) => not_booked,
            Err(_) => return Ok(told),
        };
        if not_booked.iter().map(|one| one.code.as_str()).ne(reasons.iter().copied()) {
            return Err(format!("{reasons:?} were expected, the answer is {not_booked:#?}"));
        }
        for (id, booked) in actual.iter().flat_map(|series| series.appointments.iter().map(|one| (series.id.0, one))) {
            let start = booked.start_time.timestamp() / 60;
            let one = |entry: &Entry| entry.series == Some(Uuid::nil()) && entry.start == start;
            let index = self.model.entries.iter().position(one).ok_or_else(|| format!("not expected: {booked:#?}"))?;
            self.model.entries[index].series = Some(id);
            self.name(index, booked.id.0)?;
        }
        Ok(told)
    }

    pub(super) async fn set_status(&mut self, id: Uuid, to: Status) -> Result<&'static str, String> {
        let actual = self.practice.services().set_status(self.practice.actor(None), AppointmentId(id), to).await;
        agree(&self.model.set_status(id, to.as_str()), &actual)
    }

    pub(super) async fn hold(&mut self, wish: &Wish) -> Result<&'static str, String> {
        let form = self.practice.form(wish);
        let actual = self.practice.services().hold(self.practice.actor(Some(wish.patient)), &form).await;
        let expected = self.model.hold(wish);
        let told = agree(&expected, &actual)?;
        if let (Ok(index), Ok(held)) = (expected, &actual) {
            self.name(index, held.id.0)?;
            self.last_holds[wish.patient] = Some((held.id.0, *wish));
        }
        Ok(told)
    }

    /// A new entry gets its id; one that had one keeps it.
    fn name(&mut self, index: usize, id: Uuid) -> Result<(), String> {
        let entry = &mut self.model.entries[index];
        if !entry.id.is_nil() && entry.id != id {
            return Err(format!("{id} is another than the hold it was made of, {}", entry.id));
        }
        entry.id = id;
        Ok(())
    }
}
