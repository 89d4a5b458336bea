//! News reach everybody: by mail, by SMS, or by a letter that an agent prints and posts. None of them carries an answer of the form.

use axum::http::StatusCode;
use beffroi_store::Db;
use beffroi_web::testing::{Answer, Browser, Instance};

use crate::counter::{begin_entry, newcomer, write_down};
use crate::support::*;

/// Nothing that the tests' people answered.
fn no_answer(text: &str) {
    for planted in ["locataire-secrete", "soleil-secret", "plan-secret", ODILE] {
        assert!(!text.contains(planted), "{planted} in {text}");
    }
}

/// A request of somebody without account nor address of mail, written down by Claire; the number and the page of the person.
async fn written_down(claire: &mut Browser) -> (String, String) {
    let person = newcomer(claire).await;
    begin_entry(claire, "bac", &[("canal", "counter")]).await;
    write_down(claire).await;
    let number = number(&claire.submit("/verifier", &[]).await.at);
    (number, person)
}

/// Somebody who asks for letters whatever the form says.
async fn by_letter(claire: &mut Browser, person: &str, address: &str) -> Answer {
    claire.get(&format!("{person}/contact")).await;
    claire.submit("/contact", &[("contact", "letter"), ("contact-adresse", address)]).await
}

async fn prepared(db: &Db) -> (Instance, Browser) {
    let instance = hautval(db).await;
    let claire = signed_in(&instance, HOST, CLAIRE).await;
    (instance, claire)
}

