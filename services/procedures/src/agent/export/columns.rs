//! Columns of an exported list: what its lines hold, in words. None is personal.

use beffroi_web::{Ctx, Problem};

use crate::agent::queue::list::{self, Words};
use crate::filing::days_left;
use crate::revisions::Revisions;
use crate::store::queue::Line;

/// A column that can be chosen; its name ends the text key `procedures-export-column-…`.
pub(super) const COLUMNS: [&str; 12] = [
    "number",
    "procedure",
    "step",
    "state",
    "waiting",
    "filed",
    "due",
    "days",
    "agent",
    "team",
    "channel",
    "labels",
];

/// The columns asked, in their order; all of them when none is.
pub(super) fn chosen(asked: &[String]) -> Vec<&'static str> {
    let some = COLUMNS.iter().copied().filter(|name| asked.iter().any(|of| of == name)).collect::<Vec<_>>();
    if some.is_empty() { COLUMNS.to_vec() } else { some }
}

/// The heads of columns.
pub(super) fn heads(ctx: &Ctx, columns: &[&str]) -> Vec<String> {
    columns.iter().map(|name| ctx.s(&format!("procedures-export-column-{name}"))).collect()
}

/// A value of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Text(String),
    /// ISO date.
    Date(String),
    Number(i64),
    Empty,
}

/// The values of a line.
pub(super) async fn cells(
    ctx: &Ctx,
    revisions: &Revisions,
    words: &Words,
    columns: &[&str],
    line: &Line,
) -> Result<Vec<Cell>, Problem> {
    let text = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) };
    let open = !matches!(line.state.as_str(), "accepted" | "refused" | "dropped");
    let mut cells = Vec::with_capacity(columns.len());
    for column in columns {
        cells.push(match *column {
            "number" => Cell::Text(line.number.clone()),
            "procedure" => text(words.title(line.procedure)),
            "step" => text(&list::step_name(ctx, revisions, line).await?),
            "state" => Cell::Text(ctx.s(&format!("procedures-state-{}", line.state.replace('_', "-")))),
            "waiting" => {
                Cell::Text(ctx.s(if line.waiting { "procedures-export-yes" } else { "procedures-export-no" }))
            }
            "filed" => Cell::Date(beffroi_web::dates::iso(
                beffroi_web::dates::civil(line.filed_at, ctx.authority().zone()).date,
            )),
            "due" => Cell::Date(line.due_on.clone()),
            "days" => days_left(ctx, &line.due_on).filter(|_| open).map_or(Cell::Empty, Cell::Number),
            "agent" => text(line.assignee.map(|agent| words.name(agent)).unwrap_or_default()),
            "team" => text(line.team.map(|team| words.team(team)).unwrap_or_default()),
            "channel" => Cell::Text(ctx.s(&format!("procedures-channel-{}", line.channel))),
            _ => {
                let names = line.labels.iter().filter_map(|id| words.label(*id));
                text(&names.map(|label| label.name.as_str()).collect::<Vec<_>>().join(", "))
            }
        });
    }
    Ok(cells)
}
