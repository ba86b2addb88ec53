//! The practice in numbers.

use domain::{
    directory::Page,
    statistics::{Overview, Period, Utilisation},
};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// What an administrator sees first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Figures {
    pub overview: Overview,
    pub periods: Vec<Period>,
    pub locations: Vec<Utilisation>,
    pub doctors: Page<Utilisation>,
}

/// Now, and on some days: dates, `to` not included; by day or by week.
#[server(prefix = "/fn", endpoint = "dashboard", input = GetUrl)]
pub async fn dashboard(
    from: Option<String>,
    to: Option<String>,
    by: Option<String>,
    cursor: Option<String>,
) -> Result<Figures, AppError> {
    use crate::{backend, page::answer};
    use domain::statistics::StatisticsForm;
    let actor = answer(backend::actor())?;
    let (port, form) = (backend::backend(), StatisticsForm { from, to, by });
    Ok(Figures {
        overview: answer(port.overview(&actor).await)?,
        periods: answer(port.periods(&actor, &form).await)?,
        locations: answer(port.utilisation_of_locations(&actor, &form).await)?,
        doctors: answer(port.utilisation_of_doctors(&actor, &form, cursor.as_deref()).await)?,
    })
}
