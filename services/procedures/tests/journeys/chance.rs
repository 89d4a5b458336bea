//! Whatever a page receives, it answers a page: thousands of names and values that no browser would send.

use beffroi_store::{Ambient, Db};
use beffroi_web::testing::{Answer, Browser, Form, Upload};
use time::macros::datetime;

use crate::support::*;

const NAMES: &[&str] = &[
    "nom",
    "nom.given",
    "nom.family",
    "nom.",
    "nom.given.x",
    "email",
    "qualite",
    "precision",
    "plan",
    "plan.0",
    "plan.0.x",
    "surface",
    "motif_demande",
    "_shown",
    "_add",
    "_remove",
    "_unfile",
    "_upload",
    "retour",
    "plus-tard",
    "envoi",
    "cote",
    "visites",
    "motif",
    "recours",
    "conditions_decision",
    "champ",
    "genre",
    "texte",
    "etape",
    "note",
    "message",
    "",
    ".",
    "..",
    "sys.reference",
    "é",
    "nom[given]",
    "🏰",
    "a.0.b.1.c",
    "page_agent",
];

const VALUES: &[&str] = &[
    "",
    " ",
    "autre",
    "proprietaire",
    "inconnue",
    "-1",
    "0",
    "42",
    "1e9",
    "999999999999999999999999",
    "2026-02-30",
    "31/12/9999",
    "yes",
    "no",
    "plan.0",
    "nom,email,plan",
    "plan.18446744073709551615",
    "plan.-1",
    "00000000-0000-0000-0000-000000000000",
    "<b>&amp;\"'",
    "{sys.reference}",
    "\u{202e}à l’envers",
    "a\u{300}\u{301}\u{302}",
    "🏰🏰",
    "\r\n\t\u{b}",
    "\u{feff}",
    "odile@courrier.example",
    "x@y",
    "ouvrir",
    "surface",
    "﷽",
];

/// Chance with a seed, so that a failure can be found again.
struct Dice(Ambient);

impl Dice {
    fn below(&self, most: usize) -> usize {
        usize::try_from(u64::from_be_bytes(self.0.bytes::<8>()) % most as u64).expect("below a small number")
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        let value = || match self.below(12) {
            0 => "é".repeat(self.below(20_000)),
            1 => String::from_utf8_lossy(&self.0.bytes::<24>()).replace('\0', " "),
            _ => VALUES[self.below(VALUES.len())].to_owned(),
        };
        (0..self.below(9)).map(|_| (NAMES[self.below(NAMES.len())], value())).collect()
    }

    async fn press(&self, browser: &mut Browser, mut form: Form) -> Answer {
        let fields = self.fields();
        let typed: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        form.multipart = self.below(2) == 0;
        let noise = self.0.bytes::<64>();
        let contents: [&[u8]; 4] = [PDF, PNG, &noise, b""];
        let files: Vec<_> = (0..self.below(4))
            .map(|at| Upload {
                field: NAMES[self.below(NAMES.len())],
                name: VALUES[self.below(14)],
                bytes: contents[(at + self.below(4)) % 4],
            })
            .collect();
        let request = browser.pressed(&form, &typed, &files);
        let answer = browser.send(request).await;
        assert!(
            !answer.status.is_server_error(),
            "{} answered {} to {typed:?} and {files:?}: {}",
            form.action,
            answer.status,
            answer.text()
        );
        answer
    }
}

beffroi_store::both_engines! {
    migrations: tables();

    async fn no_post_to_a_form_makes_a_page_fail(db: Db) {
        let instance = hautval(&db).await;
        let dice = Dice(Ambient::fixed(datetime!(2026-11-23 08:00 UTC), 7));
        let mut odile = signed_in(&instance, HOST, ODILE).await;
        let number = file(&mut odile, "terrasse").await;
        begin(&mut odile, "terrasse").await;
        let drafted = odile.page().form("/remplir/vous");
        for _ in 0..150 {
            let page = ["vous", "projet", "vous/brouillon", "projet/brouillon"][dice.below(4)];
            let action = format!("/demarches/terrasse/remplir/{page}");
            dice.press(&mut odile, Form { action, ..drafted.clone() }).await;
        }
        for page in ["vous", "projet"] {
            assert!(odile.get(&format!("/demarches/terrasse/remplir/{page}")).await.status.is_success());
        }
        assert!(odile.get("/demarches/terrasse/verifier").await.status.is_success(), "what was kept can be read");

        let mut claire = signed_in(&instance, HOST, CLAIRE).await;
        let path = format!("/agent/dossiers/{number}");
        let form = claire.get(&path).await.form("/note");
        for _ in 0..80 {
            let act = ["donnees", "note", "message", "prendre", "correction", "etape/ouvrir", "etape/accepter", "etape/%20"][dice.below(8)];
            dice.press(&mut claire, Form { action: format!("{path}/{act}"), ..form.clone() }).await;
            assert!(claire.get(&path).await.status.is_success(), "the file opens still");
        }
        let own = format!("/suivre/{number}");
        for _ in 0..60 {
            let act = ["corriger", "message", "etape"][dice.below(3)];
            dice.press(&mut odile, Form { action: format!("{own}/{act}"), ..drafted.clone() }).await;
        }
        assert!(odile.get(&own).await.status.is_success());
    }
}
