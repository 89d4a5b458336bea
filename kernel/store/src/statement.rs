//! Statements as named constants, so that a test can prepare every one of them on both engines.

/// Whose rows a statement touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// One authority's: `$1` is its identifier, bound by the handle.
    Authority,
    /// The instance's (host names, leases of jobs): the kernel's alone, through [`crate::Db::kernel`].
    Kernel,
}

/// One SQL text for both engines, with `$n` parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement {
    /// Name of the constant, for messages.
    pub name: &'static str,
    /// The text.
    pub sql: &'static str,
    /// Whose rows.
    pub scope: Scope,
}

/// Declares statements and lists them in `STATEMENTS`. A kernel statement says so after its name.
///
/// ```
/// # mod store {
/// beffroi_store::statements! {
///     /// One file of the authority.
///     pub(crate) FILE_BY_ID = "select id, state from procedures_file where authority = $1 and id = $2";
///     HOSTS (kernel) = "select host, authority from store_host";
/// }
/// # }
/// # assert_eq!(store::STATEMENTS.len(), 2);
/// # assert_eq!(store::FILE_BY_ID.name, "FILE_BY_ID");
/// ```
#[macro_export]
macro_rules! statements {
    ($($(#[$meta:meta])* $vis:vis $name:ident $(($scope:ident))? = $sql:expr;)*) => {
        $(
            $(#[$meta])*
            $vis const $name: $crate::Statement = $crate::Statement {
                name: stringify!($name),
                sql: $sql,
                scope: $crate::statement_scope!($($scope)?),
            };
        )*
        /// Every statement of this module.
        pub const STATEMENTS: &[$crate::Statement] = &[$($name),*];
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! statement_scope {
    () => {
        $crate::Scope::Authority
    };
    (kernel) => {
        $crate::Scope::Kernel
    };
}
