//! The tokens of other systems.

use domain::{
    api_token::{ApiToken, TokenScope},
    directory::{Location, Page},
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::api_token::{place, scopes, standing};
use crate::{
    api::{
        api_tokens::{AddApiToken, api_tokens},
        directory::locations,
    },
    components::{Boxes, EntryForm, Field, LinkedRow, LinkedTable, Pager, SelectField, Trouble},
    error::AppError,
    flash::FormState,
    format,
    layouts::AdminBase,
    page,
    pages::query,
    paths,
};

#[component]
pub fn AdminApiTokensPage() -> impl IntoView {
    let cursor = query("page");
    Suspend::new(async move {
        let found = async { Ok::<_, AppError>((api_tokens(cursor.as_deref()).await?, locations().await?)) };
        match found.await {
            Ok((page, locations)) => view! {
                <AdminBase title="API tokens" here=paths::ADMIN_API_TOKENS>
                    <h1>"API tokens"</h1>
                    <p class="lead">"With a token another system asks Praxis: a website for free times, a call centre to book."</p>
                    <p><a href=paths::API_DOCS rel="external">"What it can ask: the documentation of the API"</a></p>
                    <List page=page locations=locations.clone() />
                    <Add locations=locations />
                </AdminBase>
            }
            .into_any(),
            Err(error) => view! { <Trouble error=error.clinic() here=paths::ADMIN_API_TOKENS /> }.into_any(),
        }
    })
}

#[component]
fn List(page: Page<ApiToken>, locations: Vec<Location>) -> impl IntoView {
    let row = |token: ApiToken| LinkedRow {
        href: paths::one_of(paths::ADMIN_API_TOKENS, token.id),
        cells: vec![
            scopes(&token),
            place(token.location_id, &locations),
            token.last_used_at.map_or_else(|| "Never".to_owned(), format::universal),
            standing(&token),
        ],
        name: token.name,
    };
    let next = page.next_cursor.as_ref().map(|cursor| paths::later(paths::ADMIN_API_TOKENS, cursor));
    let rows = page.items.into_iter().map(row).collect();
    view! {
        <LinkedTable
            caption="API tokens, latest first"
            columns=&["May", "Where", "Last used", "Standing"]
            rows=rows
            none="There are no tokens yet."
        />
        <Pager next=next label="Earlier tokens" />
    }
}

#[component]
fn Add(locations: Vec<Location>) -> impl IntoView {
    let state = FormState::of("entry", page::flash());
    let options = TokenScope::ALL.map(|scope| (scope.as_str().to_owned(), format::scope(scope).to_owned()));
    let places = locations.into_iter().map(|it| (it.id.to_string(), format!("{}, {}", it.name, it.city)));
    let places = [(String::new(), "At every location".to_owned())].into_iter().chain(places).collect();
    view! {
        <EntryForm heading="Make a token" action=AddApiToken::PATH state=state.clone() save="Make token">
            <Field
                name="name"
                label="Name"
                hint="Which system it is for, such as “Website”; at most 120 characters."
                autocomplete="off"
                required=true
                state=state.clone()
            />
            <Boxes
                name="scopes"
                legend="What it may do"
                hint="As little as the system needs."
                options=options.into()
                ticked=Vec::new()
                state=state.clone()
            />
            <SelectField
                name="location_id"
                label="Where it may book"
                options=places
                state=state.clone()
            />
            <Field
                name="expires_at"
                label="Good until (optional)"
                kind="date"
                hint="It ends as this day begins (UTC), at most 366 days from now. Left empty: in 90 days."
                state=state
            />
        </EntryForm>
    }
}
