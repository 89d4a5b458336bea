//! What no importer can know, and an author confirms: purpose and retention, law, the ways without a computer, public states.
//! From the draft to inputs, and from inputs to the draft.

use beffroi_forms::model::{Channel, ChannelKind, Flow, Form, Law, LoginLevel, PublicState, Retention};
use beffroi_web::{Ctx, Faults, Lang};

use super::fields::Fields;

/// Legal bases on the page: those there are, and one more to fill in.
const LAWS_MOST: usize = 8;
/// Longest short text, in characters.
const TEXT: usize = 500;

/// The three ways that are not digital (Belgian Constitutional Court, 126/2025), with the names of their inputs.
const WAYS: [(ChannelKind, &str); 3] =
    [(ChannelKind::Counter, "guichet"), (ChannelKind::Phone, "telephone"), (ChannelKind::Post, "poste")];

/// States that a step may show to the public: what a person does before filing is no step.
pub(super) const STATES: [(PublicState, &str); 5] = [
    (PublicState::Filed, "filed"),
    (PublicState::InReview, "in_review"),
    (PublicState::Accepted, "accepted"),
    (PublicState::Refused, "refused"),
    (PublicState::Dropped, "dropped"),
];

const LOGINS: [(LoginLevel, &str); 3] =
    [(LoginLevel::None, "none"), (LoginLevel::Account, "account"), (LoginLevel::Strong, "strong")];

/// The inputs of a draft; ways that it does not have yet are proposed from the commune's profile.
pub(super) fn fields(ctx: &Ctx, form: &Form, flow: &Flow) -> Fields {
    let mut fields = Fields::default();
    fields.put("titre", form.meta.title.as_str());
    fields.put("finalite", form.meta.purpose.clone().unwrap_or_default());
    match form.meta.retention {
        Some(Retention::Final) => fields.put("conservation", "final"),
        Some(Retention::Keep) => fields.put("conservation", "keep"),
        None => {}
    }
    for (at, law) in form.laws.iter().enumerate() {
        fields.put(format!("loi-{at}-titre"), law.title.as_str());
        fields.put(format!("loi-{at}-adresse"), law.url.clone().unwrap_or_default());
        fields.put(format!("loi-{at}-article"), law.article.clone().unwrap_or_default());
    }
    for (kind, name) in WAYS {
        let (at, hours) = match form.channels.iter().find(|channel| channel.kind == kind) {
            Some(channel) => (channel.at.clone(), channel.hours.clone()),
            None => proposed(ctx, kind),
        };
        fields.put(name, at);
        fields.put(format!("{name}-heures"), hours);
    }
    if let Some((_, name)) = LOGINS.iter().find(|(level, _)| *level == form.login) {
        fields.put("acces", *name);
    }
    fields.tick("suivi", form.tracking_code);
    for step in &flow.steps {
        let state = STATES.iter().find(|(state, _)| *state == step.public).map_or("filed", |(_, name)| name);
        fields.put(format!("etat-{}", step.id), state);
        fields.tick(format!("attente-{}", step.id), step.waiting);
    }
    fields
}

fn proposed(ctx: &Ctx, kind: ChannelKind) -> (String, String) {
    let profile = &ctx.authority().profile;
    let hours = ctx.authority().hours(Lang::Fr).to_owned();
    match kind {
        ChannelKind::Phone => (profile.phone.clone(), hours),
        ChannelKind::Post => (profile.address.line(), String::new()),
        _ => (profile.address.line(), hours),
    }
}

/// Rows of legal bases to show.
pub(super) fn law_rows(fields: &Fields) -> Vec<usize> {
    let filled = (0..LAWS_MOST).rev().find(|at| !fields.get(&format!("loi-{at}-titre")).is_empty());
    (0..=filled.map_or(0, |at| at + 1)).filter(|at| *at < LAWS_MOST).collect()
}

/// Puts the inputs into the draft; what is at fault is said next to its input.
pub(super) fn apply(ctx: &Ctx, fields: &Fields, form: &mut Form, flow: &mut Flow) -> Faults {
    let mut faults = Faults::default();
    form.meta.title = fields.limited(ctx, "titre", 200, &mut faults);
    if form.meta.title.is_empty() {
        faults.push("titre", ctx.s("procedures-author-title-missing"));
    }
    form.meta.purpose = some(fields.limited(ctx, "finalite", TEXT, &mut faults));
    form.meta.retention = match fields.get("conservation") {
        "final" => Some(Retention::Final),
        "keep" => Some(Retention::Keep),
        _ => None,
    };
    form.laws = laws(ctx, fields, &mut faults);
    ways(ctx, fields, form, &mut faults);
    if let Some((level, _)) = LOGINS.iter().find(|(_, name)| *name == fields.get("acces")) {
        form.login = *level;
    }
    form.tracking_code = fields.has("suivi");
    for step in &mut flow.steps {
        let chosen = fields.get(&format!("etat-{}", step.id));
        if let Some((state, _)) = STATES.iter().find(|(_, name)| *name == chosen) {
            step.public = *state;
        }
        step.waiting = fields.has(&format!("attente-{}", step.id));
    }
    faults
}

fn laws(ctx: &Ctx, fields: &Fields, faults: &mut Faults) -> Vec<Law> {
    let mut laws = Vec::new();
    for at in 0..LAWS_MOST {
        let (title_name, url_name) = (format!("loi-{at}-titre"), format!("loi-{at}-adresse"));
        let title = fields.limited(ctx, &title_name, TEXT, faults);
        let url = fields.limited(ctx, &url_name, TEXT, faults);
        let article = fields.limited(ctx, &format!("loi-{at}-article"), TEXT, faults);
        if title.is_empty() && (!url.is_empty() || !article.is_empty()) {
            faults.push(title_name, ctx.s("procedures-author-law-title-missing"));
        }
        if !url.is_empty() && !is_address(&url) {
            faults.push(url_name, ctx.s("procedures-author-law-url-bad"));
        }
        if !title.is_empty() {
            laws.push(Law { title, url: some(url), article: some(article) });
        }
    }
    laws
}

/// Counter, telephone and post come from the inputs; other ways stay.
fn ways(ctx: &Ctx, fields: &Fields, form: &mut Form, faults: &mut Faults) {
    form.channels.retain(|channel| WAYS.iter().all(|(kind, _)| *kind != channel.kind));
    for (kind, name) in WAYS {
        let at = fields.limited(ctx, name, TEXT, faults);
        let hours = fields.limited(ctx, &format!("{name}-heures"), TEXT, faults);
        if !at.is_empty() {
            form.channels.push(Channel { kind, at, hours });
        }
    }
}

fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| rest.contains('.') && !rest.contains(char::is_whitespace))
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_law_is_at_a_whole_address() {
        assert!(is_address("https://www.ejustice.just.fgov.be/eli/loi/2018/07/30/2018040581/justel"));
        assert!(!is_address("javascript:alert(1)"));
        assert!(!is_address("https://exemple .be"));
        assert!(!is_address("www.exemple.be"));
    }
}
