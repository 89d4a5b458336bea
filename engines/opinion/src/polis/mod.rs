//! Files of Polis conversations: `participants-votes.csv`, `votes.csv` and `comments.csv`, in and out.
//!
//! The layout is that of the exports in <https://github.com/compdemocracy/openData>. Polis has no written standard
//! for it; what is read and refused here is said at each function.

mod csv;
mod read;
mod write;

pub use csv::{Problem, ReadError};
pub use read::{Votes, read_comments, read_votes};
pub use write::{write_comments, write_counts, write_participants_votes, write_votes};
