//! The document around every page, and the table of routes.

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags, Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::{
    format,
    pages::{
        account::AccountPage,
        admin::{
            AdminApiTokenPage, AdminApiTokensPage, AdminAuditPage, AdminDepartmentPage, AdminDepartmentsPage,
            AdminDoctorPage, AdminDoctorsPage, AdminLocationPage, AdminLocationsPage, AdminNewDoctorPage,
            AdminNewLocationPage, AdminNewPatientPage, AdminPage, AdminPatientPage, AdminPatientsPage,
            AdminSpecialtiesPage, AdminSpecialtyPage, AdminUserPage, AdminUsersPage, AdminVisitTypePage,
            AdminVisitTypesPage, AdminWebhookPage, AdminWebhooksPage,
        },
        appointments::AppointmentsPage,
        book::BookPage,
        booked::BookedPage,
        cancel::CancelPage,
        day::DayPage,
        dev_mail::{DevMailPage, DevMailsPage},
        doctor::DoctorPage,
        doctors::DoctorsPage,
        forgot_password::ForgotPasswordPage,
        home::HomePage,
        hours::HoursPage,
        login::LoginPage,
        login_two_step::LoginTwoStepPage,
        move_appointment::MovePage,
        not_found::NotFoundPage,
        passkeys::PasskeysPage,
        problems::{ProblemPage, ProblemsPage},
        register::RegisterPage,
        reset_password::ResetPasswordPage,
        time_off::TimeOffPage,
        two_step::TwoStepPage,
        verify_email::VerifyEmailPage,
        visit_type::VisitTypePage,
        visit_types::VisitTypesPage,
        waitlist::WaitlistPage,
        waitlist_offer::WaitlistOfferPage,
    },
};

/// The HTML document.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="description" content="Find a doctor, see the times that are truly free, and book." />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <HashedStylesheet options=options />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// What a page is called in the browser's list.
fn title(page: String) -> String {
    if page.is_empty() { "Praxis".to_owned() } else { format!("{} · Praxis", format::escaped(&page)) }
}

/// The routes. Every page is rendered whole (`SsrMode::Async`), so that it works without JavaScript.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let ssr = SsrMode::Async;
    view! {
        <Title formatter=title />
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/") view=HomePage ssr=ssr.clone() />
                <Route path=path!("/doctors") view=DoctorsPage ssr=ssr.clone() />
                <Route path=path!("/doctors/:slug") view=DoctorPage ssr=ssr.clone() />
                <Route path=path!("/book/confirmed/:id") view=BookedPage ssr=ssr.clone() />
                <Route path=path!("/book/:slug") view=BookPage ssr=ssr.clone() />
                <Route path=path!("/account") view=AccountPage ssr=ssr.clone() />
                <Route path=path!("/account/passkeys") view=PasskeysPage ssr=ssr.clone() />
                <Route path=path!("/account/two-step") view=TwoStepPage ssr=ssr.clone() />
                <Route path=path!("/appointments") view=AppointmentsPage ssr=ssr.clone() />
                <Route path=path!("/appointments/:id/cancel") view=CancelPage ssr=ssr.clone() />
                <Route path=path!("/appointments/:id/move") view=MovePage ssr=ssr.clone() />
                <Route path=path!("/waitlist/new") view=WaitlistPage ssr=ssr.clone() />
                <Route path=path!("/waitlist/offer") view=WaitlistOfferPage ssr=ssr.clone() />
                <Route path=path!("/login") view=LoginPage ssr=ssr.clone() />
                <Route path=path!("/login/two-step") view=LoginTwoStepPage ssr=ssr.clone() />
                <Route path=path!("/register") view=RegisterPage ssr=ssr.clone() />
                <Route path=path!("/forgot-password") view=ForgotPasswordPage ssr=ssr.clone() />
                <Route path=path!("/reset-password") view=ResetPasswordPage ssr=ssr.clone() />
                <Route path=path!("/verify-email") view=VerifyEmailPage ssr=ssr.clone() />
                <Route path=path!("/admin") view=AdminPage ssr=ssr.clone() />
                <Route path=path!("/admin/users") view=AdminUsersPage ssr=ssr.clone() />
                <Route path=path!("/admin/users/:id") view=AdminUserPage ssr=ssr.clone() />
                <Route path=path!("/admin/doctors") view=AdminDoctorsPage ssr=ssr.clone() />
                <Route path=path!("/admin/doctors/new") view=AdminNewDoctorPage ssr=ssr.clone() />
                <Route path=path!("/admin/doctors/:id") view=AdminDoctorPage ssr=ssr.clone() />
                <Route path=path!("/admin/patients") view=AdminPatientsPage ssr=ssr.clone() />
                <Route path=path!("/admin/patients/new") view=AdminNewPatientPage ssr=ssr.clone() />
                <Route path=path!("/admin/patients/:id") view=AdminPatientPage ssr=ssr.clone() />
                <Route path=path!("/admin/audit") view=AdminAuditPage ssr=ssr.clone() />
                <Route path=path!("/admin/api-tokens") view=AdminApiTokensPage ssr=ssr.clone() />
                <Route path=path!("/admin/api-tokens/:id") view=AdminApiTokenPage ssr=ssr.clone() />
                <Route path=path!("/admin/webhooks") view=AdminWebhooksPage ssr=ssr.clone() />
                <Route path=path!("/admin/webhooks/:id") view=AdminWebhookPage ssr=ssr.clone() />
                <Route path=path!("/admin/specialties") view=AdminSpecialtiesPage ssr=ssr.clone() />
                <Route path=path!("/admin/specialties/:id") view=AdminSpecialtyPage ssr=ssr.clone() />
                <Route path=path!("/admin/locations") view=AdminLocationsPage ssr=ssr.clone() />
                <Route path=path!("/admin/locations/new") view=AdminNewLocationPage ssr=ssr.clone() />
                <Route path=path!("/admin/locations/:id") view=AdminLocationPage ssr=ssr.clone() />
                <Route path=path!("/admin/departments") view=AdminDepartmentsPage ssr=ssr.clone() />
                <Route path=path!("/admin/departments/:id") view=AdminDepartmentPage ssr=ssr.clone() />
                <Route path=path!("/admin/visit-types") view=AdminVisitTypesPage ssr=ssr.clone() />
                <Route path=path!("/admin/visit-types/:id") view=AdminVisitTypePage ssr=ssr.clone() />
                <Route path=path!("/problems") view=ProblemsPage ssr=ssr.clone() />
                <Route path=path!("/problems/:code") view=ProblemPage ssr=ssr.clone() />
                <Route path=path!("/dev/mail") view=DevMailsPage ssr=ssr.clone() />
                <Route path=path!("/dev/mail/:id") view=DevMailPage ssr=ssr.clone() />
                <Route path=path!("/doctor") view=DayPage ssr=ssr.clone() />
                <Route path=path!("/doctor/hours") view=HoursPage ssr=ssr.clone() />
                <Route path=path!("/doctor/visit-types") view=VisitTypesPage ssr=ssr.clone() />
                <Route path=path!("/doctor/visit-types/:id") view=VisitTypePage ssr=ssr.clone() />
                <Route path=path!("/doctor/time-off") view=TimeOffPage ssr=ssr />
            </Routes>
        </Router>
    }
}
