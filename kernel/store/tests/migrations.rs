//! The schema grows file by file, and what was applied never changes.

use beffroi_store::{Db, Engine, Migrations, StoreError, both_engines, params, walls};

const FIRST: (&str, &str) = (
    "0001_start.sql",
    "create table parks_bench (authority {uuid} not null, id {uuid} not null, primary key (authority, id))",
);
const SECOND: (&str, &str) = ("0002_place.sql", "alter table parks_bench add column place text");

const START: Migrations = Migrations { slice: "parks", files: &[FIRST] };
const LATER: Migrations = Migrations { slice: "parks", files: &[FIRST, SECOND] };

const SHUFFLED: Migrations = Migrations { slice: "parks", files: &[SECOND, FIRST] };
const MENDED: Migrations =
    Migrations { slice: "parks", files: &[FIRST, ("0002_mended.sql", "create table parks_tree (id text)")] };

beffroi_store::statements! {
    PLACES (kernel) = "select place from parks_bench";
    BENCHES (kernel) = "select id from parks_bench";
}

both_engines! {
    migrations: [START];

    async fn migrating_again_changes_nothing(db: Db) {
        db.migrate(&[START]).await.expect("nothing to do");
        db.migrate(&[LATER]).await.expect("one file more");
        db.migrate(&[LATER]).await.expect("nothing to do");
        assert_eq!(db.kernel().query(&PLACES, params![]).await, Ok(vec![]));
    }

    async fn an_older_instance_serves_a_newer_schema(db: Db) {
        db.migrate(&[LATER]).await.expect("one file more");
        db.migrate(&[START]).await.expect("an older binary does not mind");
        assert_eq!(db.kernel().query(&BENCHES, params![]).await, Ok(vec![]));
    }

    async fn an_altered_migration_is_refused(db: Db) {
        const ALTERED: Migrations = Migrations {
            slice: "parks",
            files: &[("0001_start.sql", "create table parks_bench (other text)"), SECOND],
        };
        let refused = db.migrate(&[ALTERED]).await;
        assert_eq!(
            refused,
            Err(StoreError::MigrationAltered { slice: "parks".into(), file: "0001_start.sql".into() })
        );
        assert!(db.kernel().query(&PLACES, params![]).await.is_err(), "the second file was applied");
    }

    async fn a_migration_slipped_in_before_an_applied_one_is_refused(db: Db) {
        const SLIPPED: Migrations = Migrations {
            slice: "parks",
            files: &[("0000_before.sql", "create table parks_tree (id text)"), FIRST],
        };
        assert!(matches!(db.migrate(&[SLIPPED]).await, Err(StoreError::MigrationOrder { .. })));
        assert!(matches!(db.migrate(&[SHUFFLED]).await, Err(StoreError::MigrationOrder { .. })));
    }

    async fn a_migration_that_fails_leaves_nothing_behind(db: Db) {
        const BROKEN: Migrations = Migrations {
            slice: "parks",
            files: &[FIRST, ("0002_broken.sql", "create table parks_tree (id text); create tible x")],
        };
        let refused = db.migrate(&[BROKEN]).await.expect_err("not SQL");
        assert!(matches!(&refused, StoreError::MigrationFailed { file, .. } if file == "0002_broken.sql"));
        db.migrate(&[MENDED]).await.expect("the table was not there yet");
    }

    async fn several_instances_may_migrate_at_once(db: Db) {
        let all: Vec<_> = (0..6).map(|_| tokio::spawn({ let db = db.clone(); async move { db.migrate(&[LATER]).await } })).collect();
        for one in all {
            assert_eq!(one.await.expect("no panic"), Ok(()));
        }
    }

    async fn statements_that_do_not_prepare_are_all_named(db: Db) {
        use beffroi_store::{Scope, Statement};
        const WRONG: &[Statement] = &[
            Statement { name: "FINE", sql: "select id from parks_bench where authority = $1", scope: Scope::Authority },
            Statement { name: "NO_COLUMN", sql: "select size from parks_bench where authority = $1", scope: Scope::Authority },
            Statement { name: "NO_TABLE", sql: "select 1 from parks_tree where authority = $1", scope: Scope::Authority },
            Statement { name: "GAP", sql: "select id from parks_bench where authority = $1 and id = $3", scope: Scope::Authority },
        ];
        let refused = db.prepare_all(WRONG).await.expect_err("three are wrong");
        let names: Vec<_> = refused.iter().map(|e| e.statement).collect();
        assert_eq!(names, ["NO_COLUMN", "NO_TABLE", "GAP"]);
    }

    async fn the_stores_own_schema_and_statements_keep_the_walls(db: Db) {
        assert_eq!(db.prepare_all(&[]).await, Ok(()));
        for statement in beffroi_store::own_statements(db.engine()) {
            if statement.name != "LEASE" {
                assert_eq!(walls::check_statement(&statement, "store"), Ok(()));
            }
        }
        assert_eq!(walls::check_schema(&db, &["store", "parks"]).await, Ok(vec![]));
    }

    async fn a_table_whose_key_does_not_begin_with_the_authority_is_named(db: Db) {
        const LOOSE: Migrations = Migrations {
            slice: "loose",
            files: &[(
                "0001_start.sql",
                "create table loose_a (id {uuid} not null, authority {uuid} not null, primary key (id));
                 create table loose_b (authority {uuid} not null, id {uuid} not null, name text unique, primary key (authority, id));
                 create table other_c (authority {uuid} not null, primary key (authority));
                 create table loose_d (authority {uuid} not null);",
            )],
        };
        db.migrate(&[LOOSE]).await.expect("applies");
        let found = walls::check_schema(&db, &["store", "parks", "loose"]).await.expect("read");
        let mut tables: Vec<_> = found.iter().map(|wrong| wrong.table.as_str()).collect();
        tables.sort_unstable();
        assert_eq!(tables, ["loose_a", "loose_b", "loose_d", "other_c"], "{found:?}");
    }

    async fn full_text_search_is_compiled_in(db: Db) {
        const SEARCH: Migrations = Migrations {
            slice: "search",
            files: &[(
                "0001_start.sql",
                "--@sqlite
                 create virtual table search_index using fts5 (words);
                 --@postgres
                 create table search_index (words tsvector);
                 --@postgres
                 create index search_index_words on search_index using gin (words);",
            )],
        };
        db.migrate(&[SEARCH]).await.expect("applies");
        assert!(matches!(db.engine(), Engine::Sqlite | Engine::Postgres));
    }
}
