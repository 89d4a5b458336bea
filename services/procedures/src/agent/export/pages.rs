//! A list as CSV or as a spreadsheet: which columns, then the file itself. Nothing personal, so nothing is opened.

use askama::Template;
use axum::Extension;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::Response;
use beffroi_web::{Ctx, Faults, Frame, Page, Problem};

use super::columns::{COLUMNS, Cell, cells, chosen, heads};
use super::sheet::{self, MARK, Ods};
use super::{Pieces, broken, streamed};
use crate::agent::queue::filter::Filter;
use crate::agent::queue::list::{self, Words};
use crate::revisions::Revisions;
use crate::store::queue::{self, Key, Line, PAGE, Start};

/// A column to choose.
struct Column {
    name: &'static str,
    label: String,
}

#[derive(Template)]
#[template(path = "export.html")]
struct Export {
    page: Page,
    faults: Faults,
    query: String,
    back: String,
    columns: Vec<Column>,
    /// The title of the one procedure of the list: its answers may be exported, for a reason.
    procedure: Option<String>,
    reason: String,
}

/// `GET /agent/exporter?<filter>`
pub(super) async fn page(ctx: Ctx) -> Result<Response, Problem> {
    let (filter, _) = crate::agent::queue::read(&ctx);
    shown(&ctx, &filter, Faults::default(), "").await
}

/// The page, with what is wrong in it.
pub(super) async fn shown(
    ctx: &Ctx,
    filter: &Filter,
    faults: Faults,
    reason: &str,
) -> Result<Response, Problem> {
    let actor = crate::agent::agent(ctx)?;
    list::permitted(actor, filter)?;
    let words = Words::read(ctx).await?;
    let labels = heads(ctx, &COLUMNS);
    let page = Page::new(ctx, "procedures-export-title", "procedures-export-description")
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    let status: StatusCode = faults.status();
    let template = Export {
        query: filter.query(),
        back: filter.href(),
        columns: COLUMNS.iter().zip(labels).map(|(name, label)| Column { name, label }).collect(),
        procedure: filter.procedure.map(|id| words.title(id).to_owned()).filter(|title| !title.is_empty()),
        reason: reason.to_owned(),
        faults,
        page: page.clone(),
    };
    page.html(status, &template)
}

/// A list being read page by page.
pub(super) struct Reader {
    pub ctx: Ctx,
    pub filter: Filter,
    from: Option<Start>,
}

impl Reader {
    pub(super) fn new(ctx: &Ctx, filter: Filter) -> Self {
        Self { ctx: ctx.clone(), filter, from: Some(Start::First) }
    }

    /// The next lines; none at the end.
    pub(super) async fn next(&mut self) -> Result<Vec<Line>, Problem> {
        let actor = crate::agent::agent(&self.ctx)?;
        while let Some(from) = self.from.take() {
            let wanted = self.filter.wanted(&self.ctx, actor.person());
            let mut lines = queue::lines(self.ctx.db(), self.filter.way(), &wanted, &from).await?;
            let more = lines.len() > PAGE;
            lines.truncate(PAGE);
            if more {
                self.from = lines.last().map(|last| Start::After(Key::of(last)));
            }
            lines.retain(|line| list::sees(actor, line));
            if !lines.is_empty() {
                return Ok(lines);
            }
        }
        Ok(Vec::new())
    }
}

/// The columns and the format asked, as the address says them.
fn asked(ctx: &Ctx) -> (Vec<&'static str>, bool, Filter) {
    let (mut names, mut ods, mut query) = (Vec::new(), false, String::new());
    for (name, value) in form_urlencoded::parse(ctx.query().unwrap_or_default().as_bytes()) {
        match name.as_ref() {
            "colonne" | "colonne[]" => names.push(value.into_owned()),
            "format" => ods = value == "ods",
            "filtre" => query = value.into_owned(),
            _ => {}
        }
    }
    (chosen(&names), ods, Filter::from_query(&query))
}

/// `GET /agent/exporter/liste?filtre=&colonne[]=&format=csv|ods`
pub(super) async fn list(ctx: Ctx, Extension(revisions): Extension<Revisions>) -> Result<Response, Problem> {
    let actor = crate::agent::agent(&ctx)?;
    let (columns, ods, filter) = asked(&ctx);
    list::permitted(actor, &filter)?;
    let words = Words::read(&ctx).await?;
    let reader = Reader::new(&ctx, filter);
    let name = format!("dossiers-{}", beffroi_web::dates::iso(ctx.today()));
    let (media, ending) = if ods {
        ("application/vnd.oasis.opendocument.spreadsheet", "ods")
    } else {
        ("text/csv; charset=utf-8", "csv")
    };
    let (pieces, response) = streamed(media, &format!("{name}.{ending}"));
    let work = Work { reader, revisions, words, columns };
    tokio::spawn(async move {
        let sent = if ods { work.ods(&pieces).await } else { work.csv(&pieces).await };
        if let Err(problem) = sent {
            let _ = pieces.send(Err(broken(&problem))).await;
        }
    });
    Ok(response)
}

struct Work {
    reader: Reader,
    revisions: Revisions,
    words: Words,
    columns: Vec<&'static str>,
}

impl Work {
    fn heads(&self) -> Vec<Cell> {
        heads(&self.reader.ctx, &self.columns).into_iter().map(Cell::Text).collect()
    }

    /// The next lines as cells; none at the end.
    async fn next(&mut self) -> Result<Vec<Vec<Cell>>, Problem> {
        let lines = self.reader.next().await?;
        let mut rows = Vec::with_capacity(lines.len());
        for line in &lines {
            let row = cells(&self.reader.ctx, &self.revisions, &self.words, &self.columns, line).await?;
            rows.push(row);
        }
        Ok(rows)
    }

    /// Nothing to say to a browser that has gone: the work ends with it.
    async fn csv(mut self, pieces: &Pieces) -> Result<(), Problem> {
        let mut bytes = MARK.to_vec();
        bytes.extend(sheet::csv(&[self.heads()]));
        loop {
            if pieces.send(Ok(Bytes::from(bytes))).await.is_err() {
                return Ok(());
            }
            let rows = self.next().await?;
            if rows.is_empty() {
                return Ok(());
            }
            bytes = sheet::csv(&rows);
        }
    }

    async fn ods(mut self, pieces: &Pieces) -> Result<(), Problem> {
        let failed = |error: std::io::Error| Problem::internal(&error);
        let path = std::env::temp_dir().join(format!("beffroi-{}.ods", self.reader.ctx.ambient().uuid_v4()));
        let mut ods = Ods::begin(&path, &self.reader.ctx.s("procedures-export-sheet")).map_err(failed)?;
        let mut rows = vec![self.heads()];
        while !rows.is_empty() {
            if pieces.is_closed() {
                return Ok(());
            }
            ods.lines(&rows).map_err(failed)?;
            rows = self.next().await?;
        }
        let mut file = ods.finish().map_err(failed)?;
        loop {
            let piece = sheet::piece(&mut file).map_err(failed)?;
            if piece.is_empty() || pieces.send(Ok(Bytes::from(piece))).await.is_err() {
                return Ok(());
            }
        }
    }
}
