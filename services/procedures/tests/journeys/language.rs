//! Whoever acts, what is written to a person is in the language of her request.

use axum::http::StatusCode;
use beffroi_store::Db;

use crate::support::*;

beffroi_store::both_engines! {
    migrations: tables();

    async fn what_is_written_to_a_person_is_in_the_language_of_her_request(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        fill(&mut odile, "/de/demarches/terrasse").await;
        let sent = odile.submit("/verifier", &[]).await;
        assert!(sent.at.starts_with("/de/"), "{}", sent.at);
        let number = number(&sent.at);

        let mut claire = signed_in(&instance, HOST, CLAIRE).await;
        let page = claire.get(&format!("/agent/dossiers/{number}")).await;
        assert!(page.contains("Langue de la personne\u{a0}: Deutsch"), "{}", page.text());
        claire.submit("/message", &[("message", "Bitte rufen Sie uns an.")]).await;
        claire.get(&format!("/agent/dossiers/{number}/etape/ouvrir")).await;
        claire.submit("/etape/ouvrir", &[]).await;
        let page = claire.get(&format!("/agent/dossiers/{number}/etape/accepter")).await;
        assert!(page.contains("La lettre part dans la langue de la personne (Deutsch)"), "{}", page.text());
        let done = claire.submit("/etape/accepter", &[("motif", "Die Ordnung erlaubt es.")]).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());

        let mail = instance.mail().await;
        assert_eq!(mail.len(), 3, "receipt, message, decision");
        for letter in &mail {
            assert_eq!(letter.lang, "de", "{letter:?}");
            let (href, _) = letter.link.as_ref().expect("the way to the file");
            assert!(href.contains("/de/suivre/"), "{href}");
        }
        let seen = odile.get(&format!("/de/moi/demarches/{number}")).await;
        let pdfs = seen.links().into_iter().filter(|link| link.split('.').nth(1) == Some("pdf"));
        let mut langs = Vec::new();
        for pdf in pdfs {
            langs.push(odile.get(&pdf).await.text().lines().nth(1).unwrap_or_default().to_owned());
        }
        assert_eq!(langs, ["% lang de", "% lang de"], "receipt and decision");
    }
}
