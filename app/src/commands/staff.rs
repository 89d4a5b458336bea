//! `beffroi staff`: who works in a commune. The first administrator is made here, and so are the others: what is typed in a shell is known
//! to whoever may read the machine, and to nobody else.

use std::process::ExitCode;

use anyhow::{Context as _, bail, ensure};
use beffroi::open;
use beffroi::{moving, services};
use beffroi_people::{Actor, Desk, NewAccount, Role};
use beffroi_store::Ambient;
use uuid::Uuid;

/// Name of this program in what it writes.
const PROGRAM: &str = "beffroi staff";

/// Arguments of `beffroi staff`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    configured: super::Configured,
    /// A host name of the commune.
    #[arg(long, global = true)]
    host: Option<String>,
    #[command(subcommand)]
    act: Act,
}

#[derive(clap::Subcommand)]
enum Act {
    /// Open an office (Population, Urbanisme …).
    Unit { name: String },
    /// Give a role to somebody; an account is made when the address has none. She chooses her password by « Mot de passe oublié ».
    Add {
        #[arg(long)]
        email: String,
        /// Given name, under which she signs.
        #[arg(long)]
        given: String,
        #[arg(long)]
        family: String,
        /// `agent`, `unit_head`, `author`, `administrator` or `auditor`.
        #[arg(long)]
        role: String,
        /// Her office; without it the role is for the whole commune.
        #[arg(long)]
        unit: Option<String>,
    },
    /// Take a role back.
    Remove {
        #[arg(long)]
        email: String,
        #[arg(long)]
        role: String,
        #[arg(long)]
        unit: Option<String>,
    },
    /// List the offices, and who holds which role.
    List,
}

pub(crate) fn run(args: Args) -> ExitCode {
    super::conclude(async move {
        let config = args.configured.load()?;
        let kept = open::open(&config, &services::all(), &Ambient::system()).await?;
        let host = args.host.context("say which commune with --host")?;
        let commune = beffroi_web::commune_at(&kept.db, &host).await?;
        let people = moving::people(&kept, &services::all())?;
        let desk = people.desk(&kept.db.of(commune.id), &Ambient::system());
        // A commune has its log from its first start: what is done here is entered in it.
        if desk.log_head().await?.is_none() {
            let host = commune.hosts.first().map_or("localhost", String::as_str);
            desk.start_log(&format!("{host}/journal")).await?;
        }
        let done = act(&desk, args.act).await;
        kept.db.close().await;
        done.map(|()| ExitCode::SUCCESS)
    })
}

async fn act(desk: &Desk, act: Act) -> anyhow::Result<()> {
    match act {
        Act::Unit { name } => {
            let name = name.trim();
            ensure!(!name.is_empty(), "an office has a name");
            ensure!(unit_named(desk, name).await?.is_none(), "there is an office of this name");
            desk.db().write(move |tx| async move { desk.create_unit(&tx, name).await }).await?;
            super::say(format_args!("{name}: open"));
        }
        Act::Add { email, given, family, role, unit } => {
            let (role, unit) = (read_role(&role)?, unit_of(desk, unit.as_deref()).await?);
            let person = match desk.account_at(&email).await? {
                Some(person) => person,
                None => provision(desk, &email, &given, &family).await?,
            };
            let name = &format!("{} {}", given.trim(), family.trim());
            let program = &Actor::automaton(PROGRAM, desk.ambient().uuid_v4());
            desk.db()
                .write(move |tx| async move {
                    desk.grant(&tx, program, person, role, unit).await?;
                    desk.set_agent_name(&tx, person, name).await?;
                    Ok::<_, anyhow::Error>(())
                })
                .await?;
            super::say(format_args!(
                "{name}: {role}. Her password: « Mot de passe oublié » on the sign-in page",
                role = role.as_str()
            ));
        }
        Act::Remove { email, role, unit } => {
            let (role, unit) = (read_role(&role)?, unit_of(desk, unit.as_deref()).await?);
            let person = desk.account_at(&email).await?.context("no account has this address")?;
            let program = &Actor::automaton(PROGRAM, desk.ambient().uuid_v4());
            let held = desk
                .db()
                .write(move |tx| async move { desk.revoke(&tx, program, person, role, unit).await })
                .await?;
            ensure!(held, "she does not hold this role there");
            super::say("taken back");
        }
        Act::List => list(desk).await?,
    }
    Ok(())
}

/// An account whose password nobody knows.
async fn provision(desk: &Desk, email: &str, given: &str, family: &str) -> anyhow::Result<Uuid> {
    let chance = format!("{}{}", desk.ambient().uuid_v4(), desk.ambient().uuid_v4());
    let password = &desk.hash_password(&chance, email).await?;
    desk.db()
        .write(move |tx| async move {
            let new = NewAccount {
                email: email.trim(),
                password,
                given_name: given.trim(),
                family_name: family.trim(),
            };
            Ok::<_, anyhow::Error>(desk.provision(&tx, &new).await?)
        })
        .await
}

fn read_role(text: &str) -> anyhow::Result<Role> {
    let names: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
    text.parse().ok().with_context(|| format!("`{text}` is no role: {}", names.join(", ")))
}

async fn unit_named(desk: &Desk, name: &str) -> anyhow::Result<Option<Uuid>> {
    let units = desk.units().await?;
    Ok(units.into_iter().find(|unit| unit.name == name && unit.closed_at.is_none()).map(|unit| unit.id))
}

async fn unit_of(desk: &Desk, name: Option<&str>) -> anyhow::Result<Option<Uuid>> {
    let Some(name) = name else { return Ok(None) };
    match unit_named(desk, name.trim()).await? {
        Some(unit) => Ok(Some(unit)),
        None => bail!("no office is called `{name}`: beffroi staff list"),
    }
}

async fn list(desk: &Desk) -> anyhow::Result<()> {
    for unit in desk.units().await? {
        let closed = if unit.closed_at.is_some() { " (closed)" } else { "" };
        super::say(format_args!("office  {}{closed}", unit.name));
    }
    for member in desk.staff().await? {
        let roles: Vec<String> = member
            .grants
            .iter()
            .map(|grant| match &grant.unit {
                Some(unit) => format!("{} ({})", grant.role.as_str(), unit.name),
                None => grant.role.as_str().to_owned(),
            })
            .collect();
        super::say(format_args!("{}: {}", member.name, roles.join(", ")));
    }
    Ok(())
}
