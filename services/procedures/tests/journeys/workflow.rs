//! Everything a workflow does beside moving: it asks, it is paid, it fixes a day, it calls, it prints, it forgets.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};

use axum::Router;
use axum::http::StatusCode;
use beffroi_store::Db;
use beffroi_web::fetch::{Fetcher, Target};
use beffroi_web::testing::{Browser, Instance};
use serde_json::{Value as Json, json};
use time::Duration;

use crate::support::*;

/// An examination that asks, is paid, fixes a day, calls a register and prints, then forgets.
fn busy(on_error: &Json) -> Json {
    let mut flow = flow();
    let own = |kind: &str, id: &str| json!({ "kind": kind, "id": id, "label": "Hauteur de la haie", "required": true, "retention": "final", "purpose": "traiter la demande" });
    flow["documents"] = json!([{ "id": "permis", "title": "Permis {sys.reference}",
        "paragraphs": [{ "text": "Accordé à {nom}." }, { "text": "Jamais.", "when": { "eq": [{ "field": "surface" }, 1] } }] }]);
    flow["steps"][0]["on_enter"] = json!([{ "do": "ask", "id": "haie", "who": ["applicant"], "label": "Bonjour {nom}, une question.",
        "items": [own("integer", "haie_hauteur")], "to": "caisse" }]);
    let steps = flow["steps"].as_array_mut().expect("steps");
    let more = [
        json!({ "id": "caisse", "name": "À payer", "public": "in_review", "on_enter": [
            { "do": "payment", "amount": "12.50", "label": "Droit de place", "paid": "visite" }] }),
        json!({ "id": "visite", "name": "Visite", "public": "in_review", "on_enter": [
            { "do": "appointment", "calendar": "travaux", "label": "Visite du terrain" },
            { "do": "call", "connector": "registre", "method": "POST", "url": "/cadastre?parcelle=A1",
              "body": [["surface", { "field": "surface" }]], "result": "cote", "on_error": on_error },
            { "do": "notify", "to": ["agent"], "addresses": ["police@zone.example"], "via": ["mail"],
              "subject": "Visite {sys.reference}", "body": "Chez {nom}, commune {authority.name}" }],
          "offers": [{ "id": "finir", "label": "Finir", "to": "fini", "who": ["agent"] }] }),
        json!({ "id": "fini", "name": "Fini", "public": "dropped", "end": true, "on_enter": [
            { "do": "document", "document": "permis" }, { "do": "anonymise" }] }),
    ];
    steps.extend(more);
    flow
}

fn kept_form() -> Json {
    let mut form = form("terrasse", "account");
    form["pages"][1]["items"][1]["retention"] = json!("keep");
    form
}

/// A register that answers with a status and counts.
struct Register {
    status: Arc<AtomicU16>,
    asked: Arc<AtomicUsize>,
    target: Target,
}

async fn register(status: u16) -> Register {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    let address = listener.local_addr().expect("it has an address");
    let (status, asked) = (Arc::new(AtomicU16::new(status)), Arc::new(AtomicUsize::new(0)));
    let (of, count) = (Arc::clone(&status), Arc::clone(&asked));
    let answer = move |body: String| {
        count.fetch_add(1, Ordering::SeqCst);
        let status = StatusCode::from_u16(of.load(Ordering::SeqCst)).expect("a status");
        let surface = serde_json::from_str::<Json>(&body).unwrap_or_default()["surface"].to_string();
        async move { (status, format!("\"vu-{surface}\"")) }
    };
    let routes = Router::new().route("/api/cadastre", axum::routing::post(answer));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    Register { status, asked, target: Target::new("registre", "essai", &format!("http://{address}/api")) }
}

