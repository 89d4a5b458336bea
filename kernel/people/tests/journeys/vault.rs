//! The vault: nothing in clear without a journaled purpose, nothing after an erasure.

use crate::common::{MIGRATIONS, ORIGIN, Town, other_town, people, purpose, refused, sealed, town};
use beffroi_people::{Actor, Attribute, KeyRing, Kind, Place, Purpose, Role, VaultError};
use beffroi_store::{Db, Engine, Row, Scope, Statement, Value, params};
use time::Duration;
use uuid::Uuid;

async fn rows(db: &Db, sql: &'static str) -> Vec<Row> {
    db.kernel().query(&Statement { name: "LOOK", sql, scope: Scope::Kernel }, params![]).await.unwrap()
}

/// A resident's file: her row and a sealed name and address.
async fn file(town: &Town) -> (Uuid, Uuid, Vec<u8>, Vec<u8>) {
    let (zoe, row) = (town.resident().await, town.ambient.uuid_v7());
    let name = sealed(&town.desk, zoe, "dossier", row, "nom", "Exemplaire").await;
    let address = sealed(&town.desk, zoe, "dossier", row, "adresse", "rue du Beffroi 1").await;
    (zoe, row, name, address)
}

const fn at(row: Uuid, column: &str) -> Place<'_> {
    Place::new("essai_dossier", row, column)
}

