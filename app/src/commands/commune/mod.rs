//! `beffroi commune`: the communes of an instance.

mod moving;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use beffroi::open::{self, Kept};
use beffroi::services;
use beffroi_people::Desk;
use beffroi_procedures::places::directory::{self, Directory};
use beffroi_store::Ambient;
use beffroi_web::{Profile, theme::Theme};
use serde::de::DeserializeOwned;

/// Arguments of `beffroi commune`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    configured: super::Configured,
    #[command(subcommand)]
    act: Act,
}

#[derive(clap::Subcommand)]
enum Act {
    /// Add a commune; a running instance takes it up at its next start or at SIGHUP.
    Add {
        /// Host name at which it is served; the first one is the name in mails and letters.
        #[arg(long = "host", required = true)]
        hosts: Vec<String>,
        /// Its profile as JSON (docs/operators.md).
        #[arg(long, value_name = "FILE")]
        profile: PathBuf,
    },
    /// List the communes with their host names.
    List,
    /// Replace the profile of a commune.
    Profile {
        /// A host name of the commune.
        #[arg(long)]
        host: String,
        /// The new profile as JSON.
        file: PathBuf,
    },
    /// Replace the colours of a commune; those that people could not read are refused.
    Theme {
        /// A host name of the commune.
        #[arg(long)]
        host: String,
        /// `{"light": {"action": "#0a6657"}, "dark": {…}}`; `{}` goes back to the product's colours.
        file: PathBuf,
    },
    /// Replace the places and events of life of a commune (docs/operators.md).
    Places {
        /// A host name of the commune.
        #[arg(long)]
        host: String,
        /// `{"places": […], "life_events": […]}`; what is not named stays.
        file: PathBuf,
    },
    /// Replace the map of a commune by the contours of a GeoJSON file, made small.
    Map {
        /// A host name of the commune.
        #[arg(long)]
        host: String,
        /// Codes of the features to draw (default: all).
        #[arg(long, value_delimiter = ',')]
        only: Vec<String>,
        /// Polygons in longitude and latitude, each with `nom` or `name`, and `nis` or `code`.
        file: PathBuf,
    },
    #[command(flatten)]
    Move(moving::Act),
}

pub(crate) fn run(args: Args) -> ExitCode {
    super::conclude(async move {
        let config = args.configured.load()?;
        let kept = open::open(&config, &services::all(), &Ambient::system()).await?;
        let done = act(&kept, &config.keys, args.act).await;
        kept.db.close().await;
        done.map(|()| ExitCode::SUCCESS)
    })
}

async fn act(kept: &Kept, keys: &Path, act: Act) -> anyhow::Result<()> {
    let ambient = Ambient::system();
    match act {
        Act::Add { hosts, profile } => {
            let read: Profile = read(&profile)?;
            let hosts = host_names(&hosts)?;
            let id = beffroi_web::add_commune(&kept.db, &ambient, &hosts, &read).await?;
            super::say(format_args!("{id} {} ({})", read.name, hosts.join(", ")));
        }
        Act::List => {
            for commune in beffroi_web::load_communes(&kept.db).await? {
                let hosts = commune.hosts.join(", ");
                super::say(format_args!("{} {} ({hosts})", commune.id, commune.profile.name));
            }
        }
        Act::Profile { host, file } => {
            let commune = beffroi_web::commune_at(&kept.db, &host).await?;
            set(kept, &commune, &read::<Profile>(&file)?).await?;
        }
        Act::Theme { host, file } => {
            let commune = beffroi_web::commune_at(&kept.db, &host).await?;
            let profile = Profile { theme: read::<Theme>(&file)?, ..commune.profile.clone() };
            set(kept, &commune, &profile).await?;
        }
        Act::Places { host, file } => {
            let desk = desk(kept, &host).await?;
            let directory: Directory = read(&file)?;
            for unknown in directory::put(&desk, &directory).await? {
                super::say(format_args!("unknown here, shown once it is there: {unknown}"));
            }
            let count = |n: Option<usize>| n.map_or("unchanged".to_owned(), |n| n.to_string());
            let (places, events) =
                (directory.places.map(|of| of.len()), directory.life_events.map(|of| of.len()));
            super::say(format_args!("places: {}; events of life: {}", count(places), count(events)));
        }
        Act::Map { host, only, file } => {
            let desk = desk(kept, &host).await?;
            let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
            let drawing = directory::put_map(&desk, &text, &only).await?;
            let bytes: usize = drawing.sections.iter().map(|section| section.path.len()).sum();
            super::say(format_args!("map: {} sections, {bytes} bytes of lines", drawing.sections.len()));
        }
        Act::Move(act) => moving::run(kept, keys, act).await?,
    }
    Ok(())
}

async fn desk(kept: &Kept, host: &str) -> anyhow::Result<Desk> {
    let commune = beffroi_web::commune_at(&kept.db, host).await?;
    let people = beffroi::moving::people(kept, &services::all())?;
    Ok(people.desk(&kept.db.of(commune.id), &Ambient::system()))
}

async fn set(kept: &Kept, commune: &beffroi_web::Authority, profile: &Profile) -> anyhow::Result<()> {
    beffroi_web::set_profile(&kept.db, &Ambient::system(), commune.id, profile).await?;
    super::say(format_args!("{}: changed; a running instance shows it at SIGHUP", profile.name));
    Ok(())
}

fn read<T: DeserializeOwned>(file: &Path) -> anyhow::Result<T> {
    let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
    serde_json::from_str(&text).with_context(|| file.display().to_string())
}

fn host_names(hosts: &[String]) -> anyhow::Result<Vec<String>> {
    hosts.iter().map(|host| host_name(host)).collect()
}

/// A host name or address as a browser sends it: lower case, no scheme, no port, no path.
fn host_name(text: &str) -> anyhow::Result<String> {
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    let address = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .is_some_and(|ip| ip.parse::<std::net::Ipv6Addr>().is_ok());
    if !address && (text.is_empty() || !text.chars().all(known)) {
        bail!("`{text}` is no host name: letters, digits, hyphens and dots, without scheme or port");
    }
    Ok(text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_name_has_no_scheme_no_port_and_no_capital() {
        assert_eq!(host_name("Hautval.Example").unwrap(), "hautval.example");
        assert_eq!(host_name("[::1]").unwrap(), "[::1]");
        assert!(host_name("https://hautval.example").is_err());
        assert!(host_name("hautval.example:8080").is_err());
        assert!(host_name("").is_err());
    }
}
