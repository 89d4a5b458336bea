//! The instance put together: its configuration, its keys, the list of services, and the server that runs them.
//! `main.rs` is the command line, and each command a file of `commands/`. This is the one place that knows every service.

pub mod config;
pub mod keys;
pub mod moving;
pub mod open;
pub mod serve;
pub mod services;
