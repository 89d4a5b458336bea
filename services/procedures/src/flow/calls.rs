//! Calls of the workflow to other programs, as jobs: a time and a size for each, tried again when it may help, and when it does not,
//! what the workflow says; a call that stops the work is shown until somebody has looked at it. Only connectors that the
//! operator named are called, and the call is in the person's journal: her data leave the house.

use beffroi_forms::flow::Effect;
use beffroi_forms::model::{ErrorPolicy, Kind as FieldKind, Target};
use beffroi_forms::value::Value;
use beffroi_people::{Actor, Kind, Purpose};
use beffroi_store::{NewJob, Tx, params};
use beffroi_web::fetch::{Call, FetchError, Fetched};
use beffroi_web::{Ctx, Problem};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use time::Duration;
use uuid::Uuid;

use super::effects::{Work, write};
use super::tasks::{self, Ending, Wanted, clear};
use super::watch::{self, opened};
use crate::SEALED;
use crate::filing::{self, Entry};
use crate::follow::pages::{OpenFile, open_file};
use crate::revisions::Revisions;
use crate::store::files::{self, FileRow};
use crate::store::tasks::{self as rows, TaskRow};

/// Kind of the job that calls once.
pub(crate) const CALL: &str = "procedures.call";
/// Minutes before each further attempt; after the last one the call has failed.
const WAITS: [i64; 5] = [1, 5, 30, 120, 720];
/// Characters kept of an answer that no field takes.
const KEPT: usize = 20_000;

/// What a call sends, sealed while it waits.
#[derive(Serialize, Deserialize)]
struct Request {
    url: String,
    body: Vec<(String, Json)>,
}

/// Makes the task and its job.
pub(super) async fn make(ctx: &Ctx, tx: &Tx, work: &Work<'_>, effect: &Effect) -> Result<(), Problem> {
    let Effect::Call { connector, method, url, body, result, on_error } = effect else { return Ok(()) };
    let request = Request { url: url.clone(), body: body.clone() };
    let request = serde_json::to_string(&request).map_err(|error| Problem::internal(&error))?;
    let data = json!({ "connector": connector, "method": method, "result": result, "on_error": on_error });
    let wanted = Wanted { kind: "call", data, body: &request, ..Wanted::default() };
    let task = tasks::make(ctx, tx, work, wanted).await?;
    enqueue(ctx, tx, task, 0).await?;
    let data = json!({ "name": connector });
    write(ctx, tx, work, Entry { kind: "call", public: false, data, body: None }).await
}

async fn enqueue(ctx: &Ctx, tx: &Tx, task: Uuid, tries: i64) -> Result<(), Problem> {
    let wait = usize::try_from(tries).ok().and_then(|tries| tries.checked_sub(1));
    let wait =
        wait.and_then(|at| WAITS.get(at)).map_or(Duration::ZERO, |minutes| Duration::minutes(*minutes));
    let at = ctx.now() + wait;
    let key = format!("{task}/{}", at.unix_timestamp_nanos() / 1000);
    let job = NewJob::new(CALL, json!({ "task": task })).at(at).unique(key).attempts(20);
    tx.enqueue(ctx.ambient(), job).await?;
    Ok(())
}

