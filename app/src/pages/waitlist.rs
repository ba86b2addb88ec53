//! Asking for an earlier time.

use domain::{
    appointment::Appointment,
    directory::{Doctor, VisitType},
    error::ClinicError,
    schedule::PartOfDay,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::query;
use crate::{
    api::{appointments::find_appointment, directory::find_doctor, waitlist::JoinWaitlist},
    components::{AppointmentSummary, ErrorSummary, Trouble},
    error::AppError,
    flash::FormState,
    format,
    layouts::Base,
    page::{self, answer},
    paths,
    waitlist_form::{self, NOTICES, WEEKDAYS, field},
};

/// What the time is to be for.
enum Awaited {
    /// An appointment that is to be earlier.
    Earlier(Box<Appointment>),
    /// A first one, with this doctor.
    Any(Box<Doctor>, Option<VisitType>),
}

#[component]
pub fn WaitlistPage() -> impl IntoView {
    let (appointment, doctor, visit_type) = (query("appointment"), query("doctor"), query("visit_type"));
    let here = waitlist_form::address(appointment.as_deref(), doctor.as_deref(), visit_type.as_deref());
    Suspend::new(async move {
        let found = async {
            let user = answer(page::user().ok_or(ClinicError::Unauthenticated))?;
            answer(user.actor().can_book())?;
            if let Some(id) = appointment {
                let id = answer(id.parse().map_err(|_| ClinicError::not_found("appointment")))?;
                return Ok(Awaited::Earlier(Box::new(find_appointment(id).await?)));
            }
            let doctor = find_doctor(doctor.unwrap_or_default()).await?;
            let mut offered = doctor.visit_types.iter();
            let chosen = match &visit_type {
                Some(key) => offered.find(|visit| visit.slug == *key),
                None => offered.next(),
            };
            let chosen = chosen.cloned();
            Ok::<_, AppError>(Awaited::Any(Box::new(doctor), chosen))
        };
        match found.await {
            Ok(awaited) => view! { <Ask awaited=awaited /> }.into_any(),
            Err(error) => view! { <Trouble error=error.clinic() here=here /> }.into_any(),
        }
    })
}

#[component]
fn Ask(awaited: Awaited) -> impl IntoView {
    let state = FormState::of("waitlist", page::flash());
    let (title, lead, summary, hidden, back) = match awaited {
        Awaited::Earlier(appointment) => (
            "Ask for an earlier time",
            "Your appointment stays as it is. When an earlier time opens that suits you, we write to you and keep it for \
             you, and nobody else, for an hour.",
            view! { <AppointmentSummary appointment=(*appointment).clone() /> }.into_any(),
            view! { <input type="hidden" name="appointment" value=appointment.id.to_string() /> }.into_any(),
            paths::APPOINTMENTS.to_owned(),
        ),
        Awaited::Any(doctor, visit_type) => {
            let visit = visit_type.as_ref().map(|visit| visit.name.clone());
            let slug = visit_type.map(|visit| visit.slug);
            let back = paths::doctor(&doctor.slug, slug.as_deref(), None);
            (
                "Ask for a time",
                "When a time opens that suits you, we write to you and keep it for you, and nobody else, for an hour.",
                view! {
                    <dl class="summary">
                        <div><dt>"Doctor"</dt><dd>{doctor.full_name.clone()}</dd></div>
                        {visit.map(|visit| view! { <div><dt>"Visit"</dt><dd>{visit}</dd></div> })}
                    </dl>
                }
                .into_any(),
                view! {
                    <input type="hidden" name="doctor" value=doctor.slug.clone() />
                    <input type="hidden" name="visit_type" value=slug />
                }
                .into_any(),
                back,
            )
        }
    };
    let days: Vec<_> =
        WEEKDAYS.iter().zip(1..).map(|(name, day): (_, u8)| (day.to_string(), (*name).to_owned())).collect();
    let parts: Vec<_> =
        PartOfDay::ALL.iter().map(|part| (part.as_str().to_owned(), format::part_of_day(*part).to_owned())).collect();
    view! {
        <Base title=title>
            <ErrorSummary state=state.clone() />
            <h1>{title}</h1>
            <p class="lead">{lead}</p>
            {summary}
            <form method="post" action=JoinWaitlist::PATH>
                {hidden}
                <Boxes name="weekdays" legend="On which days can you come?" hint="None chosen: any day." boxes=days state=state.clone() />
                <Boxes name="parts_of_day" legend="At what time of day?" hint="None chosen: at any time." boxes=parts state=state.clone() />
                <Notice state=state />
                <p class="actions">
                    <button>"Put me on the waiting list"</button>
                    <a href=back>"Back"</a>
                </p>
            </form>
        </Base>
    }
}

/// Boxes of which any number can be ticked.
#[component]
fn Boxes(
    name: &'static str,
    legend: &'static str,
    hint: &'static str,
    boxes: Vec<(String, String)>,
    state: FormState,
) -> impl IntoView {
    let one = |(index, (value, label)): (usize, (String, String))| {
        let id = field(name, &value);
        let checked = state.value(&id).is_some();
        let target = id.clone();
        view! {
            <label class="box" for=target>
                <input type="checkbox" id=id name=format!("{name}[{index}]") value=value checked=checked />
                {label}
            </label>
        }
    };
    let hint_id = format!("{name}-hint");
    let described = hint_id.clone();
    view! {
        <fieldset class="boxes" aria-describedby=described>
            <legend>{legend}</legend>
            <p class="hint" id=hint_id>{hint}</p>
            <div>{boxes.into_iter().enumerate().map(one).collect_view()}</div>
        </fieldset>
    }
}

#[component]
fn Notice(state: FormState) -> impl IntoView {
    let chosen = state.value("notice_minutes").unwrap_or_else(|| (24 * 60).to_string());
    let options = NOTICES.map(|(minutes, label)| {
        let value = minutes.to_string();
        let selected = value == chosen;
        view! { <option value=value selected=selected>{label}</option> }
    });
    view! {
        <div class="field">
            <label for="notice_minutes">"How long beforehand do you have to know?"</label>
            <select id="notice_minutes" name="notice_minutes">{options.collect_view()}</select>
        </div>
    }
}
