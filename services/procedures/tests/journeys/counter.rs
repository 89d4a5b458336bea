//! At the counter, on the telephone, by post: an agent writes the same request on the same pages; the person has her receipt and sees who did what.

use axum::http::StatusCode;
use beffroi_store::Db;
use beffroi_web::testing::{Browser, Instance, Upload};

use crate::support::*;

/// Somebody without account, as an agent writes her down; the address of her page.
pub(crate) async fn newcomer(agent: &mut Browser) -> String {
    agent.get("/agent/guichet/personne").await;
    let typed = [
        ("nom.given", "Paulette"),
        ("nom.family", "Sanscompte"),
        ("niss", "85073003328"),
        ("adresse.street", "Rue du Moulin"),
        ("adresse.number", "4"),
        ("adresse.postcode", "4999"),
        ("adresse.municipality", "Hautval"),
        ("langue", "fr"),
    ];
    let page = agent.submit("/guichet/personne", &typed).await;
    assert!(page.contains("Paulette Sanscompte"), "{} {}", page.at, page.text());
    page.at.clone()
}

/// Begins the entry of a procedure on the page of a person.
pub(crate) async fn begin_entry(agent: &mut Browser, slug: &str, more: &[(&str, &str)]) {
    let mut typed = vec![("demarche", slug)];
    typed.extend(more);
    let person = agent.page().at.clone();
    let page = agent.submit(&person, &typed).await;
    // The day a letter came is asked once the answer says that there is one.
    let page = if page.at == person && page.status == StatusCode::OK {
        agent.submit(&person, &typed).await
    } else {
        page
    };
    assert!(page.at.ends_with("/remplir/vous"), "{} {}", page.at, page.text());
}

/// Answers the questions of the tests' procedures for somebody; the page to check.
pub(crate) async fn write_down(agent: &mut Browser) {
    let you: Vec<_> = YOU
        .iter()
        .copied()
        .filter(|(name, _)| !name.starts_with("nom"))
        .chain([("nom.given", "Paulette"), ("nom.family", "Sanscompte")])
        .collect();
    let page = agent.submit("/remplir/vous", &you).await;
    let page = if page.at.ends_with("/vous") { agent.submit("/remplir/vous", &you).await } else { page };
    assert!(page.at.ends_with("/remplir/projet"), "{} {}", page.at, page.text());
    let plan = Upload { field: "plan", name: "plan-secret.pdf", bytes: PDF };
    let page = agent.submit_files("/remplir/projet", PROJECT, &[plan]).await;
    assert!(page.at.ends_with("/verifier"), "{} {}", page.at, page.text());
}

/// The tracking code on a page.
fn code(text: &str) -> String {
    let at = text.find("<code class=\"chiffres\" translate=\"no\">").expect("a code");
    text[at..].split('>').nth(1).and_then(|rest| rest.split('<').next()).expect("a code").to_owned()
}

async fn prepared(db: &Db) -> (Instance, Browser) {
    let instance = hautval(db).await;
    let claire = signed_in(&instance, HOST, CLAIRE).await;
    (instance, claire)
}

