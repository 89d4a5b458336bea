//! `beffroi form`.

use std::process::ExitCode;

/// Arguments of `beffroi form`.
#[derive(clap::Args)]
pub struct Args {}

pub fn run(_args: Args) -> ExitCode {
    ExitCode::SUCCESS
}
