//! Writing a Pabulib file that the Pabulib checker and pabutools read without complaint.
//!
//! Decimals get a point, cells lose outer spaces and line breaks (pabutools also breaks lines at U+0085 and U+2028),
//! columns come in the checker's order; columns it does not know are left out and named in [`Written::left_out`].
//! `votes`, `score` and `selected` are written from the ballots and the outcome. A rule that is not one of Pabulib's
//! own becomes `rule;unknown`, with the parameters as the last numbered comment.

use std::fmt::Write as _;

use super::csv::flat;
use crate::amount::format_units;
use crate::election::{BallotKind, Election};
use crate::profile::{TieOrder, Utility};
use crate::rules::count::Outcome;
use crate::rules::parameters::{Compare, Completion, EqualShares, Parameters, Rule, Start, Stop};

/// A file's text and what could not be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub text: String,
    /// Keys and columns that the format does not have.
    pub left_out: Vec<String>,
}

const META_KEYS: [&str; 37] = [
    "description",
    "country",
    "unit",
    "district",
    "subunit",
    "instance",
    "num_projects",
    "num_votes",
    "budget",
    "vote_type",
    "rule",
    "date_begin",
    "date_end",
    "min_length",
    "max_length",
    "min_sum_cost",
    "max_sum_cost",
    "min_points",
    "max_points",
    "min_sum_points",
    "max_sum_points",
    "default_score",
    "min_project_cost",
    "max_project_cost",
    "min_project_score_threshold",
    "neighborhoods",
    "subdistricts",
    "categories",
    "edition",
    "language",
    "currency",
    "fully_funded",
    "experimental",
    "comment",
    "acknowledgments",
    "leftover_budget",
    "budget_per_category",
];

const PROJECT_COLUMNS: [&str; 12] = [
    "votes",
    "score",
    "name",
    "category",
    "beneficiaries",
    "selected",
    "neighborhood",
    "subunit",
    "district",
    "description",
    "proposer",
    "public_id",
];

const PLACES: [&str; 2] = ["latitude", "longitude"];

const VOTER_COLUMNS: [&str; 14] = [
    "age",
    "sex",
    "voting_method",
    "district",
    "neighborhood",
    "education",
    "topic_preference_transport",
    "topic_preference_culture",
    "topic_preference_nature",
    "district_preference",
    "time_taken_seconds",
    "format_easiness",
    "format_expressiveness",
    "format_rank",
];

/// Writes an election, with an outcome if there is one.
pub fn write(election: &Election, outcome: Option<&Outcome>) -> Written {
    let mut written = Written { text: String::new(), left_out: Vec::new() };
    write_meta(&mut written, election, outcome);
    write_projects(&mut written, election, outcome);
    write_votes(&mut written, election);
    written
}

/// A cell without outer spaces and line breaks, quoted where it must be.
fn cell(text: &str) -> String {
    let flat = flat(text);
    if flat.contains([';', '"']) { format!("\"{}\"", flat.replace('"', "\"\"")) } else { flat.into_owned() }
}

impl Written {
    fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let cells: Vec<String> = cells.into_iter().map(|text| cell(&text)).collect();
        let _ = writeln!(self.text, "{}", cells.join(";"));
    }
}

fn write_meta(written: &mut Written, election: &Election, outcome: Option<&Outcome>) {
    written.text.push_str("META\nkey;value\n");
    for key in META_KEYS.into_iter().chain(OTHER_META) {
        let own = election.meta(key).filter(|value| !value.trim().is_empty());
        let value = match key {
            "num_projects" => Some(election.projects.len().to_string()),
            "num_votes" => Some(election.voters.len().to_string()),
            "budget" => Some(format_units(i128::from(election.budget), election.decimals)),
            "vote_type" => Some(election.kind.name().to_owned()),
            "rule" => Some(match outcome {
                Some(outcome) => pabulib_rule(election, &outcome.parameters).to_owned(),
                None => own.unwrap_or("unknown").to_owned(),
            }),
            "comment" => comment(own, outcome),
            _ => own.map(str::to_owned),
        };
        if let Some(value) = value {
            written.row([key.to_owned(), value]);
        }
    }
    let known = |key: &str| META_KEYS.contains(&key) || OTHER_META.contains(&key);
    let unknown = election.meta.iter().filter(|(key, _)| !known(key)).map(|(key, _)| key.clone());
    written.left_out.extend(unknown);
}

const OTHER_META: [&str; 5] = [
    "budget_per_neighborhood",
    "min_length_per_category",
    "max_length_per_category",
    "min_sum_cost_per_category",
    "max_sum_cost_per_category",
];

