mod account;
mod forms;
mod headers;
mod port;
