//! Free times as they change: server-sent events (WHATWG HTML, section 9.2).

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::{Path, State},
    response::sse::{Event, KeepAlive, Sse},
};
use domain::{actor::Actor, appointment::SlotQuery, ids::UserId, schedule::Slot};
use futures::{Stream, stream};
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::{Instant, timeout},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{availability::Bounds, body::Query, error::ApiError};
use crate::{auth::extract::MaybeSignedIn, changes::Change, startup::AppState};

/// Times pass, holds run out, and a change may have been lost: so often it is looked at anyway.
const LOOK_AT_LEAST_EVERY: Duration = Duration::from_secs(20);
/// After so long the page connects anew: nobody gathers streams for ever.
const END_AFTER: Duration = Duration::from_mins(10);
/// So often an idle connection is shown to be alive, to proxies above all.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(live))
}

/// An event `slots` at once, and on each change; its data is what `/slots` answers. Who reconnects gets all of it again,
/// so nothing has to be remembered between the two.
#[utoipa::path(
    get, path = "/doctors/{id}/slots/live", operation_id = "watch_slots", tag = "Free times",
    summary = "Tells of free times as they change, as server-sent events.",
    params(Bounds), responses((status = 200, body = String, content_type = "text/event-stream")),
    security((), ("bearer" = []), ("password" = [])),
)]
async fn live(
    State(state): State<AppState>,
    MaybeSignedIn(actor): MaybeSignedIn,
    Path(doctor): Path<String>,
    Query(bounds): Query<Bounds>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    let query = bounds.of(doctor);
    // First the ear, then the look: nothing can happen in between unheard.
    let changes = state.services.changes().subscribe();
    let doctor = state.services.doctor(&query.doctor_id).await?.id;
    let first = state.services.slots(actor.as_ref(), &query).await?;
    let until = Instant::now() + END_AFTER;
    let watch = Watch { until, state, actor, query, doctor, changes, shown: None, next: Some(first) };
    let events = stream::unfold(watch, |mut watch| async {
        let event = watch.event().await?;
        Some((Ok(event), watch))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

/// One page that is open.
struct Watch {
    until: Instant,
    state: AppState,
    actor: Option<Actor>,
    query: SlotQuery,
    doctor: UserId,
    changes: Receiver<Change>,
    shown: Option<Vec<Slot>>,
    next: Option<Vec<Slot>>,
}

impl Watch {
    /// The next one; none when the server is stopping, the time is over, or there is nothing to show any more.
    async fn event(&mut self) -> Option<Event> {
        loop {
            if let Some(slots) = self.next.take()
                && self.shown.as_ref() != Some(&slots)
            {
                let event = Event::default().event("slots").json_data(&slots).ok()?;
                self.shown = Some(slots);
                return Some(event);
            }
            self.wait().await?;
            self.next = Some(self.state.services.slots(self.actor.as_ref(), &self.query).await.ok()?);
        }
    }

    /// Until it is worth another look.
    async fn wait(&mut self) -> Option<()> {
        loop {
            if Instant::now() >= self.until {
                return None;
            }
            match timeout(LOOK_AT_LEAST_EVERY, self.changes.recv()).await {
                Ok(Ok(Change::Of(doctor))) if doctor != self.doctor => {}
                Ok(Ok(Change::End) | Err(RecvError::Closed)) => return None,
                Ok(Ok(Change::Of(_) | Change::Missed) | Err(RecvError::Lagged(_))) | Err(_) => return Some(()),
            }
        }
    }
}
