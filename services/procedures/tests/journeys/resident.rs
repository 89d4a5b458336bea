//! A resident files a request: with her account, then without one.

use axum::http::StatusCode;
use beffroi_store::Db;
use beffroi_web::testing::Upload;
use sha2::{Digest as _, Sha256};

use crate::support::*;

beffroi_store::both_engines! {
    migrations: tables();

    async fn a_page_with_faults_keeps_what_was_typed_and_says_each_fault(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        begin(&mut odile, "terrasse").await;
        let proposed = odile.page().form("/remplir/vous");
        assert_eq!(proposed.value("nom.family"), Some("Planteville"), "the account answers what it knows");
        let page = odile.submit("/remplir/vous", &[("email", "pas une adresse"), ("nom.given", "Odette")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let form = page.form("/remplir/vous");
        assert_eq!((form.value("email"), form.value("nom.given")), (Some("pas une adresse"), Some("Odette")));
        assert!(page.text().contains("href=\"#email\"") && page.text().contains("href=\"#qualite-1\""), "{}", page.text());
        // What was readable is kept even though the page was refused.
        assert_eq!(odile.get("/demarches/terrasse/remplir/vous").await.form("/remplir/vous").value("nom.given"), Some("Odette"));
    }

    async fn a_question_that_an_answer_makes_necessary_appears_on_the_same_page(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        begin(&mut odile, "terrasse").await;
        assert!(odile.page().form("/remplir/vous").value("precision").is_none());
        let page = odile.submit("/remplir/vous", &[("qualite", "autre")]).await;
        assert!(page.at.ends_with("/remplir/vous"), "{}", page.at);
        assert_eq!(page.status, StatusCode::OK, "nothing is wrong: {}", page.text());
        assert_eq!(page.form("/remplir/vous").value("precision"), Some(""));
        let page = odile.submit("/remplir/vous", &[("precision", "locataire")]).await;
        assert!(page.at.ends_with("/remplir/projet"), "{}", page.at);
    }

    async fn a_file_is_judged_by_its_content_and_the_others_are_kept(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        begin(&mut odile, "terrasse").await;
        answer_first(&mut odile).await;
        let files = [
            Upload { field: "plan", name: "../../etc/photo.png", bytes: PNG },
            Upload { field: "plan", name: "facture.pdf", bytes: b"MZ\x90\0 a program with a friendly name" },
        ];
        let page = odile.submit_files("/remplir/projet", PROJECT, &files).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text());
        assert!(page.text().contains("href=\"#plan\""), "the refusal is said at its field: {}", page.text());
        assert!(page.contains("photo.png") && !page.contains("etc/photo"), "the good file is kept: {}", page.text());
        let page = odile.submit("/remplir/projet", &[]).await;
        assert!(page.at.ends_with("/verifier") && page.contains("photo.png"), "{}", page.text());
    }

    async fn a_file_of_three_mebibytes_is_received(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        begin(&mut odile, "terrasse").await;
        answer_first(&mut odile).await;
        let mut large = PDF.to_vec();
        large.resize(3 * 1024 * 1024, b'%');
        let page = odile.submit_files("/remplir/projet", PROJECT, &[Upload { field: "plan", name: "grand.pdf", bytes: &large }]).await;
        assert!(page.at.ends_with("/verifier") && page.contains("grand.pdf"), "{} {}", page.status, page.text());
    }

    async fn a_request_pressed_twice_is_sent_once(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        fill(&mut odile, "terrasse").await;
        assert!(odile.page().contains("locataire-secrete") && odile.page().contains("plan-secret.pdf"));
        let form = odile.page().form("/verifier");
        let (mut one, mut two) = (odile.clone(), odile.clone());
        let (first, second) = (one.pressed(&form, &[], &[]), two.pressed(&form, &[], &[]));
        let (first, second) = tokio::join!(one.send(first), two.send(second));
        assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text());
        assert_eq!(first.header("location"), second.header("location"));
        let third = odile.pressed(&form, &[], &[]);
        assert_eq!(odile.send(third).await.header("location"), first.header("location"));
        let space = odile.get("/moi").await;
        let mut numbers: Vec<_> = space.links().into_iter().filter(|link| link.starts_with("/moi/demarches/")).collect();
        numbers.dedup();
        assert_eq!(numbers.len(), 1, "{numbers:?}");
    }

    async fn a_procedure_begun_several_times_at_once_has_one_draft(db: Db) {
        let instance = hautval(&db).await;
        let odile = signed_in(&instance, HOST, ODILE).await;
        for (mut browser, slug) in [(odile, "terrasse"), (instance.browser(HOST), "bac")] {
            let form = browser.get(&format!("/demarches/{slug}/commencer")).await.form("/commencer");
            let mut presses = tokio::task::JoinSet::new();
            for _ in 0..5 {
                let (mut window, request) = (browser.clone(), browser.pressed(&form, &[], &[]));
                presses.spawn(async move { window.send(request).await });
            }
            for answer in presses.join_all().await {
                assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
                assert!(answer.header("location").ends_with("/remplir/vous"), "{}", answer.header("location"));
            }
            browser.get(&format!("/demarches/{slug}/commencer")).await;
            browser.submit("/abandonner", &[]).await;
            let page = browser.get(&format!("/demarches/{slug}/commencer")).await;
            assert!(!page.forms().iter().any(|form| form.action.ends_with("/abandonner")), "there was one draft only");
        }
    }

    async fn a_resident_reads_her_receipt_and_nobody_else_does(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let number = file(&mut odile, "terrasse").await;
        let page = odile.get(&format!("/moi/demarches/{number}")).await;
        assert_eq!(page.status, StatusCode::OK);
        let receipt = page.links().into_iter().find(|link| link.strip_suffix(".pdf").is_some()).expect("a receipt");
        let pdf = odile.get(&receipt).await;
        assert!(pdf.body.starts_with(b"%PDF") && pdf.header("content-type") == "application/pdf");
        assert_eq!(odile.get(&receipt).await.body, pdf.body, "printed once, when first asked for");
        let sum = Sha256::digest(&pdf.body).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        let public = receipt.replace("/documents/", "/verifier/").replace(".pdf", "");
        assert!(instance.browser(HOST).get(&public).await.contains(&sum), "what a citizen compares");
        let piece = page.links().into_iter().find(|link| link.starts_with("/pieces/")).expect("her file");
        assert_eq!(odile.get(&piece).await.body, PDF);
        let mut malik = signed_in(&instance, HOST, MALIK).await;
        for path in [format!("/moi/demarches/{number}"), format!("/suivre/{number}"), receipt, piece] {
            assert_eq!(malik.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }

    async fn a_long_list_of_accesses_is_read_page_by_page(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let rows = |text: String| text.matches("<th scope=\"row\">").count();
        let mut filed = 0;
        while !odile.get("/moi/acces").await.contains("page=2") {
            assert!(rows(odile.page().text()) <= 25 && filed < 30, "{}", odile.page().text());
            file(&mut odile, "terrasse").await;
            filed += 1;
        }
        assert_eq!(rows(odile.page().text()), 25);
        let first = odile.page().text();
        let older = odile.get("/moi/acces?page=2").await.text();
        assert!(rows(older.clone()) > 0 && older != first && older.contains("page=1") && !older.contains("page=3"));
        for beyond in ["999", "0", "x", "-1", "99999999999999999999"] {
            assert_eq!(odile.get(&format!("/moi/acces?page={beyond}")).await.status, StatusCode::OK, "{beyond}");
        }
    }

    async fn a_request_without_account_is_followed_with_its_code_alone(db: Db) {
        let instance = hautval(&db).await;
        let mut stranger = instance.browser(HOST);
        let number = file(&mut stranger, "bac").await;
        let code = code(&stranger.page().text());
        assert_eq!(stranger.get(&format!("/suivre/{number}")).await.status, StatusCode::OK, "this browser knows its file");
        let mut neighbour = instance.browser(HOST);
        let other_number = file(&mut neighbour, "bac").await;
        let other_code = self::code(&neighbour.page().text());
        assert_ne!(code, other_code);

        let mut later = instance.browser(HOST);
        let page = later.get(&format!("/suivre/{number}")).await;
        assert!(page.at.ends_with("/suivre"), "the number alone opens nothing: {}", page.at);
        for wrong in ["0000-0000-0000", other_code.as_str(), "été\u{1f5dd}", ""] {
            let page = later.submit("/suivre", &[("number", &number), ("code", wrong)]).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
            assert!(page.text().contains("href=\"#code\""), "{}", page.text());
        }
        let typed = code.to_lowercase().replace('-', " ");
        let page = later.submit("/suivre", &[("number", &number), ("code", &typed)]).await;
        assert!(page.status == StatusCode::OK && page.contains("locataire-secrete"), "{}", page.text());
        let page = later.get(&format!("/suivre/{other_number}")).await;
        assert!(page.at.ends_with("/suivre"), "a code opens its own file only");
        let page = later.submit("/suivre", &[("number", &number), ("code", &code)]).await;
        assert_eq!(page.status, StatusCode::OK);
        let page = later.submit("/message", &[("message", "Quand venez-vous ?")]).await;
        assert!(page.status == StatusCode::OK && page.contains("Quand venez-vous"), "{}", page.text());
    }

    async fn a_draft_is_found_again_and_can_be_abandoned(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        begin(&mut odile, "terrasse").await;
        let page = odile.submit("/remplir/vous", &[("nom.given", "Odette"), ("plus-tard", "1")]).await;
        assert!(page.at.ends_with("/plus-tard") && page.status == StatusCode::OK, "{}", page.text());
        let mut elsewhere = signed_in(&instance, HOST, ODILE).await;
        let page = elsewhere.get("/demarches/terrasse/remplir/vous").await;
        assert_eq!(page.form("/remplir/vous").value("nom.given"), Some("Odette"));
        elsewhere.get("/demarches/terrasse/commencer").await;
        let page = elsewhere.submit("/abandonner", &[]).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(odile.get("/demarches/terrasse/remplir/vous").await.at.ends_with("/commencer"));
    }
}

/// The tracking code that the page after sending shows.
fn code(html: &str) -> String {
    let at = html.find("<code class=\"chiffres\"").expect("a code is shown");
    let text = &html[at..];
    let from = text.find('>').expect("a tag ends") + 1;
    text[from..].split('<').next().unwrap_or_default().to_owned()
}
