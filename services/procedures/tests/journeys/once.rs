//! An act has its effect once, however often its form is sent; each line of a history is an entry of the person's journal, or one of the few
//! that say why not; papers come with what they belong to.

use axum::http::StatusCode;
use beffroi_store::Db;
use beffroi_web::testing::{Browser, Instance, Upload};
use serde_json::json;

use crate::counter::{begin_entry, newcomer};
use crate::registers::Registers;
use crate::support::*;

/// Presses the button of a form twice, as somebody who had no answer to the first.
async fn twice(browser: &mut Browser, action: &str, typed: &[(&str, &str)]) {
    let form = browser.page().form(action);
    for _ in 0..2 {
        let press = browser.pressed(&form, typed, &[]);
        let answer = browser.send(press).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }
}

/// Kinds of the lines of a file's history, in order.
async fn kinds(db: &Db, number: &str) -> Vec<String> {
    let of = format!("(select id from procedures_file where number = '{number}')");
    texts_of(db, &format!("select kind from procedures_event where file = {of} order by seq")).await
}

fn times(kinds: &[String], kind: &str) -> usize {
    kinds.iter().filter(|of| *of == kind).count()
}

/// A decision that refuses, by Claire.
async fn refuse(instance: &Instance, number: &str) {
    let mut claire = signed_in(instance, HOST, CLAIRE).await;
    for step in ["ouvrir", "refuser"] {
        claire.get(&format!("/agent/dossiers/{number}/etape/{step}")).await;
        claire.submit(&format!("/etape/{step}"), &[("motif", "incomplet")]).await;
    }
}

/// A question with a file that another answer hides.
fn hiding() -> serde_json::Value {
    let mut form = form("hangar", "account");
    let when =
        json!({ "max_mib": 4, "types": ["application/pdf"], "when": { "true": { "field": "joint" } } });
    form["pages"] = json!([{ "id": "vous", "title": "Vous", "items": [
        field("yes_no", "joint", "Joignez-vous un plan ?", &json!({ "required": true })),
        field("file", "plan", "Le plan", &when),
    ] }]);
    form
}

