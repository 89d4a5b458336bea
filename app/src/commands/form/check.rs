//! `beffroi form check`: what publication would say of a form, each finding with its place in words.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use beffroi_forms::import::report::Lang;
use beffroi_forms::lint::{Finding, Level, lint, publishable, words};
use beffroi_forms::model::{Flow, Form};

use super::Language;

/// Arguments of `beffroi form check`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// A form in our JSON.
    file: PathBuf,
    /// The workflow its files follow, in our JSON.
    #[arg(long)]
    flow: Option<PathBuf>,
    /// Language of the messages.
    #[arg(long, value_enum, default_value = "fr")]
    lang: Language,
}

/// Exit code 0 without errors, 1 with errors, 2 when a file cannot be read.
pub(super) fn run(args: &Args) -> ExitCode {
    let lang = Lang::from(args.lang);
    let mut out = io::stdout().lock();
    let checked = open(&args.file).and_then(|text| {
        let flow = args.flow.as_deref().map(open).transpose()?;
        Ok((text, flow))
    });
    let (text, flow) = match checked {
        Ok(found) => found,
        Err(error) => {
            let _ = writeln!(io::stderr(), "beffroi form check: {error}");
            return ExitCode::from(2);
        }
    };
    let form = Form::from_json(&text);
    let flow = flow.map(|text| Flow::from_json(&text)).transpose();
    let (form, flow) = match (form, flow) {
        (Ok(form), Ok(flow)) => (form, flow),
        (Err(error), _) | (_, Err(error)) => {
            let _ = writeln!(out, "{error}");
            return ExitCode::from(1);
        }
    };
    let findings = lint(&form, flow.as_ref());
    let _ = report(&mut out, &form, flow.as_ref(), &findings, lang);
    if publishable(&findings) { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

fn open(path: &Path) -> io::Result<String> {
    fs::read_to_string(path)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}

fn report(
    out: &mut impl Write,
    form: &Form,
    flow: Option<&Flow>,
    findings: &[Finding],
    lang: Lang,
) -> io::Result<()> {
    for finding in findings {
        let level = match (finding.level(), lang) {
            (Level::Error, Lang::Fr) => "erreur",
            (Level::Error, Lang::En) => "error",
            (Level::Warning, Lang::Fr) => "avertissement",
            (Level::Warning, Lang::En) => "warning",
        };
        let place = words::place(&finding.place, form, flow, lang);
        writeln!(out, "{level} — {place} : {}", words::rule(finding, lang))?;
    }
    let errors = findings.iter().filter(|finding| finding.level() == Level::Error).count();
    let warnings = findings.len() - errors;
    match lang {
        Lang::Fr => writeln!(out, "{errors} erreur(s), {warnings} avertissement(s)"),
        Lang::En => writeln!(out, "{errors} error(s), {warnings} warning(s)"),
    }
}
