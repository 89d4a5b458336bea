//! Editing a form and its workflow: small operations that an interface offers one at a time, each giving a whole document again.
//!
//! Every thing that can be edited is a [`Shape`]: its properties ([`Prop`], each with a [`Control`] that says how its value is
//! typed) and its lists of other things. A [`Place`] names one, as the publication checks name it (`pages[1].items[3]`,
//! `flow.steps[0].offers[2]`), so that a finding leads to what it is about. An operation works on the JSON and reads the result
//! strictly: whatever the order of the edits, what comes out is a form and a workflow.

mod blank;
pub mod cond;
mod copy;
mod names;
mod ops;
mod place;
mod props;
mod shape;
pub mod term;
mod typed;

pub use names::{Family, Mention, mentions, names_of};
pub use ops::{Refused, Work};
pub use place::{Place, Seg};
pub use shape::{ACTIONS, Control, KINDS, List, Prop, Shape};
pub use typed::{Fault, at, read, show};
