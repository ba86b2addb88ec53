//! When a doctor is away.

use domain::{
    Tz,
    appointment::Appointment,
    availability::{Hit, TakenTimeOff},
    error::ClinicError,
    user::User,
};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::{
        directory::find_doctor,
        time_off::{GiveBackTimeOff, TakeTimeOff, my_time_off},
    },
    backend::backend,
    components::{ErrorSummary, Field, Hits, Trouble},
    error::AppError,
    flash::FormState,
    format,
    layouts::Base,
    page::{self, answer},
    paths,
    time_off_form::{self, BOOKED_IN_IT},
};

#[component]
pub fn TimeOffPage() -> impl IntoView {
    Suspend::new(async move {
        let found = async {
            let user = answer(page::user().ok_or(ClinicError::Unauthenticated))?;
            answer(user.actor().can_publish_hours())?;
            let doctor = find_doctor(user.id.to_string()).await?;
            let zone = doctor.locations.first().map_or(Tz::UTC, |location| format::zone(&location.time_zone));
            let hits = hits(&user).await?;
            Ok::<_, AppError>((zone, my_time_off().await?, hits))
        };
        match found.await {
            Ok((zone, off, hits)) => view! {
                <Base title="Time off">
                    <h1>"Time off"</h1>
                    <Planned zone=zone off=off />
                    <Take hits=hits />
                </Base>
            }
            .into_any(),
            Err(error) => view! { <Trouble error=error.clinic() here=paths::DOCTOR_TIME_OFF /> }.into_any(),
        }
    })
}

#[component]
fn Planned(zone: Tz, off: Vec<TakenTimeOff>) -> impl IntoView {
    let state = FormState::of("give-back", page::flash());
    if off.is_empty() {
        return view! { <ErrorSummary state=state /> <p class="empty">"You have no time off planned."</p> }.into_any();
    }
    let items = off.into_iter().map(|off| view! { <Item zone=zone off=off /> }).collect_view();
    view! { <ErrorSummary state=state /> <ul class="appointments">{items}</ul> }.into_any()
}

#[component]
fn Item(zone: Tz, off: TakenTimeOff) -> impl IntoView {
    let TakenTimeOff { time_off, appointments } = off;
    let when = format::span(time_off.start_time, time_off.end_time, zone);
    let label = format!("Remove the time off: {when}");
    let booked = (!appointments.is_empty()).then(|| {
        let booked = appointments.into_iter().map(booked).collect_view();
        view! { <p>"Still booked in it:"</p> <ul>{booked}</ul> }
    });
    view! {
        <li class="card">
            <div>
                <p class="when">{when}</p>
                {time_off.reason.map(|reason| view! { <p>{reason}</p> })}
                {booked}
            </div>
            <form class="actions" method="post" action=GiveBackTimeOff::PATH>
                <input type="hidden" name="id" value=time_off.id.to_string() />
                <button class="secondary" aria-label=label>"Remove"</button>
            </form>
        </li>
    }
}

fn booked(appointment: Appointment) -> impl IntoView {
    let when = format::when(&appointment);
    let [to_move, to_cancel] = ["Move", "Cancel"].map(|verb| format!("{verb} the appointment on {when}"));
    view! {
        <li>
            {format!("{when}, {} ", appointment.attendee_name())}
            <a href=paths::move_appointment(appointment.id, None, None) aria-label=to_move>"Move"</a>
            " "
            <a href=paths::cancel(appointment.id) aria-label=to_cancel>"Cancel"</a>
        </li>
    }
}

/// The appointments that time off would hit that was not taken for them.
async fn hits(user: &User) -> Result<Vec<Hit>, AppError> {
    let state = FormState::of("time-off", page::flash());
    if state.error().is_none_or(|error| error.code() != BOOKED_IN_IT) {
        return Ok(Vec::new());
    }
    let form = answer(time_off_form::refused(&state))?;
    answer(backend().preview_time_off(&user.actor(), form).await)
}

#[component]
fn Take(hits: Vec<Hit>) -> impl IntoView {
    let state = FormState::of("time-off", page::flash());
    view! {
        <section aria-labelledby="take">
            <h2 id="take">"Take time off"</h2>
            <ErrorSummary state=state.clone() />
            <form method="post" action=TakeTimeOff::PATH novalidate>
                <div class="pair">
                    <Field name="first_day" label="First day" kind="date" required=true state=state.clone() />
                    <Field name="from" label="From (optional)" kind="time" hint="Left empty: all day." state=state.clone() />
                </div>
                <div class="pair">
                    <Field name="last_day" label="Last day" kind="date" required=true state=state.clone() />
                    <Field name="until" label="Until (optional)" kind="time" hint="Left empty: all day." state=state.clone() />
                </div>
                <Field name="reason" label="Reason (optional)" hint="Patients do not see it." state=state />
                {(!hits.is_empty()).then(|| view! {
                    <input type="hidden" name="checked" value="yes" />
                    <Hits hits=hits can_stay=true />
                })}
                <p class="actions"><button>"Save time off"</button></p>
            </form>
        </section>
    }
}
