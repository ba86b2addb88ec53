mod account;
mod cors;
mod forms;
mod headers;
mod port;
mod two_step;