/// A file sent, its questions answered, its fee paid: it is at the visit.
async fn at_the_visit(db: &Db, register: &Register, on_error: &Json) -> (Instance, Browser, Browser, String) {
    let fetcher = Fetcher::new([register.target.clone()]).expect("a plain address");
    let more = [("flows/examen.json", busy(on_error)), ("procedures/terrasse.json", kept_form())];
    let instance = hautval_calling(db, &more, fetcher).await;
    let mut odile = signed_in(&instance, HOST, ODILE).await;
    let number = file(&mut odile, "terrasse").await;
    let page = odile.get(&format!("/moi/demarches/{number}")).await;
    assert!(page.contains("Bonjour Odile Planteville, une question."), "{}", page.text());
    let question = page.links().into_iter().find(|link| link.contains("/question/")).expect("a question");
    odile.get(&question).await;
    let wrong = odile.submit(&question, &[("haie_hauteur", "haute")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.contains("haute"), "nothing typed is lost");
    let page = odile.submit(&question, &[("haie_hauteur", "3")]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert!(page.contains("12,50") && page.contains("Droit de place"), "{}", page.text());
    assert_eq!(odile.get(&question).await.status, StatusCode::NOT_FOUND, "answered once");
    let mut claire = signed_in(&instance, HOST, CLAIRE).await;
    do_task(
        &mut claire,
        &number,
        "Un paiement",
        &[
            ("tache_jour.day", "20"),
            ("tache_jour.month", "11"),
            ("tache_jour.year", "2026"),
            ("tache_reference", "VIR-77"),
        ],
    )
    .await;
    (instance, odile, claire, number)
}

fn ends(link: &str, with: &str) -> bool {
    link.ends_with(with)
}

/// Does the task of that name on a file.
async fn do_task(agent: &mut Browser, number: &str, name: &str, fields: &[(&str, &str)]) {
    let page = agent.get(&format!("/agent/dossiers/{number}")).await;
    assert!(page.contains(name), "{}", page.text());
    let task = page.links().into_iter().find(|link| link.contains("/tache/")).expect("a task");
    let page = agent.get(&task).await;
    assert!(page.contains(name), "{}", page.text());
    let page = agent.submit(&task, fields).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
}

beffroi_store::both_engines! {
    migrations: tables();

    async fn a_file_is_asked_paid_and_called_for(db: Db) {
        let register = register(200).await;
        let (instance, mut odile, mut claire, number) = at_the_visit(&db, &register, &json!("stop")).await;
        let page = odile.get(&format!("/moi/demarches/{number}")).await;
        assert!(page.contains("Paiement reçu") && page.contains("VIR-77") && page.contains("Visite du terrain"), "{}", page.text());
        instance.work().await;
        assert_eq!(register.asked.load(Ordering::SeqCst), 1);
        let page = claire.get(&format!("/agent/dossiers/{number}")).await;
        assert_eq!(page.form("/donnees").value("cote"), Some("vu-42"), "{}", page.text());
        do_task(&mut claire, &number, "Un rendez-vous", &[("tache_jour.day", "1"), ("tache_jour.month", "12"), ("tache_jour.year", "2026"), ("tache_heure", "14:05"), ("tache_lieu", "Sur place")]).await;
        let page = odile.get(&format!("/moi/demarches/{number}")).await;
        assert!(page.contains("1 décembre 2026, 14\u{a0}h\u{a0}05, Sur place"), "{}", page.text());
        let mail = instance.mail().await;
        let outside = mail.iter().find(|letter| letter.to == "police@zone.example").expect("the police are told");
        assert!(outside.subject.contains(&number) && outside.paragraphs.join(" ").contains("Chez …, commune Hautval"), "{outside:?}");
        assert!(mail.iter().any(|letter| letter.to == CLAIRE), "her unit is told");
        assert!(!mail.iter().any(|letter| format!("{letter:?}").contains("Planteville,")));
        let seen = odile.get("/moi/acces").await;
        assert!(seen.contains("Déroulement automatique"), "the call is in her journal: {}", seen.text());
    }

    async fn a_call_that_fails_is_tried_again_then_shown_until_somebody_looks(db: Db) {
        let register = register(500).await;
        let (instance, _odile, _, number) = at_the_visit(&db, &register, &json!("stop")).await;
        for _ in 0..12 {
            instance.work().await;
            instance.app().ambient().advance(Duration::hours(12));
        }
        assert_eq!(register.asked.load(Ordering::SeqCst), 6, "no more than six attempts");
        let mut claire = signed_in(&instance, HOST, CLAIRE).await;
        let page = claire.get("/agent/appels").await;
        assert!(page.contains(&number) && page.contains("registre") && !page.contains("Planteville"), "{}", page.text());
        let task = page.links().into_iter().find(|link| link.contains("/tache/")).expect("the call");
        let page = claire.get(&task).await;
        assert!(page.contains("HTTP 500"), "{}", page.text());
        register.status.store(200, Ordering::SeqCst);
        claire.submit(&task, &[("encore", "1")]).await;
        instance.work().await;
        assert!(!claire.get("/agent/appels").await.contains(&number));
        let page = claire.get(&format!("/agent/dossiers/{number}")).await;
        assert_eq!(page.form("/donnees").value("cote"), Some("vu-42"));
        let mut louis = signed_in(&instance, HOST, LOUIS).await;
        assert_eq!(louis.get(&task).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_refused_call_follows_the_workflow_at_once(db: Db) {
        let register = register(404).await;
        let (instance, _odile, mut claire, number) = at_the_visit(&db, &register, &json!({ "go": "refuse" })).await;
        instance.work().await;
        assert_eq!(register.asked.load(Ordering::SeqCst), 1);
        let page = claire.get(&format!("/agent/dossiers/{number}")).await;
        assert!(page.contains("Refusé") && page.contains("HTTP 404"), "{}", page.text());
        assert!(!claire.get("/agent/appels").await.contains(&number), "the workflow said where to go");
    }

    async fn what_ends_is_printed_then_forgotten_unless_held(db: Db) {
        let register = register(200).await;
        let (instance, mut odile, mut claire, number) = at_the_visit(&db, &register, &json!("pass")).await;
        let own = format!("/moi/demarches/{number}");
        claire.get(&format!("/agent/dossiers/{number}/etape/finir")).await;
        claire.submit("/etape/finir", &[]).await;
        instance.work().await;
        let page = odile.get(&own).await;
        assert!(page.contains(&format!("Permis {number}")) && page.contains("23 décembre 2026"), "{}", page.text());
        let record = page.links().into_iter().rfind(|link| ends(link, ".json")).expect("the permit");
        let record = odile.get(&record).await.text();
        assert!(record.contains("Accordé à Odile Planteville.") && !record.contains("Jamais"), "{record}");
        // An appeal is under way: the hold wins over the announced day.
        claire.get(&format!("/agent/dossiers/{number}/delais")).await;
        let refused = claire.submit("/delais", &[("jusqu", "2026-01-01"), ("raison", "")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        claire.submit("/delais", &[("jusqu", "2027-01-15"), ("raison", "recours-secret")]).await;
        instance.app().ambient().advance(Duration::days(35));
        instance.work().await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let page = odile.get(&own).await;
        assert!(page.contains("soleil-secret") && page.contains("15 janvier 2027"), "{}", page.text());
        let plan = page.links().into_iter().find(|link| link.starts_with("/pieces/")).expect("the plan");
        instance.app().ambient().advance(Duration::days(20));
        instance.work().await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let page = odile.get(&own).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        assert!(!page.contains("soleil-secret") && !page.contains("locataire-secrete") && !page.contains("VIR-77"), "{}", page.text());
        assert!(page.contains("42") && page.contains("Données personnelles effacées"), "what is kept: {}", page.text());
        assert_eq!(odile.get(&plan).await.status, StatusCode::NOT_FOUND);
        for link in page.links().into_iter().filter(|link| link.starts_with("/documents/") && !ends(link, ".jws")) {
            assert_eq!(odile.get(&link).await.status, StatusCode::NOT_FOUND, "{link}");
        }
    }
}
