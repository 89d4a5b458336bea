//! Acts on many files, exports, names shown on demand, teams and routing, daily mail: what agents do beside one file.

use axum::http::StatusCode;
use beffroi_store::{Db, Scope, Statement, params};
use beffroi_web::testing::{Answer, Browser, Instance};

use crate::support::*;

fn html(page: &Answer) -> String {
    String::from_utf8(page.body.clone()).expect("pages are UTF-8")
}

/// The value of the choice with this label, of a select or of radio buttons.
fn option(page: &Answer, label: &str) -> String {
    let html = html(page);
    let at = html.find(&format!(">{label}<")).unwrap_or_else(|| panic!("no {label} in {html}"));
    let before = &html[..at];
    let value = before.rfind("value=\"").expect("a value") + 7;
    html[value..].split('"').next().unwrap_or_default().to_owned()
}

fn token(browser: &Browser) -> String {
    browser.page().form("/sortir").value("jeton").expect("a token").to_owned()
}

async fn unit(browser: &mut Browser) -> String {
    let links = browser.get("/agent?vue=suivis").await.links();
    let list = links.into_iter().find(|link| link.starts_with("/agent?vue=") && link.len() > 40);
    list.expect("a unit’s list").trim_start_matches("/agent?vue=").to_owned()
}

/// Two requests of Odile, and the agent of their unit.
async fn two(db: &Db) -> (Instance, Browser, Browser, [String; 2]) {
    let instance = hautval(db).await;
    let mut odile = signed_in(&instance, HOST, ODILE).await;
    let numbers = [file(&mut odile, "terrasse").await, file(&mut odile, "bac").await];
    let mut claire = signed_in(&instance, HOST, CLAIRE).await;
    claire.get("/agent?vue=moi").await;
    (instance, odile, claire, numbers)
}

