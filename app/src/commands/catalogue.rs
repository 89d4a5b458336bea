//! `beffroi catalogue`: what the communes publish of their procedures, for other programs.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use beffroi::{serve, services};
use beffroi_procedures::linked::{self, Format};

/// Arguments of `beffroi catalogue`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    configured: super::Configured,
    #[command(subcommand)]
    act: Act,
}

#[derive(clap::Subcommand)]
enum Act {
    /// Write the catalogue of a commune as linked data (CPSV-AP 3.2.0) on standard output, as its address gives it.
    Export {
        /// Turtle (`ttl`) or JSON-LD (`jsonld`).
        #[arg(long, default_value = "ttl")]
        format: String,
        /// Host name of the commune; needed when the instance serves several.
        #[arg(long)]
        host: Option<String>,
    },
}

pub(crate) fn run(args: Args) -> ExitCode {
    super::conclude(async move {
        let config = args.configured.load()?;
        let Act::Export { format, host } = args.act;
        let known = Format::ALL.map(Format::suffix);
        let Some(format) = Format::ALL.into_iter().find(|of| of.suffix() == format) else {
            bail!("`{format}` is no format: {} is expected", known.join(" or "));
        };
        let app = serve::instance(&config, &services::all()).await?;
        let commune = match (&host, app.authorities().as_slice()) {
            (Some(host), _) => {
                app.authority_at(host).with_context(|| format!("no commune is served at {host}"))?
            }
            (None, [only]) => only.clone(),
            (None, []) => bail!("this instance has no commune"),
            (None, _) => bail!("this instance serves several communes: say which with --host"),
        };
        let bytes = linked::export(&app, &commune, format).await?;
        serve::close(&app).await;
        std::io::stdout().write_all(&bytes).context("standard output")?;
        Ok(ExitCode::SUCCESS)
    })
}
