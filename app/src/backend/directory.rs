//! What everybody may look up.

use async_trait::async_trait;
use domain::{
    actor::Actor,
    appointment::SlotQuery,
    availability::LocationClosure,
    directory::{Department, Doctor, DoctorSearch, Location, Page, Specialty, VisitKind},
    ids::LocationId,
    schedule::Slot,
};

use super::Answer;

/// Errors are those of the service behind it.
#[async_trait]
pub trait Directory: Send + Sync {
    async fn specialties(&self) -> Answer<Vec<Specialty>>;
    async fn locations(&self) -> Answer<Vec<Location>>;
    /// Those of every location.
    async fn departments(&self) -> Answer<Vec<Department>>;
    /// By id or slug.
    async fn specialty(&self, key: &str) -> Answer<Specialty>;
    /// By id or slug.
    async fn location(&self, key: &str) -> Answer<Location>;
    /// By id or slug.
    async fn department(&self, key: &str) -> Answer<Department>;
    async fn visit_kinds(&self) -> Answer<Vec<VisitKind>>;
    async fn search_doctors(&self, search: &DoctorSearch, cursor: Option<&str>) -> Answer<Page<Doctor>>;
    /// By id or slug.
    async fn doctor(&self, key: &str) -> Answer<Doctor>;
    /// By this person, if they are a patient.
    async fn slots(&self, actor: Option<&Actor>, query: &SlotQuery) -> Answer<Vec<Slot>>;
    /// A location's closures that are not over.
    async fn closures(&self, location: LocationId) -> Answer<Vec<LocationClosure>>;
}
