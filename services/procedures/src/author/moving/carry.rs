//! One batch of files: looked at, then moved, each in a transaction of its own.

use std::collections::BTreeMap;

use beffroi_forms::Id;
use beffroi_forms::carry::{self, Carried};
use beffroi_forms::compiled::Compiled;
use beffroi_forms::model::Step;
use beffroi_forms::value::{Path, Value, shown};
use beffroi_people::{Actor, Opened, Place, Purpose};
use beffroi_store::params;
use beffroi_web::{Ctx, Problem};

use super::MOVING;
use crate::author::Draft;
use crate::filing::{self, Entry, write_event};
use crate::fill::{BASIS, sealed_json};
use crate::flow::watch;
use crate::follow::pages::{OpenFile, open_file};
use crate::model;
use crate::revisions::{Ready, Revisions};
use crate::store::files::{self, FileRow};
use crate::store::{moving, tasks};

/// What would become of a file: names of questions, never answers.
pub(super) struct Moved {
    pub number: String,
    pub step: String,
    /// Name of its step in the newer workflow; empty when none was chosen.
    pub to: String,
    pub kept: usize,
    /// Questions whose answer is written otherwise.
    pub rewritten: Vec<String>,
    /// Questions whose answer has no place, and the text key of the reason.
    pub lost: Vec<(String, String)>,
    /// A correction or a task is open: its questions must not change under anybody's hands.
    pub busy: bool,
}

impl Moved {
    pub(super) fn may_move(&self) -> bool {
        !self.busy && !self.to.is_empty()
    }
}

/// Moves files of one revision to another.
pub(super) struct Mover<'m> {
    pub ctx: &'m Ctx,
    pub revisions: &'m Revisions,
    pub target: &'m Draft,
    pub from: i64,
    /// Steps before and after.
    pub mapping: &'m BTreeMap<String, String>,
}

/// A file opened by the program, and its answers in the newer revision.
struct Looked {
    row: FileRow,
    open: OpenFile,
    carried: Carried,
    busy: bool,
}

