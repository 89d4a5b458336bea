//! The model of a procedure: form, kinds of field, workflow.
//!
//! `procedure > revision > pages > items`. A published revision never changes; open files keep theirs. The
//! JSON form is strict: an unknown key is an error with its place.

mod easy;
pub mod flow;
pub mod form;
mod json;
pub mod kind;

pub use easy::{Easy, EasyText};
pub use flow::{
    Act, Action, ErrorPolicy, Event, Flow, GlobalAction, Party, PublicState, Role, Step, Target, Timer,
    TimerAnchor, TimerUnit, Transition, Via,
};
pub use form::{
    Audience, Channel, ChannelKind, Column, Document, FeePart, Form, Incomplete, Item, Law, LegalClock, List,
    LoginLevel, Meta, Page, Paragraph, Param, ParamType, Period, PeriodUnit, Require, Retention, Silence,
};
pub use json::ReadError;
pub use kind::{ComputedType, Country, Display, EnterpriseScheme, Kind, MapKind, Opt};

#[cfg(test)]
mod tests;