beffroi_store::both_engines! {
    migrations: [MIGRATIONS];

    /// Every statement, on the engine at hand.
    async fn every_statement_prepares(db: Db) {
        db.prepare_all(beffroi_people::STATEMENTS).await.unwrap();
    }

    async fn an_agent_opens_what_the_purpose_names_and_nothing_else(db: Db) {
        let town = town(&db).await;
        let (zoe, row, name, address) = file(&town).await;
        let agent = town.staff(Role::Agent, None).await;
        let opened = town.desk.open(&agent, zoe, &purpose().fields(&["nom"])).await.unwrap();
        assert_eq!(opened.text(&at(row, "nom"), &name).unwrap().as_str(), "Exemplaire");
        let hidden = VaultError::FieldNotOpened("adresse".into());
        assert_eq!(refused(opened.text(&at(row, "adresse"), &address)), hidden);
        // A ciphertext moved to another column or row does not open there.
        assert_eq!(refused(opened.text(&at(row, "nom"), &address)), VaultError::Damaged);
        assert_eq!(refused(opened.text(&at(Uuid::nil(), "nom"), &name)), VaultError::Damaged);
        assert_eq!(format!("{:?}", opened.text(&at(row, "nom"), &name).unwrap()), "Clear(…)");
    }

    async fn what_is_not_declared_or_not_allowed_is_refused_and_not_journaled(db: Db) {
        let town = town(&db).await;
        let (zoe, ..) = file(&town).await;
        let (civil, roads) = (town.unit("État civil").await, town.unit("Voirie").await);
        let agent = town.staff(Role::Agent, Some(civil)).await;
        let open = async |actor: &Actor, purpose: Purpose| refused(town.desk.open(actor, zoe, &purpose).await);
        assert_eq!(open(&agent, Purpose::new("curiosité")).await, VaultError::Undeclared("curiosité".into()));
        let undeclared = VaultError::FieldNotDeclared("national_number".into());
        assert_eq!(open(&agent, purpose().unit(civil).fields(&["national_number"])).await, undeclared);
        assert_eq!(open(&agent, purpose().unit(roads)).await, VaultError::NotAllowed);
        assert_eq!(open(&agent, purpose()).await, VaultError::NotAllowed, "no unit is named");
        assert_eq!(open(&agent, Purpose::new("own")).await, VaultError::NotAllowed);
        assert_eq!(open(&agent, Purpose::new("rappel").fields(&["email"])).await, VaultError::NotAllowed);
        for role in [Role::Administrator, Role::Auditor, Role::Author] {
            let other = town.staff(role, None).await;
            assert_eq!(open(&other, purpose()).await, VaultError::NotAllowed, "{role}");
        }
        let neighbour = Actor::holder(town.resident().await, town.ambient.uuid_v7());
        assert_eq!(open(&neighbour, purpose()).await, VaultError::NotAllowed);
        assert_eq!(open(&town.job(), purpose()).await, VaultError::NotAllowed);
        assert_eq!(town.entries().await, 0);
        assert!(town.desk.open(&agent, zoe, &purpose().unit(civil)).await.is_ok());
    }

    async fn when_the_entry_cannot_be_committed_nothing_is_opened(db: Db) {
        let town = town(&db).await;
        let (zoe, row, name, _) = file(&town).await;
        let agent = town.staff(Role::Agent, None).await;
        town.tamper("alter table people_chain rename to people_gone").await;
        let refusal = refused(town.desk.open(&agent, zoe, &purpose()).await);
        assert!(matches!(refusal, VaultError::JournalUnavailable(_)), "{refusal:?}");
        town.tamper("alter table people_gone rename to people_chain").await;
        assert_eq!(town.entries().await, 0);
        let opened = town.desk.open(&agent, zoe, &purpose()).await.unwrap();
        assert_eq!(town.entries().await, 1);
        assert!(opened.text(&at(row, "nom"), &name).is_ok());
    }

    async fn one_entry_covers_the_same_opening_for_fifteen_minutes(db: Db) {
        let town = town(&db).await;
        let (zoe, ..) = file(&town).await;
        let agent = town.staff(Role::Agent, None).await;
        let open = async |actor: &Actor, purpose: Purpose| {
            town.desk.open(actor, zoe, &purpose).await.unwrap();
            town.entries().await
        };
        assert_eq!(open(&agent, purpose()).await, 1);
        town.ambient.advance(Duration::minutes(14));
        assert_eq!(open(&agent, purpose()).await, 1);
        assert_eq!(open(&agent, purpose().fields(&["adresse", "nom", "nom"])).await, 1);
        assert_eq!(open(&agent, purpose().fields(&["adresse", "nom", "email"])).await, 2);
        assert_eq!(open(&agent, purpose().case("2026-000418")).await, 3);
        let elsewhere = Actor { session: town.ambient.uuid_v7(), ..agent.clone() };
        assert_eq!(open(&elsewhere, purpose()).await, 4);
        town.ambient.advance(Duration::minutes(2));
        assert_eq!(open(&agent, purpose()).await, 5);
    }

    async fn a_list_with_names_journals_every_row_and_a_lookup_opens_nothing(db: Db) {
        let town = town(&db).await;
        let agent = town.staff(Role::Agent, None).await;
        let (one, two) = (town.resident().await, town.resident().await);
        let found = town.desk.find_person(Attribute::Email, " ZOE@courriel.example ").await.unwrap();
        assert!(found.contains(&one) && found.contains(&two));
        assert_eq!(town.entries().await, 0);
        let names = purpose().fields(&["family_name"]);
        let wanted = [(one, names.clone().case("A")), (two, names.case("B"))];
        let opened = town.desk.open_each(&agent, &wanted).await.unwrap();
        assert_eq!((opened.len(), town.entries().await), (2, 2));
        let name = opened[1].attribute(Attribute::FamilyName).await.unwrap().unwrap();
        assert_eq!(name.as_str(), "Exemplaire");
        assert!(opened[1].attribute(Attribute::Email).await.is_err());
    }

    async fn ids_of_another_commune_are_refused(db: Db) {
        let town = town(&db).await;
        let (zoe, row, name, _) = file(&town).await;
        let elsewhere = other_town(&db, &town);
        elsewhere.start_log("ailleurs.example/journal").await.unwrap();
        let agent = town.staff(Role::Agent, None).await;
        assert_eq!(refused(elsewhere.open(&agent, zoe, &purpose()).await), VaultError::NoSuchPerson);
        assert_eq!(refused(elsewhere.sealer_now(zoe, "dossier").await), VaultError::NoSuchPerson);
        assert!(elsewhere.find_person(Attribute::Email, "zoe@courriel.example").await.unwrap().is_empty());
        // Even a row copied into the other commune, for a person who exists there, does not open.
        let person = Town { desk: elsewhere.clone(), ambient: town.ambient.clone() }.resident().await;
        sealed(&elsewhere, person, "dossier", row, "nom", "Autre").await;
        let opened = elsewhere.open(&agent, person, &purpose()).await.unwrap();
        assert!(opened.text(&at(row, "nom"), &name).is_err());
    }

    async fn an_emergency_needs_a_reason_and_is_told(db: Db) {
        let town = town(&db).await;
        let (zoe, row, _, address) = file(&town).await;
        let (civil, roads) = (town.unit("État civil").await, town.unit("Voirie").await);
        let agent = town.staff(Role::Agent, Some(roads)).await;
        let asked = Purpose::new("urgence").unit(civil).fields(&["adresse"]);
        assert_eq!(refused(town.desk.open(&agent, zoe, &asked).await), VaultError::ReasonTooShort);
        let asked = asked.reason("Personne disparue, demande des secours");
        let opened = town.desk.open(&agent, zoe, &asked).await.unwrap();
        assert_eq!(opened.text(&at(row, "adresse"), &address).unwrap().as_str(), "rue du Beffroi 1");
        let events = rows(&db, "select event from store_outbox").await;
        assert!(events.iter().any(|row| row.get::<String>(0).unwrap() == "people.break_glass"));
        let herself = Actor::holder(zoe, town.ambient.uuid_v7());
        let seen = town.desk.open_own(&herself).await.unwrap().accesses().await.unwrap();
        assert_eq!((seen[1].kind.as_str(), seen[1].office.as_str()), ("break_glass", "Voirie"));
        assert_eq!(seen[1].reason, "Personne disparue, demande des secours");
    }

    async fn her_own_reading_is_one_entry_per_session(db: Db) {
        let town = town(&db).await;
        let (zoe, row, name, _) = file(&town).await;
        let herself = Actor::holder(zoe, town.ambient.uuid_v7());
        let opened = town.desk.open_own(&herself).await.unwrap();
        assert!(opened.text(&at(row, "nom"), &name).is_ok());
        assert_eq!(opened.attributes().await.unwrap().len(), 3);
        town.ambient.advance(Duration::hours(3));
        town.desk.open_own(&herself).await.unwrap();
        assert_eq!(town.entries().await, 1);
        let again = Actor::holder(zoe, town.ambient.uuid_v7());
        town.desk.open_own(&again).await.unwrap();
        assert_eq!(town.entries().await, 2);
        assert!(town.desk.open_own(&town.job()).await.is_err());
    }

    async fn erasure_destroys_one_basis_and_stays_after_a_restore(db: Db) {
        let town = town(&db).await;
        let (zoe, row, name, _) = file(&town).await;
        let kept = sealed(&town.desk, zoe, "comptabilité", row, "nom", "Exemplaire").await;
        let agent = town.staff(Role::Agent, None).await;
        let (desk, actor, why) = (&town.desk, &agent, &purpose());
        desk.open(actor, zoe, why).await.unwrap();
        town.tamper("create table people_backup as select * from people_key").await;
        let erase = async |basis: Option<&'static str>| {
            desk.db().write(move |tx| async move { desk.erase(&tx, actor, zoe, basis, why).await }).await.unwrap()
        };
        assert_eq!(erase(Some("dossier")).await, 1);
        let opened = desk.open(actor, zoe, why).await.unwrap();
        assert_eq!(refused(opened.text(&at(row, "nom"), &name)), VaultError::Erased);
        assert!(opened.text(&at(row, "nom"), &kept).is_ok());
        assert_eq!(desk.erased(zoe).await.unwrap(), ["dossier"]);

        // The data backup brings the key back; the tombstone destroys it again.
        town.tamper("delete from people_key").await;
        town.tamper("insert into people_key select * from people_backup").await;
        assert!(desk.open(actor, zoe, why).await.unwrap().text(&at(row, "nom"), &name).is_ok());
        assert_eq!(desk.replay_tombstones().await.unwrap(), 1);
        let opened = desk.open(actor, zoe, why).await.unwrap();
        assert_eq!(refused(opened.text(&at(row, "nom"), &name)), VaultError::Erased);

        // A key made afterwards has another number: the tombstone does not touch it.
        let again = sealed(desk, zoe, "dossier", row, "nom", "Retour").await;
        assert_eq!(desk.replay_tombstones().await.unwrap(), 0);
        assert!(desk.open(actor, zoe, why).await.unwrap().text(&at(row, "nom"), &again).is_ok());

        assert_eq!(erase(None).await, 3);
        assert!(desk.find_person(Attribute::Email, "zoe@courriel.example").await.unwrap().iter().all(|p| *p != zoe));
        let opened = desk.open(actor, zoe, &purpose().fields(&["family_name"])).await.unwrap();
        assert!(opened.attribute(Attribute::FamilyName).await.unwrap().is_none());
        desk.sequence().await.unwrap();
        let report = desk.verify_journal().await.unwrap();
        assert!(report.holds(), "{:?}", report.problems);
        // Her own list survives: what was done to her data stays told.
        let herself = Actor::holder(zoe, town.ambient.uuid_v7());
        let seen = desk.open_own(&herself).await.unwrap().accesses().await.unwrap();
        assert_eq!(seen.iter().filter(|line| line.kind == "erasure").count(), 2);
    }

    async fn a_new_instance_key_takes_over_and_the_old_one_can_go(db: Db) {
        let town = town(&db).await;
        let ambient = town.ambient.clone();
        let mut ring = KeyRing::generate(&ambient);
        let db = db.of(ambient.uuid_v4());
        let before = people(ring.clone()).desk(&db, &ambient);
        before.start_log(ORIGIN).await.unwrap();
        let inside = Town { desk: before.clone(), ambient: ambient.clone() };
        let (zoe, row, name, _) = file(&inside).await;
        let agent = inside.staff(Role::Agent, None).await;
        ring.rotate(&ambient);
        ring.rotate(&ambient);
        let after = people(ring.clone()).desk(&db, &ambient);
        let moved = after.rewrap().await.unwrap();
        assert!(moved >= 4, "{moved}");
        assert_eq!(after.rewrap().await.unwrap(), 0);
        ring.retire();
        let after = people(ring).desk(&db, &ambient);
        let opened = after.open(&agent, zoe, &purpose()).await.unwrap();
        assert!(opened.text(&at(row, "nom"), &name).is_ok());
        assert_eq!(refused(before.open(&agent, zoe, &purpose()).await), VaultError::KeyMissing(3));
    }

    async fn first_accesses_at_once_share_the_keys_that_one_of_them_makes(db: Db) {
        let town = town(&db).await;
        let agent = town.staff(Role::Agent, None).await;
        let zoe = town.resident().await;
        let at_once: Vec<_> = (0..8)
            .map(|case| {
                let (desk, agent) = (town.desk.clone(), agent.clone());
                let why = purpose().case(&case.to_string());
                tokio::spawn(async move {
                    desk.sealer_now(zoe, "dossier").await.unwrap();
                    desk.open(&agent, zoe, &why).await.map(drop)
                })
            })
            .collect();
        for opened in at_once {
            assert_eq!(opened.await.unwrap(), Ok(()));
        }
        town.desk.sequence().await.unwrap();
        assert!(town.desk.verify_journal().await.unwrap().holds());
        let keys = rows(&db, "select basis from people_key where basis in ('dossier', 'chain', 'journal')").await;
        assert_eq!(keys.len(), 3);
    }

    async fn files_are_sealed_for_their_row(db: Db) {
        let town = town(&db).await;
        let (zoe, row, ..) = file(&town).await;
        let content: Vec<u8> = (0..200_000_u32).map(|i| u8::try_from(i % 253).unwrap()).collect();
        let place = Place::new("essai_piece", row, "contenu");
        let sealer = town.desk.sealer_now(zoe, "dossier").await.unwrap();
        let stored = sealer.file(&town.ambient, &place, 1, &content).unwrap();
        let herself = Actor::holder(zoe, town.ambient.uuid_v7());
        let opened = town.desk.open_own(&herself).await.unwrap();
        assert_eq!(opened.file(&place, &stored).unwrap().as_bytes(), content);
        let elsewhere = Place::new("essai_piece", Uuid::nil(), "contenu");
        assert_eq!(refused(opened.file(&elsewhere, &stored)), VaultError::Damaged);
        assert_eq!(refused(opened.file(&place, &stored[..100])), VaultError::Damaged);
    }

    async fn what_staff_changes_is_journaled_with_the_change(db: Db) {
        let town = town(&db).await;
        let zoe = town.resident().await;
        let agent = town.staff(Role::Agent, None).await;
        let (desk, actor, why) = (&town.desk, &agent, &purpose().fields(&["email"]));
        let changed = desk.db().write(move |tx| async move {
            desk.set_attribute(&tx, zoe, Attribute::Email, "nouvelle@courriel.example").await?;
            desk.record(&tx, actor, zoe, Kind::Rectification, why).await
        });
        changed.await.unwrap();
        assert_eq!(desk.find_person(Attribute::Email, "nouvelle@courriel.example").await.unwrap(), [zoe]);
        assert!(!desk.find_person(Attribute::Email, "zoe@courriel.example").await.unwrap().contains(&zoe));
        let herself = Actor::holder(zoe, town.ambient.uuid_v7());
        let seen = desk.open_own(&herself).await.unwrap().accesses().await.unwrap();
        assert_eq!((seen[1].kind.as_str(), &seen[1].fields[..]), ("rectification", &["email".to_owned()][..]));
    }

    async fn no_table_holds_personal_data_in_clear(db: Db) {
        let town = town(&db).await;
        let (zoe, row, ..) = file(&town).await;
        let marc = town.account("marc.invente@courriel.example").await;
        let civil = town.unit("État civil").await;
        town.grant(marc, Role::Agent, Some(civil)).await;
        let desk = &town.desk;
        desk.db().write(move |tx| async move { desk.set_agent_name(&tx, marc, "M. Inventé").await }).await.unwrap();
        let signed = desk
            .sign_in("marc.invente@courriel.example", crate::common::PASSWORD, &crate::common::client("192.0.2.7"))
            .await
            .unwrap();
        let planted = purpose().case("2026-SECRET").fields(&["nom"]).unit(civil);
        desk.open(&signed.actor, zoe, &planted).await.unwrap();
        desk.sequence().await.unwrap();
        assert!(!row.is_nil());
        let needles = [
            "Exemplaire", "zoe@courriel", "Zoé", "Beffroi 1", "marc.invente", "Inventé", crate::common::PASSWORD,
            signed.cookie.expose(), "2026-SECRET", "192.0.2.7", "instruction",
        ];
        let all = match db.engine() {
            Engine::Sqlite => "select name from sqlite_master where type = 'table'",
            Engine::Postgres => "select tablename::text from pg_tables where schemaname = 'public'",
        };
        let mut seen = 0;
        for table in rows(&db, all).await {
            let table: String = table.get(0).unwrap();
            let sql: &'static str = Box::leak(format!("select * from {table}").into_boxed_str());
            for row in rows(&db, sql).await {
                for column in 0..row.columns().len() {
                    let bytes = match row.get::<Value>(column).unwrap() {
                        Value::Text(text) => text.into_bytes(),
                        Value::Blob(bytes) => bytes,
                        Value::Json(json) => json.to_string().into_bytes(),
                        _ => continue,
                    };
                    seen += 1;
                    let found = needles.iter().find(|n| bytes.windows(n.len()).any(|w| w == n.as_bytes()));
                    assert_eq!(found, None, "in {table}");
                }
            }
        }
        assert!(seen > 30, "{seen} values looked at");
        // SQLite: the files too, with what the write-ahead log and free pages still hold.
        if db.engine() == Engine::Sqlite {
            let main: String = rows(&db, "select file from pragma_database_list where name = 'main'").await[0].get(0).unwrap();
            for file in [main.clone(), format!("{main}-wal")] {
                let bytes = std::fs::read(&file).unwrap();
                assert!(!bytes.is_empty());
                let found = needles.iter().find(|n| bytes.windows(n.len()).any(|w| w == n.as_bytes()));
                assert_eq!(found, None, "in {file}");
            }
        }
    }
}
