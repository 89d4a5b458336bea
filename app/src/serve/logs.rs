//! Lines of log on standard error, as text or JSON. What is logged has no personal data: that is the rule of whoever logs.

use anyhow::Context as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, fmt};

use crate::config::{Config, LogFormat};

/// Logs from now on, for the whole process.
pub fn start(config: &Config) -> anyhow::Result<()> {
    let levels: Targets =
        config.log_level.parse().with_context(|| format!("log_level `{}`", config.log_level))?;
    let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    let lines = match config.log {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => {
            lines.json().flatten_event(true).with_current_span(false).with_span_list(false).boxed()
        }
    };
    tracing_subscriber::registry()
        .with(lines.with_filter(levels))
        .try_init()
        .context("logs were started already")
}
