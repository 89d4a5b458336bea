//! Sequential Phragmén (Los, Christoff & Grossi, *Proportional Budget Allocations: Towards a Systematization*,
//! IJCAI 2022).
//!
//! A project's load is (Σ loads of its supporters + cost)/supporters. The project with the least is bought and its
//! supporters take that load. The count ends as soon as any project with the least load does not fit. Loads only
//! grow, so an old one is a lower bound; a voter's load is that of the last purchase on the ballot, so the exact sum
//! is an integer combination of exact earlier loads.

use num_bigint::BigInt;

use super::exact::{NEAR, as_float};
use crate::amount::{Ratio, approximate, whole};
use crate::profile::Profile;

/// One round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadStep {
    /// Index of the project.
    pub project: usize,
    /// The load that its supporters carry if it is bought, in smallest units.
    pub load: Ratio,
    /// False for the project that did not fit, with which the count ended.
    pub bought: bool,
}

struct Candidate {
    project: usize,
    load: f64,
    step: usize,
}

struct Count<'a> {
    profile: &'a Profile,
    /// Number of purchases on the ballot's side: 0 for none, else 1 + the last step.
    last: Vec<usize>,
    /// Exact and float load by that number; the first is zero.
    loads: Vec<(Ratio, f64)>,
    candidates: Vec<Candidate>,
}

/// Rounds in order; at most the last is not bought.
pub(crate) fn run(profile: &Profile) -> Vec<LoadStep> {
    let fresh = |project| Candidate { project, load: 0.0, step: usize::MAX };
    let mut count = Count {
        profile,
        last: vec![0; profile.groups.len()],
        loads: vec![(whole(0), 0.0)],
        candidates: profile.eligible().map(fresh).collect(),
    };
    let mut available = profile.budget;
    let mut steps = Vec::new();
    while let Some((mut tied, load)) = count.least() {
        tied.sort_by_key(|project| profile.tie_rank[*project]);
        if let Some(project) = tied.iter().find(|project| profile.costs[**project] > available) {
            steps.push(LoadStep { project: *project, load, bought: false });
            break;
        }
        available -= profile.costs[tied[0]];
        count.buy(tied[0], &load);
        steps.push(LoadStep { project: tied[0], load, bought: true });
    }
    steps
}

impl Count<'_> {
    fn step(&self) -> usize {
        self.loads.len() - 1
    }

    /// All projects with the least load, and that load.
    fn least(&mut self) -> Option<(Vec<usize>, Ratio)> {
        loop {
            let least = self.candidates.iter().map(|one| one.load).min_by(f64::total_cmp)?;
            let step = self.step();
            let near = |one: &Candidate| one.load <= least * (1.0 + NEAR);
            if let Some(at) = self.candidates.iter().position(|one| near(one) && one.step != step) {
                let load = self.near_load(self.candidates[at].project);
                self.candidates[at].load = load;
                self.candidates[at].step = step;
                continue;
            }
            let tied: Vec<usize> =
                self.candidates.iter().filter(|one| near(one)).map(|one| one.project).collect();
            let exact: Vec<Ratio> = tied.iter().map(|project| self.exact_load(*project)).collect();
            let load = exact.iter().min()?.clone();
            let tied = tied.into_iter().zip(&exact).filter(|(_, own)| **own == load);
            return Some((tied.map(|(project, _)| project).collect(), load));
        }
    }

    fn near_load(&self, project: usize) -> f64 {
        let (mut sum, mut voters) = (0.0, 0.0);
        for supporter in &self.profile.supporters[project] {
            let size = f64::from(self.profile.groups[supporter.group as usize].size);
            sum += size * self.loads[self.last[supporter.group as usize]].1;
            voters += size;
        }
        (sum + as_float(i64::try_from(self.profile.costs[project]).unwrap_or(i64::MAX))) / voters
    }

    fn exact_load(&self, project: usize) -> Ratio {
        let mut counts = vec![0_u64; self.loads.len()];
        for supporter in &self.profile.supporters[project] {
            let size = self.profile.groups[supporter.group as usize].size;
            counts[self.last[supporter.group as usize]] += u64::from(size);
        }
        let carried = counts.iter().zip(&self.loads).filter(|(count, _)| **count > 0);
        let sum = carried.fold(whole(self.profile.costs[project]), |sum, (count, (load, _))| {
            sum + load * BigInt::from(*count)
        });
        sum / whole(counts.iter().sum::<u64>())
    }

    fn buy(&mut self, project: usize, load: &Ratio) {
        self.candidates.retain(|one| one.project != project);
        self.loads.push((load.clone(), approximate(load)));
        let step = self.step();
        for supporter in &self.profile.supporters[project] {
            self.last[supporter.group as usize] = step;
        }
    }
}
