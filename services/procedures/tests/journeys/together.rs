//! Several people on one file, and one person in two windows.

use axum::http::StatusCode;
use beffroi_store::Db;
use beffroi_web::testing::Browser;

use crate::support::*;

/// Invites somebody to a file; the code to hand over.
async fn invite(owner: &mut Browser, number: &str, right: &str) -> String {
    owner.get(&format!("/suivre/{number}/personnes")).await;
    let page =
        owner.submit("/personnes", &[("nom", "mon cousin-secret"), ("droit", right), ("email", MALIK)]).await;
    let text = page.text();
    let code = text.split("translate=\"no\">").nth(1).and_then(|rest| rest.split('<').next());
    code.unwrap_or_else(|| panic!("no code in {text}")).to_owned()
}

async fn join(guest: &mut Browser, code: &str) {
    guest.get("/invitation").await;
    guest.submit("/invitation/code", &[("code", code)]).await;
}

beffroi_store::both_engines! {
    migrations: tables();

    async fn somebody_let_in_to_read_reads_this_file_and_writes_nothing(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let (number, other) = (file(&mut odile, "terrasse").await, file(&mut odile, "bac").await);
        let code = invite(&mut odile, &number, "lire").await;
        let mail = worked(&instance).await;
        let letter = mail.iter().find(|letter| letter.to == MALIK).expect("the invitation left");
        let said = format!("{} {}", letter.subject, letter.paragraphs.join(" "));
        assert!(!said.contains(&number) && !said.contains("Odile") && !said.contains("cousin"), "{said}");

        let mut malik = signed_in(&instance, HOST, MALIK).await;
        join(&mut malik, "0000-0000-0000").await;
        assert_eq!(malik.page().status, StatusCode::UNPROCESSABLE_ENTITY);
        let before = accesses(&instance).await;
        join(&mut malik, &code).await;
        let page = malik.page().clone();
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        assert!(page.contains("locataire-secrete") && page.contains("Ce dossier est celui d’une autre personne"), "{}", page.text());
        assert!(accesses(&instance).await > before, "her reading is journaled");
        assert!(!page.contains("cousin-secret"), "what the applicant calls her is the applicant's");
        assert!(odile.get("/moi/acces").await.contains("Une personne de votre dossier"), "{}", odile.page().text());
        assert!(malik.get("/moi").await.contains(&number), "{}", malik.page().text());

        // Only this file, and nothing that is the applicant's alone.
        assert_eq!(malik.get(&format!("/moi/demarches/{other}")).await.status, StatusCode::NOT_FOUND);
        for act in ["retirer", "recours", "personnes"] {
            assert_eq!(malik.get(&format!("/suivre/{number}/{act}")).await.status, StatusCode::FORBIDDEN, "{act}");
        }
        let page = malik.get(&format!("/moi/demarches/{number}")).await;
        assert!(page.forms().iter().all(|form| !form.action.ends_with("/message")), "{}", page.text());
        let mut form = odile.get(&format!("/moi/demarches/{number}")).await.form("/message");
        let token = page.forms().iter().find_map(|form| form.value("jeton").map(str::to_owned)).unwrap_or_default();
        form.fields.retain(|(name, _)| name != "jeton");
        form.fields.push(("jeton".to_owned(), token));
        let forced = malik.pressed(&form, &[("message", "je force")], &[]);
        assert_eq!(malik.send(forced).await.status, StatusCode::FORBIDDEN);
        // A code serves once.
        let mut louis = signed_in(&instance, HOST, LOUIS).await;
        join(&mut louis, &code).await;
        assert_eq!(louis.page().status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn somebody_let_in_to_write_does_until_access_is_taken_back(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let number = file(&mut odile, "terrasse").await;
        let code = invite(&mut odile, &number, "ecrire").await;
        let mut malik = signed_in(&instance, HOST, MALIK).await;
        join(&mut malik, &code).await;
        let page = malik.submit("/message", &[("message", "de la part de nous deux")]).await;
        assert!(page.contains("de la part de nous deux"), "{}", page.text());
        let mut claire = signed_in(&instance, HOST, CLAIRE).await;
        let page = claire.get(&format!("/agent/dossiers/{number}")).await;
        assert!(page.contains("Une personne invitée"), "{}", page.text());
        let piece = malik.page().links().into_iter().find(|link| link.starts_with("/pieces/")).expect("the plan");
        assert_eq!(malik.get(&piece).await.body, PDF);

        odile.get(&format!("/suivre/{number}/personnes")).await;
        odile.submit("/retirer", &[]).await;
        for path in [format!("/moi/demarches/{number}"), format!("/suivre/{number}"), piece] {
            assert_eq!(malik.get(&path).await.status, StatusCode::NOT_FOUND, "{path} after revocation");
        }
        assert!(!malik.get("/moi").await.contains(&number));
        assert!(odile.get(&format!("/moi/demarches/{number}")).await.contains("accès retiré"));
    }

    async fn an_invitation_of_another_commune_opens_nothing_here(db: Db) {
        let instance = hautval(&db).await;
        commune(&instance, "valmont.example", "Valmont").await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let number = file(&mut odile, "terrasse").await;
        let code = invite(&mut odile, &number, "ecrire").await;
        let mut elsewhere = signed_in(&instance, "valmont.example", MALIK).await;
        join(&mut elsewhere, &code).await;
        assert_eq!(elsewhere.page().status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(elsewhere.get(&format!("/moi/demarches/{number}")).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_second_window_does_not_overwrite_what_the_first_saved(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        begin(&mut odile, "terrasse").await;
        odile.submit("/remplir/vous", YOU).await;
        odile.submit("/remplir/vous", YOU).await;
        let mut other = odile.clone();
        odile.get("/demarches/terrasse/remplir/vous").await;
        other.get("/demarches/terrasse/remplir/vous").await;
        odile.submit("/remplir/vous", &[("precision", "gérante")]).await;
        let page = other.submit("/remplir/vous", &[("precision", "voisine")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text());
        assert!(page.contains("Dans l’autre fenêtre\u{a0}: gérante") && page.contains("Ici\u{a0}: voisine"), "{}", page.text());
        assert_eq!(page.form("/remplir/vous").value("precision"), Some("voisine"), "nothing typed is lost");
        let saved = odile.get("/demarches/terrasse/remplir/vous").await;
        assert_eq!(saved.form("/remplir/vous").value("precision"), Some("gérante"), "nothing is overwritten");
        let page = other.submit("/remplir/vous", &[("_garder", "1")]).await;
        assert!(page.at.ends_with("/remplir/projet"), "{} {}", page.at, page.text());
        let saved = odile.get("/demarches/terrasse/remplir/vous").await;
        assert_eq!(saved.form("/remplir/vous").value("precision"), Some("voisine"));
    }

    async fn two_windows_on_two_pages_or_with_the_same_answers_ask_nothing(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        begin(&mut odile, "terrasse").await;
        answer_first(&mut odile).await;
        let mut other = odile.clone();
        odile.get("/demarches/terrasse/remplir/vous").await;
        other.get("/demarches/terrasse/remplir/projet").await;
        let page = odile.submit("/remplir/vous", &[("precision", "gérante")]).await;
        assert!(page.at.ends_with("/remplir/projet"), "{}", page.text());
        let page = other.submit("/remplir/projet", PROJECT).await;
        assert!(page.at.ends_with("/verifier"), "{} {}", page.at, page.text());
        // The same window saves again and again, refused page or not.
        odile.get("/demarches/terrasse/remplir/vous").await;
        let page = odile.submit("/remplir/vous", &[("email", "faux")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = odile.submit("/remplir/vous", &[("email", ODILE)]).await;
        assert!(page.at.ends_with("/remplir/projet") && page.status == StatusCode::OK, "{}", page.text());
    }
}
