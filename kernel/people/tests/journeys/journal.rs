//! The access journal: dense, signed, complete, and every alteration found.

use crate::common::{MIGRATIONS, ORIGIN, Town, other_town, purpose, town};
use std::path::{Path, PathBuf};
use std::process::Command;

use beffroi_people::{Act, Actor, JournalError, JournalProblem, Role};
use beffroi_store::Db;
use beffroi_translog::{
    ChainKey, Checkpoint, Class, Entry, Hash, MemoryTree, bundle, hash_tile, inclusion, new_tiles, seal_part,
    verify_inclusion,
};
use time::Duration;
use uuid::Uuid;

/// A town where an agent opened the files of three residents, placed in the log.
async fn busy(db: &Db) -> (Town, Uuid) {
    let town = town(db).await;
    let agent = town.staff(Role::Agent, None).await;
    let mut last = Uuid::nil();
    for case in ["A", "B", "C"] {
        last = town.resident().await;
        town.desk.open(&agent, last, &purpose().case(case)).await.unwrap();
        town.desk.open(&agent, last, &purpose().case(&format!("{case}-bis"))).await.unwrap();
    }
    assert_eq!(town.desk.sequence().await.unwrap(), 6);
    sign(&town).await.unwrap();
    (town, last)
}

/// What follows once the files of the present tree are published.
async fn sign(town: &Town) -> Result<String, JournalError> {
    let head = town.desk.log_head().await?.unwrap();
    sign_as(town, head.size, head.frontier.root()).await
}

async fn sign_as(town: &Town, size: u64, root: Hash) -> Result<String, JournalError> {
    let desk = &town.desk;
    desk.db().write(move |tx| async move { desk.sign_log(&tx, size, root).await }).await
}

async fn problems(town: &Town) -> Vec<JournalProblem> {
    town.desk.verify_journal().await.unwrap().problems
}

async fn act(town: &Town, act: Act<'_>) -> Result<beffroi_people::ActReceipt, JournalError> {
    let desk = &town.desk;
    desk.db().write(move |tx| async move { desk.append_act(&tx, act).await }).await
}

async fn publish(town: &Town, folder: &Path, export: &str) {
    let public = town.desk.entries(0, 1000).await.unwrap();
    let entries: Vec<Entry> = public.iter().map(|e| e.entry).collect();
    let tree: MemoryTree = entries.iter().map(Entry::leaf).collect();
    let write = |name: &str, content: &[u8]| {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    };
    for tile in new_tiles(0, tree.size()) {
        write(&tile.to_string(), &hash_tile(&tree, tile).unwrap_or_else(|| bundle(&entries)));
    }
    write("checkpoint", town.desk.checkpoint().await.unwrap().unwrap().as_bytes());
    write("vkeys", format!("{}\n", town.desk.log_key().await.unwrap().unwrap()).as_bytes());
    write("person.json", export.as_bytes());
}

/// The program that `engines/translog/checks/foreign.sh` builds.
fn checker() -> Option<PathBuf> {
    let check = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/journal-check");
    if !check.exists() {
        eprintln!("skipped: journal-check (run engines/translog/checks/foreign.sh once)");
        return None;
    }
    Some(check)
}

fn run(check: &Path, folder: &Path, arguments: &[&str]) -> bool {
    let (command, options) = arguments.split_first().unwrap();
    let keys = folder.join("vkeys");
    let status = Command::new(check).arg(command).arg("-keys").arg(keys).args(options).arg(folder).output();
    status.unwrap().status.success()
}

const DECISION: Act<'static> = Act {
    class: Class::Act,
    subject: "https://hautval.example/acts/2026/7",
    document: b"Decision 2026/7",
    withheld: None,
};

