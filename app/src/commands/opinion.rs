//! `beffroi opinion`.

use std::process::ExitCode;

/// Arguments of `beffroi opinion`.
#[derive(clap::Args)]
pub struct Args {}

pub fn run(_args: Args) -> ExitCode {
    ExitCode::SUCCESS
}
