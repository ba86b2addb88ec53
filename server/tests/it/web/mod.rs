mod forms;
mod port;
mod two_step;
