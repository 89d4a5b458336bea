//! Pabulib files (`.pb`): reading with errors by line and column, writing what the Pabulib checker accepts.
//!
//! Format: three sections `META`, `PROJECTS`, `VOTES`, each a table separated by semicolons with quotes doubled
//! (Faliszewski et al., *Participatory Budgeting: Data, Tools and Analysis*, IJCAI 2023, and pabulib.org/format).

mod check;
mod csv;
mod read;
mod write;

pub use check::{Finding, check};
pub use read::{ReadError, ReadErrorKind, read};
pub use write::{Written, write};
