//! The history of a file as people read it.

use beffroi_people::{Opened, VaultError};
use beffroi_web::{Ctx, Markup, Problem, dates};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::filing::event_place;
use crate::model;
use crate::store::files::EventRow;
use crate::words;

/// Where a line says which paper came with it.
pub(crate) const PIECE: &str = "piece";

/// A line of the thread.
pub(crate) struct Act {
    pub at: OffsetDateTime,
    /// One sentence.
    pub title: String,
    /// What a person wrote.
    pub body: Option<Markup>,
    /// The paper that came with it.
    pub piece: Option<Uuid>,
    pub kind: String,
    pub public: bool,
}

/// The lines that this reader may see, oldest first. `names` gives agents' names to agents; the applicant reads units.
pub(crate) fn acts(
    ctx: &Ctx,
    file: Uuid,
    events: Vec<EventRow>,
    opened: &Opened,
    names: Option<&dyn Fn(Uuid) -> String>,
) -> Result<Vec<Act>, Problem> {
    let mut acts = Vec::new();
    for event in events {
        if names.is_none() && !event.public {
            continue;
        }
        let body = match &event.body {
            Some(sealed) => match opened.text(&event_place(file, event.seq), sealed) {
                Ok(clear) => Some(words::paragraphs(clear.as_str())),
                Err(VaultError::Erased) => None,
                Err(error) => return Err(error.into()),
            },
            None => None,
        };
        let title = title(ctx, &event, names);
        let piece = event.data[PIECE].as_str().and_then(|text| text.parse().ok());
        acts.push(Act { at: event.at, title, body, piece, kind: event.kind, public: event.public });
    }
    Ok(acts)
}

fn title(ctx: &Ctx, event: &EventRow, names: Option<&dyn Fn(Uuid) -> String>) -> String {
    let by = match (event.by_kind.as_str(), event.by_person, names) {
        ("agent", Some(person), Some(names)) => names(person),
        ("agent", ..) => ctx.s("procedures-by-agent"),
        ("joint", ..) => ctx.s("procedures-by-joint"),
        ("applicant", _, Some(_)) => ctx.s("procedures-by-applicant"),
        ("applicant", ..) => ctx.s("procedures-by-you"),
        _ => ctx.s("procedures-by-system"),
    };
    let text =
        |name: &str| event.data.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    let what = match event.kind.as_str() {
        "due_moved" | "erase_planned" | "held" => {
            model::iso_date(&text("to")).map(|to| dates::long(ctx.lang(), to)).unwrap_or_default()
        }
        "payment_asked" => event.data["amount"].as_str().map(words::euros).unwrap_or_default(),
        "call_failed" | "call_passed" => format!("{} ({})", text("name"), text("why")),
        "silence" => ctx.s(&format!("procedures-state-{}", text("state").replace('_', "-"))),
        _ => text("name"),
    };
    let agent = |name: &str| match (text(name).parse::<Uuid>(), names) {
        (Ok(person), Some(names)) => names(person),
        _ => String::new(),
    };
    let args = [
        ("by", by.into()),
        ("what", what.into()),
        ("from", agent("from").into()),
        ("to", agent("to").into()),
    ];
    let key = match (event.kind.as_str(), text("channel").as_str()) {
        ("filed", channel @ ("counter" | "phone" | "post" | "aidant")) => {
            format!("procedures-event-filed-{channel}")
        }
        (kind, _) => format!("procedures-event-{}", kind.replace('_', "-")),
    };
    ctx.app().texts().get(ctx.lang(), &key, &args).0
}
