//! Running the place: its people, its lists, its numbers.

use async_trait::async_trait;
use domain::{
    actor::Actor,
    audit::{AuditFilter, AuditLine},
    availability::{ClosureForm, LocationClosure},
    department::DepartmentForm,
    directory::{Department, Doctor, Location, Page, Specialty},
    doctor::{AssignmentForm, DoctorAccount},
    ids::{ClosureId, DepartmentId, LocationId, SpecialtyId, UserId},
    location::LocationForm,
    patient::Patient,
    profile::ProfileForm,
    specialty::SpecialtyForm,
    statistics::{Overview, Period, StatisticsForm, Utilisation},
    user::{RegistrationForm, User, UserChangeForm, UserFilter},
};

use super::Answer;

/// Errors are those of the service behind it.
#[async_trait]
pub trait Administration: Send + Sync {
    async fn overview(&self, actor: &Actor) -> Answer<Overview>;
    async fn periods(&self, actor: &Actor, form: &StatisticsForm) -> Answer<Vec<Period>>;
    async fn utilisation_of_doctors(
        &self,
        actor: &Actor,
        form: &StatisticsForm,
        cursor: Option<&str>,
    ) -> Answer<Page<Utilisation>>;
    async fn utilisation_of_locations(&self, actor: &Actor, form: &StatisticsForm) -> Answer<Vec<Utilisation>>;
    async fn users(&self, actor: &Actor, filter: &UserFilter, cursor: Option<&str>) -> Answer<Page<User>>;
    async fn user(&self, actor: &Actor, id: UserId) -> Answer<User>;
    async fn change_user(&self, actor: &Actor, id: UserId, form: UserChangeForm) -> Answer<User>;
    /// Those who wait for approval, or all others.
    async fn doctor_accounts(&self, actor: &Actor, waiting: bool, cursor: Option<&str>) -> Answer<Page<DoctorAccount>>;
    async fn account_of_doctor(&self, actor: &Actor, id: UserId) -> Answer<DoctorAccount>;
    async fn engage_doctor(&self, actor: &Actor, form: RegistrationForm, place: AssignmentForm) -> Answer<Doctor>;
    async fn change_doctor(
        &self,
        actor: &Actor,
        id: UserId,
        profile: ProfileForm,
        place: AssignmentForm,
    ) -> Answer<Doctor>;
    async fn patients(&self, actor: &Actor, q: Option<&str>, cursor: Option<&str>) -> Answer<Page<Patient>>;
    async fn patient(&self, actor: &Actor, id: UserId) -> Answer<Patient>;
    async fn admit_patient(&self, actor: &Actor, form: RegistrationForm) -> Answer<Patient>;
    async fn change_patient(&self, actor: &Actor, id: UserId, form: ProfileForm) -> Answer<Patient>;
    async fn audit_lines(&self, actor: &Actor, filter: &AuditFilter, cursor: Option<&str>) -> Answer<Page<AuditLine>>;
    async fn add_specialty(&self, actor: &Actor, form: SpecialtyForm) -> Answer<Specialty>;
    async fn change_specialty(&self, actor: &Actor, id: SpecialtyId, form: SpecialtyForm) -> Answer<Specialty>;
    async fn retire_specialty(&self, actor: &Actor, id: SpecialtyId) -> Answer<()>;
    async fn add_location(&self, actor: &Actor, form: LocationForm) -> Answer<Location>;
    async fn change_location(&self, actor: &Actor, id: LocationId, form: LocationForm) -> Answer<Location>;
    async fn retire_location(&self, actor: &Actor, id: LocationId) -> Answer<()>;
    async fn close(&self, actor: &Actor, location: LocationId, form: ClosureForm) -> Answer<LocationClosure>;
    async fn reopen(&self, actor: &Actor, location: LocationId, id: ClosureId) -> Answer<()>;
    async fn add_department(&self, actor: &Actor, form: DepartmentForm) -> Answer<Department>;
    async fn change_department(&self, actor: &Actor, id: DepartmentId, form: DepartmentForm) -> Answer<Department>;
    async fn retire_department(&self, actor: &Actor, id: DepartmentId) -> Answer<()>;
}
