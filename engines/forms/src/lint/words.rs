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
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
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
            ("steps", Some(n)) => {
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

/// A part of the document as authors call it; the key itself where there is no better word.
fn pick_name(name: &str, lang: Lang) -> &str {
    let known = [
        ("when", "condition", "condition"),
        ("cond", "condition", "condition"),
        ("require", "règle", "rule"),
        ("label", "intitulé", "label"),
        ("help", "aide", "help"),
        ("default", "valeur proposée", "proposed value"),
        ("value", "calcul", "calculation"),
        ("options", "option", "option"),
        ("lists", "liste", "list"),
        ("params", "paramètre", "parameter"),
        ("on_enter", "action", "action"),
        ("offers", "bouton", "button"),
        ("timers", "délai", "timer"),
        ("events", "événement", "event"),
        ("global", "action générale", "global action"),
        ("actions", "action", "action"),
        ("documents", "document", "document"),
        ("fields", "champ d’agent", "agent’s field"),
        ("flow", "circuit", "workflow"),
        ("form", "question", "question"),
        ("else", "message", "message"),
        ("easy", "texte facile à lire", "easy text"),
    ];
    let found = known.iter().find(|(key, ..)| *key == name);
    found.map_or(name, |(_, fr, en)| pick(lang, fr, en))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_sentence_in_both_languages() {
        for rule in Rule::ALL {
            let (fr, en) = sentence(*rule);
            assert_ne!(fr, rule.key(), "{rule:?} has no sentence");
            assert_ne!(en, rule.key(), "{rule:?} has no sentence");
        }
    }
}
