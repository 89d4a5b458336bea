//! One module per subcommand; each has `Args` (clap) and `run(Args) -> ExitCode`.

pub(crate) mod backup;
pub(crate) mod budget;
pub(crate) mod catalogue;
pub(crate) mod commune;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod election;
pub(crate) mod form;
pub(crate) mod journal;
mod lang;
pub(crate) mod opinion;
pub(crate) mod restore;
pub(crate) mod serve;
pub(crate) mod staff;

use std::fmt::Display;
use std::future::Future;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use beffroi::config::{Config, ConfigError};

/// Which configuration a command works with.
#[derive(clap::Args)]
pub(crate) struct Configured {
    /// Configuration (default: ./beffroi.toml, then /etc/beffroi/beffroi.toml; `BEFFROI_…` variables replace its lines).
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
}

impl Configured {
    pub(crate) fn load(&self) -> Result<Config, ConfigError> {
        Config::load(self.config.as_deref())
    }
}

/// A line on standard output. A reader that left (`beffroi doctor | head`) is no fault of ours.
pub(crate) fn say(line: impl Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Runs a command's work and says why it failed.
pub(crate) fn conclude(work: impl Future<Output = anyhow::Result<ExitCode>>) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = runtime.map_err(anyhow::Error::from).and_then(|runtime| runtime.block_on(work));
    outcome.unwrap_or_else(|error| {
        eprintln!("beffroi: {error:#}");
        ExitCode::FAILURE
    })
}
