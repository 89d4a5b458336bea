//! Findings of the publication checks as sentences, and their places as people say them.

use super::{Finding, Rule};
use crate::import::report::Lang;
use crate::model::{Flow, Form, Item};

/// The sentence of a finding; `{name}` stands for its arguments.
pub fn rule(finding: &Finding, lang: Lang) -> String {
    let (fr, en) = sentence(finding.rule);
    let mut text = match lang {
        Lang::Fr => fr.to_owned(),
        Lang::En => en.to_owned(),
    };
    for (name, value) in &finding.args {
        text = text.replace(&format!("{{{name}}}"), argument(name, value, lang));
    }
    text
}

/// A word of the engine in a sentence: a type, a way without a computer, a truth. What an author wrote stays as it is.
fn argument<'a>(name: &str, value: &'a str, lang: Lang) -> &'a str {
    let known = match name {
        "channel" => CHANNELS.as_slice(),
        "type" | "left" | "right" => &TYPES,
        "value" => &TRUTHS,
        _ => return value,
    };
    word(known, value, lang).unwrap_or(value)
}

/// An engine’s word, and what people say in French and in English.
type Words = (&'static str, &'static str, &'static str);

const CHANNELS: [Words; 3] =
    [("counter", "guichet", "counter"), ("phone", "téléphone", "phone"), ("post", "courrier", "post")];

const TYPES: [Words; 10] = [
    ("text", "texte", "text"),
    ("number", "nombre", "number"),
    ("yes-no", "oui ou non", "yes or no"),
    ("date", "date", "date"),
    ("time", "heure", "time"),
    ("datetime", "date et heure", "date and time"),
    ("choice", "choix", "choice"),
    ("choices", "choix multiple", "several choices"),
    ("composite", "champ composé", "composite field"),
    ("unknown", "inconnu", "unknown"),
];

const TRUTHS: [Words; 2] = [("true", "vrai", "true"), ("false", "faux", "false")];

fn word(known: &[Words], key: &str, lang: Lang) -> Option<&'static str> {
    known.iter().find(|(of, ..)| *of == key).map(|(_, fr, en)| pick(lang, fr, en))
}

fn sentence(rule: Rule) -> (&'static str, &'static str) {
    names(rule).or_else(|| types(rule)).unwrap_or_else(|| duties(rule))
}

fn names(rule: Rule) -> Option<(&'static str, &'static str)> {
    Some(match rule {
        Rule::UnknownName => ("« {name} » n’existe pas", "“{name}” does not exist"),
        Rule::LaterField => ("« {name} » vient plus loin", "“{name}” comes further on"),
        Rule::OutOfScope => ("« {name} » est dans un bloc", "“{name}” is inside a block"),
        Rule::DuplicateName => ("« {name} » est déjà pris", "“{name}” is already taken"),
        Rule::UnknownStep => ("l’étape « {name} » n’existe pas", "step “{name}” does not exist"),
        Rule::UnknownRole => ("le rôle « {name} » n’existe pas", "role “{name}” does not exist"),
        Rule::UnknownDocument => ("le document « {name} » n’existe pas", "document “{name}” does not exist"),
        Rule::UnreachableStep => ("rien ne mène à l’étape « {name} »", "nothing leads to step “{name}”"),
        Rule::AutomaticLoop => ("boucle automatique par « {name} »", "automatic loop through “{name}”"),
        Rule::NothingReads => ("rien ne lit « {name} »", "nothing reads “{name}”"),
        _ => return None,
    })
}

fn types(rule: Rule) -> Option<(&'static str, &'static str)> {
    Some(match rule {
        Rule::TypeMismatch => {
            ("{left} et {right} ne se comparent pas", "{left} and {right} cannot be compared")
        }
        Rule::NotInList => ("aucune option « {option} »", "no option “{option}”"),
        Rule::BadLiteral => ("« {literal} » n’est pas du type {type}", "“{literal}” is not of type {type}"),
        Rule::BadOperand => {
            ("{operator} ne s’applique pas au type {type}", "{operator} does not take {type}")
        }
        Rule::BadPattern => {
            ("expression régulière incorrecte : {pattern}", "bad regular expression: {pattern}")
        }
        Rule::NestedBlock => ("un bloc dans un bloc", "a block inside a block"),
        Rule::NoOptions => ("aucune option", "no options"),
        Rule::BadList => ("liste mal formée", "malformed list"),
        Rule::BadBounds => ("le minimum dépasse le maximum", "the minimum is above the maximum"),
        Rule::ConstantCondition => ("toujours {value}", "always {value}"),
        _ => return None,
    })
}

