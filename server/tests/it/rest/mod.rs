mod accounts;
mod appointments;
mod availability;
mod bad_input;
mod directory;
mod health;
mod sessions;
mod two_step;
