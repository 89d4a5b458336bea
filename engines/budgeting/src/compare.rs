//! Two outcomes on the same votes: who gains, in all and by group (district, age, way of voting …).

use std::collections::BTreeMap;

use crate::election::Election;

/// How many voters get more from which outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Gains {
    /// Voters of this group.
    pub voters: u64,
    /// Get more of the projects they chose from the first outcome.
    pub prefer_first: u64,
    /// Get more of them from the second.
    pub prefer_second: u64,
    /// Get at least one of them from the first.
    pub covered_first: u64,
    /// Get at least one of them from the second.
    pub covered_second: u64,
    /// Chosen projects funded, summed over voters: first outcome.
    pub projects_first: u64,
    /// Chosen projects funded, summed over voters: second outcome.
    pub projects_second: u64,
}

impl Gains {
    fn add(&mut self, first: u64, second: u64) {
        self.voters += 1;
        self.prefer_first += u64::from(first > second);
        self.prefer_second += u64::from(second > first);
        self.covered_first += u64::from(first > 0);
        self.covered_second += u64::from(second > 0);
        self.projects_first += first;
        self.projects_second += second;
    }
}

/// Compares two sets of funded projects, given by index: all voters, then by each value of `column`.
///
/// `column` is a column of the voters (`district`, `age`, `sex`, `neighborhood`, `voting_method` …).
pub fn compare(
    election: &Election,
    first: &[usize],
    second: &[usize],
    column: Option<&str>,
) -> (Gains, BTreeMap<String, Gains>) {
    let at = column.and_then(|name| election.voter_columns.iter().position(|own| own == name));
    let (mut all, mut groups) = (Gains::default(), BTreeMap::<String, Gains>::new());
    for voter in &election.voters {
        let chosen = |outcome: &[usize]| {
            let funded = voter
                .choices
                .iter()
                .filter(|choice| election.supports(**choice) && outcome.contains(&(choice.project as usize)));
            funded.count() as u64
        };
        let (in_first, in_second) = (chosen(first), chosen(second));
        all.add(in_first, in_second);
        if let Some(value) = at.and_then(|at| voter.fields.get(at)) {
            groups.entry(value.clone()).or_default().add(in_first, in_second);
        }
    }
    (all, groups)
}
