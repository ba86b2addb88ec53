//! Who still has what is to be retired.

use domain::{
    directory::{Doctor, DoctorSearch},
    ids::DepartmentId,
};
use leptos::prelude::*;

use crate::{api::directory::doctors, paths};

/// The first of the doctors whom patients find so; `department`: only those who belong to it.
#[component]
pub fn InTheWay(search: DoctorSearch, #[prop(optional)] department: Option<DepartmentId>) -> impl IntoView {
    Suspend::new(async move {
        let concerned = |doctor: &Doctor| {
            department.is_none() || doctor.department.as_ref().map(|department| department.id) == department
        };
        let found: Vec<_> = doctors(search, None).await.ok()?.items.into_iter().filter(concerned).collect();
        let link = |doctor: Doctor| {
            view! { <li><a href=paths::admin_doctor(doctor.id)>{doctor.full_name}</a></li> }
        };
        let some = (!found.is_empty()).then(|| {
            view! { <p>"Among them:"</p> <ul>{found.into_iter().map(link).collect_view()}</ul> }
        });
        Some(view! { {some} <p><a href=paths::ADMIN_DOCTORS>"All doctors"</a></p> })
    })
}
