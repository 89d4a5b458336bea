//! Every SQL statement of the slice, and the rows they give. `$1` is always the commune, bound by the handle.

pub(crate) mod alerts;
pub(crate) mod batches;
pub(crate) mod catalogue;
pub(crate) mod documents;
pub(crate) mod drafts;
pub(crate) mod entries;
pub(crate) mod erase;
pub(crate) mod files;
pub(crate) mod labels;
pub(crate) mod moving;
pub(crate) mod photos;
pub(crate) mod places;
pub(crate) mod procedures;
pub(crate) mod queue;
pub(crate) mod readings;
pub(crate) mod resident;
pub(crate) mod routes;
pub(crate) mod tasks;
pub(crate) mod views;
pub(crate) mod watch;

use beffroi_store::Statement;

/// What the prepare-all test checks on both engines.
pub const STATEMENTS: &[&[Statement]] = &[
    catalogue::STATEMENTS,
    places::STATEMENTS,
    procedures::STATEMENTS,
    drafts::STATEMENTS,
    entries::STATEMENTS,
    files::STATEMENTS,
    photos::STATEMENTS,
    documents::STATEMENTS,
    queue::STATEMENTS,
    labels::STATEMENTS,
    views::STATEMENTS,
    watch::STATEMENTS,
    tasks::STATEMENTS,
    erase::STATEMENTS,
    alerts::STATEMENTS,
    batches::STATEMENTS,
    routes::STATEMENTS,
    readings::STATEMENTS,
    resident::STATEMENTS,
    moving::STATEMENTS,
];

/// Every stored file that a row still needs.
pub(crate) const STORED: &[Statement] = &[drafts::STORED, documents::STORED];
