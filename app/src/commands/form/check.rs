//! `beffroi form check`.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use beffroi_forms::model::Form;

use super::Language;

/// Arguments of `beffroi form check`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// A form in our JSON.
    file: PathBuf,
    /// Language of the messages.
    #[arg(long, value_enum, default_value = "fr")]
    lang: Language,
}

/// Exit code 0 without errors, 1 with errors, 2 when the file cannot be read.
pub(super) fn run(args: &Args) -> ExitCode {
    let mut out = io::stdout().lock();
    let text = match fs::read_to_string(&args.file) {
        Ok(text) => text,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{}: {error}", args.file.display());
            return ExitCode::from(2);
        }
    };
    match Form::from_json(&text) {
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(out, "{error}");
            ExitCode::from(1)
        }
    }
}
