//! `beffroi election verify`: every check of an archive, in plain words.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use beffroi_ballot::archive::Source;
use beffroi_ballot::verify::{
    Check, CheckId, Facts, Finding, Progress, Reason, Receipt, Report, Since, Stage, Task, Verdict, verify,
};

use super::common::content;
use super::files::{self, Access, FileSource};
use super::problem::Problem;
use super::{Lang, say, texts};

/// Arguments of `beffroi election verify`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// The archive.
    archive: PathBuf,
    /// What was verified before: an older archive of the same election, or the receipt of its verification.
    ///
    /// Only what came since is proved. An older archive is compared byte for byte; a receipt spares even that, and is
    /// to be kept where nobody else can write.
    #[arg(long)]
    since: Option<PathBuf>,
    /// Write a receipt, from which the next verification can start, if the archive is valid and its urn is open.
    #[arg(long)]
    receipt: Option<PathBuf>,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
    /// How many ballots to check at once; all cores by default.
    #[arg(long)]
    threads: Option<usize>,
}

/// The archive could not be read.
const UNREADABLE: u8 = 2;

pub(super) fn run(args: &Args, lang: Lang) -> ExitCode {
    match try_run(args, lang) {
        Ok(code) => code,
        Err(problem) => {
            let _ = writeln!(std::io::stderr().lock(), "{}", problem.text(lang));
            ExitCode::from(UNREADABLE)
        }
    }
}

/// What `--since` names.
enum Before {
    Nothing,
    Archive(FileSource),
    Receipt(Receipt),
}

impl Before {
    fn open(path: Option<&PathBuf>) -> Result<Self, Problem> {
        let Some(path) = path else { return Ok(Self::Nothing) };
        let source = FileSource::open(path)?;
        let mut start = [0];
        if !(source.read_at(0, &mut start) && start == *b"{") {
            return Ok(Self::Archive(source));
        }
        let text = files::read(path)?;
        Receipt::read(text.trim_end().as_bytes()).map_err(content(path)).map(Self::Receipt)
    }
}

fn try_run(args: &Args, lang: Lang) -> Result<ExitCode, Problem> {
    if let Some(path) = &args.receipt {
        files::must_be_new(path)?;
    }
    let source = FileSource::open(&args.archive)?;
    let before = Before::open(args.since.as_ref())?;
    let since = match &before {
        Before::Nothing => Since::Nothing,
        Before::Archive(older) => Since::Archive(older),
        Before::Receipt(receipt) => Since::Receipt(receipt),
    };
    let threads = args.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let started = Instant::now();
    let mut clock = Clock::new(lang);
    let task = Task { source: &source, since, threads, clock: &|| started.elapsed() };
    let report = verify(&task, &mut |progress| clock.observe(progress));
    clock.finish();
    let unreadable = report.first_fault().filter(|finding| finding.reason == Reason::BadPreamble);
    if args.json {
        say(&json(&report, &clock));
    } else if let Some(finding) = unreadable {
        // Nothing could be checked: a list of checks would only hide that.
        let (path, said) = (args.archive.display(), texts::reason(finding.reason, lang));
        let _ = writeln!(std::io::stderr().lock(), "{path}{} {said}.", lang.colon());
    } else {
        print(&report, &clock, lang);
    }
    if let (Some(path), true) = (&args.receipt, report.is_valid()) {
        write_receipt(path, &report, lang)?;
    }
    Ok(match report.first_fault().map(|finding| finding.reason) {
        None => ExitCode::SUCCESS,
        Some(Reason::BadPreamble | Reason::Unreadable | Reason::OlderUnreadable) => {
            ExitCode::from(UNREADABLE)
        }
        Some(_) => ExitCode::FAILURE,
    })
}

fn write_receipt(path: &Path, report: &Report, lang: Lang) -> Result<(), Problem> {
    let Some(receipt) = &report.receipt else {
        let closed = lang.pick(
            "L’urne est close\u{a0}: il n’y a pas de reçu à écrire.",
            "The urn is closed: there is no receipt to write.",
        );
        let _ = writeln!(std::io::stderr().lock(), "{closed}");
        return Ok(());
    };
    files::create(path, receipt.write().as_bytes(), Access::Private)
}

