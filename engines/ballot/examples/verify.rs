//! Verifies an archive given on the command line: `cargo run --release --example verify FILE.bel [THREADS]`.

use std::io::Write;

use beffroi_ballot::verify::{Task, verify};

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().unwrap_or_default();
    let threads = arguments.next().and_then(|threads| threads.parse().ok()).unwrap_or(1);
    let bytes = std::fs::read(path)?;
    let report = verify(&Task { source: bytes.as_slice(), older: None, threads }, &mut |_| ());
    let mut out = std::io::stdout().lock();
    for check in report.checks() {
        writeln!(out, "{:28} {:?} {:?}", check.id.as_str(), check.verdict, check.first)?;
    }
    Ok(())
}
