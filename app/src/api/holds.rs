//! Keeping a time while the form is filled in. Only pages with JavaScript do: a page that is looked at changes nothing.

use domain::ids::HoldId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// A hold, as a page needs it: by how long it lasts, since the browser's clock may be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub id: HoldId,
    pub seconds_left: i64,
    pub extendable: bool,
}

#[server(prefix = "/fn", endpoint = "hold")]
pub async fn hold(doctor: String, start: String, visit_type: Option<String>) -> Result<Held, AppError> {
    use crate::{backend, page::answer};
    use domain::appointment::BookForm;
    let form = BookForm { doctor_id: doctor, start_time: start, visit_type_id: visit_type, ..BookForm::default() };
    let held = answer(backend::backend().hold(&answer(backend::actor())?, form).await)?;
    Ok(told(&held))
}

/// Five minutes more, once.
#[server(prefix = "/fn", endpoint = "extend-hold")]
pub async fn extend_hold(id: HoldId) -> Result<Held, AppError> {
    use crate::{backend, page::answer};
    let held = answer(backend::backend().extend_hold(&answer(backend::actor())?, id).await)?;
    Ok(told(&held))
}

#[cfg(feature = "ssr")]
fn told(hold: &domain::appointment::Hold) -> Held {
    let seconds_left = (hold.expires_at - crate::backend::backend().now()).num_seconds();
    Held { id: hold.id, seconds_left, extendable: hold.extendable }
}
