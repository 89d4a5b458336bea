//! `beffroi budget check`: 0 when everything adds up, 1 when something does not.

use std::process::ExitCode;

use beffroi_budgeting::{Election, Parameters, pabulib};
use serde_json::Value;

use super::arguments::Check;
use super::text::Lang;
use super::{counted, load, show};

pub(super) fn run(lang: Lang, args: &Check) -> Result<ExitCode, String> {
    let election = load(lang, &args.file)?;
    let findings = pabulib::check(&election);
    for finding in &findings {
        show(&format!("{}\n", lang.finding(finding)));
    }
    let reproduced = match &args.result {
        None => true,
        Some(path) => {
            let text =
                std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
            let result =
                serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
            is_reproduced(lang, &election, &result)?
        }
    };
    if findings.is_empty() && reproduced {
        show(lang.pick("Tout concorde.\n", "Everything adds up.\n"));
    }
    let serious = findings.iter().any(|finding| !Lang::is_remark(finding));
    Ok(if serious || !reproduced { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Counts again with the published parameters and compares winners and order.
fn is_reproduced(lang: Lang, election: &Election, result: &Value) -> Result<bool, String> {
    let unreadable = || {
        lang.pick("le résultat ne donne pas des paramètres complets", "the result has no complete parameters")
            .to_owned()
    };
    let parameters =
        Parameters::from_pairs(|key| result["parameters"][key].as_str()).ok_or_else(unreadable)?;
    let outcome = counted(lang, election, &parameters)?;
    let expected = super::json::outcome(election, &outcome);
    let differing: Vec<&str> =
        ["selected", "order", "cost"].into_iter().filter(|key| result[key] != expected[key]).collect();
    if differing.is_empty() {
        show(lang.pick("Le résultat est le même, recompté.\n", "The result is the same, counted again.\n"));
    } else {
        let said = lang.pick("Le résultat diffère, recompté", "The result differs, counted again");
        show(&format!("{said}: {}\n", differing.join(", ")));
    }
    Ok(differing.is_empty())
}
