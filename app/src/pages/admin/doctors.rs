//! Doctors: first those who wait for approval.

use domain::{directory::Page, doctor::DoctorAccount};
use leptos::prelude::*;

use crate::{
    api::doctors::{Doctors, doctor_accounts},
    components::{AccountButton, AccountChange, DataTable, ErrorSummary, Pager, Trouble},
    flash::FormState,
    layouts::AdminBase,
    page,
    pages::query,
    paths,
};

#[component]
pub fn AdminDoctorsPage() -> impl IntoView {
    let cursor = query("page");
    Suspend::new(async move {
        let Doctors { waiting, others } = match doctor_accounts(cursor.as_deref()).await {
            Ok(found) => found,
            Err(error) => return view! { <Trouble error=error.clinic() here=paths::ADMIN_DOCTORS /> }.into_any(),
        };
        view! {
            <AdminBase title="Doctors" here=paths::ADMIN_DOCTORS>
                <ErrorSummary state=FormState::of("account", page::flash()) />
                <h1>"Doctors"</h1>
                <p><a class="button" href=paths::ADMIN_NEW_DOCTOR>"Add a doctor"</a></p>
                <Waiting page=waiting />
                <List page=others />
            </AdminBase>
        }
        .into_any()
    })
}

#[component]
fn Waiting(page: Page<DoctorAccount>) -> impl IntoView {
    let list = if page.items.is_empty() {
        view! { <p class="empty">"Nobody waits for approval."</p> }.into_any()
    } else {
        let items = page.items.into_iter().map(|account| view! { <WaitingDoctor account=account /> }).collect_view();
        view! {
            <p>
                "Patients find an approved doctor at once, and a mail tells the doctor so. Refusing disables the account; it can \
                be enabled again."
            </p>
            <ul class="appointments">{items}</ul>
        }
        .into_any()
    };
    let next = page.next_cursor.map(|_| paths::admin_users(Some("doctor"), Some("unapproved"), None));
    view! {
        <section aria-labelledby="waiting">
            <h2 id="waiting">"Waiting for approval"</h2>
            {list}
            <Pager next=next label="All who are not approved" />
        </section>
    }
}

#[component]
fn WaitingDoctor(account: DoctorAccount) -> impl IntoView {
    let DoctorAccount { doctor, email, .. } = account;
    let specialty = doctor.specialty.map_or("No specialty yet".to_owned(), |specialty| specialty.name);
    let button = |change| {
        let (id, name) = (doctor.id, doctor.full_name.clone());
        view! { <AccountButton id=id name=name change=change next=paths::ADMIN_DOCTORS /> }
    };
    let (approve, refuse) = (button(AccountChange::Approve), button(AccountChange::Refuse));
    view! {
        <li class="card">
            <div>
                <p class="when"><a href=paths::admin_doctor(doctor.id)>{doctor.full_name}</a></p>
                <p>{specialty}</p>
                <p class="where">{email}</p>
            </div>
            <div class="actions">{approve} {refuse}</div>
        </li>
    }
}

#[component]
fn List(page: Page<DoctorAccount>) -> impl IntoView {
    let row = |account: DoctorAccount| {
        let seen = standing(&account);
        let doctor = account.doctor;
        let locations: Vec<_> = doctor.locations.into_iter().map(|location| location.name).collect();
        view! {
            <tr>
                <th scope="row"><a href=paths::admin_doctor(doctor.id)>{doctor.full_name}</a></th>
                <td data-label="Specialty">{doctor.specialty.map(|specialty| specialty.name)}</td>
                <td data-label="Department">{doctor.department.map(|department| department.name)}</td>
                <td data-label="Locations">{locations.join(", ")}</td>
                <td data-label="Standing">{seen}</td>
            </tr>
        }
    };
    let next = page.next_cursor.map(|cursor| paths::later(paths::ADMIN_DOCTORS, &cursor));
    view! {
        <section class="visits" aria-labelledby="all">
            <h2 id="all">"All other doctors"</h2>
            <DataTable caption="Doctors by name" columns=["Name", "Specialty", "Department", "Locations", "Standing"]>
                {page.items.into_iter().map(row).collect_view()}
            </DataTable>
            <Pager next=next label="More doctors" />
        </section>
    }
}

/// Whether patients see a doctor, and if not, why.
pub(super) fn standing(account: &DoctorAccount) -> &'static str {
    match (account.active, account.approved) {
        (true, true) => "Patients see them",
        (true, false) => "Waiting for approval",
        (false, true) => "Disabled",
        (false, false) => "Disabled, never approved",
    }
}
