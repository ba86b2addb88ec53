//! A time kept for somebody while they fill in the form.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{HoldId, LocationId, UserId, VisitTypeId};

/// How long a hold lasts, and by how much it can be extended, once.
pub const HOLD: TimeDelta = TimeDelta::minutes(5);

/// Nobody else can book the time until it expires. A patient has one at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hold {
    pub id: HoldId,
    pub doctor_id: UserId,
    pub visit_type_id: Option<VisitTypeId>,
    pub location_id: LocationId,
    pub start_time: DateTime<Utc>,
    pub end_time: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// Whether it can be made longer.
    pub extendable: bool,
}
