//! An agent's lists: filters, kept and shared; labels; files that change hands. Read in order from an index on both engines, whatever their number.

use axum::http::StatusCode;
use beffroi_store::{Db, Engine, Scope, Statement, Value, params};
use beffroi_web::testing::Instance;
use uuid::Uuid;

use crate::support::*;

/// The address of the first tab after « mine »: that of the agent's unit.
async fn unit_list(browser: &mut beffroi_web::testing::Browser) -> String {
    let links = browser.get("/agent?vue=suivis").await.links();
    links.into_iter().find(|link| link.starts_with("/agent?vue=") && link.len() > 40).expect("a unit’s list")
}

fn statement(sql: String) -> Statement {
    Statement { name: "TEST", sql: Box::leak(sql.into_boxed_str()), scope: Scope::Authority }
}

const SYNTHETIC: &str = "insert into procedures_file \
    (authority, id, number, procedure, revision, person, unit, assignee, step, before_steps, state, waiting, open, channel, version, answers, tracking, \
     filed_at, step_at, last_at, due_on, events) \
    values ($1, $2, $3, $4, 1, $2, $5, $6, 'recu', '', $7, $8, $9, 'online', 1, $10, $10, $11, $11, $11, $12, 0)";

/// Two thousand files of one unit, due over three months; one in ten is open.
async fn many(instance: &Instance, db: &Db) -> (Uuid, Uuid) {
    let authority = instance.app().authorities().remove(0);
    let of = db.of(authority.id);
    let (unit, agent, now) = (Uuid::from_u128(1), Uuid::from_u128(2), instance.app().ambient().now());
    let insert = &statement(SYNTHETIC.to_owned());
    let labels = &statement(
        "insert into procedures_file_label (authority, number, label, open, due_on) \
        select authority, number, 1, open, due_on from procedures_file where authority = $1"
            .to_owned(),
    );
    let follows = &statement(
        "insert into procedures_follow (authority, person, number, since) \
        select authority, $2, number, filed_at from procedures_file where authority = $1"
            .to_owned(),
    );
    of.write(move |tx| async move {
        for n in 0_u32..2000 {
            let open = n % 10 == 0;
            let due = format!("2026-{:02}-{:02}", 10 + n % 3, 1 + n % 28);
            let values = params![
                Uuid::from_u128(u128::from(n) + 10_000),
                format!("2025-{n:06}"),
                Uuid::from_u128(u128::from(n % 5)),
                unit,
                (n % 7 == 0).then_some(agent),
                if open { "filed" } else { "accepted" },
                n % 40 == 0,
                open,
                Vec::<u8>::new(),
                now - time::Duration::minutes(i64::from(n)),
                due
            ];
            tx.exec(insert, values).await?;
        }
        tx.exec(labels, params![]).await?;
        tx.exec(follows, params![agent]).await?;
        Ok::<_, beffroi_store::StoreError>(())
    })
    .await
    .expect("synthetic files");
    (authority.id, unit)
}

/// What the planner of the engine says it will do.
async fn plan(db: &Db, authority: Uuid, unit: Uuid, of: &Statement) -> String {
    let explain = match db.engine() {
        Engine::Sqlite => "explain query plan ",
        Engine::Postgres => "explain (costs off) ",
    };
    let (uuid, none) = (Value::from(Uuid::from_u128(2)), Value::Null);
    let name = of.name.trim_start_matches("LIST_").trim_start_matches("BACK_");
    let only =
        |names: &[&str], value: &Value| if names.contains(&name) { value.clone() } else { none.clone() };
    let now = Value::from(time::macros::datetime!(2026-01-01 00:00 UTC));
    let mut values: Vec<Value> = vec![
        true.into(),
        "".into(),
        "".into(),
        "z".into(),
        "z".into(),
        only(&["PROCEDURE"], &uuid),
        none.clone(),
        only(&["STATE"], &"filed".into()),
        only(&["WAITING"], &true.into()),
        none.clone(),
        only(&["AGENT", "AGENT_IN_UNIT"], &uuid),
        only(&["TEAM"], &uuid),
        if ["AGENT", "NO_UNIT", "FOLLOWED"].contains(&name) { none.clone() } else { unit.into() },
        only(&["FILED"], &now),
        only(&["FILED"], &now),
        i64::from(name == "LABEL").into(),
        (name == "NOBODY").into(),
    ];
    if name == "FOLLOWED" {
        values.push(uuid);
    }
    let rows = db.of(authority).query(&statement(format!("{explain}{}", of.sql)), values.into()).await;
    let column = if db.engine() == Engine::Sqlite { 3 } else { 0 };
    let rows = rows.unwrap_or_else(|error| panic!("{}: {error}", of.name));
    rows.iter().map(|row| row.get::<String>(column).expect("a plan is text")).collect::<Vec<_>>().join("\n")
}

