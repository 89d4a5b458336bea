//! `beffroi budget receipt`.

use std::fmt::Write as _;
use std::process::ExitCode;

use beffroi_budgeting::{Election, Receipt as Slip, Receipts, in_currency};

use super::arguments::Receipt;
use super::{counted, json, load, show};
use crate::commands::lang::Lang;

pub(super) fn run(lang: Lang, args: &Receipt) -> Result<ExitCode, String> {
    let election = load(lang, &args.file)?;
    let outcome = counted(lang, &election, &args.method.parameters(lang, &election)?)?;
    let receipts = Receipts::new(&election, &outcome).map_err(|error| lang.election_error(&error))?;
    let index = election.voters.iter().position(|voter| voter.id == args.voter);
    let slip = index.and_then(|index| receipts.of(index)).ok_or_else(|| {
        format!(
            "{}{} {}",
            lang.pick("aucun bulletin de ce nom", "no ballot of that name"),
            lang.colon(),
            args.voter
        )
    })?;
    if args.json {
        show(&format!("{:#}\n", json::receipt(&election, &args.voter, &slip)));
    } else {
        show(&report(lang, &election, &slip));
    }
    Ok(ExitCode::SUCCESS)
}

fn report(lang: Lang, election: &Election, slip: &Slip) -> String {
    let exact = |amount: &_| {
        let exact = in_currency(amount, election.decimals);
        if exact.is_integer() {
            exact.to_string()
        } else {
            format!("{} ({exact})", lang.near(election, amount))
        }
    };
    let semicolon = lang.pick("\u{202f};", ";");
    let mut text = String::new();
    if let Some((endowment, _)) = &slip.money {
        let _ = writeln!(
            text,
            "{}{} {}",
            lang.pick("Part de départ", "Beginning with"),
            lang.colon(),
            exact(endowment)
        );
    }
    for line in &slip.lines {
        let name = lang.project(election, line.project);
        let state = if line.funded {
            lang.pick("financé", "funded")
        } else {
            lang.pick("non financé", "not funded")
        };
        let _ = write!(text, "  {name}{} {state}", lang.colon());
        if let Some(payment) = &line.payment {
            let _ = write!(text, "{semicolon} {} {}", lang.pick("votre part", "your share"), exact(payment));
            if line.capped {
                text.push_str(lang.pick(" (tout ce qui restait)", " (all that was left)"));
            }
        }
        if let Some(missing) = &line.missing {
            let _ = write!(text, "{semicolon} {} {}", lang.pick("il manquait", "missing"), exact(missing));
        }
        text.push('\n');
    }
    if let Some((_, rest)) = &slip.money {
        let _ = writeln!(text, "{}{} {}", lang.pick("Reste", "Rest"), lang.colon(), exact(rest));
    }
    text
}
