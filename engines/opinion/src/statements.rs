//! What each group stands for, and what everybody agrees on (profile, steps 10 and 11).
//!
//! The tests are those of Polis: C. Small and others, *Polis: Scaling deliberation by mapping high dimensional
//! opinion spaces*, 2021: proportions with one imaginary vote on each side, and their z-scores.

use crate::numbers::descending;
use crate::{Conversation, Vote};

/// One-sided 90 %: a z-score above it counts.
const SIGNIFICANT: f64 = 1.2816;
/// Statements listed per group, and per side of the consensus.
const LISTED: usize = 5;

/// Which answer is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// For the statement.
    Agree,
    /// Against it.
    Disagree,
}

/// Votes of some people on one statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Agree.
    pub agree: u32,
    /// Disagree.
    pub disagree: u32,
    /// All who saw it: agree, disagree and pass.
    pub seen: u32,
}

impl Tally {
    /// The votes on one side.
    pub fn on(self, side: Side) -> u32 {
        match side {
            Side::Agree => self.agree,
            Side::Disagree => self.disagree,
        }
    }

    pub(crate) fn add(&mut self, vote: Vote) {
        self.seen += 1;
        self.agree += u32::from(vote == Vote::Agree);
        self.disagree += u32::from(vote == Vote::Disagree);
    }

    /// The votes of `rows` on every statement. A rejected statement is seen by all, and nobody took a side.
    pub(crate) fn of(conversation: &Conversation, rows: impl Iterator<Item = usize>) -> Vec<Self> {
        let mut tallies = vec![Self::default(); conversation.statements().len()];
        let mut people = 0;
        for row in rows {
            people += 1;
            for &(column, vote) in conversation.row(row) {
                tallies[column as usize].add(vote);
            }
        }
        for (tally, statement) in tallies.iter_mut().zip(conversation.statements()) {
            if statement.rejected {
                *tally = Self { agree: 0, disagree: 0, seen: people };
            }
        }
        tallies
    }
}

/// p = (x + 1) / (n + 2).
fn proportion(x: u32, n: u32) -> f64 {
    (f64::from(x) + 1.0) / (f64::from(n) + 2.0)
}

/// z(x, n) = 2√(n+1) · ((x+1)/(n+1) − ½): is x more than half of n?
fn z_half(x: u32, n: u32) -> f64 {
    let n = f64::from(n) + 1.0;
    2.0 * n.sqrt() * ((f64::from(x) + 1.0) / n - 0.5)
}

/// Z: is x of n a larger share than `others_x` of `others_n`?
fn z_between(x: u32, n: u32, others_x: u32, others_n: u32) -> f64 {
    let (x, n) = (f64::from(x) + 1.0, f64::from(n) + 1.0);
    let (others_x, others_n) = (f64::from(others_x) + 1.0, f64::from(others_n) + 1.0);
    let pooled = (x + others_x) / (n + others_n);
    if pooled >= 1.0 {
        return 0.0;
    }
    (x / n - others_x / others_n) / (pooled * (1.0 - pooled) * (1.0 / n + 1.0 / others_n)).sqrt()
}

/// How a group stands to one answer: proportion, its z, ratio to the others, and that ratio's Z.
#[derive(Clone, Copy)]
struct Weight {
    p: f64,
    z: f64,
    r: f64,
    zz: f64,
}

impl Weight {
    fn of(group: Tally, others: Tally, side: Side) -> Self {
        let (x, others_x) = (group.on(side), others.on(side));
        let p = proportion(x, group.seen);
        Self {
            p,
            z: z_half(x, group.seen),
            r: p / proportion(others_x, others.seen),
            zz: z_between(x, group.seen, others_x, others.seen),
        }
    }

    fn significant(self) -> bool {
        self.zz > SIGNIFICANT && self.z > SIGNIFICANT
    }

    fn product(self) -> f64 {
        self.r * self.zz * self.p * self.z
    }
}

/// A statement that stands for a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Representative {
    /// Its number.
    pub statement: u64,
    /// The answer that sets the group apart from the others most. It orders the list; to people, say
    /// [`Self::stance`].
    pub side: Side,
    /// The group's votes.
    pub votes: Tally,
    /// Listed as the statement the group agrees with best.
    pub best_agreed: bool,
    /// (votes on `side` + 1) / (seen + 2).
    pub proportion: f64,
    /// Is that more than half?
    pub z: f64,
    /// `proportion` over the same in the other groups.
    pub ratio: f64,
    /// Is that difference more than chance?
    pub ratio_z: f64,
}

impl Representative {
    /// What the group says of the statement. The one it agrees with best is agreed with, even where the others
    /// agree yet more and only the few who disagree set the group apart.
    pub fn stance(&self) -> Side {
        if self.best_agreed { Side::Agree } else { self.side }
    }
}

struct Candidate {
    column: usize,
    agree: Weight,
    disagree: Weight,
}

impl Candidate {
    fn side(&self) -> Side {
        if self.agree.zz > self.disagree.zz { Side::Agree } else { Side::Disagree }
    }

    fn weight(&self, side: Side) -> Weight {
        match side {
            Side::Agree => self.agree,
            Side::Disagree => self.disagree,
        }
    }

    fn rank(&self) -> f64 {
        self.weight(self.side()).product()
    }
}

/// The statements that stand for each group, agreed ones first; `tallies[g][j]` are group g's votes on column j.
pub(crate) fn representative(
    conversation: &Conversation,
    tallies: &[Vec<Tally>],
) -> Vec<Vec<Representative>> {
    (0..tallies.len()).map(|group| of_group(conversation, tallies, group)).collect()
}

