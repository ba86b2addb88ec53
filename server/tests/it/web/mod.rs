mod account;
mod cors;
mod forms;
mod headers;
mod port;
mod search;
mod two_step;
mod what_if;
