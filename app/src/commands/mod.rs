//! One module per subcommand; each has `Args` (clap) and `run(Args) -> ExitCode`.

pub(crate) mod budget;
pub(crate) mod election;
pub(crate) mod form;
pub(crate) mod opinion;
