//! `beffroi election create`: seals questions, trustees and credentials into an archive.

use std::path::PathBuf;
use std::time::SystemTime;

use beffroi_ballot::conduct::seal;
use beffroi_ballot::dkg::election_key;
use beffroi_ballot::group::{Group, GroupName};
use beffroi_ballot::record::Version;
use beffroi_ballot::record::credentials;
use beffroi_ballot::record::election::{Election, Question, is_uuid};
use beffroi_ballot::record::trustees::{self, PublicKey, Trustee};
use beffroi_ballot::with_group;
use serde::Deserialize;

use super::common::{content, parse_group};
use super::files::{self, Access};
use super::problem::{Fault, Problem};
use super::{Lang, say};

/// Arguments of `beffroi election create`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Questions and texts, in JSON: see the crate's documentation.
    #[arg(long)]
    template: PathBuf,
    /// Ed25519 or BELENIOS-2048.
    #[arg(long, default_value = "Ed25519", value_parser = parse_group)]
    group: GroupName,
    /// Identifier, as the credential authority drew it; by default the one in the name of `<uuid>.pubcreds`.
    #[arg(long)]
    uuid: Option<String>,
    /// The authority's `<uuid>.pubcreds`.
    #[arg(long)]
    credentials: PathBuf,
    /// Public keys of trustees who hold a key alone, in order.
    #[arg(long, num_args = 1..)]
    pubkeys: Vec<PathBuf>,
    /// Records of threshold sets, in order; they come after the others.
    #[arg(long, num_args = 1..)]
    threshold: Vec<PathBuf>,
    /// Folder of the archive `<uuid>.bel`.
    #[arg(long, default_value = ".")]
    out: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Template {
    description: String,
    name: String,
    questions: Vec<serde_json::Value>,
    administrator: Option<String>,
    credential_authority: Option<String>,
    language: Option<String>,
}

/// A question to count under encryption: it has no type.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Homomorphic {
    answers: Vec<String>,
    blank: Option<bool>,
    min: u32,
    max: u32,
    question: String,
}