beffroi_store::both_engines! {
    migrations: tables();

    async fn a_message_a_note_and_a_correction_sent_twice_are_there_once(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let number = file(&mut odile, "terrasse").await;
        odile.get(&format!("/moi/demarches/{number}")).await;
        twice(&mut odile, "/message", &[("message", "Bonjour.")]).await;
        let mut claire = signed_in(&instance, HOST, CLAIRE).await;
        let path = format!("/agent/dossiers/{number}");
        claire.get(&path).await;
        twice(&mut claire, "/message", &[("message", "Bonjour à vous.")]).await;
        claire.get(&path).await;
        twice(&mut claire, "/note", &[("note", "À voir.")]).await;
        claire.get(&format!("{path}/correction")).await;
        twice(&mut claire, "/correction", &[("champ", "surface"), ("texte", "En mètres carrés.")]).await;
        let kinds = kinds(&db, &number).await;
        assert_eq!((times(&kinds, "message"), times(&kinds, "note"), times(&kinds, "correction")), (2, 1, 1), "{kinds:?}");
        // Another form is another act, whatever it says.
        odile.get(&format!("/moi/demarches/{number}")).await;
        odile.submit("/message", &[("message", "Bonjour.")]).await;
        assert_eq!(times(&self::kinds(&db, &number).await, "message"), 3);
    }

    async fn a_file_sent_twice_is_held_once(db: Db) {
        let instance = hautval_offering(&db, &[hiding()], Registers::start().await.bridge("bon")).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        begin(&mut odile, "hangar").await;
        odile.submit("/remplir/vous", &[("joint", "true")]).await;
        let form = odile.page().form("/remplir/vous");
        let plan = [Upload { field: "plan", name: "plan.pdf", bytes: PDF }];
        for _ in 0..2 {
            let press = odile.pressed(&form, &[("joint", "true"), ("_upload", "plan")], &plan);
            let answer = odile.send(press).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        }
        assert_eq!(texts_of(&db, "select field from procedures_upload").await.len(), 1);
    }

    async fn a_file_of_a_question_that_was_hidden_does_not_stay_with_the_request(db: Db) {
        let instance = hautval_offering(&db, &[hiding()], Registers::start().await.bridge("bon")).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        begin(&mut odile, "hangar").await;
        odile.submit("/remplir/vous", &[("joint", "true")]).await;
        let plan = [Upload { field: "plan", name: "plan.pdf", bytes: PDF }];
        odile.submit_files("/remplir/vous", &[("joint", "true")], &plan).await;
        assert_eq!(texts_of(&db, "select field from procedures_upload").await.len(), 1);
        odile.get("/demarches/hangar/remplir/vous").await;
        let page = odile.submit("/remplir/vous", &[("joint", "false")]).await;
        assert!(page.at.ends_with("/verifier"), "{} {}", page.at, page.text());
        odile.submit("/verifier", &[]).await;
        assert_eq!(texts_of(&db, "select field from procedures_upload").await.len(), 0);
    }

    async fn each_line_of_a_history_is_an_entry_of_the_journal(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let before = accesses(&instance).await;
        let number = file(&mut odile, "terrasse").await;
        let mut claire = signed_in(&instance, HOST, CLAIRE).await;
        let path = format!("/agent/dossiers/{number}");
        claire.get(&path).await;
        claire.submit("/prendre", &[]).await;
        claire.submit("/note", &[("note", "À voir.")]).await;
        claire.submit("/message", &[("message", "Bonjour.")]).await;
        for step in ["ouvrir", "refuser"] {
            claire.get(&format!("{path}/etape/{step}")).await;
            claire.submit(&format!("/etape/{step}"), &[("motif", "incomplet")]).await;
        }
        odile.get(&format!("/suivre/{number}/recours")).await;
        odile.submit("/recours", &[("motifs", "Il était complet.")]).await;
        let kinds = kinds(&db, &number).await;
        for kind in ["filed", "taken", "note", "message", "transition", "decision", "appeal"] {
            assert_eq!(times(&kinds, kind), 1, "{kind}: {kinds:?}");
        }
        // `taken` is no entry; two openings are: her own session's, and the agent's of this file.
        let acts = u64::try_from(kinds.len() - 1).unwrap_or_default();
        assert_eq!(accesses(&instance).await, before + acts + 2, "{kinds:?}");
        let seen = odile.get("/moi/acces").await;
        assert!(seen.contains(&number), "{}", seen.text());
    }

    async fn a_paper_comes_with_an_appeal_and_with_a_withdrawal(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let number = file(&mut odile, "terrasse").await;
        refuse(&instance, &number).await;
        odile.get(&format!("/suivre/{number}/recours")).await;
        let program = Upload { field: "piece", name: "plan.pdf", bytes: b"MZ\x90\0 a program" };
        let page = odile.submit_files("/recours", &[("motifs", "Voici le plan.")], &[program]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Voici le plan.") && page.contains("href=\"#piece\""), "{}", page.text());
        let plan = Upload { field: "piece", name: "plan.pdf", bytes: PDF };
        let page = odile.submit_files("/recours", &[("motifs", "Voici le plan.")], &[plan]).await;
        let piece = page.links().into_iter().rfind(|link| link.starts_with("/pieces/")).expect("the paper is shown");
        assert_eq!(odile.get(&piece).await.body, PDF);
        let mut rose = signed_in(&instance, HOST, ROSE).await;
        assert!(rose.get(&format!("/agent/dossiers/{number}")).await.links().contains(&piece));
        assert_eq!(rose.get(&piece).await.body, PDF);
        let mut louis = signed_in(&instance, HOST, LOUIS).await;
        assert_eq!(louis.get(&piece).await.status, StatusCode::NOT_FOUND, "another unit's");

        let mut malik = signed_in(&instance, HOST, MALIK).await;
        let number = file(&mut malik, "terrasse").await;
        malik.get(&format!("/suivre/{number}/retirer")).await;
        let page = malik.submit_files("/retirer", &[], &[plan]).await;
        assert!(page.contains("Pièce jointe") && page.contains("demande retirée"), "{}", page.text());
    }

    async fn a_file_is_given_to_a_colleague_of_the_unit_and_to_nobody_else(db: Db) {
        let instance = hautval(&db).await;
        let number = file(&mut signed_in(&instance, HOST, ODILE).await, "terrasse").await;
        let mut claire = signed_in(&instance, HOST, CLAIRE).await;
        let page = claire.get(&format!("/agent/dossiers/{number}/confier")).await;
        assert!(page.contains("Rose Amandier") && !page.contains("Louis Carrelet") && !page.contains("Rosa Delaguichet"), "{}", page.text());
        let page = claire.submit("/donner", &[("a", "personne")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = page.text();
        let rose = text.split("<option value=\"").find(|part| part.contains("Rose Amandier")).and_then(|part| part.split('"').next());
        let page = claire.submit("/donner", &[("a", rose.expect("Rose is in the list"))]).await;
        assert!(page.contains("Suivi par Rose Amandier"), "{}", page.text());
        assert_eq!(times(&kinds(&db, &number).await, "given"), 1);
    }

    async fn a_register_is_asked_at_the_counter_with_the_person_there_and_never_for_a_letter(db: Db) {
        let registers = Registers::start().await;
        let mut shop = form("vitrine", "none");
        let number = json!({ "required": true, "max_len": 20 });
        let asked = |id: &str, value: &str| field("text", id, id, &json!({ "source": [format!("registry.entreprises.{value}@bce")] }));
        shop["pages"] = json!([
            { "id": "vous", "title": "Votre entreprise", "items": [field("text", "bce", "Numéro d’entreprise", &number)] },
            { "id": "suite", "title": "Ce que nous savons", "items": [asked("raison", "name"), asked("forme", "legal_form")] },
        ]);
        let instance = hautval_offering(&db, &[shop], registers.bridge("bon")).await;
        let mut claire = signed_in(&instance, HOST, CLAIRE).await;
        let person = newcomer(&mut claire).await;
        for (channel, more) in [("counter", &[][..]), ("post", &[("recu.day", "20"), ("recu.month", "11"), ("recu.year", "2026")][..])] {
            claire.get(&person).await;
            let mut typed = vec![("canal", channel)];
            typed.extend(more);
            begin_entry(&mut claire, "vitrine", &typed).await;
            let page = claire.submit("/remplir/vous", &[("bce", "0202239951")]).await;
            assert!(page.at.ends_with("/remplir/suite"), "{} {}", page.at, page.text());
            let asked = registers.asked();
            if channel == "post" {
                assert!(!page.contains("entreprises@bce"), "nobody is there to agree: {}", page.text());
                continue;
            }
            assert!(page.contains("Lisez ceci à la personne"), "{}", page.text());
            let before = accesses(&instance).await;
            let page = claire.submit("/remplir/suite", &[("_lire", "entreprises@bce")]).await;
            assert_eq!((registers.asked(), accesses(&instance).await), (asked + 1, before + 1), "one question, one entry");
            assert_eq!(page.form("/remplir/suite").value("raison"), Some("Boulangerie Clairbois"), "{}", page.text());
            claire.submit("/remplir/suite", &[]).await;
            let page = claire.submit("/verifier", &[]).await;
            assert!(page.contains("La demande est envoyée"), "{} {}", page.at, page.text());
        }
    }
}
