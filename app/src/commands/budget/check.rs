//! `beffroi budget check`: 0 when everything adds up, 1 when something does not.

use std::path::Path;
use std::process::ExitCode;

use beffroi_budgeting::{Election, Parameters, pabulib};
use serde_json::Value;

use super::arguments::Check;
use super::{counted, load, show};
use crate::commands::lang::Lang;

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
                std::fs::read_to_string(path).map_err(|error| lang.about(path, &lang.system(&error)))?;
            let result = serde_json::from_str(&text).map_err(|error| not_json(lang, path, &error))?;
            is_reproduced(lang, &election, &result)?
        }
    };
    if findings.is_empty() && reproduced {
        show(lang.pick("Tout concorde.\n", "Everything adds up.\n"));
    }
    let serious = findings.iter().any(|finding| !Lang::is_remark(finding));
    Ok(if serious || !reproduced { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// A published result that is not JSON, with the place where it ends to be.
fn not_json(lang: Lang, path: &Path, error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    lang.about(
        path,
        &match lang {
            Lang::Fr => format!("ligne {line}, colonne {column}\u{a0}: ce n’est pas du JSON"),
            Lang::En => format!("line {line}, column {column}: this is not JSON"),
        },
    )
}

/// Counts again with the published parameters and compares winners and order.
fn is_reproduced(lang: Lang, election: &Election, result: &Value) -> Result<bool, String> {
    let unreadable = || {
        lang.pick(
            "le résultat publié ne donne pas tous ses paramètres",
            "the published result does not give all its parameters",
        )
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
        show(&format!("{said}{} {}\n", lang.colon(), differing.join(", ")));
    }
    Ok(differing.is_empty())
}
