//! A scope without answers: for conditions that read none.

use time::macros::datetime;

use super::Context;
use crate::Id;
use crate::cond::{Cond, Literal, Scope, Val};
use crate::value::Value;

/// No field, no parameter, no row.
pub(crate) struct Nothing {
    ctx: Context,
}

impl Nothing {
    pub(crate) fn scope() -> Self {
        Self { ctx: Context::new(datetime!(2000-01-01 0:00)) }
    }
}

impl Scope for Nothing {
    fn context(&self) -> &Context {
        &self.ctx
    }

    fn field(&self, _: &Id) -> Option<&Value> {
        None
    }

    fn col(&self, _: &Id, _: &Id) -> Val {
        Val::Empty
    }

    fn param(&self, _: &Id) -> Option<&Literal> {
        None
    }

    fn over_rows(&self, _: &Id) -> Option<Vec<&Value>> {
        None
    }

    fn row_count(&self, _: &Id) -> Option<usize> {
        None
    }

    fn each_row(&self, _: &Id, _: &Cond) -> Vec<bool> {
        Vec::new()
    }
}
