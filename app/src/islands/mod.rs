//! What comes alive in the browser.

mod slot_picker;

pub use slot_picker::SlotPicker;
