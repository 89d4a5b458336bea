//! `beffroi form import`: files in, drafts and a report out.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use beffroi_forms::import::report::{FileKind, Lang, Report, Tally};
use beffroi_forms::import::wcs::{self, Import};

use super::Language;
use super::gather::{Gathered, gather};

/// Arguments of `beffroi form import`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Exported files, or folders of them.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Where to write the report (JSON).
    #[arg(long)]
    report: Option<PathBuf>,
    /// Folder for the drafts: one JSON file for each form and workflow.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Language of the reasons.
    #[arg(long, value_enum, default_value = "fr")]
    lang: Language,
}

/// Exit code 0 when at least one file was imported, 2 when none could be read or nothing could be written.
pub(super) fn run(args: &Args) -> ExitCode {
    let lang = Lang::from(args.lang);
    let found = gather(&args.files);
    let done = wcs::import(&found.inputs, lang);
    let imported = done.report.files.iter().any(|file| file.kind != FileKind::Unreadable);
    let written = write_all(args, &done, lang).and_then(|()| summary(&found, &done.report, lang));
    if let Err(error) = written {
        let _ = writeln!(io::stderr(), "beffroi form import: {error}");
        return ExitCode::from(2);
    }
    if imported { ExitCode::SUCCESS } else { ExitCode::from(2) }
}

fn write_all(args: &Args, done: &Import, lang: Lang) -> io::Result<()> {
    if let Some(path) = &args.report {
        fs::write(path, done.report.to_json(lang)).map_err(|error| named(path, &error))?;
    }
    let Some(folder) = &args.out else { return Ok(()) };
    fs::create_dir_all(folder).map_err(|error| named(folder, &error))?;
    let mut taken = BTreeMap::new();
    let drafts = done.forms.iter().map(|(_, form)| (form.procedure.as_str(), "form", form.to_json()));
    let flows = done.flows.iter().map(|(_, flow)| (flow.id.as_str(), "flow", flow.to_json()));
    for (name, kind, json) in drafts.chain(flows) {
        let count = taken.entry((name.to_owned(), kind)).and_modify(|n| *n += 1).or_insert(1_u32);
        let suffix = if *count > 1 { format!("_{count}") } else { String::new() };
        let path = folder.join(format!("{name}{suffix}.{kind}.json"));
        fs::write(&path, json).map_err(|error| named(&path, &error))?;
    }
    Ok(())
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

fn summary(found: &Gathered, report: &Report, lang: Lang) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let mut err = io::stderr().lock();
    for (path, error) in &found.missing {
        writeln!(err, "{}: {error}", path.display())?;
    }
    let not_xml = pick(lang, "n’est pas du XML, laissé de côté", "not XML, left out");
    for path in &found.skipped {
        writeln!(err, "{}: {not_xml}", path.display())?;
    }
    for file in &report.files {
        let counts = file.counts();
        let state = match (file.kind, file.whole()) {
            (FileKind::Unreadable, _) => pick(lang, "illisible", "unreadable"),
            (_, true) => pick(lang, "entier", "whole"),
            (_, false) => pick(lang, "incomplet", "incomplete"),
        };
        writeln!(out, "{} — {state}", file.file)?;
        let rows = [
            (pick(lang, "champs", "fields"), counts.fields),
            (pick(lang, "conditions", "conditions"), counts.conditions),
            (pick(lang, "états", "states"), counts.states),
            (pick(lang, "transitions", "transitions"), counts.transitions),
            (pick(lang, "actions", "actions"), counts.actions),
        ];
        for (name, tally) in rows.into_iter().filter(|(_, tally)| tally.total() > 0) {
            writeln!(out, "  {name}: {}", figures(tally, lang))?;
        }
        for line in file.refused() {
            writeln!(out, "  ✗ {} {} — {}", line.path, line.source, line.why(lang))?;
        }
    }
    let all = report.counts();
    let whole = report.files.iter().filter(|file| file.whole()).count();
    writeln!(out, "{} {} / {}", pick(lang, "Fichiers entiers :", "Whole files:"), whole, report.files.len())?;
    writeln!(out, "{} {}", pick(lang, "Champs :", "Fields:"), figures(all.fields, lang))?;
    writeln!(out, "Conditions: {}", figures(all.conditions, lang))
}

fn figures(tally: Tally, lang: Lang) -> String {
    let words = match lang {
        Lang::Fr => ["convertis", "approchés", "refusés"],
        Lang::En => ["converted", "approximated", "refused"],
    };
    let numbers = [tally.converted, tally.approximated, tally.refused];
    let parts = numbers.iter().zip(words).filter(|(n, _)| **n > 0).map(|(n, word)| format!("{n} {word}"));
    let text: Vec<String> = parts.collect();
    if text.is_empty() { "0".to_owned() } else { text.join(", ") }
}

fn pick(lang: Lang, fr: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Fr => fr,
        Lang::En => en,
    }
}