fn duties(rule: Rule) -> (&'static str, &'static str) {
    match rule {
        Rule::UnreachablePage => ("cette page n’apparaît jamais", "this page never appears"),
        Rule::NoPage => ("aucune page", "no page"),
        Rule::NoPurpose => ("finalité à indiquer", "purpose to be stated"),
        Rule::NoRetention => ("durée de conservation à indiquer", "retention to be stated"),
        Rule::NoLaw => ("base légale à indiquer", "legal basis to be stated"),
        Rule::NoChannel => ("autre voie à indiquer : {channel}", "other way to be stated: {channel}"),
        Rule::NoTitle => ("titre à indiquer", "title to be stated"),
        Rule::RegisterHolds => ("un registre tient déjà cette donnée", "a register already holds this datum"),
        Rule::NoLabel => ("champ sans intitulé", "field without label"),
        Rule::DeadEnd => ("le dossier ne peut plus quitter cette étape", "a file cannot leave this step"),
        other => (other.key(), other.key()),
    }
}

/// A place in words: `pages[1].items[3].when` → `page 2 « Lieu », « Rue », condition`.
pub fn place(path: &str, form: &Form, flow: Option<&Flow>, lang: Lang) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut items: &[Item] = &[];
    for part in path.split('.').filter(|part| !part.is_empty()) {
        let (name, index) = split(part);
        let number = index.map_or(0, |n| n + 1);
        match (name, index) {
            ("pages", Some(n)) => {
                let page = form.pages.get(n);
                items = page.map_or(&[], |page| &page.items);
                let title = page.map_or("", |page| page.title.as_str());
                words.push(format!("page {number} « {title} »"));
            }
            ("items", Some(n)) => {
                let item = items.get(n);
                words.push(item.map_or_else(|| format!("n° {number}"), named));
                items = item.map_or(&[], |item| item.kind.children());
            }
            // Elsewhere a list of steps names them, and the number is the one in that list.
            ("steps", Some(n)) if path.starts_with("flow.steps") => {
                let step = flow.and_then(|flow| flow.steps.get(n)).map_or("", |step| step.name.as_str());
                words.push(format!("{} « {step} »", pick(lang, "étape", "step")));
            }
            (name, Some(_)) => words.push(format!("{} {number}", pick_name(name, lang))),
            (name, None) => words.push(pick_name(name, lang).to_owned()),
        }
    }
    if words.is_empty() { pick(lang, "le formulaire", "the form").to_owned() } else { words.join(", ") }
}

fn named(item: &Item) -> String {
    let label = item.label.as_str();
    if label.is_empty() {
        item.id.to_string()
    } else {
        format!("« {} »", label.lines().next().unwrap_or(label))
    }
}

fn split(part: &str) -> (&str, Option<usize>) {
    match part.split_once('[') {
        Some((name, rest)) => (name, rest.trim_end_matches(']').parse().ok()),
        None => (part, None),
    }
}

fn pick(lang: Lang, fr: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Fr => fr,
        Lang::En => en,
    }
}

/// A part of the document as authors call it; the key itself where it is a name that an author gave.
fn pick_name(name: &str, lang: Lang) -> &str {
    word(&PARTS, name, lang).unwrap_or(name)
}

