//! A list whose entries have pages of their own.

use leptos::prelude::*;

use super::DataTable;

/// One entry: its name, its page, and what the other columns say of it.
pub struct LinkedRow {
    pub name: String,
    pub href: String,
    pub cells: Vec<String>,
}

/// As a table; on a narrow screen each entry is a small card. `columns` are those after the name.
#[component]
pub fn LinkedTable(
    caption: &'static str,
    columns: &'static [&'static str],
    rows: Vec<LinkedRow>,
    /// What is said when there are none.
    none: &'static str,
) -> impl IntoView {
    if rows.is_empty() {
        return view! { <p class="empty">{none}</p> }.into_any();
    }
    let row = move |LinkedRow { name, href, cells }| {
        let cell = |(cell, column): (String, &&'static str)| view! { <td data-label=*column>{cell}</td> };
        let cells = cells.into_iter().zip(columns).map(cell).collect_view();
        view! { <tr><th scope="row"><a href=href>{name}</a></th>{cells}</tr> }
    };
    let headings: Vec<_> = std::iter::once("Name").chain(columns.iter().copied()).collect();
    view! {
        <div class="visits">
            <DataTable caption=caption columns=headings>{rows.into_iter().map(row).collect_view()}</DataTable>
        </div>
    }
    .into_any()
}
