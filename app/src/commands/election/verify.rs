//! `beffroi election verify`: every check of an archive, in plain words.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use beffroi_ballot::verify::{Check, Facts, Finding, Progress, Reason, Report, Stage, Task, Verdict, verify};

use super::files::FileSource;
use super::{Lang, say, texts};

/// Arguments of `beffroi election verify`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// The archive.
    archive: PathBuf,
    /// An older archive of the same election, verified before: only what came since is proved again.
    #[arg(long)]
    since: Option<PathBuf>,
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
    let opened = FileSource::open(&args.archive)
        .and_then(|source| Ok((source, args.since.as_ref().map(|path| FileSource::open(path)).transpose()?)));
    let (source, older) = match opened {
        Ok(sources) => sources,
        Err(problem) => {
            let _ = writeln!(std::io::stderr().lock(), "{}", problem.text(lang));
            return ExitCode::from(UNREADABLE);
        }
    };
    let threads = args.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let mut clock = Clock::new(lang);
    let task = Task { source: &source, older: older.as_ref(), threads };
    let report = verify(&task, &mut |progress| clock.observe(progress));
    clock.finish();
    if args.json {
        say(&json(&report, &clock));
    } else {
        print(&report, &clock, lang);
    }
    match report.first_fault().map(|finding| finding.reason) {
        None => ExitCode::SUCCESS,
        Some(Reason::BadPreamble | Reason::Unreadable) => ExitCode::from(UNREADABLE),
        Some(_) => ExitCode::FAILURE,
    }
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

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

fn print(report: &Report, clock: &Clock, lang: Lang) {
    print_facts(&report.facts, lang);
    let mut stage = None;
    let mut checks: Vec<&Check> = report.checks().iter().collect();
    checks.sort_by_key(|check| check.id.stage());
    for check in checks {
        if stage.replace(check.id.stage()) != Some(check.id.stage()) {
            let time = milliseconds(clock.of(check.id.stage()));
            say(&format!("\n{} ({time})", texts::stage(check.id.stage(), lang)));
        }
        let (claim, why) = texts::check(check.id, lang);
        let mark = match check.verdict {
            Verdict::Passed => "✓",
            Verdict::Warned => "!",
            Verdict::Failed => "✗",
            Verdict::NotReached => "–",
        };
        say(&format!("  {mark} {claim} [{}]", check.id.as_str()));
        if check.verdict != Verdict::NotReached {
            say(&format!("      {why}"));
        }
        if let Some(finding) = &check.first {
            say(&format!("      → {}", sentence(finding, check.findings, lang)));
        }
    }
    let time = milliseconds(clock.started.elapsed());
    let verdict = match (report.is_valid(), lang) {
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
    let colon = lang.pick(" :", ":");
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
    say(&match lang {
        Lang::Fr => format!("empreinte {fingerprint}\ntête {head}\n{voters} votants, {ballots} bulletins"),
        Lang::En => format!("fingerprint {fingerprint}\nhead {head}\n{voters} voters, {ballots} ballots"),
    });
    if *counted > 0 {
        say(&match lang {
            Lang::Fr => format!("{counted} derniers bulletins de leur votant"),
            Lang::En => format!("{counted} ballots are the last of their voter"),
        });
    }
    if *known > 0 {
        say(&match lang {
            Lang::Fr => format!("{known} bulletins déjà vérifiés dans l’archive précédente"),
            Lang::En => format!("{known} ballots were verified with the older archive"),
        });
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
        "head": facts.head,
        "result": facts.result.as_deref().and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok()),
        "checks": report.checks().iter().map(check).collect::<Vec<_>>(),
        "seconds": times,
    })
    .to_string()
}
