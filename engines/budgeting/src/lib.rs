//! x
mod amount;
mod election;
mod profile;
mod rules;
pub mod pabulib;
pub use amount::*;
pub use election::*;
pub use profile::*;
pub use rules::add1::Progress;
pub use rules::count::*;
pub use rules::greedy::GreedyStep;
pub use rules::parameters::*;
pub use rules::phragmen::LoadStep;
