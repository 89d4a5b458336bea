//! `beffroi opinion`: the opinion map of a conversation, from the files Polis exports.

mod export;
mod text;
mod words;

use std::fs;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use beffroi_opinion::polis::{ReadError, read_comments, read_votes};
use beffroi_opinion::{Conversation, ConversationError, Layout, Map, RUNS, Report, svg};

use super::lang::Lang;

/// Arguments of `beffroi opinion`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Compute groups, consensus and representative statements: the same bytes on every machine.
    Map(MapArgs),
    /// Write a conversation for publication, in Polis's format: fresh numbers, no authors, no times.
    Export(export::Args),
}

/// The conversation to work on.
#[derive(clap::Args)]
struct Input {
    /// A folder with participants-votes.csv (else votes.csv), or one of these files.
    #[arg(value_name = "DIR|votes.csv")]
    votes: PathBuf,
    /// Texts and moderation of the statements [default: comments.csv beside the votes, if there is one]
    #[arg(long, value_name = "comments.csv")]
    comments: Option<PathBuf>,
    /// Language of the messages.
    #[arg(long, value_enum, default_value_t)]
    lang: Lang,
}

#[derive(clap::Args)]
struct MapArgs {
    #[command(flatten)]
    input: Input,
    /// Print the whole computation as JSON.
    #[arg(long, conflicts_with = "canonical")]
    json: bool,
    /// Print the canonical text of the profile, whose SHA-256 two machines compare.
    #[arg(long)]
    canonical: bool,
    /// Draw what may be shown of the map, with its table.
    #[arg(long, value_name = "map.svg")]
    svg: Option<PathBuf>,
    /// Leave the fifty stability samples out; then nothing is said of what may be shown.
    #[arg(long, requires = "json", conflicts_with = "svg")]
    without_stability: bool,
}

/// Why the command did not give its result.
enum Failure {
    /// A file could not be read or written.
    File(PathBuf, io::Error),
    /// A folder has neither file of votes.
    NoVotes(PathBuf),
    /// A file says something that cannot be.
    Content(PathBuf, ReadError),
    /// The files do not make a conversation.
    Conversation(ConversationError),
    /// Too few people for anything to be published.
    TooFewPeople,
    /// The system gave no randomness for fresh numbers.
    Randomness(getrandom::Error),
    /// The result could not be printed.
    Output(io::Error),
}

pub(crate) fn run(args: Args) -> ExitCode {
    let (lang, done) = match args.command {
        Command::Map(args) => (args.input.lang, map(&args)),
        Command::Export(args) => (args.input.lang, export::run(&args)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads our output has had enough of it: `… | head`.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{}", lang.failure(&failure));
            ExitCode::FAILURE
        }
    }
}

fn map(args: &MapArgs) -> Result<(), Failure> {
    let lang = args.input.lang;
    let conversation = read(&args.input)?;
    if args.without_stability {
        return print(&json(&Report::from(&Layout::of(&conversation)))?);
    }
    let map = watched(&conversation, lang);
    if let Some(path) = &args.svg {
        let drawing = svg::draw(&map, &text::captions(&map, lang));
        fs::write(path, drawing).map_err(|error| Failure::File(path.clone(), error))?;
    }
    if args.json {
        print(&json(&Report::from(&map))?)
    } else if args.canonical {
        print(&map.canonical())
    } else {
        print(&text::report(&map, lang))
    }
}

/// The map; whoever waits at a terminal sees how far the samples are.
fn watched(conversation: &Conversation, lang: Lang) -> Map<'_> {
    let terminal = io::stderr().is_terminal();
    Map::with_progress(conversation, |done| {
        if terminal {
            eprint!("\r{}", if done < RUNS { lang.progress(done) } else { "\u{1b}[K".to_owned() });
        }
    })
}

fn read(input: &Input) -> Result<Conversation, Failure> {
    let path = votes_file(&input.votes)?;
    let votes = read_votes(&load(&path)?).map_err(|error| Failure::Content(path.clone(), error))?;
    let beside = path.with_file_name("comments.csv");
    let comments = input.comments.clone().or_else(|| beside.exists().then_some(beside));
    let statements = match comments {
        Some(path) => read_comments(&load(&path)?).map_err(|error| Failure::Content(path, error))?,
        None => Vec::new(),
    };
    votes.with_comments(statements).map_err(Failure::Conversation)
}

fn votes_file(path: &Path) -> Result<PathBuf, Failure> {
    if !path.is_dir() {
        return Ok(path.to_owned());
    }
    let files = ["participants-votes.csv", "votes.csv"];
    let mut candidates = files.iter().map(|name| path.join(name));
    candidates.find(|file| file.exists()).ok_or_else(|| Failure::NoVotes(path.to_owned()))
}

fn load(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::File(path.to_owned(), error))
}

fn json(report: &Report) -> Result<String, Failure> {
    serde_json::to_string(report).map(|json| json + "\n").map_err(|error| Failure::Output(error.into()))
}

fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::Output)
}