#[derive(Deserialize)]
#[serde(tag = "type", deny_unknown_fields)]
enum Typed {
    NonHomomorphic { value: Value<String>, extra: Option<Extra> },
    Lists { value: Value<Vec<String>> },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Value<T> {
    answers: Vec<T>,
    question: String,
}

/// Counting rules; they are written in the order that belenios-tool gives them.
#[derive(Deserialize)]
#[serde(tag = "method", deny_unknown_fields)]
enum Extra {
    Schulze {
        #[serde(rename = "type")]
        _kind: Preferential,
        blank: bool,
    },
    #[serde(rename = "STV")]
    Stv {
        #[serde(rename = "type")]
        _kind: Preferential,
        blank: bool,
        seats: u32,
    },
    MajorityJudgment {
        #[serde(rename = "type")]
        _kind: Score,
        blank: bool,
        grades: Vec<String>,
    },
}

#[derive(Deserialize)]
enum Preferential {
    PreferentialVoting,
}

#[derive(Deserialize)]
enum Score {
    ScoreVoting,
}

impl Extra {
    /// Canonical JSON.
    fn write(&self) -> String {
        match self {
            Self::Schulze { blank, .. } => {
                format!(r#"{{"type":"PreferentialVoting","method":"Schulze","blank":{blank}}}"#)
            }
            Self::Stv { blank, seats, .. } => {
                format!(r#"{{"type":"PreferentialVoting","method":"STV","blank":{blank},"seats":{seats}}}"#)
            }
            Self::MajorityJudgment { blank, grades, .. } => {
                let grades = beffroi_ballot::json::string_list(grades);
                format!(
                    r#"{{"type":"ScoreVoting","method":"MajorityJudgment","blank":{blank},"grades":{grades}}}"#
                )
            }
        }
    }
}

/// Reads a question of the template; its number, from 1, is for the fault.
fn question(number: usize, value: serde_json::Value) -> Result<Question, Fault> {
    let form = |error| Fault::Form(number, error);
    if value.get("type").is_none() {
        let Homomorphic { answers, blank, min, max, question } =
            Homomorphic::deserialize(value).map_err(form)?;
        return Ok(Question::Homomorphic { answers, blank, min, max, question });
    }
    Ok(match Typed::deserialize(value).map_err(form)? {
        Typed::NonHomomorphic { value, extra } => Question::NonHomomorphic {
            answers: value.answers,
            question: value.question,
            extra: extra.map(|extra| extra.write()),
        },
        Typed::Lists { value } => {
            Question::Lists { answers: value.answers, question: value.question, extra: None }
        }
    })
}

/// What is wrong with a question, in French and English.
fn fault(question: &Question) -> Option<(&'static str, &'static str)> {
    match question {
        Question::Homomorphic { answers, .. } | Question::NonHomomorphic { answers, .. }
            if answers.is_empty() =>
        {
            Some(("il n’y a aucune réponse", "there is no answer"))
        }
        Question::Homomorphic { answers, min, max, .. } => {
            let fits = min <= max && usize::try_from(*max).is_ok_and(|max| max <= answers.len());
            (!fits).then_some((
                "il faut min ≤ max ≤ nombre de réponses",
                "min ≤ max ≤ number of answers is needed",
            ))
        }
        Question::Lists { answers, .. }
            if answers.is_empty() || answers.iter().any(|list| list.len() < 2) =>
        {
            Some((
                "chaque liste a un nom puis au moins un membre",
                "every list has a name and then at least one member",
            ))
        }
        Question::NonHomomorphic { .. } | Question::Lists { .. } => None,
    }
}

fn uuid(args: &Args) -> Result<String, Problem> {
    let named = args.credentials.file_stem().and_then(|stem| stem.to_str()).filter(|stem| is_uuid(stem));
    match (args.uuid.as_deref(), named) {
        (Some(uuid), Some(named)) if uuid != named => Err(Problem::Argument(
            "Ces codes publics ont été tirés pour un autre identifiant\u{a0}: personne ne pourrait voter.",
            "These credentials were drawn for another identifier: nobody could vote.",
        )),
        (Some(uuid), _) if is_uuid(uuid) => Ok(uuid.to_owned()),
        (Some(_), _) => {
            Err(Problem::Argument("L’identifiant n’est pas valable.", "The identifier is not valid."))
        }
        (None, Some(named)) => Ok(named.to_owned()),
        (None, None) => Err(Problem::Argument(
            "Donnez l’identifiant avec --uuid\u{a0}: le nom du fichier des codes publics ne le dit pas.",
            "Give the identifier with --uuid: the name of the credentials' file does not say it.",
        )),
    }
}

fn election<G: Group>(group: G, args: &Args, trustees: &[Trustee<G>]) -> Result<Election, Problem> {
    let text = files::read(&args.template)?;
    let template: Template = serde_json::from_str(&text).map_err(content(&args.template))?;
    let questions: Result<Vec<_>, _> =
        (1..).zip(template.questions).map(|(number, value)| question(number, value)).collect();
    let questions = questions.map_err(content(&args.template))?;
    if let Some((number, (fr, en))) = (1..).zip(&questions).find_map(|(n, q)| Some((n, fault(q)?))) {
        return Err(content(&args.template)(Fault::Question(number, fr, en)));
    }
    if questions.is_empty() {
        return Err(Problem::Argument("Le modèle n’a aucune question.", "The template has no question."));
    }
    if trustees.is_empty() {
        return Err(Problem::Argument(
            "Il faut au moins un gardien\u{a0}: --pubkeys ou --threshold.",
            "At least one trustee is needed: --pubkeys or --threshold.",
        ));
    }
    let key = election_key(&group, trustees)?;
    let election = Election {
        version: Version::V1,
        description: template.description,
        name: template.name,
        group: group.name(),
        public_key: group.text(&key),
        questions,
        uuid: uuid(args)?,
        administrator: template.administrator,
        credential_authority: template.credential_authority,
        language: template.language,
    };
    // What cannot be read back must not be sealed: bounds of questions, empty lists.
    Election::read(election.write().as_bytes()).map_err(content(&args.template))?;
    let carries_integers = group.embed(&[0]).is_some();
    if election.questions.iter().any(Question::is_shuffled) && !carries_integers {
        return Err(Problem::Argument(
            "Une question à mélanger demande le groupe Ed25519.",
            "A question to shuffle needs the group Ed25519.",
        ));
    }
    Ok(election)
}

fn create<G: Group>(group: G, args: &Args) -> Result<(Election, Vec<u8>), Problem> {
    let mut all = Vec::new();
    for path in &args.pubkeys {
        let text = files::read(path)?;
        let key = PublicKey::from_text(&group, text.trim_end().as_bytes()).map_err(content(path))?;
        all.push(Trustee::Single(key));
    }
    for path in &args.threshold {
        let text = files::read(path)?;
        all.extend(trustees::read(&group, text.trim_end().as_bytes()).map_err(content(path))?);
    }
    let election = election(group, args, &all)?;
    let text = files::read(&args.credentials)?;
    let voters = credentials::read(&group, text.trim_end().as_bytes());
    let voters = voters.map_err(content(&args.credentials))?;
    let bytes = seal(group, &election, &all, &voters, now())?;
    Ok((election, bytes))
}

/// Seconds since 1970.
#[expect(
    clippy::disallowed_methods,
    reason = "the command line is where the clock enters: one date per archive"
)]
fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs())
}

pub(super) fn run(args: &Args, lang: Lang) -> Result<(), Problem> {
    files::must_be_new(&args.out.join(format!("{}.bel", uuid(args)?)))?;
    let (election, bytes) = with_group!(args.group, |group| create(group, args))?;
    let path = args.out.join(format!("{}.bel", election.uuid));
    files::create(&path, &bytes, Access::Public)?;
    let fingerprint = election.fingerprint();
    say(&match lang {
        Lang::Fr => format!("{} est scellée. Empreinte\u{a0}: {fingerprint}.", path.display()),
        Lang::En => format!("{} is sealed. Fingerprint: {fingerprint}.", path.display()),
    });
    Ok(())
}
