//! An agent instructs a request: opening it is written down, what she does is told without personal data, her decision can be checked by anybody.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use beffroi_store::Db;
use beffroi_web::testing::{Browser, Instance, Upload};
use ed25519_dalek::{Signature, VerifyingKey};

use crate::support::*;

/// A request filed by Odile, and the agent of its unit.
async fn filed(db: &Db) -> (Instance, Browser, Browser, String) {
    let instance = hautval(db).await;
    let mut odile = signed_in(&instance, HOST, ODILE).await;
    let number = file(&mut odile, "terrasse").await;
    let claire = signed_in(&instance, HOST, CLAIRE).await;
    (instance, odile, claire, number)
}

fn file_path(number: &str) -> String {
    format!("/agent/dossiers/{number}")
}

/// Nothing that the applicant typed.
fn nothing_personal(text: &str) {
    for planted in ["Planteville", "Odile", ODILE, "locataire-secrete", "soleil-secret", "plan-secret"] {
        assert!(!text.contains(planted), "{planted} in {text}");
    }
}

beffroi_store::both_engines! {
    migrations: tables();

    async fn the_queue_shows_nothing_personal_and_opening_is_written_once(db: Db) {
        let (instance, mut odile, mut claire, number) = filed(&db).await;
        let before = accesses(&instance).await;
        let queue = claire.get("/agent").await;
        assert!(queue.contains(&number), "{}", queue.text());
        nothing_personal(&queue.text());
        assert_eq!(accesses(&instance).await, before, "a list opens nothing");
        let page = claire.get(&file_path(&number)).await;
        assert!(page.contains("Planteville") && page.contains("soleil-secret"), "{}", page.text());
        assert_eq!(accesses(&instance).await, before + 1);
        let piece = page.links().into_iter().find(|link| link.starts_with("/pieces/")).expect("the plan");
        assert_eq!(claire.get(&piece).await.body, PDF);
        claire.get(&file_path(&number)).await;
        assert_eq!(accesses(&instance).await, before + 1, "once a session and file");

        let looked = odile.get("/moi/acces").await;
        assert!(looked.contains("Population") && looked.contains(&number), "{}", looked.text());
        assert!(!looked.contains("Lambertin"), "the name of the agent is the officer’s to tell");
    }

    async fn a_file_does_not_exist_for_another_unit_and_not_for_residents(db: Db) {
        let (instance, mut odile, _, number) = filed(&db).await;
        let mut louis = signed_in(&instance, HOST, LOUIS).await;
        assert!(!louis.get("/agent").await.contains(&number));
        assert_eq!(louis.get(&file_path(&number)).await.status, StatusCode::NOT_FOUND);
        assert_eq!(odile.get(&file_path(&number)).await.status, StatusCode::FORBIDDEN);
        let token = louis.get("/agent").await.form("/sortir").value("jeton").expect("a token").to_owned();
        for act in ["prendre", "note", "message", "correction", "donnees", "etape/ouvrir"] {
            let answer = louis.post(&format!("{}/{act}", file_path(&number)), &[("jeton", &token), ("note", "x")]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{act}");
        }
    }

    async fn a_note_stays_inside_and_a_message_is_told_by_mail_without_personal_data(db: Db) {
        let (instance, mut odile, mut claire, number) = filed(&db).await;
        claire.get(&file_path(&number)).await;
        claire.submit("/prendre", &[]).await;
        assert!(claire.get("/agent").await.contains("Lambertin"), "the queue says who has it");
        claire.get(&file_path(&number)).await;
        let page = claire.submit("/note", &[("note", "à voir avec le collège-secret")]).await;
        assert!(page.contains("collège-secret"), "{}", page.text());
        claire.submit("/message", &[("message", "Bonjour, il manque la hauteur-secrete.")]).await;
        let seen = odile.get(&format!("/moi/demarches/{number}")).await;
        assert!(seen.contains("hauteur-secrete") && !seen.contains("collège-secret"), "{}", seen.text());
        let mail = instance.mail().await;
        assert_eq!(mail.len(), 2, "receipt and message: {mail:?}");
        for letter in &mail {
            assert_eq!(letter.to, ODILE);
            nothing_personal(&format!("{} {:?} {:?}", letter.subject, letter.paragraphs, letter.link));
            assert!(!letter.paragraphs.iter().any(|of| of.contains("hauteur")));
        }
    }

    async fn only_the_fields_asked_again_change(db: Db) {
        let (_instance, mut odile, mut claire, number) = filed(&db).await;
        claire.get(&format!("{}/correction", file_path(&number))).await;
        let refused = claire.submit("/correction", &[("texte", "La surface ?")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.contains("La surface ?"), "what she wrote is kept");
        claire.submit("/correction", &[("champ", "surface"), ("texte", "La surface ne va pas.")]).await;
        assert!(odile.get("/moi").await.contains(&number));
        let page = odile.get(&format!("/suivre/{number}/corriger")).await;
        let form = page.form("/corriger");
        assert_eq!((form.value("surface"), form.value("motif_demande")), (Some("42"), None), "{}", page.text());
        let wrong = odile.submit("/corriger", &[("surface", "beaucoup")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(wrong.form("/corriger").value("surface"), Some("beaucoup"));
        // Nothing but what was asked can be taken away or added, whatever the request says.
        let plan = odile.get(&format!("/moi/demarches/{number}")).await.links().into_iter().find(|link| link.starts_with("/pieces/")).expect("the plan");
        odile.get(&format!("/suivre/{number}/corriger")).await;
        let (id, more) = (plan.trim_start_matches("/pieces/"), Upload { field: "plan", name: "autre.png", bytes: PNG });
        let page = odile.submit_files("/corriger", &[("_unfile", id)], &[more]).await;
        assert_eq!(page.status, StatusCode::OK);
        let seen = odile.get(&format!("/moi/demarches/{number}")).await;
        assert!(seen.contains("plan-secret.pdf") && !seen.contains("autre.png"), "{}", seen.text());
        odile.get(&format!("/suivre/{number}/corriger")).await;
        let forged = [("surface", "57"), ("motif_demande", "autre chose"), ("nom.family", "Autrement"), ("_shown", "surface,motif_demande,nom")];
        let page = odile.submit("/corriger", &forged).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        let page = claire.get(&file_path(&number)).await;
        assert!(page.contains("57") && page.contains("soleil-secret") && page.contains("Planteville"), "{}", page.text());
        assert!(!page.contains("autre chose") && !page.contains("Autrement"));
        assert_eq!(odile.get(&format!("/suivre/{number}/corriger")).await.status, StatusCode::NOT_FOUND, "answered once");
    }

    async fn what_was_decided_is_not_corrected_any_more(db: Db) {
        let (_instance, mut odile, mut claire, number) = filed(&db).await;
        claire.get(&format!("{}/correction", file_path(&number))).await;
        claire.submit("/correction", &[("champ", "surface"), ("texte", "La surface ne va pas.")]).await;
        let mut late = odile.clone();
        late.get(&format!("/suivre/{number}/corriger")).await;
        for (step, reason) in [("ouvrir", ""), ("refuser", "Sans réponse.")] {
            claire.get(&format!("{}/etape/{step}", file_path(&number))).await;
            claire.submit(&format!("/etape/{step}"), &[("motif", reason)]).await;
        }
        assert_eq!(late.submit("/corriger", &[("surface", "57")]).await.status, StatusCode::NOT_FOUND);
        let seen = odile.get(&format!("/moi/demarches/{number}")).await;
        assert!(!seen.links().iter().any(|link| link.ends_with("/corriger")) && seen.contains("42"), "{}", seen.text());
    }

    async fn the_fields_of_the_office_are_kept_beside_the_request(db: Db) {
        let (_instance, mut odile, mut claire, number) = filed(&db).await;
        claire.get(&file_path(&number)).await;
        let page = claire.submit("/donnees", &[("cote", "P-17"), ("visites", "2")]).await;
        assert_eq!(page.status, StatusCode::OK);
        let form = page.form("/donnees");
        assert_eq!((form.value("cote"), form.value("visites")), (Some("P-17"), Some("2")));
        assert!(page.contains("soleil-secret"), "the answers of the person are still there");
        let plan = page.links().into_iter().find(|link| link.starts_with("/pieces/")).expect("the plan");
        let page = claire.submit("/donnees", &[("_unfile", plan.trim_start_matches("/pieces/"))]).await;
        assert!(page.contains("plan-secret.pdf"), "an agent does not take away what the person sent");
        let page = claire.submit("/donnees", &[("visites", "douze")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(claire.get(&file_path(&number)).await.form("/donnees").value("cote"), Some("P-17"));
        assert!(!odile.get(&format!("/moi/demarches/{number}")).await.contains("P-17"));
    }

    async fn a_decision_is_signed_printed_and_verified_by_anybody(db: Db) {
        let (instance, mut odile, mut claire, number) = filed(&db).await;
        claire.get(&format!("{}/etape/ouvrir", file_path(&number))).await;
        claire.submit("/etape/ouvrir", &[]).await;
        claire.get(&format!("{}/etape/accepter", file_path(&number))).await;
        let unfounded = claire.submit("/etape/accepter", &[]).await;
        assert_eq!(unfounded.status, StatusCode::UNPROCESSABLE_ENTITY, "a decision has reasons");
        let page = claire.submit("/etape/accepter", &[("motif", "Le règlement le permet.")]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());

        let seen = odile.get(&format!("/moi/demarches/{number}")).await;
        assert!(seen.contains("Le règlement le permet."), "{}", seen.text());
        let of = |ending: &str| {
            let links: Vec<_> = seen.links().into_iter().filter(|link| link.starts_with("/documents/") && link.ends_with(ending)).collect();
            assert_eq!(links.len(), 2, "receipt and decision: {links:?}");
            links
        };
        let (mut decisions, records) = (0, of(".json"));
        for record_link in records {
            let record = odile.get(&record_link).await.body;
            let jws = odile.get(&record_link.replace(".json", ".jws")).await.text();
            verify(&mut instance.browser(HOST), &jws, &record).await;
            let record: serde_json::Value = serde_json::from_slice(&record).expect("the record is JSON");
            if record["type"] == "decision" {
                decisions += 1;
                assert_eq!((&record["outcome"], &record["number"]), (&"accepted".into(), &number.as_str().into()));
                assert_eq!(record["signatory"]["name"], "Claire Lambertin");
                assert_eq!(record["appeal"], "Recours : Conseil d’État, 60 jours.");
            }
            let pdf = odile.get(&record_link.replace(".json", ".pdf")).await;
            assert!(pdf.body.starts_with(b"%PDF") && pdf.text().contains("https://hautval.example/verifier/"), "{}", pdf.text());
        }
        assert_eq!(decisions, 1);
        let fingerprint = of(".jws")[0].trim_start_matches("/documents/").trim_end_matches(".jws").to_owned();
        let shown = instance.browser(HOST).get(&format!("/verifier/{fingerprint}")).await;
        assert_eq!(shown.status, StatusCode::OK);
        nothing_personal(&shown.text());
        assert!(instance.mail().await.len() >= 2);
    }

    async fn a_decided_file_is_not_decided_again_and_a_stale_page_is_told_so(db: Db) {
        let (_instance, _odile, mut claire, number) = filed(&db).await;
        let mut other_window = claire.clone();
        claire.get(&format!("{}/etape/ouvrir", file_path(&number))).await;
        claire.submit("/etape/ouvrir", &[]).await;
        other_window.get(&format!("{}/etape/refuser", file_path(&number))).await;
        claire.get(&format!("{}/etape/accepter", file_path(&number))).await;
        let done = claire.submit("/etape/accepter", &[("motif", "Oui.")]).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        let late = other_window.submit("/etape/refuser", &[("motif", "Non.")]).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
        assert!(claire.get("/agent?clos=1").await.contains(&number));
    }
}

/// Checks a detached JWS with the published keys, as a stranger would.
async fn verify(stranger: &mut Browser, jws: &str, payload: &[u8]) {
    let set = stranger.get("/.well-known/jwks.json").await;
    let set: serde_json::Value = serde_json::from_slice(&set.body).expect("the key set is JSON");
    let mut parts = jws.split('.');
    let (header, detached, signature) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    assert_eq!(detached, "", "the payload is detached");
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).expect("base64url");
    let named: serde_json::Value = serde_json::from_slice(&decode(header)).expect("the header is JSON");
    let keys = set["keys"].as_array().expect("a set of keys");
    let key = keys.iter().find(|key| key["kid"] == named["kid"]).expect("the key is published");
    let public: [u8; 32] = decode(key["x"].as_str().expect("x")).try_into().expect("32 bytes");
    let key = VerifyingKey::from_bytes(&public).expect("a point of the curve");
    let signature = Signature::from_slice(&decode(signature)).expect("64 bytes");
    let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(payload));
    key.verify_strict(signed.as_bytes(), &signature).expect("the signature is the commune's");
    let mut altered = signed.into_bytes();
    *altered.last_mut().expect("not empty") ^= 1;
    assert!(key.verify_strict(&altered, &signature).is_err());
}
