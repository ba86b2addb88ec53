//! The practice in numbers: now, and on some days.

use domain::{
    directory::Page,
    error::{ClinicError, ErrorKind},
    statistics::{Overview, Period, Utilisation},
};
use leptos::prelude::*;

use crate::{
    api::statistics::{Figures, dashboard},
    components::{Column, ColumnChart, DataTable, ErrorSummary, Field, Pager, Trouble},
    error::AppError,
    flash::{Flash, FormState},
    format,
    layouts::AdminBase,
    pages::query,
    paths,
};

const FORM: &str = "days";
const PARTS: [(&str, &str); 4] = [
    ("Completed", "completed"),
    ("To come or not noted", "others"),
    ("Did not come", "no-shows"),
    ("Cancelled", "cancelled"),
];

#[component]
pub fn AdminPage() -> impl IntoView {
    let asked = Asked { from: query("from"), to: query("to"), by: query("by") };
    let cursor = query("page");
    Suspend::new(async move {
        let Asked { from, to, by } = asked.clone();
        let (state, figures) = match dashboard(from, to, by, cursor).await.map_err(AppError::clinic) {
            Ok(figures) => (FormState::default(), Some(figures)),
            Err(error) if error.kind() == ErrorKind::Invalid => (refused(error), None),
            Err(error) => return view! { <Trouble error=error here=paths::ADMIN /> }.into_any(),
        };
        let (now, figures) = figures
            .map(|Figures { overview, periods, locations, doctors }| {
                let by_week = asked.by.as_deref() == Some("week");
                let locations = Page { items: locations, next_cursor: None };
                let figures = view! {
                    <Visits periods=periods by_week=by_week />
                    <Used heading="By location" page=locations asked=asked.clone() />
                    <Used heading="By doctor" page=doctors asked=asked.clone() />
                };
                (view! { <Now overview=overview /> }, figures)
            })
            .unzip();
        view! {
            <AdminBase title="The practice in numbers" here=paths::ADMIN>
                <ErrorSummary state=state.clone() />
                <h1>"The practice in numbers"</h1>
                {now}
                <Days asked=asked state=state />
                {figures}
            </AdminBase>
        }
        .into_any()
    })
}

/// Which days are asked about, as typed.
#[derive(Clone)]
struct Asked {
    from: Option<String>,
    to: Option<String>,
    by: Option<String>,
}

fn refused(error: ClinicError) -> FormState {
    FormState::of(FORM, Some(Flash::Refused { form: FORM.to_owned(), values: Vec::new(), error }))
}

#[component]
fn Now(overview: Overview) -> impl IntoView {
    let figures = [
        ("Appointments today", overview.appointments_today),
        ("Appointments to come", overview.appointments_to_come),
        ("Waiting to be confirmed", overview.appointments_to_confirm),
        ("On waiting lists", overview.waiting),
        ("Patients", overview.patients),
        ("Doctors", overview.doctors),
        ("Doctors to approve", overview.doctors_to_approve),
        ("Locations", overview.locations),
    ];
    let figures = figures.map(|(name, count)| {
        let name = match name {
            "Doctors to approve" => view! { <a href=paths::ADMIN_DOCTORS>{name}</a> }.into_any(),
            name => name.into_any(),
        };
        view! { <div class="card"><dt>{name}</dt><dd>{count}</dd></div> }
    });
    view! { <dl class="figures">{figures.into_iter().collect_view()}</dl> }
}

#[component]
fn Days(asked: Asked, state: FormState) -> impl IntoView {
    let by_week = asked.by.as_deref() == Some("week");
    // A date that cannot be read would vanish from a date field.
    let kind = |name| if state.field_error(name).is_some() { "text" } else { "date" };
    let (from_kind, to_kind) = (kind("from"), kind("to"));
    view! {
        <form class="search" method="get" action=paths::ADMIN aria-label="Days">
            <Field name="from" label="First day" kind=from_kind state=state.clone() initial=asked.from.unwrap_or_default() />
            <Field
                name="to"
                label="Until before"
                kind=to_kind
                hint="This day is not counted"
                state=state
                initial=asked.to.unwrap_or_default()
            />
            <div class="field">
                <label for="by">"Put together"</label>
                <select id="by" name="by">
                    <option value="day" selected=!by_week>"Day by day"</option>
                    <option value="week" selected=by_week>"Week by week"</option>
                </select>
            </div>
            <button>"Show these days"</button>
        </form>
    }
}

