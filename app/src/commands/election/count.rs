//! `beffroi election count`: the result in words, each question by its counting method.

use std::path::PathBuf;

use beffroi_ballot::conduct::Conduct;
use beffroi_ballot::count::Method;
use beffroi_ballot::record::election::Question;
use beffroi_ballot::record::result::Outcome;
use beffroi_ballot::with_group;

use super::common::read;
use super::problem::Problem;
use super::{Lang, say};

/// Arguments of `beffroi election count`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// The archive, with its result.
    archive: PathBuf,
    /// The JSON of each counting method, as `belenios-tool method` prints it.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, lang: Lang) -> Result<(), Problem> {
    let (source, group) = read(&args.archive)?;
    let (questions, outcomes) = with_group!(group, |group| {
        let conduct = Conduct::open(group, &source)?;
        let outcomes = conduct.result()?;
        (conduct.setup().election().questions.clone(), outcomes)
    });
    let outcomes = outcomes.ok_or(Problem::Argument(
        "Cette élection n’a pas encore de résultat.",
        "This election has no result yet.",
    ))?;
    for (number, (question, outcome)) in (1..).zip(questions.iter().zip(&outcomes)) {
        show(number, question, outcome, args.json, lang);
    }
    Ok(())
}

fn show(number: usize, question: &Question, outcome: &Outcome, json: bool, lang: Lang) {
    match (question, outcome) {
        (Question::Homomorphic { answers, blank, question, .. }, Outcome::Counts(counts)) => {
            say(&format!("{number}. {question}"));
            let blank = (*blank == Some(true)).then(|| lang.pick("(vote blanc)", "(blank vote)").to_owned());
            for (answer, count) in blank.iter().chain(answers).zip(counts) {
                say(&format!("   {count:>8}  {answer}"));
            }
        }
        (Question::Lists { answers, question, .. }, Outcome::Lists(lists)) => {
            say(&format!("{number}. {question}"));
            for (names, counts) in answers.iter().zip(lists) {
                for (i, (name, count)) in names.iter().zip(counts).enumerate() {
                    say(&format!("   {count:>8}  {}{name}", if i > 0 { "  " } else { "" }));
                }
            }
        }
        (Question::NonHomomorphic { answers, question, extra }, Outcome::Answers(votes)) => {
            say(&format!("{number}. {question}"));
            let method = extra.as_deref().and_then(|extra| Method::read(extra).ok());
            let Some(method) = method else {
                return say(&format!("   {votes:?}"));
            };
            let (text, winners) = method.count(answers.len(), votes);
            if json {
                return say(&text);
            }
            for (place, level) in (1..).zip(winners) {
                let names: Vec<_> =
                    level.iter().filter_map(|choice| answers.get(*choice)).map(String::as_str).collect();
                say(&format!("   {place:>8}. {}", names.join(", ")));
            }
        }
        _ => (),
    }
}
