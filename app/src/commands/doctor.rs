//! `beffroi doctor`: what is missing or unsafe, in plain words, with what to do. Changes nothing.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use beffroi::config::Config;
use beffroi::{keys, open, services};
use beffroi_people::{Limits, People, Register};
use beffroi_store::files::FileStore;
use beffroi_store::{Ambient, Db, Statement, jobs};
use time::OffsetDateTime;
use uuid::Uuid;

/// Arguments of `beffroi doctor`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    configured: super::Configured,
    /// Also compute every commune's journal again: minutes for a million entries.
    #[arg(long)]
    deep: bool,
}

/// Less room than this is a fault.
const LEAST_SPACE: u64 = 1 << 30;

/// What one look found.
enum Finding {
    Well(String),
    /// Works, but somebody should know.
    Beware(String),
    Fault(String),
}
use Finding::{Beware, Fault, Well};

pub(crate) fn run(args: Args) -> ExitCode {
    super::conclude(async move {
        let config = args.configured.load()?;
        let ambient = Ambient::system();
        let mut findings = vec![configuration(&config), mail(&config), pdf(), key_folder(&config)];
        findings.extend(clock(&config, ambient.now()));
        findings.extend(space(&config));
        findings.push(files(&config, &ambient).await);
        findings.extend(database(&config, &ambient, args.deep).await);
        let mut faults = 0;
        for finding in &findings {
            match finding {
                Well(text) => super::say(format_args!("ok     {text}")),
                Beware(text) => super::say(format_args!("beware {text}")),
                Fault(text) => {
                    faults += 1;
                    super::say(format_args!("FAULT  {text}"));
                }
            }
        }
        super::say(match faults {
            0 => "nothing is wrong".to_owned(),
            1 => "1 fault".to_owned(),
            n => format!("{n} faults"),
        });
        Ok(if faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
}

fn configuration(config: &Config) -> Finding {
    let exposed = !config.listen.ip().is_loopback() && config.proxies.is_empty();
    if config.demonstration && !config.listen.ip().is_loopback() {
        Beware(format!("a demonstration listens on {}: its passwords are public", config.listen))
    } else if config.demonstration {
        Well("demonstration: invented people, mail stays here".to_owned())
    } else if !config.public_url.starts_with("https://") {
        Fault(format!("public_url is {}: cookies and links need https://", config.public_url))
    } else if exposed {
        Beware(format!(
            "listens on {} without a proxy: this program does not do TLS; put one in front and name it in proxies",
            config.listen
        ))
    } else {
        Well(format!("people reach this instance at {}", config.public_url))
    }
}

fn mail(config: &Config) -> Finding {
    match (&config.smtp, config.demonstration) {
        (Some(url), _) => match beffroi_web::mail::Post::smtp(url) {
            Err(error) => Fault(format!("smtp cannot be used: {error}")),
            Ok(_) if url.starts_with("smtp://") && !url.contains("tls=") => {
                Beware("smtp is not encrypted: use smtps:// or add ?tls=required".to_owned())
            }
            Ok(_) => Well(format!("mail leaves as {}", config.sender)),
        },
        (None, true) => Well("mail is shown on the mailbox page".to_owned()),
        (None, false) => Fault("smtp is not set: nobody can confirm an account, and mail waits".to_owned()),
    }
}

fn pdf() -> Finding {
    match services::PRINTER {
        Some(_) => Well("letters can be made as PDF".to_owned()),
        None => Beware("this build makes no PDF: build with the feature `pdf`".to_owned()),
    }
}

fn key_folder(config: &Config) -> Finding {
    match keys::read(&config.keys) {
        Ok(_) => {
            let beside = open::sqlite_file(config)
                .is_some_and(|file| file.parent().is_some_and(|data| config.keys.starts_with(data)));
            if beside && !config.demonstration {
                Beware(format!(
                    "the keys lie in {}, beside the database they open: keep them elsewhere, and copied apart",
                    config.keys.display()
                ))
            } else {
                Well(format!("the keys in {} are whole and private", config.keys.display()))
            }
        }
        Err(error) => Fault(format!("keys: {error} (they are made at the first start)")),
    }
}

/// Deadlines, sessions and the journal stand on the clock.
fn clock(config: &Config, now: OffsetDateTime) -> Vec<Finding> {
    let mut findings = Vec::new();
    let written = open::sqlite_file(config).and_then(|file| std::fs::metadata(file).ok()?.modified().ok());
    if written.is_some_and(|at| OffsetDateTime::from(at) > now + Duration::from_mins(1)) {
        findings.push(Fault("the clock is behind: the database was written later than now".to_owned()));
    }
    let synchronised = Path::new("/run/systemd/timesync/synchronized").exists()
        || ["/run/chrony/chronyd.pid", "/run/ntpd.pid", "/run/openntpd.pid"]
            .iter()
            .any(|pid| Path::new(pid).exists());
    findings.push(if synchronised {
        Well(format!("the clock is kept right; it is {now}"))
    } else {
        Beware(format!(
            "no sign that anything keeps the clock right (systemd-timesyncd, chrony); it is {now}"
        ))
    });
    findings
}

fn space(config: &Config) -> Vec<Finding> {
    let mut folders: Vec<PathBuf> = Vec::new();
    folders.extend(open::sqlite_file(config).and_then(|file| file.parent().map(Path::to_owned)));
    folders.extend(open::files_folder(config));
    let look = |folder: &PathBuf| match rustix::fs::statvfs(folder) {
        Ok(disk) => {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            let text = format!("{} MiB free in {}", free >> 20, folder.display());
            if free < LEAST_SPACE { Fault(text) } else { Well(text) }
        }
        Err(error) => Fault(format!("{}: {error} (made at the first start)", folder.display())),
    };
    folders.iter().map(look).collect()
}

async fn files(config: &Config, ambient: &Ambient) -> Finding {
    // A folder is not made by looking at it.
    if open::files_folder(config).is_some_and(|folder| !folder.exists()) {
        return Fault(format!("{} is not there (made at the first start)", config.files));
    }
    let tried = async {
        let store = FileStore::open(&config.files)?;
        let (nobody, bytes) = (Uuid::nil(), ambient.bytes::<32>().to_vec());
        let digest = store.put(nobody, bytes).await?;
        store.get(nobody, digest).await?;
        store.delete(nobody, digest).await
    };
    match tried.await {
        Ok(()) => Well(format!("files can be written and read back in {}", config.files)),
        Err(error) => Fault(format!("files: {error}")),
    }
}

async fn database(config: &Config, ambient: &Ambient, deep: bool) -> Vec<Finding> {
    if open::sqlite_file(config).is_some_and(|file| !file.exists()) {
        return vec![Fault(format!("{} is not there (made at the first start)", config.database))];
    }
    let db = match open::database(config).await {
        Ok(db) => db,
        Err(error) => return vec![Fault(format!("{error:#}"))],
    };
    let mut findings = vec![schema(&db).await];
    if matches!(findings[..], [Well(_)]) {
        findings.push(dead_jobs(&db).await);
        findings.extend(communes(&db).await);
        if deep {
            findings.extend(journals(config, &db, ambient).await);
        }
    }
    db.close().await;
    findings
}

/// Every statement prepared: a schema that is too old or too new shows at once, and nothing is changed.
async fn schema(db: &Db) -> Finding {
    let services = services::all();
    let all: Vec<Statement> =
        services::statements(&services).into_iter().map(|(_, statement)| *statement).collect();
    match db.prepare_all(&all).await {
        Ok(()) => Well("the database answers and its tables are those of this program".to_owned()),
        Err(wrong) => Fault(match wrong.as_slice() {
            [only] if only.statement == "connection" => {
                format!("the database does not answer: {}", only.detail)
            }
            _ => format!(
                "{} statements do not fit the tables: start this program once to bring them up to date",
                wrong.len()
            ),
        }),
    }
}

async fn dead_jobs(db: &Db) -> Finding {
    match jobs::counts(db).await {
        Err(error) => Fault(format!("jobs: {error}")),
        Ok(counts) => {
            let dead: Vec<_> =
                counts.iter().filter(|of| of.dead).map(|of| format!("{} {}", of.jobs, of.kind)).collect();
            let waiting: u64 = counts.iter().filter(|of| !of.dead).map(|of| of.jobs).sum();
            if dead.is_empty() {
                Well(format!("no job failed for good; {waiting} wait"))
            } else {
                Fault(format!("jobs failed for good: {}", dead.join(", ")))
            }
        }
    }
}

async fn communes(db: &Db) -> Vec<Finding> {
    match beffroi_web::load_communes(db).await {
        Err(error) => vec![Fault(error.to_string())],
        Ok(communes) if communes.is_empty() => vec![Beware("no commune yet: beffroi commune add".to_owned())],
        Ok(communes) => {
            let served =
                |name: &str, hosts: &[String]| Well(format!("{name} is served at {}", hosts.join(", ")));
            communes.iter().map(|commune| served(&commune.profile.name, &commune.hosts)).collect()
        }
    }
}

async fn journals(config: &Config, db: &Db, ambient: &Ambient) -> Vec<Finding> {
    let processings: Vec<_> = services::all().into_iter().flat_map(|service| service.processings).collect();
    let (Ok(keys), Ok(register), Ok(communes)) =
        (keys::read(&config.keys), Register::new(processings), beffroi_web::load_communes(db).await)
    else {
        return vec![Fault("the journals cannot be checked without the keys".to_owned())];
    };
    let people = People::new(keys.ring, register, Limits::default());
    let mut findings = Vec::new();
    for commune in communes {
        let name = &commune.profile.name;
        findings.push(match people.desk(&db.of(commune.id), ambient).verify_journal().await {
            Ok(report) if report.holds() => Well(format!(
                "the journal of {name} holds: {} entries, {} waiting",
                report.entries, report.pending
            )),
            Ok(report) => {
                let problems: Vec<_> = report.problems.iter().take(5).map(ToString::to_string).collect();
                Fault(format!(
                    "the journal of {name} has {} problems: {}",
                    report.problems.len(),
                    problems.join("; ")
                ))
            }
            Err(error) => Fault(format!("the journal of {name}: {error}")),
        });
    }
    findings
}