/// Pabulib's own name of a rule, or `unknown`.
fn pabulib_rule(election: &Election, parameters: &Parameters) -> &'static str {
    let Rule::EqualShares(own) = &parameters.rule else { return "unknown" };
    let add1 = EqualShares {
        start: Start::Integral,
        stop: Stop::Budget,
        compare: own.compare,
        ..EqualShares::new(Utility::Cost, Completion::Add1)
    };
    let is_pabulib =
        election.kind == BallotKind::Approval && parameters.tie == TieOrder::CostVotes && *own == add1;
    match own.compare {
        Compare::None if is_pabulib => "equalshares/add1",
        Compare::Popularity if is_pabulib => "equalshares/add1-comparison",
        _ => "unknown",
    }
}

/// Numbered comments (`#1: … #2: …`), the parameters last.
fn comment(own: Option<&str>, outcome: Option<&Outcome>) -> Option<String> {
    let mut text = own.unwrap_or_default().trim().to_owned();
    if !text.is_empty() && !text.starts_with("#1: ") {
        text = format!("#1: {text}");
    }
    if let Some(outcome) = outcome {
        let number = (1..=u32::MAX).find(|number| !text.contains(&format!("#{number}:"))).unwrap_or(1);
        let pairs = outcome.parameters.pairs();
        let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let space = if text.is_empty() { "" } else { " " };
        let _ = write!(text, "{space}#{number}: Counted with {}.", pairs.join(", "));
    }
    (!text.is_empty()).then_some(text)
}

/// The name of a column today.
fn modern(column: &str) -> &str {
    if matches!(column, "target" | "targets") { "beneficiaries" } else { column }
}

fn write_projects(written: &mut Written, election: &Election, outcome: Option<&Outcome>) {
    written.text.push_str("PROJECTS\n");
    let has_score = election.with_points;
    let own = |name: &str| election.project_columns.iter().position(|column| modern(column) == name);
    let computed = |name: &str| {
        name == "votes" || (name == "score" && has_score) || (name == "selected" && outcome.is_some())
    };
    let columns: Vec<&str> = PROJECT_COLUMNS
        .into_iter()
        .chain(PLACES)
        .filter(|name| computed(name) || (own(name).is_some() && !matches!(*name, "score")))
        .collect();
    written.row(["project_id", "cost"].into_iter().chain(columns.iter().copied()).map(str::to_owned));
    let tallies = election.tallies();
    for (index, project) in election.projects.iter().enumerate() {
        let value = |name: &&str| match *name {
            "votes" => tallies[index].0.to_string(),
            "score" => format_units(tallies[index].1, election.point_decimals),
            "selected" if outcome.is_some() => {
                u8::from(outcome.is_some_and(|outcome| outcome.order.contains(&index))).to_string()
            }
            name => own(name).and_then(|at| project.fields.get(at)).cloned().unwrap_or_default(),
        };
        let first = [project.id.clone(), format_units(i128::from(project.cost), election.decimals)];
        written.row(first.into_iter().chain(columns.iter().map(value)));
    }
    let known = |name: &str| PROJECT_COLUMNS.contains(&name) || PLACES.contains(&name);
    let unknown = election.project_columns.iter().filter(|column| !known(modern(column)));
    written.left_out.extend(unknown.cloned());
}

fn write_votes(written: &mut Written, election: &Election) {
    written.text.push_str("VOTES\n");
    let own = |name: &str| election.voter_columns.iter().position(|column| column == name);
    let columns: Vec<(&str, usize)> =
        VOTER_COLUMNS.into_iter().filter_map(|name| own(name).map(|at| (name, at))).collect();
    let points = if election.with_points { &["points"][..] } else { &[] };
    let header = ["voter_id", "vote"].into_iter().chain(points.iter().copied());
    written.row(header.chain(columns.iter().map(|(name, _)| *name)).map(str::to_owned));
    for voter in &election.voters {
        let ids = voter.choices.iter().map(|choice| {
            election.projects.get(choice.project as usize).map_or("", |project| project.id.as_str())
        });
        let mut cells = vec![voter.id.clone(), ids.collect::<Vec<_>>().join(",")];
        if election.with_points {
            let points = voter.choices.iter();
            let points =
                points.map(|choice| format_units(i128::from(choice.points), election.point_decimals));
            cells.push(points.collect::<Vec<_>>().join(","));
        }
        cells.extend(columns.iter().map(|(_, at)| voter.fields.get(*at).cloned().unwrap_or_default()));
        written.row(cells);
    }
    let unknown = election.voter_columns.iter().filter(|column| !VOTER_COLUMNS.contains(&column.as_str()));
    written.left_out.extend(unknown.cloned());
}
