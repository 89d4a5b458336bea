//! `beffroi budget`: counts a Pabulib file, explains the result, compares rules, gives receipts, checks files.

mod arguments;
mod check;
mod compare;
mod count;
mod json;
mod receipt;
mod text;

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use beffroi_budgeting::{Election, Outcome, Parameters, Progress, pabulib};

pub(crate) use arguments::Args;
use arguments::Command;

use super::lang::Lang;

/// A line of progress is written anew this often.
const BETWEEN_PROGRESS: Duration = Duration::from_millis(250);

/// Runs a subcommand; what goes wrong is said on stderr in the chosen language.
pub(crate) fn run(args: Args) -> ExitCode {
    let lang = args.lang;
    let done = match *args.command {
        Command::Count(own) => count::run(lang, &own),
        Command::Compare(own) => compare::run(lang, &own),
        Command::Receipt(own) => receipt::run(lang, &own),
        Command::Check(own) => check::run(lang, &own),
    };
    match done {
        Ok(code) => code,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Reads an election.
fn load(lang: Lang, path: &Path) -> Result<Election, String> {
    let bytes = std::fs::read(path).map_err(|error| lang.about(path, &lang.system(&error)))?;
    pabulib::read(&bytes).map_err(|error| lang.about(path, &lang.read_error(&error)))
}

/// Writes a file that was asked for.
fn save(lang: Lang, path: &Path, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|error| lang.about(path, &lang.system(&error)))
}

/// Prints a result; a closed pipe is no reason to fail.
fn show(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Counts; whoever waits at a terminal sees how far a long count has come.
fn counted(lang: Lang, election: &Election, parameters: &Parameters) -> Result<Outcome, String> {
    let terminal = std::io::stderr().is_terminal();
    let (mut last, mut said) = (Instant::now(), false);
    let mut progress = |progress: Progress| {
        if terminal && last.elapsed() > BETWEEN_PROGRESS {
            (last, said) = (Instant::now(), true);
            eprint!("\r{}\u{1b}[K", lang.raising(election, progress));
        }
    };
    let outcome = beffroi_budgeting::count(election, parameters, &mut progress);
    if said {
        eprint!("\r\u{1b}[K");
    }
    outcome.map_err(|error| lang.election_error(&error))
}
