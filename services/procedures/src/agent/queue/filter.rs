//! What an agent asks of a list, as the query of its address says it: so that a filter is a link, can be kept under a name and sent to a colleague.

use beffroi_web::Ctx;
use time::{Date, Duration, OffsetDateTime};
use uuid::Uuid;

use crate::model;
use crate::store::queue::{Key, Start, Wanted, Way};

/// Whose files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Those that the agent has taken.
    #[default]
    Mine,
    /// Those that she follows.
    Followed,
    /// Those of a unit she works in.
    Unit(Uuid),
    /// Those that no unit holds.
    NoUnit,
}

/// By date due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// Past.
    Late,
    /// From today to Sunday.
    Week,
}

/// A filter. Everything absent asks nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    pub scope: Scope,
    pub closed: bool,
    pub state: Option<String>,
    pub procedure: Option<Uuid>,
    pub step: Option<String>,
    pub assignee: Option<Uuid>,
    pub nobody: bool,
    pub team: Option<Uuid>,
    pub label: Option<i64>,
    pub due: Option<Due>,
    pub waiting: bool,
    pub channel: Option<String>,
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// Beginning of a number.
    pub number: String,
}

/// Public states a filter may ask, with whether such files are open.
pub(crate) const STATES: [(&str, bool); 5] =
    [("filed", true), ("in_review", true), ("accepted", false), ("refused", false), ("dropped", false)];
/// Channels a filter may ask.
pub(crate) const CHANNELS: [&str; 5] = ["online", "counter", "phone", "post", "aidant"];

/// What is wrong with a filter: the name of its field.
pub(crate) type Wrong = &'static str;

