//! Forms of public procedures: typed model, conditions, validation, importers and exporters.

pub mod check;
pub mod clock;
pub mod compiled;
pub mod cond;
pub mod export;
pub mod flow;
mod id;
pub mod import;
pub mod kinds;
pub mod lint;
pub mod model;
mod text;
pub mod value;

pub use compiled::Compiled;
pub use id::{BadId, Id};
pub use text::{Part, Text};
