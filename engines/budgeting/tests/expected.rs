//! Real budgets of eighteen cities, with results computed by pabutools and by an independent program.

#[expect(dead_code, reason = "the slow definitions are for the properties")]
mod common;

use std::path::{Path, PathBuf};

use beffroi_budgeting::{
    BallotKind, Completion, Election, Outcome, Rule, TieOrder, Utility, in_currency, pabulib,
};
use common::{by, counted, shares};
use serde_json::Value;

fn data() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/participation/pabulib");
    if !folder.is_dir() {
        eprintln!("skipped: no real budgets at {}", folder.display());
        return None;
    }
    Some(folder)
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).expect("a file")).expect("JSON")
}

fn names(value: &Value) -> Option<Vec<&str>> {
    value.as_array()?.iter().map(Value::as_str).collect()
}

/// Every real budget with its expected results.
fn instances() -> Vec<(String, Election, Value)> {
    let Some(folder) = data() else { return Vec::new() };
    let files = std::fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("a file").path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|end| end == "pb")).collect();
    files.sort();
    let read = |path: PathBuf| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let election = pabulib::read(&std::fs::read(&path).expect("a file")).expect("a Pabulib file");
        (name.clone(), election, json(&folder.join("expected").join(format!("{name}.json"))))
    };
    files.into_iter().map(read).collect()
}

const UTILITIES: [(&str, Utility); 4] = [
    ("cost", Utility::Cost),
    ("card", Utility::Cardinality),
    ("points", Utility::Points),
    ("borda", Utility::Borda),
];

fn order<'e>(election: &'e Election, outcome: &Outcome) -> Vec<&'e str> {
    outcome.order.iter().map(|index| election.projects[*index].id.as_str()).collect()
}

/// Compares with the expected rule, or with the second implementation where pabutools has no result.
fn agrees(expected: &Value, rule: &str, letter: &str, election: &Election, outcome: &Outcome) -> bool {
    let own = &expected["rules"][rule];
    let second = &expected["second_implementation"]["results"][letter][rule];
    if let Some(selected) = names(&own["selected"]).or_else(|| names(second)) {
        assert_eq!(outcome.selected(election), selected, "{rule}");
        if let Some(cost) = own["cost"].as_str() {
            let cost_here =
                in_currency(&beffroi_budgeting::Ratio::from_integer(outcome.cost.into()), election.decimals);
            assert_eq!(cost_here.to_string(), cost, "{rule}");
        }
        if let Some(expected_order) = names(&own["order"]) {
            assert_eq!(order(election, outcome), expected_order, "{rule}");
        }
        return true;
    }
    false
}

/// Endowment, payers, payments and rest, as exact fractions.
fn explains(expected: &Value, election: &Election, outcome: &Outcome) {
    let shares = outcome.shares.as_ref().expect("equal shares");
    let money = |amount| in_currency(amount, election.decimals).to_string();
    assert_eq!(Some(money(&shares.endowment).as_str()), expected["endowment_per_voter"].as_str());
    assert_eq!(Some(money(&shares.unspent).as_str()), expected["unspent_by_voters"].as_str());
    let steps = expected["steps"].as_array().expect("steps");
    assert_eq!(steps.len(), shares.purchases.len());
    for (step, purchase) in steps.iter().zip(&shares.purchases) {
        assert_eq!(step["project"].as_str(), Some(election.projects[purchase.project].id.as_str()));
        assert_eq!(step["payers"].as_u64(), Some(purchase.payers), "{step}");
        assert_eq!(step["max_payment"].as_str(), Some(money(&purchase.largest_payment).as_str()), "{step}");
    }
}

