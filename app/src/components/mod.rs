//! Parts that several pages share: they show what they are given, and fetch nothing.

mod account_changes;
mod appointment_summary;
mod awake;
mod code_field;
mod column_chart;
mod doctor_card;
mod error_summary;
mod field;
mod hits;
mod new_password;
mod own_password;
mod passkey_form;
mod search_form;
mod select_field;
mod status_badge;
mod text_area;
mod trouble;

pub use account_changes::{AccountButton, AccountChange, AccountChanges};
pub use appointment_summary::AppointmentSummary;
pub use awake::Awake;
pub use code_field::CodeField;
pub use column_chart::{Column, ColumnChart};
pub use doctor_card::DoctorCard;
pub use error_summary::ErrorSummary;
pub use field::Field;
pub use hits::Hits;
pub use new_password::NewPassword;
pub use own_password::OwnPassword;
pub use passkey_form::PasskeyForm;
pub use search_form::SearchForm;
pub use select_field::SelectField;
pub use status_badge::StatusBadge;
pub use text_area::TextArea;
pub use trouble::Trouble;
