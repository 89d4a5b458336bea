//! Forms of public procedures: typed model, conditions, validation, importers and exporters.

pub mod cond;
mod id;
pub mod import;
pub mod model;
mod text;

pub use id::{BadId, Id};
pub use text::{Part, Text};
