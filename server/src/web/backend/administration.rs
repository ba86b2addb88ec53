//! Running the place: its people, its lists, its numbers.

use app::backend::Administration;
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

use super::{Answer, DOCTORS_PER_PAGE, LINES_PER_PAGE, Port};

#[async_trait]
impl Administration for Port {
    async fn overview(&self, actor: &Actor) -> Answer<Overview> {
        self.services.overview(actor).await
    }

    async fn periods(&self, actor: &Actor, form: &StatisticsForm) -> Answer<Vec<Period>> {
        self.services.periods(actor, form).await
    }

    async fn utilisation_of_doctors(
        &self,
        actor: &Actor,
        form: &StatisticsForm,
        cursor: Option<&str>,
    ) -> Answer<Page<Utilisation>> {
        self.services.utilisation_of_doctors(actor, form, cursor, DOCTORS_PER_PAGE).await
    }

    async fn utilisation_of_locations(&self, actor: &Actor, form: &StatisticsForm) -> Answer<Vec<Utilisation>> {
        self.services.utilisation_of_locations(actor, form).await
    }

    async fn users(&self, actor: &Actor, filter: &UserFilter, cursor: Option<&str>) -> Answer<Page<User>> {
        self.services.users(actor, filter, cursor, LINES_PER_PAGE).await
    }

    async fn user(&self, actor: &Actor, id: UserId) -> Answer<User> {
        self.services.user(actor, id).await
    }

    async fn change_user(&self, actor: &Actor, id: UserId, form: UserChangeForm) -> Answer<User> {
        self.services.change_user(actor, id, &form).await
    }

    async fn doctor_accounts(&self, actor: &Actor, waiting: bool, cursor: Option<&str>) -> Answer<Page<DoctorAccount>> {
        self.services.doctor_accounts(actor, waiting, cursor, LINES_PER_PAGE).await
    }

    async fn account_of_doctor(&self, actor: &Actor, id: UserId) -> Answer<DoctorAccount> {
        self.services.account_of_doctor(actor, id).await
    }

    async fn engage_doctor(&self, actor: &Actor, form: RegistrationForm, place: AssignmentForm) -> Answer<Doctor> {
        self.services.engage_doctor(actor, &form, &place).await
    }

    async fn change_doctor(
        &self,
        actor: &Actor,
        id: UserId,
        profile: ProfileForm,
        place: AssignmentForm,
    ) -> Answer<Doctor> {
        self.services.change_doctor(actor, &id.to_string(), &profile, &place).await
    }

    async fn patients(&self, actor: &Actor, q: Option<&str>, cursor: Option<&str>) -> Answer<Page<Patient>> {
        self.services.patients(actor, q, cursor, LINES_PER_PAGE).await
    }

    async fn patient(&self, actor: &Actor, id: UserId) -> Answer<Patient> {
        self.services.patient(actor, id).await
    }

    async fn admit_patient(&self, actor: &Actor, form: RegistrationForm) -> Answer<Patient> {
        self.services.admit_patient(actor, &form).await
    }

    async fn change_patient(&self, actor: &Actor, id: UserId, form: ProfileForm) -> Answer<Patient> {
        self.services.change_patient(actor, id, &form).await
    }

    async fn audit_lines(&self, actor: &Actor, filter: &AuditFilter, cursor: Option<&str>) -> Answer<Page<AuditLine>> {
        self.services.audit_lines(actor, filter, cursor, LINES_PER_PAGE).await
    }

    async fn add_specialty(&self, actor: &Actor, form: SpecialtyForm) -> Answer<Specialty> {
        self.services.add_specialty(actor, &form).await
    }

    async fn change_specialty(&self, actor: &Actor, id: SpecialtyId, form: SpecialtyForm) -> Answer<Specialty> {
        self.services.change_specialty(actor, &id.to_string(), &form).await
    }

    async fn retire_specialty(&self, actor: &Actor, id: SpecialtyId) -> Answer<()> {
        self.services.retire_specialty(actor, &id.to_string()).await
    }

    async fn add_location(&self, actor: &Actor, form: LocationForm) -> Answer<Location> {
        self.services.add_location(actor, &form).await
    }

    async fn change_location(&self, actor: &Actor, id: LocationId, form: LocationForm) -> Answer<Location> {
        self.services.change_location(actor, &id.to_string(), &form).await
    }

    async fn retire_location(&self, actor: &Actor, id: LocationId) -> Answer<()> {
        self.services.retire_location(actor, &id.to_string()).await
    }

    async fn close(&self, actor: &Actor, location: LocationId, form: ClosureForm) -> Answer<LocationClosure> {
        self.services.close(actor, location, &form).await
    }

    async fn reopen(&self, actor: &Actor, location: LocationId, id: ClosureId) -> Answer<()> {
        self.services.reopen(actor, location, id).await
    }

    async fn add_department(&self, actor: &Actor, form: DepartmentForm) -> Answer<Department> {
        self.services.add_department(actor, &form).await
    }

    async fn change_department(&self, actor: &Actor, id: DepartmentId, form: DepartmentForm) -> Answer<Department> {
        self.services.change_department(actor, &id.to_string(), &form).await
    }

    async fn retire_department(&self, actor: &Actor, id: DepartmentId) -> Answer<()> {
        self.services.retire_department(actor, &id.to_string()).await
    }
}
