//! A commune whose journal fills with public acts.

use std::path::{Path, PathBuf};

use beffroi_journal::{Outcome, PublishError, Publisher};
use beffroi_people::{Act, Desk, JournalError};
use beffroi_store::{Ambient, Db, Migrations, PublicFiles};
use beffroi_translog::{Checkpoint, Class, Files, audit};
use beffroi_web::testing::{Instance, migrations, profile};
use time::macros::datetime;

pub(crate) const HOST: &str = "hautval.example";

pub(crate) fn tables() -> Vec<Migrations> {
    migrations(&[beffroi_journal::MIGRATIONS])
}

pub(crate) fn instance(db: &Db) -> Instance {
    let ambient = Ambient::fixed(datetime!(2026-11-23 08:00 UTC), 1);
    Instance::with(db, || vec![beffroi_journal::service()], ambient, None)
}

/// A commune with an empty log, in an instance of its own.
pub(crate) struct Town {
    pub(crate) instance: Instance,
    pub(crate) desk: Desk,
}

pub(crate) async fn hautval(db: &Db) -> Town {
    let instance = instance(db);
    let desk = commune(&instance, HOST).await;
    Town { instance, desk }
}

/// A commune at a host name, with an empty log.
pub(crate) async fn commune(instance: &Instance, host: &str) -> Desk {
    let commune = instance.commune(host, &profile("Hautval")).await;
    let app = instance.app();
    app.people().desk(&app.db().of(commune.id), app.ambient())
}

impl Town {
    pub(crate) fn files(&self) -> &PublicFiles {
        self.instance.app().published()
    }

    pub(crate) async fn publish(&self) -> Result<Outcome, PublishError> {
        publisher(&self.desk).publish(&self.desk, self.files()).await
    }

    pub(crate) fn folder(&self) -> PathBuf {
        folder(&self.instance, HOST)
    }
}

/// A process that never published anything.
pub(crate) fn publisher(desk: &Desk) -> Publisher {
    Publisher::new(desk.ambient().uuid_v4())
}

/// Where the log of a host lies.
pub(crate) fn folder(instance: &Instance, host: &str) -> PathBuf {
    instance.folder().join("journal").join(host).join("journal")
}

/// Appends so many acts.
pub(crate) async fn acts(desk: &Desk, count: u32) {
    let done: Result<(), JournalError> = desk
        .db()
        .write(move |tx| async move {
            for number in 0..count {
                let document = format!("Délibération 2026/{number}\n");
                let subject = "https://hautval.example/actes/2026";
                let act = Act { class: Class::Act, subject, document: document.as_bytes(), withheld: None };
                desk.append_act(&tx, act).await?;
            }
            Ok(())
        })
        .await;
    done.expect("acts are appended");
}

/// A folder as a mirror has it.
pub(crate) struct Mirror<'f>(pub(crate) &'f Path);

impl Files for Mirror<'_> {
    fn get(&self, path: &str) -> Option<Vec<u8>> {
        std::fs::read(self.0.join(path)).ok()
    }
}

/// The size of the log in a folder, all of which is computed again: nothing when there is no checkpoint.
pub(crate) async fn verified(desk: &Desk, folder: &Path) -> Option<u64> {
    let checkpoint = std::fs::read(folder.join("checkpoint")).ok()?;
    let key = desk.log_key().await.expect("keys are read").expect("the log has a key");
    let head = Checkpoint::open(&checkpoint, &key, &[], 0).expect("the log's key signed").checkpoint;
    audit(&Mirror(folder), &head).expect("the files give the signed root");
    Some(head.size)
}
