//! `beffroi opinion export`: a conversation made ready for publication.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::PathBuf;

use beffroi_opinion::Verdict;
use beffroi_opinion::polis::{write_comments, write_counts, write_participants_votes, write_votes};

use super::{Failure, Input, print, read, watched};

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    pub(super) input: Input,
    /// The folder to write; it is made if need be, and no file in it is replaced.
    #[arg(value_name = "OUT")]
    out: PathBuf,
    /// Write each person's row of votes too. A row stays recognisable to whoever knows a few of its votes: only where
    /// people were told before the conversation opened.
    #[arg(long)]
    rows_were_announced: bool,
}

/// Gives people fresh numbers, computes the map of the conversation so renumbered, and writes counts per group shown,
/// or, if that was announced, rows; then whoever has the rows computes the same map.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(Failure::Randomness)?;
    let conversation = read(&args.input)?.renumbered(seed);
    let map = watched(&conversation, args.input.lang);
    if *map.verdict() == Verdict::TooFewPeople {
        return Err(Failure::TooFewPeople);
    }
    let mut files = vec![("comments.csv", write_comments(&conversation)), ("counts.csv", write_counts(&map))];
    if args.rows_were_announced {
        files.push(("participants-votes.csv", write_participants_votes(&map)));
        files.push(("votes.csv", write_votes(&conversation)));
    }
    fs::create_dir_all(&args.out).map_err(|error| Failure::File(args.out.clone(), error))?;
    for (name, text) in files {
        let path = args.out.join(name);
        let written = File::create_new(&path).and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| Failure::File(path.clone(), error))?;
        print(&format!("{}\n", path.display()))?;
    }
    print(&format!("sha256 {}\n", map.digest()))
}
