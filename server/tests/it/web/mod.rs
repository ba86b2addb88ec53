mod account;
mod forms;
mod port;
