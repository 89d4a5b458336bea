//! What the crate promises, on both engines.

mod accounts;
mod common;
mod journal;
mod rights;
mod vault;
