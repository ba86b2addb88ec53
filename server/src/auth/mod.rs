//! Who is asking: passwords, access tokens, cookies, and the middleware that joins them.

pub mod common_passwords;
pub mod cookies;
pub mod extract;
pub mod gate;
pub mod jwt;
pub mod opaque;
pub mod origin;
pub mod passkeys;
pub mod password;
pub mod refresh;
pub mod resolve;
pub mod scopes;
pub mod sealing;
pub mod two_step;
