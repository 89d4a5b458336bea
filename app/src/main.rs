//! The binary: the command line. Each command is a file of `src/commands/`.

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
    /// Copy the database and the files while they serve.
    Backup(commands::backup::Args),
    /// Count a participatory budget and explain it, from a Pabulib file.
    Budget(commands::budget::Args),
    /// Write the catalogue of procedures as linked data.
    Catalogue(commands::catalogue::Args),
    /// Add, change, move or remove the communes of this instance.
    Commune(commands::commune::Args),
    /// Make the demonstration commune, in an instance that has none.
    Demo(commands::demo::Args),
    /// Say in plain words what is missing or unsafe.
    Doctor(commands::doctor::Args),
    /// Run or verify an election.
    Election(commands::election::Args),
    /// Import, check and export forms.
    Form(commands::form::Args),
    /// Verify public journals, prove their entries, check who was shown what.
    Journal(commands::journal::Args),
    /// Map the opinions of a conversation.
    Opinion(commands::opinion::Args),
    /// Put a copy made by `backup` back.
    Restore(commands::restore::Args),
    /// Answer the people of the communes.
    Serve(commands::serve::Args),
    /// Say who works in a commune: offices and roles.
    Staff(commands::staff::Args),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.command {
        Command::Backup(args) => commands::backup::run(args),
        Command::Budget(args) => commands::budget::run(args),
        Command::Catalogue(args) => commands::catalogue::run(args),
        Command::Commune(args) => commands::commune::run(args),
        Command::Demo(args) => commands::demo::run(args),
        Command::Doctor(args) => commands::doctor::run(args),
        Command::Election(args) => commands::election::run(args),
        Command::Form(args) => commands::form::run(args),
        Command::Journal(args) => commands::journal::run(args),
        Command::Opinion(args) => commands::opinion::run(args),
        Command::Restore(args) => commands::restore::run(args),
        Command::Serve(args) => commands::serve::run(args),
        Command::Staff(args) => commands::staff::run(args),
    }
}
