//! What everybody may look up.

use app::backend::Directory;
use async_trait::async_trait;
use domain::{
    actor::Actor,
    appointment::SlotQuery,
    availability::LocationClosure,
    directory::{Department, Doctor, DoctorSearch, Location, Page, Specialty, VisitKind},
    ids::LocationId,
    schedule::Slot,
};

use super::{Answer, DOCTORS_PER_PAGE, Port};

#[async_trait]
impl Directory for Port {
    async fn specialties(&self) -> Answer<Vec<Specialty>> {
        self.services.specialties().await
    }

    async fn locations(&self) -> Answer<Vec<Location>> {
        self.services.locations().await
    }

    async fn departments(&self) -> Answer<Vec<Department>> {
        self.services.departments(None).await
    }

    async fn specialty(&self, key: &str) -> Answer<Specialty> {
        self.services.specialty(key).await
    }

    async fn location(&self, key: &str) -> Answer<Location> {
        self.services.location(key).await
    }

    async fn department(&self, key: &str) -> Answer<Department> {
        self.services.department(key).await
    }

    async fn visit_kinds(&self) -> Answer<Vec<VisitKind>> {
        self.services.visit_kinds().await
    }

    async fn search_doctors(&self, search: &DoctorSearch, cursor: Option<&str>) -> Answer<Page<Doctor>> {
        self.services.search_doctors(search, cursor, DOCTORS_PER_PAGE).await
    }

    async fn doctor(&self, key: &str) -> Answer<Doctor> {
        self.services.doctor(key).await
    }

    async fn slots(&self, actor: Option<&Actor>, query: &SlotQuery) -> Answer<Vec<Slot>> {
        self.services.slots(actor, query).await
    }

    async fn closures(&self, location: LocationId) -> Answer<Vec<LocationClosure>> {
        self.services.closures(location).await
    }
}
