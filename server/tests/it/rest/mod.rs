mod access_tokens;
mod accounts;
mod appointments;
mod availability;
mod bad_input;
mod directory;
mod health;
mod sessions;
