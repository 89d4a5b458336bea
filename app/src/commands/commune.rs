//! `beffroi commune`: the communes of an instance.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use beffroi::{open, services};
use beffroi_store::Ambient;
use beffroi_web::Profile;

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
}

pub(crate) fn run(args: Args) -> ExitCode {
    super::conclude(async move {
        let config = args.configured.load()?;
        let kept = open::open(&config, &services::all(), &Ambient::system()).await?;
        match args.act {
            Act::Add { hosts, profile } => {
                let text =
                    std::fs::read_to_string(&profile).with_context(|| profile.display().to_string())?;
                let read: Profile =
                    serde_json::from_str(&text).with_context(|| profile.display().to_string())?;
                let hosts = hosts.iter().map(|host| host_name(host)).collect::<anyhow::Result<Vec<_>>>()?;
                let id = beffroi_web::add_commune(&kept.db, &Ambient::system(), &hosts, &read).await?;
                super::say(format_args!("{id} {} ({})", read.name, hosts.join(", ")));
            }
            Act::List => {
                for commune in beffroi_web::load_communes(&kept.db).await? {
                    super::say(format_args!(
                        "{} {} ({})",
                        commune.id,
                        commune.profile.name,
                        commune.hosts.join(", ")
                    ));
                }
            }
        }
        kept.db.close().await;
        Ok(ExitCode::SUCCESS)
    })
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
