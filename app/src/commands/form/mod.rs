//! `beffroi form`: import the forms of other products, check our own.

mod check;
mod gather;
mod import;

use std::process::ExitCode;

use beffroi_forms::import::report::Lang;
use clap::{Subcommand, ValueEnum};

/// Arguments of `beffroi form`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Read w.c.s. (Publik) exports into drafts, with a report of every element.
    Import(import::Args),
    /// Check a form as publication would: exit code 1 when it has errors.
    Check(check::Args),
}

/// Language of reports and of the texts an import adds.
#[derive(Clone, Copy, ValueEnum)]
enum Language {
    /// French.
    Fr,
    /// English.
    En,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Fr => Self::Fr,
            Language::En => Self::En,
        }
    }
}

pub(crate) fn run(args: Args) -> ExitCode {
    match args.command {
        Command::Import(args) => import::run(&args),
        Command::Check(args) => check::run(&args),
    }
}
