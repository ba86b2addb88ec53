//! A list whose entries have pages of their own.

use leptos::prelude::*;

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
    let row = |LinkedRow { name, href, cells }| {
        let cell = |(cell, column): (String, &&'static str)| view! { <td data-label=*column>{cell}</td> };
        let cells = cells.into_iter().zip(columns).map(cell).collect_view();
        view! { <tr><th scope="row"><a href=href>{name}</a></th>{cells}</tr> }
    };
    view! {
        <div class="visits">
            <table>
                <caption class="visually-hidden">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        {columns.iter().map(|column| view! { <th scope="col">{*column}</th> }).collect_view()}
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
