//! An author edits a draft without a script: adds, changes, conditions, moves, deletes; compares; moves running files.

use axum::http::StatusCode;
use beffroi_store::Db;
use beffroi_web::testing::{Answer, Browser, Instance};

use crate::support::*;

const DESK: &str = "/agent/demarches/louer-une-salle/1";

/// Paul, on the first page of a procedure that he has just begun.
async fn begun(db: &Db) -> (Instance, Browser) {
    let instance = hautval(db).await;
    let mut paul = signed_in(&instance, HOST, PAUL).await;
    paul.get("/agent/demarches/nouvelle").await;
    let refused = paul.submit("/nouvelle", &[("titre", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = paul.submit("/nouvelle", &[("titre", "Louer une salle")]).await;
    assert!(page.at.starts_with(&format!("{DESK}/modifier?lieu=pages.0")), "{}", page.at);
    (instance, paul)
}

async fn add(paul: &mut Browser, list: &str, sort: &str, words: &str) -> Answer {
    let around = list.rsplit_once('.').map_or("", |(around, _)| around);
    paul.get(&format!("{DESK}/modifier?lieu={around}")).await;
    let page = paul.submit("/ajouter", &[("liste", list), ("sorte", sort), ("mots", words)]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    page
}

/// A choice with one option, and a text.
async fn two_questions(paul: &mut Browser) {
    let page = add(paul, "pages.0.items", "choice", "Vous êtes").await;
    assert!(page.at.contains("lieu=pages.0.items.0"), "{}", page.at);
    assert!(page.contains("aucune option"), "the checks of the whole stand beside: {}", page.text());
    add(paul, "pages.0.items.0.options", "", "Autre").await;
    add(paul, "pages.0.items", "text", "Précisez").await;
}

fn thing(place: &str) -> String {
    format!("{DESK}/modifier?lieu={place}")
}

beffroi_store::both_engines! {
    migrations: tables();

    async fn a_draft_is_edited_thing_by_thing_and_nothing_typed_is_lost(db: Db) {
        let (_instance, mut paul) = begun(&db).await;
        two_questions(&mut paul).await;
        paul.get(&thing("pages.0.items.1")).await;
        let bad = [("v.id", "Mauvais nom"), ("v.label", "Dites-en plus")];
        let refused = paul.submit("/modifier", &bad).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.contains("n’est pas un nom") && refused.contains("Dites-en plus"), "{}", refused.text());
        assert!(refused.contains("id=\"e-v.id\""), "{}", refused.text());
        let saved = paul.submit("/modifier", &[("v.id", "precision"), ("v.max_len", "80"), ("v.required", "1")]).await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.text());
        assert!(saved.contains("value=\"precision\"") && saved.contains("value=\"80\""), "{}", saved.text());
        assert!(saved.contains("Dites-en plus"), "{}", saved.text());
        let hard = "L’administration communale procédera à l’instruction réglementaire de la sollicitation susmentionnée.";
        let advised = paul.submit("/modifier", &[("v.help", hard)]).await;
        assert!(advised.contains("Lisibilité"), "{}", advised.text());

        // Another kind keeps what both have; a bound that is no number is told next to its input.
        let other = paul.submit("/sorte", &[("sorte", "integer")]).await;
        assert!(other.contains("Nombre entier") && other.contains("Dites-en plus"), "{}", other.text());
        let bound = paul.submit("/modifier", &[("v.min", "{pas un arbre")]).await;
        assert_eq!(bound.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bound.contains("id=\"e-v.min\"") && bound.contains("{pas un arbre"), "{}", bound.text());
    }

    async fn a_condition_is_built_line_by_line_and_read_as_a_sentence(db: Db) {
        let (_instance, mut paul) = begun(&db).await;
        two_questions(&mut paul).await;
        paul.get(&format!("{DESK}/condition?lieu=pages.0.items.1&cle=when")).await;
        let more = paul.submit("/condition", &[("faire", "ligne:0")]).await;
        assert_eq!(more.status, StatusCode::OK, "{}", more.text());
        let refused = paul.submit("/condition", &[("l1.verbe", "eq")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "a line without a subject");
        let line = [("l1.premier", "{vous_etes}"), ("l1.verbe", "eq"), ("l1.valeur", "Autre")];
        let saved = paul.submit("/condition", &line).await;
        assert!(saved.at.contains("lieu=pages.0.items.1"), "{}", saved.at);
        assert!(saved.contains("« Vous êtes » est « Autre »"), "{}", saved.text());
        // The tree itself, for what has no usual shape.
        paul.get(&format!("{DESK}/condition?lieu=pages.0.items.1&cle=when")).await;
        paul.submit("/condition", &[("faire", "arbre:0")]).await;
        let tree = r#"{"not":{"not":{"answered":{"field":"vous_etes"}}}}"#;
        let saved = paul.submit("/condition", &[("l2.valeur", tree)]).await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.text());
        assert!(saved.contains("sans réponse"), "{}", saved.text());
    }

    async fn a_deletion_says_who_refers_to_the_thing(db: Db) {
        let (_instance, mut paul) = begun(&db).await;
        two_questions(&mut paul).await;
        paul.get(&format!("{DESK}/condition?lieu=pages.0.items.1&cle=when")).await;
        paul.submit("/condition", &[("faire", "ligne:0")]).await;
        paul.submit("/condition", &[("l1.premier", "{vous_etes}"), ("l1.verbe", "answered")]).await;
        let confirm = paul.get(&format!("{DESK}/supprimer?lieu=pages.0.items.0")).await;
        assert!(confirm.contains("D’autres parties s’y réfèrent") && confirm.contains("Précisez"), "{}", confirm.text());
        let gone = paul.submit("/supprimer", &[]).await;
        assert!(gone.at.contains("lieu=pages.0"), "{}", gone.at);
        assert!(gone.contains("« vous_etes » n’existe pas"), "{}", gone.text());
        let blocked = {
            paul.get(DESK).await;
            paul.submit("/publier", &[]).await
        };
        assert_eq!(blocked.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn two_authors_do_not_overwrite_each_other(db: Db) {
        let (_instance, mut paul) = begun(&db).await;
        two_questions(&mut paul).await;
        paul.get(&thing("pages.0.items.1")).await;
        let mut other = paul.clone();
        let first = paul.submit("/modifier", &[("v.help", "En deux mots.")]).await;
        assert_eq!(first.status, StatusCode::OK);
        let second = other.submit("/modifier", &[("v.label", "Pourquoi\u{202f}?")]).await;
        assert_eq!(second.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(second.contains("Quelqu’un d’autre") && second.contains("Pourquoi\u{202f}?"), "{}", second.text());
        let again = other.submit("/modifier", &[]).await;
        assert_eq!(again.status, StatusCode::OK, "{}", again.text());
        assert!(again.contains("Pourquoi\u{202f}?"), "{}", again.text());
    }

    async fn things_are_moved_and_copied_and_revisions_compared(db: Db) {
        let (_instance, mut paul) = begun(&db).await;
        two_questions(&mut paul).await;
        paul.get(&thing("pages.0")).await;
        let down = paul.submit("/ranger", &[("lieu", "pages.0.items.0"), ("bas", "1")]).await;
        let (precise, you) = (down.text().find("Précisez</a>"), down.text().find("Vous êtes</a>"));
        assert!(precise < you, "{}", down.text());
        paul.get(&thing("pages.0.items.1")).await;
        let copied = paul.submit("/copier", &[]).await;
        assert!(copied.at.contains("pages.0.items.2") && copied.contains("vous_etes_2"), "{}", copied.text());
        add(&mut paul, "pages", "", "Le jour").await;
        paul.get(&thing("pages.0.items.2")).await;
        let moved = paul.submit("/deplacer", &[("vers", "pages.1.items")]).await;
        assert!(moved.at.contains("pages.1.items.0"), "{}", moved.at);

        paul.get("/agent/demarches").await;
        paul.submit("/terrasse/revision", &[]).await;
        paul.get("/agent/demarches/terrasse/2/modifier?lieu=pages.0.items.3").await;
        paul.submit("/modifier", &[("v.label", "Lesquels")]).await;
        let compared = paul.get("/agent/demarches/terrasse/comparer?de=1&a=2").await;
        assert!(compared.contains("Lesquels") && compared.contains("Précisez"), "{}", compared.text());
        let uses = paul.get("/agent/demarches/terrasse/2/questions").await;
        assert!(uses.contains("Rien ne l’utilise") && uses.contains("account.name"), "{}", uses.text());
    }

    async fn the_workshop_is_for_authors_and_drafts_only(db: Db) {
        let instance = hautval(&db).await;
        let mut claire = signed_in(&instance, HOST, CLAIRE).await;
        let paths = ["modifier?lieu=pages.0", "supprimer?lieu=pages.0", "condition?lieu=pages.0&cle=when", "questions", "dossiers"];
        for path in paths {
            let page = claire.get(&format!("/agent/demarches/terrasse/1/{path}")).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
        }
        let mut paul = signed_in(&instance, HOST, PAUL).await;
        let published = paul.get("/agent/demarches/terrasse/1/modifier?lieu=pages.0").await;
        assert_eq!(published.status, StatusCode::CONFLICT);
        paul.get("/agent/demarches").await;
        paul.submit("/terrasse/revision", &[]).await;
        for place in ["pages.9", "nulle.part", "pages.0.items.0.label", "[", "flow.steps.0.name"] {
            let page = paul.get(&format!("/agent/demarches/terrasse/2/modifier?lieu={place}")).await;
            assert!(page.status.is_client_error(), "{place} {}", page.status);
        }
    }

    async fn easy_words_are_written_beside_the_usual_ones_and_read_on_choice(db: Db) {
        let instance = hautval(&db).await;
        let mut paul = signed_in(&instance, HOST, PAUL).await;
        paul.get("/agent/demarches").await;
        paul.submit("/bac/revision", &[]).await;
        paul.get("/agent/demarches/bac/2/facile").await;
        let texts = [("titre", "Demander un bac"), ("question-nom", "Comment vous appelez-vous\u{202f}?")];
        let saved = paul.submit("/facile", &texts).await;
        assert!(saved.contains("Comment vous appelez-vous"), "{}", saved.text());
        paul.get("/agent/demarches/bac/2").await;
        paul.submit("/publier", &[]).await;

        let mut anybody = instance.browser(HOST);
        assert!(anybody.get("/demarches/bac").await.contains("/facile/bac"));
        let page = anybody.get("/facile/bac").await;
        assert!(page.contains("Demander un bac"), "{}", page.text());
        anybody.submit("/facile/bac/lire", &[]).await;
        let first = anybody.submit("/commencer", &[]).await;
        assert!(first.contains("Comment vous appelez-vous"), "{}", first.text());
        let usual = anybody.submit("/facile/bac/lire", &[("choix", "usuel")]).await;
        assert!(usual.at.ends_with("/remplir/vous") && usual.contains("Vos prénom et nom"), "{}", usual.at);
        assert_eq!(anybody.get("/facile/terrasse").await.status, StatusCode::NOT_FOUND);
    }

    async fn a_withdrawn_procedure_is_put_away_and_its_files_go_on(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let number = file(&mut odile, "terrasse").await;
        let mut paul = signed_in(&instance, HOST, PAUL).await;
        paul.get("/agent/demarches/terrasse/1").await;
        paul.submit("/retirer", &[]).await;
        let away = paul.submit("/archive", &[]).await;
        assert!(away.contains("Sortir de l’archive"), "{}", away.text());
        assert!(!paul.get("/agent/demarches").await.contains("Demander : terrasse"));
        assert!(paul.get("/agent/demarches?voir=archives").await.contains("Demander : terrasse"));
        assert_eq!(odile.get(&format!("/moi/demarches/{number}")).await.status, StatusCode::OK);
        paul.get("/agent/demarches/terrasse/1").await;
        let back = paul.submit("/archive", &[("faire", "sortir")]).await;
        assert!(!back.contains("Sortir de l’archive"), "{}", back.text());
        paul.get("/agent/demarches").await;
        let copy = paul.submit("/terrasse/copie", &[]).await;
        assert!(copy.at.contains("/copie-de-demander-terrasse/1"), "{}", copy.at);
    }

    async fn a_running_file_moves_and_no_answer_is_lost_silently(db: Db) {
        let instance = hautval(&db).await;
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let number = file(&mut odile, "terrasse").await;
        let mut paul = signed_in(&instance, HOST, PAUL).await;
        paul.get("/agent/demarches").await;
        paul.submit("/terrasse/revision", &[]).await;
        paul.get("/agent/demarches/terrasse/2/supprimer?lieu=pages.0.items.3").await;
        paul.submit("/supprimer", &[]).await;
        paul.get("/agent/demarches/terrasse/2").await;
        let published = paul.submit("/publier", &[]).await;
        assert_eq!(published.status, StatusCode::OK, "{}", published.text());

        let desk = "/agent/demarches/terrasse/2/dossiers";
        assert!(paul.get(desk).await.contains("Révision 1"));
        let before = accesses(&instance).await;
        paul.get(&format!("{desk}?de=1")).await;
        assert_eq!(accesses(&instance).await, before, "counting files opens nothing");
        let looked = paul.submit("/dossiers", &[("faire", "preparer")]).await;
        assert!(looked.contains(&number) && looked.contains("la question n’existe plus"), "{}", looked.text());
        assert!(!looked.contains("locataire-secrete") && !looked.contains("Planteville"), "{}", looked.text());
        assert_eq!(accesses(&instance).await, before + 1, "the program's reading is written down");
        let refused = paul.submit("/dossiers", &[("faire", "deplacer"), ("dossier[]", &number)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
        let go = [("faire", "deplacer"), ("dossier[]", number.as_str()), ("accepter", "1")];
        let done = paul.submit("/dossiers", &go).await;
        assert!(done.contains("Un dossier a été déplacé"), "{}", done.text());

        let mut claire = signed_in(&instance, HOST, CLAIRE).await;
        let page = claire.get(&format!("/agent/dossiers/{number}")).await;
        assert!(page.contains("révision 2") && page.contains("locataire-secrete"), "{}", page.text());
        assert!(page.contains("soleil-secret"), "{}", page.text());
        let own = odile.get(&format!("/moi/demarches/{number}")).await;
        assert!(own.contains("locataire-secrete"), "{}", own.text());
        assert!(odile.get("/moi/acces").await.contains(&number));
        assert_eq!(claire.get(&piece(&page)).await.body, PDF, "the attachment came along");
    }
}

fn piece(page: &Answer) -> String {
    page.links().into_iter().find(|link| link.starts_with("/pieces/")).expect("the plan")
}
