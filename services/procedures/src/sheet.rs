//! What the catalogue says of a procedure beside its form: for whom, what is needed, events of life, and the same in other languages.

use std::collections::BTreeMap;

use beffroi_web::Lang;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The public sheet of a procedure. The first texts are in French; `texts` holds what was translated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sheet {
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// For whom.
    pub audience: String,
    /// What a person needs to begin, one thing an element.
    pub needs: Vec<String>,
    /// « Gratuit », « 25 € »
    pub cost: String,
    /// Calendar days within which the commune says it will answer.
    pub delay_days: u32,
    /// Words that people use and the title does not.
    pub keywords: Vec<String>,
    /// Keys of events of life: `demenager`, `naissance` …
    pub events: Vec<String>,
    /// Rank among the procedures asked most, from 1; 0 when it is not among them.
    pub popular: u32,
    /// The delay in words, when a number of days does not say it.
    pub delay: String,
    /// Means and time of appeal, as the decision states them.
    pub appeal: String,
    /// Who gives the service.
    pub level: Level,
    pub texts: BTreeMap<Lang, SheetText>,
    /// Units that hold roles of the workflow, by name of the role; the file's own unit holds the others.
    pub roles: BTreeMap<String, Uuid>,
    /// Units that the workflow names in its own words.
    pub units: BTreeMap<String, Uuid>,
}

/// Who gives a service that the commune lists: itself, or the level above.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    #[default]
    Commune,
    Province,
    Region,
}

impl Level {
    pub const ALL: [Self; 3] = [Self::Commune, Self::Province, Self::Region];

    /// The level of this name, which is also its address in the catalogue.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Commune => "commune",
            Self::Province => "province",
            Self::Region => "region",
        }
    }

    /// Key of « Démarches de la province ».
    pub fn title_key(self) -> &'static str {
        match self {
            Self::Commune => "procedures-places-at-commune",
            Self::Province => "procedures-places-at-province",
            Self::Region => "procedures-places-at-region",
        }
    }
}

/// The sheet in another language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SheetText {
    pub title: String,
    pub summary: String,
}

impl Sheet {
    /// Title in a language, and the language it is in.
    pub fn title(&self, lang: Lang) -> (&str, Lang) {
        match self.texts.get(&lang) {
            Some(text) if !text.title.is_empty() => (&text.title, lang),
            _ => (&self.title, Lang::Fr),
        }
    }

    /// The unit that the workflow calls so, as its author confirmed.
    pub fn unit_of(&self, name: &str) -> Option<Uuid> {
        self.units.get(name.trim()).copied()
    }

    pub fn summary(&self, lang: Lang) -> (&str, Lang) {
        match self.texts.get(&lang) {
            Some(text) if !text.summary.is_empty() => (&text.summary, lang),
            _ => (&self.summary, Lang::Fr),
        }
    }
}
