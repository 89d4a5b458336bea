//! The paper form asks what the screen asks, its code leads an agent back to the same revision, and nothing is published without it.

use axum::http::StatusCode;
use beffroi_procedures::author::publishing::{self, AuthorError, NewDraft};
use beffroi_store::Db;
use beffroi_web::testing::Instance;

use crate::counter::newcomer;
use crate::support::*;

/// Publishes a second revision of « bac » that asks one question more and one less; its number.
async fn second_revision(
    instance: &Instance,
    change: impl Fn(&mut serde_json::Value),
) -> Result<i64, AuthorError> {
    let app = instance.app();
    let authority = app.authorities().remove(0);
    let db = app.db().of(authority.id);
    let desk = app.people().desk(&db, app.ambient());
    let mut form = form("bac", "none");
    change(&mut form);
    let form = beffroi_forms::model::Form::from_json(&form.to_string()).expect("a form");
    let flow = beffroi_forms::model::Flow::from_json(&flow().to_string()).expect("a workflow");
    let sheet = beffroi_procedures::Sheet::default();
    let new = NewDraft {
        slug: "bac",
        unit: None,
        theme: "",
        sheet: &sheet,
        form: &form,
        flow: Some(&flow),
        report: None,
        by: None,
    };
    let number = publishing::create(&desk, &new).await?;
    publishing::publish(app, &authority, &desk, "bac", number, None).await?;
    Ok(number)
}

fn without_reason(form: &mut serde_json::Value) {
    let items = form["pages"][1]["items"].as_array_mut().expect("items");
    items.retain(|item| item["id"] != "motif_demande");
    items.push(field("yes_no", "urgent", "Est-ce urgent ?", &serde_json::json!({ "required": true })));
}

beffroi_store::both_engines! {
    migrations: tables();

    async fn the_paper_form_asks_every_question_with_its_condition_and_no_datum(db: Db) {
        let instance = hautval(&db).await;
        let mut anybody = instance.browser(HOST);
        let sheet = anybody.get("/demarches/bac").await;
        let link = sheet.links().into_iter().find(|link| link.starts_with("/papier/")).expect("the paper form");
        assert_eq!(link, "/papier/bac.1.pdf");
        let paper = anybody.get(&link).await;
        assert_eq!(paper.header("content-type"), "application/pdf");
        assert!(paper.header("cache-control").starts_with("public"), "{}", paper.header("cache-control"));
        let text = paper.text();
        for said in [
            "Vos prénom et nom", "Votre e-mail", "Vous êtes", "Propriétaire", "Précisez", "Le plan", "La surface", "Pourquoi ?",
            "Répondez seulement si « 3. Vous êtes » est « Autre ».", "Cochez une seule case.", "Joignez une copie",
            "Signature", "Place du Beffroi 1", "080 00 00 00", "https://hautval.example/papier/bac.1",
        ] {
            assert!(text.contains(said), "{said} in {text}");
        }
        assert_eq!(anybody.get(&link).await.body, paper.body, "the same revision is the same paper");
        let where_it_leads = anybody.get("/papier/bac.1").await;
        assert!(where_it_leads.contains("C’est la version en cours"), "{}", where_it_leads.text());
        for wrong in ["/papier/bac.2", "/papier/bac.2.pdf", "/papier/rien.1", "/papier/bac", "/papier/bac.x"] {
            assert_eq!(anybody.get(wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
        }
    }

    async fn an_agent_who_reads_the_code_lands_on_the_same_revision_or_learns_what_changed(db: Db) {
        let instance = hautval(&db).await;
        let mut claire = signed_in(&instance, HOST, CLAIRE).await;
        let person = newcomer(&mut claire).await;
        let unknown = claire.submit(&person, &[("code", "bac.7"), ("canal", "post"), ("recu.day", "20"), ("recu.month", "11"), ("recu.year", "2026")]).await;
        let unknown = if unknown.status == StatusCode::OK { claire.submit(&person, &[("code", "bac.7"), ("canal", "post"), ("recu.day", "20"), ("recu.month", "11"), ("recu.year", "2026")]).await } else { unknown };
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", unknown.text());
        assert_eq!(unknown.form(&person).value("code"), Some("bac.7"));

        second_revision(&instance, without_reason).await.expect("it is published");
        claire.get(&person).await;
        let typed = [("code", "https://hautval.example/papier/bac.1"), ("canal", "counter")];
        let told = claire.submit(&person, &typed).await;
        assert_eq!(told.status, StatusCode::OK);
        for said in ["révision 1", "révision 2", "Nouvelle question", "Est-ce urgent ?", "Question supprimée", "Pourquoi ?"] {
            assert!(told.contains(said), "{said} in {}", told.text());
        }
        let mut chooses = typed.to_vec();
        chooses.push(("revision", "1"));
        let page = claire.submit(&person, &chooses).await;
        assert!(page.at.ends_with("/remplir/vous"), "{} {}", page.at, page.text());
        let project = claire.get(&page.at.replace("vous", "projet")).await;
        assert!(project.contains("Pourquoi ?") && !project.contains("Est-ce urgent"), "{}", project.text());
        assert!(instance.browser(HOST).get("/papier/bac.1").await.contains("Une version plus récente existe"));
    }

    async fn what_paper_cannot_ask_is_not_published(db: Db) {
        let instance = hautval(&db).await;
        let refused = second_revision(&instance, |form| form["pages"][1]["items"][1]["label"] = "".into()).await;
        assert!(matches!(refused, Err(AuthorError::Unprintable(_) | AuthorError::Refused(_))), "{refused:?}");
        let without_post = second_revision(&instance, |form| {
            form["channels"].as_array_mut().expect("channels").retain(|of| of["kind"] != "post");
        }).await;
        assert!(matches!(without_post, Err(AuthorError::Refused(_))), "{without_post:?}");
        assert_eq!(instance.browser(HOST).get("/papier/bac.2").await.status, StatusCode::NOT_FOUND);
    }
}
