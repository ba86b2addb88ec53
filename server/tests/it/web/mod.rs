mod account;
mod forms;
mod headers;
mod port;
mod two_step;
