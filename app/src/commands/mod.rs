//! One module per subcommand; each has `Args` (clap) and `run(Args) -> ExitCode`.

pub(crate) mod budget;
pub mod election;
pub mod form;
pub mod opinion;
