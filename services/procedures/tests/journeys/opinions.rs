//! An opinion is asked of another unit, or of an expert outside: both see what was chosen for them, and nothing else.

use axum::http::StatusCode;
use beffroi_store::Db;
use beffroi_web::testing::{Browser, Instance, Upload};
use time::Duration;

use crate::support::*;

async fn filed(db: &Db) -> (Instance, Browser, Browser, String) {
    let instance = hautval(db).await;
    let mut odile = signed_in(&instance, HOST, ODILE).await;
    let number = file(&mut odile, "terrasse").await;
    let mut claire = signed_in(&instance, HOST, CLAIRE).await;
    claire.get(&format!("/agent/dossiers/{number}")).await;
    claire.submit("/prendre", &[]).await;
    (instance, odile, claire, number)
}

fn nothing_else(text: &str) {
    for planted in ["Planteville", ODILE, "locataire-secrete", "soleil-secret"] {
        assert!(!text.contains(planted), "{planted} in {text}");
    }
}

beffroi_store::both_engines! {
    migrations: tables();

    async fn another_unit_reads_what_is_shared_and_answers(db: Db) {
        let (instance, mut odile, mut claire, number) = filed(&db).await;
        let mut louis = signed_in(&instance, HOST, LOUIS).await;
        claire.get(&format!("/agent/dossiers/{number}/avis")).await;
        let nobody = claire.submit("/avis", &[("question", "La haie gêne-t-elle ?"), ("jours", "10")]).await;
        assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(nobody.contains("La haie gêne-t-elle"), "nothing typed is lost");
        let page = claire.get(&format!("/agent/dossiers/{number}/avis")).await;
        let unit = page.text().split("<option value=\"").find(|of| of.contains("Travaux")).and_then(|of| of.split('"').next().map(str::to_owned)).expect("the other unit");
        claire.submit("/avis", &[("question", "La haie gêne-t-elle ?"), ("jours", "10"), ("service", &unit), ("champ", "surface"), ("champ", "plan")]).await;
        let list = louis.get("/agent/avis").await;
        assert!(list.contains(&number), "{}", list.text());
        nothing_else(&list.text());
        let link = list.links().into_iter().find(|link| link.starts_with("/agent/avis/")).expect("the question");
        let before = accesses(&instance).await;
        let page = louis.get(&link).await;
        assert!(page.contains("gêne-t-elle") && page.contains("42"), "{}", page.text());
        nothing_else(&page.text());
        assert_eq!(accesses(&instance).await, before + 1, "it is in her journal");
        let plan = page.links().into_iter().find(|of| of.contains("/piece/")).expect("the plan");
        assert_eq!(louis.get(&plan).await.body, PDF);
        assert_eq!(louis.get(&format!("/agent/dossiers/{number}")).await.status, StatusCode::NOT_FOUND);
        louis.get(&link).await;
        let empty = louis.submit(&link, &[("avis", "")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        louis.get(&link).await;
        let note = Upload { field: "piece", name: "note.pdf", bytes: PDF };
        louis.submit_files(&link, &[("sens", "favorable"), ("avis", "La haie-secrete est basse.")], &[note]).await;
        assert_eq!(louis.get(&link).await.status, StatusCode::NOT_FOUND, "answered once");
        let page = claire.get(&format!("/agent/dossiers/{number}")).await;
        assert!(page.contains("haie-secrete") && page.contains("Favorable"), "{}", page.text());
        assert!(!odile.get(&format!("/moi/demarches/{number}")).await.contains("haie-secrete"));
        assert!(instance.mail().await.iter().any(|letter| letter.to == CLAIRE), "the file's agent is told");
    }

    async fn an_expert_comes_by_link_and_code_until_it_is_over(db: Db) {
        let (instance, _odile, mut claire, number) = filed(&db).await;
        claire.get(&format!("/agent/dossiers/{number}/avis")).await;
        let page = claire.submit("/avis", &[("question", "Votre avis ?"), ("jours", "10"), ("courriel", "expert@ailleurs.example"), ("champ", "surface")]).await;
        let code = page.text().split("<b><code translate=\"no\">").nth(1).and_then(|of| of.split('<').next().map(str::to_owned)).expect("the code");
        instance.app().ambient().advance(Duration::days(7));
        instance.work().await;
        let mail = instance.mail().await;
        let letters: Vec<_> = mail.iter().filter(|letter| letter.to == "expert@ailleurs.example").collect();
        assert_eq!(letters.len(), 2, "the question and a reminder: {mail:?}");
        assert!(!format!("{letters:?}").contains(&code));
        let link = letters[0].link.as_ref().expect("a link").0.clone();
        let path = link.trim_start_matches("https://hautval.example").to_owned();
        let mut expert = instance.browser(HOST);
        let page = expert.get(&path).await;
        assert!(!page.contains("Votre avis ?"), "{}", page.text());
        let wrong = expert.submit(&path, &[("code", "0000-0000")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = expert.submit(&path, &[("code", &code.to_lowercase())]).await;
        assert!(page.contains("42") && page.contains("Votre avis"), "{}", page.text());
        nothing_else(&page.text());
        let page = expert.submit("/reponse", &[("sens", "defavorable"), ("avis", "Trop grand-secret.")]).await;
        assert!(page.contains("Merci"), "{}", page.text());
        assert_eq!(expert.get(&path).await.status, StatusCode::GONE);
        let mut claire = signed_in(&instance, HOST, CLAIRE).await;
        assert!(claire.get(&format!("/agent/dossiers/{number}")).await.contains("grand-secret"));
    }

    async fn ten_wrong_codes_close_a_link(db: Db) {
        let (instance, _odile, mut claire, number) = filed(&db).await;
        claire.get(&format!("/agent/dossiers/{number}/avis")).await;
        let page = claire.submit("/avis", &[("question", "Votre avis ?"), ("jours", "10"), ("courriel", "expert@ailleurs.example")]).await;
        let path = page.text().split("/avis/").filter_map(|of| of.split('<').next()).find(|of| of.len() > 40 && of.contains('-')).map(|of| format!("/avis/{of}")).expect("the link");
        let mut expert = instance.browser(HOST);
        expert.get(&path).await;
        for _ in 0..10 {
            expert.submit(&path, &[("code", "0000-0000")]).await;
        }
        assert_eq!(expert.get(&path).await.status, StatusCode::GONE);
        assert_eq!(expert.get("/avis/00000000000000000000000000000000-00").await.status, StatusCode::NOT_FOUND);
    }
}
