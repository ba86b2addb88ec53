//! Server functions: the browser's door to the use cases, under `/fn/`.

pub mod directory;