beffroi_store::both_engines! {
    migrations: tables();

    async fn every_list_is_read_in_order_from_its_index(db: Db) {
        let instance = hautval(&db).await;
        let (authority, unit) = many(&instance, &db).await;
        if db.engine() == Engine::Postgres {
            let analyze = Statement { name: "ANALYZE", sql: "analyze", scope: Scope::Kernel };
            db.kernel().query(&analyze, params![]).await.expect("statistics");
        }
        let lists: Vec<&Statement> = beffroi_procedures::STATEMENTS.iter().copied().flatten()
            .filter(|of| of.name.starts_with("LIST_") || of.name.starts_with("BACK_")).collect();
        assert_eq!(lists.len(), 26);
        for list in lists {
            let plan = plan(&db, authority, unit, list).await;
            let wide = ["UNIT", "AGENT", "PROCEDURE"].contains(&&list.name[5..]);
            match db.engine() {
                Engine::Sqlite => {
                    assert!(!plan.contains("TEMP B-TREE") && !plan.contains("SCAN f") && !plan.contains("SCAN k"), "{}:\n{plan}", list.name);
                    assert!(!wide || plan.contains("USING COVERING INDEX procedures_file_"), "{}:\n{plan}", list.name);
                }
                Engine::Postgres => {
                    assert!(!plan.contains("Sort") && !plan.contains("Seq Scan on procedures_file "), "{}:\n{plan}", list.name);
                    assert!(!wide || plan.contains("Index Only Scan") && plan.contains("using procedures_file_"), "{}:\n{plan}", list.name);
                }
            }
        }
    }

    async fn pages_follow_each_other_both_ways_without_a_file_lost_or_twice(db: Db) {
        let instance = hautval(&db).await;
        let mut claire = signed_in(&instance, HOST, CLAIRE).await;
        let list = unit_list(&mut claire).await;
        let unit: Uuid = list.trim_start_matches("/agent?vue=").parse().expect("a unit");
        let (authority, synthetic) = many(&instance, &db).await;
        let give = statement("update procedures_file set unit = $3 where authority = $1 and unit = $2".to_owned());
        let give = &give;
        db.of(authority).write(move |tx| async move { tx.exec(give, params![synthetic, unit]).await }).await.expect("given");
        let numbers = |page: &beffroi_web::testing::Answer| -> Vec<String> {
            page.links().into_iter().filter(|link| link.starts_with("/agent/dossiers/2025-")).collect()
        };
        // 200 open files: four pages there, four back.
        let (mut seen, mut pages, mut at) = (Vec::new(), Vec::new(), list);
        loop {
            let page = claire.get(&at).await;
            let titles = numbers(&page);
            assert_eq!(titles.len(), 50, "{}", page.text());
            seen.extend(titles.clone());
            pages.push(titles);
            match page.links().into_iter().find(|link| link.contains("apres=")) {
                Some(next) => at = next,
                None => break,
            }
        }
        assert_eq!(seen.len(), 200);
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), 200, "no file twice");
        for before in pages.iter().rev().skip(1) {
            let back = claire.page().links().into_iter().find(|link| link.contains("avant=")).expect("a way back");
            assert_eq!(&numbers(&claire.get(&back).await), before);
        }
        assert!(!claire.page().links().iter().any(|link| link.contains("avant=")), "nothing before the first");
    }

    async fn a_filter_narrows_is_kept_and_shared_and_a_wrong_date_is_told(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let (first, second) = (file(&mut odile, "terrasse").await, file(&mut odile, "bac").await);
        let mut claire = signed_in(&instance, HOST, CLAIRE).await;
        let list = unit_list(&mut claire).await;
        assert!(claire.get(&list).await.contains(&first) && claire.page().contains(&second));
        let form = claire.get(&format!("{}&agent=personne", list.replace("/agent", "/agent/filtrer"))).await.form("/agent");
        assert_eq!(form.value("agent"), Some("personne"));
        assert!(!claire.get(&format!("{list}&echeance=retard")).await.contains(&first));
        assert!(!claire.get(&format!("{list}&attente=1")).await.contains(&first));
        assert!(claire.get(&format!("{list}&etat=filed&canal=online&du=2026-11-23&au=23/11/2026")).await.contains(&first));
        assert!(!claire.get(&format!("{list}&du=2026-11-24")).await.contains(&first));
        assert!(claire.get(&format!("{list}&numero=2026-0000")).await.contains(&second));
        let straight = claire.get(&format!("{list}&numero={first}")).await;
        assert!(straight.at.ends_with(&format!("/agent/dossiers/{first}")), "{}", straight.at);
        // From a file, the one after it in the same list, and back.
        let open = claire.get(&list).await.links().into_iter().find(|link| link.contains(&first)).expect("the first file");
        let next = claire.get(&open).await.links().into_iter().find(|link| link.contains(&second)).expect("the file after");
        assert!(claire.get(&next).await.links().iter().any(|link| link.starts_with(&format!("/agent/dossiers/{first}?liste="))));
        let wrong = claire.get(&format!("{list}&du=hier")).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(wrong.form("/agent").value("du"), Some("hier"), "what she typed is kept");

        let kept = claire.get(&format!("{list}&agent=personne")).await.links().into_iter().find(|link| link.starts_with("/agent/filtres?filtre="));
        let kept = kept.unwrap_or_else(|| panic!("nothing to keep: {}", claire.page().text()));
        claire.get(&kept).await;
        let refused = claire.submit("/agent/filtres", &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let unit = list.trim_start_matches("/agent?vue=").to_owned();
        let page = claire.submit("/agent/filtres", &[("nom", "À prendre vite"), ("service", &unit)]).await;
        assert!(page.contains("À prendre vite") && page.contains("Population"), "{}", page.text());
        assert!(claire.get("/agent").await.contains("À prendre vite"));
        let mut louis = signed_in(&instance, HOST, LOUIS).await;
        assert!(!louis.get("/agent").await.contains("À prendre vite"), "another unit’s filter");
        let id = claire.get("/agent/filtres").await.forms().into_iter().find_map(|form| form.action.strip_prefix("/agent/filtres/").map(str::to_owned)).expect("its form");
        let token = louis.get("/agent").await.form("/sortir").value("jeton").expect("a token").to_owned();
        let other = louis.post(&format!("/agent/filtres/{id}"), &[("jeton", &token), ("nom", "à moi")]).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND);
        claire.get("/agent/filtres").await;
        claire.submit(&format!("/agent/filtres/{id}"), &[("nom", "Sans agent")]).await;
        assert!(claire.page().contains("Sans agent"));
        let token = claire.page().form("/sortir").value("jeton").expect("a token").to_owned();
        claire.post(&format!("/agent/filtres/{id}"), &[("jeton", &token), ("supprimer", "1")]).await;
        assert!(!claire.get("/agent").await.contains("Sans agent"));
    }

    async fn labels_are_made_by_agents_put_on_files_and_found_again(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let number = file(&mut odile, "terrasse").await;
        let mut claire = signed_in(&instance, HOST, CLAIRE).await;
        claire.get("/agent/etiquettes").await;
        claire.submit("/agent/etiquettes", &[("nom", "Urgent"), ("couleur", "2")]).await;
        claire.get("/agent/etiquettes").await;
        let unit = claire.page().form("/agent/etiquettes").value("service").expect("a unit").to_owned();
        let token = claire.page().form("/sortir").value("jeton").expect("a token").to_owned();
        let twice = claire.post("/agent/etiquettes", &[("jeton", &token), ("service", &unit), ("nom", "Urgent")]).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", twice.text());
        let path = format!("/agent/dossiers/{number}");
        claire.get(&path).await;
        let page = claire.submit("/etiquettes", &[("etiquette", "1")]).await;
        assert!(page.contains("Urgent") && page.contains("posée par Claire Lambertin"), "{}", page.text());
        let list = format!("/agent?vue={unit}&etiquette=1");
        assert!(claire.get(&list).await.contains(&number));
        // A closed file is no longer in the list of open ones.
        for (step, reason) in [("ouvrir", ""), ("refuser", "Trop grand.")] {
            claire.get(&format!("{path}/etape/{step}")).await;
            claire.submit(&format!("/etape/{step}"), &[("motif", reason)]).await;
        }
        assert!(!claire.get(&list).await.contains(&number));
        assert!(claire.get(&format!("{list}&clos=1")).await.contains(&number));
        let mut louis = signed_in(&instance, HOST, LOUIS).await;
        let token = louis.get("/agent").await.form("/sortir").value("jeton").expect("a token").to_owned();
        let foreign = louis.post("/agent/etiquettes", &[("jeton", &token), ("service", &unit), ("id", "1"), ("supprimer", "1")]).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
        assert!(!odile.get(&format!("/moi/demarches/{number}")).await.contains("Urgent"), "labels are the agents’");
    }

    async fn files_change_hands_and_say_so(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let number = file(&mut odile, "terrasse").await;
        let (mut claire, mut rose) = (signed_in(&instance, HOST, CLAIRE).await, signed_in(&instance, HOST, ROSE).await);
        let path = format!("/agent/dossiers/{number}");
        claire.get(&path).await;
        claire.submit("/prendre", &[]).await;
        // Rose takes over what Claire had.
        let from = rose.get("/agent/reprendre").await;
        let claire_id = option(&html(&from), "Claire Lambertin");
        rose.get(&format!("/agent/reprendre?de={claire_id}")).await;
        assert!(rose.page().contains(&number), "{}", rose.page().text());
        let (token, rose_id) = (rose.page().form("/sortir").value("jeton").expect("a token").to_owned(), option(&html(rose.page()), "Rose Amandier"));
        let none = rose.post("/agent/reprendre", &[("jeton", &token), ("de", &claire_id), ("a", &rose_id)]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = rose.post("/agent/reprendre", &[("jeton", &token), ("de", &claire_id), ("a", &rose_id), ("dossier", &number)]).await;
        let page = rose.get(done.header("location")).await;
        assert!(page.contains("Un dossier repris"), "{}", page.text());
        assert!(rose.get("/agent").await.contains(&number), "it is hers");
        assert!(rose.get(&path).await.contains("Dossier de Claire Lambertin repris par Rose Amandier"), "{}", rose.page().text());
        // She follows it, and hands it to the other unit.
        rose.submit("/suivre", &[]).await;
        assert!(rose.get("/agent?vue=suivis").await.contains(&number));
        let mut louis = signed_in(&instance, HOST, LOUIS).await;
        assert_eq!(louis.get(&path).await.status, StatusCode::NOT_FOUND);
        let form = rose.get(&format!("{path}/confier")).await;
        assert_eq!(rose.submit("/confier", &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let travaux = option(&html(&form), "Travaux");
        rose.submit("/confier", &[("service", &travaux), ("texte", "C’est une voirie-secrete.")]).await;
        assert_eq!(rose.get(&path).await.status, StatusCode::NOT_FOUND, "no longer hers");
        assert!(!rose.get("/agent?vue=suivis").await.contains(&number));
        let seen = louis.get(&path).await;
        assert!(seen.contains("voirie-secrete") && seen.contains("confié au service Travaux"), "{}", seen.text());
        assert!(!odile.get(&format!("/moi/demarches/{number}")).await.contains("voirie-secrete"));
    }

    async fn the_lists_and_their_tools_are_for_agents(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let number = file(&mut odile, "terrasse").await;
        let mut claire = signed_in(&instance, HOST, CLAIRE).await;
        let unit = unit_list(&mut claire).await;
        let mut louis = signed_in(&instance, HOST, LOUIS).await;
        assert_eq!(louis.get(&unit).await.status, StatusCode::NOT_FOUND, "another unit’s list is nobody’s");
        assert!(!louis.get(&format!("/agent?numero={number}")).await.contains("terrasse"));
        let mut stranger = instance.browser(HOST);
        for path in ["/agent", "/agent/filtrer", "/agent/filtres", "/agent/etiquettes", "/agent/reprendre"] {
            assert_eq!(odile.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
            assert!(stranger.get(path).await.at.starts_with("/entrer"), "{path}");
        }
        let token = louis.get("/agent").await.form("/sortir").value("jeton").expect("a token").to_owned();
        for act in ["etiquettes", "suivre", "confier"] {
            let answer = louis.post(&format!("/agent/dossiers/{number}/{act}"), &[("jeton", &token), ("texte", "x")]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{act}");
        }
    }
}

fn html(page: &beffroi_web::testing::Answer) -> String {
    String::from_utf8(page.body.clone()).expect("pages are UTF-8")
}

/// The value of the choice with this label, of a select or of radio buttons.
fn option(html: &str, label: &str) -> String {
    let at = html.find(&format!(">{label}<")).unwrap_or_else(|| panic!("no {label}"));
    let before = &html[..at];
    let value = before.rfind("value=\"").expect("a value") + 7;
    html[value..].split('"').next().unwrap_or_default().to_owned()
}
