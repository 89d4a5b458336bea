//! Counts answers on standard input as `belenios-tool method` does:
//! `count schulze CHOICES BLANK`, `count majority CHOICES GRADES BLANK` or `count stv SEATS`.

use std::io::{Read, Write};

use beffroi_ballot::count::{majority_judgment, read_answers, schulze, stv};

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |i: usize| arguments.get(i).and_then(|text| text.parse().ok()).unwrap_or(0usize);
    let blank = arguments.last().is_some_and(|text| text == "true");
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let answers = read_answers(&text).map_err(std::io::Error::other)?;
    let outcome = match arguments.first().map(String::as_str) {
        Some("schulze") => schulze(number(1), blank, &answers).write(),
        Some("majority") => majority_judgment(number(1), number(2), blank, &answers).write(),
        _ => stv(number(1), &answers).write(),
    };
    writeln!(std::io::stdout(), "{outcome}")
}
