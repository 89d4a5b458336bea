//! Labels of a unit: agents create them, name them, and put them on files.

use askama::Template;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use beffroi_people::UnitName;
use beffroi_store::{Tx, params};
use beffroi_web::{Ctx, Faults, Frame, Page, Posted, Problem};
use serde_json::json;
use uuid::Uuid;

use super::list;
use crate::agent::acts::back;
use crate::agent::file::load;
use crate::filing::{Entry, write_event};
use crate::store::files::FileRow;
use crate::store::labels::{self, COLOURS, LabelRow};

/// Longest name, in characters: a label is read at a glance.
const NAME_MAX: usize = 30;

/// The labels of a unit.
struct OfUnit {
    unit: UnitName,
    /// Name of the input of a new label's name.
    field: String,
    labels: Vec<OfLabel>,
}

/// A label, and the name of the input of its name.
struct OfLabel {
    row: LabelRow,
    field: String,
}

#[derive(Template)]
#[template(path = "labels.html")]
struct Labels {
    page: Page,
    faults: Faults,
    units: Vec<OfUnit>,
    /// Which form was refused: a unit's (new label) or a label's.
    refused: String,
    name: String,
    colour: i64,
    said: bool,
}

impl Labels {
    fn colours(&self) -> std::ops::RangeInclusive<i64> {
        1..=COLOURS
    }

    fn name_in<'l>(&'l self, form: &impl std::fmt::Display, known: &'l str) -> &'l str {
        if self.refused == form.to_string() { &self.name } else { known }
    }

    fn colour_in(&self, form: &impl std::fmt::Display, known: impl std::borrow::Borrow<i64>) -> i64 {
        if self.refused == form.to_string() { self.colour } else { *known.borrow() }
    }
}

async fn shown(ctx: &Ctx, faults: Faults, typed: &Posted, refused: String) -> Result<Response, Problem> {
    let actor = crate::agent::agent(ctx)?;
    let all = labels::all(ctx.db()).await?;
    let units = list::units_of(ctx, actor).await?.into_iter().map(|unit| OfUnit {
        labels: all
            .iter()
            .filter(|label| label.unit == unit.id)
            .map(|label| OfLabel { field: format!("nom-{}", label.id), row: label.clone() })
            .collect(),
        field: format!("nom-{}", unit.id),
        unit,
    });
    let page = Page::new(ctx, "procedures-labels-title", "procedures-labels-description")
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    let status = faults.status();
    let template = Labels {
        units: units.collect(),
        name: typed.get("nom").to_owned(),
        colour: typed.get("couleur").parse().unwrap_or(1),
        said: ctx.param("fait").is_some(),
        refused,
        faults,
        page: page.clone(),
    };
    page.html(status, &template)
}

/// `GET /agent/etiquettes`
pub(super) async fn page(ctx: Ctx) -> Result<Response, Problem> {
    shown(&ctx, Faults::default(), &Posted::default(), String::new()).await
}

/// What a form of the page asks.
enum Change<'p> {
    Add(&'p str, i64),
    Rename(i64, &'p str, i64),
    Delete(i64),
}

/// `POST /agent/etiquettes`: a new label (`service`, `nom`, `couleur`), a change (`id` too), or `supprimer`.
pub(super) async fn change(ctx: Ctx, posted: Posted) -> Result<Response, Problem> {
    let actor = crate::agent::agent(&ctx)?;
    let unit: Uuid = posted.get("service").parse().map_err(|_| Problem::bad_request())?;
    if !actor.works_in(unit) {
        return Err(Problem::not_found());
    }
    let id = posted.get("id").parse::<i64>().ok();
    let form = id.map_or_else(|| unit.to_string(), |id| id.to_string());
    let (name, colour) = (posted.get("nom"), posted.get("couleur").parse::<i64>().unwrap_or(1));
    let change = match id {
        Some(id) if posted.has("supprimer") => Change::Delete(id),
        _ if name.is_empty() => return refuse(&ctx, &posted, form, "procedures-labels-name-missing").await,
        _ if name.chars().count() > NAME_MAX => {
            return refuse(&ctx, &posted, form, "procedures-labels-name-long").await;
        }
        Some(id) => Change::Rename(id, name, colour.clamp(1, COLOURS)),
        None => Change::Add(name, colour.clamp(1, COLOURS)),
    };
    if matches!(change, Change::Add(..) | Change::Rename(..)) && taken(&ctx, unit, id, name).await? {
        return refuse(&ctx, &posted, form, "procedures-labels-name-taken").await;
    }
    let (change, now) = (&change, ctx.now());
    ctx.db()
        .write(move |tx| async move {
            match change {
                Change::Add(name, colour) => labels::insert(&tx, unit, (name, *colour), now).await.map(drop),
                Change::Rename(id, name, colour) => {
                    tx.exec(&labels::CHANGE, params![*id, unit, *name, *colour]).await.map(drop)
                }
                Change::Delete(id) => {
                    if tx.exec(&labels::DELETE, params![*id, unit]).await? == 1 {
                        tx.exec(&labels::TAKE_OFF_ALL, params![*id]).await?;
                    }
                    Ok(())
                }
            }
        })
        .await?;
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, ctx.href("/agent/etiquettes?fait=1"))]).into_response())
}

async fn refuse(ctx: &Ctx, posted: &Posted, form: String, key: &str) -> Result<Response, Problem> {
    let mut faults = Faults::default();
    faults.push(format!("nom-{form}"), ctx.s(key));
    shown(ctx, faults, posted, form).await
}

async fn taken(ctx: &Ctx, unit: Uuid, id: Option<i64>, name: &str) -> Result<bool, Problem> {
    let all = labels::all(ctx.db()).await?;
    Ok(all.iter().any(|label| label.unit == unit && label.name == name && Some(label.id) != id))
}

/// `POST /agent/dossiers/{number}/etiquettes`: the file bears the labels ticked, and no other.
pub(super) async fn put(ctx: Ctx, Path(number): Path<String>, posted: Posted) -> Result<Response, Problem> {
    let row = load(&ctx, &number).await?;
    let wanted: Vec<i64> = posted.all("etiquette").filter_map(|id| id.parse().ok()).collect();
    let known: Vec<LabelRow> =
        labels::all(ctx.db()).await?.into_iter().filter(|label| Some(label.unit) == row.unit).collect();
    let borne = labels::of_file(ctx.db(), &number).await?;
    let (ctx_ref, row_ref, known, borne, wanted) = (&ctx, &row, &known, &borne, &wanted);
    ctx.db()
        .write(move |tx| async move {
            for label in known {
                match (borne.contains(&label.id), wanted.contains(&label.id)) {
                    (false, true) => set(ctx_ref, &tx, row_ref, label, true).await?,
                    (true, false) => set(ctx_ref, &tx, row_ref, label, false).await?,
                    _ => {}
                }
            }
            Ok::<_, Problem>(())
        })
        .await?;
    Ok(back(&ctx, &number))
}

/// Puts a label on a file, or takes it off, with its line of history.
pub(crate) async fn set(
    ctx: &Ctx,
    tx: &Tx,
    row: &FileRow,
    label: &LabelRow,
    on: bool,
) -> Result<(), Problem> {
    let statement = if on { &labels::PUT_ON } else { &labels::TAKE_OFF };
    if tx.exec(statement, params![row.number.as_str(), label.id]).await? == 0 {
        return Ok(());
    }
    let kind = if on { "labelled" } else { "unlabelled" };
    let entry = Entry { kind, public: false, data: json!({ "name": label.name }), body: None };
    write_event(ctx, tx, row.id, row.person, ctx.actor(), entry).await.map(drop)
}
