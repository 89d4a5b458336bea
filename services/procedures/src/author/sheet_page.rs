//! The sheet of a procedure in the catalogue: for whom, cost, delay, appeal, other languages. It is no part of a revision: a change
//! shows at once.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use beffroi_web::{Ctx, Faults, Frame, Lang, Page, Posted, Problem};
use uuid::Uuid;

use super::fields::Fields;
use super::{author, publishing, see};
use crate::catalogue::{event_label, theme_label};
use crate::sheet::{Level, Sheet, SheetText};
use crate::store::procedures::{self, ProcedureRow};

const THEMES: [&str; 7] =
    ["etat_civil", "mobilite", "environnement", "logement", "enfance", "vie_locale", "vie_quotidienne"];
const EVENTS: [&str; 8] =
    ["demenager", "naissance", "mariage", "deces", "travaux", "organiser", "rentree", "animal"];

/// Longest text, in characters.
const TEXT: usize = 1000;

struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "author-sheet.html")]
struct Show {
    page: Page,
    row: ProcedureRow,
    fields: Fields,
    faults: Faults,
    units: Vec<Choice>,
    themes: Vec<Choice>,
    events: Vec<Choice>,
    /// The languages beside French.
    others: Vec<Lang>,
}

impl Show {
    fn text(&self, name: &str) -> &str {
        self.fields.get(name)
    }

    fn in_lang(&self, name: &str, tag: &str) -> &str {
        self.fields.get(&format!("{name}-{tag}"))
    }
}

fn fields(row: &ProcedureRow, sheet: &Sheet) -> Fields {
    let mut fields = Fields::default();
    fields.put("titre", sheet.title.as_str());
    fields.put("resume", sheet.summary.as_str());
    fields.put("public", sheet.audience.as_str());
    fields.put("besoins", sheet.needs.join("\n"));
    fields.put("cout", sheet.cost.as_str());
    fields.put("delai", number(sheet.delay_days));
    fields.put("delai-mots", sheet.delay.as_str());
    fields.put("recours", sheet.appeal.as_str());
    fields.put("mots", sheet.keywords.join("\n"));
    fields.put("rang", number(sheet.popular));
    fields.put("service", row.unit.map(|unit| unit.to_string()).unwrap_or_default());
    fields.put("theme", row.theme.as_str());
    fields.put("niveau", sheet.level.name());
    for event in &sheet.events {
        fields.tick(format!("vie-{event}"), true);
    }
    for (lang, text) in &sheet.texts {
        fields.put(format!("titre-{}", lang.tag()), text.title.as_str());
        fields.put(format!("resume-{}", lang.tag()), text.summary.as_str());
    }
    fields
}

impl Show {
    fn levels(&self) -> [Choice; 3] {
        Level::ALL.map(|level| Choice {
            value: level.name().to_owned(),
            label: self.page.s(&format!("procedures-author-level-{}", level.name())),
            chosen: self.fields.get("niveau") == level.name(),
        })
    }
}

fn number(number: u32) -> String {
    if number == 0 { String::new() } else { number.to_string() }
}

/// Reads the inputs into a sheet; events that the page does not offer stay.
fn read(ctx: &Ctx, fields: &Fields, before: &Sheet, faults: &mut Faults) -> Sheet {
    let mut events: Vec<String> =
        before.events.iter().filter(|event| !EVENTS.contains(&event.as_str())).cloned().collect();
    let ticked = EVENTS.iter().filter(|event| fields.has(&format!("vie-{event}")));
    events.extend(ticked.map(|event| (*event).to_owned()));
    let mut sheet = Sheet {
        title: fields.limited(ctx, "titre", 200, faults),
        summary: fields.limited(ctx, "resume", TEXT, faults),
        audience: fields.limited(ctx, "public", TEXT, faults),
        needs: fields.lines("besoins"),
        cost: fields.limited(ctx, "cout", 200, faults),
        delay_days: fields.number(ctx, "delai", 3650, faults),
        delay: fields.limited(ctx, "delai-mots", 200, faults),
        appeal: fields.limited(ctx, "recours", 5000, faults),
        keywords: fields.lines("mots"),
        popular: fields.number(ctx, "rang", 999, faults),
        level: Level::of(fields.get("niveau")).unwrap_or(before.level),
        events,
        roles: before.roles.clone(),
        units: before.units.clone(),
        ..Sheet::default()
    };
    fields.limited(ctx, "besoins", 5000, faults);
    fields.limited(ctx, "mots", 2000, faults);
    if sheet.title.is_empty() {
        faults.push("titre", ctx.s("procedures-author-title-missing"));
    }
    for lang in Lang::ALL.into_iter().filter(|lang| *lang != Lang::Fr) {
        let title = fields.limited(ctx, &format!("titre-{}", lang.tag()), 200, faults);
        let summary = fields.limited(ctx, &format!("resume-{}", lang.tag()), TEXT, faults);
        if !title.is_empty() || !summary.is_empty() {
            sheet.texts.insert(lang, SheetText { title, summary });
        }
    }
    sheet
}

