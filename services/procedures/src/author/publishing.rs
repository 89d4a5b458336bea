//! Drafts and publication of procedures, without a page around: the authors' pages and the demonstration go this one way.
//!
//! A published revision never changes. Its document (form and workflow, byte for byte) is an act of the public journal and is
//! downloadable at its own address, so that anybody can check that the form a person filled in is the one that was published.

use axum::http::StatusCode;
use beffroi_forms::Id;
use beffroi_forms::lint::{Finding, lint, publishable};
use beffroi_forms::model::{Flow, Form, ReadError};
use beffroi_people::{Act, Desk, JournalError};
use beffroi_store::{StoreError, Tx, params};
use beffroi_translog::Class;
use beffroi_web::search::{self, Document};
use beffroi_web::{App, Authority, Lang, Problem};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::flow;
use crate::paper::{self, Unprintable};
use crate::sheet::Sheet;
use crate::store::procedures::{self, NewProcedure, NewRevision, ProcedureRow, RevisionRow};

/// What this slice calls its documents in the search.
const KIND: &str = "procedures";

/// Why a draft is not kept or not published.
#[derive(Debug, thiserror::Error)]
pub enum AuthorError {
    /// No such procedure or revision in this commune.
    #[error("no such procedure or revision")]
    NotFound,
    /// The static checks found errors: all findings, errors and warnings.
    #[error("the checks of publication found {} findings", .0.len())]
    Refused(Vec<Finding>),
    /// Paper cannot ask what the screen asks.
    #[error("no paper form can be made: {0}")]
    Unprintable(#[from] Unprintable),
    /// No unit handles the procedure: its files would wait where nobody looks.
    #[error("no unit handles the procedure")]
    NoUnit,
    /// The revision is published: it never changes.
    #[error("a published revision never changes")]
    Published,
    /// Somebody else changed the draft since it was shown.
    #[error("the draft changed meanwhile")]
    Changed,
    /// What is stored is no form or workflow of this version.
    #[error(transparent)]
    Unreadable(#[from] ReadError),
    /// The journal did not take the act.
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<AuthorError> for Problem {
    #[track_caller]
    fn from(error: AuthorError) -> Self {
        match error {
            AuthorError::NotFound => Self::not_found(),
            AuthorError::Unprintable(reason) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "problem-unprintable")
                    .arg("reason", reason.to_string())
            }
            AuthorError::Refused(_) | AuthorError::NoUnit | AuthorError::Published | AuthorError::Changed => {
                Self::conflict("problem-two-windows")
            }
            AuthorError::Unreadable(error) => Self::internal(&error),
            AuthorError::Journal(error) => error.into(),
            AuthorError::Store(error) => error.into(),
        }
    }
}

/// A draft to keep as the next revision of a procedure.
#[derive(Clone, Copy, Debug)]
pub struct NewDraft<'d> {
    /// Address in the catalogue ([`slug_of`]); a new one makes a new procedure.
    pub slug: &'d str,
    /// These three are used for a new procedure only: a known one keeps its own.
    pub unit: Option<Uuid>,
    pub theme: &'d str,
    pub sheet: &'d Sheet,
    pub form: &'d Form,
    /// The simple workflow when there is none.
    pub flow: Option<&'d Flow>,
    /// What the import said.
    pub report: Option<&'d Json>,
    pub by: Option<Uuid>,
}

/// Address of a procedure in the catalogue, from the name in its form: `acte_naissance` → `acte-naissance`.
pub fn slug_of(name: &Id) -> String {
    name.replace('_', "-")
}

/// Keeps a draft revision; gives its number.
pub async fn create(desk: &Desk, new: &NewDraft<'_>) -> Result<i64, AuthorError> {
    let (id, now) = (desk.ambient().uuid_v7(), desk.ambient().now());
    let sheet = &sheet_json(new.sheet);
    let flow = &new.flow.map_or_else(|| flow::SIMPLE.to_owned(), Flow::to_json);
    desk.db()
        .write(move |tx| async move {
            let known = tx.opt(&procedures::BY_SLUG, params![new.slug]).await?;
            let known = known.as_ref().map(ProcedureRow::read).transpose()?;
            let (procedure, latest) = if let Some(row) = known {
                (row.id, row.latest)
            } else {
                let (slug, unit, theme) = (new.slug, new.unit, new.theme);
                procedures::insert(&tx, &NewProcedure { id, slug, unit, theme, sheet }, now).await?;
                (id, 0)
            };
            let mut form = new.form.clone();
            form.revision = u32::try_from(latest + 1).unwrap_or(u32::MAX);
            let (form, report, by) = (&form.to_json(), new.report, new.by);
            let revision = NewRevision { procedure, form, flow, report, by };
            Ok(procedures::insert_revision(&tx, &revision, now).await?)
        })
        .await
}

