//! What comes alive in the browser.

mod password_meter;
mod slot_picker;

pub use password_meter::PasswordMeter;
pub use slot_picker::SlotPicker;