/// Times of the stages, and the progress bar of a terminal.
struct Clock {
    lang: Lang,
    started: Instant,
    stage: Option<(Stage, Instant)>,
    times: Vec<(Stage, Duration)>,
    terminal: bool,
}

impl Clock {
    fn new(lang: Lang) -> Self {
        let terminal = std::io::stderr().is_terminal();
        Self { lang, started: Instant::now(), stage: None, times: Vec::new(), terminal }
    }

    fn observe(&mut self, progress: Progress) {
        match progress {
            Progress::Stage(stage) => {
                self.end_stage();
                self.stage = Some((stage, Instant::now()));
            }
            Progress::Ballots(done, total) if self.terminal => {
                const WIDTH: u64 = 40;
                let filled = usize::try_from(done * WIDTH / total.max(1)).unwrap_or(0);
                let empty = usize::try_from(WIDTH).unwrap_or(0).saturating_sub(filled);
                let word = self.lang.pick("bulletins", "ballots");
                let bar = format!("\r[{}{}] {done}/{total} {word}", "█".repeat(filled), " ".repeat(empty));
                let _ = write!(std::io::stderr().lock(), "{bar}");
            }
            Progress::Ballots(..) => (),
        }
    }

    fn end_stage(&mut self) {
        if let Some((stage, since)) = self.stage.take() {
            self.times.push((stage, since.elapsed()));
        }
    }

    fn finish(&mut self) {
        self.end_stage();
        if self.terminal {
            let _ = write!(std::io::stderr().lock(), "\r{:70}\r", "");
        }
    }

    fn of(&self, stage: Stage) -> Duration {
        self.times.iter().filter(|(other, _)| *other == stage).map(|(_, time)| *time).sum()
    }
}

fn milliseconds(time: Duration, lang: Lang) -> String {
    if time < Duration::from_millis(1) {
        return format!("{}\u{a0}µs", time.as_micros());
    }
    let number = format!("{:.1}", time.as_secs_f64() * 1000.0);
    let number = if lang == Lang::Fr { number.replace('.', ",") } else { number };
    format!("{number}\u{a0}ms")
}

/// The time of a check, or the check in whose time it is counted.
fn time_of(check: &Check, lang: Lang) -> String {
    let with = check.id.made_with().map(|id| format!("{} {}", lang.pick("avec", "with"), id.as_str()));
    match (with, check.time.is_zero()) {
        (Some(with), true) => with,
        (Some(with), false) => format!("{}, {with}", milliseconds(check.time, lang)),
        (None, _) => milliseconds(check.time, lang),
    }
}

fn print(report: &Report, clock: &Clock, lang: Lang) {
    print_facts(&report.facts, lang);
    let mut stage = None;
    let mut checks: Vec<&Check> = report.checks().iter().collect();
    checks.sort_by_key(|check| check.id.stage());
    for check in checks {
        if stage.replace(check.id.stage()) != Some(check.id.stage()) {
            let time = milliseconds(clock.of(check.id.stage()), lang);
            say(&format!("\n{} ({time})", texts::stage(check.id.stage(), lang)));
        }
        let (claim, why) = texts::check(check.id, lang);
        let mark = match check.verdict {
            Verdict::Passed => "✓",
            Verdict::Warned => "!",
            Verdict::Failed => "✗",
            Verdict::NotReached => "–",
        };
        if check.verdict == Verdict::NotReached {
            say(&format!("  {mark} {claim} [{}]", check.id.as_str()));
        } else {
            say(&format!("  {mark} {claim} [{}] ({})", check.id.as_str(), time_of(check, lang)));
            say(&format!("      {why}"));
        }
        if let Some(finding) = &check.first {
            say(&format!("      → {}", sentence(finding, check.findings, lang)));
        }
    }
    let time = milliseconds(clock.started.elapsed(), lang);
    let verdict = match (report.is_valid(), lang) {
        (true, Lang::Fr) if report.facts.stepped_over > 0 => {
            "Tout ce qui suit le reçu est valable et le prolonge\u{202f}; le début de l’archive n’a pas été relu"
        }
        (true, Lang::En) if report.facts.stepped_over > 0 => {
            "Everything after the receipt is valid and continues it; the start of the archive was not read again"
        }
        (true, Lang::Fr) => "Tout ce que contient cette archive est valable",
        (true, Lang::En) => "Everything in this archive is valid",
        (false, Lang::Fr) => "Cette archive N’EST PAS valable",
        (false, Lang::En) => "This archive is NOT valid",
    };
    say(&format!("\n{verdict} ({time})."));
}

