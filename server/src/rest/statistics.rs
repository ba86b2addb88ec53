//! The practice in numbers: as JSON or, for spreadsheets, as CSV (RFC 4180).

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{
    directory::Page,
    error::ClinicError,
    statistics::{Overview, Period, StatisticsForm, Utilisation},
};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    body::Query,
    directory::whole,
    error::ApiError,
    list::{self, Paging},
};
use crate::{auth::extract::SignedIn, startup::AppState};

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(overview))
        .routes(routes!(periods))
        .routes(routes!(doctors))
        .routes(routes!(locations))
        .route("/admin/stats", get(overview))
}

/// Tells the practice at this moment, in numbers.
#[utoipa::path(
    get, path = "/admin/dashboard/stats", operation_id = "get_overview", tag = "Administration",
    responses((status = 200, body = Overview)),
)]
async fn overview(State(state): State<AppState>, signed_in: SignedIn) -> Result<Json<Overview>, ApiError> {
    Ok(Json(state.services.overview(&signed_in.actor()).await?))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Days {
    from: Option<String>,
    to: Option<String>,
    by: Option<String>,
}

impl Days {
    fn form(&self) -> StatisticsForm {
        StatisticsForm { from: self.from.clone(), to: self.to.clone(), by: self.by.clone() }
    }
}

/// Tells what became of visits, by day or week.
///
/// As CSV for `Accept: text/csv`.
#[utoipa::path(
    get, path = "/admin/stats/periods", operation_id = "list_statistics_by_period", tag = "Administration",
    params(Days), responses((status = 200, content((Page<Period> = "application/json"), (String = "text/csv")))),
)]
async fn periods(
    State(state): State<AppState>,
    signed_in: SignedIn,
    headers: HeaderMap,
    Query(days): Query<Days>,
) -> Result<Response, ApiError> {
    let periods = state.services.periods(&signed_in.actor(), &days.form()).await?;
    answer(&headers, Page { items: periods, next_cursor: None }, PeriodRow::from)
}

/// Tells how much of each doctor's open time was taken.
///
/// As CSV, all in one, for `Accept: text/csv`.
#[utoipa::path(
    get, path = "/admin/stats/doctors", operation_id = "list_statistics_by_doctor", tag = "Administration",
    params(Days, Paging),
    responses((status = 200, content((Page<Utilisation> = "application/json"), (String = "text/csv")))),
)]
async fn doctors(
    State(state): State<AppState>,
    signed_in: SignedIn,
    headers: HeaderMap,
    Query(days): Query<Days>,
    Query(paging): Query<Paging>,
) -> Result<Response, ApiError> {
    // A spreadsheet has no pages.
    let limit = if wants_csv(&headers) { u16::MAX } else { list::limit(paging.limit.as_deref())? };
    let cursor = paging.cursor.as_deref();
    let page = state.services.utilisation_of_doctors(&signed_in.actor(), &days.form(), cursor, limit).await?;
    answer(&headers, page, UtilisationRow::from)
}

/// Tells how much of the open time at each location was taken.
///
/// As CSV for `Accept: text/csv`.
#[utoipa::path(
    get, path = "/admin/stats/locations", operation_id = "list_statistics_by_location", tag = "Administration",
    params(Days), responses((status = 200, content((Page<Utilisation> = "application/json"), (String = "text/csv")))),
)]
async fn locations(
    State(state): State<AppState>,
    signed_in: SignedIn,
    headers: HeaderMap,
    Query(days): Query<Days>,
) -> Result<Response, ApiError> {
    let Json(page) = whole(state.services.utilisation_of_locations(&signed_in.actor(), &days.form()).await?);
    answer(&headers, page, UtilisationRow::from)
}

/// A line of a spreadsheet: flat, as CSV needs it.
#[derive(Serialize)]
struct PeriodRow {
    start: String,
    booked: i64,
    cancelled: i64,
    no_shows: i64,
    completed: i64,
    median_lead_days: Option<f64>,
    waitlist_joined: i64,
    times_offered: i64,
}

impl From<Period> for PeriodRow {
    fn from(period: Period) -> Self {
        Self {
            start: period.start.to_string(),
            booked: period.visits.booked,
            cancelled: period.visits.cancelled,
            no_shows: period.visits.no_shows,
            completed: period.visits.completed,
            median_lead_days: period.median_lead_days,
            waitlist_joined: period.waitlist_joined,
            times_offered: period.times_offered,
        }
    }
}

#[derive(Serialize)]
struct UtilisationRow {
    id: String,
    name: String,
    booked: i64,
    cancelled: i64,
    no_shows: i64,
    completed: i64,
    booked_minutes: i64,
    open_minutes: i64,
    utilisation: Option<f64>,
}

impl From<Utilisation> for UtilisationRow {
    fn from(one: Utilisation) -> Self {
        Self {
            id: one.id.to_string(),
            name: no_formula(one.name),
            booked: one.visits.booked,
            cancelled: one.visits.cancelled,
            no_shows: one.visits.no_shows,
            completed: one.visits.completed,
            booked_minutes: one.booked_minutes,
            open_minutes: one.open_minutes,
            utilisation: one.utilisation,
        }
    }
}

/// Spreadsheets run what begins like a formula.
fn no_formula(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

/// Whether the client asks for a spreadsheet.
fn wants_csv(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/csv"))
}

fn answer<T: Serialize, R: Serialize>(
    headers: &HeaderMap,
    page: Page<T>,
    row: impl Fn(T) -> R,
) -> Result<Response, ApiError> {
    if !wants_csv(headers) {
        return Ok(Json(page).into_response());
    }
    let mut csv = csv::Writer::from_writer(Vec::new());
    for item in page.items {
        csv.serialize(row(item)).map_err(|_| ClinicError::Internal)?;
    }
    let text = csv.into_inner().map_err(|_| ClinicError::Internal)?;
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], text).into_response())
}
