//! What a hostile or broken client sends: a clear refusal in the person's language, nothing lost, never a failure of ours.

use axum::body::Body;
use axum::http::{StatusCode, header};
use beffroi_store::Db;
use beffroi_web::testing::{Answer, Browser, Instance, Upload};

use crate::support::*;

const PAGE: &str = "/demarches/terrasse/remplir/vous";

/// Odile on the first page of a procedure, and the token of its form.
async fn begun(db: &Db) -> (Instance, Browser, String) {
    let instance = hautval(db).await;
    let mut odile = signed_in(&instance, HOST, ODILE).await;
    begin(&mut odile, "terrasse").await;
    let token = odile.page().form("/remplir/vous").value("jeton").expect("a token").to_owned();
    (instance, odile, token)
}

async fn raw(browser: &mut Browser, path: &str, media: &str, body: impl Into<Body>) -> Answer {
    let request = browser.request("POST", path).header(header::CONTENT_TYPE, media);
    browser.send(request.body(body.into()).expect("a well-formed request")).await
}

/// A whole page in French that says what went wrong and where to go.
fn told(answer: &Answer, status: StatusCode) {
    assert_eq!(answer.status, status, "{}: {}", answer.at, answer.text());
    let text = answer.text();
    assert!(text.contains("<html lang=\"fr") && text.contains("<h1") && text.contains("href=\"/"), "{text}");
    assert!(answer.header("content-security-policy").contains("default-src 'none'"));
}

const URLENCODED: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data; boundary=limite";

