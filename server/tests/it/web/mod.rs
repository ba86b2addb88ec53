mod forms;
mod headers;
mod port;
