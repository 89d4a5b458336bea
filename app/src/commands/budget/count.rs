//! `beffroi budget count`.

use std::fmt::Write as _;
use std::process::ExitCode;

use beffroi_budgeting::{Election, Outcome, Receipts, Shares, pabulib, prices_csv};

use super::arguments::Count;
use super::{counted, json, load, save, show};
use crate::commands::lang::Lang;

pub(super) fn run(lang: Lang, args: &Count) -> Result<ExitCode, String> {
    let election = load(lang, &args.file)?;
    let parameters = args.method.parameters(lang, &election)?;
    let outcome = counted(lang, &election, &parameters)?;
    if let Some(path) = &args.pb {
        let written = pabulib::write(&election, Some(&outcome));
        save(lang, path, &written.text)?;
        if !written.left_out.is_empty() {
            let said = lang.pick("non repris (inconnu de Pabulib)", "left out (not in Pabulib's format)");
            eprintln!("{said}{} {}", lang.colon(), written.left_out.join(", "));
        }
    }
    if let Some(path) = &args.prices {
        let none = lang.pick("seule la règle mes a des prix", "only the rule mes has prices");
        let shares = outcome.shares.as_ref().ok_or(none)?;
        save(lang, path, &prices_csv(&election, shares, parameters.rule.utility()))?;
    }
    if args.json {
        let mut result = json::outcome(&election, &outcome);
        if args.explain && outcome.shares.is_some() {
            let receipts = Receipts::new(&election, &outcome).map_err(|error| lang.election_error(&error))?;
            result["voters"] = json::receipts(&election, &receipts);
        }
        show(&format!("{result:#}\n"));
    } else {
        show(&report(lang, &election, &outcome, args.explain));
    }
    Ok(ExitCode::SUCCESS)
}

fn report(lang: Lang, election: &Election, outcome: &Outcome, explain: bool) -> String {
    let mut text = String::new();
    let pairs = outcome.parameters.pairs();
    let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let _ = writeln!(text, "{}{} {}", lang.pick("Paramètres", "Parameters"), lang.colon(), pairs.join(", "));
    let spent = lang.amount(election, outcome.cost);
    let budget = lang.amount(election, election.budget);
    let _ = match lang {
        Lang::Fr => writeln!(text, "{} projets financés, {spent} sur {budget}", outcome.order.len()),
        Lang::En => writeln!(text, "{} projects funded, {spent} of {budget}", outcome.order.len()),
    };
    for (rank, index) in (1..).zip(&outcome.order) {
        let _ = writeln!(text, "{rank:>4}. {}", lang.project(election, *index));
    }
    if let Some(contest) = &outcome.contest {
        let _ = match lang {
            Lang::Fr => writeln!(
                text,
                "Préfèrent ce résultat\u{a0}: {}\u{202f}; préfèrent le classement par votes\u{a0}: {}",
                contest.prefer_shares, contest.prefer_greedy
            ),
            Lang::En => writeln!(
                text,
                "Prefer this outcome: {}; prefer greedy: {}",
                contest.prefer_shares, contest.prefer_greedy
            ),
        };
    }
    if explain {
        if let Some(shares) = &outcome.shares {
            explain_shares(lang, election, shares, &mut text);
        }
        explain_rest(lang, election, outcome, &mut text);
    }
    text
}

fn explain_shares(lang: Lang, election: &Election, shares: &Shares, text: &mut String) {
    let near = |amount| lang.near(election, amount);
    let _ = match lang {
        Lang::Fr => writeln!(text, "\nParts égales\u{a0}: chaque votant a {}", near(&shares.endowment)),
        Lang::En => writeln!(text, "\nEqual shares: every voter has {}", near(&shares.endowment)),
    };
    if shares.increments > 0 {
        text.push_str(lang.pick(
            "Ces parts sont virtuelles\u{a0}: relevées pas à pas, leur somme dépasse le budget.\n",
            "These shares are virtual: raised step by step, they add up to more than the budget.\n",
        ));
    }
    for purchase in &shares.purchases {
        let (name, most) = (lang.project(election, purchase.project), near(&purchase.largest_payment));
        let (payers, supporters) = (purchase.payers, purchase.supporters);
        let _ = match lang {
            Lang::Fr => {
                writeln!(
                    text,
                    "  {name}\u{a0}: {payers} payeurs sur {supporters} soutiens, au plus {most} chacun"
                )
            }
            Lang::En => {
                writeln!(text, "  {name}: {payers} of {supporters} supporters pay, at most {most} each")
            }
        };
    }
    for loser in &shares.losers {
        let (name, missing) = (lang.project(election, loser.project), near(&loser.missing));
        let held = near(&loser.supporters_money);
        let _ = match lang {
            Lang::Fr => {
                writeln!(text, "  {name}\u{a0}: ses soutiens ont encore {held}, il manquait {missing}")
            }
            Lang::En => writeln!(text, "  {name}: its supporters still hold {held}, {missing} was missing"),
        };
    }
}

fn explain_rest(lang: Lang, election: &Election, outcome: &Outcome, text: &mut String) {
    for step in outcome.greedy.iter().filter(|step| !step.funded) {
        let (name, rest) = (lang.project(election, step.project), lang.amount(election, step.available));
        let _ = match lang {
            Lang::Fr => writeln!(text, "  {name}\u{a0}: trop cher pour les {rest} qui restaient"),
            Lang::En => writeln!(text, "  {name}: too dear for the {rest} that were left"),
        };
    }
    for step in outcome.loads.iter().filter(|step| !step.bought) {
        let name = lang.project(election, step.project);
        let _ = match lang {
            Lang::Fr => writeln!(
                text,
                "  {name}\u{a0}: ne tenait plus dans le budget\u{202f}; le comptage s’arrête là"
            ),
            Lang::En => writeln!(text, "  {name}: no longer fitted in the budget; the count ends there"),
        };
    }
    for index in &outcome.set_aside {
        let name = lang.project(election, *index);
        let over = election.projects[*index].cost > election.budget;
        let _ = match (lang, over) {
            (Lang::Fr, true) => writeln!(text, "  {name}\u{a0}: écarté, plus cher que tout le budget"),
            (Lang::Fr, false) => writeln!(text, "  {name}\u{a0}: écarté, sans soutien"),
            (Lang::En, true) => writeln!(text, "  {name}: set aside, dearer than the whole budget"),
            (Lang::En, false) => writeln!(text, "  {name}: set aside, no supporter"),
        };
    }
}
