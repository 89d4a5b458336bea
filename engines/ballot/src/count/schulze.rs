//! The Schulze method (M. Schulze, *A new monotonic, clone-independent, reversal symmetric, and
//! Condorcet-consistent single-winner election method*, 2011), with winning votes.
//!
//! d[i][j] voters prefer i to j. A link from i to j exists when d[i][j] > d[j][i]; its strength is (W, L) =
//! (d[i][j], d[j][i]), better with a larger W, then a smaller L. A path is as strong as its weakest link; i beats j
//! when the strongest path from i to j is better than the one back.

use std::cmp::Reverse;

use super::{Answer, is_blank, push_numbers, push_rows};
use crate::json::Write;

/// The outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schulze {
    /// Votes counted.
    pub valid: usize,
    /// Blank votes, when they are allowed.
    pub blank: Option<usize>,
    /// d: how many prefer the row's choice to the column's.
    pub raw: Vec<Vec<u64>>,
    /// Strongest paths, as (W, L).
    pub beatpaths: Vec<Vec<(u64, u64)>>,
    /// Choices by level, the best first.
    pub winners: Vec<Vec<usize>>,
}

/// Counts rankings: 1 is the best, equal ranks are ties, 0 is unranked and comes last.
pub fn schulze(choices: usize, blank_allowed: bool, answers: &[Answer]) -> Schulze {
    let votes = answers.iter().filter(|answer| !(blank_allowed && is_blank(answer)));
    let votes: Vec<_> = votes.collect();
    let rank = |answer: &Answer, i: usize| match answer.get(i) {
        None | Some(0) => u16::MAX,
        Some(rank) => u16::from(*rank),
    };
    let preferring = |i: usize, j: usize| {
        let count = votes.iter().filter(|answer| rank(answer, i) < rank(answer, j)).count();
        u64::try_from(count).unwrap_or(u64::MAX)
    };
    let raw: Vec<Vec<u64>> = (0..choices).map(|i| (0..choices).map(|j| preferring(i, j)).collect()).collect();
    let beatpaths = strongest_paths(&raw);
    let winners = levels(&beatpaths);
    let blank = blank_allowed.then_some(answers.len() - votes.len());
    Schulze { valid: votes.len(), blank, raw, beatpaths, winners }
}

/// The order of strengths.
fn strength((wins, losses): (u64, u64)) -> (u64, Reverse<u64>) {
    (wins, Reverse(losses))
}

/// Floyd and Warshall, with the weakest link of a path as its length.
fn strongest_paths(raw: &[Vec<u64>]) -> Vec<Vec<(u64, u64)>> {
    let n = raw.len();
    let link = |i: usize, j: usize| if raw[i][j] > raw[j][i] { (raw[i][j], raw[j][i]) } else { (0, 0) };
    let mut paths: Vec<Vec<_>> = (0..n).map(|i| (0..n).map(|j| link(i, j)).collect()).collect();
    for k in 0..n {
        for i in 0..n {
            for j in 0..n {
                let through = std::cmp::min_by_key(paths[i][k], paths[k][j], |s| strength(*s));
                paths[i][j] = std::cmp::max_by_key(through, paths[i][j], |s| strength(*s));
            }
        }
    }
    paths
}

/// Those whom nobody left beats, again and again.
fn levels(paths: &[Vec<(u64, u64)>]) -> Vec<Vec<usize>> {
    let mut left: Vec<usize> = (0..paths.len()).collect();
    let mut levels = Vec::new();
    while !left.is_empty() {
        let unbeaten = |i: &usize| left.iter().all(|j| strength(paths[*j][*i]) <= strength(paths[*i][*j]));
        let (level, rest): (Vec<_>, Vec<_>) = left.iter().copied().partition(|i| unbeaten(i));
        // Beating is transitive, so some choice is always unbeaten.
        if level.is_empty() {
            levels.push(rest);
            break;
        }
        levels.push(level);
        left = rest;
    }
    levels
}

impl Schulze {
    /// The JSON of `belenios-tool method schulze`.
    pub fn write(&self) -> String {
        let mut out = format!("{{\"valid\":{}", self.valid);
        if let Some(blank) = self.blank {
            out.put(format_args!(",\"blank\":{blank}"));
        }
        out.push_str(",\"raw\":");
        push_rows(&mut out, &self.raw);
        out.push_str(",\"beatpaths\":");
        out.push_list(&self.beatpaths, |out, row| {
            out.push_list(row, |out, (wins, losses)| push_numbers(out, &[*wins, *losses]));
        });
        out.push_str(",\"winners\":");
        push_rows(&mut out, &self.winners);
        out.push('}');
        out
    }
}