#[test]
fn every_rule_gives_the_expected_winners_order_and_explanation() {
    let mut compared = 0;
    for (name, election, expected) in instances() {
        eprintln!("{name}");
        for (letter, utility) in UTILITIES {
            if expected["second_implementation"]["results"].get(letter).is_none() {
                continue;
            }
            let greedy = counted(&election, &by(Rule::Greedy(utility)));
            compared += u32::from(agrees(&expected, &format!("greedy_{letter}"), letter, &election, &greedy));
            for (ending, completion) in [
                ("", Completion::None),
                ("_u", Completion::U),
                ("_add1", Completion::Add1),
                ("_add1u", Completion::Add1U),
            ] {
                let rule = format!("mes_{letter}{ending}");
                let of_second = &expected["second_implementation"]["results"][letter][&rule];
                if !expected["rules"][&rule]["selected"].is_array() && !of_second.is_array() {
                    continue;
                }
                let outcome = counted(&election, &shares(utility, completion));
                compared += u32::from(agrees(&expected, &rule, letter, &election, &outcome));
                if expected["explanation"][&rule]["steps"].is_array() {
                    explains(&expected["explanation"][&rule], &election, &outcome);
                }
            }
        }
        let phragmen = counted(&election, &by(Rule::Phragmen));
        for rule in ["phragmen", "phragmen_approvalised"] {
            compared += u32::from(agrees(&expected, rule, "", &election, &phragmen));
        }
    }
    eprintln!("{compared} results compared");
}

#[test]
fn long_raises_end_where_three_programs_ended() {
    for (name, election, _) in instances() {
        let known: &[(Utility, u64, usize, u64)] = match name.as_str() {
            "Hungary_Budapest_2022_VIII_Jozsefvaros" => {
                &[(Utility::Cost, 153_144, 24, 106_100_000), (Utility::Cardinality, 279_263, 26, 114_600_000)]
            }
            "Hungary_Budapest_2024" => {
                &[(Utility::Cost, 22_001, 31, 999_000_000), (Utility::Cardinality, 27_763, 41, 959_000_000)]
            }
            _ => &[],
        };
        for (utility, increments, projects, cost) in known {
            let outcome = counted(&election, &shares(*utility, Completion::Add1));
            let raised = outcome.shares.as_ref().map(|shares| shares.increments);
            assert_eq!(
                (raised, outcome.order.len(), outcome.cost),
                (Some(*increments), *projects, *cost),
                "{name}"
            );
        }
    }
}

#[test]
fn official_results_are_reproduced() {
    let mut reproduced = 0;
    for (name, election, _) in instances() {
        let threshold =
            election.meta("min_project_score_threshold").map_or(0, |text| text.parse().expect("a number"));
        let parameters = match election.meta("rule").unwrap_or_default() {
            "equalshares/add1" => shares(Utility::Cost, Completion::Add1),
            "greedy-no-skip" => by(Rule::GreedyScore { threshold, skip: false }),
            "greedy" | "greedy-threshold" => by(Rule::GreedyScore { threshold, skip: true }),
            _ => continue,
        };
        let funded = |index: &usize| election.project_field(*index, "selected") == Some("1");
        let official = (0..election.projects.len()).filter(funded);
        let mut official: Vec<&str> = official.map(|index| election.projects[index].id.as_str()).collect();
        if official.is_empty() {
            continue;
        }
        official.sort_unstable();
        assert_eq!(counted(&election, &parameters).selected(&election), official, "{name}");
        reproduced += 1;
    }
    eprintln!("{reproduced} official results reproduced");
}

#[test]
fn a_written_file_says_the_same() {
    for (name, election, _) in instances() {
        let tie = TieOrder::Id;
        let outcome = counted(&election, &beffroi_budgeting::Parameters { rule: Rule::Phragmen, tie });
        let written = pabulib::write(&election, Some(&outcome));
        let again = pabulib::read(written.text.as_bytes()).expect("our own file");
        assert_eq!(
            (again.budget, again.kind, again.decimals),
            (election.budget, election.kind, election.decimals)
        );
        let ballots = |election: &Election| -> Vec<_> {
            election.voters.iter().map(|voter| (voter.id.clone(), voter.choices.clone())).collect()
        };
        assert!(ballots(&again) == ballots(&election), "{name}");
        let projects = |election: &Election| -> Vec<_> {
            election.projects.iter().map(|project| (project.id.clone(), project.cost)).collect()
        };
        assert_eq!(projects(&again), projects(&election), "{name}");
        let serious = pabulib::check(&again);
        let serious = serious.iter().filter(|found| matches!(found, pabulib::Finding::Recount { .. }));
        assert_eq!(serious.count(), 0, "{name}");
    }
}