impl Filter {
    /// Reads the query of an address. What nobody can have meant (an unknown state, a filter of another version) is left out; a date
    /// that is none, which somebody typed, is told.
    pub(crate) fn read<'p>(pairs: impl Iterator<Item = (&'p str, &'p str)>) -> (Self, Vec<Wrong>) {
        let mut filter = Self::default();
        let mut wrong = Vec::new();
        for (name, value) in pairs {
            let value = value.trim();
            if !value.is_empty() {
                filter.set(name, value, &mut wrong);
            }
        }
        if filter.from.zip(filter.to).is_some_and(|(from, to)| from > to) {
            wrong.push("au");
        }
        if let Some((_, open)) =
            filter.state.as_ref().and_then(|of| STATES.iter().find(|(name, _)| name == of))
        {
            filter.closed = !open;
        }
        (filter, wrong)
    }

    fn set(&mut self, name: &str, value: &str, wrong: &mut Vec<Wrong>) {
        let known = |list: &[&str]| list.contains(&value).then(|| value.to_owned());
        match name {
            "vue" => {
                self.scope = match value {
                    "suivis" => Scope::Followed,
                    "sans" => Scope::NoUnit,
                    other => other.parse().map_or(Scope::Mine, Scope::Unit),
                }
            }
            "clos" => self.closed = true,
            "etat" => self.state = known(&STATES.map(|(name, _)| name)),
            "demarche" => self.procedure = value.parse().ok(),
            "etape" => self.step = beffroi_forms::Id::new(value).ok().map(|id| id.to_string()),
            "agent" if value == "personne" => self.nobody = true,
            "agent" => self.assignee = value.parse().ok(),
            "equipe" => self.team = value.parse().ok(),
            "etiquette" => self.label = value.parse().ok().filter(|label| *label > 0),
            "echeance" if value == "retard" => self.due = Some(Due::Late),
            "echeance" if value == "semaine" => self.due = Some(Due::Week),
            "attente" => self.waiting = true,
            "canal" => self.channel = known(&CHANNELS),
            "du" => self.from = date(value).or_else(|| refuse(wrong, "du")),
            "au" => self.to = date(value).or_else(|| refuse(wrong, "au")),
            "numero" => self.number = model::normal_number(value),
            _ => {}
        }
    }

    /// Reads a kept query.
    pub(crate) fn from_query(query: &str) -> Self {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Self::read(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))).0
    }

    /// Names and values, those that ask something only.
    pub(crate) fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        match self.scope {
            Scope::Mine => pairs.push(("vue", "moi".to_owned())),
            Scope::Followed => pairs.push(("vue", "suivis".to_owned())),
            Scope::NoUnit => pairs.push(("vue", "sans".to_owned())),
            Scope::Unit(unit) => pairs.push(("vue", unit.to_string())),
        }
        let mut add = |name, value: Option<String>| pairs.extend(value.map(|value| (name, value)));
        add("numero", (!self.number.is_empty()).then(|| self.number.clone()));
        add("etat", self.state.clone());
        add("clos", (self.closed && self.state.is_none()).then(|| "1".to_owned()));
        add("demarche", self.procedure.map(|of| of.to_string()));
        add("etape", self.step.clone());
        add("agent", self.assignee.map(|of| of.to_string()));
        add("agent", self.nobody.then(|| "personne".to_owned()));
        add("equipe", self.team.map(|of| of.to_string()));
        add("etiquette", self.label.map(|of| of.to_string()));
        add("echeance", self.due.map(|of| if of == Due::Late { "retard" } else { "semaine" }.to_owned()));
        add("attente", self.waiting.then(|| "1".to_owned()));
        add("canal", self.channel.clone());
        add("du", self.from.map(beffroi_web::dates::iso));
        add("au", self.to.map(beffroi_web::dates::iso));
        pairs
    }

    /// The query of this filter, in one order whoever wrote it.
    pub(crate) fn query(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(self.pairs()).finish()
    }

    /// Address of its list.
    pub(crate) fn href(&self) -> String {
        format!("/agent?{}", self.query())
    }

    /// Whether it asks something beside whose files.
    pub(crate) fn asks(&self) -> bool {
        *self != Self { scope: self.scope, ..Self::default() }
    }

    /// The way of looking that leaves the least to read.
    pub(crate) fn way(&self) -> Way {
        let in_unit = matches!(self.scope, Scope::Unit(_));
        match self.scope {
            Scope::Followed => Way::Followed,
            _ if !self.number.is_empty() => Way::Number,
            _ if self.label.is_some() => Way::Label,
            Scope::Mine => Way::Agent,
            Scope::NoUnit => Way::NoUnit,
            Scope::Unit(_) if self.from.is_some() || self.to.is_some() => Way::Filed,
            Scope::Unit(_) if self.assignee.is_some() => Way::AgentInUnit,
            Scope::Unit(_) if self.nobody => Way::Nobody,
            Scope::Unit(_) if self.team.is_some() => Way::Team,
            Scope::Unit(_) if self.waiting => Way::Waiting,
            Scope::Unit(_) if self.procedure.is_some() => Way::Procedure,
            Scope::Unit(_) if self.state.is_some() && in_unit => Way::State,
            Scope::Unit(_) => Way::Unit,
        }
    }

    /// The values of its statement, today.
    pub(crate) fn wanted(&self, ctx: &Ctx, me: Option<Uuid>) -> Wanted {
        let today = ctx.today();
        let iso = beffroi_web::dates::iso;
        let last = || "z".to_owned();
        let due = match self.due {
            None => (String::new(), last()),
            Some(Due::Late) => (String::new(), iso(today - Duration::days(1))),
            Some(Due::Week) => (iso(today), iso(sunday(today))),
        };
        let any_openness = self.state.is_none()
            && !self.closed
            && (self.scope == Scope::Followed || !self.number.is_empty());
        Wanted {
            open: (!any_openness).then_some(!self.closed),
            due,
            filed: (
                self.from.map(|day| midnight(ctx, day)),
                self.to.map(|day| midnight(ctx, day.saturating_add(Duration::days(1)))),
            ),
            number: self.number.clone(),
            procedure: self.procedure,
            step: self.step.clone(),
            state: self.state.clone(),
            waiting: self.waiting.then_some(true),
            channel: self.channel.clone(),
            assignee: if self.scope == Scope::Mine { me } else { self.assignee },
            nobody: self.nobody,
            team: self.team,
            unit: if let Scope::Unit(unit) = self.scope { Some(unit) } else { None },
            label: self.label.unwrap_or(0),
            follower: me,
        }
    }
}