impl Mover<'_> {
    /// What would become of these files; those that left the revision meanwhile are passed over.
    pub(super) async fn look(&self, numbers: &[String]) -> Result<Vec<Moved>, Problem> {
        let mut all = Vec::with_capacity(numbers.len());
        for looked in self.open(numbers).await? {
            let name =
                |step: Option<&Step>, id: &str| step.map_or_else(|| id.to_owned(), |of| of.name.clone());
            let to = self.step(&looked.row).map(|step| step.name.clone()).unwrap_or_default();
            let label = |path: &Path| label(&looked.open.ready.form, path);
            all.push(Moved {
                step: name(looked.open.ready.flow.step(&looked.row.step), &looked.row.step),
                kept: looked.carried.kept.len(),
                rewritten: looked.carried.rewritten.iter().map(label).collect(),
                lost: looked
                    .carried
                    .lost
                    .iter()
                    .map(|(path, why)| (label(path), format!("procedures-author-lost-{}", why.key())))
                    .collect(),
                busy: looked.busy,
                number: looked.row.number,
                to,
            });
        }
        Ok(all)
    }

    /// Moves these files; how many moved. One that changed meanwhile stays.
    pub(super) async fn go(&self, by: &Actor, numbers: &[String]) -> Result<usize, Problem> {
        let mut done = 0;
        let newer = self.newer().await?;
        for looked in self.open(numbers).await? {
            if looked.busy {
                continue;
            }
            if let Some(step) = self.step(&looked.row)
                && self.one(by, &newer, &looked, step).await?
            {
                done += 1;
            }
        }
        Ok(done)
    }

    /// The step of the newer workflow that a file goes to.
    fn step(&self, row: &FileRow) -> Option<&Step> {
        let to = self.mapping.get(&row.step).unwrap_or(&row.step);
        self.target.flow.step(to).filter(|step| !step.public.is_final())
    }

    async fn open(&self, numbers: &[String]) -> Result<Vec<Looked>, Problem> {
        let ctx = self.ctx;
        let program = Actor::automaton("revision", ctx.ambient().uuid_v4());
        let mut rows = Vec::new();
        for number in numbers {
            let row = files::by_number(ctx.db(), number).await?;
            let here =
                |row: &FileRow| row.open && row.revision == self.from && row.procedure == self.target.row.id;
            rows.extend(row.filter(here));
        }
        let purpose = |row: &FileRow| {
            let purpose = Purpose::new(MOVING.code).procedure(&self.target.row.slug).case(&row.number);
            (row.person, purpose.fields(&["answers", "name"]))
        };
        let wanted: Vec<_> = rows.iter().map(purpose).collect();
        let opened = ctx.desk().open_each(&program, &wanted).await?;
        let newer = self.newer().await?;
        let mut all = Vec::with_capacity(rows.len());
        for (row, opened) in rows.into_iter().zip(&opened) {
            all.push(self.look_at(row, opened, &newer).await?);
        }
        Ok(all)
    }

    async fn newer(&self) -> Result<Ready, Problem> {
        self.revisions.ready(self.ctx.db(), &self.target.row, self.target.number).await
    }

    async fn look_at(&self, row: FileRow, opened: &Opened, newer: &Ready) -> Result<Looked, Problem> {
        let ctx = self.ctx;
        let open = open_file(ctx, self.revisions, &row, opened).await?;
        let year = ctx.today().year();
        let carried = carry::answers(&open.ready.form, &newer.form, &open.answers, year);
        let corrected = ctx.db().opt(&files::OPEN_CORRECTION, params![row.id]).await?.is_some();
        let busy = corrected || tasks::of_file(ctx.db(), row.id).await?.iter().any(tasks::TaskRow::is_open);
        Ok(Looked { row, open, carried, busy })
    }

    /// Writes the new revision, and in the history what happened; `false` when the file changed meanwhile.
    async fn one(&self, by: &Actor, newer: &Ready, looked: &Looked, step: &Step) -> Result<bool, Problem> {
        let (ctx, row) = (self.ctx, &looked.row);
        let body = self.lost_text(looked);
        let before: Vec<&str> = row
            .before_steps
            .split(',')
            .map(|id| self.mapping.get(id).map_or(id, String::as_str))
            .filter(|id| self.target.flow.step(id).is_some())
            .collect();
        let before = &before.join(",");
        ctx.db()
            .write(move |tx| {
                let body = body.clone();
                async move {
                    let sealer = ctx.desk().sealer(&tx, row.person, BASIS).await?;
                    let version = u32::try_from(row.version + 1).unwrap_or(u32::MAX);
                    let place = Place::new("procedures_file", row.id, "answers");
                    let json = sealed_json(&looked.carried.answers);
                    let sealed = sealer.text(ctx.ambient(), &place, version, &json)?;
                    let values = params![
                        row.id,
                        row.version,
                        self.target.number,
                        step.id.as_str(),
                        before.as_str(),
                        model::state_name(step.public),
                        step.waiting,
                        sealed,
                        ctx.now()
                    ];
                    if tx.exec(&moving::REVISE, values).await? != 1 {
                        return Ok::<bool, Problem>(false);
                    }
                    let data = serde_json::json!({
                        "from": row.revision, "to": self.target.number, "name": self.target.number.to_string(),
                        "step_before": row.step, "step": step.id.as_str(),
                    });
                    let entry = Entry { kind: "revision", public: true, data, body: body.as_deref() };
                    write_event(ctx, &tx, row.id, row.person, Some(by), entry).await?;
                    // The delays are the newer revision's, and so are the timers.
                    watch::touched(ctx, &tx, row, newer).await?;
                    if body.is_some() {
                        filing::tell(ctx, &tx, row.person, &row.number, "procedures-mail-news").await?;
                    }
                    Ok(true)
                }
            })
            .await
    }

    /// Answers that have no place any more, as the history keeps them.
    fn lost_text(&self, looked: &Looked) -> Option<String> {
        if looked.carried.lost.is_empty() {
            return None;
        }
        let form = &looked.open.ready.form;
        let mut lines = vec![self.ctx.s("procedures-author-moving-kept-here")];
        for (path, _) in &looked.carried.lost {
            let said = answer(&looked.open, path).map(|value| said(form, path, value)).unwrap_or_default();
            lines.push(format!("{}\u{a0}: {said}", label(form, path)));
        }
        Some(lines.join("\n\n"))
    }
}

fn answer<'o>(open: &'o OpenFile, path: &Path) -> Option<&'o Value> {
    match &path.row {
        None => open.answers.get(&path.field),
        Some((block, row)) => open.answers.rows(block).get(*row)?.get(&path.field),
    }
}

/// An answer as people read it.
fn said(form: &Compiled, path: &Path, value: &Value) -> String {
    match value {
        Value::Files(files) => files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", "),
        value => form.node(&path.field).map_or_else(String::new, |node| {
            shown(&node.item.kind, value, "fr", |option| carry::option_label(form, &path.field, option))
        }),
    }
}

/// The question of an answer, with the number of its row.
fn label(form: &Compiled, path: &Path) -> String {
    let of = |id: &Id| {
        let label = form.node(id).map_or("", |node| node.item.label.as_str());
        label.lines().next().filter(|line| !line.is_empty()).unwrap_or(id.as_str()).to_owned()
    };
    match &path.row {
        None => of(&path.field),
        Some((block, row)) => format!("{} {}, {}", of(block), row + 1, of(&path.field)),
    }
}
