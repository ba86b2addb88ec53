mod forms;
mod port;
