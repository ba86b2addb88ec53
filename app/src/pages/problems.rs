//! What the codes of the API's problems mean: where the `type` of each of them leads to.

use domain::{
    error::ClinicError,
    problems::{ALL, ProblemKind, find},
};
use leptos::prelude::*;

use super::param;
use crate::{components::Trouble, layouts::Base, paths};

#[component]
pub fn ProblemsPage() -> impl IntoView {
    let rows = ALL.iter().map(|kind| {
        view! {
            <div>
                <dt><a href=paths::problem(kind.code)><code>{kind.code}</code></a></dt>
                <dd>{format!("{}: {}", kind.status, kind.meaning)}</dd>
            </div>
        }
    });
    view! {
        <Base title="Problems">
            <h1>"Problems"</h1>
            <p>"What the API answers when it does not do what was asked. Each code has a page that says what helps."</p>
            <dl class="summary">{rows.collect_view()}</dl>
        </Base>
    }
}

#[component]
pub fn ProblemPage() -> impl IntoView {
    match find(&param("code")) {
        Some(kind) => view! { <OneProblem kind=*kind /> }.into_any(),
        None => view! { <Trouble error=ClinicError::not_found("problem") here=paths::PROBLEMS /> }.into_any(),
    }
}

#[component]
fn OneProblem(kind: ProblemKind) -> impl IntoView {
    view! {
        <Base title=kind.code>
            <h1><code>{kind.code}</code></h1>
            <dl class="summary">
                <div><dt>"Status"</dt><dd>{kind.status}</dd></div>
                <div><dt>"What it means"</dt><dd>{kind.meaning}</dd></div>
                <div><dt>"What helps"</dt><dd>{kind.remedy}</dd></div>
            </dl>
            <p><a href=paths::PROBLEMS>"All problems"</a></p>
        </Base>
    }
}
