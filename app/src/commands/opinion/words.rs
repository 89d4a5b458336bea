//! What `beffroi opinion` says, in French and in English.

use std::io;

use beffroi_opinion::polis::{Problem, ReadError};
use beffroi_opinion::{ConversationError, FEWEST_PEOPLE, RUNS, SMALLEST_GROUP, Side};

use super::Failure;

/// The language of the messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Lang {
    #[default]
    Fr,
    En,
}

impl Lang {
    /// The words of this language.
    pub(super) fn pick<'a>(self, fr: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Fr => fr,
            Self::En => en,
        }
    }

    /// Language tag.
    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// A real with two decimals, and the comma or point of the language.
    pub(super) fn real(self, x: f64) -> String {
        let text = format!("{x:.2}");
        match self {
            Self::Fr => text.replace('.', ",").replace('-', "−"),
            Self::En => text,
        }
    }

    /// A count and its noun, in the right number.
    pub(super) fn count(self, n: usize, fr: [&str; 2], en: [&str; 2]) -> String {
        match self {
            // Zero is singular in French.
            Self::Fr => format!("{n} {}", fr[usize::from(n > 1)]),
            Self::En => format!("{n} {}", en[usize::from(n != 1)]),
        }
    }

    pub(super) fn people(self, n: usize) -> String {
        self.count(n, ["personne", "personnes"], ["person", "people"])
    }

    pub(super) fn side(self, side: Side) -> &'static str {
        match (self, side) {
            (Self::Fr, Side::Agree) => "d’accord",
            (Self::Fr, Side::Disagree) => "pas d’accord",
            (Self::En, Side::Agree) => "agree",
            (Self::En, Side::Disagree) => "disagree",
        }
    }

    pub(super) fn quoted(self, text: &str) -> String {
        match self {
            Self::Fr => format!("« {text} »"),
            Self::En => format!("“{text}”"),
        }
    }

    pub(super) fn too_few(self) -> String {
        match self {
            Self::Fr => format!(
                "Moins de {FEWEST_PEOPLE} personnes dans la conversation : aucun résultat n’est montré."
            ),
            Self::En => format!("Fewer than {FEWEST_PEOPLE} people in the conversation: no result is shown."),
        }
    }

    pub(super) fn no_clear_groups(self) -> String {
        match self {
            Self::Fr => format!(
                "Pas de groupes nets : aucun partage ne donne des groupes d’au moins {SMALLEST_GROUP} \
                 personnes qui restent stables. Seul le consensus est montré."
            ),
            Self::En => format!(
                "No clear groups: no division gives groups of at least {SMALLEST_GROUP} people that stay \
                 stable. Only the consensus is shown."
            ),
        }
    }

    pub(super) fn fragile(self) -> &'static str {
        match self {
            Self::Fr => {
                "Carte fragile : un groupe au moins change beaucoup quand une personne sur cinq manque."
            }
            Self::En => "Fragile map: at least one group changes much when one person in five is left out.",
        }
    }

    pub(super) fn progress(self, done: usize) -> String {
        match self {
            Self::Fr => format!("Stabilité : {done} tirages sur {RUNS}"),
            Self::En => format!("Stability: {done} samples of {RUNS}"),
        }
    }

    /// One line that says what went wrong and where.
    pub(super) fn failure(self, failure: &Failure) -> String {
        match failure {
            Failure::File(path, error) => format!("{}{} {}", path.display(), self.colon(), self.io(error)),
            Failure::NoVotes(path) => format!(
                "{}{} {}",
                path.display(),
                self.colon(),
                self.pick(
                    "ce dossier n’a ni participants-votes.csv ni votes.csv",
                    "this folder has neither participants-votes.csv nor votes.csv"
                )
            ),
            Failure::Content(path, ReadError { line, column, problem }) => {
                let problem = self.problem(problem);
                match self {
                    Self::Fr => {
                        format!("{} : ligne {line}, colonne {column} : {problem}", path.display())
                    }
                    Self::En => format!("{}: line {line}, column {column}: {problem}", path.display()),
                }
            }
            Failure::Conversation(error) => self.conversation(error),
            Failure::TooFewPeople => self.too_few(),
            Failure::Randomness(error) => {
                let none = self.pick("le système ne donne pas d’aléa", "the system gives no randomness");
                format!("{none}{} {error}", self.colon())
            }
            Failure::Output(error) => {
                let result =
                    self.pick("le résultat n’a pas pu être écrit", "the result could not be written");
                format!("{result}{} {}", self.colon(), self.io(error))
            }
        }
    }

    fn colon(self) -> &'static str {
        self.pick(" :", ":")
    }

    fn io(self, error: &io::Error) -> String {
        match error.kind() {
            io::ErrorKind::NotFound => self.pick("fichier introuvable", "no such file").to_owned(),
            io::ErrorKind::AlreadyExists => {
                self.pick("ce fichier existe déjà", "this file exists already").to_owned()
            }
            io::ErrorKind::PermissionDenied => self.pick("accès refusé", "permission denied").to_owned(),
            // The system's own words, for what no reader can be expected to mend without them.
            _ => error.to_string(),
        }
    }

    fn conversation(self, error: &ConversationError) -> String {
        match (self, error) {
            (Self::En, error) => error.to_string(),
            (Self::Fr, ConversationError::StatementTwice(number)) => {
                format!("l’énoncé {number} est déclaré deux fois")
            }
            (Self::Fr, ConversationError::UnknownStatement { participant, statement }) => {
                format!("la personne {participant} vote sur l’énoncé {statement}, qui n’est pas déclaré")
            }
            (Self::Fr, ConversationError::VoteTwice { participant, statement }) => {
                format!("la personne {participant} a deux votes sur l’énoncé {statement}")
            }
            (Self::Fr, ConversationError::TooManyStatements) => "trop d’énoncés".to_owned(),
        }
    }

    fn problem(self, problem: &Problem) -> String {
        if self == Self::En {
            return problem.to_string();
        }
        match problem {
            Problem::NotUtf8 => "le texte n’est pas en UTF-8".to_owned(),
            Problem::UnclosedQuote => "ce guillemet n’est jamais refermé".to_owned(),
            Problem::StrayQuote => "un guillemet dans un champ sans guillemets".to_owned(),
            Problem::TextAfterQuote => "du texte après le guillemet fermant".to_owned(),
            Problem::Empty => "le fichier est vide".to_owned(),
            Problem::MissingColumn(name) => format!("il n’y a pas de colonne « {name} »"),
            Problem::ColumnTwice(name) => format!("la colonne « {name} » est là deux fois"),
            Problem::FieldCount { expected, found } => format!("{found} champs au lieu de {expected}"),
            Problem::NotANumber(text) => format!("« {text} » n’est pas un nombre entier"),
            Problem::NotAVote(text) => format!("« {text} » n’est pas un vote (1, 0, -1 ou rien)"),
            Problem::NotAModeration(text) => format!("« {text} » n’est pas une modération (1, 0 ou -1)"),
            Problem::ParticipantTwice(number) => format!("la personne {number} a deux lignes"),
            Problem::StatementTwice(number) => format!("l’énoncé {number} a deux lignes"),
        }
    }
}
