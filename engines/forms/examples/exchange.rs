//! Gives other tools something to check: `exchange export DIR FORM.json…` writes the XLSForm and the JSON
//! Schema of forms; `exchange numbers` reads lines `kind number` and answers `ok` or `refused`; `exchange
//! conditions FORM.json` reads lines `{"answers":…,"cond":…}` and answers `true` or `false`.

use std::io::{BufRead, Write};
use std::path::Path;
use std::sync::Arc;

use beffroi_forms::Compiled;
use beffroi_forms::export::{jsonschema, xlsform};
use beffroi_forms::kinds::{belgium, france, iban};
use beffroi_forms::model::Form;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.split_first() {
        Some((command, [folder, forms @ ..])) if command == "export" => export(Path::new(folder), forms),
        Some((command, [])) if command == "numbers" => numbers(),
        Some((command, [form])) if command == "conditions" => conditions(form),
        Some((command, [country, years @ ..])) if command == "holidays" => holidays(country, years),
        _ => Err("exchange export DIR FORM.json… | exchange numbers | exchange conditions FORM.json | exchange holidays be|fr YEAR…".into()),
    }
}

fn export(folder: &Path, forms: &[String]) -> Outcome {
    std::fs::create_dir_all(folder)?;
    for path in forms {
        let form = Form::from_json(&std::fs::read_to_string(path)?)?;
        let name = Path::new(path).file_stem().and_then(|stem| stem.to_str()).unwrap_or("form").to_owned();
        let compiled = Compiled::new(Arc::new(form), None);
        std::fs::write(folder.join(format!("{name}.xlsx")), xlsform::export(&compiled)?.xlsx)?;
        let schema = serde_json::to_string_pretty(&jsonschema::schema(&compiled))?;
        std::fs::write(folder.join(format!("{name}.schema.json")), schema)?;
    }
    Ok(())
}

fn numbers() -> Outcome {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let (kind, number) = line.split_once(' ').ok_or("a line is `kind number`")?;
        let good = match kind {
            "nn" => belgium::national_number(number, 2026).is_ok(),
            "bce" => belgium::enterprise_number(number).is_ok(),
            "nir" => france::nir(number).is_ok(),
            "siren" => france::siren(number).is_ok(),
            "siret" => france::siret(number).is_ok(),
            "iban" => iban::iban(number).is_ok(),
            other => return Err(format!("unknown kind {other}").into()),
        };
        writeln!(out, "{}", if good { "ok" } else { "refused" })?;
    }
    Ok(())
}

fn conditions(form: &str) -> Outcome {
    use beffroi_forms::check::{Context, State};
    use beffroi_forms::cond::Cond;
    use beffroi_forms::value::Answers;
    let form = Compiled::new(Arc::new(Form::from_json(&std::fs::read_to_string(form)?)?), None);
    let ctx = Context::new(time::macros::datetime!(2026-11-23 10:00));
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let mut line: serde_json::Value = serde_json::from_str(&line?)?;
        let (answers, refused) = Answers::from_json(&form, &line["answers"], 2026);
        if let Some(refusal) = refused.first() {
            return Err(format!("{refusal:?}").into());
        }
        let cond: Cond = serde_json::from_value(line["cond"].take())?;
        writeln!(out, "{}", State::new(&form, &ctx, &answers).holds(&cond))?;
    }
    Ok(())
}

fn holidays(country: &str, years: &[String]) -> Outcome {
    use beffroi_forms::clock::holidays::of_year;
    let country = serde_json::from_value(serde_json::Value::String(country.to_owned()))?;
    let mut out = std::io::stdout().lock();
    for year in years {
        for day in of_year(year.parse()?, country) {
            writeln!(out, "{day}")?;
        }
    }
    Ok(())
}
