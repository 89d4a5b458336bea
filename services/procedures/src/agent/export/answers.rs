//! The answers of a list of one procedure, as CSV: for a reason that is written down, each file in the journal of its person before
//! it is opened. Never kept on the server, not even for a moment: that is why there is no spreadsheet of answers.

use axum::Extension;
use axum::body::Bytes;
use axum::response::Response;
use beffroi_forms::check::State;
use beffroi_forms::value::Path;
use beffroi_people::{Opened, Purpose};
use beffroi_web::{Ctx, Faults, Posted, Problem};
use uuid::Uuid;

use super::columns::Cell;
use super::pages::{Reader, shown};
use super::sheet::{self, MARK};
use super::{Pieces, broken, streamed};
use crate::SEALED;
use crate::agent::queue::filter::Filter;
use crate::agent::queue::list;
use crate::follow::pages::open_file;
use crate::revisions::{Ready, Revisions};
use crate::store::files::{self, FileRow};
use crate::store::procedures::{self, ProcedureRow};
use crate::words;

/// Code of the processing: what the person reads in her journal.
pub(crate) const PROCESSING: &str = "export";
/// Characters of a reason, at least.
const REASON: usize = 20;
/// Files in one export of answers.
const MOST: usize = 2000;

/// `POST /agent/exporter/reponses`: `filtre`, `motif`. The answer is the file: what it holds is read while it is sent.
pub(super) async fn export(
    ctx: Ctx,
    Extension(revisions): Extension<Revisions>,
    posted: Posted,
) -> Result<Response, Problem> {
    let actor = crate::agent::agent(&ctx)?;
    let filter = Filter::from_query(posted.get("filtre"));
    list::permitted(actor, &filter)?;
    let procedure = filter.procedure.ok_or_else(Problem::bad_request)?;
    let reason = posted.get("motif").to_owned();
    if reason.chars().count() < REASON {
        let mut faults = Faults::default();
        faults.push("motif", ctx.s("procedures-export-reason-missing"));
        return shown(&ctx, &filter, faults, &reason).await;
    }
    let row = procedures::by_id(ctx.db(), procedure).await?.ok_or_else(Problem::not_found)?;
    let ready = revisions.ready(ctx.db(), &row, row.published.unwrap_or(row.latest)).await?;
    let name = format!("{}-{}.csv", row.slug, beffroi_web::dates::iso(ctx.today()));
    let (pieces, response) = streamed("text/csv; charset=utf-8", &name);
    let work = Work { reader: Reader::new(&ctx, filter), revisions, row, ready, reason };
    tokio::spawn(async move {
        if let Err(problem) = work.send(&pieces).await {
            let _ = pieces.send(Err(broken(&problem))).await;
        }
    });
    Ok(response)
}

struct Work {
    reader: Reader,
    revisions: Revisions,
    row: ProcedureRow,
    /// The revision whose questions are the columns.
    ready: Ready,
    reason: String,
}

impl Work {
    /// The questions that are columns: those of the form's pages; rows of a block have a column of their own, all rows in it.
    fn questions(&self) -> Vec<(Path, String)> {
        let nodes = self.ready.form.nodes().iter();
        let asked =
            nodes.filter(|node| node.page.is_some() && node.block.is_none() && node.item.kind.is_input());
        asked.map(|node| (Path::new(node.item.id.clone()), node.item.label.as_str().to_owned())).collect()
    }

    async fn send(mut self, pieces: &Pieces) -> Result<(), Problem> {
        let questions = self.questions();
        let mut heads = vec![Cell::Text(self.reader.ctx.s("procedures-export-column-number"))];
        heads.extend(questions.iter().map(|(_, label)| Cell::Text(label.clone())));
        let mut bytes = MARK.to_vec();
        bytes.extend(sheet::csv(&[heads]));
        let mut sent = 0;
        loop {
            if pieces.send(Ok(Bytes::from(bytes))).await.is_err() {
                return Ok(());
            }
            let lines = self.reader.next().await?;
            if lines.is_empty() || sent >= MOST {
                return Ok(());
            }
            sent += lines.len();
            let numbers: Vec<String> = lines.into_iter().map(|line| line.number).collect();
            bytes = sheet::csv(&self.rows(&numbers, &questions).await?);
        }
    }

    /// Opens these files, journal first, and reads their answers in words.
    async fn rows(
        &self,
        numbers: &[String],
        questions: &[(Path, String)],
    ) -> Result<Vec<Vec<Cell>>, Problem> {
        let ctx = &self.reader.ctx;
        let actor = crate::agent::agent(ctx)?;
        let mut rows: Vec<FileRow> = Vec::with_capacity(numbers.len());
        for number in numbers {
            rows.extend(files::by_number(ctx.db(), number).await?);
        }
        let wanted: Vec<(Uuid, Purpose)> =
            rows.iter().map(|row| (row.person, purpose(&self.row.slug, &self.reason, row))).collect();
        let opened: Vec<Opened> = ctx.desk().open_each(actor, &wanted).await?;
        let mut cells = Vec::with_capacity(rows.len());
        for (row, opened) in rows.iter().zip(&opened) {
            cells.push(self.cells(row, opened, questions).await?);
        }
        Ok(cells)
    }

    async fn cells(
        &self,
        row: &FileRow,
        opened: &Opened,
        questions: &[(Path, String)],
    ) -> Result<Vec<Cell>, Problem> {
        let ctx = &self.reader.ctx;
        let open = open_file(ctx, &self.revisions, row, opened).await?;
        let state = State::new(&open.ready.form, &open.context, &open.answers);
        let mut cells = vec![Cell::Text(row.number.clone())];
        for (path, _) in questions {
            // A question that the file's own revision does not ask is empty.
            let known = open.ready.form.node(&path.field).is_some();
            let value = if known { state.value(path) } else { None };
            cells
                .push(value.map_or(Cell::Empty, |value| Cell::Text(words::answer(ctx, &state, path, value))));
        }
        Ok(cells)
    }
}

fn purpose(slug: &str, reason: &str, row: &FileRow) -> Purpose {
    let purpose = Purpose::new(PROCESSING).procedure(slug).case(&row.number).fields(SEALED).reason(reason);
    match row.unit {
        Some(unit) => purpose.unit(unit),
        None => purpose,
    }
}
