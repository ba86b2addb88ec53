//! What comes alive in the browser.

mod hold_time;
mod password_meter;
mod slot_picker;

pub use hold_time::HoldTime;
pub use password_meter::PasswordMeter;
pub use slot_picker::SlotPicker;
