//! How long a letter takes: `cargo run -p beffroi-print --example letters [COUNT] [OUT.pdf]`.

use std::io::Write;
use std::time::Instant;

#[path = "../tests/common/mod.rs"]
mod common;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let count: u32 = arguments.next().map_or(Ok(100), |n| n.parse())?;
    let out = arguments.next();
    let mut document = common::decision();
    let start = Instant::now();
    let first = beffroi_print::pdf(&document)?;
    let cold = start.elapsed();
    let start = Instant::now();
    for number in 0..count {
        document.reference = Some(format!("2026-URB-{number:04}"));
        document.addressee[0] = format!("Personne {number}");
        beffroi_print::pdf(&document)?;
    }
    let warm = start.elapsed() / count.max(1);
    writeln!(std::io::stdout(), "first {cold:?}, then {warm:?} a letter, {} bytes", first.len())?;
    if let Some(out) = out {
        std::fs::write(out, first)?;
    }
    Ok(())
}
