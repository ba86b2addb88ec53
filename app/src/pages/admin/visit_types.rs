//! What the doctors offer: first the doctor, then their visit types.

use domain::directory::{Doctor, DoctorSearch, Page};
use leptos::prelude::*;

use super::asked;
use crate::{
    api::{
        directory::{doctors, find_doctor},
        users::only_administrators,
    },
    components::{ErrorSummary, Field, LinkedRow, LinkedTable, Pager, Trouble, VisitTypeList},
    flash::FormState,
    layouts::AdminBase,
    page,
    pages::query,
    paths,
};

#[component]
pub fn AdminVisitTypesPage() -> impl IntoView {
    let (doctor, q, cursor) = (query("doctor"), query("q"), query("page"));
    let here = paths::admin_visit_types(doctor.as_deref());
    Suspend::new(async move {
        if let Err(error) = only_administrators() {
            return view! { <Trouble error=error.clinic() here=here /> }.into_any();
        }
        let Some(key) = doctor else { return view! { <Choose q=q cursor=cursor /> }.into_any() };
        match find_doctor(key).await {
            Ok(doctor) => view! { <Offered doctor=doctor /> }.into_any(),
            Err(error) => view! { <Trouble error=error.clinic() here=here /> }.into_any(),
        }
    })
}

#[component]
fn Offered(doctor: Doctor) -> impl IntoView {
    let title = format!("Visit types of {}", doctor.full_name);
    view! {
        <AdminBase title=title.clone() here=paths::ADMIN_VISIT_TYPES>
            <h1>{title}</h1>
            <VisitTypeList doctor=doctor state=FormState::of("entry", page::flash()) />
            <p><a href=paths::ADMIN_VISIT_TYPES>"Another doctor"</a></p>
        </AdminBase>
    }
}

#[component]
fn Choose(q: Option<String>, cursor: Option<String>) -> impl IntoView {
    Suspend::new(async move {
        let search = DoctorSearch { q: q.clone(), ..DoctorSearch::default() };
        let (found, state) = match asked(&[("q", &q)], doctors(search, cursor).await) {
            Ok(asked) => asked,
            Err(error) => return view! { <Trouble error=error here=paths::ADMIN_VISIT_TYPES /> }.into_any(),
        };
        view! {
            <AdminBase title="Visit types" here=paths::ADMIN_VISIT_TYPES>
                <ErrorSummary state=state.clone() />
                <h1>"Visit types"</h1>
                <p class="lead">"Every doctor has their own. Choose whose."</p>
                <form class="search" method="get" action=paths::ADMIN_VISIT_TYPES role="search" aria-label="Doctors">
                    <Field name="q" label="Name of the doctor" kind="search" autocomplete="off" state=state />
                    <button>"Find doctors"</button>
                </form>
                {found.map(|found| view! { <Found q=q found=found /> })}
            </AdminBase>
        }
        .into_any()
    })
}

#[component]
fn Found(q: Option<String>, found: Page<Doctor>) -> impl IntoView {
    let row = |doctor: Doctor| {
        let names: Vec<_> = doctor.visit_types.into_iter().map(|visit_type| visit_type.name).collect();
        LinkedRow {
            href: paths::admin_visit_types(Some(&doctor.slug)),
            name: doctor.full_name,
            cells: vec![doctor.specialty.map(|specialty| specialty.name).unwrap_or_default(), names.join(", ")],
        }
    };
    let next = found.next_cursor.as_ref().map(|cursor| paths::admin_visit_types_search(q.as_deref(), Some(cursor)));
    let rows = found.items.into_iter().map(row).collect();
    view! {
        <LinkedTable
            caption="Doctors"
            columns=&["Specialty", "Visit types"]
            rows=rows
            none="No doctor is called that, or none is approved yet."
        />
        <Pager next=next label="More doctors" />
    }
}
