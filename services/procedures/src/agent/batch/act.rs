//! What can be done to many files at once, and what it would do to each of them, said without opening any.

use beffroi_forms::model::{PublicState, Target, Transition};
use beffroi_web::{Ctx, Problem};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::revisions::Revisions;
use crate::store::batches::BatchRow;
use crate::store::files::FileRow;
use crate::store::labels::LabelRow;

/// An act, as a selection keeps it until it is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Act {
    /// To an agent, or to nobody any more.
    Assign(Option<Uuid>),
    Label {
        id: i64,
        on: bool,
    },
    /// A step of the workflow of one procedure, with the reason where one is asked.
    Transition {
        procedure: Uuid,
        id: String,
        reason: String,
    },
    /// Words to every applicant.
    Message(String),
}

const USE: &str = "batch";

impl Act {
    pub(super) fn seal(&self, ctx: &Ctx) -> Vec<u8> {
        let clear = serde_json::to_vec(self).expect("texts and identifiers are always JSON");
        ctx.app().secret().seal(ctx.ambient(), USE, ctx.authority().id, &clear)
    }

    pub(super) fn of(ctx: &Ctx, batch: &BatchRow) -> Result<Option<Self>, Problem> {
        let Some(sealed) = &batch.act else { return Ok(None) };
        let clear = ctx
            .app()
            .secret()
            .open(USE, ctx.authority().id, sealed)
            .map_err(|error| Problem::internal(&error))?;
        serde_json::from_slice(&clear).map(Some).map_err(|error| Problem::internal(&error))
    }
}

/// What the act would do to a file. The words are the end of text keys: `procedures-batch-would-…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Would {
    /// It can be done.
    Yes,
    /// It can, if a condition on the answers holds: read when it is done, not before.
    Perhaps,
    /// Nothing to do: it is so already.
    Already,
    /// It is closed.
    Closed,
    /// Another procedure's.
    OtherProcedure,
    /// Not offered at its step.
    OtherStep,
    /// The label is another unit's, or the agent works in another.
    OtherUnit,
    /// Gone, or no longer this agent's.
    Gone,
}

impl Would {
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Yes => "procedures-batch-would-yes",
            Self::Perhaps => "procedures-batch-would-perhaps",
            Self::Already => "procedures-batch-would-already",
            Self::Closed => "procedures-batch-would-closed",
            Self::OtherProcedure => "procedures-batch-would-other-procedure",
            Self::OtherStep => "procedures-batch-would-other-step",
            Self::OtherUnit => "procedures-batch-would-other-unit",
            Self::Gone => "procedures-batch-would-gone",
        }
    }

    pub(super) const fn can(self) -> bool {
        matches!(self, Self::Yes | Self::Perhaps)
    }
}

/// What is known beside the file itself.
pub(super) struct Around<'a> {
    pub labels: &'a [LabelRow],
    /// Labels the file bears.
    pub borne: &'a [i64],
    /// Units the receiving agent works in; nothing: everywhere, or nobody receives.
    pub units: Option<&'a [Uuid]>,
}

/// Whether a transition can be taken on many files: its author says so, and it asks nothing but a reason.
pub(super) fn is_batch(transition: &Transition) -> bool {
    transition.batch && transition.form.is_empty()
}

/// Whether it needs a reason: it says so, or it decides.
pub(super) fn needs_reason(flow: &beffroi_forms::model::Flow, transition: &Transition) -> bool {
    let decides = match &transition.to {
        Some(Target::Step(to)) => flow
            .step(to.as_str())
            .is_some_and(|step| matches!(step.public, PublicState::Accepted | PublicState::Refused)),
        _ => false,
    };
    transition.reason || decides
}

/// What the act would do to this file.
pub(super) async fn would(
    ctx: &Ctx,
    revisions: &Revisions,
    act: &Act,
    row: &FileRow,
    around: &Around<'_>,
) -> Result<Would, Problem> {
    Ok(match act {
        Act::Assign(to) if *to == row.assignee => Would::Already,
        Act::Assign(_) => {
            let reaches = around.units.is_none_or(|units| row.unit.is_none_or(|unit| units.contains(&unit)));
            if reaches { Would::Yes } else { Would::OtherUnit }
        }
        Act::Label { id, on } => match around.labels.iter().find(|label| label.id == *id) {
            Some(label) if Some(label.unit) != row.unit => Would::OtherUnit,
            Some(_) if around.borne.contains(id) == *on => Would::Already,
            Some(_) => Would::Yes,
            None => Would::Gone,
        },
        Act::Message(_) => Would::Yes,
        Act::Transition { procedure, .. } if *procedure != row.procedure => Would::OtherProcedure,
        Act::Transition { id, .. } => {
            let flow = revisions.flow(ctx.db(), row.procedure, row.revision).await?;
            let offer = flow
                .step(&row.step)
                .and_then(|step| step.offers.iter().find(|offer| offer.id.as_str() == id && is_batch(offer)));
            match offer {
                Some(offer) if offer.when.is_some() => Would::Perhaps,
                Some(_) => Would::Yes,
                None if row.open => Would::OtherStep,
                None => Would::Closed,
            }
        }
    })
}
