//! `beffroi demo`: makes the demonstration commune, with its people, procedures and files, in an instance that has none.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use beffroi_store::Ambient;

use crate::{open, serve, services};

/// Arguments of `beffroi demo`.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    configured: super::Configured,
    /// Folder of the demonstration's data.
    #[arg(long, value_name = "FOLDER", default_value = "demo")]
    from: PathBuf,
    /// Host names at which it is served.
    #[arg(long = "host", default_values = ["hautval.localhost", "localhost", "127.0.0.1"])]
    hosts: Vec<String>,
}

pub fn run(args: Args) -> ExitCode {
    super::conclude(async move {
        let config = args.configured.load()?;
        let kept = open::open(&config, &services::all(), &Ambient::system()).await?;
        if !beffroi_web::load_communes(&kept.db).await?.is_empty() {
            super::say(format_args!("This instance already has a commune: nothing was added."));
            kept.db.close().await;
            return Ok(ExitCode::SUCCESS);
        }
        let profile = beffroi_procedures::demo::profile(&args.from).context("demonstration")?;
        beffroi_web::add_commune(&kept.db, &Ambient::system(), &args.hosts, &profile).await?;
        kept.db.close().await;
        serve::make_demonstration(&config, &args.from).await?;
        super::say(format_args!("The commune {} is ready.", profile.name_of));
        Ok(ExitCode::SUCCESS)
    })
}
