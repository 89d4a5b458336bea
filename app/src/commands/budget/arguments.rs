//! Arguments of `beffroi budget`, and the parameters of a rule that they make.

use std::path::PathBuf;

use beffroi_budgeting::{BallotKind, Election, Parameters};

use crate::commands::lang::Lang;

/// Arguments of `beffroi budget`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(super) command: Box<Command>,
    /// Language of messages for people.
    #[arg(long, global = true, value_enum, default_value = "fr")]
    pub(super) lang: Lang,
}

#[derive(clap::Subcommand)]
pub(super) enum Command {
    /// Count a file and say who wins.
    Count(Count),
    /// Compare two rules on the same votes: who gains, by group.
    Compare(Compare),
    /// Show what became of one voter's ballot.
    Receipt(Receipt),
    /// Check a file, and a published result against it.
    Check(Check),
}

/// The rule and its parameters; every one is published with the result.
#[derive(clap::Args, Clone)]
pub(super) struct Method {
    /// greedy: utility per cost; greedy-score: votes or points, as cities count; mes: Equal Shares; phragmen.
    #[arg(long, default_value = "mes", value_parser = ["greedy", "greedy-score", "mes", "phragmen"])]
    pub(super) rule: String,
    /// What a funded project is worth to a voter; by default cost, points or borda, as the ballots are.
    #[arg(long, value_parser = ["cost", "cardinality", "card", "points", "borda"])]
    pub(super) utility: Option<String>,
    /// What follows Equal Shares.
    #[arg(long, default_value = "none", value_parser = ["none", "u", "add1", "add1u"])]
    pub(super) completion: String,
    /// First endowment: budget/voters, or the same rounded down to a currency unit (Pabulib).
    #[arg(long, default_value = "exact", value_parser = ["exact", "integral"])]
    pub(super) start: String,
    /// When add1 ends: at the first exhaustive outcome, or only over budget (Pabulib).
    #[arg(long, default_value = "exhaustive", value_parser = ["exhaustive", "budget"])]
    pub(super) stop: String,
    /// What add1 adds to every endowment, in currency units: a decimal or a fraction.
    #[arg(long, default_value = "1")]
    pub(super) step: String,
    /// Greedy replaces Equal Shares if more voters prefer it.
    #[arg(long, default_value = "none", value_parser = ["none", "popularity", "coverage"])]
    pub(super) compare: String,
    /// Order of ties: smallest identifier as a string, or smallest cost then most votes.
    #[arg(long, default_value = "id", value_parser = ["id", "cost-votes"])]
    pub(super) tie: String,
    /// greedy-score: projects with less are left out; by default the file's own threshold.
    #[arg(long)]
    pub(super) threshold: Option<u32>,
    /// greedy-score: end at the first project that does not fit.
    #[arg(long)]
    pub(super) no_skip: bool,
}

impl Method {
    /// The parameters for an election.
    pub(super) fn parameters(&self, lang: Lang, election: &Election) -> Result<Parameters, String> {
        let by_kind = match election.kind {
            BallotKind::Approval | BallotKind::ChooseOne => "cost",
            BallotKind::Cumulative | BallotKind::Scoring => "points",
            BallotKind::Ordinal => "borda",
        };
        let utility = match self.utility.as_deref() {
            Some("card") => "cardinality",
            own => own.unwrap_or(by_kind),
        };
        let own_threshold = election.meta("min_project_score_threshold").and_then(|text| text.parse().ok());
        let threshold = self.threshold.or(own_threshold).unwrap_or(0).to_string();
        let value = |key: &str| {
            Some(match key {
                "rule" => self.rule.as_str(),
                "utility" => utility,
                "completion" => &self.completion,
                "start" => &self.start,
                "stop" => &self.stop,
                "step" => &self.step,
                "compare" => &self.compare,
                "tie" => &self.tie,
                "threshold" => &threshold,
                "skip" => {
                    if self.no_skip {
                        "no"
                    } else {
                        "yes"
                    }
                }
                _ => return None,
            })
        };
        Parameters::from_pairs(value).ok_or_else(|| {
            lang.pick(
                "--step attend un nombre décimal ou une fraction",
                "--step takes a decimal or a fraction",
            )
            .to_owned()
        })
    }
}

#[derive(clap::Args)]
pub(super) struct Count {
    /// The Pabulib file.
    pub(super) file: PathBuf,
    #[command(flatten)]
    pub(super) method: Method,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
    /// Say also why each project won or lost, and in JSON what every voter paid.
    #[arg(long)]
    pub(super) explain: bool,
    /// Write the file with the result.
    #[arg(long, value_name = "OUT.pb")]
    pub(super) pb: Option<PathBuf>,
    /// Write the prices of Equal Shares.
    #[arg(long, value_name = "prices.csv")]
    pub(super) prices: Option<PathBuf>,
}

#[derive(clap::Args)]
pub(super) struct Compare {
    /// The Pabulib file.
    pub(super) file: PathBuf,
    #[command(flatten)]
    pub(super) method: Method,
    /// The rule to compare with.
    #[arg(long, default_value = "greedy", value_parser = ["greedy", "greedy-score", "mes", "phragmen"])]
    pub(super) against: String,
    /// Utility of the rule to compare with.
    #[arg(long, value_parser = ["cost", "cardinality", "card", "points", "borda"])]
    pub(super) against_utility: Option<String>,
    /// Completion of the rule to compare with.
    #[arg(long, default_value = "none", value_parser = ["none", "u", "add1", "add1u"])]
    pub(super) against_completion: String,
    /// Column of the voters to group by, such as district, age, sex, `voting_method`.
    #[arg(long)]
    pub(super) by: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(clap::Args)]
pub(super) struct Receipt {
    /// The Pabulib file.
    pub(super) file: PathBuf,
    /// The voter's identifier.
    pub(super) voter: String,
    #[command(flatten)]
    pub(super) method: Method,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(clap::Args)]
pub(super) struct Check {
    /// The Pabulib file.
    pub(super) file: PathBuf,
    /// A result as `count --json` prints it: counted again with its own parameters.
    pub(super) result: Option<PathBuf>,
}
