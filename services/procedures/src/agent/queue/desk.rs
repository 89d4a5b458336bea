//! What surrounds a file on its page: its labels, whether it is followed, the files before and after it in the list one comes from.

use beffroi_web::{Ctx, Problem};

use super::filter::Filter;
use super::list;
use crate::store::files::FileRow;
use crate::store::labels::{self, LabelRow};
use crate::store::queue::{self, Key, Start};

/// A label of the unit, and whether the file bears it.
pub(crate) struct Borne {
    pub label: LabelRow,
    pub on: bool,
}

/// What surrounds a file.
pub(crate) struct Desk {
    pub labels: Vec<Borne>,
    pub follows: bool,
    /// Address of the list one comes from.
    pub back: String,
    pub previous: Option<String>,
    pub next: Option<String>,
}

/// Around a file, in the list that `?liste=` names.
pub(crate) async fn around(ctx: &Ctx, row: &FileRow) -> Result<Desk, Problem> {
    let borne = labels::of_file(ctx.db(), &row.number).await?;
    let all = labels::all(ctx.db()).await?.into_iter().filter(|label| Some(label.unit) == row.unit);
    let labels = all.map(|label| Borne { on: borne.contains(&label.id), label }).collect();
    let me = crate::agent::agent(ctx)?.person().ok_or_else(Problem::forbidden)?;
    let mut desk = Desk {
        labels,
        follows: labels::follows(ctx.db(), me, &row.number).await?,
        back: "/agent".to_owned(),
        previous: None,
        next: None,
    };
    if let Some(query) = ctx.param("liste") {
        let filter = Filter::from_query(&query);
        desk.back = filter.href();
        desk.previous = neighbour(ctx, &filter, row, true).await?;
        desk.next = neighbour(ctx, &filter, row, false).await?;
    }
    Ok(desk)
}

/// The file next to this one, in one direction.
async fn neighbour(ctx: &Ctx, filter: &Filter, row: &FileRow, back: bool) -> Result<Option<String>, Problem> {
    let actor = crate::agent::agent(ctx)?;
    if list::permitted(actor, filter).is_err() {
        return Ok(None);
    }
    let key = Key { due_on: row.due_on.clone(), filed_at: row.filed_at, number: row.number.clone() };
    let from = if back { Start::Before(key) } else { Start::After(key) };
    let lines = queue::lines(ctx.db(), filter.way(), &filter.wanted(ctx, actor.person()), &from).await?;
    let mut seen = lines.iter().filter(|line| list::sees(actor, line));
    let found = if back { seen.next_back() } else { seen.next() };
    let query = filter.query();
    Ok(found.map(|line| list::with_pair(&format!("/agent/dossiers/{}", line.number), "liste", &query)))
}
