//! `beffroi election`: a whole verifiable election from files, off-line if one wishes.

mod common;
mod count;
mod create;
mod credentials;
mod files;
mod problem;
mod published;
mod steps;
mod texts;
mod trustee;
mod verify;
mod vote;

use std::io::Write;
use std::process::ExitCode;

use clap::Subcommand;

use super::lang::Lang;

/// Arguments of `beffroi election`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Language of what is printed.
    #[arg(long, global = true, value_enum, default_value_t = Lang::Fr)]
    lang: Lang,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Verify an archive: exit code 0 when valid, 1 when not, 2 when unreadable.
    Verify(verify::Args),
    /// Seal an election: write its archive with questions, trustees and credentials.
    Create(create::Args),
    /// Draw the voters' codes and public credentials.
    Credentials(credentials::Args),
    /// Make trustees' keys: alone, or a threshold set in six steps.
    #[command(subcommand)]
    Trustee(trustee::Command),
    /// Encrypt a vote with a code and put it into the urn.
    Vote(vote::Args),
    /// Close the urn and sum the ballots under encryption.
    Tally(steps::Archive),
    /// Shuffle the answers of the questions that need it.
    Shuffle(steps::Shuffle),
    /// Decrypt a trustee's part of the tally.
    Decrypt(steps::Decrypt),
    /// Combine the partial decryptions into the result.
    Finish(steps::Archive),
    /// Show the result, with the counting method of each question.
    Count(count::Args),
    /// Print the hashes to publish beside an archive, as `belenios-tool election compute-checksums` does.
    Checksums(published::Checksums),
    /// Print the hashes of the ballots that count, as `belenios-tool election compute-ballot-summary` does.
    Ballots(published::Ballots),
}

/// Prints a line; a closed pipe is no reason to fail.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

pub(crate) fn run(args: Args) -> ExitCode {
    let lang = args.lang;
    let done = match args.command {
        Command::Verify(args) => return verify::run(&args, lang),
        Command::Create(args) => create::run(&args, lang),
        Command::Credentials(args) => credentials::run(&args, lang),
        Command::Trustee(command) => trustee::run(&command, lang),
        Command::Vote(args) => vote::run(&args, lang),
        Command::Tally(args) => steps::tally(&args, lang),
        Command::Shuffle(args) => steps::shuffle(&args, lang),
        Command::Decrypt(args) => steps::decrypt(&args, lang),
        Command::Finish(args) => steps::finish(&args, lang),
        Command::Count(args) => count::run(&args, lang),
        Command::Checksums(args) => published::checksums(&args),
        Command::Ballots(args) => published::ballots(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            let _ = writeln!(std::io::stderr().lock(), "{}", problem.text(lang));
            ExitCode::FAILURE
        }
    }
}