/// Keys of the document: lists, and the properties of what stands in them.
const PARTS: [Words; 105] = [
    ("when", "condition", "condition"),
    ("cond", "condition", "condition"),
    ("require", "règle", "rule"),
    ("label", "intitulé", "label"),
    ("help", "aide", "help"),
    ("default", "valeur proposée", "proposed value"),
    ("value", "calcul", "calculation"),
    ("options", "option", "option"),
    ("lists", "liste", "list"),
    ("list", "liste", "list"),
    ("params", "paramètre", "parameter"),
    ("on_enter", "action", "action"),
    ("offers", "bouton", "button"),
    ("timers", "délai", "timer"),
    ("events", "événement", "event"),
    ("global", "action générale", "global action"),
    ("actions", "action", "action"),
    ("documents", "document", "document"),
    ("document", "document", "document"),
    ("fields", "champ d’agent", "agent’s field"),
    ("field", "champ", "field"),
    ("flow", "circuit", "workflow"),
    ("form", "question", "question"),
    ("items", "question", "question"),
    ("pages", "page", "page"),
    ("steps", "étape", "step"),
    ("roles", "rôle", "role"),
    ("laws", "bases légales", "legal bases"),
    ("channels", "autres voies", "other ways"),
    ("meta", "présentation", "presentation"),
    ("easy", "texte facile à lire", "easy text"),
    ("confirmation", "texte d’envoi", "text after sending"),
    ("title", "titre", "title"),
    ("text", "texte", "text"),
    ("body", "texte", "text"),
    ("subject", "objet", "subject"),
    ("question", "question", "question"),
    ("else", "message", "message"),
    ("pattern_else", "message", "message"),
    ("pattern", "format", "pattern"),
    ("confirm", "texte à confirmer", "text to confirm"),
    ("note", "note", "note"),
    ("name", "nom", "name"),
    ("id", "nom technique", "technical name"),
    ("url", "adresse", "address"),
    ("unit", "unité", "unit"),
    ("from", "destinataire", "recipient"),
    ("min", "minimum", "minimum"),
    ("max", "maximum", "maximum"),
    ("max_len", "longueur maximale", "maximal length"),
    ("max_mib", "taille maximale", "maximal size"),
    ("max_files", "nombre de fichiers", "number of files"),
    ("types", "formats acceptés", "accepted formats"),
    ("rows", "lignes", "rows"),
    ("columns", "colonnes", "columns"),
    ("column", "colonne", "column"),
    ("parent", "liste parente", "parent list"),
    ("paragraphs", "paragraphe", "paragraph"),
    ("to", "suite", "what follows"),
    ("paid", "suite du paiement", "what follows payment"),
    ("start", "étape de départ", "first step"),
    ("who", "personnes", "people"),
    ("visible_to", "personnes", "people"),
    ("role", "rôle", "role"),
    ("after", "délai", "delay"),
    ("anchor", "point de départ", "starting point"),
    ("attach", "pièces jointes", "attachments"),
    ("addresses", "adresses", "addresses"),
    ("via", "moyens", "means"),
    ("amount", "montant", "amount"),
    ("result", "réponse", "answer"),
    ("on_error", "en cas d’échec", "on failure"),
    ("connector", "connecteur", "connector"),
    ("method", "méthode", "method"),
    ("calendar", "agenda", "calendar"),
    ("days", "jours", "days"),
    ("source", "source", "source"),
    ("register", "registre", "register"),
    ("procedure", "démarche", "procedure"),
    ("purpose", "finalité", "purpose"),
    ("retention", "conservation", "retention"),
    ("audience", "public", "audience"),
    ("required", "réponse obligatoire", "required answer"),
    ("locked", "réponse fixe", "fixed answer"),
    ("display", "présentation", "display"),
    ("level", "niveau", "level"),
    ("scale", "décimales", "decimals"),
    ("country", "pays", "country"),
    ("scheme", "registre", "register"),
    ("type", "type", "type"),
    ("kind", "voie", "way"),
    ("what", "objet", "object"),
    ("shown", "affichage", "display"),
    ("at", "lieu", "place"),
    ("hours", "heures", "hours"),
    ("article", "article", "article"),
    ("login", "accès", "access"),
    ("tracking_code", "code de suivi", "tracking code"),
    ("clock", "délai légal", "legal delay"),
    ("public", "état public", "public state"),
    ("waiting", "attente", "waiting"),
    ("hidden", "étape cachée", "hidden step"),
    ("end", "fin", "end"),
    ("reason", "motifs", "reasons"),
    ("batch", "actes groupés", "batch acts"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{ACTIONS, KINDS, Shape};
    use serde_json::json;

    #[test]
    fn every_rule_has_a_sentence_in_both_languages() {
        for rule in Rule::ALL {
            let (fr, en) = sentence(*rule);
            assert_ne!(fr, rule.key(), "{rule:?} has no sentence");
            assert_ne!(en, rule.key(), "{rule:?} has no sentence");
        }
    }

    #[test]
    fn every_property_has_a_word_in_both_languages() {
        let kinds = KINDS.iter().map(|kind| (Shape::Item, json!({ "kind": kind })));
        let acts = ACTIONS.iter().map(|act| (Shape::Action, json!({ "do": act })));
        let others = Shape::ALL.iter().map(|shape| (*shape, json!({})));
        for (shape, json) in kinds.chain(acts).chain(others) {
            let lists = shape.lists(&json).iter().map(|list| list.key);
            for key in shape.props(&json).iter().map(|prop| prop.key).chain(lists) {
                let first = key.split('.').next().unwrap_or(key);
                assert!(word(&PARTS, first, Lang::Fr).is_some(), "{shape:?} {key} has no word");
            }
        }
    }

    #[test]
    fn what_is_missing_altogether_is_said_without_a_word_of_the_engine() {
        let bare =
            r#"{"beffroi_form":1,"procedure":"p","revision":1,"lang":"fr","meta":{"title":""},"pages":[]}"#;
        let form = Form::from_json(bare).unwrap();
        let said = |finding: &Finding| {
            format!("{} : {}", place(&finding.place, &form, None, Lang::Fr), rule(finding, Lang::Fr))
        };
        let found: Vec<String> = super::super::lint(&form, None).iter().map(said).collect();
        for line in [
            "page : aucune page",
            "présentation, titre : titre à indiquer",
            "bases légales : base légale à indiquer",
            "autres voies : autre voie à indiquer : guichet",
            "autres voies : autre voie à indiquer : téléphone",
            "autres voies : autre voie à indiquer : courrier",
        ] {
            assert!(found.iter().any(|of| of == line), "{line} is not among {found:?}");
        }
    }
}
