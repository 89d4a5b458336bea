//! `beffroi budget`: counts a Pabulib file, explains the result, compares rules, gives receipts, checks files.

mod arguments;
mod check;
mod compare;
mod count;
mod json;
mod receipt;
mod text;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use beffroi_budgeting::{Election, Outcome, Parameters, Progress, pabulib};

pub(crate) use arguments::Args;
use arguments::Command;
use text::Lang;

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
    let shown = path.display();
    let bytes = std::fs::read(path).map_err(|error| format!("{shown}: {error}"))?;
    pabulib::read(&bytes).map_err(|error| format!("{shown}: {}", lang.read_error(&error)))
}

/// Writes a file that was asked for.
fn save(path: &PathBuf, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

/// Prints a result.
#[expect(clippy::print_stdout, reason = "the result of a command is its output")]
fn show(text: &str) {
    print!("{text}");
}

/// Counts, saying on stderr how far a long count has come.
fn counted(lang: Lang, election: &Election, parameters: &Parameters) -> Result<Outcome, String> {
    let started = std::time::Instant::now();
    let mut said = 0;
    let mut progress = |progress: Progress| {
        let seconds = started.elapsed().as_secs();
        if seconds > said {
            said = seconds;
            eprintln!("{}", lang.progress(election, progress));
        }
    };
    beffroi_budgeting::count(election, parameters, &mut progress).map_err(|error| lang.election_error(&error))
}
