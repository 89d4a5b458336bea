//! Opinion groups, consensus and representative statements of a conversation: from the same votes, the same bytes on
//! every machine.
//!
//! People answer statements with *agree*, *disagree* or *pass*. From these votes alone [`Map`] finds the directions
//! along which opinions differ, the groups that stand together, the statements each group is recognised by and those
//! most people share; and it says how stable the groups are, or honestly that **there are no clear groups**. The
//! method is that of Polis (C. Small and others, *Polis: Scaling deliberation by mapping high dimensional opinion
//! spaces*, 2021), fixed to the last bit by the profile [`beffroi-opinion/1`](PROFILE).
//!
//! # Worked example
//!
//! Forty people on ten statements. The first 24 want trees (statements 1 to 8), the others parking; statement 9 is
//! agreed by all; statement 10 divides the first camp, and the second passes.
//!
//! ```
//! use beffroi_opinion::{Conversation, Map, Statement, Verdict, Vote};
//!
//! let answer = |person: u64, statement: u64| match statement {
//!     1..=8 if person <= 24 => Vote::Agree,
//!     1..=8 => Vote::Disagree,
//!     9 => Vote::Agree,
//!     _ if person > 24 => Vote::Pass,
//!     _ if person % 2 == 0 => Vote::Disagree,
//!     _ => Vote::Agree,
//! };
//! let votes = (1..=40).flat_map(|person| (1..=10).map(move |statement| (person, statement, answer(person, statement))));
//! let conversation = Conversation::new([], (1..=10).map(Statement::numbered), votes)?;
//!
//! let map = Map::of(&conversation);
//! assert_eq!(*map.verdict(), Verdict::Groups { k: 2, fragile: false });
//! let sizes: Vec<usize> = map.layout().groupings()[0].sizes();
//! assert_eq!(sizes, [24, 16]);
//!
//! // Group A is recognised by a statement on trees, group B by its refusal.
//! let representative = map.layout().representative(2);
//! assert!(representative[0].iter().any(|r| r.statement == 1));
//! // Everybody agrees with statement 9: (40 + 1) / (40 + 2).
//! let consensus = map.layout().consensus();
//! assert_eq!(consensus.agree[0].statement, 9);
//! assert_eq!(consensus.agree[0].proportion, 41.0 / 42.0);
//!
//! // Whoever has the votes gets the same digest, on any machine.
//! assert_eq!(map.digest(), Map::of(&conversation).digest());
//! # Ok::<(), beffroi_opinion::ConversationError>(())
//! ```
//!
//! [`polis`] reads and writes Polis exports, [`Report`] is the map as JSON, [`svg`] draws it.
//!
//! # The steps
//!
//! 1. [`Conversation`]: people × statements, in ascending numbers.
//! 2. Who is in conversation: at least 7 votes; the most active where that leaves fewer than 15.
//! 3. Centre: the mean vote per statement. A missing vote takes part in no sum, and is never filled in.
//! 4. Two principal components by power iteration from a fixed start.
//! 5. Projection of each person, stretched by √(statements / statements seen).
//! 6. At most 100 base clusters (k-means), then
//! 7. groups of base clusters for k = 2 to 5; K has the best mean silhouette.
//! 8. Stability: 50 samples of four people in five, drawn from a seed that is a hash of the votes.
//! 9. What may be shown: nothing below 30 people; the first k by silhouette whose groups all have 10 people or more
//!    and a stability γ of 0.60 or more, *fragile* below 0.75; else no clear groups.
//! 10. Representative statements per group. 11. Consensus over everybody, and group-aware consensus.
//!
//! # The same bits everywhere
//!
//! Every real is an IEEE 754 binary64, and only `+ − × ÷ √`, comparison, absolute value and ⌊ ⌋ touch it: the five
//! operations whose result the standard fixes exactly. No function of the platform's mathematics library (`exp`,
//! `ln`, `pow`, `hypot` …) is called, no fused multiply-add (the compiler never contracts on its own, and the code
//! has no `mul_add`), and each sum starts from 0.0 and adds in ascending numbers, so no reordering is possible.
//! Targets without IEEE doubles (32-bit x86 without SSE2) are not supported. Two machines compare
//! [`Map::digest`], the SHA-256 of [`Map::canonical`].
//!
//! # What the numbers of people decide
//!
//! k-means starts from the people with the smallest numbers. Hence, and each line has its property test:
//!
//! | people get | what stays | what may change |
//! |---|---|---|
//! | other numbers in the same order | every place and every group, to the last bit | the seed of the samples, so γ a little |
//! | numbers in another order | who is in conversation (but for ties), components and places (but for rounding), every firm group | ties; groups that are not firm: k-means may end in another local optimum, which is what γ measures |
//!
//! So a map is published with the conversation it was computed from: [`Conversation::renumbered`] first, then map and
//! export.
//!
//! # Privacy
//!
//! [`Report`] and [`Layout`] are the complete computation and hold every person's place: they are for those who
//! already hold the votes. Show people only what [`Verdict`] allows; [`svg::draw`] and [`polis::write_counts`] do.

mod canonical;
mod clusters;
mod components;
mod conversation;
mod groups;
mod map;
mod numbers;
pub mod polis;
mod report;
mod seed;
mod stability;
mod statements;
pub mod svg;

pub use components::{Component, Point};
pub use conversation::{Conversation, ConversationError, Statement, Vote};
pub use groups::Grouping;
pub use map::{Layout, Map, Person};
pub use report::Report;
pub use stability::{FEWEST_PEOPLE, FIRM, RUNS, SMALLEST_GROUP, STABLE_ENOUGH, Stability, Verdict};
pub use statements::{Agreement, Consensus, Representative, Side, Tally};

/// The profile computed here. Another profile will have another name; this one never changes.
pub const PROFILE: &str = "beffroi-opinion/1";
