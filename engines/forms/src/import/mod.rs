//! Forms of other products, read into drafts, with a report of what became of each element.

mod codes;
pub mod report;
pub mod wcs;

pub use codes::{Class, Code, Reason};
