//! `beffroi serve`: starts the instance and listens to the signals of whoever runs it.

use std::process::ExitCode;

use beffroi::serve::{self, Running, logs};
use beffroi::services;
use tokio::signal::unix::{SignalKind, signal};

/// Arguments of `beffroi serve`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    configured: super::Configured,
}

pub(crate) fn run(args: Args) -> ExitCode {
    super::conclude(async move {
        let config = args.configured.load()?;
        logs::start(&config)?;
        let running = serve::start(&config, services::all()).await?;
        let communes = running.app().authorities().len();
        tracing::info!(address = %running.address, communes, "serving");
        if communes == 0 {
            tracing::warn!("no commune is served yet: beffroi commune add --host … --profile …");
        }
        if config.smtp.is_none() && !config.demonstration {
            tracing::warn!("smtp is not set: mail waits in its queue");
        }
        until_told(&running).await?;
        tracing::info!("stopping");
        running.finish().await?;
        Ok(ExitCode::SUCCESS)
    })
}

/// SIGTERM and SIGINT stop; SIGHUP takes up communes added since the start.
async fn until_told(running: &Running) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    loop {
        tokio::select! {
            _ = terminate.recv() => return Ok(()),
            _ = interrupt.recv() => return Ok(()),
            _ = hang_up.recv() => match running.reload().await {
                Ok(()) => tracing::info!(communes = running.app().authorities().len(), "communes read again"),
                Err(error) => tracing::error!("communes not read again: {error:#}"),
            },
        }
    }
}
