//! Everything that can go wrong between a caller and the database.

use thiserror::Error;

/// A refusal or failure of the store. Cloneable, because one failed group commit answers many callers.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// [`crate::AuthorityDb::one`] found no row.
    #[error("`{0}` found no row")]
    NotFound(&'static str),
    /// A kernel statement through an authority's handle, or the reverse.
    #[error("`{0}` is declared for the other scope (authority or kernel)")]
    WrongScope(&'static str),
    /// More or fewer values than the statement's highest `$n`.
    #[error("`{statement}` takes {wanted} values, {given} were given (the authority included)")]
    ParameterCount {
        /// Name of the statement.
        statement: &'static str,
        /// Highest `$n` of the statement.
        wanted: usize,
        /// Values at hand, `$1` included.
        given: usize,
    },
    /// U+0000 in a text or in JSON: PostgreSQL cannot keep it, so neither engine takes it.
    #[error("`{0}`: a text holds the character U+0000, which the database cannot keep")]
    NulInText(&'static str),
    /// A NaN or an infinity, which SQLite turns into NULL.
    #[error("`{0}`: a number is not finite")]
    NotFinite(&'static str),
    /// A time before the year 1 or after 9999.
    #[error("`{0}`: a time is outside the years 1 to 9999")]
    TimeOutOfRange(&'static str),
    /// A value of the wrong type for its column.
    #[error("`{statement}`: {detail}")]
    WrongType {
        /// Name of the statement.
        statement: &'static str,
        /// What the engine says.
        detail: String,
    },
    /// A column asked of a row that has none of that name or number.
    #[error("the row has no column {0}")]
    NoColumn(String),
    /// A column read as a type it does not hold.
    #[error("column {column} holds {found}, not {wanted}")]
    Column {
        /// Name of the column.
        column: String,
        /// Type asked for.
        wanted: &'static str,
        /// Type found.
        found: &'static str,
    },
    /// A constraint of the schema refused the statement.
    #[error("{kind:?} constraint refused: {detail}")]
    Constraint {
        /// Which kind of rule.
        kind: ConstraintKind,
        /// The engine's words: constraint or columns.
        detail: String,
    },
    /// A statement failed earlier in this transaction; it can only be rolled back.
    #[error("the transaction was spoilt by an earlier failed statement")]
    Aborted,
    /// A [`crate::Tx`] kept after its closure ended.
    #[error("the transaction has ended")]
    Finished,
    /// The closure did not speak for longer than the limit; the writer rolled it back and went on.
    #[error("the transaction stayed silent too long and was given up")]
    Stalled,
    /// Other transactions won every time.
    #[error("given up after {0} attempts: others kept changing the same rows")]
    Contention(u32),
    /// Another process holds the SQLite file.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// No room left on the disk.
    #[error("no room left for the database")]
    Full,
    /// The connection is lost; whether a commit under way took place is not known.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// The handle was closed.
    #[error("the database handle is closed")]
    Closed,
    /// An address that names no database.
    #[error("not a database address: {0}")]
    Address(String),
    /// A database that cannot serve as it is set up.
    #[error("this database cannot serve: {0}")]
    Unfit(String),
    /// A migration already applied has another text now.
    #[error("migration {slice}/{file} was applied with another text: write a new migration instead")]
    MigrationAltered {
        /// Slice of the migration.
        slice: String,
        /// Its file name.
        file: String,
    },
    /// Migrations whose names are not in ascending order, or one slipped in before an applied one.
    #[error("migration {slice}/{file} is out of order")]
    MigrationOrder {
        /// Slice of the migration.
        slice: String,
        /// Its file name.
        file: String,
    },
    /// A migration that the engine refuses.
    #[error("migration {slice}/{file}: {detail}")]
    MigrationFailed {
        /// Slice of the migration.
        slice: String,
        /// Its file name.
        file: String,
        /// The engine's words.
        detail: String,
    },
    /// A job whose lease went to another runner.
    #[error("the lease of this job is lost")]
    LeaseLost,
    /// Anything else the engine says.
    #[error("`{statement}`: {detail}")]
    Engine {
        /// Name of the statement.
        statement: &'static str,
        /// The engine's words.
        detail: String,
    },
}

/// Which rule of the schema a statement broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConstraintKind {
    /// Primary or unique key.
    Unique,
    /// Reference to a row that is not there, or still referenced.
    ForeignKey,
    /// A column that must hold a value.
    NotNull,
    /// A `check` clause.
    Check,
}

impl StoreError {
    /// Whether a primary or unique key refused the statement.
    pub fn is_unique(&self) -> bool {
        matches!(self, Self::Constraint { kind: ConstraintKind::Unique, .. })
    }
}

/// A statement that does not prepare on one engine.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{statement}: {detail}")]
pub struct PrepareError {
    /// Name of the statement.
    pub statement: &'static str,
    /// The engine's words.
    pub detail: String,
}
