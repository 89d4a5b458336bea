//! Results as JSON. Amounts are exact, in currency: whole numbers or fractions, as strings.

use beffroi_budgeting::{
    Election, GreedyStep, Outcome, Parameters, Ratio, Receipt, Receipts, Shares, Utility, in_currency,
    shown_rho,
};
use serde_json::{Map, Value, json};

/// An amount of smallest units, in currency.
pub(super) fn money(election: &Election, amount: &Ratio) -> String {
    in_currency(amount, election.decimals).to_string()
}

/// A whole number of smallest units, in currency.
pub(super) fn units(election: &Election, amount: u64) -> String {
    money(election, &Ratio::from_integer(amount.into()))
}

pub(super) fn ids(election: &Election, projects: &[usize]) -> Vec<String> {
    projects.iter().map(|index| election.projects[*index].id.clone()).collect()
}

pub(super) fn parameters(parameters: &Parameters) -> Value {
    let pairs = parameters.pairs().into_iter();
    Value::Object(pairs.map(|(key, value)| (key.to_owned(), Value::String(value))).collect())
}

/// The whole outcome.
pub(super) fn outcome(election: &Election, outcome: &Outcome) -> Value {
    let mut result = json!({
        "selected": outcome.selected(election),
        "order": ids(election, &outcome.order),
        "cost": units(election, outcome.cost),
        "budget": units(election, election.budget),
        "parameters": parameters(&outcome.parameters),
        "set_aside": ids(election, &outcome.set_aside),
    });
    if let Some(own) = &outcome.shares {
        result["explanation"] = shares(election, own, outcome.parameters.rule.utility());
    }
    if !outcome.greedy.is_empty() {
        result["greedy"] = outcome.greedy.iter().map(|step| greedy_step(election, step)).collect();
    }
    if !outcome.loads.is_empty() {
        let rounds = outcome.loads.iter().map(|step| {
            json!({
                "project": election.projects[step.project].id,
                "load": money(election, &step.load),
                "bought": step.bought,
            })
        });
        result["rounds"] = rounds.collect();
    }
    if let Some(contest) = &outcome.contest {
        result["comparison"] = json!({
            "greedy": ids(election, &contest.greedy),
            "prefer_mes": contest.prefer_shares,
            "prefer_greedy": contest.prefer_greedy,
            "result": if contest.greedy_wins() { "greedy" } else { "mes" },
        });
    }
    result
}

fn greedy_step(election: &Election, step: &GreedyStep) -> Value {
    json!({
        "project": election.projects[step.project].id,
        "value": step.value.to_string(),
        "available": units(election, step.available),
        "funded": step.funded,
    })
}

fn shares(election: &Election, shares: &Shares, utility: Utility) -> Value {
    let steps = shares.purchases.iter().map(|purchase| {
        let cost = election.projects[purchase.project].cost;
        let mut step = json!({
            "project": election.projects[purchase.project].id,
            "cost": units(election, cost),
            "rho": shown_rho(election, &purchase.rho, utility).to_string(),
            "supporters": purchase.supporters,
            "payers": purchase.payers,
            "full_payers": purchase.full_payers,
            "emptied": purchase.emptied,
            "max_payment": money(election, &purchase.largest_payment),
            "total_paid": units(election, cost),
        });
        if utility == Utility::Cost {
            step["effective_votes"] = purchase.rho.recip().to_string().into();
        }
        step
    });
    let losers = shares.losers.iter().map(|loser| {
        let lacked = json!({
            "supporters_money": money(election, &loser.supporters_money),
            "missing": money(election, &loser.missing),
        });
        (election.projects[loser.project].id.clone(), lacked)
    });
    json!({
        "endowment_per_voter": money(election, &shares.endowment),
        "increments": shares.increments,
        "virtual": shares.increments > 0,
        "steps": steps.collect::<Vec<_>>(),
        "unspent_by_voters": money(election, &shares.unspent),
        "not_bought": losers.collect::<Map<_, _>>(),
    })
}

/// One receipt.
pub(super) fn receipt(election: &Election, voter: &str, receipt: &Receipt) -> Value {
    let lines = receipt.lines.iter().map(|line| {
        json!({
            "project": election.projects[line.project].id,
            "funded": line.funded,
            "payment": line.payment.as_ref().map(|amount| money(election, amount)),
            "capped": line.capped,
            "missing": line.missing.as_ref().map(|amount| money(election, amount)),
        })
    });
    let (endowment, rest) = receipt.money.as_ref().map_or((None, None), |(endowment, rest)| {
        (Some(money(election, endowment)), Some(money(election, rest)))
    });
    json!({ "voter": voter, "endowment": endowment, "rest": rest, "projects": lines.collect::<Vec<_>>() })
}

/// The receipts of all voters, in the file's order.
pub(super) fn receipts(election: &Election, receipts: &Receipts) -> Value {
    let voters = election.voters.iter().enumerate();
    voters.filter_map(|(index, voter)| Some(receipt(election, &voter.id, &receipts.of(index)?))).collect()
}
