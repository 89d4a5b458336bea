//! One module per subcommand; each has `Args` (clap) and `run(Args) -> ExitCode`.

pub mod budget;
pub(crate) mod election;
pub mod form;
pub mod opinion;
