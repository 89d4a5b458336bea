//! What can go wrong on the command line, in words for the person who typed it.

use std::io;
use std::path::PathBuf;

use beffroi_ballot::ballot::ChoiceError;
use beffroi_ballot::channel::ChannelError;
use beffroi_ballot::conduct::ConductError;
use beffroi_ballot::dkg::DkgError;

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
    /// A file whose content is not what it should be.
    #[error("{0}: {1}")]
    Content(PathBuf, String),
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

impl Problem {
    /// The message in a language.
    pub(super) fn text(&self, lang: Lang) -> String {
        match (lang, self) {
            (Lang::Fr, Self::File(path, error)) => format!("{} : {error}", path.display()),
            (Lang::Fr, Self::Exists(path)) => {
                format!("{} existe déjà : rien n’a été écrit.", path.display())
            }
            (Lang::Fr, Self::Content(path, error)) => {
                format!("{} n’a pas le contenu attendu ({error}).", path.display())
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
            "Le fichier de l’élection n’est pas valable. {} : {}.",
            texts::object(&finding.object, Lang::Fr),
            texts::reason(finding.reason, Lang::Fr)
        ),
        ConductError::Group => "Cette élection n’est pas dans ce groupe.".to_owned(),
        ConductError::WrongMoment(last) => format!(
            "Cette étape ne peut pas venir maintenant : le dernier événement est « {} ».",
            last.as_str()
        ),
        ConductError::Choice(error) => choice(error),
        ConductError::AlreadyCast => "Ce bulletin est déjà dans l’urne.".to_owned(),
        ConductError::Weighted(_) => "Une question à mélanger ne peut pas être pondérée.".to_owned(),
        ConductError::WrongKey(number) => format!("Cette clé privée n’est pas celle du gardien {number}."),
        ConductError::Again(number) => format!("Le gardien {number} a déjà déchiffré."),
        ConductError::NotEnough(_) => "Trop peu de gardiens ont déchiffré.".to_owned(),
        ConductError::NoMeaning(_) => "Les messages déchiffrés ne forment pas un résultat.".to_owned(),
        ConductError::Part(_) => "Un déchiffrement partiel n’est pas valable.".to_owned(),
        ConductError::Read(error) => format!("Un enregistrement ne peut pas être lu ({error})."),
    }
}

fn choice(error: &ChoiceError) -> String {
    match error {
        ChoiceError::UnknownCredential => {
            "Ce code n’appartient à aucun votant de cette élection : vérifiez-le.".to_owned()
        }
        ChoiceError::QuestionCount => "Le vote ne répond pas une fois à chaque question.".to_owned(),
        ChoiceError::Shape(n) => format!("Question {n} : la réponse n’a pas la forme de la question."),
        ChoiceError::Number(n) => format!("Question {n} : trop ou trop peu de réponses choisies."),
        ChoiceError::BlankAndMore(n) => format!("Question {n} : un vote blanc ne choisit rien d’autre."),
        ChoiceError::OneList(n) => {
            format!("Question {n} : choisissez une seule liste et au moins un de ses membres.")
        }
        ChoiceError::Embedding(n) => {
            format!("Question {n} : le groupe de cette élection ne peut pas porter cette réponse.")
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
        DkgError::Form(error) => format!("Un message ne peut pas être lu ({error})."),
        DkgError::Invalid(finding) => {
            format!("Le groupe de gardiens n’est pas valable : {}.", texts::reason(finding.reason, Lang::Fr))
        }
    }
}
