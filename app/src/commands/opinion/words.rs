//! What `beffroi opinion` says, in French and in English.

use beffroi_opinion::polis::{Problem, ReadError};
use beffroi_opinion::{ConversationError, FEWEST_PEOPLE, RUNS, SMALLEST_GROUP, Side};

use super::Failure;
use crate::commands::lang::Lang;

impl Lang {
    /// Language tag.
    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// A real with two decimals, and the comma or point of the language.
    pub(super) fn real(self, x: f64) -> String {
        self.number(&format!("{x:.2}"))
    }

    pub(super) fn people(self, n: usize) -> String {
        self.count(n as u64, ["personne", "personnes"], ["person", "people"])
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
            Self::Fr => format!("«\u{a0}{text}\u{a0}»"),
            Self::En => format!("“{text}”"),
        }
    }

    pub(super) fn too_few(self) -> String {
        match self {
            Self::Fr => format!(
                "Moins de {FEWEST_PEOPLE} personnes dans la conversation\u{a0}: aucun résultat n’est montré."
            ),
            Self::En => format!("Fewer than {FEWEST_PEOPLE} people in the conversation: no result is shown."),
        }
    }

    pub(super) fn no_clear_groups(self) -> String {
        match self {
            Self::Fr => format!(
                "Pas de groupes nets\u{a0}: aucun partage ne donne des groupes d’au moins {SMALLEST_GROUP} \
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
                "Carte fragile\u{a0}: un groupe au moins change beaucoup quand une personne sur cinq manque."
            }
            Self::En => "Fragile map: at least one group changes much when one person in five is left out.",
        }
    }

    pub(super) fn progress(self, done: usize) -> String {
        match self {
            Self::Fr => format!("Stabilité\u{a0}: tirage {done} sur {RUNS}"),
            Self::En => format!("Stability: sample {done} of {RUNS}"),
        }
    }

    /// One line that says what went wrong and where.
    pub(super) fn failure(self, failure: &Failure) -> String {
        match failure {
            Failure::File(path, error) => {
                format!("{}{} {}", path.display(), self.colon(), self.system(error))
            }
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
                        format!("{}\u{a0}: ligne {line}, colonne {column}\u{a0}: {problem}", path.display())
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
                format!("{result}{} {}", self.colon(), self.system(error))
            }
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
            Problem::MissingColumn(name) => format!("il n’y a pas de colonne «\u{a0}{name}\u{a0}»"),
            Problem::ColumnTwice(name) => format!("la colonne «\u{a0}{name}\u{a0}» est là deux fois"),
            Problem::FieldCount { expected, found } => format!("{found} champs au lieu de {expected}"),
            Problem::NotANumber(text) => format!("«\u{a0}{text}\u{a0}» n’est pas un nombre entier"),
            Problem::NotAVote(text) => format!("«\u{a0}{text}\u{a0}» n’est pas un vote (1, 0, -1 ou rien)"),
            Problem::NotAModeration(text) => {
                format!("«\u{a0}{text}\u{a0}» n’est pas une modération (1, 0 ou -1)")
            }
            Problem::ParticipantTwice(number) => format!("la personne {number} a deux lignes"),
            Problem::StatementTwice(number) => format!("l’énoncé {number} a deux lignes"),
        }
    }
}
