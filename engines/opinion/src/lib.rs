//! Opinion groups, consensus and representative statements, deterministic

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

/// The profile computed here.
pub const PROFILE: &str = "beffroi-opinion/1";