fn of_group(conversation: &Conversation, tallies: &[Vec<Tally>], group: usize) -> Vec<Representative> {
    let own = &tallies[group];
    let statements = conversation.statements();
    let candidates: Vec<Candidate> = (0..own.len())
        .filter(|&column| !statements[column].rejected)
        .map(|column| {
            let others = others(tallies, group, column);
            let weight = |side| Weight::of(own[column], others, side);
            Candidate { column, agree: weight(Side::Agree), disagree: weight(Side::Disagree) }
        })
        .collect();
    let best = best_agreed(&candidates, own);
    let mut sufficient: Vec<&Candidate> =
        candidates.iter().filter(|c| c.agree.significant() || c.disagree.significant()).collect();
    let listed: Vec<(&Candidate, bool)> = if sufficient.is_empty() {
        let alone = best.map(|c| (c, true));
        alone.or_else(|| most_distinct(&candidates).map(|c| (c, false))).into_iter().collect()
    } else {
        // Stable: equal ranks stay in ascending numbers.
        sufficient.sort_by(|a, b| descending(a.rank(), b.rank()));
        let others = sufficient.into_iter().filter(|c| best.is_none_or(|best| best.column != c.column));
        let mut listed: Vec<_> =
            best.map(|c| (c, true)).into_iter().chain(others.map(|c| (c, false))).take(LISTED).collect();
        listed.sort_by_key(|(candidate, _)| candidate.side());
        listed
    };
    listed
        .into_iter()
        .map(|(candidate, best_agreed)| {
            let side = candidate.side();
            let Weight { p, z, r, zz } = candidate.weight(side);
            Representative {
                statement: statements[candidate.column].number,
                side,
                votes: own[candidate.column],
                best_agreed,
                proportion: p,
                z,
                ratio: r,
                ratio_z: zz,
            }
        })
        .collect()
}

fn others(tallies: &[Vec<Tally>], group: usize, column: usize) -> Tally {
    let mut sum = Tally::default();
    for (_, tallies) in tallies.iter().enumerate().filter(|(other, _)| *other != group) {
        sum.agree += tallies[column].agree;
        sum.disagree += tallies[column].disagree;
        sum.seen += tallies[column].seen;
    }
    sum
}

/// The statement the group agrees with best: more than the others do where that says something, else most clearly.
fn best_agreed<'a>(candidates: &'a [Candidate], own: &[Tally]) -> Option<&'a Candidate> {
    let mut holder: Option<&Candidate> = None;
    for candidate in candidates {
        let votes = own[candidate.column];
        if votes.agree == 0 && votes.disagree == 0 {
            continue;
        }
        let Weight { p, z, r, .. } = candidate.agree;
        let better = match holder {
            None => z > SIGNIFICANT || (r > 1.0 && p > 0.5),
            Some(holder) if holder.agree.r > 1.0 => candidate.agree.product() > holder.agree.product(),
            Some(holder) => p * z > holder.agree.p * holder.agree.z,
        };
        if better {
            holder = Some(candidate);
        }
    }
    holder
}

/// The statement with the largest Z on either side, the smaller number of equals.
fn most_distinct(candidates: &[Candidate]) -> Option<&Candidate> {
    let largest = |c: &Candidate| c.agree.zz.max(c.disagree.zz);
    candidates.iter().reduce(|best, c| if largest(c) > largest(best) { c } else { best })
}

/// A statement most people of the whole conversation answer alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// Its number.
    pub statement: u64,
    /// Everybody's votes.
    pub votes: Tally,
    /// (votes on the side + 1) / (seen + 2).
    pub proportion: f64,
    /// Is that more than half?
    pub z: f64,
}

/// The statements most people agree with, and those most people disagree with, clearest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Consensus {
    /// Agreed by most.
    pub agree: Vec<Agreement>,
    /// Disagreed by most.
    pub disagree: Vec<Agreement>,
}

impl Consensus {
    /// Over all participants, in conversation or not.
    pub(crate) fn of(conversation: &Conversation) -> Self {
        let tallies = Tally::of(conversation, 0..conversation.participants().len());
        let side = |side: Side| {
            let mut agreements: Vec<Agreement> = conversation
                .statements()
                .iter()
                .zip(&tallies)
                .filter(|(statement, _)| !statement.rejected)
                .map(|(statement, &votes)| Agreement {
                    statement: statement.number,
                    votes,
                    proportion: proportion(votes.on(side), votes.seen),
                    z: z_half(votes.on(side), votes.seen),
                })
                .filter(|a| a.proportion > 0.5 && a.z > SIGNIFICANT)
                .collect();
            agreements.sort_by(|a, b| descending(a.proportion * a.z, b.proportion * b.z));
            agreements.truncate(LISTED);
            agreements
        };
        Self { agree: side(Side::Agree), disagree: side(Side::Disagree) }
    }
}

/// Group-aware consensus: for each kept statement, the product over the groups of their proportions who agree,
/// largest first, the smaller number of equals.
pub(crate) fn group_aware(conversation: &Conversation, tallies: &[Vec<Tally>]) -> Vec<(u64, f64)> {
    let mut products: Vec<(u64, f64)> = conversation
        .statements()
        .iter()
        .enumerate()
        .filter(|(_, statement)| !statement.rejected)
        .map(|(column, statement)| {
            let product = tallies
                .iter()
                .fold(1.0, |product, group| product * proportion(group[column].agree, group[column].seen));
            (statement.number, product)
        })
        .collect();
    products.sort_by(|a, b| descending(a.1, b.1));
    products
}
