//! « Show the names »: an act, not a way of reading. Each row shown is an entry in the journal of its person, before her name is opened
//! (a list that opened the vault by itself would make of every glance an access). The address that shows names serves this session
//! for a quarter of an hour; kept or sent to somebody, it shows the list without them.

use std::collections::HashMap;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use beffroi_people::{Actor, Purpose};
use beffroi_web::{Ctx, Posted, Problem};
use uuid::Uuid;

use super::filter::Filter;
use super::list::{self, Words};
use crate::documents::{hex, name_in_form};
use crate::follow::pages::open_file;
use crate::revisions::Revisions;
use crate::store::files::{self, FileRow};
use crate::store::queue::Line;

/// Seconds for which the address shows names.
const QUARTER: i64 = 15 * 60;

/// A keyed hash of the session, the list and the quarter of an hour.
fn stamp(ctx: &Ctx, query: &str, quarter: i64) -> String {
    let named = format!("{}/{quarter}/{query}", ctx.csrf_token());
    hex(&ctx.app().secret().hash("names", ctx.authority().id, &named)[..16])
}

/// Whether this request may show names: it comes from the button, of this session, a moment ago.
pub(super) fn asked(ctx: &Ctx, query: &str) -> bool {
    let now = ctx.now().unix_timestamp() / QUARTER;
    ctx.param("noms")
        .is_some_and(|given| [now, now - 1].iter().any(|quarter| stamp(ctx, query, *quarter) == given))
}

/// `POST /agent/noms`: `filtre`, and `apres` or `avant`, the page of the list.
pub(super) async fn show(ctx: Ctx, posted: Posted) -> Result<Response, Problem> {
    let actor = crate::agent::agent(&ctx)?;
    let filter = Filter::from_query(posted.get("filtre"));
    list::permitted(actor, &filter)?;
    let query = filter.query();
    let mut place =
        list::with_pair("/agent", "noms", &stamp(&ctx, &query, ctx.now().unix_timestamp() / QUARTER));
    place.push('&');
    place.push_str(&query);
    for name in ["apres", "avant"] {
        if !posted.get(name).is_empty() {
            let pair = list::with_pair("", name, posted.get(name));
            place.push('&');
            place.push_str(pair.trim_start_matches('?'));
        }
    }
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, ctx.href(&place))]).into_response())
}

/// The names of the applicants of these lines, by number; each opening is journaled first, all in one transaction.
pub(super) async fn of(
    ctx: &Ctx,
    revisions: &Revisions,
    actor: &Actor,
    (lines, words): (&[Line], &Words),
) -> Result<HashMap<String, String>, Problem> {
    let mut rows: Vec<FileRow> = Vec::with_capacity(lines.len());
    for line in lines {
        rows.extend(files::by_number(ctx.db(), &line.number).await?);
    }
    let wanted: Vec<(Uuid, Purpose)> = rows.iter().map(|row| (row.person, purpose(row, words))).collect();
    let opened = ctx.desk().open_each(actor, &wanted).await?;
    let mut names = HashMap::with_capacity(rows.len());
    for (row, opened) in rows.iter().zip(&opened) {
        let open = open_file(ctx, revisions, row, opened).await?;
        names.insert(row.number.clone(), name_in_form(&open.ready, &open.answers).unwrap_or_default());
    }
    Ok(names)
}

fn purpose(row: &FileRow, words: &Words) -> Purpose {
    let slug = words.titles.get(&row.procedure).map(|of| of.slug.as_str()).unwrap_or_default();
    let purpose = Purpose::new("instruction").procedure(slug).case(&row.number).fields(&["answers", "name"]);
    match row.unit {
        Some(unit) => purpose.unit(unit),
        None => purpose,
    }
}
