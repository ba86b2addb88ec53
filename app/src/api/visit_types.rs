//! What doctors offer, and by which rules it can be booked.

use domain::{
    directory::{Doctor, VisitType},
    ids::{UserId, VisitTypeId},
};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// The rules of a visit type, as typed; boxes are there when they are ticked, whatever they say.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RuleFields {
    pub name: String,
    pub duration_minutes: String,
    pub buffer_before_minutes: String,
    pub buffer_after_minutes: String,
    pub slot_step_minutes: String,
    pub minimum_notice_minutes: String,
    pub horizon_days: String,
    pub cancellation_notice_minutes: String,
    pub no_show_after_minutes: String,
    pub per_day_limit: String,
    pub seats: String,
    pub new_patients: Option<String>,
    pub known_patients: Option<String>,
    pub needs_confirmation: Option<String>,
    pub location_ids: Vec<String>,
}

/// A visit type, and who offers it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Offered {
    pub doctor: Doctor,
    pub visit_type: VisitType,
}

#[server(prefix = "/fn", endpoint = "visit-type", input = GetUrl)]
pub async fn find_visit_type(id: VisitTypeId) -> Result<Offered, AppError> {
    use crate::{backend::backend, page::answer};
    use domain::{directory::DoctorSearch, error::ClinicError};
    let search = DoctorSearch { visit_type: Some(id.to_string()), ..DoctorSearch::default() };
    let found = answer(backend().search_doctors(&search, None).await)?;
    let offered = found.items.into_iter().find_map(|doctor| {
        let visit_type = doctor.visit_types.iter().find(|visit_type| visit_type.id == id)?.clone();
        Some(Offered { doctor, visit_type })
    });
    answer(offered.ok_or_else(|| ClinicError::not_found("visit type")))
}

/// For a doctor; none: oneself. All other rules are as usual.
#[server(prefix = "/fn", endpoint = "add-visit-type")]
pub async fn add_visit_type(
    doctor_id: Option<UserId>,
    name: String,
    #[server(default)] duration_minutes: String,
) -> Result<(), AppError> {
    use crate::{backend, forms, page, visit_type_form};
    let form = visit_type_form::added(&name, &duration_minutes);
    let typed = [("name", name.as_str()), ("duration_minutes", &duration_minutes)];
    let added = async { backend::backend().add_visit_type(&backend::actor()?, doctor_id, form).await };
    forms::answer("entry", &page::visit_types_of(doctor_id), &typed, added.await, |visit_type| {
        let done = format!("{} is added, and can be booked. Its rules are the usual ones.", visit_type.name);
        forms::done(&page::visit_type(visit_type.id), &done);
    })
}

#[server(prefix = "/fn", endpoint = "change-visit-type")]
pub async fn change_visit_type(id: VisitTypeId, #[server(flatten)] rules: RuleFields) -> Result<(), AppError> {
    use crate::{backend, forms, page, visit_type_form};
    let (here, form) = (page::visit_type(id), visit_type_form::read(&rules));
    let typed = visit_type_form::typed(&rules);
    let changed = async { backend::backend().change_visit_type(&backend::actor()?, id, form).await };
    forms::answer("entry", &here, &forms::borrowed(&typed), changed.await, |_| {
        forms::done(&here, "The rules are saved. Appointments keep the time they were booked with.");
    })
}

/// `doctor_id`: whose list is gone back to; none: one's own.
#[server(prefix = "/fn", endpoint = "retire-visit-type")]
pub async fn retire_visit_type(id: VisitTypeId, doctor_id: Option<UserId>) -> Result<(), AppError> {
    use crate::{backend, forms, page};
    let retired = async { backend::backend().retire_visit_type(&backend::actor()?, id).await };
    forms::answer("retire", &page::visit_type(id), &[], retired.await, |()| {
        forms::done(&page::visit_types_of(doctor_id), "The visit type is retired. It can be booked no more.");
    })
}
