//! `beffroi election`.

use std::process::ExitCode;

/// Arguments of `beffroi election`.
#[derive(clap::Args)]
pub struct Args {}

pub fn run(_args: Args) -> ExitCode {
    ExitCode::SUCCESS
}
