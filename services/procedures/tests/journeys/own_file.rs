//! What a resident does about her own file: withdraw it, ask for news, have a refusal looked at again, say how it went; and her data.

use axum::http::StatusCode;
use beffroi_store::{Db, Scope, Statement, Tx, params};
use beffroi_web::testing::{Browser, Instance};
use serde_json::json;
use time::Duration;

use crate::support::*;

/// A file refused by Claire, and who filed it.
async fn refused(instance: &Instance) -> (Browser, Browser, String) {
    let mut odile = signed_in(instance, HOST, ODILE).await;
    let number = file(&mut odile, "terrasse").await;
    let mut claire = signed_in(instance, HOST, CLAIRE).await;
    let path = format!("/agent/dossiers/{number}");
    for (step, typed) in [("ouvrir", vec![]), ("refuser", vec![("motif", "hors des règles")])] {
        claire.get(&format!("{path}/etape/{step}")).await;
        claire.submit(&format!("/etape/{step}"), &typed).await;
    }
    (odile, claire, number)
}

beffroi_store::both_engines! {
    migrations: tables();

    async fn a_withdrawn_request_ends_as_dropped_and_the_agent_is_told(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let number = file(&mut odile, "terrasse").await;
        let mut claire = signed_in(&instance, HOST, CLAIRE).await;
        claire.get(&format!("/agent/dossiers/{number}")).await;
        claire.submit("/prendre", &[]).await;
        worked(&instance).await;

        let mut malik = signed_in(&instance, HOST, MALIK).await;
        assert_eq!(malik.get(&format!("/suivre/{number}/retirer")).await.status, StatusCode::NOT_FOUND);
        odile.get(&format!("/suivre/{number}/retirer")).await;
        let page = odile.submit("/retirer", &[("motif", "j’ai changé d’avis-secret")]).await;
        assert!(page.contains("Classé") || page.contains("sans suite") || page.contains("retirée"), "{}", page.text());
        assert!(page.contains("demande retirée"), "{}", page.text());
        let letters = worked(&instance).await;
        let about: Vec<_> = letters.iter().filter(|letter| letter.subject.contains("retirée")).collect();
        assert_eq!(about.len(), 2, "the applicant and the agent who has it: {letters:?}");
        assert!(about.iter().all(|letter| !letter.paragraphs.join(" ").contains("avis-secret")));
        let page = claire.get(&format!("/agent/dossiers/{number}")).await;
        assert!(page.contains("avis-secret") && !page.contains("/etape/ouvrir"), "{}", page.text());
        // Decided or dropped, nothing is withdrawn twice.
        assert_eq!(odile.get(&format!("/suivre/{number}/retirer")).await.status, StatusCode::CONFLICT);
        assert_eq!(db_state(&instance, &number).await, "dropped");
    }

    async fn news_are_asked_once_a_week_and_owed_until_somebody_writes(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let number = file(&mut odile, "terrasse").await;
        let path = format!("/moi/demarches/{number}");
        odile.get(&path).await;
        let page = odile.submit("/nouvelles", &[]).await;
        assert!(page.contains("Réponse attendue au plus tard le 30 novembre 2026"), "{}", page.text());
        assert!(page.forms().iter().all(|form| !form.action.ends_with("/nouvelles")), "asked once");
        let mut claire = signed_in(&instance, HOST, CLAIRE).await;
        let page = claire.get(&format!("/agent/dossiers/{number}")).await;
        assert!(page.contains("Des nouvelles sont demandées"), "{}", page.text());
        // A note of colleagues is no news; a message is.
        let page = claire.submit("/note", &[("note", "à voir")]).await;
        assert!(page.contains("Des nouvelles sont demandées"));
        let page = claire.submit("/message", &[("message", "Nous y travaillons.")]).await;
        assert!(!page.contains("Des nouvelles sont demandées"), "{}", page.text());
        let page = odile.get(&path).await;
        assert!(page.contains("redemander des nouvelles à partir du 30 novembre 2026"), "{}", page.text());
        instance.app().ambient().advance(Duration::days(8));
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let page = odile.get(&path).await;
        assert!(page.forms().iter().any(|form| form.action.ends_with("/nouvelles")), "{}", page.text());
    }

    async fn a_refusal_is_looked_at_again_by_somebody_else(db: Db) {
        let instance = hautval(&db).await;
        let (mut odile, mut claire, number) = refused(&instance).await;
        let page = odile.get(&format!("/moi/demarches/{number}")).await;
        assert!(page.contains("Vous avez jusqu’au 22 janvier 2027"), "{}", page.text());
        let page = odile.get(&format!("/suivre/{number}/recours")).await;
        assert!(page.contains("Conseil d’État"), "the means outside are named: {}", page.text());
        let page = odile.submit("/recours", &[("motifs", "")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = odile.submit("/recours", &[("motifs", "le plan était complet-secret")]).await;
        assert!(page.contains("Réponse au plus tard le 23 janvier 2027"), "{}", page.text());
        assert_eq!(odile.get(&format!("/suivre/{number}/recours")).await.status, StatusCode::CONFLICT, "one appeal a decision");

        let path = format!("/agent/dossiers/{number}");
        let page = claire.get(&path).await;
        assert!(page.contains("Vous avez pris la décision"), "{}", page.text());
        assert_eq!(claire.get(&format!("{path}/recours")).await.status, StatusCode::FORBIDDEN);
        let mut louis = signed_in(&instance, HOST, LOUIS).await;
        assert_eq!(louis.get(&format!("{path}/recours")).await.status, StatusCode::NOT_FOUND, "another unit's file");
        let mut head = signed_in(&instance, HOST, ROSE).await;
        let page = head.get(&format!("{path}/recours")).await;
        assert!(page.contains("complet-secret"), "{}", page.text());
        let page = head.submit("/recours", &[("suite", "reexaminer"), ("motifs", "")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = head.submit("/recours", &[("suite", "reexaminer"), ("motifs", "Le plan était là.")]).await;
        assert!(page.contains("/etape/accepter"), "the file is back where it was decided: {}", page.text());
        head.get(&format!("{path}/etape/accepter")).await;
        head.submit("/etape/accepter", &[("motif", "conforme")]).await;
        assert_eq!(db_state(&instance, &number).await, "accepted");
        let page = odile.get(&format!("/moi/demarches/{number}")).await;
        assert!(page.contains("la demande est réexaminée") && page.contains("Le plan était là."), "{}", page.text());
    }

    async fn an_appeal_that_is_rejected_closes_the_file_and_one_too_late_is_not_taken(db: Db) {
        let instance = hautval(&db).await;
        let (mut odile, _, number) = refused(&instance).await;
        odile.get(&format!("/suivre/{number}/recours")).await;
        odile.submit("/recours", &[("motifs", "je ne suis pas d’accord")]).await;
        let mut head = signed_in(&instance, HOST, ROSE).await;
        head.get(&format!("/agent/dossiers/{number}/recours")).await;
        head.submit("/recours", &[("suite", "rejeter"), ("motifs", "La règle est claire.")]).await;
        assert_eq!(db_state(&instance, &number).await, "refused");
        let page = odile.get(&format!("/moi/demarches/{number}")).await;
        assert!(page.contains("la décision est maintenue"), "{}", page.text());

        let (_, _, second) = refused(&instance).await;
        instance.app().ambient().advance(Duration::days(70));
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let page = odile.get(&format!("/moi/demarches/{second}")).await;
        assert!(page.contains("Le délai pour demander un réexamen est passé"), "{}", page.text());
        odile.get(&format!("/suivre/{second}/recours")).await;
        let page = odile.submit("/recours", &[("motifs", "trop tard")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text());
    }

    async fn a_draft_left_alone_is_recalled_twice_then_deleted(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        begin(&mut odile, "terrasse").await;
        assert_eq!(worked(&instance).await.len(), 0);
        instance.app().ambient().advance(Duration::hours(20));
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        odile.get("/demarches/terrasse/remplir/vous").await;
        odile.submit("/remplir/vous", &[("precision", "")]).await;
        instance.app().ambient().advance(Duration::hours(10));
        assert_eq!(worked(&instance).await.len(), 0, "she was there ten hours ago");
        instance.app().ambient().advance(Duration::hours(15));
        let mail = worked(&instance).await;
        assert_eq!(mail.len(), 1);
        let said = format!("{} {}", mail[0].subject, mail[0].paragraphs.join(" "));
        assert!(!said.to_lowercase().contains("terrasse") && !said.contains("Odile"), "{said}");
        instance.app().ambient().advance(Duration::days(7));
        assert_eq!(worked(&instance).await.len(), 2);
        instance.app().ambient().advance(Duration::days(24));
        assert_eq!(worked(&instance).await.len(), 2, "nothing more is written");
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let page = odile.get("/demarches/terrasse/commencer").await;
        assert!(!page.contains("Vous avez déjà commencé"), "{}", page.text());
    }

    async fn a_draft_sent_or_given_up_is_not_recalled(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        file(&mut odile, "terrasse").await;
        begin(&mut odile, "bac").await;
        odile.get("/demarches/bac/commencer").await;
        odile.submit("/abandonner", &[]).await;
        let before = worked(&instance).await.len();
        instance.app().ambient().advance(Duration::days(9));
        assert_eq!(worked(&instance).await.len(), before);
    }

    async fn an_opinion_is_counted_once_a_file_and_shown_from_thirty_on(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        file(&mut odile, "terrasse").await;
        let sent = odile.page().at.clone();
        let form = odile.page().form("/avis");
        let page = odile.submit("/avis", &[("experience", "10"), ("clarte", "4"), ("aide", "sans")]).await;
        assert!(page.contains("Merci pour votre avis"), "{}", page.text());
        let again = odile.pressed(&form, &[("experience", "0")], &[]);
        odile.send(again).await;
        assert!(odile.get(&sent).await.forms().iter().all(|form| !form.action.ends_with("/avis")), "asked once");
        let count = "select cast(n as text) from procedures_satisfaction where question = 'experience'";
        assert_eq!(texts_of(&db, count).await, ["1"]);
        let columns = "select answer from procedures_satisfaction where question = 'clarte'";
        assert_eq!(texts_of(&db, columns).await, ["4"]);
        let mut anybody = instance.browser(HOST);
        assert!(!anybody.get("/demarches/terrasse").await.contains("Satisfaction"));
        let authority = instance.app().authorities().remove(0);
        let many = async |tx: Tx| tx.exec(&MANY, params![]).await;
        instance.app().db().of(authority.id).write(many).await.expect("the table is there");
        let page = anybody.get("/demarches/terrasse").await;
        assert!(page.contains("Satisfaction") && page.contains("10,0 sur 10 (40 avis)"), "{}", page.text());
        assert!(!page.contains("Clarté"), "one answer on clarity is nobody's business");
        assert!(anybody.get("/en/demarches/terrasse").await.contains("40 opinions"));
    }

    async fn a_correction_of_my_data_is_what_the_next_form_proposes(db: Db) {
        let instance = hautval_offering(&db, &[moving()], beffroi_web::fetch::Fetcher::default()).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let page = odile.get("/moi/donnees").await;
        assert!(page.contains("Odile Planteville") && page.contains(ODILE), "{}", page.text());
        assert!(page.contains("Nous ne le savons pas"), "{}", page.text());
        for (block, wrong, right) in [
            ("telephone", ("valeur", "12"), vec![("valeur", "0470 12 34 56")]),
            ("adresse", ("valeur.street", ""), vec![("valeur.street", "Rue du Four"), ("valeur.number", "2"), ("valeur.postcode", "4999"), ("valeur.municipality", "Hautval")]),
            ("naissance", ("valeur.day", "31"), vec![("valeur.day", "7"), ("valeur.month", "3"), ("valeur.year", "1985")]),
            ("nom", ("valeur.family", ""), vec![("valeur.family", "Planteville-Four")]),
        ] {
            odile.get(&format!("/moi/donnees/{block}")).await;
            let page = odile.submit(&format!("/donnees/{block}"), &[wrong]).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{block}: {}", page.text());
            let page = odile.submit(&format!("/donnees/{block}"), &right).await;
            assert!(page.at.starts_with("/moi/donnees?"), "{block}: {}", page.text());
        }
        let page = odile.page();
        assert!(page.contains("Rue du Four 2, 4999 Hautval") && page.contains("7 mars 1985"), "{}", page.text());
        assert!(page.contains("Dans votre compte depuis le 23 novembre 2026"), "{}", page.text());
        odile.get("/demarches/demenager/commencer").await;
        let page = odile.submit("/commencer", &[]).await;
        let form = page.form("/remplir/vous");
        assert_eq!(form.value("nom.family"), Some("Planteville-Four"));
        assert_eq!((form.value("adresse.street"), form.value("adresse.number")), (Some("Rue du Four"), Some("2")));
        assert_eq!(form.value("naissance.year"), Some("1985"));
        // Nobody else's, and nothing without signing in.
        let mut malik = signed_in(&instance, HOST, MALIK).await;
        assert!(!malik.get("/moi/donnees").await.contains("Rue du Four"));
        let mut stranger = instance.browser(HOST);
        assert!(stranger.get("/moi/donnees").await.at.starts_with("/entrer"));
    }

    async fn what_a_file_holds_and_the_account_does_not_is_offered_to_be_kept(db: Db) {
        let instance = hautval_offering(&db, &[moving()], beffroi_web::fetch::Fetcher::default()).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        odile.get("/demarches/demenager/commencer").await;
        odile.submit("/commencer", &[]).await;
        let typed = [("adresse.street", "Rue Haute"), ("adresse.number", "3"), ("adresse.postcode", "4999"), ("adresse.municipality", "Hautval")];
        odile.submit("/remplir/vous", &typed).await;
        let page = odile.submit("/verifier", &[]).await;
        let number = number(&page.at);
        let page = odile.get("/moi/donnees").await;
        assert!(page.contains(&format!("Donné dans votre dossier {number}")) && page.contains("Rue Haute 3, 4999 Hautval"), "{}", page.text());
        let page = odile.submit("/donnees/adresse", &[]).await;
        assert!(page.contains("Dans votre compte depuis") && !page.contains("Donné dans votre dossier"), "{}", page.text());
    }
}

const MANY: Statement = Statement {
    name: "MANY",
    sql: "update procedures_satisfaction set n = 40 where authority = $1 and question = 'experience'",
    scope: Scope::Authority,
};

/// A form that asks what an account may know.
fn moving() -> serde_json::Value {
    let mut form = form("demenager", "account");
    form["pages"] = json!([{ "id": "vous", "title": "Vous", "items": [
        field("person_name", "nom", "Nom", &json!({ "source": ["account.name"] })),
        field("address", "adresse", "Adresse", &json!({ "source": ["account.address"] })),
        field("date", "naissance", "Naissance", &json!({ "source": ["account.birth_date"] })),
    ] }]);
    form
}

async fn db_state(instance: &Instance, number: &str) -> String {
    let query = format!("select state from procedures_file where number = '{number}'");
    texts_of(instance.app().db(), &query).await.remove(0)
}
