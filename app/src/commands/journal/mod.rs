//! `beffroi journal`: the public journal verified, by anybody and from anywhere; checked against the database, by its
//! operator.

mod operator;
mod place;
mod public;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;

use beffroi_journal::ReadError;
use beffroi_translog::VerifierKey;
use place::Place;
use words::Lang;

/// Arguments of `beffroi journal`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Language of the messages.
    #[arg(long, value_enum, default_value_t, global = true)]
    lang: Lang,
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Verify a published journal: signature, every entry, every file.
    Verify(public::Verify),
    /// Write the proof that an entry stands in a journal (.tlog-proof), on standard output.
    Proof(public::Proof),
    /// Say whether a person's export shows every access to her data.
    Person(public::Person),
    /// Check the journals of this instance: the database against the published files. Changes nothing.
    Fsck(operator::Fsck),
    /// The neighbours whose journals a commune witnesses.
    Neighbour(operator::Neighbour),
}

/// Which log, and who signs it.
#[derive(clap::Args)]
struct Signed {
    /// The log's public key: its text, or a file that holds it. Without it the key beside the log is taken, which
    /// proves nothing about who signed.
    #[arg(long, value_name = "KEY|FILE")]
    vkey: Option<String>,
    /// Key of a witness; may be repeated.
    #[arg(long, value_name = "KEY")]
    witness: Vec<String>,
    /// How many of the witnesses must have signed.
    #[arg(long, value_name = "N", default_value_t = 0)]
    quorum: usize,
}

/// Why a command does not succeed.
enum Failure {
    /// A file on this machine.
    File(PathBuf, std::io::Error),
    /// Not a verifier key.
    Key(String),
    /// The log, or its place.
    Log(ReadError),
    /// The checkpoint kept is not of a beginning of the log.
    Rewritten(u64),
    /// Not an export.
    Export(beffroi_journal::NotAnExport),
    /// The export does not agree with the log.
    Fault(beffroi_journal::ExportFault),
    /// The instance.
    Instance(anyhow::Error),
    /// No such neighbour.
    NoNeighbour(String),
    /// So many things are wrong; they were said.
    Problems(usize),
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        Self::Log(error)
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Instance(error)
    }
}

pub(crate) fn run(args: Args) -> ExitCode {
    let lang = args.lang;
    super::conclude(async move {
        let done = match args.command {
            Command::Verify(own) => public::verify(lang, own).await,
            Command::Proof(own) => public::proof(own).await,
            Command::Person(own) => public::person(lang, own).await,
            Command::Fsck(own) => operator::fsck(lang, own).await,
            Command::Neighbour(own) => operator::neighbour(lang, own).await,
        };
        Ok(match done {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => {
                eprintln!("{}", lang.failure(&failure));
                ExitCode::FAILURE
            }
        })
    })
}

impl Signed {
    /// The log's key, and whether it came from the log itself.
    async fn key(&self, place: &Place) -> Result<(VerifierKey, bool), Failure> {
        let given = self.vkey.as_deref();
        let text = match given {
            Some(text) if text.contains('+') => text.to_owned(),
            Some(path) => std::fs::read_to_string(path).map_err(|error| Failure::File(path.into(), error))?,
            None => place.text(beffroi_journal::VKEY).await?,
        };
        Ok((key(text.lines().next().unwrap_or_default())?, given.is_none()))
    }

    fn witnesses(&self) -> Result<Vec<VerifierKey>, Failure> {
        self.witness.iter().map(|text| key(text)).collect()
    }
}

fn key(text: &str) -> Result<VerifierKey, Failure> {
    text.trim().parse().map_err(|_| Failure::Key(text.to_owned()))
}
