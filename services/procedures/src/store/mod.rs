//! Every SQL statement of the slice, and the rows they give. `$1` is always the commune, bound by the handle.

pub(crate) mod documents;
pub(crate) mod drafts;
pub(crate) mod files;
pub(crate) mod procedures;

use beffroi_store::Statement;

/// What the prepare-all test checks on both engines.
pub const STATEMENTS: &[&[Statement]] =
    &[procedures::STATEMENTS, drafts::STATEMENTS, files::STATEMENTS, documents::STATEMENTS];

/// Every stored file that a row still needs.
pub(crate) const STORED: &[Statement] = &[drafts::STORED, documents::STORED];
