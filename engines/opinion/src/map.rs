//! The opinion map: everything the profile computes about a conversation, put together.

use crate::components::{Component, Point};
use crate::groups::{Analysis, Grouping};
use crate::stability::{Stability, Verdict};
use crate::statements::{Consensus, Representative, Tally, group_aware, representative};
use crate::{Conversation, canonical, seed};

/// A person in conversation, on the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Person {
    /// Their number.
    pub number: u64,
    /// Where they stand.
    pub at: Point,
    /// Their group of K, from 0.
    pub group: usize,
}

/// Where people stand and how they group (steps 1 to 7), before anybody asks how stable that is.
pub struct Layout<'a> {
    conversation: &'a Conversation,
    pub(crate) analysis: Analysis,
    best_k: usize,
}

impl<'a> Layout<'a> {
    /// Computes it from the votes alone.
    pub fn of(conversation: &'a Conversation) -> Self {
        let everybody: Vec<usize> = (0..conversation.participants().len()).collect();
        let analysis = Analysis::of(conversation, &everybody);
        let best_k = analysis.best_k();
        Self { conversation, analysis, best_k }
    }

    /// The votes it was computed from.
    pub fn conversation(&self) -> &'a Conversation {
        self.conversation
    }

    /// Mean vote per statement, in ascending numbers.
    pub fn centre(&self) -> &[f64] {
        &self.analysis.centre
    }

    /// The two directions of the map.
    pub fn components(&self) -> &[Component; 2] {
        &self.analysis.components
    }

    /// How many base clusters the people in conversation fell into, at most 100.
    pub fn base_clusters(&self) -> usize {
        self.analysis.base_clusters
    }

    /// Every number of groups tried that left at least two, ascending.
    pub fn groupings(&self) -> &[Grouping] {
        &self.analysis.groupings
    }

    /// K, the number of groups with the best silhouette; 1 where there is nothing to divide.
    pub fn best_k(&self) -> usize {
        self.best_k
    }

    /// How many people are in conversation.
    pub fn people_in_conversation(&self) -> usize {
        self.analysis.in_conversation.len()
    }

    /// The people in conversation in ascending numbers, with their group of K.
    pub fn people(&self) -> Vec<Person> {
        self.people_in(self.best_k)
    }

    /// The same with their group of `k`; everybody in one group where `k` was not tried.
    pub fn people_in(&self, k: usize) -> Vec<Person> {
        let labels = self.grouping(k).map(|g| g.labels(self.conversation.participants().len()));
        let group = |row: usize| labels.as_ref().and_then(|labels| labels[row]).unwrap_or(0);
        let rows = self.analysis.in_conversation.iter().zip(&self.analysis.points);
        rows.map(|(&row, &at)| Person {
            number: self.conversation.participants()[row],
            at,
            group: group(row),
        })
        .collect()
    }

    /// The votes of each of the `k` groups on each statement, in ascending numbers.
    pub fn votes_by_group(&self, k: usize) -> Vec<Vec<Tally>> {
        let one_group = std::slice::from_ref(&self.analysis.in_conversation);
        let groups = self.grouping(k).map_or(one_group, |grouping| &grouping.groups);
        groups
            .iter()
            .filter(|members| !members.is_empty())
            .map(|members| Tally::of(self.conversation, members.iter().copied()))
            .collect()
    }

    /// The statements that stand for each of the `k` groups.
    pub fn representative(&self, k: usize) -> Vec<Vec<Representative>> {
        representative(self.conversation, &self.votes_by_group(k))
    }

    /// What most people agree or disagree with, whatever their group.
    pub fn consensus(&self) -> Consensus {
        Consensus::of(self.conversation)
    }

    /// Each kept statement with the product of the shares of the `k` groups that agree with it, largest first.
    pub fn group_aware_consensus(&self, k: usize) -> Vec<(u64, f64)> {
        group_aware(self.conversation, &self.votes_by_group(k))
    }

    pub(crate) fn grouping(&self, k: usize) -> Option<&Grouping> {
        self.analysis.groupings.iter().find(|grouping| grouping.k == k)
    }
}

/// The whole map: layout, stability and what may be shown of it.
pub struct Map<'a> {
    layout: Layout<'a>,
    stability: Stability,
    verdict: Verdict,
}

impl<'a> Map<'a> {
    /// Computes the map of a conversation, always the same for the same votes.
    pub fn of(conversation: &'a Conversation) -> Self {
        Self::with_progress(conversation, |_| ())
    }

    /// The same; `progress` is told after each of the [`crate::RUNS`] samples how many are done.
    pub fn with_progress(conversation: &'a Conversation, mut progress: impl FnMut(usize)) -> Self {
        let layout = Layout::of(conversation);
        let stability = Stability::of(conversation, &layout.analysis, &mut progress);
        let verdict = Verdict::of(&layout.analysis, &stability);
        Self { layout, stability, verdict }
    }

    /// Where people stand and how they group.
    pub fn layout(&self) -> &Layout<'a> {
        &self.layout
    }

    /// How well the groups stand when people are left out.
    pub fn stability(&self) -> &Stability {
        &self.stability
    }

    /// What may be published.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// γ of each group of `k`; empty where `k` was not tried.
    pub fn gammas(&self, k: usize) -> &[f64] {
        let mut tried = self.layout.groupings().iter().zip(&self.stability.gammas);
        tried.find(|(grouping, _)| grouping.k == k).map_or(&[], |(_, gammas)| gammas)
    }

    /// The canonical text of the profile `beffroi-opinion/1`: two machines agree if these bytes agree.
    pub fn canonical(&self) -> String {
        canonical::text(self)
    }

    /// SHA-256 of the canonical text, in hexadecimal digits.
    pub fn digest(&self) -> String {
        seed::hex(&seed::sha256(self.canonical().as_bytes()))
    }
}