#[component]
fn Visits(periods: Vec<Period>, by_week: bool) -> impl IntoView {
    let name = move |period: &Period| {
        let day = format::short_day(period.start);
        if by_week { format!("week of {day}") } else { day }
    };
    let columns = periods.iter().map(|period| {
        let visits = period.visits;
        let parts = vec![visits.completed, visits.others(), visits.no_shows, visits.cancelled];
        Column { label: format::short_day(period.start), parts }
    });
    let columns: Vec<_> = columns.collect();
    let [first, last] = [periods.first(), periods.last()].map(|it| it.map(&name).unwrap_or_default());
    let heading = if first == last { format!("Visits, {first}") } else { format!("Visits, {first} to {last}") };
    let booked: i64 = periods.iter().map(|period| period.visits.booked).sum();
    let label = format!("Visits by day, {booked} in all. The table below has the same figures.");
    let row = move |period: Period| {
        let lead = period.median_lead_days.map(|days| format!("{days:.1}"));
        view! {
            <tr>
                <th scope="row">{name(&period)}</th>
                <td data-label="Booked">{period.visits.booked}</td>
                <td data-label="Completed">{period.visits.completed}</td>
                <td data-label="Did not come">{period.visits.no_shows}</td>
                <td data-label="Cancelled">{period.visits.cancelled}</td>
                <td data-label="Booked days ahead">{lead}</td>
                <td data-label="Joined a waiting list">{period.waitlist_joined}</td>
                <td data-label="Times offered">{period.times_offered}</td>
            </tr>
        }
    };
    view! {
        <section class="visits">
            <h2>{heading}</h2>
            <ColumnChart label=label parts=PARTS.to_vec() columns=columns />
            <details>
                <summary>"The same as a table"</summary>
                <DataTable
                    caption="Visits"
                    columns=[
                        if by_week { "Week" } else { "Day" }, "Booked", "Completed", "Did not come", "Cancelled",
                        "Booked days ahead (median)", "Joined a waiting list", "Times offered",
                    ]
                >
                    {periods.into_iter().map(row).collect_view()}
                </DataTable>
            </details>
        </section>
    }
}

#[component]
fn Used(heading: &'static str, page: Page<Utilisation>, asked: Asked) -> impl IntoView {
    let row = |one: Utilisation| {
        let share = one.utilisation.map(|share| {
            let percent = format!("{:.0}%", share * 100.0);
            // The bar says nothing that the number does not.
            view! { <meter min="0" max="1" value=share.to_string() aria-hidden="true"></meter> " " {percent} }
        });
        view! {
            <tr>
                <th scope="row">{one.name}</th>
                <td data-label="Open time taken">{share}</td>
                <td data-label="Open hours">{hours(one.open_minutes)}</td>
                <td data-label="Booked">{one.visits.booked}</td>
                <td data-label="Did not come">{one.visits.no_shows}</td>
                <td data-label="Cancelled">{one.visits.cancelled}</td>
            </tr>
        }
    };
    let next = page
        .next_cursor
        .as_ref()
        .map(|cursor| paths::admin(asked.from.as_deref(), asked.to.as_deref(), asked.by.as_deref(), Some(cursor)));
    view! {
        <section class="visits">
            <h2>{heading}</h2>
            <DataTable
                caption=format!("Open time that was taken, {}", heading.to_lowercase())
                columns=["Name", "Open time taken", "Open hours", "Booked", "Did not come", "Cancelled"]
            >
                {page.items.into_iter().map(row).collect_view()}
            </DataTable>
            <Pager next=next label="More doctors" />
        </section>
    }
}

fn hours(minutes: i64) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}
