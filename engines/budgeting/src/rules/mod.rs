//! The rules, their parameters and their outcome.

pub(crate) mod add1;

pub(crate) mod bounds;
pub(crate) mod count;
pub(crate) mod equal_shares;
pub(crate) mod exact;
pub(crate) mod greedy;
pub(crate) mod hall;
pub(crate) mod parameters;
pub(crate) mod phragmen;
pub(crate) mod slopes;
