//! What surrounds the administrator's pages.

use leptos::prelude::*;

use super::Base;
use crate::paths;

/// The administrator's pages, in the order of their menu.
const SECTIONS: [(&str, &str); 11] = [
    (paths::ADMIN, "Numbers"),
    (paths::ADMIN_DOCTORS, "Doctors"),
    (paths::ADMIN_PATIENTS, "Patients"),
    (paths::ADMIN_SPECIALTIES, "Specialties"),
    (paths::ADMIN_LOCATIONS, "Locations"),
    (paths::ADMIN_DEPARTMENTS, "Departments"),
    (paths::ADMIN_VISIT_TYPES, "Visit types"),
    (paths::ADMIN_USERS, "Accounts"),
    (paths::ADMIN_API_TOKENS, "API tokens"),
    (paths::ADMIN_WEBHOOKS, "Webhooks"),
    (paths::ADMIN_AUDIT, "Audit log"),
];

/// A page of the administrator's, beside the others; `here` is the address of its section.
#[component]
pub fn AdminBase(#[prop(into)] title: String, here: &'static str, children: Children) -> impl IntoView {
    let section = move |(href, label): (&'static str, &'static str)| {
        view! { <li><a href=href aria-current=(href == here).then_some("page")>{label}</a></li> }
    };
    view! {
        <Base title=title>
            <nav class="sections" aria-label="Administration"><ul>{SECTIONS.map(section).collect_view()}</ul></nav>
            {children()}
        </Base>
    }
}
