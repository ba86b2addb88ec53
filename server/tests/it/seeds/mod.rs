//! The APIs that came before, call by call as their documents give them: who moves here changes the base address only.

mod clinic_auth_api;
mod doctolib_api;
mod s002_doctor_appointment_api;
mod s003_doctor_appointment_api;
mod s004_appointment_system;