fn refuse(wrong: &mut Vec<Wrong>, field: Wrong) -> Option<Date> {
    wrong.push(field);
    None
}

/// A day as a date field sends it, or as people write it: `2026-11-23`, `23/11/2026`, `23.11.2026`.
fn date(text: &str) -> Option<Date> {
    model::iso_date(text).or_else(|| {
        let mut parts = text.split(['/', '.', '-', ' ']).map(str::trim);
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        let month = time::Month::try_from(month.parse::<u8>().ok()?).ok()?;
        Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
    })
}

/// The last day of the week.
pub(crate) fn sunday(today: Date) -> Date {
    today.saturating_add(Duration::days(i64::from(6 - today.weekday().number_days_from_monday())))
}

/// The moment a day begins at the town hall.
fn midnight(ctx: &Ctx, day: Date) -> OffsetDateTime {
    beffroi_web::dates::midnight(day, ctx.authority().zone())
}

/// `apres` and `avant`: date due, moment of filing in seconds, number.
pub(crate) fn key_text(key: &Key) -> String {
    format!("{}_{}_{}", key.due_on, key.filed_at.unix_timestamp_nanos() / 1000, key.number)
}

fn key(text: &str) -> Option<Key> {
    let mut parts = text.splitn(3, '_');
    let (due_on, micros, number) = (parts.next()?, parts.next()?.parse::<i64>().ok()?, parts.next()?);
    let filed_at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1000).ok()?;
    Some(Key { due_on: due_on.to_owned(), filed_at, number: number.to_owned() })
}

/// From where the address asks to read.
pub(crate) fn start(ctx: &Ctx) -> Start {
    let place = |name: &str| ctx.param(name).as_deref().and_then(key);
    place("apres").map(Start::After).or_else(|| place("avant").map(Start::Before)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{date, datetime};

    #[test]
    fn a_filter_comes_back_from_its_query() {
        let unit = Uuid::from_u128(7);
        let query = format!(
            "vue={unit}&etat=refused&etape=examen&agent=personne&etiquette=3&echeance=retard&canal=post&du=2026-01-02&au=03/02/2026&numero=2026-00"
        );
        let filter = Filter::from_query(&query);
        assert_eq!(filter.scope, Scope::Unit(unit));
        assert!(filter.closed && filter.nobody, "a refused file is closed");
        assert_eq!((filter.from, filter.to), (Some(date!(2026 - 01 - 02)), Some(date!(2026 - 02 - 03))));
        assert_eq!(Filter::from_query(&filter.query()), filter);
        assert!(!Filter::from_query("vue=suivis&etat=nimporte&canal=pigeon").asks());
    }

    #[test]
    fn a_date_that_is_none_is_told() {
        let (_, wrong) = Filter::read([("du", "hier"), ("au", "31/02/2026")].into_iter());
        assert_eq!(wrong, ["du", "au"]);
        let (_, wrong) = Filter::read([("du", "2026-02-01"), ("au", "2026-01-01")].into_iter());
        assert_eq!(wrong, ["au"], "the end before the beginning");
    }

    #[test]
    fn a_place_in_a_list_comes_back_from_its_text() {
        let of = Key {
            due_on: "2026-12-01".to_owned(),
            filed_at: datetime!(2026-11-01 10:00:00.123456 UTC),
            number: "2026-000042".to_owned(),
        };
        assert_eq!(key(&key_text(&of)), Some(of));
        assert_eq!(key("2026-12-01_x_2026-000042"), None);
    }

    #[test]
    fn a_week_ends_on_sunday() {
        assert_eq!(sunday(date!(2026 - 11 - 23)), date!(2026 - 11 - 29));
        assert_eq!(sunday(date!(2026 - 11 - 29)), date!(2026 - 11 - 29));
    }
}