#[test]
fn the_pencil_and_paper_instances_agree_step_by_step() {
    let Some(folder) = data() else { return };
    for instance in json(&folder.join("tiny.json"))["instances"].as_array().expect("instances") {
        let text = instance["pb"].as_str().expect("a file");
        let election = pabulib::read(text.as_bytes()).expect("a Pabulib file");
        for (rule, expected) in instance["rules"].as_object().expect("rules") {
            let outcome = counted(&election, &parameters_of(rule));
            assert_eq!(Some(outcome.selected(&election)), names(&expected["selected"]), "{rule}");
            if let Some(expected_order) = names(&expected["order"]) {
                assert_eq!(order(&election, &outcome), expected_order, "{rule}");
            }
            let rounds = expected["rounds"].as_array().filter(|_| rule.starts_with("phragmen"));
            for (round, step) in rounds.into_iter().flatten().zip(&outcome.loads) {
                let load = in_currency(&step.load, election.decimals);
                assert_eq!(round["load"].as_str(), Some(load.to_string().as_str()), "{rule}");
            }
        }
        for (rule, trace) in instance["equal_shares_trace"].as_object().into_iter().flatten() {
            follows(&election, &counted(&election, &parameters_of(rule)), trace, election.kind);
        }
        for (name, expected) in instance["comparison"].as_object().into_iter().flatten() {
            compares(&election, name, expected);
        }
    }
}

fn parameters_of(rule: &str) -> beffroi_budgeting::Parameters {
    let mut parts = rule.split('_');
    let (first, letter) = (parts.next().expect("a rule"), parts.next().unwrap_or_default());
    let utility = UTILITIES.iter().find(|(own, _)| *own == letter).map_or(Utility::Cost, |(_, own)| *own);
    match (first, parts.next()) {
        ("greedy", _) => by(Rule::Greedy(utility)),
        ("mes", None) => shares(utility, Completion::None),
        ("mes", Some("u")) => shares(utility, Completion::U),
        ("mes", Some("add1")) => shares(utility, Completion::Add1),
        ("mes", _) => shares(utility, Completion::Add1U),
        _ => by(Rule::Phragmen),
    }
}

fn follows(election: &Election, outcome: &Outcome, trace: &Value, kind: BallotKind) {
    let shares = outcome.shares.as_ref().expect("equal shares");
    let utility = outcome.parameters.rule.utility();
    let money = |amount| in_currency(amount, election.decimals).to_string();
    for (step, purchase) in trace["steps"].as_array().expect("steps").iter().zip(&shares.purchases) {
        let rho = beffroi_budgeting::shown_rho(election, &purchase.rho, utility).to_string();
        assert_eq!(step["rho"].as_str(), Some(rho.as_str()), "{kind:?}");
        let full = step["paid_full_share"].as_array().expect("voters").len() as u64;
        assert_eq!(full, purchase.full_payers);
    }
    for loser in &shares.losers {
        let expected = &trace["not_bought"][&election.projects[loser.project].id];
        assert_eq!(expected["supporters_money"].as_str(), Some(money(&loser.supporters_money).as_str()));
        assert_eq!(expected["missing"].as_str(), Some(money(&loser.missing).as_str()));
    }
    assert_eq!(trace["unspent_by_voters"].as_str(), Some(money(&shares.unspent).as_str()));
}

fn compares(election: &Election, name: &str, expected: &Value) {
    use beffroi_budgeting::Compare;
    let rule = name.trim_start_matches("compare_").trim_end_matches("_with_greedy");
    for (compare, key, [first, second]) in [
        (Compare::Popularity, "popularity", ["prefer_mes", "prefer_greedy"]),
        (Compare::Coverage, "coverage", ["only_mes", "only_greedy"]),
    ] {
        let mut parameters = parameters_of(rule);
        if let Rule::EqualShares(own) = &mut parameters.rule {
            own.compare = compare;
        }
        let outcome = counted(election, &parameters);
        let contest = outcome.contest.as_ref().expect("a comparison");
        assert_eq!(expected[key][first].as_u64(), Some(contest.prefer_shares), "{name} {key}");
        assert_eq!(expected[key][second].as_u64(), Some(contest.prefer_greedy), "{name} {key}");
        assert_eq!(expected[key]["result"] == "greedy", contest.greedy_wins());
    }
}
