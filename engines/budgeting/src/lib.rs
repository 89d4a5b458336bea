//! Participatory budgeting rules with explanations; Pabulib files in and out.
//!
//! Voters choose projects that each cost something, one envelope pays. This crate counts such a vote exactly (money
//! is whole smallest units, prices are exact fractions, floats only exclude losers), says why each project won or
//! lost, and gives every voter the receipt of their own ballot.
//!
//! | rule | in one sentence |
//! |---|---|
//! | [`Rule::Greedy`] | most utility per cost first, skip what does not fit |
//! | [`Rule::GreedyScore`] | most votes or points first: what most cities do |
//! | [`Rule::EqualShares`] | everybody gets the same share and pays for what they chose; see [`Completion`] for the rest |
//! | [`Rule::Phragmen`] | everybody earns at the same speed, a project is bought once its supporters can pay for it |
//!
//! # A worked example
//!
//! Five voters share 1 000 €: 200 € each. Three want the market hall (600 €) and the benches (400 €), two the walking
//! bus (300 €) and the garden (200 €). By votes the three take everything. With equal shares they pay 200 € each for
//! the hall and have nothing left, and the two others get the walking bus for 150 € each.
//!
//! ```
//! use beffroi_budgeting::{
//!     Completion, EqualShares, Parameters, Receipts, Rule, TieOrder, Utility, count, pabulib, prices_csv,
//! };
//!
//! let election = pabulib::read(include_bytes!("../examples/fontaine.pb"))?;
//! let with = |rule| Parameters { rule, tie: TieOrder::Id };
//!
//! let by_votes = count(&election, &with(Rule::Greedy(Utility::Cost)), &mut |_| {})?;
//! assert_eq!(by_votes.selected(&election), ["001", "002"]);
//!
//! let method = EqualShares::new(Utility::Cost, Completion::U);
//! let outcome = count(&election, &with(Rule::EqualShares(method)), &mut |_| {})?;
//! let shares = outcome.shares.as_ref().expect("equal shares explains itself");
//! assert_eq!(shares.endowment.to_string(), "200");
//! assert_eq!(outcome.selected(&election), ["001", "003"]);
//!
//! // Anybody recomputes a receipt from the published prices: ρ × cost, or all that is left.
//! let prices = prices_csv(&election, shares, Utility::Cost);
//! assert_eq!(prices.lines().nth(1), Some("1,001,1/3,3,3,3,600"));
//! let mine = Receipts::new(&election, &outcome)?.of(3).expect("there are five voters");
//! assert_eq!(mine.lines[0].payment.as_ref().map(ToString::to_string), Some("150".to_owned()));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Where things are
//! [`pabulib`] reads and writes files; [`Election`] is what they say; [`count`] applies [`Parameters`] and gives an
//! [`Outcome`]; [`Receipts`], [`prices_csv`] and [`compare`] explain it. Definitions follow the papers named in each
//! module; ties are broken by an order known before the count ([`TieOrder`]).

mod amount;
mod compare;
mod election;
pub mod pabulib;
mod profile;
mod receipt;
mod rules;

pub use amount::{Decimal, Ratio, approximate, format_units, in_currency, parse_ratio};
pub use compare::{Gains, compare};
pub use election::{BallotKind, Choice, Election, ElectionError, MAX_AMOUNT, MAX_POINTS, Project, Voter};
pub use profile::{TieOrder, Utility};
pub use receipt::{Receipt, ReceiptLine, Receipts, prices_csv, shown_rho};
pub use rules::add1::Progress;
pub use rules::count::{Contest, Loser, Outcome, Purchase, Shares, count};
pub use rules::greedy::GreedyStep;
pub use rules::parameters::{Compare, Completion, EqualShares, Parameters, Rule, Start, Stop};
pub use rules::phragmen::LoadStep;