beffroi_store::both_engines! {
    migrations: tables();

    async fn a_body_that_is_too_large_broken_or_of_another_kind_is_refused_and_nothing_is_lost(db: Db) {
        let (_instance, mut odile, token) = begun(&db).await;
        odile.submit("/remplir/vous", &[("nom.given", "Odette")]).await;
        let first = format!("jeton={token}&nom.given=Perdue");
        let part = |rest: &str| format!("--limite\r\nContent-Disposition: form-data; name=\"jeton\"\r\n\r\n{token}\r\n{rest}");
        let many = format!("{first}{}", "&a=1".repeat(10_001));
        let many_parts = part(&"--limite\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n".repeat(10_001));
        let nul_part = part("--limite\r\nContent-Disposition: form-data; name=\"nom.given\"\r\n\r\na\0b\r\n--limite--\r\n");
        let mut latin = part("--limite\r\nContent-Disposition: form-data; name=\"nom.given\"\r\n\r\n").into_bytes();
        latin.extend_from_slice(b"caf\xe9\r\n--limite--\r\n");
        let cases: Vec<(&str, Vec<u8>, StatusCode)> = vec![
            (URLENCODED, format!("{first}&x={}", "a".repeat(3 << 20)).into_bytes(), StatusCode::PAYLOAD_TOO_LARGE),
            (MULTIPART, part(&format!("--limite\r\nContent-Disposition: form-data; name=\"plan\"; filename=\"a\"\r\n\r\n{}", "a".repeat(27 << 20))).into_bytes(), StatusCode::PAYLOAD_TOO_LARGE),
            (MULTIPART, part("--limite\r\nContent-Disposition: form-data; name=\"plan\"; filename=\"a\"\r\n\r\n%PDF").into_bytes(), StatusCode::BAD_REQUEST),
            (MULTIPART, b"--autre\r\n\r\n".to_vec(), StatusCode::BAD_REQUEST),
            (MULTIPART, nul_part.into_bytes(), StatusCode::BAD_REQUEST),
            (MULTIPART, latin, StatusCode::BAD_REQUEST),
            (MULTIPART, many_parts.into_bytes(), StatusCode::BAD_REQUEST),
            ("multipart/form-data", part("").into_bytes(), StatusCode::BAD_REQUEST),
            (URLENCODED, many.into_bytes(), StatusCode::BAD_REQUEST),
            (URLENCODED, format!("{first}%00").into_bytes(), StatusCode::BAD_REQUEST),
            (URLENCODED, format!("{first}%E9").into_bytes(), StatusCode::BAD_REQUEST),
            (URLENCODED, [first.as_bytes(), &[0xff, 0xfe]].concat(), StatusCode::BAD_REQUEST),
            ("application/json", b"{\"jeton\":1}".to_vec(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
            ("text/plain", first.clone().into_bytes(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ];
        for (media, body, status) in cases {
            let answer = raw(&mut odile, PAGE, media, body).await;
            told(&answer, status);
        }
        let kept = odile.get(PAGE).await;
        assert_eq!(kept.form("/remplir/vous").value("nom.given"), Some("Odette"));
    }

    async fn an_address_that_tries_to_leave_its_folder_leads_nowhere(db: Db) {
        let (_instance, mut odile, _) = begun(&db).await;
        let long = format!("/demarches/{}", "a".repeat(5000));
        let paths = [
            "/documents/..%2f..%2fetc%2fpasswd.pdf", "/documents/%2e%2e.pdf", "/documents/passwd", "/documents/%00.pdf",
            "/documents/'%20or%201=1--.json", "/documents/ffffffffffffffffffffffffffffffff.pdf", "/documents/.pdf",
            "/pieces/..%2fkeyring.txt", "/pieces/0", "/pieces/00000000-0000-0000-0000-000000000000", "/pieces/%ff",
            "/assets/..%2f..%2fCargo.toml", "/assets/%2e%2e%2fCargo.toml", "/assets/", "/assets/%00", "/assets/%ff",
            "/demarches/%ff", "/demarches/a%00b", "/demarches/..%2fterrasse", "/demarches/terrasse/remplir/..%2fvous", &long,
            "/demarches/terrasse/remplir/nulle", "/demarches/nulle/commencer", "/demarches/%F0%9F%8F%B0/verifier",
            "/moi/demarches/2026-999999", "/moi/demarches/%00", "/verifier/%00", "/verifier/zz", "/vie/%00", "/theme-zz.css",
            "/suivre/%ff", "/agent/dossiers/%00", "/%ff", "/nl/%ff", "//evil.example/x", "/demarches/terrasse/envoye/2026-999999",
        ];
        for path in paths {
            let answer = odile.get(path).await;
            assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
            assert!(answer.text().contains("<html lang=\""), "{path}: {}", answer.text());
        }
        for query in ["/recherche?q=%00", "/recherche?q=%ff%ff", "/agent?apres=_&vue=%00", "/entrer?retour=//evil.example", "/recherche?q=%27%20or%20%22"] {
            let answer = odile.get(query).await;
            assert!(!answer.status.is_server_error(), "{query}: {}", answer.status);
        }
    }

    async fn what_belongs_to_another_commune_does_not_exist_here(db: Db) {
        let instance = hautval(&db).await;
        commune(&instance, "autre.example", "Bellemare").await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let number = file(&mut odile, "terrasse").await;
        let page = odile.get(&format!("/moi/demarches/{number}")).await;
        let links: Vec<_> = page.links().into_iter().filter(|link| link.starts_with("/documents/") || link.starts_with("/pieces/")).collect();
        assert!(links.len() >= 4, "{links:?}");
        // The same address and password are another account there, and her session of here is nothing there.
        let mut there = signed_in(&instance, "autre.example", ODILE).await;
        let mut agent_there = signed_in(&instance, "autre.example", CLAIRE).await;
        for path in links.iter().chain([&format!("/moi/demarches/{number}")]) {
            assert_eq!(there.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(agent_there.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(agent_there.get(&format!("/agent/dossiers/{number}")).await.status, StatusCode::NOT_FOUND);
        assert!(!agent_there.get("/agent").await.contains(&number));
        let mut carried = instance.browser("autre.example");
        carried.set_cookie("__Host-session", odile.cookie("__Host-session").expect("she is signed in"));
        assert!(carried.get("/moi").await.at.starts_with("/entrer"), "{}", carried.page().at);
        let fingerprint = links[0].trim_start_matches("/documents/")[..32].to_owned();
        assert_eq!(there.get(&format!("/verifier/{fingerprint}")).await.status, StatusCode::NOT_FOUND);
    }

    async fn a_form_that_did_not_come_from_this_page_is_refused_with_what_to_do(db: Db) {
        let (instance, mut odile, token) = begun(&db).await;
        let mut malik = signed_in(&instance, HOST, MALIK).await;
        begin(&mut malik, "terrasse").await;
        let foreign = malik.page().form("/remplir/vous").value("jeton").expect("a token").to_owned();
        let visitor = instance.browser(HOST).get("/suivre").await.form("/suivre").value("jeton").expect("a token").to_owned();
        for wrong in [foreign.as_str(), visitor.as_str(), "", "AAAA", &token[1..], "é\u{301}"] {
            let answer = odile.post(PAGE, &[("jeton", wrong), ("nom.given", "Volée")]).await;
            told(&answer, StatusCode::FORBIDDEN);
            assert!(answer.contains("rechargez-la"), "the page says what to do");
        }
        let answer = odile.post(PAGE, &[("nom.given", "Volée")]).await;
        told(&answer, StatusCode::FORBIDDEN);
        for (name, value) in [
            ("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example"), ("origin", "null"),
        ] {
            let request = odile.request("POST", PAGE).header(name, value).header(header::CONTENT_TYPE, URLENCODED);
            let body = format!("jeton={token}&nom.given=Vol%C3%A9e");
            let answer = odile.send(request.body(Body::from(body)).expect("well formed")).await;
            told(&answer, StatusCode::FORBIDDEN);
        }
        assert_eq!(odile.get(PAGE).await.form("/remplir/vous").value("nom.given"), Some("Odile"));
        // A session that was ended takes its token with it.
        let before = odile.clone();
        odile.get("/moi").await;
        odile.submit("/sortir", &[]).await;
        let mut replayed = before;
        let answer = replayed.post(PAGE, &[("jeton", &token), ("nom.given", "Rejouée")]).await;
        told(&answer, StatusCode::FORBIDDEN);
        // A visitor's token is hers: without her cookie it is worth nothing.
        let answer = instance.browser(HOST).post("/suivre", &[("jeton", &visitor), ("number", "1"), ("code", "1")]).await;
        told(&answer, StatusCode::FORBIDDEN);
    }

    async fn of_two_pages_saved_at_once_one_is_told_or_both_are_kept(db: Db) {
        let (_instance, odile, token) = begun(&db).await;
        let mut windows: Vec<_> = (0..6).map(|_| odile.clone()).collect();
        let names: Vec<String> = (0..6).map(|at| format!("Odile{at}")).collect();
        let mut posts = tokio::task::JoinSet::new();
        for (mut window, name) in windows.drain(..).zip(names) {
            let token = token.clone();
            posts.spawn(async move { window.post(PAGE, &[("jeton", &token), ("nom.given", &name), ("plus-tard", "1")]).await });
        }
        let answers = posts.join_all().await;
        let saved = answers.iter().filter(|answer| answer.status == StatusCode::SEE_OTHER).count();
        assert!(saved >= 1, "one of them at least is kept");
        for answer in answers.iter().filter(|answer| answer.status != StatusCode::SEE_OTHER) {
            told(answer, StatusCode::CONFLICT);
            assert!(answer.links().iter().any(|link| link == PAGE), "the page leads back: {}", answer.text());
        }
    }

    async fn an_unknown_host_or_method_is_refused(db: Db) {
        let (instance, mut odile, _) = begun(&db).await;
        for host in ["inconnue.example", "", "hautval.example.evil.example", "HAUTVAL.example/", "127.0.0.1"] {
            let answer = instance.browser(host).get("/").await;
            assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{host}");
            assert!(answer.header("content-security-policy").contains("default-src 'none'"));
        }
        for (method, path) in [("DELETE", "/demarches"), ("PUT", PAGE), ("POST", "/"), ("PATCH", "/agent"), ("GET", "/demarches/terrasse/abandonner")] {
            let request = odile.request(method, path).body(Body::empty()).expect("well formed");
            let answer = odile.send(request).await;
            told(&answer, StatusCode::METHOD_NOT_ALLOWED);
            assert!(!answer.header("allow").is_empty(), "{method} {path} says what is allowed");
        }
    }

    async fn a_refusal_is_in_the_language_of_the_page_and_in_json_for_a_program(db: Db) {
        let instance = hautval(&db).await;
        let mut browser = instance.browser(HOST);
        for (prefix, lang) in [("", "fr"), ("/nl", "nl"), ("/de", "de"), ("/en", "en")] {
            for path in ["/demarches/nulle", "/demarches/%ff", "/rien/du/tout", "/assets/rien.js"] {
                let answer = browser.get(&format!("{prefix}{path}")).await;
                assert!(answer.status.is_client_error(), "{path}");
                assert!(answer.text().contains(&format!("<html lang=\"{lang}")), "{prefix}{path}: {}", answer.text());
            }
            for (method, path) in [("GET", "/demarches/nulle"), ("GET", "/demarches/%ff"), ("POST", "/suivre"), ("DELETE", "/suivre")] {
                let request = browser.request(method, &format!("{prefix}{path}")).header(header::ACCEPT, "application/json");
                let answer = browser.send(request.body(Body::empty()).expect("well formed")).await;
                assert_eq!(answer.header("content-type"), "application/problem+json");
                let problem: serde_json::Value = serde_json::from_slice(&answer.body).expect("RFC 9457");
                assert_eq!(problem["status"], answer.status.as_u16());
                assert!(["type", "title", "detail"].iter().all(|member| problem[member].as_str().is_some_and(|text| !text.is_empty())), "{problem}");
            }
        }
    }

    async fn a_file_name_is_only_a_name(db: Db) {
        let (_instance, mut odile, _) = begun(&db).await;
        answer_first(&mut odile).await;
        for name in ["../../../tmp/x.pdf", "C:\\fakepath\\y.pdf", ".htaccess", "été 🏰.pdf", "", "a%00b.pdf", "<script>alert(1)</script>.pdf"] {
            let page = odile.get("/demarches/terrasse/remplir/projet").await;
            let before = page.text().matches("name=\"_unfile\"").count();
            let file = Upload { field: "plan", name, bytes: PDF };
            let page = odile.submit_files("/remplir/projet", &[("_upload", "plan")], &[file]).await;
            assert_eq!(page.status, StatusCode::OK, "{name}: {}", page.text());
            assert_eq!(page.text().matches("name=\"_unfile\"").count(), before + 1, "{name}");
            for wrong in ["../", "fakepath", "<script>alert"] {
                assert!(!page.text().contains(wrong), "{name}: {}", page.text());
            }
            let text = page.text();
            let id = text.split("name=\"_unfile\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a file");
            let page = odile.submit("/remplir/projet", &[("_unfile", id)]).await;
            assert_eq!(page.text().matches("name=\"_unfile\"").count(), before, "{name}");
        }
    }
}
