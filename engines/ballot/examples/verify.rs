//! Verifies an archive given on the command line: `cargo run --release --example verify FILE.bel [THREADS]`.

use std::io::Write;
use std::time::Instant;

use beffroi_ballot::verify::{Task, verify};

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().unwrap_or_default();
    let threads = arguments.next().and_then(|threads| threads.parse().ok()).unwrap_or(1);
    let bytes = std::fs::read(path)?;
    let started = Instant::now();
    let task = Task { threads, clock: &|| started.elapsed(), ..Task::new(bytes.as_slice()) };
    let report = verify(&task, &mut |_| ());
    let mut out = std::io::stdout().lock();
    for check in report.checks() {
        let (id, verdict, time) = (check.id.as_str(), check.verdict.as_str(), check.time);
        writeln!(out, "{id:24} {verdict:12} {time:>12.3?} {:?}", check.first)?;
    }
    writeln!(
        out,
        "{:24} {:12} {:>12.3?}",
        "together",
        if report.is_valid() { "valid" } else { "wrong" },
        started.elapsed()
    )
}