/// A finding in words, with how many more there are.
fn sentence(finding: &Finding, findings: u64, lang: Lang) -> String {
    let place = finding.place.map(|place| format!(" ({place})")).unwrap_or_default();
    let more = match findings {
        1 => String::new(),
        n => format!(" [+{}]", n - 1),
    };
    let colon = lang.colon();
    format!(
        "{}{colon} {}{place}{more}",
        texts::object(&finding.object, lang),
        texts::reason(finding.reason, lang)
    )
}

fn print_facts(facts: &Facts, lang: Lang) {
    if facts.uuid.is_empty() {
        return;
    }
    say(&format!("{} ({}, {})", facts.name, facts.uuid, facts.group));
    let Facts { fingerprint, voters, ballots, counted, known, head, .. } = facts;
    let voters = lang.count(*voters, ["votant", "votants"], ["voter", "voters"]);
    let ballots = lang.count(*ballots, ["bulletin", "bulletins"], ["ballot", "ballots"]);
    let (mark, top) = (lang.pick("empreinte", "fingerprint"), lang.pick("tête", "head"));
    say(&format!("{mark} {fingerprint}\n{top} {head}\n{voters}, {ballots}"));
    if *counted > 0 {
        say(&lang.count(
            *counted,
            [
                "bulletin compte, le dernier de son votant",
                "bulletins comptent, chacun le dernier de son votant",
            ],
            ["ballot counts, the last of its voter", "ballots count, each the last of its voter"],
        ));
    }
    if *known > 0 {
        say(&lang.count(
            *known,
            ["bulletin déjà vérifié auparavant", "bulletins déjà vérifiés auparavant"],
            ["ballot was verified before", "ballots were verified before"],
        ));
    }
    if let Some(result) = &facts.result {
        say(&format!("{} {result}", lang.pick("résultat", "result")));
    }
}

fn json(report: &Report, clock: &Clock) -> String {
    let check = |check: &Check| {
        let first = check.first.as_ref().map(|finding| {
            serde_json::json!({
                "object": texts::object(&finding.object, Lang::En),
                "reason": format!("{:?}", finding.reason),
                "text": finding.reason.to_string(),
                "place": finding.place.map(|place| place.to_string()),
            })
        });
        serde_json::json!({
            "id": check.id.as_str(),
            "verdict": check.verdict.as_str(),
            "findings": check.findings,
            "first": first,
            "seconds": check.time.as_secs_f64(),
            "made_with": check.id.made_with().map(CheckId::as_str),
        })
    };
    let facts = &report.facts;
    let times: serde_json::Map<_, _> = clock
        .times
        .iter()
        .map(|(stage, time)| (format!("{stage:?}").to_lowercase(), time.as_secs_f64().into()))
        .collect();
    serde_json::json!({
        "valid": report.is_valid(),
        "name": facts.name,
        "uuid": facts.uuid,
        "fingerprint": facts.fingerprint,
        "group": facts.group,
        "voters": facts.voters,
        "ballots": facts.ballots,
        "counted": facts.counted,
        "known": facts.known,
        "stepped_over": facts.stepped_over,
        "head": facts.head,
        "result": facts.result.as_deref().and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok()),
        "checks": report.checks().iter().map(check).collect::<Vec<_>>(),
        "seconds": times,
    })
    .to_string()
}