/// The job's work: one attempt.
pub(crate) async fn call(ctx: Ctx, revisions: Revisions, payload: Json) -> Result<(), Problem> {
    let id: Uuid =
        payload["task"].as_str().unwrap_or_default().parse().map_err(|error| Problem::internal(&error))?;
    let Some(task) = rows::by_id(ctx.db(), id).await?.filter(TaskRow::is_open) else { return Ok(()) };
    let Some(row) = files::by_id(ctx.db(), task.file).await? else { return Ok(()) };
    let slug = revisions.kept(ctx.db(), row.procedure, row.revision).await?.slug;
    let Some(vault) = opened(&ctx, &row, &slug).await? else { return Ok(()) };
    let open = open_file(&ctx, &revisions, &row, &vault).await?;
    let request: Request =
        serde_json::from_str(&clear(&vault, &task, "body")?).map_err(|error| Problem::internal(&error))?;
    disclosed(&ctx, &row, &slug).await?;
    let answer = attempt(&ctx, &task, &request).await;
    match answer {
        Ok(fetched) if fetched.status.is_success() => succeeded(&ctx, &row, &open, &task, &fetched).await,
        Ok(fetched)
            if fetched.status.is_client_error() && !matches!(fetched.status.as_u16(), 408 | 425 | 429) =>
        {
            failed(&ctx, &row, &open, &task, &format!("HTTP {}", fetched.status.as_u16())).await
        }
        Ok(fetched) => again(&ctx, &row, &open, &task, &format!("HTTP {}", fetched.status.as_u16())).await,
        // The connector is not configured, or the address leaves it: trying again changes nothing.
        Err(error @ (FetchError::Unknown(_) | FetchError::Path)) => {
            failed(&ctx, &row, &open, &task, &error.to_string()).await
        }
        Err(error) => again(&ctx, &row, &open, &task, &error.to_string()).await,
    }
}

/// The person's journal says that her data are sent outside.
async fn disclosed(ctx: &Ctx, row: &FileRow, slug: &str) -> Result<(), Problem> {
    let actor = &Actor::automaton(watch::PROCESSING, row.id);
    let purpose = &Purpose::new(watch::PROCESSING).procedure(slug).case(&row.number).fields(SEALED);
    ctx.db()
        .write(move |tx| async move {
            ctx.desk().record(&tx, actor, row.person, Kind::Disclosure, purpose).await?;
            Ok::<_, Problem>(())
        })
        .await
}

async fn attempt(ctx: &Ctx, task: &TaskRow, request: &Request) -> Result<Fetched, FetchError> {
    let name = task.text("connector");
    let fetcher = ctx.app().fetcher();
    let unknown = || FetchError::Unknown(name.to_owned());
    let target =
        fetcher.target(name).filter(|target| target.serves(&ctx.authority().hosts)).ok_or_else(unknown)?;
    let (path, query) = within(&target.url, &request.url).ok_or(FetchError::Path)?;
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let query: Vec<(&str, &str)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .collect();
    let method = task.text("method").to_ascii_uppercase().parse().map_err(|_| FetchError::Path)?;
    let body: Json = request.body.iter().cloned().collect::<serde_json::Map<_, _>>().into();
    let call = Call::get(&segments).method(method).query(&query);
    let call = if request.body.is_empty() { call } else { call.json(&body) };
    fetcher.call(name, &call).await
}

/// Path and query of an address under the connector's base; `None` when it leads elsewhere.
fn within<'u>(base: &str, url: &'u str) -> Option<(&'u str, &'u str)> {
    let url = url.trim();
    let rest = match url.split_once("://") {
        None => url,
        Some(_) => url
            .strip_prefix(base.trim_end_matches('/'))
            .filter(|rest| rest.is_empty() || rest.starts_with(['/', '?']))?,
    };
    Some(rest.split_once('?').unwrap_or((rest, "")))
}

async fn succeeded(
    ctx: &Ctx,
    row: &FileRow,
    open: &OpenFile,
    task: &TaskRow,
    fetched: &Fetched,
) -> Result<(), Problem> {
    let text: String = String::from_utf8_lossy(&fetched.body).chars().take(KEPT).collect();
    let mut answers = open.answers.clone();
    let field = task.data["result"].as_str().and_then(|id| open.ready.form.node(id)).map(|node| &node.item);
    if let Some(item) = field {
        let year = open.context.today().year();
        let value = match (&item.kind, fetched.json()) {
            (FieldKind::Text { .. } | FieldKind::LongText { .. }, Some(Json::String(said))) => {
                Some(Value::Text(said))
            }
            (FieldKind::Text { .. } | FieldKind::LongText { .. }, _) => Some(Value::Text(text.clone())),
            (kind, Some(json)) => Value::from_json(kind, &json, year).ok().flatten(),
            (_, None) => None,
        };
        if let Some(value) = value {
            answers.insert(item.id.clone(), value);
        }
    }
    let data = json!({ "name": task.text("connector"), "status": fetched.status.as_u16() });
    let entry = Entry { kind: "call_done", public: false, data, body: None };
    let ending = Ending { task, state: "done", answer: &text, entry, answers: Some(&answers), to: None };
    tasks::end(ctx, row, open, None, ending).await
}

