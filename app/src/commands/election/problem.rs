//! What can go wrong on the command line, in words for the person who typed it.

use std::io;
use std::path::PathBuf;

use beffroi_ballot::archive::EventType;
use beffroi_ballot::ballot::ChoiceError;
use beffroi_ballot::channel::ChannelError;
use beffroi_ballot::conduct::ConductError;
use beffroi_ballot::decryption::NotEnough;
use beffroi_ballot::dkg::DkgError;
use beffroi_ballot::group::NotAScalar;
use beffroi_ballot::json::ReadError;
use beffroi_ballot::verify::Reason;

use super::{Lang, texts};

/// A command that could not be done.
#[derive(Debug, thiserror::Error)]
pub(super) enum Problem {
    /// A file that cannot be read or written.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// A file that exists and would have been overwritten.
    #[error("{0} exists already")]
    Exists(PathBuf),
    /// A folder or a device where a file should be.
    #[error("{0} is not a file")]
    NotAFile(PathBuf),
    /// A file whose content is not what it should be.
    #[error("{0} does not hold what it should: {1}")]
    Content(PathBuf, Fault),
    /// An argument that makes no sense.
    #[error("{1}")]
    Argument(&'static str, &'static str),
    /// A step of the election that is refused.
    #[error(transparent)]
    Conduct(#[from] ConductError),
    /// A step of the key generation that is refused.
    #[error(transparent)]
    Dkg(#[from] DkgError),
    /// A private key that cannot be opened.
    #[error(transparent)]
    Channel(#[from] ChannelError),
}

/// What is wrong in a file.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// A record of the protocol.
    #[error(transparent)]
    Record(#[from] ReadError),
    /// JSON that a person wrote.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// A private key.
    #[error(transparent)]
    Key(#[from] NotAScalar),
    /// A question of a template, from 1, whose fields are not those of its kind.
    #[error("question {0}: {1}")]
    Form(usize, serde_json::Error),
    /// A question of a template, from 1, and what is wrong with it in French and English.
    #[error("question {0}: {2}")]
    Question(usize, &'static str, &'static str),
    /// A line of a list, from 1, and what is wrong there in French and English.
    #[error("line {0}: {2}")]
    Line(usize, &'static str, &'static str),
}

impl Fault {
    fn french(&self) -> String {
        match self {
            Self::Record(error) => {
                let (ReadError::Syntax { at, .. } | ReadError::Scalar { at } | ReadError::Element { at }) =
                    error;
                format!("octet {at}, {}", texts::reason(Reason::from(*error), Lang::Fr))
            }
            Self::Json(error) => {
                let what = if error.is_data() {
                    form(&error.to_string())
                } else {
                    "ce n’est pas du JSON".to_owned()
                };
                format!("ligne {}, colonne {}, {what}", error.line(), error.column())
            }
            Self::Key(_) => "ce n’est pas une clé privée de ce groupe".to_owned(),
            Self::Form(number, error) => format!("question {number}, {}", form(&error.to_string())),
            Self::Question(number, fr, _) => format!("question {number}, {fr}"),
            Self::Line(line, fr, _) => format!("ligne {line}, {fr}"),
        }
    }
}

/// What serde says of a field, in French: it names the field between backticks.
fn form(said: &str) -> String {
    let field = said.split('`').nth(1).unwrap_or_default();
    if said.starts_with("missing field") {
        format!("il manque le champ «\u{a0}{field}\u{a0}»")
    } else if said.starts_with("unknown field") {
        format!("le champ «\u{a0}{field}\u{a0}» est inconnu")
    } else if said.starts_with("duplicate field") {
        format!("le champ «\u{a0}{field}\u{a0}» figure deux fois")
    } else if said.starts_with("unknown variant") {
        format!("«\u{a0}{field}\u{a0}» n’est pas un type ou une méthode connus")
    } else {
        "une valeur n’est pas de la sorte attendue (texte, nombre, liste ou vrai/faux)".to_owned()
    }
}

impl Problem {
    /// The message in a language.
    pub(super) fn text(&self, lang: Lang) -> String {
        match (lang, self) {
            (lang, Self::File(path, error)) => {
                format!("{}{} {}.", path.display(), lang.colon(), lang.system(error))
            }
            (Lang::Fr, Self::NotAFile(path)) => format!("{} n’est pas un fichier.", path.display()),
            (Lang::Fr, Self::Exists(path)) => {
                format!("{} existe déjà\u{a0}: rien n’a été écrit.", path.display())
            }
            (Lang::Fr, Self::Content(path, error)) => {
                format!("{} n’a pas le contenu attendu\u{a0}: {}.", path.display(), error.french())
            }
            (Lang::Fr, Self::Argument(fr, _)) => (*fr).to_owned(),
            (Lang::Fr, Self::Conduct(error)) => conduct(error),
            (Lang::Fr, Self::Dkg(error)) => dkg(error),
            (Lang::Fr, Self::Channel(_)) => {
                "Ce message chiffré ne s’ouvre pas avec cette clé, ou il a été modifié.".to_owned()
            }
            (Lang::En, Self::Exists(path)) => {
                format!("{} exists already: nothing was written.", path.display())
            }
            (Lang::En, other) => other.to_string(),
        }
    }
}

fn conduct(error: &ConductError) -> String {
    match error {
        ConductError::Invalid(finding) => format!(
            "Le fichier de l’élection n’est pas valable. {}\u{a0}: {}.",
            texts::object(&finding.object, Lang::Fr),
            texts::reason(finding.reason, Lang::Fr)
        ),
        ConductError::Group => "Cette élection n’est pas dans ce groupe.".to_owned(),
        ConductError::WrongMoment(last) => {
            format!("Cette étape ne peut pas venir maintenant\u{a0}: {}.", after(*last))
        }
        ConductError::Choice(error) => choice(error),
        ConductError::Ballot(finding) => {
            format!("Ce bulletin est refusé\u{a0}: {}.", texts::reason(finding.reason, Lang::Fr))
        }
        ConductError::NothingToShuffle => "Cette élection n’a aucune question à mélanger.".to_owned(),
        ConductError::NoTrustee(number) => format!("Il n’y a pas de gardien {number} dans cette élection."),
        ConductError::AlreadyCast => "Ce bulletin est déjà dans l’urne.".to_owned(),
        ConductError::Weighted(_) => "Une question à mélanger ne peut pas être pondérée.".to_owned(),
        ConductError::WrongKey(number) => format!("Cette clé privée n’est pas celle du gardien {number}."),
        ConductError::Again(number) => format!("Le gardien {number} a déjà déchiffré."),
        ConductError::NotEnough(NotEnough::Trustee(number)) => {
            format!("Trop peu de gardiens ont déchiffré\u{a0}: il manque le gardien {number}.")
        }
        ConductError::NotEnough(NotEnough::Set { first, last, present, threshold }) => format!(
            "Trop peu de gardiens ont déchiffré\u{a0}: des gardiens {first} à {last}, il en faut {threshold}, \
             il y en a {present}."
        ),
        ConductError::NoMeaning(_) => "Les messages déchiffrés ne forment pas un résultat.".to_owned(),
        ConductError::Part(_) => "Un déchiffrement partiel n’est pas valable.".to_owned(),
        ConductError::Read(error) => {
            format!("Un enregistrement ne peut pas être lu\u{a0}: {}.", Fault::Record(*error).french())
        }
    }
}

/// Where the election stands, and what comes next.
fn after(last: EventType) -> &'static str {
    match last {
        EventType::Setup => {
            "l’urne est ouverte et vide\u{202f}; on peut voter, ou clore avec «\u{a0}tally\u{a0}»"
        }
        EventType::Ballot => "l’urne est ouverte\u{202f}; on peut voter, ou clore avec «\u{a0}tally\u{a0}»",
        EventType::EndBallots => "l’urne est close et la somme n’est pas faite",
        EventType::EncryptedTally => {
            "l’urne est close\u{202f}; viennent les mélanges s’il en faut, puis les déchiffrements"
        }
        EventType::Shuffle => "les mélanges ont commencé\u{202f}; «\u{a0}shuffle --end\u{a0}» les termine",
        EventType::EndShuffles => "les mélanges sont terminés\u{202f}; viennent les déchiffrements",
        EventType::PartialDecryption => {
            "le déchiffrement a commencé\u{202f}; «\u{a0}finish\u{a0}» le termine"
        }
        EventType::Result => "l’élection a son résultat",
    }
}

fn choice(error: &ChoiceError) -> String {
    match error {
        ChoiceError::UnknownCredential => {
            "Ce code n’appartient à aucun votant de cette élection\u{a0}: vérifiez-le.".to_owned()
        }
        ChoiceError::QuestionCount => "Le vote ne répond pas une fois à chaque question.".to_owned(),
        ChoiceError::Shape(n) => format!("Question {n}\u{a0}: la réponse n’a pas la forme de la question."),
        ChoiceError::Number(n) => format!("Question {n}\u{a0}: trop ou trop peu de réponses choisies."),
        ChoiceError::BlankAndMore(n) => format!("Question {n}\u{a0}: un vote blanc ne choisit rien d’autre."),
        ChoiceError::OneList(n) => {
            format!("Question {n}\u{a0}: choisissez une seule liste et au moins un de ses membres.")
        }
        ChoiceError::Embedding(n) => {
            format!("Question {n}\u{a0}: le groupe de cette élection ne peut pas porter cette réponse.")
        }
    }
}

fn dkg(error: &DkgError) -> String {
    match error {
        DkgError::Certificate(n) => {
            format!("Le certificat du gardien {n} est illisible, mal signé ou fait pour un autre groupe.")
        }
        DkgError::Count => "Il n’y a pas autant de messages que de gardiens.".to_owned(),
        DkgError::NotAMember => "Cette clé n’appartient à aucun gardien de ce groupe.".to_owned(),
        DkgError::Commitments(n) => format!("Les engagements du gardien {n} ne sont pas valables."),
        DkgError::Channel(n, _) => format!("La part envoyée par le gardien {n} ne s’ouvre pas."),
        DkgError::Share(n) => format!("La part envoyée par le gardien {n} contredit ses engagements."),
        DkgError::Form(error) => {
            format!("Un message ne peut pas être lu\u{a0}: {}.", Fault::Record(*error).french())
        }
        DkgError::Invalid(finding) => {
            format!(
                "Le groupe de gardiens n’est pas valable\u{a0}: {}.",
                texts::reason(finding.reason, Lang::Fr)
            )
        }
    }
}
