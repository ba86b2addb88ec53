//! Everybody with an account.

use domain::{actor::Role, directory::Page, user::User};
use leptos::prelude::*;

use super::asked;
use crate::{
    api::users::users,
    components::{DataTable, ErrorSummary, Pager, SelectField, Trouble},
    flash::FormState,
    format,
    layouts::AdminBase,
    pages::query,
    paths,
};

#[component]
pub fn AdminUsersPage() -> impl IntoView {
    let (role, standing, cursor) = (query("role"), query("standing"), query("page"));
    Suspend::new(async move {
        let found = users(role.as_deref(), standing.as_deref(), cursor.as_deref()).await;
        let (found, state) = match asked(&[("role", &role), ("standing", &standing)], found) {
            Ok(asked) => asked,
            Err(error) => return view! { <Trouble error=error here=paths::ADMIN_USERS /> }.into_any(),
        };
        let next = found
            .as_ref()
            .and_then(|page| page.next_cursor.as_deref())
            .map(|cursor| paths::admin_users(role.as_deref(), standing.as_deref(), Some(cursor)));
        view! {
            <AdminBase title="Accounts" here=paths::ADMIN_USERS>
                <ErrorSummary state=state.clone() />
                <h1>"Accounts"</h1>
                <Filters state=state />
                {found.map(|page| view! { <List page=page /> })}
                <Pager next=next label="More accounts" />
            </AdminBase>
        }
        .into_any()
    })
}

#[component]
fn Filters(state: FormState) -> impl IntoView {
    let all = |text: &str| (String::new(), text.to_owned());
    let role = |role: Role| (role.as_str().to_owned(), format::role(role).to_owned());
    let roles = [Role::Patient, Role::Doctor, Role::Receptionist, Role::Admin].map(role);
    let roles = [all("Every role")].into_iter().chain(roles).collect();
    let standings = [("unapproved", "Not approved"), ("disabled", "Disabled")];
    let standings = standings.map(|(value, text)| (value.to_owned(), text.to_owned()));
    let standings = [all("Every standing")].into_iter().chain(standings).collect();
    view! {
        <form class="search" method="get" action=paths::ADMIN_USERS aria-label="Accounts">
            <SelectField name="role" label="Role" options=roles state=state.clone() />
            <SelectField name="standing" label="Standing" options=standings state=state />
            <button>"Show these accounts"</button>
        </form>
    }
}

#[component]
fn List(page: Page<User>) -> impl IntoView {
    if page.items.is_empty() {
        return view! { <p class="empty">"There is no such account."</p> }.into_any();
    }
    let row = |user: User| {
        view! {
            <tr>
                <th scope="row"><a href=paths::admin_user(user.id)>{user.full_name.clone()}</a></th>
                <td data-label="E-mail address">{user.email.clone()}</td>
                <td data-label="Role">{format::role(user.role)}</td>
                <td data-label="Standing">{standing(&user)}</td>
            </tr>
        }
    };
    view! {
        <section class="visits">
            <DataTable
                caption="Accounts, in the order of their registration"
                columns=["Name", "E-mail address", "Role", "Standing"]
            >
                {page.items.into_iter().map(row).collect_view()}
            </DataTable>
        </section>
    }
    .into_any()
}

/// Whether it works, and whether a doctor's is approved.
pub(super) fn standing(user: &User) -> &'static str {
    match (user.active, user.verified) {
        (true, true) => "Active",
        (true, false) => "Waiting for approval",
        (false, true) => "Disabled",
        (false, false) => "Disabled, never approved",
    }
}