beffroi_store::both_engines! {
    migrations: tables();

    async fn news_leave_as_the_person_asked(db: Db) {
        let (instance, mut claire) = prepared(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        odile.get("/moi/reglages").await;
        let refused = odile.submit("/reglages/contact", &[("contact", "sms"), ("contact-telephone", "demain")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.form("/reglages/contact").value("contact-telephone"), Some("demain"));
        let done = odile.submit("/reglages/contact", &[("contact", "sms"), ("contact-telephone", "0470 00 00 01")]).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        let number = file(&mut odile, "terrasse").await;
        let texts = instance.texts().await;
        assert_eq!(texts.len(), 1, "{texts:?}");
        let (to, text) = &texts[0];
        assert_eq!(to, "+32470000001");
        assert!(text.contains(&number), "{text}");
        let length = beffroi_web::sms::length(text);
        assert!(length.gsm && length.parts == 1, "{length:?} {text}");
        no_answer(text);
        assert!(instance.mail().await.is_empty(), "not twice");

        odile.get("/moi/reglages").await;
        odile.submit("/reglages/contact", &[("contact", "letter"), ("contact-adresse", "Rue des Tilleuls 12\n4999 Hautval")]).await;
        claire.get(&format!("/agent/dossiers/{number}")).await;
        claire.submit("/message", &[("message", "Il manque la hauteur de la terrasse.")]).await;
        assert_eq!(instance.texts().await.len(), 1);
        assert!(instance.mail().await.is_empty());
        let list = claire.get("/agent/courrier-postal").await;
        assert!(list.contains(&number), "{}", list.text());
        assert!(!list.contains("Tilleuls") && !list.contains("hauteur"), "a list shows number, unit and date: {}", list.text());

        odile.get("/moi/reglages").await;
        odile.submit("/reglages/contact", &[("contact", "mail")]).await;
        claire.get(&format!("/agent/dossiers/{number}")).await;
        claire.submit("/message", &[("message", "Merci.")]).await;
        assert_eq!(instance.mail().await.len(), 1);
    }

    async fn a_letter_is_printed_posted_with_its_proof_and_may_come_back(db: Db) {
        let (instance, mut claire) = prepared(&db).await;
        let (number, person) = written_down(&mut claire).await;
        by_letter(&mut claire, &person, "Rue du Moulin 4\n4999 Hautval").await;
        claire.get(&format!("/agent/dossiers/{number}")).await;
        claire.submit("/message", &[("message", "Apportez la clé-du-message.")]).await;
        instance.mail().await;
        let before = accesses(&instance).await;
        claire.get("/agent/courrier-postal").await;
        let ids: Vec<String> = waiting(claire.page());
        assert!(!ids.is_empty());
        assert_eq!(accesses(&instance).await, before, "a list opens nothing");
        let typed: Vec<(&str, &str)> = ids.iter().map(|id| ("lettre[]", id.as_str())).collect();
        let batch = claire.submit("/imprimer", &typed).await;
        assert!(batch.at.contains("/lot/"), "{} {}", batch.at, batch.text());
        assert!(accesses(&instance).await > before, "printing is written in the journal of the person");
        let path = batch.at.split('?').next().expect("a path").to_owned();
        let pdf = claire.get(&format!("{path}/lettres.pdf")).await.text();
        for said in ["Paulette Sanscompte", "Rue du Moulin 4", "4999 Hautval", "Apportez la clé-du-message.", &number, "080\u{a0}00\u{a0}00\u{a0}00"] {
            assert!(pdf.contains(said), "{said} in {pdf}");
        }
        no_answer(&pdf);
        assert_eq!(claire.get(&format!("{path}/lettres.pdf")).await.text(), pdf, "printed again, the same");
        let slip = claire.get(&format!("{path}/bordereau.pdf")).await.text();
        assert!(slip.contains(&number) && !slip.contains("Paulette"), "{slip}");

        claire.get(&path).await;
        let wrong = claire.submit(&path, &[("jour", "2030-01-01")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let registered = format!("numero-{}", ids[0]);
        let posted = claire.submit(&path, &[("jour", "2026-11-23"), (&registered, "RR123456785BE")]).await;
        assert!(posted.contains("RR123456785BE") && posted.contains("23 novembre 2026"), "{}", posted.text());
        let back = format!("/retour/{}", ids[0]);
        let page = claire.submit(&back, &[]).await;
        assert!(page.contains("Rendue par la poste"), "{}", page.text());
        assert!(claire.get("/agent/courrier-postal").await.contains("Rendue par la poste"), "it waits again");
        assert!(claire.get(&format!("/agent/dossiers/{number}")).await.contains("ne peut pas partir"));
    }

    async fn a_letter_without_address_waits_and_the_agent_is_told(db: Db) {
        let (instance, mut claire) = prepared(&db).await;
        let mut stranger = instance.browser(HOST);
        let number = file(&mut stranger, "bac").await;
        assert_eq!(instance.mail().await.len(), 1, "the receipt, at the address that the form asked");
        stranger.get(&format!("/suivre/{number}/contact")).await;
        let refused = stranger.submit("/contact", &[("contact", "letter"), ("contact-adresse", "")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "a letter needs an address");
        // She empties her address of mail: nothing is left but paper, and nobody knows where.
        let done = stranger.submit("/contact", &[("contact", "sms"), ("contact-email", ""), ("contact-telephone", "0470000009")]).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        claire.get(&format!("/agent/dossiers/{number}")).await;
        claire.submit("/message", &[("message", "Bonjour.")]).await;
        assert_eq!(instance.texts().await.len(), 1, "by SMS, then");
        stranger.get(&format!("/suivre/{number}/contact")).await;
        stranger.submit("/contact", &[("contact", "letter"), ("contact-email", ""), ("contact-adresse", "Rue du Moulin 4\n4999 Hautval")]).await;
        claire.get(&format!("/agent/dossiers/{number}")).await;
        claire.submit("/message", &[("message", "Bonjour encore.")]).await;
        instance.mail().await;
        stranger.get(&format!("/suivre/{number}/contact")).await;
        stranger.submit("/contact", &[("contact", "sms"), ("contact-email", ""), ("contact-telephone", "0470000009"), ("contact-adresse", "")]).await;
        claire.get("/agent/courrier-postal").await;
        let ids = waiting(claire.page());
        let typed: Vec<(&str, &str)> = ids.iter().map(|id| ("lettre[]", id.as_str())).collect();
        let told = claire.submit("/imprimer", &typed).await;
        assert!(told.contains("attend une adresse") && told.contains("Adresse manquante"), "{}", told.text());
        assert!(claire.get(&format!("/agent/dossiers/{number}")).await.contains("ne peut pas partir"));
    }

    async fn letters_of_another_unit_do_not_exist(db: Db) {
        let (instance, mut claire) = prepared(&db).await;
        let (number, person) = written_down(&mut claire).await;
        by_letter(&mut claire, &person, "Rue du Moulin 4\n4999 Hautval").await;
        claire.get(&format!("/agent/dossiers/{number}")).await;
        claire.submit("/message", &[("message", "Bonjour.")]).await;
        instance.mail().await;
        claire.get("/agent/courrier-postal").await;
        let ids = waiting(claire.page());
        let typed: Vec<(&str, &str)> = ids.iter().map(|id| ("lettre[]", id.as_str())).collect();
        let path = claire.submit("/imprimer", &typed).await.at.split('?').next().expect("a path").to_owned();
        let mut louis = signed_in(&instance, HOST, LOUIS).await;
        assert!(!louis.get("/agent/courrier-postal").await.contains(&number));
        for end in ["", "/lettres.pdf", "/bordereau.pdf"] {
            assert_eq!(louis.get(&format!("{path}{end}")).await.status, StatusCode::NOT_FOUND, "{end}");
        }
        let token = louis.get("/agent/courrier-postal").await.form("/sortir").value("jeton").expect("a token").to_owned();
        let answer = louis.post("/agent/courrier-postal/imprimer", &[("jeton", &token), ("lettre[]", &ids[0])]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        assert_eq!(odile.get("/agent/courrier-postal").await.status, StatusCode::FORBIDDEN);
        let mut rosa = signed_in(&instance, HOST, ROSA).await;
        assert_eq!(rosa.get(&path).await.status, StatusCode::OK, "the reception prints for every unit");
    }

    async fn a_decision_by_letter_says_what_was_decided_why_and_how_to_appeal(db: Db) {
        let (instance, mut claire) = prepared(&db).await;
        let (number, person) = written_down(&mut claire).await;
        by_letter(&mut claire, &person, "Rue du Moulin 4\n4999 Hautval").await;
        for (step, reason) in [("ouvrir", ""), ("refuser", "Le règlement l’interdit.")] {
            claire.get(&format!("/agent/dossiers/{number}/etape/{step}")).await;
            claire.submit(&format!("/etape/{step}"), &[("motif", reason)]).await;
        }
        instance.mail().await;
        claire.get("/agent/courrier-postal").await;
        let ids = waiting(claire.page());
        let typed: Vec<(&str, &str)> = ids.iter().map(|id| ("lettre[]", id.as_str())).collect();
        let path = claire.submit("/imprimer", &typed).await.at;
        let pdf = claire.get(&format!("{}/lettres.pdf", path.split('?').next().expect("a path"))).await.text();
        for said in ["refusée", "Le règlement l’interdit.", "Conseil d’État", "Claire Lambertin"] {
            assert!(pdf.contains(said), "{said} in {pdf}");
        }
    }
}

/// Identifiers of the letters that a page offers to print.
fn waiting(page: &Answer) -> Vec<String> {
    let text = page.text();
    let named = text.split("name=\"lettre[]\" value=\"").skip(1);
    named.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}
