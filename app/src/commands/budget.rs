//! `beffroi budget`.

use std::process::ExitCode;

/// Arguments of `beffroi budget`.
#[derive(clap::Args)]
pub struct Args {}

pub fn run(_args: Args) -> ExitCode {
    ExitCode::SUCCESS
}
