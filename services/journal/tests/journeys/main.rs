//! The public journal through the whole stack, on both engines: published, killed at any instant, served, verified.

mod page;
mod person;
mod publish;
mod served;
mod support;
mod witness;
