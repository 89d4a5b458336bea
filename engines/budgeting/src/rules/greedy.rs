//! Greedy rules: by utility per cost (utilitarian welfare), and by score as cities count.

use crate::amount::{Ratio, ratio, whole};
use crate::profile::Profile;

/// One project considered by a greedy rule, best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GreedyStep {
    /// Index of the project.
    pub project: usize,
    /// What it was ranked by: sum of utilities per smallest unit of money, or its score.
    pub value: Ratio,
    /// Money of the budget before it, in smallest units.
    pub available: u64,
    /// Whether it was funded.
    pub funded: bool,
}

/// Goes through `ranked` projects, best first, and funds what fits beside `already`.
fn fund(profile: &Profile, already: &[usize], ranked: Vec<(usize, Ratio)>, skip: bool) -> Vec<GreedyStep> {
    let spent = profile.cost_of(already);
    let mut available = profile.budget.saturating_sub(u64::try_from(spent).unwrap_or(u64::MAX));
    let mut steps = Vec::new();
    for (project, value) in ranked {
        let funded = profile.costs[project] <= available;
        steps.push(GreedyStep { project, value, available, funded });
        if funded {
            available -= profile.costs[project];
        } else if !skip {
            break;
        }
    }
    steps
}

/// Largest sum of utilities per cost first, negative points included; what does not fit is skipped. A project with a
/// supporter is funded while it fits, even where the sum is negative; without any, never.
pub(crate) fn by_utility(profile: &Profile, already: &[usize]) -> Vec<GreedyStep> {
    let candidates = profile.eligible().filter(|project| !already.contains(project));
    let mut ranked: Vec<(usize, Ratio)> = candidates
        .map(|project| (project, ratio(profile.total_utility[project], profile.costs[project])))
        .collect();
    ranked.sort_by(|a, b| b.1.cmp(&a.1).then(profile.tie_rank[a.0].cmp(&profile.tie_rank[b.0])));
    fund(profile, already, ranked, true)
}

/// Largest score first, scores given; those under the threshold are left out.
///
/// With `skip` a project that does not fit is passed over, without it the count ends there.
pub(crate) fn by_score(profile: &Profile, scores: &[i128], threshold: i128, skip: bool) -> Vec<GreedyStep> {
    let mut ranked: Vec<(usize, i128)> = profile
        .eligible()
        .map(|project| (project, scores[project]))
        .filter(|(_, score)| *score >= threshold && *score > 0)
        .collect();
    ranked.sort_by(|a, b| b.1.cmp(&a.1).then(profile.tie_rank[a.0].cmp(&profile.tie_rank[b.0])));
    fund(profile, &[], ranked.into_iter().map(|(project, score)| (project, whole(score))).collect(), skip)
}

/// The funded projects of some steps, in order.
pub(crate) fn funded(steps: &[GreedyStep]) -> Vec<usize> {
    steps.iter().filter(|step| step.funded).map(|step| step.project).collect()
}