/// Chooses files; the browser is then on the page of the selection, whose address is returned.
async fn select(browser: &mut Browser, numbers: &[String]) -> String {
    let token = token(browser);
    let mut fields = vec![("jeton", token.as_str())];
    fields.extend(numbers.iter().map(|number| ("dossier", number.as_str())));
    let answer = browser.post("/agent/lot", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let place = answer.header("location").to_owned();
    browser.get(&place).await;
    place
}

/// Runs a job of the service by its kind.
async fn run(instance: &Instance, kind: &str, payload: serde_json::Value) {
    let authority = instance.app().authorities().remove(0).id;
    let jobs = beffroi_procedures::service().jobs;
    let (_, handler) = jobs.into_iter().find(|(name, _)| *name == kind).expect("a job of this kind");
    handler(instance.app().clone(), authority, payload).await.expect("the job is done");
}

beffroi_store::both_engines! {
    migrations: tables();

    async fn one_act_on_many_files_is_seen_before_it_is_done_and_told_file_by_file(db: Db) {
        let (instance, mut odile, mut claire, numbers) = two(&db).await;
        let place = select(&mut claire, &numbers).await;
        let refused = claire.submit(&place, &[]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let step = option(&claire.get(&place).await, "Commencer l’examen (Demander : terrasse)");
        let page = claire.submit(&place, &[("quoi", &step)]).await;
        assert!(page.contains("Sera fait") && page.contains("Autre démarche") && page.contains("sur un dossier"), "{}", page.text());
        assert!(claire.get(&format!("/agent/dossiers/{}", numbers[0])).await.contains("Reçu"), "nothing is done yet");
        claire.get(&place).await;
        let done = claire.submit("/faire", &[]).await;
        assert!(done.contains("Fait sur un dossier") && done.contains("Un dossier est resté"), "{}", done.text());
        assert!(claire.get(&format!("/agent/dossiers/{}", numbers[0])).await.contains("En examen"));
        // Words to all, each by mail without them.
        let before = instance.mail().await.len();
        let place = select(&mut claire, &numbers).await;
        assert_eq!(claire.submit(&place, &[("quoi", "message")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        claire.submit(&place, &[("quoi", "message"), ("texte", "Le service ferme-secret vendredi.")]).await;
        let done = claire.submit("/faire", &[]).await;
        assert!(done.contains("Fait sur 2 dossiers"), "{}", done.text());
        for number in &numbers {
            assert!(odile.get(&format!("/moi/demarches/{number}")).await.contains("ferme-secret"));
        }
        let mail = instance.mail().await;
        assert_eq!(mail.len(), before + 2);
        assert!(mail.iter().all(|letter| !letter.paragraphs.iter().any(|text| text.contains("ferme-secret"))));
        let mut rose = signed_in(&instance, HOST, ROSE).await;
        assert_eq!(rose.get(&place).await.status, StatusCode::NOT_FOUND, "another agent’s selection");
    }

    async fn a_decision_in_batch_is_signed_and_a_file_moved_meanwhile_is_reported(db: Db) {
        let (instance, mut odile, mut claire, numbers) = two(&db).await;
        let path = format!("/agent/dossiers/{}", numbers[0]);
        claire.get(&format!("{path}/etape/ouvrir")).await;
        claire.submit("/etape/ouvrir", &[]).await;
        let place = select(&mut claire, &numbers).await;
        let step = option(claire.page(), "Refuser (Demander : terrasse)");
        let without = claire.submit(&place, &[("quoi", &step)]).await;
        assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY, "a decision gives its reasons");
        claire.submit(&place, &[("quoi", &step), ("motif", "Trop grand-secret.")]).await;
        claire.submit("/faire", &[]).await;
        let seen = odile.get(&format!("/moi/demarches/{}", numbers[0])).await;
        let decision = seen.links().into_iter().filter(|link| link.starts_with("/verifier/")).count();
        assert!(decision >= 2 && seen.contains("grand-secret"), "receipt and decision: {}", seen.text());
        // Chosen at one step, moved to another by somebody else before it is done.
        let other = format!("/agent/dossiers/{}", numbers[1]);
        let place = select(&mut claire, &numbers[1..]).await;
        let step = option(claire.page(), "Commencer l’examen (Demander : bac)");
        claire.submit(&place, &[("quoi", &step)]).await;
        let mut rose = signed_in(&instance, HOST, ROSE).await;
        rose.get(&format!("{other}/etape/ouvrir")).await;
        rose.submit("/etape/ouvrir", &[]).await;
        let done = claire.submit("/faire", &[]).await;
        assert!(done.contains("Changé entre-temps"), "{}", done.text());
    }

    async fn what_a_cut_off_answer_left_undone_is_done_by_the_job(db: Db) {
        let (instance, _odile, mut claire, numbers) = two(&db).await;
        let place = select(&mut claire, &numbers).await;
        let agent = option(claire.page(), "Donner à Claire Lambertin");
        claire.submit(&place, &[("quoi", &agent)]).await;
        let id = place.trim_start_matches("/agent/lot/").to_owned();
        let batch: uuid::Uuid = id.parse().expect("an identifier");
        let cut = Statement { name: "CUT", sql: "update procedures_batch set state = 'running' where authority = $1 and id = $2", scope: Scope::Authority };
        let authority = instance.app().authorities().remove(0).id;
        let cut = &cut;
        db.of(authority).write(move |tx| async move { tx.exec(cut, params![batch]).await }).await.expect("cut off");
        assert!(claire.get(&place).await.contains("0 faits sur 2"), "{}", claire.page().text());
        run(&instance, "procedures.batch", serde_json::json!({ "batch": id })).await;
        assert!(claire.get(&place).await.contains("Fait sur 2 dossiers"));
        let mine = claire.get("/agent?vue=moi").await;
        assert!(numbers.iter().all(|number| mine.contains(number)));
    }

    async fn a_list_leaves_as_a_file_without_anything_personal_and_answers_only_through_the_journal(db: Db) {
        let (instance, _odile, mut claire, numbers) = two(&db).await;
        let unit = unit(&mut claire).await;
        let before = accesses(&instance).await;
        let page = claire.get(&format!("/agent/exporter?vue={unit}")).await;
        let filter = page.form("/agent/exporter/liste").value("filtre").expect("the filter").to_owned();
        let asked = format!("/agent/exporter/liste?filtre={}&format=", filter.replace('=', "%3D"));
        let csv = claire.get(&format!("{asked}csv&colonne=number&colonne=procedure")).await;
        assert!(csv.body.starts_with(b"\xef\xbb\xbfNum") && csv.header("content-type").starts_with("text/csv"));
        let text = csv.text();
        assert_eq!(text.lines().count(), 3, "{text}");
        assert!(text.contains(&format!("{};Demander : terrasse", numbers[0])), "{text}");
        let ods = claire.get(&format!("{asked}ods")).await;
        assert!(ods.body.starts_with(b"PK") && ods.body.len() > 1000);
        assert_eq!(accesses(&instance).await, before, "nothing was opened");
        // Answers: one procedure, a reason, an entry a file.
        let terrasse = option(&claire.get(&format!("/agent/filtrer?vue={unit}")).await, "Demander : terrasse");
        let token = token(&claire);
        let filter = format!("vue={unit}&demarche={terrasse}");
        let short = claire.post("/agent/exporter/reponses", &[("jeton", &token), ("filtre", &filter), ("motif", "pour voir")]).await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", short.text());
        let reason = "Statistique demandée par le collège";
        let answers = claire.post("/agent/exporter/reponses", &[("jeton", &token), ("filtre", &filter), ("motif", reason)]).await;
        let text = answers.text();
        assert!(text.contains("soleil-secret") && text.contains(&numbers[0]) && !text.contains(&numbers[1]), "{text}");
        assert_eq!(accesses(&instance).await, before + 1);
        let mut louis = signed_in(&instance, HOST, LOUIS).await;
        assert_eq!(louis.get(&format!("{asked}csv")).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_file_leaves_whole_in_a_zip(db: Db) {
        let (instance, mut odile, mut claire, numbers) = two(&db).await;
        let path = format!("/agent/dossiers/{}/archive.zip", numbers[0]);
        let zip = claire.get(&path).await;
        assert_eq!(zip.header("content-type"), "application/zip");
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip.body)).expect("a zip");
        let names: Vec<String> = archive.file_names().map(|name| name.expect("a name is UTF-8").into_owned()).collect();
        for name in ["demande.pdf", "demande.json", "pieces/01-plan-secret.pdf", "documents/01-receipt.json", "documents/01-receipt.jws", "documents/01-receipt.pdf", "histoire.json", "manifest.json"] {
            assert!(names.iter().any(|of| of == name), "{name} in {names:?}");
        }
        let mut plan = Vec::new();
        std::io::Read::read_to_end(&mut archive.by_name("pieces/01-plan-secret.pdf").expect("the plan"), &mut plan).expect("its bytes");
        assert_eq!(plan, PDF);
        let mut louis = signed_in(&instance, HOST, LOUIS).await;
        assert_eq!(louis.get(&path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(odile.get(&path).await.status, StatusCode::FORBIDDEN);
        let history = claire.get(&format!("/agent/dossiers/{}/histoire?quoi=etapes&qui=demandeur", numbers[0])).await;
        assert!(history.contains("Demande envoyée") && !history.contains("Étape\u{a0}:"), "{}", history.text());
        assert_eq!(louis.get(&format!("/agent/dossiers/{}/histoire", numbers[0])).await.status, StatusCode::NOT_FOUND);
    }

    async fn names_are_shown_by_an_act_that_is_written_for_each_row(db: Db) {
        let (instance, _odile, mut claire, _numbers) = two(&db).await;
        let unit = unit(&mut claire).await;
        let before = accesses(&instance).await;
        assert!(!claire.get(&format!("/agent?vue={unit}")).await.contains("Planteville"));
        let shown = claire.submit("/agent/noms", &[]).await;
        assert!(shown.contains("Odile Planteville"), "{}", shown.text());
        assert_eq!(accesses(&instance).await, before + 2, "one a row");
        let place = shown.at.clone();
        let mut rose = signed_in(&instance, HOST, ROSE).await;
        assert!(!rose.get(&place).await.contains("Planteville"), "the address serves one session");
    }

    async fn the_head_of_a_unit_makes_teams_and_says_where_requests_go(db: Db) {
        let instance = hautval(&db).await;
        let mut claire = signed_in(&instance, HOST, CLAIRE).await;
        assert_eq!(claire.get("/agent/equipes").await.status, StatusCode::FORBIDDEN, "an agent heads nothing");
        let mut rose = signed_in(&instance, HOST, ROSE).await;
        rose.get("/agent/equipes").await;
        let made = rose.submit("/agent/equipes", &[("nom", "Terrasses")]).await;
        assert!(made.contains("Terrasses"), "{}", made.text());
        let rules = made.links().into_iter().find(|link| link.contains("/orientation?")).expect("the rules of a procedure");
        let page = rose.get(&rules).await;
        let (token, procedure) = (token(&rose), rules.rsplit('=').next().unwrap_or_default().to_owned());
        let none = rose.post("/agent/equipes/orientation", &[("jeton", &token), ("demarche", &procedure)]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let to = option(&page, "Travaux");
        let answer = [("jeton", token.as_str()), ("demarche", &procedure), ("reponse", "qualite=autre"), ("vers", &to)];
        assert_eq!(rose.post("/agent/equipes/orientation", &answer).await.status, StatusCode::SEE_OTHER);
        assert!(rose.get(&rules).await.contains("Vous êtes : Autre"), "{}", rose.page().text());
        // « bac » comes first in the alphabet: it is the procedure of the rule.
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let (routed, other) = (file(&mut odile, "bac").await, file(&mut odile, "terrasse").await);
        let mut louis = signed_in(&instance, HOST, LOUIS).await;
        assert!(louis.get("/agent").await.contains(&routed) && !louis.page().contains(&other), "{}", louis.page().text());
        assert_eq!(claire.get(&format!("/agent/dossiers/{routed}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(louis.get("/agent/equipes").await.status, StatusCode::FORBIDDEN);
    }

    async fn an_agent_hears_once_a_day_of_dates_that_come_in_numbers_only(db: Db) {
        let (instance, _odile, mut claire, numbers) = two(&db).await;
        claire.get(&format!("/agent/dossiers/{}", numbers[0])).await;
        claire.submit("/prendre", &[]).await;
        let authority = instance.app().authorities().remove(0).id;
        let hurry = Statement { name: "HURRY", sql: "update procedures_file set due_on = '2026-11-20' where authority = $1", scope: Scope::Authority };
        let hurry = &hurry;
        db.of(authority).write(move |tx| async move { tx.exec(hurry, params![]).await }).await.expect("late");
        assert!(claire.get("/agent").await.contains("Un de vos dossiers est en retard"), "{}", claire.page().text());
        let before = instance.mail().await.len();
        run(&instance, "procedures.alerts", serde_json::json!({})).await;
        run(&instance, "procedures.alerts", serde_json::json!({})).await;
        let mail = instance.mail().await;
        assert_eq!(mail.len(), before + 1, "one a day, to her who has such a file");
        let letter = mail.last().expect("the letter");
        assert!(letter.to == CLAIRE && letter.subject.contains("1 en retard") && !letter.subject.contains("2026-"), "{letter:?}");
        claire.get("/agent/rappels").await;
        let form = claire.page().form("/agent/rappels");
        assert_eq!(form.value("oui"), Some("1"));
        let off = claire.post("/agent/rappels", &[("jeton", &token(&claire.clone()))]).await;
        assert_eq!(off.status, StatusCode::SEE_OTHER);
        assert_eq!(claire.get("/agent/rappels").await.form("/agent/rappels").value("oui"), None);
    }
}
