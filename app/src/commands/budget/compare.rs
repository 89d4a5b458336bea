//! `beffroi budget compare`.

use std::fmt::Write as _;
use std::process::ExitCode;

use beffroi_budgeting::{Gains, compare};
use serde_json::{Map, Value, json};

use super::arguments::{Compare, Method};
use super::{counted, json as shown, load, show};
use crate::commands::lang::Lang;

pub(super) fn run(lang: Lang, args: &Compare) -> Result<ExitCode, String> {
    let election = load(lang, &args.file)?;
    if let Some(column) = args.by.as_ref().filter(|name| !election.voter_columns.contains(name)) {
        let said = lang.pick(
            "les votants du fichier n’ont pas cette colonne",
            "the voters of the file have no such column",
        );
        let columns = election.voter_columns.join(", ");
        return Err(format!("{said}{} {column} ({columns})", lang.colon()));
    }
    let other = Method {
        rule: args.against.clone(),
        utility: args.against_utility.clone(),
        completion: args.against_completion.clone(),
        ..args.method.clone()
    };
    let first = counted(lang, &election, &args.method.parameters(lang, &election)?)?;
    let second = counted(lang, &election, &other.parameters(lang, &election)?)?;
    let (all, groups) = compare(&election, &first.order, &second.order, args.by.as_deref());
    if args.json {
        let groups: Map<String, Value> =
            groups.iter().map(|(name, own)| (name.clone(), gains(own))).collect();
        let result = json!({
            "first": { "selected": first.selected(&election), "parameters": shown::parameters(&first.parameters) },
            "second": { "selected": second.selected(&election), "parameters": shown::parameters(&second.parameters) },
            "all": gains(&all),
            "by": args.by,
            "groups": groups,
        });
        show(&format!("{result:#}\n"));
        return Ok(ExitCode::SUCCESS);
    }
    let mut text = String::new();
    for (own, other, said) in [
        (&first, &second, lang.pick("Seulement par la première règle", "Only by the first rule")),
        (&second, &first, lang.pick("Seulement par la seconde règle", "Only by the second rule")),
    ] {
        let _ = writeln!(text, "{said}{}", lang.colon());
        for index in own.order.iter().filter(|index| !other.order.contains(index)) {
            let _ = writeln!(text, "  {}", lang.project(&election, *index));
        }
    }
    line(lang, lang.pick("Tous", "All"), &all, &mut text);
    for (name, own) in &groups {
        line(lang, if name.is_empty() { "–" } else { name }, own, &mut text);
    }
    show(&text);
    Ok(ExitCode::SUCCESS)
}

fn line(lang: Lang, name: &str, own: &Gains, text: &mut String) {
    let (voters, first, second) = (own.voters, own.prefer_first, own.prefer_second);
    let (covered_first, covered_second) = (own.covered_first, own.covered_second);
    let _ = match lang {
        Lang::Fr => writeln!(
            text,
            "{name}\u{a0}: {voters} votants\u{202f}; y gagnent par la première {first}, par la seconde {second}\u{202f}; \
             ont un projet financé {covered_first} et {covered_second}"
        ),
        Lang::En => writeln!(
            text,
            "{name}: {voters} voters; gain by the first {first}, by the second {second}; \
             have a funded project {covered_first} and {covered_second}"
        ),
    };
}

fn gains(own: &Gains) -> Value {
    json!({
        "voters": own.voters,
        "prefer_first": own.prefer_first,
        "prefer_second": own.prefer_second,
        "covered_first": own.covered_first,
        "covered_second": own.covered_second,
        "projects_first": own.projects_first,
        "projects_second": own.projects_second,
    })
}
