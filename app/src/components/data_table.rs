//! A table with a row of headings; on a narrow screen each row is a small card, whose cells are named by `data-label`.

use leptos::prelude::*;

/// `children` are its rows.
#[component]
pub fn DataTable(
    /// For screen readers.
    #[prop(into)]
    caption: String,
    #[prop(into)] columns: Vec<&'static str>,
    children: Children,
) -> impl IntoView {
    let columns = columns.into_iter().map(|column| view! { <th scope="col">{column}</th> });
    view! {
        <table>
            <caption class="visually-hidden">{caption}</caption>
            <thead><tr>{columns.collect_view()}</tr></thead>
            <tbody>{children()}</tbody>
        </table>
    }
}