beffroi_store::both_engines! {
    migrations: tables();

    async fn a_person_without_computer_is_served_at_the_counter_and_follows_at_home(db: Db) {
        let (instance, mut claire) = prepared(&db).await;
        newcomer(&mut claire).await;
        begin_entry(&mut claire, "bac", &[("canal", "counter")]).await;
        assert!(claire.page().contains("Paulette"), "what was just told is not asked again: {}", claire.page().text());
        let wrong = claire.submit("/remplir/vous", &[("email", "pas une adresse")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "the same checks as online");
        assert!(wrong.contains("pas une adresse"));
        write_down(&mut claire).await;
        let receipt = claire.submit("/verifier", &[]).await;
        assert!(receipt.at.contains("/agent/guichet/recu/2026-"), "{} {}", receipt.at, receipt.text());
        let (number, code) = (number(&receipt.at), code(&receipt.text()));
        let pdf = claire.get(&format!("/agent/guichet/recu/{number}/recu.pdf")).await;
        assert!(pdf.body.starts_with(b"%PDF"), "{}", pdf.text());
        assert!(claire.get("/agent").await.contains(&number), "the same queue");
        let file = claire.get(&format!("/agent/dossiers/{number}")).await;
        assert!(file.contains("Demande faite au guichet, écrite par Claire Lambertin"), "{}", file.text());
        assert!(claire.get("/agent/guichet").await.contains(&number), "her entries of the day");

        let mut home = instance.browser(HOST);
        home.get("/suivre").await;
        let seen = home.submit("/suivre", &[("number", &number), ("code", &code)]).await;
        assert!(seen.contains("Demande faite au guichet, écrite par la commune"), "{}", seen.text());
        assert!(seen.contains("soleil-secret"));
    }

    async fn the_button_pressed_twice_makes_one_file(db: Db) {
        let (_instance, mut claire) = prepared(&db).await;
        newcomer(&mut claire).await;
        begin_entry(&mut claire, "bac", &[("canal", "phone")]).await;
        write_down(&mut claire).await;
        let form = claire.page().form("/verifier");
        let mut again = claire.clone();
        let first = claire.submit("/verifier", &[]).await;
        let request = again.pressed(&form, &[], &[]);
        let second = again.send(request).await;
        assert_eq!(second.status, StatusCode::SEE_OTHER, "{}", second.text());
        assert!(second.header("location").ends_with(&number(&first.at)), "the same file");
    }

    async fn a_letter_counts_from_the_day_it_came(db: Db) {
        let (_instance, mut claire) = prepared(&db).await;
        let person = newcomer(&mut claire).await;
        let typed = [("demarche", "bac"), ("canal", "post"), ("recu.day", "24"), ("recu.month", "12"), ("recu.year", "2026")];
        claire.submit(&person, &typed).await;
        let future = claire.submit(&person, &typed).await;
        assert_eq!(future.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", future.text());
        assert_eq!(future.form(&person).value("recu.day"), Some("24"));
        begin_entry(&mut claire, "bac", &[("canal", "post"), ("recu.day", "16"), ("recu.month", "11"), ("recu.year", "2026")]).await;
        write_down(&mut claire).await;
        let receipt = claire.submit("/verifier", &[]).await;
        assert!(receipt.contains("16 novembre 2026") && receipt.contains("16 décembre 2026"), "{}", receipt.text());
        let file = claire.get(&format!("/agent/dossiers/{}", number(&receipt.at))).await;
        assert!(file.contains("16 novembre 2026") && file.contains("reçue par courrier"), "{}", file.text());
    }

    async fn an_agent_writes_down_only_what_her_unit_handles_or_everything_at_the_reception(db: Db) {
        let (instance, mut claire) = prepared(&db).await;
        let person = newcomer(&mut claire).await;
        begin_entry(&mut claire, "bac", &[("canal", "counter")]).await;
        let page = claire.page().at.clone();

        let mut louis = signed_in(&instance, HOST, LOUIS).await;
        assert_eq!(louis.get(&page).await.status, StatusCode::NOT_FOUND, "another unit’s entry does not exist for him");
        let shown = louis.get(&person).await;
        assert!(!shown.contains("Demander : bac"), "{}", shown.text());
        let refused = louis.submit(&person, &[("demarche", "bac"), ("canal", "counter")]).await;
        assert!(refused.status.is_client_error(), "{} {}", refused.status, refused.at);

        let mut rosa = signed_in(&instance, HOST, ROSA).await;
        assert_eq!(rosa.get(&page).await.status, StatusCode::OK, "the reception goes on with what a colleague began");
        rosa.get(&person).await;
        begin_entry(&mut rosa, "terrasse", &[("canal", "phone")]).await;
        write_down(&mut rosa).await;
        let receipt = rosa.submit("/verifier", &[]).await;
        let number = number(&receipt.at);
        assert_eq!(rosa.get(&format!("/agent/dossiers/{number}")).await.status, StatusCode::FORBIDDEN, "she handles no file");
        let path = format!("/agent/guichet/recu/{number}");
        assert_eq!(claire.get(&path).await.status, StatusCode::NOT_FOUND, "the code is for whoever wrote the request down");

        let mut odile = signed_in(&instance, HOST, ODILE).await;
        for path in ["/agent/guichet", "/agent/guichet/personne", person.as_str(), page.as_str(), path.as_str()] {
            assert_eq!(odile.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
        }
    }

    async fn who_was_looked_for_sees_it_and_who_is_unknown_is_told(db: Db) {
        let (instance, mut claire) = prepared(&db).await;
        let before = accesses(&instance).await;
        claire.get("/agent/guichet").await;
        let nobody = claire.submit("/chercher", &[("qui", "personne@courrier.example")]).await;
        assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(nobody.form("/chercher").value("qui"), Some("personne@courrier.example"));
        assert_eq!(accesses(&instance).await, before);
        let found = claire.submit("/chercher", &[("qui", &ODILE.to_uppercase())]).await;
        assert!(found.contains("Odile Planteville"), "{}", found.text());
        assert!(!found.at.contains('@'), "no personal datum in an address");
        assert_eq!(accesses(&instance).await, before + 1);
        begin_entry(&mut claire, "terrasse", &[("canal", "counter")]).await;
        write_down(&mut claire).await;
        let number = number(&claire.submit("/verifier", &[]).await.at);

        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let looked = odile.get("/moi/acces").await;
        assert!(looked.contains("Recherche de la personne qui se présente au guichet"), "{}", looked.text());
        assert!(looked.contains("Demande écrite par un agent") && looked.contains(&number), "{}", looked.text());
        let own = odile.get(&format!("/moi/demarches/{number}")).await;
        assert!(own.contains("écrite par la commune"), "{}", own.text());

        newcomer(&mut claire).await;
        claire.get("/agent/guichet").await;
        let found = claire.submit("/chercher", &[("qui", "85.07.30-033.28")]).await;
        assert!(found.contains("Paulette Sanscompte"), "{}", found.text());
        claire.get("/agent/guichet/personne").await;
        let twice = claire.submit("/guichet/personne", &[("nom.given", "Paulette"), ("nom.family", "Double"), ("niss", "85073003328"), ("langue", "fr")]).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", twice.text());
        assert!(twice.contains("déjà connue") && twice.contains("Double"), "{}", twice.text());
    }

    async fn what_a_resident_began_at_home_is_finished_at_the_counter(db: Db) {
        let (instance, mut claire) = prepared(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        begin(&mut odile, "terrasse").await;
        answer_first(&mut odile).await;
        claire.get("/agent/guichet").await;
        let page = claire.submit("/chercher", &[("qui", ODILE)]).await;
        assert!(page.contains("Demandes déjà commencées"), "{}", page.text());
        let person = page.at.clone();
        let page = claire.submit(&person, &[("demarche", "terrasse"), ("canal", "aidant")]).await;
        assert!(page.at.ends_with("/remplir/vous"), "{} {}", page.at, page.text());
        assert!(page.contains("locataire-secrete"), "what she wrote at home is there: {}", page.text());
    }
}
