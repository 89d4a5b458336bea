//! Time does its work on files: timers of the workflow, the promised date, silence that decides; once, whoever looks, however often.

use axum::http::StatusCode;
use beffroi_store::Db;
use beffroi_web::testing::{Browser, Instance};
use serde_json::{Value as Json, json};
use time::OffsetDateTime;
use time::macros::datetime;

use crate::support::*;

/// Ten days, then silence accepts.
fn accepting() -> Json {
    let mut form = form("terrasse", "account");
    form["clock"] = json!({ "period": { "n": 10, "unit": "days" }, "silence": "accept" });
    form
}

/// After three days the file is chased up; five working days after filing it is put away, if the plan's mark says so.
fn timed() -> Json {
    let mut flow = flow();
    flow["steps"][0]["timers"] = json!([{ "after": 3, "unit": "days", "anchor": "entered", "to": "examen",
        "actions": [{ "do": "note", "text": "Dossier rappelé" }] }]);
    flow["steps"][1]["timers"] = json!([{ "after": 5, "unit": "working_days", "anchor": "filed", "to": "refuse",
        "when": { "eq": [{ "field": "cote" }, "FIN"] } }]);
    flow
}

fn ends(link: &str, with: &str) -> bool {
    link.ends_with(with)
}

async fn at(instance: &Instance, moment: OffsetDateTime) {
    let ambient = instance.app().ambient();
    ambient.advance(moment - ambient.now());
    instance.work().await;
}

async fn filed(db: &Db, more: &[(&str, Json)]) -> (Instance, String) {
    let instance = hautval_with(db, more).await;
    let mut odile = signed_in(&instance, HOST, ODILE).await;
    let number = file(&mut odile, "terrasse").await;
    instance.work().await;
    (instance, number)
}

/// Sessions end while days go by: she signs in again.
async fn seen_by(instance: &Instance, who: &str, path: &str) -> (Browser, String) {
    let mut browser = signed_in(instance, HOST, who).await;
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let text = page.text();
    (browser, text)
}

async fn ask_correction(instance: &Instance, number: &str) {
    let (mut claire, _) = seen_by(instance, CLAIRE, &format!("/agent/dossiers/{number}/correction")).await;
    let page = claire
        .submit("/correction", &[("champ", "surface"), ("genre", "incorrect"), ("texte", "À revoir.")])
        .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
}