/// The workflow of the last revision of a procedure.
pub async fn last_flow(desk: &Desk, slug: &str) -> Result<Flow, AuthorError> {
    let row = procedures::by_slug(desk.db(), slug).await?.ok_or(AuthorError::NotFound)?;
    let kept = procedures::revision(desk.db(), row.id, row.latest).await?.ok_or(AuthorError::NotFound)?;
    Ok(flow::read(&kept.flow)?)
}

/// Replaces the form and the workflow of a draft. `seen` is the [`fingerprint`] of what the author saw: another state is not
/// overwritten.
pub async fn replace_draft(
    desk: &Desk,
    slug: &str,
    number: i64,
    form: &Form,
    flow: &Flow,
    seen: Option<&str>,
) -> Result<(), AuthorError> {
    let (form, flow) = (&form.to_json(), &flow.to_json());
    desk.db()
        .write(move |tx| async move {
            let (row, kept) = in_tx(&tx, slug, number).await?;
            if seen.is_some_and(|seen| seen != fingerprint(&kept.form, &kept.flow)) {
                return Err(AuthorError::Changed);
            }
            let values = params![row.id, number, form.as_str(), flow.as_str()];
            match tx.exec(&procedures::REPLACE_DRAFT, values).await? {
                1 => Ok(()),
                _ => Err(AuthorError::Published),
            }
        })
        .await
}

/// Changes what the catalogue says of a procedure; at once, since it is no part of a revision.
pub async fn save_sheet(
    desk: &Desk,
    slug: &str,
    unit: Option<Uuid>,
    theme: &str,
    sheet: &Sheet,
) -> Result<(), AuthorError> {
    let (json, now) = (&sheet_json(sheet), desk.ambient().now());
    desk.db()
        .write(move |tx| async move {
            let row = tx.opt(&procedures::BY_SLUG, params![slug]).await?.ok_or(AuthorError::NotFound)?;
            let row = ProcedureRow::read(&row)?;
            tx.exec(&procedures::UPDATE_SHEET, params![row.id, unit, theme, json.clone(), now]).await?;
            if row.published.is_some() {
                index(&tx, row.id, slug, sheet).await?;
            }
            Ok(())
        })
        .await
}

/// Publishes a revision: checks, journal, catalogue and search, in one transaction. A revision that was published before comes
/// back into the catalogue as it was.
pub async fn publish(
    app: &App,
    authority: &Authority,
    desk: &Desk,
    slug: &str,
    number: i64,
    by: Option<Uuid>,
) -> Result<(), AuthorError> {
    let row = procedures::by_slug(desk.db(), slug).await?.ok_or(AuthorError::NotFound)?;
    let kept = procedures::revision(desk.db(), row.id, number).await?.ok_or(AuthorError::NotFound)?;
    if kept.published_at.is_none() {
        let form = Form::from_json(&kept.form)?;
        let findings = lint(&form, Some(&flow::read(&kept.flow)?));
        if !publishable(&findings) {
            return Err(AuthorError::Refused(findings));
        }
        // Nobody is left out: what cannot be printed is not published.
        let title = row.sheet["title"].as_str().unwrap_or_default();
        let date = desk.ambient().now().date();
        let paper = paper::Subject { slug, revision: number, form: &form, title, date };
        paper::print(app, authority, &paper).await?;
    }
    let checked = &fingerprint(&kept.form, &kept.flow);
    let subject = &app.public_href(authority, &document_path(slug, number));
    let now = desk.ambient().now();
    desk.db()
        .write(move |tx| async move {
            let (row, kept) = in_tx(&tx, slug, number).await?;
            let document = document(&kept.form, &kept.flow);
            if *checked != fingerprint(&kept.form, &kept.flow) {
                return Err(AuthorError::Changed);
            }
            if row.unit.is_none() {
                return Err(AuthorError::NoUnit);
            }
            if kept.published_at.is_none() {
                tx.exec(&procedures::PUBLISH, params![row.id, number, now, by]).await?;
                let act = Act { class: Class::Act, subject, document: document.as_bytes(), withheld: None };
                desk.append_act(&tx, act).await?;
            }
            tx.exec(&procedures::SET_PUBLISHED, params![row.id, Some(number), now]).await?;
            tx.exec(&procedures::SET_ARCHIVED, params![row.id, None::<OffsetDateTime>]).await?;
            index(&tx, row.id, slug, &serde_json::from_value(row.sheet).unwrap_or_default()).await?;
            let told = json!({"procedure": row.id, "slug": slug, "revision": number});
            tx.emit(desk.ambient(), "procedures.revision_published", told).await?;
            Ok(())
        })
        .await
}

