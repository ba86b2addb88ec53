//! Every address of the site, written once.

pub const HOME: &str = "/";
pub const DOCTORS: &str = "/doctors";
pub const LOGIN: &str = "/login";
pub const REGISTER: &str = "/register";
pub const APPOINTMENTS: &str = "/appointments";
pub const DOCTOR_DAY: &str = "/doctor";
pub const DOCTOR_HOURS: &str = "/doctor/hours";
