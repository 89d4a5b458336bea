//! Conversations with planted camps, small enough for property tests.

use beffroi_opinion::{Conversation, Statement, Vote};
use proptest::prelude::*;

/// Who voted what; people and statements are numbered from 0.
#[derive(Clone, Debug)]
pub(crate) struct Ballots {
    pub(crate) people: u64,
    pub(crate) statements: u64,
    pub(crate) votes: Vec<(u64, u64, Vote)>,
}

impl Ballots {
    pub(crate) fn conversation(&self) -> Conversation {
        let statements = (0..self.statements).map(Statement::numbered);
        Conversation::new(0..self.people, statements, self.votes.iter().copied()).expect("sound ballots")
    }
}

/// Any votes at all: `people` × `statements` answers, each possibly missing.
pub(crate) fn any_ballots() -> impl Strategy<Value = Ballots> {
    (0_u64..45, 0_u64..14).prop_flat_map(|(people, statements)| {
        let cells = usize::try_from(people * statements).expect("small");
        prop::collection::vec(0_u8..4, cells).prop_map(move |cells| {
            let place = |at: usize| (at as u64 / statements, at as u64 % statements);
            let vote = |at: usize, cell: u8| {
                let vote = [Vote::Agree, Vote::Disagree, Vote::Pass].get(usize::from(cell))?;
                let (person, statement) = place(at);
                Some((person, statement, *vote))
            };
            let votes = cells.iter().enumerate().filter_map(|(at, &cell)| vote(at, cell)).collect();
            Ballots { people, statements, votes }
        })
    })
}

/// Two camps that answer twelve statements against each other; one answer in twelve is turned, passed or missing.
pub(crate) fn two_camps() -> impl Strategy<Value = Ballots> {
    noisy(|half, person, _| person < half)
}

/// The same over the first eight statements; on the last four, half of each camp answers against the other half, so
/// that there are two clear components.
pub(crate) fn crossed_camps() -> impl Strategy<Value = Ballots> {
    noisy(|half, person, statement| if statement < 8 { person < half } else { person.is_multiple_of(2) })
}

/// `agrees(half, person, statement)`, for somewhat more than 2 × `half` people and twelve statements, with noise.
fn noisy(agrees: fn(u64, u64, u64) -> bool) -> impl Strategy<Value = Ballots> {
    (20_u64..30).prop_flat_map(move |half| {
        let people = 2 * half + 7;
        let cells = usize::try_from(people * 12).expect("small");
        prop::collection::vec(0_u8..36, cells).prop_map(move |noise| {
            let mut votes = Vec::new();
            for (at, &noise) in noise.iter().enumerate() {
                let (person, statement) = (at as u64 / 12, at as u64 % 12);
                let vote = match (noise, agrees(half, person, statement)) {
                    (0, _) => continue,
                    (1, _) => Vote::Pass,
                    (2, true) | (3.., false) => Vote::Disagree,
                    (2, false) | (3.., true) => Vote::Agree,
                };
                votes.push((person, statement, vote));
            }
            Ballots { people, statements: 12, votes }
        })
    })
}
