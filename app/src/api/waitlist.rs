//! Waiting for an earlier time, and answering what is offered.

use domain::{ids::WaitlistEntryId, waitlist::WaitlistEntry};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// What the patient waits for.
#[server(prefix = "/fn", endpoint = "waitlist", input = GetUrl)]
pub async fn my_waitlist() -> Result<Vec<WaitlistEntry>, AppError> {
    use crate::{backend, page::answer};
    let actor = answer(backend::actor())?;
    answer(backend::backend().waitlist(&actor).await)
}

/// For an earlier time than an appointment's, or for any of a doctor (by slug).
#[server(prefix = "/fn", endpoint = "join-waitlist")]
pub async fn join_waitlist(
    appointment: Option<String>,
    doctor: Option<String>,
    visit_type: Option<String>,
    #[server(default)] weekdays: Vec<i64>,
    #[server(default)] parts_of_day: Vec<String>,
    notice_minutes: Option<i64>,
) -> Result<(), AppError> {
    use crate::{backend, forms, paths, waitlist_form};
    use domain::waitlist::WaitlistForm;
    let typed = waitlist_form::typed(&weekdays, &parts_of_day, notice_minutes);
    let back = waitlist_form::address(appointment.as_deref(), doctor.as_deref(), visit_type.as_deref());
    let form = WaitlistForm {
        appointment_id: appointment,
        doctor_id: doctor,
        visit_type_id: visit_type,
        weekdays: Some(weekdays),
        parts_of_day: Some(parts_of_day),
        notice_minutes,
    };
    let joined = async { backend::backend().join_waitlist(&backend::actor()?, form).await };
    forms::answer("waitlist", &back, &forms::borrowed(&typed), joined.await, |_| {
        let done = "You are on the waiting list. When a time opens for you, we write to you and keep it for an hour.";
        forms::done(paths::APPOINTMENTS, done);
    })
}

#[server(prefix = "/fn", endpoint = "leave-waitlist")]
pub async fn leave_waitlist(id: WaitlistEntryId) -> Result<(), AppError> {
    use crate::{backend, forms, paths};
    let left = async { backend::backend().leave_waitlist(&backend::actor()?, id).await };
    forms::answer("waitlist", paths::APPOINTMENTS, &[], left.await, |()| {
        forms::done(paths::APPOINTMENTS, "You are not on the waiting list any more.");
    })
}

#[server(prefix = "/fn", endpoint = "accept-offer")]
pub async fn accept_offer(id: WaitlistEntryId) -> Result<(), AppError> {
    use crate::{backend, forms, page, paths};
    let taken = async { backend::backend().accept_offer(&backend::actor()?, id, None).await };
    forms::answer("waitlist", paths::APPOINTMENTS, &[], taken.await, |appointment| {
        page::go(&paths::booked(appointment.id));
    })
}

#[server(prefix = "/fn", endpoint = "decline-offer")]
pub async fn decline_offer(id: WaitlistEntryId) -> Result<(), AppError> {
    use crate::{backend, forms, paths, waitlist_form};
    let declined = async { backend::backend().decline_offer(&backend::actor()?, id, None).await };
    forms::answer("waitlist", paths::APPOINTMENTS, &[], declined.await, |()| {
        forms::done(paths::APPOINTMENTS, waitlist_form::DECLINED);
    })
}

/// With the token of a mail alone: one tap, on any device.
#[server(prefix = "/fn", endpoint = "accept-mailed-offer")]
pub async fn accept_mailed_offer(token: String) -> Result<(), AppError> {
    use crate::{backend, format, forms, page, paths};
    let port = backend::backend();
    let answered = async {
        let mailed = port.mailed_offer(&token, &backend::device()).await?;
        port.accept_offer(&mailed.patient, mailed.entry.id, Some(mailed.offer)).await
    };
    forms::answer("offer", &paths::waitlist_offer(&token), &[], answered.await, |appointment| {
        if page::user().is_some_and(|user| user.id == appointment.patient.id) {
            page::go(&paths::booked(appointment.id));
        } else {
            forms::done(paths::HOME, &format!("The time is yours: {}.", format::when(&appointment)));
        }
    })
}

#[server(prefix = "/fn", endpoint = "decline-mailed-offer")]
pub async fn decline_mailed_offer(token: String) -> Result<(), AppError> {
    use crate::{backend, forms, paths, waitlist_form};
    let port = backend::backend();
    let declined = async {
        let mailed = port.mailed_offer(&token, &backend::device()).await?;
        port.decline_offer(&mailed.patient, mailed.entry.id, Some(mailed.offer)).await
    };
    forms::answer("offer", &paths::waitlist_offer(&token), &[], declined.await, |()| {
        forms::done(paths::HOME, waitlist_form::DECLINED);
    })
}
