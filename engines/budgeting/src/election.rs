//! A participatory budget as data: envelope, projects, ballots and whatever else the file says about them.

use thiserror::Error;

/// What a voter was asked to write (Pabulib's `vote_type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BallotKind {
    /// A set of projects.
    Approval,
    /// One project.
    ChooseOne,
    /// Points shared out of a fixed sum.
    Cumulative,
    /// Points given to each project.
    Scoring,
    /// Projects from the best to the last ranked.
    Ordinal,
}

impl BallotKind {
    /// Every kind with its Pabulib name.
    pub const NAMES: [(Self, &'static str); 5] = [
        (Self::Approval, "approval"),
        (Self::ChooseOne, "choose-1"),
        (Self::Cumulative, "cumulative"),
        (Self::Scoring, "scoring"),
        (Self::Ordinal, "ordinal"),
    ];

    /// Reads a `vote_type`, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, own)| own.eq_ignore_ascii_case(name)).map(|(kind, _)| *kind)
    }

    /// The Pabulib name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Approval => "approval",
            Self::ChooseOne => "choose-1",
            Self::Cumulative => "cumulative",
            Self::Scoring => "scoring",
            Self::Ordinal => "ordinal",
        }
    }

    /// Whether the points on the ballot are what the voter said (on a ranking the order is).
    pub fn has_points(self) -> bool {
        matches!(self, Self::Cumulative | Self::Scoring)
    }
}

/// A project that asks for money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Unique among the projects; compared as a string where ties are broken by it.
    pub id: String,
    /// In the smallest unit of the election (see [`Election::decimals`]).
    pub cost: u64,
    /// One value per [`Election::project_columns`].
    pub fields: Vec<String>,
}

/// One project on a ballot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Choice {
    /// Index into [`Election::projects`].
    pub project: u32,
    /// Points in units of `10^-point_decimals`; 0 where the ballot has none.
    pub points: i64,
}

/// A voter's ballot, in the order in which it was written (which is the ranking on an ordinal ballot).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voter {
    /// Unique among the voters.
    pub id: String,
    /// The ballot.
    pub choices: Vec<Choice>,
    /// One value per [`Election::voter_columns`].
    pub fields: Vec<String>,
}

/// Everything that a Pabulib file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Election {
    /// Keys and values of the META section as written, in order, without `budget` and `vote_type`.
    pub meta: Vec<(String, String)>,
    /// The kind of all ballots.
    pub kind: BallotKind,
    /// The envelope, in the smallest unit.
    pub budget: u64,
    /// The smallest unit is `10^-decimals` of the currency.
    pub decimals: u32,
    /// Points are counted in `10^-point_decimals`.
    pub point_decimals: u32,
    /// Whether ballots came with a `points` column (on rankings it is kept, and not counted).
    pub with_points: bool,
    /// Names of the columns of projects besides `project_id` and `cost`.
    pub project_columns: Vec<String>,
    /// The projects, in the file's order.
    pub projects: Vec<Project>,
    /// Names of the columns of voters besides `voter_id`, `vote` and `points`.
    pub voter_columns: Vec<String>,
    /// The voters, in the file's order.
    pub voters: Vec<Voter>,
}

/// Amounts above this many smallest units are refused: floats exclude losers safely below it.
pub const MAX_AMOUNT: u64 = 1_000_000_000_000_000;
/// Points beyond this many smallest units are refused.
pub const MAX_POINTS: i64 = 1_000_000_000;

/// Why an election cannot be counted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ElectionError {
    /// Two projects have one identifier.
    #[error("two projects have the identifier {0}")]
    DuplicateProject(String),
    /// A project is free: equal shares has no price for it.
    #[error("project {0} costs 0: it cannot be counted")]
    FreeProject(String),
    /// Cost or envelope beyond [`MAX_AMOUNT`].
    #[error("an amount is too large to be counted: {0}")]
    AmountTooLarge(String),
    /// A ballot names a project that does not exist.
    #[error("the ballot of {0} names a project that does not exist")]
    UnknownProject(String),
    /// A ballot names a project twice.
    #[error("the ballot of {0} names a project twice")]
    RepeatedProject(String),
    /// Points beyond [`MAX_POINTS`].
    #[error("the ballot of {0} has too many points")]
    TooManyPoints(String),
    /// No ballot, so no voter to share the budget.
    #[error("there is no ballot")]
    NoBallot,
    /// The rule needs points, or ranks, which these ballots do not have.
    #[error("ballots of kind {kind} have no {utility}")]
    UtilityNotOnBallot {
        /// The kind of the ballots.
        kind: &'static str,
        /// The utility that was asked for.
        utility: &'static str,
    },
    /// A field that the rule reads (a score, a threshold) is absent or not a number.
    #[error("the rule needs a readable value of {0}")]
    MissingField(String),
    /// The increment of an endowment must be positive.
    #[error("the step of add1 must be positive")]
    StepNotPositive,
}

impl Election {
    /// The value of a META key.
    pub fn meta(&self, key: &str) -> Option<&str> {
        self.meta.iter().find(|(own, _)| own == key).map(|(_, value)| value.as_str())
    }

    /// The index of a project.
    pub fn project_index(&self, id: &str) -> Option<usize> {
        self.projects.iter().position(|project| project.id == id)
    }

    /// A project's value in a column; `None` where there is no such column.
    pub fn project_field(&self, project: usize, column: &str) -> Option<&str> {
        let at = self.project_columns.iter().position(|own| own == column)?;
        self.projects.get(project)?.fields.get(at).map(String::as_str)
    }

    /// Whether a choice is a vote for its project: any mention, or on ballots with points more than none.
    pub fn supports(&self, choice: Choice) -> bool {
        !self.kind.has_points() || choice.points > 0
    }

    /// Number of ballots that name each project, and the sum of its points.
    pub fn tallies(&self) -> Vec<(u64, i128)> {
        let mut tallies = vec![(0, 0); self.projects.len()];
        for choice in self.voters.iter().flat_map(|voter| &voter.choices) {
            if let Some((votes, points)) = tallies.get_mut(choice.project as usize) {
                *votes += 1;
                *points += i128::from(choice.points);
            }
        }
        tallies
    }
}
