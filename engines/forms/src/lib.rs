//! Forms of public procedures: typed model, conditions, validation, workflow, importers and exporters.
//!
//! Pure: no clock, no network, no file; the date and everything else that a form may depend on is a
//! [`check::Context`]. A [`model::Form`] is read strictly from JSON, checked like a program by
//! [`lint::lint`], compiled once into a [`Compiled`], and then answered page by page:
//!
//! ```
//! use std::sync::Arc;
//! use beffroi_forms::{Compiled, check, model::Form, value::{Answers, Typed}};
//! use time::macros::datetime;
//!
//! let form = Form::from_json(r#"{"beffroi_form":1,"procedure":"abattage","revision":1,"lang":"fr",
//!   "pages":[{"id":"vous","title":"Vous","items":[
//!     {"kind":"date","id":"ne","label":"Né(e) le","required":true,"max":"today"},
//!     {"kind":"text","id":"parent","label":"Votre parent","required":true,
//!      "when":{"lt":[{"age":{"field":"ne"}},18]}}]}]}"#)?;
//! let form = Compiled::new(Arc::new(form), None);
//! let ctx = check::Context::new(datetime!(2026-11-23 10:00));
//!
//! // The page is shown, then posted without the field that the answer makes necessary.
//! let state = check::State::new(&form, &ctx, &Answers::default());
//! let page = check::view(&state, 0, check::Again::default()).expect("the form has a page");
//! assert_eq!(page.items.len(), 1);
//! let typed: Typed = [("ne", "1er mars 2015"), ("_shown", &page.shown)].into_iter().collect();
//! let posted = check::accept(&form, 0, &Answers::default(), typed, &ctx);
//!
//! // The same page is shown again, without an error, and the new field takes the focus.
//! assert!(posted.refusals.is_empty() && !posted.may_leave());
//! assert_eq!(posted.appeared[0].to_string(), "parent");
//!
//! // Filing checks everything, drops what is hidden, and says what is missing.
//! let refusals = check::file(&form, &posted.answers, &ctx).unwrap_err();
//! assert_eq!(refusals[0].code.key(), "required");
//! # Ok::<(), beffroi_forms::model::ReadError>(())
//! ```
//!
//! A sent file then follows a [`model::Flow`], interpreted by [`flow::Machine`].

pub mod carry;
pub mod check;
pub mod clock;
pub mod compiled;
pub mod cond;
pub mod diff;
pub mod edit;
pub mod export;
pub mod flow;
mod id;
pub mod import;
pub mod kinds;
pub mod lint;
pub mod model;
pub mod readability;
mod text;
pub mod uses;
pub mod value;

pub use compiled::Compiled;
pub use id::{BadId, Id};
pub use text::{Part, Text};
