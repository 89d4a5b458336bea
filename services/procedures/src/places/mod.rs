//! Where people are received, and what the events of life ask of them: places with their opening hours on the town's own clock, ordered
//! checklists, a map that is a list first. Their content comes from files that an operator imports (`beffroi commune places`, `map`).

pub mod directory;
pub mod drawing;
mod geojson;
pub(crate) mod hours;
mod model;
mod pages;
mod simplify;
mod words;

pub use model::{Exception, LifeEvent, Place, PlaceAddress, Slot, Step, Weekday, Weekly};
pub(crate) use pages::{Listed, given_at, routes};
pub(crate) use words::weekly_in_french;
