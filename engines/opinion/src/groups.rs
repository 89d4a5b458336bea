//! From a matrix of votes to groups of people (profile, steps 2 to 7), for everybody or for a sample.

use crate::Conversation;
use crate::clusters::{Clusters, Distances, k_means};
use crate::components::{Centred, Component, Point};
use crate::numbers::{descending, real};

/// Votes that let a person into the conversation (fewer where there are fewer statements).
const ENOUGH_VOTES: usize = 7;
/// Below this many people the most active are added.
const ENOUGH_PEOPLE: usize = 15;
const BASE_CLUSTERS: usize = 100;
const BASE_ROUNDS: usize = 101;
const GROUP_ROUNDS: usize = 21;
const MOST_GROUPS: usize = 5;

/// One way to share the people in conversation among groups.
#[derive(Clone, Debug, PartialEq)]
pub struct Grouping {
    /// The number of groups asked for; fewer may be left.
    pub k: usize,
    /// Mean silhouette over the base clusters, −1 to 1.
    pub silhouette: f64,
    /// Rows of the people of each group, ascending: the largest group first, then by smallest number.
    pub(crate) groups: Vec<Vec<usize>>,
}

impl Grouping {
    /// How many people each group has.
    pub fn sizes(&self) -> Vec<usize> {
        self.groups.iter().map(Vec::len).collect()
    }

    /// The group of each of `rows` people, by row; `None` for those out of conversation.
    pub(crate) fn labels(&self, rows: usize) -> Vec<Option<usize>> {
        let mut labels = vec![None; rows];
        for (group, members) in self.groups.iter().enumerate() {
            for &row in members {
                labels[row] = Some(group);
            }
        }
        labels
    }
}

/// What steps 2 to 7 find.
pub(crate) struct Analysis {
    /// Rows of the people in conversation, ascending.
    pub(crate) in_conversation: Vec<usize>,
    pub(crate) centre: Vec<f64>,
    pub(crate) components: [Component; 2],
    /// Where each person in conversation stands.
    pub(crate) points: Vec<Point>,
    pub(crate) base_clusters: usize,
    /// Every k that left at least two groups, ascending.
    pub(crate) groupings: Vec<Grouping>,
}

impl Analysis {
    /// Analyses the people in `rows` (ascending) as if nobody else had voted, on all statements.
    pub(crate) fn of(conversation: &Conversation, rows: &[usize]) -> Self {
        let centred = Centred::new(conversation, rows);
        let components = centred.components();
        let rejected = conversation.rejected().count();
        let places = in_conversation(conversation, rows);
        let points: Vec<Point> =
            places.iter().map(|&place| centred.project(place, &components, rejected)).collect();
        let in_conversation: Vec<usize> = places.into_iter().map(|place| rows[place]).collect();
        let base = k_means(&points, &vec![1.0; points.len()], BASE_CLUSTERS, BASE_ROUNDS);
        let groupings = groupings(&base, &in_conversation);
        let base_clusters = base.centres.len();
        Self { in_conversation, centre: centred.centre, components, points, base_clusters, groupings }
    }

    /// K: the k of the best silhouette, the smaller of equals; 1 where no k left two groups.
    pub(crate) fn best_k(&self) -> usize {
        by_silhouette(&self.groupings).first().map_or(1, |grouping| grouping.k)
    }
}

/// Groupings by silhouette, best first, the smaller k of equals first.
pub(crate) fn by_silhouette(groupings: &[Grouping]) -> Vec<&Grouping> {
    let mut order: Vec<&Grouping> = groupings.iter().collect();
    order.sort_by(|a, b| descending(a.silhouette, b.silhouette).then(a.k.cmp(&b.k)));
    order
}

/// Places in `rows` of those with enough votes and, while they are few, of the most active others.
fn in_conversation(conversation: &Conversation, rows: &[usize]) -> Vec<usize> {
    let enough = ENOUGH_VOTES.min(conversation.statements().len());
    let votes = |place: &usize| conversation.row(rows[*place]).len();
    let (mut inside, mut outside): (Vec<usize>, Vec<usize>) =
        (0..rows.len()).partition(|place| votes(place) >= enough);
    if inside.len() < ENOUGH_PEOPLE {
        outside.sort_by_key(|place| (std::cmp::Reverse(votes(place)), *place));
        inside.extend(outside.into_iter().take(ENOUGH_PEOPLE - inside.len()));
        inside.sort_unstable();
    }
    inside
}

fn groupings(base: &Clusters, people: &[usize]) -> Vec<Grouping> {
    let mut weights = vec![0_usize; base.centres.len()];
    for &cluster in &base.of {
        weights[cluster] += 1;
    }
    let weights: Vec<f64> = weights.into_iter().map(real).collect();
    let distances = Distances::new(&base.centres);
    let most = MOST_GROUPS.min(2 + base.centres.len() / 12);
    (2..=most)
        .filter_map(|k| {
            let clusters = k_means(&base.centres, &weights, k, GROUP_ROUNDS);
            let left = clusters.centres.len();
            if left < 2 {
                return None;
            }
            let silhouette = distances.silhouette(&clusters.of, left);
            let mut groups = vec![Vec::new(); left];
            for (&row, &cluster) in people.iter().zip(&base.of) {
                groups[clusters.of[cluster]].push(row);
            }
            groups.sort_by_key(|members| (std::cmp::Reverse(members.len()), members.first().copied()));
            Some(Grouping { k, silhouette, groups })
        })
        .collect()
}
