//! What the engine says as codes, said in words: refusals next to their field, answers as people read them.

use beffroi_forms::check::State;
use beffroi_forms::compiled::Compiled;
use beffroi_forms::value::{At, Path, Refusal, Value, shown};
use beffroi_web::{Ctx, Fault, Faults, Markup, dates, escape_into};
use fluent_bundle::FluentValue;

/// Identifier of the first input of a field on its page.
pub(crate) fn anchor(form: &Compiled, path: &Path) -> String {
    let kind = form.node(&path.field).map(|node| node.item.kind.name());
    match kind {
        Some("date") => format!("{path}.day"),
        Some("period") => format!("{path}.from"),
        Some("person_name") => format!("{path}.given"),
        Some("address") => format!("{path}.street"),
        Some("map") => format!("{path}.lat"),
        Some("yes_no") => format!("{path}-1"),
        Some("choice" | "choices") if is_buttons(form, path) => format!("{path}-1"),
        _ => path.to_string(),
    }
}

/// Radio buttons and boxes up to this many options, then a select.
pub(crate) const BUTTONS_MOST: usize = 12;

fn is_buttons(form: &Compiled, path: &Path) -> bool {
    use beffroi_forms::model::{Display, Kind};
    match form.node(&path.field).map(|node| &node.item.kind) {
        Some(Kind::Choices { .. } | Kind::Choice { display: Display::Buttons, .. }) => true,
        Some(Kind::Choice { display: Display::Select, .. }) => false,
        Some(Kind::Choice { list, options, .. }) => {
            let listed = list.as_ref().and_then(|id| form.form().lists.iter().find(|list| list.id == *id));
            listed.map_or(options.len(), |list| list.rows.len()) <= BUTTONS_MOST
        }
        _ => false,
    }
}

/// What a refusal asks the person to do.
pub(crate) fn refusal(ctx: &Ctx, state: &State<'_>, refusal: &Refusal) -> String {
    if let Some(text) = &refusal.text {
        return text.clone();
    }
    let (label, kind) = match &refusal.at {
        At::Field(path) => {
            let kind = state.form().node(&path.field).map_or("", |node| node.item.kind.name());
            (label(state, path), kind)
        }
        At::Page(_) => (String::new(), ""),
    };
    let mut args: Vec<(&str, FluentValue<'_>)> = vec![("label", label.into()), ("kind", kind.into())];
    for (name, value) in &refusal.args {
        args.push((name, argument(ctx, name, value)));
    }
    let key = format!("procedures-refusal-{}", refusal.code.key());
    ctx.app().texts().get(ctx.lang(), &key, &args).0
}

fn argument<'v>(ctx: &Ctx, name: &str, value: &Value) -> FluentValue<'v> {
    match value {
        Value::Integer(number) => (*number).into(),
        Value::Date(date) => dates::long(ctx.lang(), *date).into(),
        Value::Time(time) => dates::hour(ctx.lang(), *time).into(),
        Value::DateTime(at) => {
            format!("{}, {}", dates::long(ctx.lang(), at.date()), dates::hour(ctx.lang(), at.time())).into()
        }
        Value::Decimal(number) => number.normalize().to_string().replace('.', ",").into(),
        Value::Text(text) if name == "part" => ctx.s(&format!("procedures-part-{text}")).into(),
        Value::Text(text) if name == "types" => {
            media(&text.split(", ").map(str::to_owned).collect::<Vec<_>>()).into()
        }
        Value::Text(text) => text.clone().into(),
        Value::Choices(several) => several.join(", ").into(),
        _ => String::new().into(),
    }
}

/// Kinds of file as people name them: « PDF, JPG ».
pub(crate) fn media(types: &[String]) -> String {
    let word = |media: &String| match media.as_str() {
        "application/pdf" => "PDF".to_owned(),
        "image/jpeg" => "JPG".to_owned(),
        "image/png" => "PNG".to_owned(),
        "image/*" => "images".to_owned(),
        other => other.rsplit(['/', '.', '-']).next().unwrap_or(other).to_uppercase(),
    };
    let mut words: Vec<String> = types.iter().map(word).collect();
    words.dedup();
    words.join(", ")
}

/// A field's question, with its row's number inside a block.
pub(crate) fn label(state: &State<'_>, path: &Path) -> String {
    let Some(node) = state.form().node(&path.field) else { return String::new() };
    let row = path.row.as_ref().map(|(block, row)| (block, *row));
    let label = state.text(&node.item.label, row);
    match &path.row {
        Some((_, row)) => format!("{label} ({})", row + 1),
        None => label,
    }
}

/// The summary of a refused page.
pub(crate) fn faults(ctx: &Ctx, state: &State<'_>, refusals: &[Refusal]) -> Faults {
    let place = |at: &At| match at {
        At::Field(path) => anchor(state.form(), path),
        At::Page(_) => "regles".to_owned(),
    };
    Faults(
        refusals.iter().map(|of| Fault { field: place(&of.at), message: refusal(ctx, state, of) }).collect(),
    )
}

/// An answer as people read it.
pub(crate) fn answer(ctx: &Ctx, state: &State<'_>, path: &Path, value: &Value) -> String {
    let Some(node) = state.form().node(&path.field) else { return String::new() };
    match value {
        Value::Date(date) => dates::long(ctx.lang(), *date),
        Value::Period { from, to } => {
            format!("{} – {}", dates::long(ctx.lang(), *from), dates::long(ctx.lang(), *to))
        }
        Value::Bool(yes) => ctx.s(if *yes { "procedures-yes" } else { "procedures-no" }),
        _ => {
            let options = state.options(path);
            let label = |id: &str| {
                options.iter().find(|of| of.id == id).map_or_else(|| id.to_owned(), |of| of.label.clone())
            };
            shown(&node.item.kind, value, ctx.lang().tag(), label)
        }
    }
}

/// A text of an author: paragraphs at blank lines, breaks at single ones, everything escaped.
pub(crate) fn paragraphs(text: &str) -> Markup {
    let mut html = String::with_capacity(text.len() + 16);
    for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        html.push_str("<p>");
        for (at, line) in paragraph.lines().enumerate() {
            if at > 0 {
                html.push_str("<br>");
            }
            escape_into(&mut html, line);
        }
        html.push_str("</p>");
    }
    Markup::trusted(html)
}

/// With a capital first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// « 25 € », « 4,20 € »
pub(crate) fn euros(amount: &str) -> String {
    format!("{}\u{a0}€", amount.trim_end_matches(".00").replace('.', ","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authors_text_cannot_carry_markup() {
        let html = paragraphs("Bonjour <b>vous</b>\nici\n\nDeuxième");
        assert_eq!(html.as_str(), "<p>Bonjour &lt;b&gt;vous&lt;/b&gt;<br>ici</p><p>Deuxième</p>");
    }
}
