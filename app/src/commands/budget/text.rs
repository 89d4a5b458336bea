//! Messages for people, in French and in English.

use beffroi_budgeting::pabulib::{Finding, ReadError, ReadErrorKind};
use beffroi_budgeting::{Election, ElectionError, Progress, format_units};

/// Language of messages.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum Lang {
    Fr,
    En,
}

impl Lang {
    pub(super) fn pick(self, fr: &'static str, en: &'static str) -> &'static str {
        match self {
            Self::Fr => fr,
            Self::En => en,
        }
    }

    /// An amount with its currency.
    pub(super) fn amount(self, election: &Election, units: u64) -> String {
        let number = format_units(i128::from(units), election.decimals);
        let number = if matches!(self, Self::Fr) { number.replace('.', ",") } else { number };
        format!("{number} {}", election.meta("currency").unwrap_or_default()).trim_end().to_owned()
    }

    /// Identifier, name and cost of a project.
    pub(super) fn project(self, election: &Election, index: usize) -> String {
        let project = &election.projects[index];
        let name = election.project_field(index, "name").unwrap_or_default();
        format!("{} {name} ({})", project.id, self.amount(election, project.cost)).replace("  ", " ")
    }

    pub(super) fn progress(self, election: &Election, progress: Progress) -> String {
        let cost = self.amount(election, u64::try_from(progress.cost).unwrap_or(u64::MAX));
        let raised = progress.increments;
        match self {
            Self::Fr => format!("{raised} pas ajoutés, {cost} dépensés …"),
            Self::En => format!("{raised} steps added, {cost} spent …"),
        }
    }

    pub(super) fn read_error(self, error: &ReadError) -> String {
        let Self::Fr = self else { return error.to_string() };
        let what = match &error.kind {
            ReadErrorKind::NotUtf8 => "le fichier n'est pas du texte UTF-8".to_owned(),
            ReadErrorKind::OpenQuote => "ce guillemet n'est jamais fermé".to_owned(),
            ReadErrorKind::SectionExpected(name) => format!("la section {name} est attendue ici"),
            ReadErrorKind::Missing(name) => format!("il manque {name}"),
            ReadErrorKind::Repeated(name) => format!("{name} figure ici une seconde fois"),
            ReadErrorKind::EmptyId => "un identifiant est vide".to_owned(),
            ReadErrorKind::Number(text) => format!("« {text} » n'est pas un nombre utilisable"),
            ReadErrorKind::Kind(text) => format!(
                "« {text} » n'est pas une sorte de bulletin (approval, choose-1, cumulative, scoring, ordinal)"
            ),
            ReadErrorKind::UnknownProject(id) => format!("il n'y a pas de projet « {id} »"),
            ReadErrorKind::PointsDiffer { choices, points } => format!("{choices} projets, {points} points"),
            ReadErrorKind::TooManyCells => "cette ligne a plus de cases que l'en-tête".to_owned(),
        };
        format!("ligne {}, colonne {}: {what}", error.line, error.column)
    }

    pub(super) fn election_error(self, error: &ElectionError) -> String {
        let Self::Fr = self else { return error.to_string() };
        match error {
            ElectionError::DuplicateProject(id) => format!("deux projets portent l'identifiant {id}"),
            ElectionError::FreeProject(id) => format!("le projet {id} coûte 0: il ne peut pas être compté"),
            ElectionError::AmountTooLarge(what) => {
                format!("un montant est trop grand pour être compté: {what}")
            }
            ElectionError::UnknownProject(voter) => {
                format!("le bulletin de {voter} nomme un projet qui n'existe pas")
            }
            ElectionError::RepeatedProject(voter) => {
                format!("le bulletin de {voter} nomme deux fois un projet")
            }
            ElectionError::TooManyPoints(voter) => format!("le bulletin de {voter} a trop de points"),
            ElectionError::NoBallot => "il n'y a aucun bulletin".to_owned(),
            ElectionError::UtilityNotOnBallot { kind, utility } => {
                format!("les bulletins de la sorte {kind} ne permettent pas l'utilité {utility}")
            }
            ElectionError::MissingField(name) => format!("la règle a besoin d'une valeur lisible de {name}"),
            ElectionError::StepNotPositive => "le pas de add1 doit être positif".to_owned(),
        }
    }

    /// Findings that say something about the vote rather than against the file.
    pub(super) fn is_remark(finding: &Finding) -> bool {
        matches!(finding, Finding::OverBudget(_) | Finding::NoSupporter(_))
    }

    pub(super) fn finding(self, finding: &Finding) -> String {
        let fr = matches!(self, Self::Fr);
        match finding {
            Finding::Declared { key, says, counted } if fr => {
                format!("{key}: annoncé {says}, compté {counted}")
            }
            Finding::Declared { key, says, counted } => format!("{key}: declared {says}, counted {counted}"),
            Finding::Recount { project, column, says, counted } if fr => {
                format!("projet {project}, {column}: écrit {says}, recompté {counted}")
            }
            Finding::Recount { project, column, says, counted } => {
                format!("project {project}, {column}: written {says}, counted again {counted}")
            }
            Finding::FreeProject(id) if fr => format!("projet {id}: coûte 0, ne peut pas être compté"),
            Finding::FreeProject(id) => format!("project {id}: costs 0, cannot be counted"),
            Finding::OverBudget(id) if fr => format!("projet {id}: plus cher que tout le budget"),
            Finding::OverBudget(id) => format!("project {id}: dearer than the whole budget"),
            Finding::NoSupporter(id) if fr => format!("projet {id}: aucun vote"),
            Finding::NoSupporter(id) => format!("project {id}: no vote"),
            Finding::Limit { voter, key } if fr => format!("bulletin {voter}: hors de la limite {key}"),
            Finding::Limit { voter, key } => format!("ballot {voter}: beyond the limit {key}"),
        }
    }
}
