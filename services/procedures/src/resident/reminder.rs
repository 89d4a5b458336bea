//! A draft that was left: two reminders, then its end. The messages say neither which procedure nor anything of it, and stop when the request is
//! sent or given up. After thirty days without a touch the draft is deleted, as the page « Finir plus tard » says.

use std::sync::Arc;

use beffroi_store::jobs::NewJob;
use beffroi_store::{Ambient, StoreError, Tx};
use beffroi_web::mail::{self, Letter};
use beffroi_web::{App, Ctx, JobHandler, Lang, outgoing};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::fill::later::{self, DRAFT_DAYS};
use crate::store::{drafts, procedures};

const JOB: &str = "procedures.draft";

/// What happens to a draft that nobody touches, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Stage {
    FirstReminder,
    SecondReminder,
    End,
}

impl Stage {
    /// How long after the last touch.
    const fn after(self) -> Duration {
        match self {
            Self::FirstReminder => Duration::hours(24),
            Self::SecondReminder => Duration::days(7),
            Self::End => Duration::days(DRAFT_DAYS),
        }
    }

    const fn next(self) -> Option<Self> {
        match self {
            Self::FirstReminder => Some(Self::SecondReminder),
            Self::SecondReminder => Some(Self::End),
            Self::End => None,
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    draft: Uuid,
    stage: Stage,
    /// Language in which the person began.
    lang: String,
}

/// The handler of the slice's job.
pub(crate) fn jobs() -> Vec<(&'static str, JobHandler)> {
    let handler: JobHandler = Arc::new(|app, authority, payload| Box::pin(due(app, authority, payload)));
    vec![(JOB, handler)]
}

/// Plans what follows a draft just begun. Who has no account has no address yet: only the end is planned.
pub(crate) async fn plan(
    tx: &Tx,
    ambient: &Ambient,
    draft: Uuid,
    lang: Lang,
    has_account: bool,
) -> Result<(), StoreError> {
    let stage = if has_account { Stage::FirstReminder } else { Stage::End };
    let payload = Payload { draft, stage, lang: lang.tag().to_owned() };
    enqueue(tx, ambient, &payload, ambient.now() + stage.after()).await
}

async fn enqueue(
    tx: &Tx,
    ambient: &Ambient,
    payload: &Payload,
    at: OffsetDateTime,
) -> Result<(), StoreError> {
    let json = serde_json::to_value(payload).unwrap_or_default();
    tx.enqueue(ambient, NewJob::new(JOB, json).at(at)).await?;
    Ok(())
}

/// The job's work: later if the draft was touched meanwhile; nothing if it is gone.
async fn due(app: App, authority: Uuid, payload: serde_json::Value) -> Result<(), String> {
    let mut payload: Payload = serde_json::from_value(payload).map_err(|error| error.to_string())?;
    let Some(commune) = app.authority(authority) else { return Ok(()) };
    let ambient = app.ambient().clone();
    let ctx = Ctx::outside(&app, &commune, None, &ambient);
    let found = drafts::by_id(ctx.db(), payload.draft).await.map_err(|error| error.to_string())?;
    let Some(draft) = found else { return Ok(()) };
    let when = draft.touched_at + payload.stage.after();
    let letter = match payload.stage {
        Stage::End => None,
        _ => Some(letter(&ctx, draft.procedure, &payload.lang).await.map_err(|error| error.to_string())?),
    };
    let late = when <= ctx.now();
    let (payload, letter, ctx) = (&mut payload, letter.as_ref(), &ctx);
    let next = if late { payload.stage.next() } else { Some(payload.stage) };
    let at = next.map(|stage| draft.touched_at + stage.after());
    if let Some(stage) = next {
        payload.stage = stage;
    }
    let (payload, person, id) = (&*payload, draft.person, draft.id);
    ctx.db()
        .write(move |tx| async move {
            if late {
                match letter {
                    Some(letter) => outgoing::to_person(&tx, ctx.app(), person, None, letter).await?,
                    None => later::forget(&tx, id).await?,
                }
            }
            if let Some(at) = at {
                enqueue(&tx, ctx.ambient(), payload, at).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .map_err(|error| error.to_string())
}

/// « You began a request »: nothing of which, nor of what is in it.
async fn letter(ctx: &Ctx, procedure: Uuid, lang: &str) -> Result<Letter, StoreError> {
    let ctx = &ctx.speaking(Lang::from_tag(lang).unwrap_or_default());
    let slug = procedures::by_id(ctx.db(), procedure).await?.map(|of| of.slug).unwrap_or_default();
    let authority = ctx.authority();
    let text = |key: &str| ctx.app().texts().get(ctx.lang(), key, &authority.profile.names()).0;
    let path = ctx.href(&format!("/demarches/{slug}/commencer"));
    Ok(Letter {
        to: String::new(),
        subject: text("procedures-mail-reminder-subject"),
        paragraphs: vec![text("procedures-mail-reminder-text")],
        link: Some((ctx.app().public_href(authority, &path), text("procedures-mail-reminder-link"))),
        signature: mail::signature(ctx),
        lang: ctx.lang().tag(),
    })
}