/// An attempt that may succeed later; after the last one the call has failed.
async fn again(ctx: &Ctx, row: &FileRow, open: &OpenFile, task: &TaskRow, why: &str) -> Result<(), Problem> {
    let tries: i64 = ctx
        .db()
        .write(|tx| async move {
            let tries: i64 = tx.one(&rows::TRY, params![task.id]).await?.get(0)?;
            if usize::try_from(tries).is_ok_and(|tries| tries <= WAITS.len()) {
                enqueue(ctx, &tx, task.id, tries).await?;
            }
            Ok::<_, Problem>(tries)
        })
        .await?;
    if usize::try_from(tries).is_ok_and(|tries| tries <= WAITS.len()) {
        return Ok(());
    }
    failed(ctx, row, open, task, why).await
}

/// What the workflow says of a call that fails: stop and show it, pass on, or go elsewhere.
async fn failed(ctx: &Ctx, row: &FileRow, open: &OpenFile, task: &TaskRow, why: &str) -> Result<(), Problem> {
    let policy: ErrorPolicy = serde_json::from_value(task.data["on_error"].clone()).unwrap_or_default();
    let to: Option<Target> = match &policy {
        ErrorPolicy::Go(to) => Some(to.clone()),
        _ => None,
    };
    let (state, kind) =
        if policy == ErrorPolicy::Stop { ("failed", "call_failed") } else { ("void", "call_passed") };
    let data = json!({ "name": task.text("connector"), "why": why });
    let entry = Entry { kind, public: false, data, body: None };
    tracing::warn!(connector = task.text("connector"), why, "a call of the workflow failed");
    tasks::end(ctx, row, open, None, Ending { task, state, answer: why, entry, answers: None, to }).await
}

/// A person takes up a failed call: once more, from the first attempt.
pub(crate) async fn retry(ctx: &Ctx, row: &FileRow, actor: &Actor, task: &TaskRow) -> Result<(), Problem> {
    ctx.db()
        .write(move |tx| async move {
            if tx.exec(&rows::AGAIN, params![task.id]).await? != 1 {
                return Err(Problem::conflict("problem-moved"));
            }
            tx.exec(&crate::store::watch::COUNT_FAILED, params![row.id]).await?;
            let data = json!({ "name": task.text("connector") });
            let entry = Entry { kind: "call_again", public: false, data, body: None };
            filing::write_event(ctx, &tx, row.id, row.person, Some(actor), entry).await?;
            enqueue(ctx, &tx, task.id, 0).await
        })
        .await
}

/// A person gives a failed call up: what it was to do is done otherwise.
pub(crate) async fn give_up(ctx: &Ctx, row: &FileRow, actor: &Actor, task: &TaskRow) -> Result<(), Problem> {
    ctx.db()
        .write(move |tx| async move {
            let ended = params![task.id, "failed", "void", task.answers.clone(), ctx.now()];
            if tx.exec(&rows::END, ended).await? != 1 {
                return Err(Problem::conflict("problem-moved"));
            }
            tx.exec(&crate::store::watch::COUNT_FAILED, params![row.id]).await?;
            let data = json!({ "name": task.text("connector") });
            let entry = Entry { kind: "call_given_up", public: false, data, body: None };
            filing::write_event(ctx, &tx, row.id, row.person, Some(actor), entry).await.map(drop)
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn an_address_stays_under_its_connector() {
        let base = "https://registre.example/api/";
        assert_eq!(within(base, "https://registre.example/api/v1/x?a=b"), Some(("/v1/x", "a=b")));
        assert_eq!(within(base, "v1/x"), Some(("v1/x", "")));
        for elsewhere in [
            "https://registre.example.evil.example/api/v1",
            "https://registre.example/apis",
            "http://registre.example/api/v1",
            "http://127.0.0.1/",
        ] {
            assert_eq!(within(base, elsewhere), None, "{elsewhere}");
        }
    }
}
