//! Procedures: from form to decision. What it does, which law, who may do what: `README.md` beside this crate's manifest.

mod agent;
pub mod author;
mod catalogue;
mod counter;
pub mod demo;
mod documents;
mod easy;
mod filing;
mod fill;
mod flow;
mod follow;
mod journaled;
pub mod linked;
mod model;
mod paper;
pub mod places;
mod postal;
mod resident;
mod revisions;
mod sheet;
pub mod sources;
mod store;
mod told;
mod verify;
mod words;

use beffroi_people::{Fields, Processing, Role, Use};
use beffroi_store::Migrations;
use beffroi_web::{Audience, Frame, Lang, NavItem, Service, Sources};

pub use sheet::{Level, Sheet, SheetText};
pub use store::STATEMENTS;

/// Tables of the slice.
pub const MIGRATIONS: Migrations = Migrations {
    slice: "procedures",
    files: &[
        ("0001_start.sql", include_str!("../migrations/0001_start.sql")),
        ("0002_language.sql", include_str!("../migrations/0002_language.sql")),
        ("0010_queue.sql", include_str!("../migrations/0010_queue.sql")),
        ("0011_batch.sql", include_str!("../migrations/0011_batch.sql")),
        ("0020_flow.sql", include_str!("../migrations/0020_flow.sql")),
        ("0030_channels.sql", include_str!("../migrations/0030_channels.sql")),
        ("0040_author.sql", include_str!("../migrations/0040_author.sql")),
        ("0050_resident.sql", include_str!("../migrations/0050_resident.sql")),
        ("0060_catalogue.sql", include_str!("../migrations/0060_catalogue.sql")),
        ("0070_prints.sql", include_str!("../migrations/0070_prints.sql")),
        ("0090_once.sql", include_str!("../migrations/0090_once.sql")),
    ],
};

/// What the rooms share stands in `locales/<lang>.ftl`, the texts of a room in `locales/<lang>/<room>.ftl`.
macro_rules! texts {
    ($($room:literal)*) => {
        &[
            (Lang::Fr, include_str!("../locales/fr.ftl")),
            (Lang::Nl, include_str!("../locales/nl.ftl")),
            (Lang::De, include_str!("../locales/de.ftl")),
            (Lang::En, include_str!("../locales/en.ftl")),
            $(
                (Lang::Fr, include_str!(concat!("../locales/fr/", $room, ".ftl"))),
                (Lang::Nl, include_str!(concat!("../locales/nl/", $room, ".ftl"))),
                (Lang::De, include_str!(concat!("../locales/de/", $room, ".ftl"))),
                (Lang::En, include_str!(concat!("../locales/en/", $room, ".ftl"))),
            )*
        ]
    };
}

const TEXTS: Sources = texts![
    "author" "batch" "counter" "desk" "easy" "flow" "linked" "news" "paper" "photo" "places" "queue" "resident"
    "sources"
];

/// Columns that hold personal data, sealed: answers, messages, attachments, documents.
pub(crate) const SEALED: &[&str] = &["answers", "body", "content", "name", "record", "pdf", "print"];

const PROCESSINGS: &[Processing] = &[REVIEW, EXPORT, REGISTERS, JOINT, author::MOVING];

const REVIEW: Processing = Processing {
    code: "instruction",
    title: "Traitement des demandes adressées à la commune",
    basis: "6.1.e",
    basis_text: "RGPD, article 6.1.e ; mission d’intérêt public de la commune, et la base légale de chaque démarche",
    persons: "Personnes qui font une démarche",
    fields: Fields::Named(SEALED),
    recipients: "Agents du service qui traite la démarche",
    transfers: "Aucun",
    retention: "Selon chaque démarche ; au plus tard dix ans après la décision",
    measures: "Chiffrement par personne, motif inscrit avant chaque lecture, accès limité au service compétent",
    who: &[Role::Agent, Role::UnitHead],
    use_: Use::Ordinary,
};

const REGISTERS: Processing = Processing {
    code: sources::reading::PURPOSE,
    title: "Question posée à un registre, avec votre accord, pour remplir une demande",
    basis: "6.1.e",
    basis_text: "RGPD, article 6.1.e ; règlement (UE) 2018/1724, article 14, et la règle propre à chaque registre",
    persons: "Personnes qui font une démarche",
    fields: Fields::OfTheForm,
    recipients: "Le registre reçoit ce qui l’interroge ; le service qui traite la démarche reçoit la réponse",
    transfers: "Aucun",
    retention: "Avec la demande ; effacée avec un brouillon abandonné",
    measures: "Rien n’est demandé sans l’accord de la personne ; chaque question est inscrite avant d’être posée ; réponse chiffrée",
    who: &[],
    use_: Use::Own,
};

const JOINT: Processing = Processing {
    code: follow::access::JOINT,
    title: "Lecture d’un dossier par une personne que la demandeuse ou le demandeur y a fait entrer",
    basis: "6.1.a",
    basis_text: "RGPD, article 6.1.a ; accord donné dossier par dossier, retiré à tout moment",
    persons: "Personnes qui font une démarche",
    fields: Fields::Named(SEALED),
    recipients: "La personne invitée",
    transfers: "Aucun",
    retention: "Comme le dossier",
    measures: "Invitation par code personnel, lecture seule ou lecture et écriture, retrait immédiat, chaque lecture inscrite",
    who: &[],
    use_: Use::Joint,
};

/// Answers of many files as one table.
const EXPORT: Processing = Processing {
    code: "export",
    title: "Extraction des réponses d’une démarche, pour le motif que l’agent a écrit",
    retention: "Aucune copie n’est gardée par le logiciel",
    ..REVIEW
};

/// What this slice gives the binary.
pub fn service() -> Service {
    let revisions = revisions::Revisions::default();
    let routes = catalogue::routes()
        .merge(linked::routes())
        .merge(places::routes())
        .merge(fill::routes())
        .merge(follow::routes())
        .merge(resident::routes())
        .merge(verify::routes())
        .merge(agent::routes())
        .merge(counter::routes())
        .merge(paper::routes())
        .merge(author::routes())
        .merge(easy::routes())
        .layer(axum::Extension(revisions.clone()));
    Service {
        name: "procedures",
        routes,
        migrations: MIGRATIONS,
        statements: STATEMENTS,
        stored: store::STORED,
        texts: TEXTS,
        processings: [PROCESSINGS, &counter::PROCESSINGS, &flow::processings()].concat(),
        jobs: [
            flow::jobs(&revisions),
            vec![agent::batch_job(&revisions), agent::alerts_job()],
            resident::reminder::jobs(),
        ]
        .concat(),
        nav: nav(),
        home: Some(catalogue::home_block),
        space: Some(follow::space_block),
    }
}

/// Where the navigation leads, in its order.
fn nav() -> Vec<NavItem> {
    let item = |key, href, frame, audience| NavItem { key, href, frame, audience };
    let public = |key, href| item(key, href, Frame::Public, Audience::Everybody);
    let agents = |key, href| item(key, href, Frame::Agent, Audience::Agents);
    vec![
        public("procedures-nav", "/demarches"),
        public("procedures-nav-track", "/suivre"),
        public("procedures-nav-verify", "/verifier"),
        agents("procedures-nav-queue", "/agent"),
        agents("procedures-agent-opinions", "/agent/avis"),
        agents("procedures-agent-calls-title", "/agent/appels"),
        agents("procedures-counter-nav", "/agent/guichet"),
        agents("web-letters-nav", "/agent/courrier-postal"),
        item("procedures-author-nav", "/agent/demarches", Frame::Agent, Audience::Authors),
    ]
}