/// Takes a procedure out of the catalogue and of the search. Open files go on; the published document keeps its address.
pub async fn withdraw(desk: &Desk, slug: &str) -> Result<(), AuthorError> {
    let now = desk.ambient().now();
    desk.db()
        .write(move |tx| async move {
            let row = tx.opt(&procedures::BY_SLUG, params![slug]).await?.ok_or(AuthorError::NotFound)?;
            let row = ProcedureRow::read(&row)?;
            tx.exec(&procedures::SET_PUBLISHED, params![row.id, None::<i64>, now]).await?;
            for lang in Lang::ALL {
                search::remove(&tx, KIND, row.id, lang).await?;
            }
            let told = json!({"procedure": row.id, "slug": slug, "revision": row.published});
            tx.emit(desk.ambient(), "procedures.withdrawn", told).await?;
            Ok(())
        })
        .await
}

/// Puts a procedure that is not in the catalogue away, or takes it back. It stays readable, and its files go on.
pub async fn archive(desk: &Desk, slug: &str, away: bool) -> Result<(), AuthorError> {
    let at = away.then(|| desk.ambient().now());
    desk.db()
        .write(move |tx| async move {
            let row = tx.opt(&procedures::BY_SLUG, params![slug]).await?.ok_or(AuthorError::NotFound)?;
            let row = ProcedureRow::read(&row)?;
            if row.published.is_some() {
                return Err(AuthorError::Published);
            }
            tx.exec(&procedures::SET_ARCHIVED, params![row.id, at]).await?;
            Ok(())
        })
        .await
}

async fn in_tx(tx: &Tx, slug: &str, number: i64) -> Result<(ProcedureRow, RevisionRow), AuthorError> {
    let row = tx.opt(&procedures::BY_SLUG, params![slug]).await?.ok_or(AuthorError::NotFound)?;
    let row = ProcedureRow::read(&row)?;
    let kept = tx.opt(&procedures::REVISION, params![row.id, number]).await?.ok_or(AuthorError::NotFound)?;
    Ok((row, RevisionRow::read(&kept)?))
}

/// French, and every other language that the sheet has a title in.
async fn index(tx: &Tx, subject: Uuid, slug: &str, sheet: &Sheet) -> Result<(), StoreError> {
    let href = format!("/demarches/{slug}");
    let french = sheet.keywords.join(" ");
    for lang in Lang::ALL {
        let (title, of) = sheet.title(lang);
        if of != lang {
            search::remove(tx, KIND, subject, lang).await?;
            continue;
        }
        let summary = match sheet.summary(lang) {
            (summary, of) if of == lang => summary,
            _ => "",
        };
        let keywords = if lang == Lang::Fr { french.as_str() } else { "" };
        let document = Document { kind: KIND, subject, lang, title, summary, keywords, href: &href };
        search::index(tx, &document).await?;
    }
    Ok(())
}

/// Address of the published document of a revision.
pub fn document_path(slug: &str, number: i64) -> String {
    format!("/demarches/{slug}/revisions/{number}.json")
}

/// The published document of a revision: the stored texts of form and workflow, byte for byte, in one JSON object.
pub(crate) fn document(form: &str, flow: &str) -> String {
    let flow = if flow.is_empty() { flow::SIMPLE } else { flow };
    format!("{{\"form\":{form},\"flow\":{flow}}}\n")
}

/// Tells one state of a draft from another.
pub(crate) fn fingerprint(form: &str, flow: &str) -> String {
    let hash = Sha256::digest(document(form, flow).as_bytes());
    hash.iter().take(12).fold(String::with_capacity(24), |mut hex, byte| {
        use std::fmt::Write as _;
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn sheet_json(sheet: &Sheet) -> Json {
    serde_json::to_value(sheet)
        .expect("a sheet has only strings, numbers and string keys, so it is always JSON")
}
