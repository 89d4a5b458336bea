//! `beffroi demo`: the commune of Hautval, with its people, its procedures and a history of files.

use std::process::ExitCode;

use anyhow::{Context as _, bail, ensure};
use beffroi::{serve, services};
use beffroi_procedures::demo;

/// Arguments of `beffroi demo`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    configured: super::Configured,
    /// Host names at which it is served; the first stands in mails and letters.
    #[arg(long = "host", default_values = ["127.0.0.1", "localhost", "hautval.localhost"])]
    hosts: Vec<String>,
}

pub(crate) fn run(args: Args) -> ExitCode {
    super::conclude(async move {
        let config = args.configured.load()?;
        ensure!(
            config.demonstration,
            "this makes invented people with a public password: set demonstration = true first"
        );
        let folder = &config.demonstration_data;
        let app = serve::instance(&config, &services::all()).await?;
        if !app.authorities().is_empty() {
            bail!("this instance has a commune already; nothing was changed");
        }
        let profile = demo::profile(folder)?;
        beffroi_web::add_commune(app.db(), app.ambient(), &args.hosts, &profile).await?;
        serve::open_communes(&app).await?;
        let authorities = app.authorities();
        let hautval = authorities.first().context("the commune just added is not there")?;
        demo::seed(&app, hautval, folder).await?;
        serve::close(&app).await;
        super::say(format_args!("{} is ready", profile.name));
        Ok(ExitCode::SUCCESS)
    })
}