async fn answer_correction(instance: &Instance, number: &str) {
    let (mut odile, _) = seen_by(instance, ODILE, &format!("/suivre/{number}/corriger")).await;
    let page = odile.submit("/corriger", &[("surface", "57")]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
}

beffroi_store::both_engines! {
    migrations: tables();

    async fn a_timer_moves_a_file_when_its_time_has_come_and_once(db: Db) {
        let (instance, number) = filed(&db, &[("flows/examen.json", timed())]).await;
        let path = format!("/agent/dossiers/{number}");
        at(&instance, datetime!(2026-11-26 07:59:59 UTC)).await;
        let (_, page) = seen_by(&instance, CLAIRE, &path).await;
        assert!(page.contains("Commencer l’examen") && !page.contains("Dossier rappelé"), "{page}");
        instance.app().ambient().advance(time::Duration::seconds(1));
        // Two programs look at the same time.
        tokio::join!(instance.work(), instance.work());
        instance.work().await;
        let (_, page) = seen_by(&instance, CLAIRE, &path).await;
        assert_eq!(page.matches("Dossier rappelé").count(), 1, "{page}");
        assert!(page.contains("En examen") && page.contains("le circuit a continué"), "{page}");
    }

    async fn a_timer_waits_for_its_condition(db: Db) {
        let (instance, number) = filed(&db, &[("flows/examen.json", timed())]).await;
        let path = format!("/agent/dossiers/{number}");
        at(&instance, datetime!(2026-12-01 12:00 UTC)).await;
        let (mut claire, page) = seen_by(&instance, CLAIRE, &path).await;
        assert!(page.contains("En examen") && !page.contains("Étape\u{a0}: Refusé"), "{page}");
        claire.submit("/donnees", &[("cote", "FIN")]).await;
        instance.work().await;
        assert!(claire.get(&path).await.contains("Refusé"), "the condition is true now");
    }

    async fn silence_decides_on_the_day_of_the_law_with_a_signed_attestation(db: Db) {
        let (instance, number) = filed(&db, &[("procedures/terrasse.json", accepting())]).await;
        let own = format!("/moi/demarches/{number}");
        at(&instance, datetime!(2026-12-03 22:59:59 UTC)).await;
        let (_, page) = seen_by(&instance, ODILE, &own).await;
        assert!(page.contains("4 décembre 2026") && !page.contains("Attestation"), "{page}");
        at(&instance, datetime!(2026-12-03 23:00 UTC)).await;
        tokio::join!(instance.work(), instance.work());
        let (mut odile, page) = seen_by(&instance, ODILE, &own).await;
        assert!(page.contains("Attestation de décision par silence") && page.contains("Étape\u{a0}: Accepté"), "{page}");
        let shown = odile.get(&own).await;
        let records: Vec<_> = shown.links().into_iter().filter(|link| ends(link, ".json")).collect();
        assert_eq!(records.len(), 2, "receipt and attestation: {records:?}");
        let record: Json = serde_json::from_slice(&odile.get(&records[1]).await.body).expect("a record");
        assert_eq!((&record["by"], &record["outcome"], &record["last_day"]), (&json!("silence"), &json!("accepted"), &json!("2026-12-03")));
        assert!(instance.mail().await.iter().any(|letter| letter.subject.contains(&number)), "she is told");
        let (_, page) = seen_by(&instance, CLAIRE, &format!("/agent/dossiers/{number}")).await;
        assert_eq!(page.matches("Décision par le silence").count(), 1, "{page}");
    }

    async fn a_correction_stops_both_clocks_and_both_sides_see_why(db: Db) {
        let (instance, number) = filed(&db, &[("procedures/terrasse.json", accepting())]).await;
        let own = format!("/moi/demarches/{number}");
        at(&instance, datetime!(2026-11-25 10:00 UTC)).await;
        ask_correction(&instance, &number).await;
        let (_, page) = seen_by(&instance, ODILE, &own).await;
        assert!(page.contains("Le délai est arrêté"), "{page}");
        // Nothing decides while it is open.
        at(&instance, datetime!(2026-12-10 10:00 UTC)).await;
        let (_, page) = seen_by(&instance, ODILE, &own).await;
        assert!(!page.contains("Attestation"), "{page}");
        answer_correction(&instance, &number).await;
        // 25 November to 10 December: sixteen days.
        let (_, page) = seen_by(&instance, ODILE, &own).await;
        assert!(page.contains("8 janvier 2027") && page.contains("20 décembre 2026"), "{page}");
        assert!(page.contains("Au départ") && page.contains("23 décembre 2026"), "{page}");
        let (_, page) = seen_by(&instance, CLAIRE, &format!("/agent/dossiers/{number}/delais")).await;
        assert!(page.contains("Réponse à corriger") && page.contains("<td>16</td>") && page.contains("20 décembre 2026"), "{page}");
        at(&instance, datetime!(2026-12-19 10:00 UTC)).await;
        let (_, page) = seen_by(&instance, ODILE, &own).await;
        assert!(!page.contains("Attestation"), "{page}");
        at(&instance, datetime!(2026-12-20 10:00 UTC)).await;
        let (_, page) = seen_by(&instance, ODILE, &own).await;
        assert!(page.contains("Attestation"), "{page}");
    }

    async fn a_pressing_file_is_said_once_and_its_agent_is_told(db: Db) {
        let (instance, number) = filed(&db, &[]).await;
        let path = format!("/agent/dossiers/{number}");
        let (mut claire, _) = seen_by(&instance, CLAIRE, &path).await;
        claire.submit("/prendre", &[]).await;
        let before = instance.mail().await.len();
        at(&instance, datetime!(2026-12-17 10:00 UTC)).await;
        assert_eq!(instance.mail().await.len(), before);
        at(&instance, datetime!(2026-12-18 10:00 UTC)).await;
        at(&instance, datetime!(2026-12-19 10:00 UTC)).await;
        let (_, page) = seen_by(&instance, CLAIRE, &path).await;
        assert_eq!(page.matches("La date de réponse approche").count(), 1, "{page}");
        let mail = instance.mail().await;
        assert_eq!(mail.len(), before + 1);
        assert!(mail.iter().any(|letter| letter.to == CLAIRE && letter.subject.contains(&number)));
    }
}
