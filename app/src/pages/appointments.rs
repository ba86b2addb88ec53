//! One's own appointments.

use domain::{
    appointment::Appointment,
    waitlist::{WORTH_MOVING, WaitlistEntry},
};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::{
        appointments::{Mine, my_appointments},
        waitlist::{AcceptOffer, DeclineOffer, LeaveWaitlist, my_waitlist},
    },
    backend::backend,
    components::{ErrorSummary, StatusBadge, Trouble},
    error::AppError,
    flash::FormState,
    format,
    layouts::Base,
    page, paths, waitlist_form,
};

#[component]
pub fn AppointmentsPage() -> impl IntoView {
    Suspend::new(async move {
        let found = async {
            let mine = my_appointments().await?;
            // Only patients wait.
            let waitlist = if page::user().is_some_and(|user| user.actor().can_book().is_ok()) {
                my_waitlist().await?
            } else {
                Vec::new()
            };
            Ok::<_, AppError>((mine, waitlist))
        };
        match found.await {
            Ok((mine, waitlist)) => view! { <List mine=mine waitlist=waitlist /> }.into_any(),
            Err(error) => view! { <Trouble error=error.clinic() here=paths::APPOINTMENTS /> }.into_any(),
        }
    })
}

#[component]
fn List(mine: Mine, waitlist: Vec<WaitlistEntry>) -> impl IntoView {
    let upcoming = if mine.upcoming.is_empty() {
        view! {
            <p class="empty">"You have no upcoming appointments. "<a href=paths::DOCTORS>"Find a doctor"</a></p>
        }
        .into_any()
    } else {
        let items = mine.upcoming.into_iter().map(|appointment| {
            let waits = waitlist.iter().any(|entry| entry.doctor.id == appointment.doctor.id);
            view! { <Item appointment=appointment waits=waits /> }
        });
        view! { <ul class="appointments">{items.collect_view()}</ul> }.into_any()
    };
    let past = (!mine.past.is_empty()).then(|| {
        let items = mine.past.into_iter().map(|appointment| view! { <Item appointment=appointment waits=false /> });
        view! {
            <h2>"Past and cancelled"</h2>
            <ul class="appointments">{items.collect_view()}</ul>
        }
    });
    let waiting = (!waitlist.is_empty()).then(|| {
        let items = waitlist.into_iter().map(|entry| view! { <Waits entry=entry /> }).collect_view();
        view! { <h2>"Waiting list"</h2> <ul class="appointments">{items}</ul> }
    });
    view! {
        <Base title="My appointments">
            <ErrorSummary state=FormState::of("waitlist", page::flash()) />
            <h1>"My appointments"</h1>
            {waiting}
            <h2>"Upcoming"</h2>
            {upcoming}
            {past}
        </Base>
    }
}

/// What somebody waits for: with an offer to answer, or with what was asked for.
#[component]
fn Waits(entry: WaitlistEntry) -> impl IntoView {
    let doctor = entry.doctor.full_name.clone();
    let id = entry.id.to_string();
    let Some(offer) = entry.offer else {
        let leave = format!("Leave the waiting list of {doctor}");
        return view! {
            <li class="card">
                <div>
                    <p class="when">{doctor}</p>
                    <p>{format!("You wait for: {}.", waitlist_form::in_words(&entry.preferences))}</p>
                </div>
                <form class="actions" method="post" action=LeaveWaitlist::PATH>
                    <input type="hidden" name="id" value=id />
                    <button class="secondary" aria-label=leave>"Leave the list"</button>
                </form>
            </li>
        }
        .into_any();
    };
    let zone = format::zone(&offer.location.time_zone);
    let when = format::long(offer.start_time, zone);
    let [take, decline] = [format!("Take this time: {when}"), format!("No, thank you: not {when}")];
    view! {
        <li class="card offer">
            <div>
                <p class="when">{format!("An earlier time: {when}")}</p>
                <p>{doctor}</p>
                <p class="where">{offer.location.in_full()}</p>
                <p>{format!("Kept for you until {}.", format::moment(offer.expires_at, zone))}</p>
            </div>
            <div class="actions">
                <form method="post" action=AcceptOffer::PATH>
                    <input type="hidden" name="id" value=id.clone() />
                    <button aria-label=take>"Take this time"</button>
                </form>
                <form method="post" action=DeclineOffer::PATH>
                    <input type="hidden" name="id" value=id />
                    <button class="secondary" aria-label=decline>"No, thank you"</button>
                </form>
            </div>
        </li>
    }
    .into_any()
}

#[component]
fn Item(appointment: Appointment, waits: bool) -> impl IntoView {
    let now = backend().now();
    let to_come = appointment.can_be_changed(now);
    let can_change = page::user().is_some_and(|user| appointment.can_be_changed_by(user.id, now));
    // Soon enough, nothing earlier is worth moving for.
    let earlier = can_change && !waits && appointment.start_time - WORTH_MOVING > now;
    let when = format::when(&appointment);
    let to_calendar = format!("Add to calendar: the appointment on {when}");
    let ask = format!("Ask for an earlier time than {when}");
    let [to_move, to_cancel] = ["Move", "Cancel"].map(|verb| format!("{verb} the appointment on {when}"));
    view! {
        <li class="card">
            <div>
                <p class="when">{when}</p>
                <p>
                    {appointment.doctor.full_name.clone()}
                    {appointment.visit_type.as_ref().map(|visit| format!(", {}", visit.name))}
                    {appointment.dependant.as_ref().map(|dependant| format!(", for {}", dependant.full_name))}
                </p>
                <p class="where">{appointment.location.in_full()}</p>
            </div>
            <p class="actions">
                <StatusBadge status=appointment.status />
                {earlier.then(|| view! { <a href=paths::ask_for_earlier(appointment.id) aria-label=ask>"Ask for an earlier time"</a> })}
                {to_come.then(|| view! {
                    <a href=paths::calendar_file(appointment.id) download rel="external" aria-label=to_calendar>"Add to calendar"</a>
                })}
                {(to_come && !can_change).then(|| view! { <span>"To move or cancel it now, please call the practice."</span> })}
                {can_change.then(|| view! {
                    <a href=paths::move_appointment(appointment.id, None, None) aria-label=to_move>"Move"</a>
                    <a href=paths::cancel(appointment.id) aria-label=to_cancel>"Cancel"</a>
                })}
            </p>
        </li>
    }
}
