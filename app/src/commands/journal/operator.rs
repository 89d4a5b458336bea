//! What the operator of an instance checks: each commune's database against its published journal.

use beffroi::{open, services};
use beffroi_journal::witness::{self, NeighbourError};
use beffroi_people::{Desk, Limits, People, Register};
use beffroi_store::{Ambient, Db, PublicFiles};
use beffroi_web::Authority;

use super::Failure;
use super::words::Lang;
use crate::commands::{Configured, say};

#[derive(clap::Args)]
pub(super) struct Fsck {
    #[command(flatten)]
    configured: Configured,
    /// Host name of one commune; all of them without it.
    #[arg(long)]
    host: Option<String>,
}

#[derive(clap::Args)]
pub(super) struct Neighbour {
    #[command(flatten)]
    configured: Configured,
    /// Host name of the commune that witnesses.
    #[arg(long)]
    host: String,
    #[command(subcommand)]
    act: Act,
}

#[derive(clap::Subcommand)]
enum Act {
    /// Witness a log from now on. Its key comes by another way than its site: on paper, from the neighbour's own hand.
    Add {
        /// Public key of the log (name+number+key).
        #[arg(value_name = "KEY")]
        vkey: String,
    },
    /// Witness a log no longer; what was signed is kept.
    Remove {
        /// Name of the log.
        #[arg(value_name = "ORIGIN")]
        origin: String,
    },
    /// The logs that are witnessed, and what was signed last.
    List,
}

pub(super) async fn neighbour(lang: Lang, own: Neighbour) -> Result<(), Failure> {
    let (desks, db) = desks(&own.configured, Some(&own.host)).await?;
    let Some((_, desk)) = desks.first() else {
        return Err(anyhow::anyhow!("{}", lang.no_commune()).into());
    };
    match own.act {
        Act::Add { vkey } => {
            witness::add_neighbour(desk, &vkey).await.map_err(|error| match error {
                NeighbourError::Key(text) => Failure::Key(text),
                NeighbourError::Store(error) => Failure::Instance(error.into()),
            })?;
        }
        Act::Remove { origin } => {
            let removed = witness::remove_neighbour(desk, &origin).await.map_err(anyhow::Error::from)?;
            if !removed {
                return Err(Failure::NoNeighbour(origin));
            }
        }
        Act::List => {
            for of in witness::neighbours(desk).await.map_err(anyhow::Error::from)? {
                say(lang.neighbour(&of));
            }
        }
    }
    db.close().await;
    Ok(())
}

pub(super) async fn fsck(lang: Lang, own: Fsck) -> Result<(), Failure> {
    let (desks, db) = desks(&own.configured, own.host.as_deref()).await?;
    let config = own.configured.load().map_err(anyhow::Error::from)?;
    let files = PublicFiles::open(&config.journal).map_err(anyhow::Error::from)?;
    let mut problems = 0;
    for (name, desk) in &desks {
        let checked = beffroi_journal::fsck(desk, &files).await.map_err(anyhow::Error::from)?;
        say(lang.checked(name, &checked));
        for problem in &checked.problems {
            say(format_args!("  {problem}"));
        }
        problems += checked.problems.len();
    }
    db.close().await;
    if desks.is_empty() {
        return Err(anyhow::anyhow!("{}", lang.no_commune()).into());
    }
    if problems == 0 { Ok(()) } else { Err(Failure::Problems(problems)) }
}

/// The desks of the communes, or of the one at a host name, each with the commune's name.
async fn desks(configured: &Configured, host: Option<&str>) -> anyhow::Result<(Vec<(String, Desk)>, Db)> {
    let config = configured.load()?;
    let ambient = Ambient::system();
    let db = open::database(&config).await?;
    let keys = beffroi::keys::read(&config.keys)?;
    let register = Register::new(services::all().into_iter().flat_map(|service| service.processings))?;
    let people = People::new(keys.ring, register, Limits::default());
    let wanted = |hosts: &[String]| host.is_none_or(|host| hosts.iter().any(|of| of == host));
    let communes = beffroi_web::load_communes(&db).await?;
    let desk =
        |commune: &Authority| (commune.profile.name.clone(), people.desk(&db.of(commune.id), &ambient));
    let desks = communes.iter().filter(|of| wanted(&of.hosts)).map(|of| desk(of)).collect();
    Ok((desks, db))
}
