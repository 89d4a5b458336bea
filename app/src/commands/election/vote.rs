//! `beffroi election vote`: encrypts a vote with its proofs, and puts it into the urn.

use std::path::PathBuf;

use beffroi_ballot::ballot::Choice;
use beffroi_ballot::conduct::Conduct;
use beffroi_ballot::credential::{is_code, secret};
use beffroi_ballot::group::Group;
use beffroi_ballot::record::election::Question;
use beffroi_ballot::with_group;

use super::common::{content, open, rng};
use super::files::{self, Access, FileSource};
use super::problem::Problem;
use super::{Lang, say};

/// Arguments of `beffroi election vote`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// The archive.
    archive: PathBuf,
    /// File that holds the voter's code.
    #[arg(long, required_unless_present = "ballot", requires = "choice")]
    code: Option<PathBuf>,
    /// File that holds the vote: one list of integers per question, as `[[1,0],[2,1,3]]`.
    #[arg(long, requires = "code")]
    choice: Option<PathBuf>,
    /// A ballot made elsewhere, to check and put into the urn.
    #[arg(long, conflicts_with_all = ["code", "choice"])]
    ballot: Option<PathBuf>,
    /// Write the ballot to this file instead of putting it into the urn.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// Reads a vote in the forms of the questions.
fn parse_choices(questions: &[Question], text: &str) -> Result<Vec<Choice>, serde_json::Error> {
    let values: Vec<serde_json::Value> = serde_json::from_str(text)?;
    let mut questions = questions.iter();
    let choice = |value| match questions.next() {
        Some(Question::NonHomomorphic { .. }) => serde_json::from_value(value).map(Choice::NonHomomorphic),
        Some(Question::Lists { .. }) => serde_json::from_value(value).map(Choice::Lists),
        _ => serde_json::from_value(value).map(Choice::Homomorphic),
    };
    values.into_iter().map(choice).collect()
}

fn ballot<G: Group>(conduct: &Conduct<'_, FileSource, G>, args: &Args) -> Result<String, Problem> {
    if let Some(path) = &args.ballot {
        return Ok(files::read(path)?.trim_end_matches('\n').to_owned());
    }
    let (Some(code), Some(choice)) = (&args.code, &args.choice) else {
        return Err(Problem::Argument("Il faut un code et un vote.", "A code and a vote are needed."));
    };
    let text = files::read(code)?;
    let code_text = text.trim();
    if !is_code(code_text) {
        return Err(Problem::Argument(
            "Le code n’a pas la forme attendue\u{a0}: 5, 6, 5 et 6 caractères séparés par des tirets.",
            "The code does not have its form: 5, 6, 5 and 6 characters with dashes between.",
        ));
    }
    let election = conduct.setup().election();
    let secret = secret(conduct.setup().group(), &election.uuid, code_text);
    let text = files::read(choice)?;
    let choices = parse_choices(&election.questions, &text).map_err(content(choice))?;
    Ok(conduct.vote(&secret, &choices, &mut rng())?)
}

fn vote<G: Group>(group: G, source: &FileSource, args: &Args, lang: Lang) -> Result<(), Problem> {
    let conduct = Conduct::open(group, source)?;
    let ballot = ballot(&conduct, args)?;
    let (bytes, tracker) = conduct.cast(ballot.as_bytes())?;
    if let Some(path) = &args.out {
        files::create(path, ballot.as_bytes(), Access::Public)?;
    } else {
        files::append(&args.archive, &bytes)?;
    }
    say(&match (lang, &args.out) {
        (Lang::Fr, None) => format!("Vote enregistré. Numéro de suivi\u{a0}: {tracker}"),
        (Lang::En, None) => format!("Vote recorded. Tracker: {tracker}"),
        (Lang::Fr, Some(_)) => {
            format!("Bulletin écrit, pas encore enregistré. Numéro de suivi\u{a0}: {tracker}")
        }
        (Lang::En, Some(_)) => format!("Ballot written, not yet recorded. Tracker: {tracker}"),
    });
    Ok(())
}

pub(super) fn run(args: &Args, lang: Lang) -> Result<(), Problem> {
    let (source, group, _lock) = open(&args.archive)?;
    with_group!(group, |group| vote(group, &source, args, lang))
}