async fn render(ctx: &Ctx, row: ProcedureRow, fields: Fields, faults: Faults) -> Result<Response, Problem> {
    let sheet: Sheet = serde_json::from_value(row.sheet.clone()).unwrap_or_default();
    let units = ctx.desk().units().await?.into_iter().filter(|unit| unit.closed_at.is_none());
    let units = units.map(|unit| {
        let value = unit.id.to_string();
        Choice { chosen: fields.get("service") == value, value, label: unit.name }
    });
    let mut themes: Vec<String> = THEMES.map(str::to_owned).to_vec();
    themes.extend(Some(row.theme.clone()).filter(|theme| !THEMES.contains(&theme.as_str())));
    let themes = themes.into_iter().map(|value| Choice {
        label: theme_label(ctx, &value),
        chosen: fields.get("theme") == value,
        value,
    });
    let events = EVENTS.iter().map(|value| Choice {
        label: event_label(ctx, value),
        chosen: fields.has(&format!("vie-{value}")),
        value: (*value).to_owned(),
    });
    let (units, themes, events) = (units.collect(), themes.collect(), events.collect());
    let title = ctx.app().texts().get(
        ctx.lang(),
        "procedures-author-sheet-title",
        &[("title", sheet.title.as_str().into())],
    );
    let page = Page::titled(ctx, title.0, ctx.s("procedures-author-sheet-description"))
        .frame(Frame::Agent)
        .refused(!faults.is_empty());
    let status = faults.status();
    let others = Lang::ALL.into_iter().filter(|lang| *lang != Lang::Fr).collect();
    page.html(status, &Show { page: page.clone(), row, fields, faults, units, themes, events, others })
}

/// `GET /agent/demarches/{slug}/fiche`
pub(super) async fn show(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, Problem> {
    author(&ctx)?;
    let row = procedures::by_slug(ctx.db(), &slug).await?.ok_or_else(Problem::not_found)?;
    let sheet: Sheet = serde_json::from_value(row.sheet.clone()).unwrap_or_default();
    let fields = fields(&row, &sheet);
    render(&ctx, row, fields, Faults::default()).await
}

/// The sheet of a procedure that cannot be published because no unit handles it.
pub(super) async fn unit_missing(ctx: &Ctx, slug: &str) -> Result<Response, Problem> {
    let row = procedures::by_slug(ctx.db(), slug).await?.ok_or_else(Problem::not_found)?;
    let sheet: Sheet = serde_json::from_value(row.sheet.clone()).unwrap_or_default();
    let (fields, mut faults) = (fields(&row, &sheet), Faults::default());
    faults.push("service", ctx.s("procedures-author-unit-missing"));
    render(ctx, row, fields, faults).await
}

/// `POST /agent/demarches/{slug}/fiche`
pub(super) async fn save(ctx: Ctx, Path(slug): Path<String>, posted: Posted) -> Result<Response, Problem> {
    author(&ctx)?;
    let row = procedures::by_slug(ctx.db(), &slug).await?.ok_or_else(Problem::not_found)?;
    let before: Sheet = serde_json::from_value(row.sheet.clone()).unwrap_or_default();
    let (fields, mut faults) = (Fields::posted(&posted), Faults::default());
    let sheet = read(&ctx, &fields, &before, &mut faults);
    let unit = fields.get("service").parse::<Uuid>().ok();
    if let Some(unit) = unit
        && ctx.desk().units().await?.iter().all(|known| known.id != unit || known.closed_at.is_some())
    {
        faults.push("service", ctx.s("procedures-author-unit-unknown"));
    }
    let theme = fields.get("theme");
    if theme != row.theme && !THEMES.contains(&theme) {
        faults.push("theme", ctx.s("procedures-author-theme-unknown"));
    }
    if !faults.is_empty() {
        return render(&ctx, row, fields, faults).await;
    }
    publishing::save_sheet(ctx.desk(), &slug, unit, theme, &sheet).await?;
    Ok(see(&ctx, &format!("/agent/demarches/{slug}/{}?fait=1", row.latest)))
}
