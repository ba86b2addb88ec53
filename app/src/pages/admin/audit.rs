//! The log of who did what.

use domain::{
    audit::{Action, AuditLine},
    directory::Page,
    ids::UserId,
};
use leptos::prelude::*;

use super::asked;
use crate::{
    api::audit::audit_lines,
    components::{DataTable, ErrorSummary, Field, Pager, SelectField, Trouble},
    flash::FormState,
    format,
    layouts::AdminBase,
    pages::query,
    paths,
};

#[component]
pub fn AdminAuditPage() -> impl IntoView {
    let [action, by, about, cursor] = ["action", "actor_id", "person_id", "page"].map(query);
    Suspend::new(async move {
        let found = audit_lines(action.as_deref(), by.as_deref(), about.as_deref(), cursor.as_deref()).await;
        let typed = [("action", &action), ("actor_id", &by), ("person_id", &about)];
        let (found, state) = match asked(&typed, found) {
            Ok(asked) => asked,
            Err(error) => return view! { <Trouble error=error here=paths::ADMIN_AUDIT /> }.into_any(),
        };
        let next = found.as_ref().and_then(|page| page.next_cursor.as_deref()).map(|cursor| {
            let [action, by, about] = typed.map(|(name, value)| (name, value.as_deref()));
            paths::admin_audit(&[action, by, about, ("page", Some(cursor))])
        });
        view! {
            <AdminBase title="Audit log" here=paths::ADMIN_AUDIT>
                <ErrorSummary state=state.clone() />
                <h1>"Audit log"</h1>
                <p>"What was done, latest first. Nobody can change or remove an entry, and who reads them is written down, too."</p>
                <Filters state=state />
                {found.map(|page| view! { <List page=page /> })}
                <Pager next=next label="Earlier entries" />
            </AdminBase>
        }
        .into_any()
    })
}

#[component]
fn Filters(state: FormState) -> impl IntoView {
    let action = |action: Action| (action.as_str().to_owned(), format::action(action.as_str()));
    let mut actions = Action::ALL.map(action);
    actions.sort_by(|one, other| one.1.cmp(&other.1));
    let all = (String::new(), "Everything".to_owned());
    let actions = std::iter::once(all).chain(actions).collect();
    view! {
        <form class="search" method="get" action=paths::ADMIN_AUDIT aria-label="Entries">
            <SelectField name="action" label="What" options=actions state=state.clone() />
            <Field
                name="actor_id"
                label="Done by"
                hint="The number of an account"
                autocomplete="off"
                state=state.clone()
            />
            <Field name="person_id" label="About" hint="The number of an account" autocomplete="off" state=state />
            <button>"Show entries"</button>
        </form>
    }
}

#[component]
fn List(page: Page<AuditLine>) -> impl IntoView {
    if page.items.is_empty() {
        return view! { <p class="empty">"There is no such entry."</p> }.into_any();
    }
    let row = |AuditLine { entry, actor, person, details }: AuditLine| {
        let details =
            details.into_iter().map(|(what, value)| format!("{what}: {value}")).collect::<Vec<_>>().join(", ");
        let details = (!details.is_empty()).then(|| view! { <span class="details">{details}</span> });
        view! {
            <tr>
                <th scope="row">
                    <time datetime=entry.at.to_rfc3339()>{format::universal(entry.at)}</time>
                </th>
                <td data-label="Who">{who(entry.actor_id, actor).unwrap_or_else(|| "Nobody signed in".into_any())}</td>
                <td data-label="What">{format::action(&entry.action)} " " {details}</td>
                <td data-label="About">{who(entry.person_id, person)}</td>
                <td data-label="From">{entry.address}</td>
            </tr>
        }
    };
    view! {
        <section class="visits">
            <DataTable
                caption="Entries of the audit log, latest first"
                columns=["When", "Who", "What", "About", "From"]
            >
                {page.items.into_iter().map(row).collect_view()}
            </DataTable>
        </section>
    }
    .into_any()
}

/// Somebody, with the way to their account.
fn who(id: Option<UserId>, name: Option<String>) -> Option<AnyView> {
    let (id, name) = (id?, name.unwrap_or_else(|| "An account".to_owned()));
    Some(view! { <a href=paths::admin_user(id)>{name}</a> }.into_any())
}