beffroi_store::both_engines! {
    migrations: [MIGRATIONS];

    async fn places_are_dense_and_the_signed_head_is_that_of_the_entries(db: Db) {
        let (town, _) = busy(&db).await;
        let entries = town.desk.entries(0, 100).await.unwrap();
        assert_eq!(entries.iter().map(|e| e.index).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5]);
        let tree: MemoryTree = entries.iter().map(|e| e.entry.leaf()).collect();
        let key = town.desk.log_key().await.unwrap().unwrap();
        let signed = town.desk.checkpoint().await.unwrap().unwrap();
        let head = Checkpoint::open(signed.as_bytes(), &key, &[], 0).unwrap().checkpoint;
        assert_eq!(head, Checkpoint { origin: ORIGIN.into(), size: 6, root: tree.root() });
        let proof = inclusion(&tree, 3, 6).unwrap();
        assert!(verify_inclusion(entries[3].entry.leaf(), 3, 6, &proof, &head.root).is_ok());
        assert_eq!(town.desk.sequence().await.unwrap(), 0);
        let report = town.desk.verify_journal().await.unwrap();
        assert_eq!((report.entries, report.pending, report.persons), (6, 0, 3));
        assert!(report.holds());
    }

    async fn an_entry_that_waits_for_its_place_is_known_and_checked(db: Db) {
        let (town, zoe) = busy(&db).await;
        let herself = Actor::holder(zoe, town.ambient.uuid_v7());
        let accesses = town.desk.open_own(&herself).await.unwrap().accesses().await.unwrap();
        assert_eq!(accesses.iter().map(|a| a.index).collect::<Vec<_>>(), [None, Some(5), Some(4)]);
        let report = town.desk.verify_journal().await.unwrap();
        assert_eq!((report.entries, report.pending, report.holds()), (6, 1, true));
    }

    async fn a_person_reads_a_complete_list_that_she_can_prove(db: Db) {
        let (town, zoe) = busy(&db).await;
        let herself = Actor::holder(zoe, town.ambient.uuid_v7());
        let accesses = town.desk.open_own(&herself).await.unwrap().accesses().await.unwrap();
        let line = &accesses[1];
        assert_eq!(
            (line.kind.as_str(), line.purpose.as_str(), line.basis.as_str(), line.case.as_str()),
            ("access", "instruction", "6.1.e", "C-bis"),
        );
        assert_eq!((line.role.as_str(), line.time.as_str()), ("agent", "2026-11-23T09:00:00Z"));
        assert_eq!(line.fields, ["adresse", "nom"]);
        assert_eq!(accesses[0].role, "self");
        let (salt, opening) = line.proof.as_ref().unwrap();
        let commit = beffroi_translog::commit_opening(salt, opening);
        assert_eq!(commit, town.desk.entries(5, 1).await.unwrap()[0].entry.commit());
        let text = std::str::from_utf8(opening).unwrap();
        assert!(text.starts_with(r#"{"basis":"6.1.e","case":"C-bis","fields":["adresse","nom"],"kind":"access""#), "{text}");
        assert!(!text.contains(&herself.session.to_string()));
        // Somebody else's opening of her data does not give the list.
        let agent = town.staff(Role::Agent, None).await;
        let opened = town.desk.open(&agent, zoe, &purpose()).await.unwrap();
        assert!(opened.accesses().await.is_err());
        // No label can be told from random without her key.
        let strange = ChainKey::new([1; 32]).label(0);
        assert!(town.desk.entries(0, 10).await.unwrap().iter().all(|e| e.entry.label() != strange));
    }

    /// golang.org/x/mod and the checker of the shared folder, when they are at hand.
    async fn a_foreign_program_accepts_the_log_and_her_export(db: Db) {
        let (town, zoe) = busy(&db).await;
        act(&town, DECISION).await.unwrap();
        let herself = Actor::holder(zoe, town.ambient.uuid_v7());
        let opened = town.desk.open_own(&herself).await.unwrap();
        town.desk.sequence().await.unwrap();
        sign(&town).await.unwrap();
        let export = opened.export_accesses().await.unwrap();
        let folder = std::env::temp_dir().join(format!("beffroi-journal-{}", town.ambient.uuid_v4()));
        let folder = folder.with_extension(format!("{:?}", db.engine()));
        publish(&town, &folder, &export).await;
        if let Some(check) = checker() {
            let verdict = |export: &str| {
                std::fs::write(folder.join("person.json"), export).unwrap();
                let log = run(&check, &folder, &["log", "-beffroi"]);
                let person = run(&check, &folder, &["person", "-export", folder.join("person.json").to_str().unwrap()]);
                (log, person)
            };
            assert_eq!(verdict(&export), (true, true));
            let hidden = export.replacen(r#"{"index":4"#, r#"{"index":3"#, 1);
            assert_ne!(hidden, *export);
            assert_eq!(verdict(&hidden), (true, false));
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }

    async fn every_alteration_is_found(db: Db) {
        let (town, _) = busy(&db).await;
        assert_eq!(problems(&town).await, []);
        town.tamper("create table people_kept as select * from people_journal").await;
        town.tamper("create table people_kept_log as select * from people_log").await;
        town.tamper("create table people_kept_chain as select * from people_chain").await;
        for forgery in [
            // An opening and its sealed part exchanged.
            "update people_journal set opening = sealed, sealed = opening where place = 2",
            // An opening put where another stood.
            "update people_journal set opening = (select k.opening from people_kept k where k.place = 4) where place = 3",
            // An entry rewritten as another.
            "update people_journal set entry = (select k.entry from people_kept k where k.place = 1) where place = 2",
            // An access erased, at the end or in the middle, even with the person's counter.
            "delete from people_journal where place = 5",
            "delete from people_journal where place = 1",
            "update people_chain set length = length - 1",
            // Two accesses exchanged.
            "update people_journal set place = case place when 2 then 20 else place end where place in (2, 3)",
            // A class or a label that says otherwise than the entry.
            "update people_journal set class = 2 where place = 2",
            // The head of a shorter log.
            "update people_log set size = 4",
            "update people_log set checkpoint = 'hautval.example/journal'",
        ] {
            town.tamper(forgery).await;
            let found = town.desk.verify_journal().await;
            assert!(!found.is_ok_and(|report| report.holds()), "not found: {forgery}");
            for restore in [
                "delete from people_journal",
                "insert into people_journal select * from people_kept",
                "delete from people_log",
                "insert into people_log select * from people_kept_log",
                "delete from people_chain",
                "insert into people_chain select * from people_kept_chain",
            ] {
                town.tamper(restore).await;
            }
            assert_eq!(problems(&town).await, [], "after {forgery}");
        }
    }

    async fn acts_are_public_and_may_withhold_a_part(db: Db) {
        let (town, _) = busy(&db).await;
        let plain = act(&town, DECISION).await.unwrap();
        assert_eq!(plain.seal_salt, None);
        let withheld = Act { withheld: Some(b"signed original with names"), ..DECISION };
        let receipt = act(&town, withheld).await.unwrap();
        assert_eq!(town.desk.sequence().await.unwrap(), 2);
        let entries = town.desk.entries(6, 10).await.unwrap();
        assert_eq!(entries[0].subject.as_deref(), Some(DECISION.subject));
        assert_eq!(entries[0].entry.commit(), Hash::of(&[DECISION.document]));
        let seal = seal_part(&receipt.seal_salt.unwrap(), b"signed original with names");
        assert_eq!((entries[0].entry.seal(), entries[1].entry.seal()), (None, Some(seal)));
        let person = Act { class: Class::Person, ..DECISION };
        assert_eq!(act(&town, person).await, Err(JournalError::NotAnAct));
        assert_eq!(problems(&town).await, []);
        assert_eq!(town.desk.journal_figures().await.unwrap(), [(Class::Person, 6), (Class::Act, 2)]);
    }

    async fn hours_never_go_back_though_the_clock_does(db: Db) {
        let (town, _) = busy(&db).await;
        town.ambient.advance(Duration::hours(-5));
        act(&town, DECISION).await.unwrap();
        town.desk.sequence().await.unwrap();
        town.ambient.advance(Duration::hours(7));
        act(&town, DECISION).await.unwrap();
        town.desk.sequence().await.unwrap();
        let hours: Vec<u32> = town.desk.entries(5, 3).await.unwrap().iter().map(|e| e.entry.hour()).collect();
        assert_eq!((hours[1] - hours[0], hours[2] - hours[1]), (0, 2));
        assert_eq!(problems(&town).await, []);
    }

    async fn an_act_undone_with_its_transaction_leaves_no_entry(db: Db) {
        let (town, _) = busy(&db).await;
        let desk = &town.desk;
        let undone: Result<(), JournalError> = desk
            .db()
            .write(move |tx| async move {
                desk.append_act(&tx, DECISION).await?;
                Err(JournalError::NotAnAct)
            })
            .await;
        assert!(undone.is_err());
        assert_eq!(desk.sequence().await.unwrap(), 0);
        assert_eq!(problems(&town).await, []);
    }

    async fn sequencers_and_writers_at_once_make_one_history(db: Db) {
        let (town, zoe) = busy(&db).await;
        let agent = town.staff(Role::Agent, None).await;
        let mut at_work = Vec::new();
        for writer in 0..4 {
            let (desk, agent) = (town.desk.clone(), agent.clone());
            at_work.push(tokio::spawn(async move {
                for case in 0..5 {
                    let case = format!("{writer}-{case}");
                    desk.open(&agent, zoe, &purpose().case(&case)).await.unwrap();
                    match desk.sequence().await {
                        Ok(_) | Err(JournalError::Busy) => {}
                        Err(other) => panic!("{other}"),
                    }
                }
            }));
        }
        for work in at_work {
            work.await.unwrap();
        }
        town.desk.sequence().await.unwrap();
        let report = town.desk.verify_journal().await.unwrap();
        assert!(report.holds(), "{:?}", report.problems);
        assert_eq!((report.entries, report.pending), (26, 0));
    }

    async fn nothing_shorter_or_different_is_signed_after_a_log(db: Db) {
        let (town, zoe) = busy(&db).await;
        let first = town.desk.checkpoint().await.unwrap().unwrap();
        assert_eq!(sign(&town).await.unwrap(), first, "the same tree gives the same checkpoint");
        let other = Hash::of(&[b"another history"]);
        assert!(matches!(sign_as(&town, 6, other).await, Err(JournalError::Damaged(_))));
        act(&town, DECISION).await.unwrap();
        town.desk.sequence().await.unwrap();
        let root = town.desk.log_head().await.unwrap().unwrap().frontier.root();
        assert_eq!(sign_as(&town, 9, root).await, Err(JournalError::Busy));
        assert!(matches!(sign_as(&town, 7, other).await, Err(JournalError::Damaged(_))));
        assert_eq!(town.desk.checkpoint().await.unwrap().unwrap(), first, "placed, not yet signed");
        // What is placed but not signed is not in her export yet: the public log does not show it.
        let herself = Actor::holder(zoe, town.ambient.uuid_v7());
        let opened = town.desk.open_own(&herself).await.unwrap();
        town.desk.sequence().await.unwrap();
        assert!(!opened.export_accesses().await.unwrap().contains(r#""index":7"#));
        let second = sign(&town).await.unwrap();
        assert!(second.contains("\n8\n") && second != first);
        assert!(opened.export_accesses().await.unwrap().contains(r#""index":7"#));
        assert_eq!(problems(&town).await, []);
        // A database put back from before is behind what it once signed: nothing is signed until it has caught up.
        town.tamper("update people_log set size = 4").await;
        assert!(sign_as(&town, 4, root).await.is_err());
    }

    async fn each_commune_has_its_own_log_under_one_name(db: Db) {
        let (town, _) = busy(&db).await;
        let elsewhere = other_town(&db, &town);
        assert_eq!(elsewhere.sequence().await, Err(JournalError::NoLog));
        elsewhere.start_log("ailleurs.example/journal").await.unwrap();
        elsewhere.start_log("ailleurs.example/journal").await.unwrap();
        let other = JournalError::OtherOrigin("ailleurs.example/journal".into());
        assert_eq!(elsewhere.start_log(ORIGIN).await, Err(other));
        assert!(elsewhere.entries(0, 10).await.unwrap().is_empty());
        assert!(elsewhere.verify_journal().await.unwrap().holds());
        assert_ne!(elsewhere.log_key().await.unwrap(), town.desk.log_key().await.unwrap());
    }
}
