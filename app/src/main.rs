//! The binary: command line, configuration and the list of services.

mod commands;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Digital governance for a commune, whose every published result a citizen can verify.
#[derive(Parser)]
#[command(name = "beffroi", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Count a participatory budget and explain it, from a Pabulib file.
    Budget(commands::budget::Args),
    /// Run or verify an election.
    Election(commands::election::Args),
    /// Import, check and export forms.
    Form(commands::form::Args),
    /// Map the opinions of a conversation.
    Opinion(commands::opinion::Args),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.command {
        Command::Budget(args) => commands::budget::run(args),
        Command::Election(args) => commands::election::run(args),
        Command::Form(args) => commands::form::run(args),
        Command::Opinion(args) => commands::opinion::run(args),
    }
}
