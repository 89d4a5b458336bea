//! Would the groups still be there without one person in five? Seeded bootstrap and what may be shown (steps 8, 9).
//!
//! C. Hennig, *Cluster-wise assessment of cluster stability*, 2007: the mean best Jaccard similarity of a group over
//! resampled data. The sample keeps each person with chance 4/5 and draws from `SplitMix64` seeded by the votes.

use crate::Conversation;
use crate::groups::{Analysis, Grouping, by_silhouette};
use crate::numbers::real;
use crate::seed::{self, SplitMix64};

/// Samples drawn.
pub const RUNS: usize = 50;
/// Below this many people in conversation nothing is shown.
pub const FEWEST_PEOPLE: usize = 30;
/// No group smaller than this is shown: the privacy floor.
pub const SMALLEST_GROUP: usize = 10;
/// A group below this stability is not shown.
pub const STABLE_ENOUGH: f64 = 0.60;
/// A map with a group below this stability is called fragile.
pub const FIRM: f64 = 0.75;

/// How well the groups stand when people are left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Stability {
    /// First eight bytes of SHA-256 over the votes: everybody draws the same samples.
    pub seed: u64,
    /// Runs whose own best k is the conversation's.
    pub same_k: usize,
    /// For every k tried, in the order of the groupings: γ of each group, 0 to 1.
    pub gammas: Vec<Vec<f64>>,
}

impl Stability {
    /// Draws the samples and analyses each from scratch; `progress` is told after each how many are done.
    pub(crate) fn of(conversation: &Conversation, whole: &Analysis, progress: &mut dyn FnMut(usize)) -> Self {
        let seed = seed::of_votes(conversation);
        let people = conversation.participants().len();
        let labels: Vec<Vec<Option<usize>>> = whole.groupings.iter().map(|g| g.labels(people)).collect();
        let mut sums: Vec<Vec<f64>> = whole.groupings.iter().map(|g| vec![0.0; g.groups.len()]).collect();
        let mut same_k = 0;
        let mut generator = SplitMix64(seed);
        for run in 1..=RUNS {
            let rows: Vec<usize> = (0..people).filter(|_| !generator.draw().is_multiple_of(5)).collect();
            let sample = Analysis::of(conversation, &rows);
            same_k += usize::from(sample.best_k() == whole.best_k());
            let mut inside = vec![false; people];
            for &row in &sample.in_conversation {
                inside[row] = true;
            }
            for ((grouping, labels), sums) in whole.groupings.iter().zip(&labels).zip(&mut sums) {
                let Some(again) = sample.groupings.iter().find(|again| again.k == grouping.k) else {
                    continue;
                };
                for (sum, best) in sums.iter_mut().zip(best_jaccards(grouping, labels, again, &inside)) {
                    *sum += best;
                }
            }
            progress(run);
        }
        let gammas =
            sums.into_iter().map(|sums| sums.into_iter().map(|sum| sum / real(RUNS)).collect()).collect();
        Self { seed, same_k, gammas }
    }
}

/// For each group of `grouping`, its best Jaccard similarity with a group of `again`, among the people in
/// conversation in both.
fn best_jaccards(
    grouping: &Grouping,
    labels: &[Option<usize>],
    again: &Grouping,
    inside_again: &[bool],
) -> Vec<f64> {
    let groups = grouping.groups.len();
    let sizes: Vec<usize> = (0..groups)
        .map(|group| grouping.groups[group].iter().filter(|&&row| inside_again[row]).count())
        .collect();
    let mut best = vec![0.0_f64; groups];
    for members in &again.groups {
        let mut common = vec![0_usize; groups];
        for group in members.iter().filter_map(|&row| labels[row]) {
            common[group] += 1;
        }
        let size: usize = common.iter().sum();
        for group in 0..groups {
            let union = sizes[group] + size - common[group];
            if union > 0 {
                best[group] = best[group].max(real(common[group]) / real(union));
            }
        }
    }
    best
}

/// What may be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Fewer than [`FEWEST_PEOPLE`] people in conversation: nothing.
    TooFewPeople,
    /// No k has groups both large and stable enough: consensus only, and the sentence "no clear groups".
    NoClearGroups,
    /// The groups of this k.
    Groups {
        /// The number of groups asked for.
        k: usize,
        /// Some group's γ is below [`FIRM`].
        fragile: bool,
    },
}

impl Verdict {
    /// The first k by silhouette whose groups all reach the privacy floor and the stability asked for.
    pub(crate) fn of(analysis: &Analysis, stability: &Stability) -> Self {
        if analysis.in_conversation.len() < FEWEST_PEOPLE {
            return Self::TooFewPeople;
        }
        let gammas = |k: usize| {
            analysis
                .groupings
                .iter()
                .zip(&stability.gammas)
                .find(|(g, _)| g.k == k)
                .map_or(&[][..], |(_, g)| g)
        };
        by_silhouette(&analysis.groupings)
            .into_iter()
            .find(|grouping| {
                grouping.groups.iter().all(|members| members.len() >= SMALLEST_GROUP)
                    && gammas(grouping.k).iter().all(|&gamma| gamma >= STABLE_ENOUGH)
            })
            .map_or(Self::NoClearGroups, |grouping| Self::Groups {
                k: grouping.k,
                fragile: gammas(grouping.k).iter().any(|&gamma| gamma < FIRM),
            })
    }

    /// The k of the canonical text: 0 where no groups are shown.
    pub fn shown_k(&self) -> usize {
        match self {
            Self::Groups { k, .. } => *k,
            Self::TooFewPeople | Self::NoClearGroups => 0,
        }
    }
}
