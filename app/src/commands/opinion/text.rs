//! The map in words: the report on the terminal, and the captions of the drawing.

use std::fmt::Write as _;

use beffroi_opinion::svg::{Captions, LETTERS, Row};
use beffroi_opinion::{Agreement, Map, PROFILE, Representative, Side, Tally, Verdict};

use crate::commands::lang::Lang;

/// Statements listed as agreed on across the groups.
const ACROSS_GROUPS: usize = 5;

/// What may be shown of the map, for people.
pub(super) fn report(map: &Map<'_>, lang: Lang) -> String {
    let mut text = String::new();
    write(&mut text, map, lang).expect("writing to a String cannot fail");
    text
}

fn write(text: &mut String, map: &Map<'_>, lang: Lang) -> std::fmt::Result {
    let captions = captions(map, lang);
    writeln!(text, "{}\n{}", captions.title, captions.description)?;
    if !captions.notice.is_empty() {
        writeln!(text, "{}", captions.notice)?;
    }
    for row in &captions.rows {
        let facts: Vec<&str> = [&row.people, &row.stability].into_iter().map(String::as_str).collect();
        let facts = facts.into_iter().filter(|fact| !fact.is_empty()).collect::<Vec<_>>();
        match (row.group, facts.as_slice()) {
            (Some(_), [people, stability]) => {
                let (people_word, stability_word) = (&captions.columns[1], &captions.columns[2]);
                let colon = lang.colon();
                writeln!(
                    text,
                    "\n{} — {people_word}{colon} {people} · {stability_word}{colon} {stability}",
                    row.name
                )?;
            }
            _ => writeln!(text, "\n{}", row.name)?,
        }
        for statement in &row.statements {
            writeln!(text, "  {statement}")?;
        }
    }
    writeln!(text, "\n{PROFILE} · sha256 {}", map.digest())
}

/// The words of the drawing.
pub(super) fn captions(map: &Map<'_>, lang: Lang) -> Captions {
    Captions {
        lang: lang.tag().to_owned(),
        title: lang.pick("Carte des opinions", "Opinion map").to_owned(),
        description: description(map, lang),
        notice: match map.verdict() {
            Verdict::TooFewPeople => lang.too_few(),
            Verdict::NoClearGroups => lang.no_clear_groups(),
            Verdict::Groups { fragile: true, .. } => lang.fragile().to_owned(),
            Verdict::Groups { .. } => String::new(),
        },
        columns: [
            lang.pick("Groupe", "Group"),
            lang.pick("Personnes", "People"),
            lang.pick("Stabilité", "Stability"),
            lang.pick("Ce qui le distingue", "What sets it apart"),
        ]
        .map(str::to_owned),
        rows: rows(map, lang),
    }
}

fn description(map: &Map<'_>, lang: Lang) -> String {
    let conversation = map.layout().conversation();
    let inside = lang.people(map.layout().people_in_conversation());
    let people = lang.people(conversation.participants().len());
    let statements = conversation.statements().len();
    let statements = lang.count(statements as u64, ["énoncé", "énoncés"], ["statement", "statements"]);
    let rejected = conversation.rejected().count();
    let rejected = lang.count(rejected as u64, ["rejeté", "rejetés"], ["rejected", "rejected"]);
    let votes = lang.count(conversation.vote_count() as u64, ["vote", "votes"], ["vote", "votes"]);
    let shown = match map.verdict() {
        Verdict::Groups { k, .. } => {
            let groups = map.gammas(*k).len();
            let groups = lang.count(groups as u64, ["groupe", "groupes"], ["group", "groups"]);
            format!("{groups}, {}", lang.pick("par taille décroissante.", "largest first."))
        }
        Verdict::NoClearGroups => lang.pick("Pas de groupes nets.", "No clear groups.").to_owned(),
        Verdict::TooFewPeople => lang.pick("Trop peu de personnes.", "Too few people.").to_owned(),
    };
    match lang {
        Lang::Fr => format!(
            "{votes} de {people} sur {statements}, dont {rejected}\u{202f}; {inside} dans la conversation. {shown}"
        ),
        Lang::En => {
            format!("{votes} by {people} on {statements}, {rejected}; {inside} in the conversation. {shown}")
        }
    }
}

fn rows(map: &Map<'_>, lang: Lang) -> Vec<Row> {
    let mut rows = match map.verdict() {
        Verdict::TooFewPeople => return Vec::new(),
        Verdict::NoClearGroups => Vec::new(),
        Verdict::Groups { k, .. } => {
            let mut rows = group_rows(map, *k, lang);
            rows.push(across_groups(map, *k, lang));
            rows
        }
    };
    let consensus = map.layout().consensus();
    let sides = [
        (Side::Agree, consensus.agree, lang.pick("Consensus pour", "Consensus for")),
        (Side::Disagree, consensus.disagree, lang.pick("Consensus contre", "Consensus against")),
    ];
    for (side, agreements, name) in sides {
        if agreements.is_empty() {
            continue;
        }
        let line = |a: &Agreement| statement(map, lang, a.statement, side, a.votes);
        let statements = agreements.iter().map(line).collect();
        rows.push(Row { name: name.to_owned(), statements, ..Row::default() });
    }
    rows
}

fn group_rows(map: &Map<'_>, k: usize, lang: Lang) -> Vec<Row> {
    let people = map.layout().people_in(k);
    let groups = map.layout().representative(k).into_iter().zip(map.gammas(k)).zip(LETTERS).enumerate();
    groups
        .map(|(group, ((representative, &gamma), letter))| {
            let line = |r: &Representative| statement(map, lang, r.statement, r.stance(), r.votes);
            Row {
                group: Some(group),
                name: format!("{} {letter}", lang.pick("Groupe", "Group")),
                people: people.iter().filter(|person| person.group == group).count().to_string(),
                stability: lang.real(gamma),
                statements: representative.iter().map(line).collect(),
            }
        })
        .collect()
}

/// The statements with the largest product of the groups' shares who agree.
fn across_groups(map: &Map<'_>, k: usize, lang: Lang) -> Row {
    let products = map.layout().group_aware_consensus(k).into_iter().take(ACROSS_GROUPS);
    let line = |(number, product)| format!("{} · {}", lang.real(product), named(map, lang, number));
    let name = lang.pick("Accord à travers les groupes", "Agreement across groups");
    Row { name: name.to_owned(), statements: products.map(line).collect(), ..Row::default() }
}

/// "agree 54/62 · n° 12 “text”".
fn statement(map: &Map<'_>, lang: Lang, number: u64, side: Side, votes: Tally) -> String {
    format!("{} {}/{} · {}", lang.side(side), votes.on(side), votes.seen, named(map, lang, number))
}

/// "no. 12 “text”".
fn named(map: &Map<'_>, lang: Lang, number: u64) -> String {
    let statements = map.layout().conversation().statements();
    let text = statements.iter().find(|s| s.number == number).map_or("", |s| s.text.trim());
    let words = if text.is_empty() { String::new() } else { format!(" {}", lang.quoted(text)) };
    format!("{} {number}{words}", lang.pick("n°", "no."))
}
