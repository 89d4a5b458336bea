//! Messages for people, in French and in English.

use std::path::Path;

use beffroi_budgeting::pabulib::{Finding, ReadError, ReadErrorKind};
use beffroi_budgeting::{Election, ElectionError, Progress, Ratio, approximate, format_units, in_currency};

use crate::commands::lang::Lang;

impl Lang {
    /// What is to be said of a file.
    pub(super) fn about(self, path: &Path, said: &str) -> String {
        format!("{}{} {said}", path.display(), self.colon())
    }

    /// An amount with its currency.
    pub(super) fn amount(self, election: &Election, units: u64) -> String {
        let number = self.number(&format_units(i128::from(units), election.decimals));
        format!("{number}\u{a0}{}", election.meta("currency").unwrap_or_default()).trim_end().to_owned()
    }

    /// A share to two decimals: it is a fraction that nobody reads as such.
    pub(super) fn near(self, election: &Election, amount: &Ratio) -> String {
        self.number(&format!("{:.2}", approximate(&in_currency(amount, election.decimals))))
    }

    /// Identifier, name and cost of a project.
    pub(super) fn project(self, election: &Election, index: usize) -> String {
        let project = &election.projects[index];
        let name = election.project_field(index, "name").unwrap_or_default();
        format!("{} {name} ({})", project.id, self.amount(election, project.cost)).replace("  ", " ")
    }

    /// How far a long count has come.
    pub(super) fn raising(self, election: &Election, progress: Progress) -> String {
        let cost = self.amount(election, u64::try_from(progress.cost).unwrap_or(u64::MAX));
        let raised = progress.increments;
        match self {
            Self::Fr => format!("Comptage… parts relevées {raised} fois, {cost} attribués"),
            Self::En => format!("Counting… shares raised {raised} times, {cost} allocated"),
        }
    }

    pub(super) fn read_error(self, error: &ReadError) -> String {
        let Self::Fr = self else { return error.to_string() };
        let what = match &error.kind {
            ReadErrorKind::NotUtf8 => "le fichier n’est pas du texte UTF-8".to_owned(),
            ReadErrorKind::OpenQuote => "ce guillemet n’est jamais fermé".to_owned(),
            ReadErrorKind::SectionExpected(name) => format!("la section {name} est attendue ici"),
            ReadErrorKind::Missing(name) => format!("il manque {name}"),
            ReadErrorKind::Repeated(name) => format!("{name} figure ici une seconde fois"),
            ReadErrorKind::EmptyId => "un identifiant est vide".to_owned(),
            ReadErrorKind::Number(text) => format!("«\u{a0}{text}\u{a0}» n’est pas un nombre utilisable"),
            ReadErrorKind::Kind(text) => format!(
                "«\u{a0}{text}\u{a0}» n’est pas une sorte de bulletin (approval, choose-1, cumulative, scoring, ordinal)"
            ),
            ReadErrorKind::UnknownProject(id) => format!("il n’y a pas de projet «\u{a0}{id}\u{a0}»"),
            ReadErrorKind::PointsDiffer { choices, points } => {
                format!("les projets sont au nombre de {choices} et les points de {points}")
            }
            ReadErrorKind::TooManyCells => "cette ligne a plus de cases que l’en-tête".to_owned(),
        };
        format!("ligne {}, colonne {}\u{a0}: {what}", error.line, error.column)
    }

    pub(super) fn election_error(self, error: &ElectionError) -> String {
        let Self::Fr = self else { return error.to_string() };
        match error {
            ElectionError::DuplicateProject(id) => format!("deux projets portent l’identifiant {id}"),
            ElectionError::FreeProject(id) => {
                format!("le projet {id} coûte 0\u{a0}: il ne peut pas être compté")
            }
            ElectionError::AmountTooLarge(what) => {
                format!("un montant est trop grand pour être compté\u{a0}: {what}")
            }
            ElectionError::UnknownProject(voter) => {
                format!("le bulletin de {voter} nomme un projet qui n’existe pas")
            }
            ElectionError::RepeatedProject(voter) => {
                format!("le bulletin de {voter} nomme deux fois un projet")
            }
            ElectionError::TooManyPoints(voter) => format!("le bulletin de {voter} a trop de points"),
            ElectionError::NoBallot => "il n’y a aucun bulletin".to_owned(),
            ElectionError::UtilityNotOnBallot { kind, utility } => {
                format!("les bulletins de la sorte {kind} ne permettent pas l’utilité {utility}")
            }
            ElectionError::MissingField(name) => format!("la règle a besoin d’une valeur lisible de {name}"),
            ElectionError::StepNotPositive => "le pas de add1 doit être positif".to_owned(),
        }
    }

    /// Findings that say something about the vote rather than against the file.
    pub(super) fn is_remark(finding: &Finding) -> bool {
        matches!(finding, Finding::OverBudget(_) | Finding::NoSupporter(_))
    }

    pub(super) fn finding(self, finding: &Finding) -> String {
        match self {
            Self::Fr => finding_in_french(finding),
            Self::En => finding_in_english(finding),
        }
    }
}

fn finding_in_french(finding: &Finding) -> String {
    match finding {
        Finding::Declared { key, says, counted } if says.is_empty() => {
            format!("{key}\u{a0}: rien n’est annoncé, compté {counted}")
        }
        Finding::Declared { key, says, counted } => {
            format!("{key}\u{a0}: annoncé {says}, compté {counted}")
        }
        Finding::Recount { project, column, says, counted } => {
            format!("projet {project}, {column}\u{a0}: écrit {says}, recompté {counted}")
        }
        Finding::FreeProject(id) => format!("projet {id}\u{a0}: coûte 0, ne peut pas être compté"),
        Finding::OverBudget(id) => format!("projet {id}\u{a0}: plus cher que tout le budget"),
        Finding::NoSupporter(id) => format!("projet {id}\u{a0}: aucun vote"),
        Finding::Limit { voter, key } => format!("bulletin {voter}\u{a0}: hors de la limite {key}"),
    }
}

fn finding_in_english(finding: &Finding) -> String {
    match finding {
        Finding::Declared { key, says, counted } if says.is_empty() => {
            format!("{key}: nothing declared, counted {counted}")
        }
        Finding::Declared { key, says, counted } => format!("{key}: declared {says}, counted {counted}"),
        Finding::Recount { project, column, says, counted } => {
            format!("project {project}, {column}: written {says}, counted again {counted}")
        }
        Finding::FreeProject(id) => format!("project {id}: costs 0, cannot be counted"),
        Finding::OverBudget(id) => format!("project {id}: dearer than the whole budget"),
        Finding::NoSupporter(id) => format!("project {id}: no vote"),
        Finding::Limit { voter, key } => format!("ballot {voter}: beyond the limit {key}"),
    }
}
