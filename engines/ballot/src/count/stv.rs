//! Single transferable vote, as belenios-tool counts it, in exact fractions.
//!
//! The quota is ⌊n/(s + 1)⌋ + 1 over all n valid ballots, empty ones too. Each round the choice with most votes wins
//! if it reaches the quota, and its surplus passes to the next choices of its ballots, each weighing
//! (w − quota)/w as much as before; else the choice with fewest votes loses. Ties follow the question's order.
//! When no more choices are left than seats, all of them win.

use std::collections::BTreeSet;

use num_rational::BigRational;

use super::{Answer, push_numbers, push_rows};
use crate::json::Write;

/// What happened in the count, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// These are elected.
    Win(Vec<usize>),
    /// This one is out.
    Lose(usize),
    /// The first two of those with as many votes; the first is elected.
    TieWin(Vec<usize>),
    /// The last two of those with as few votes, the last first: it is out.
    TieLose(Vec<usize>),
}

/// The outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stv {
    /// Valid ballots as lists of choices, the preferred first; sorted.
    pub ballots: Vec<Vec<usize>>,
    /// Ballots with a gap or a tie in their ranks; sorted.
    pub invalid: Vec<Answer>,
    /// The count.
    pub events: Vec<Event>,
    /// The elected, in order.
    pub winners: Vec<usize>,
}

/// Counts rankings 1, 2, … without gap or tie; 0 is unranked.
pub fn stv(seats: usize, answers: &[Answer]) -> Stv {
    let mut ballots = Vec::new();
    let mut invalid = Vec::new();
    for answer in answers {
        match preferences(answer) {
            Some(ballot) => ballots.push(ballot),
            None => invalid.push(answer.clone()),
        }
    }
    ballots.sort();
    invalid.sort();
    // As in belenios-tool, a choice that nobody ranked does not stand.
    let standing: BTreeSet<usize> = ballots.iter().flatten().copied().collect();
    let mut round = Round {
        quota: whole(ballots.len() / seats.saturating_add(1) + 1),
        weights: vec![whole(1); ballots.len()],
        ballots: &ballots,
        left: standing.into_iter().collect(),
        events: Vec::new(),
    };
    let mut winners = Vec::new();
    while winners.len() < seats {
        if round.left.len() <= seats - winners.len() {
            round.events.push(Event::Win(round.left.clone()));
            winners.append(&mut round.left);
            break;
        }
        winners.extend(round.next());
    }
    let events = round.events;
    Stv { ballots, invalid, events, winners }
}

/// The choices in order of preference; `None` with a gap or a tie.
fn preferences(answer: &Answer) -> Option<Vec<usize>> {
    let ranked = answer.iter().filter(|rank| **rank > 0).count();
    (1..=ranked)
        .map(|rank| {
            let mut with_rank = answer.iter().enumerate().filter(|(_, r)| usize::from(**r) == rank);
            with_rank.next().filter(|_| with_rank.next().is_none()).map(|(choice, _)| choice)
        })
        .collect()
}

fn whole(n: usize) -> BigRational {
    BigRational::from_integer(n.into())
}

struct Round<'a> {
    quota: BigRational,
    /// What each ballot weighs.
    weights: Vec<BigRational>,
    ballots: &'a [Vec<usize>],
    /// Choices neither elected nor out, in the question's order.
    left: Vec<usize>,
    events: Vec<Event>,
}

impl Round<'_> {
    /// Whom a ballot supports now.
    fn support(&self, ballot: &[usize]) -> Option<usize> {
        ballot.iter().copied().find(|choice| self.left.contains(choice))
    }

    fn votes(&self, choice: usize) -> BigRational {
        let supporting = self.ballots.iter().zip(&self.weights);
        supporting
            .filter(|(ballot, _)| self.support(ballot) == Some(choice))
            .fold(whole(0), |sum, (_, weight)| sum + weight)
    }

    /// One round: the elected, if any.
    fn next(&mut self) -> Option<usize> {
        let votes: Vec<_> = self.left.iter().map(|choice| (*choice, self.votes(*choice))).collect();
        let most = votes.iter().map(|(_, votes)| votes).max()?.clone();
        if most >= self.quota {
            let mut first = with(&votes, &most);
            first.truncate(2);
            if first.len() > 1 {
                self.events.push(Event::TieWin(first.clone()));
            }
            let winner = first[0];
            let factor = (&most - &self.quota) / &most;
            let supports: Vec<_> = self.ballots.iter().map(|ballot| self.support(ballot)).collect();
            for (weight, support) in self.weights.iter_mut().zip(supports) {
                if support == Some(winner) {
                    *weight *= &factor;
                }
            }
            self.left.retain(|choice| *choice != winner);
            self.events.push(Event::Win(vec![winner]));
            return Some(winner);
        }
        let fewest = votes.iter().map(|(_, votes)| votes).min()?;
        let mut last = with(&votes, fewest);
        last.reverse();
        last.truncate(2);
        let loser = last[0];
        if last.len() > 1 {
            self.events.push(Event::TieLose(last));
        }
        self.left.retain(|choice| *choice != loser);
        self.events.push(Event::Lose(loser));
        None
    }
}

/// The choices with exactly these votes, in the question's order.
fn with(votes: &[(usize, BigRational)], value: &BigRational) -> Vec<usize> {
    votes.iter().filter(|(_, votes)| votes == value).map(|(choice, _)| *choice).collect()
}

impl Stv {
    /// The JSON of `belenios-tool method stv`.
    pub fn write(&self) -> String {
        let mut out = "{\"ballots\":".to_owned();
        push_rows(&mut out, &self.ballots);
        out.push_str(",\"invalid\":");
        push_rows(&mut out, &self.invalid);
        out.push_str(",\"events\":");
        out.push_list(&self.events, |out, event| {
            let (name, choices) = match event {
                Event::Win(choices) => ("Win", choices),
                Event::TieWin(choices) => ("TieWin", choices),
                Event::TieLose(choices) => ("TieLose", choices),
                Event::Lose(choice) => return out.put(format_args!("[\"Lose\",{choice}]")),
            };
            out.put(format_args!("[\"{name}\","));
            push_numbers(out, choices);
            out.push(']');
        });
        out.push_str(",\"winners\":");
        push_numbers(&mut out, &self.winners);
        out.push('}');
        out
    }
}
