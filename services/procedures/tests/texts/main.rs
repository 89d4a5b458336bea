//! The texts of every slice: complete, in four languages where the public reads them, in good French, and plain.
//!
//! Slices are the folders of `kernel/` and `services/` that hold `locales/fr.ftl`. Keys are found as string literals in sources and templates.

mod catalogue;
mod french;
mod workshop;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use beffroi_forms::readability;
use beffroi_forms::value::{ADDRESS_PARTS, Code, NAME_PARTS};
use beffroi_web::{Lang, Texts, sms};

use catalogue::{Slice, literals, root, slices};

/// What only agents read may stay in French: keys, and starts of keys (those end with `-`).
/// Everything else is on a resident's way, in a mail or on a public page.
const FRENCH_ONLY: &[&str] = &[
    "problem-batch-",
    "problem-office-",
    "procedures-alert-",
    "procedures-agent-",
    "procedures-appeal",
    "procedures-appeal-",
    "procedures-ask-",
    "procedures-assigned-to",
    "procedures-batch-",
    "procedures-author-",
    "procedures-by-applicant",
    "procedures-cancel",
    "procedures-conditions",
    "procedures-counter-",
    "procedures-decision-signed",
    "procedures-event-given",
    "procedures-event-given-back",
    "procedures-event-handed-over",
    "procedures-event-labelled",
    "procedures-event-office",
    "procedures-event-taken",
    "procedures-event-taken-over",
    "procedures-event-transition",
    "procedures-event-unlabelled",
    "procedures-export-",
    "procedures-filter-",
    "procedures-filed-on",
    "procedures-give-back",
    "procedures-hand-",
    "procedures-history",
    "procedures-history-",
    "procedures-internal",
    "procedures-journaled",
    "procedures-labels-",
    "procedures-late",
    "procedures-note-",
    "procedures-office",
    "procedures-office-",
    "procedures-queue-",
    "procedures-reason",
    "procedures-reason-",
    "procedures-request",
    "procedures-routes-",
    "procedures-saved-",
    "procedures-soon",
    "procedures-state-waiting-short",
    "procedures-take",
    "procedures-takeover-",
    "procedures-teams-",
    "procedures-to-do",
    "procedures-write",
    "procedures-write-",
    "web-letters-",
];

fn french_only(key: &str) -> bool {
    FRENCH_ONLY.iter().any(|of| if of.ends_with('-') { key.starts_with(of) } else { key == *of })
}

/// Faults, all told at once.
fn tell(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

fn french(slices: &[Slice]) -> BTreeMap<&str, &catalogue::Message> {
    slices
        .iter()
        .filter_map(|slice| slice.texts.get("fr"))
        .flatten()
        .map(|(key, of)| (key.as_str(), of))
        .collect()
}

#[test]
fn no_text_stands_twice() {
    let mut faults = Vec::new();
    for lang in ["fr", "nl", "de", "en"] {
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        for slice in slices() {
            faults.extend(slice.twice.iter().map(|key| format!("{} {key} stands twice", slice.name)));
            for key in slice.texts.get(lang).into_iter().flat_map(BTreeMap::keys) {
                if let Some(other) = seen.insert(key, &slice.name) {
                    faults.push(format!("{key} ({lang}) stands in {other} and {}", slice.name));
                }
            }
        }
    }
    tell(&faults);
}

#[test]
fn every_text_that_pages_and_sources_ask_for_exists_in_french() {
    let slices = slices();
    let known = french(slices);
    let has = |key: &str| known.contains_key(key);
    let faults: Vec<String> = literals(slices)
        .iter()
        .filter(|(key, _)| {
            let exact = has(key);
            let problem = has(&format!("{key}-title")) && has(&format!("{key}-text"));
            let mail = has(&format!("{key}-subject")) && has(&format!("{key}-text"));
            let family = key.ends_with('-') && known.keys().any(|of| of.starts_with(key.as_str()));
            !(exact || problem || mail || family)
        })
        .map(|(key, place)| format!("{key} is missing ({place})"))
        .collect();
    tell(&faults);
}

#[test]
fn no_text_is_left_that_nothing_asks_for() {
    let slices = slices();
    let asked: BTreeSet<String> = literals(slices).into_iter().map(|(key, _)| key).collect();
    let families: Vec<&String> = asked.iter().filter(|key| key.ends_with('-')).collect();
    let faults: Vec<String> = french(slices)
        .keys()
        .filter(|key| {
            let part = ["-title", "-text", "-subject"]
                .iter()
                .any(|end| key.strip_suffix(end).is_some_and(|base| asked.contains(base)));
            let family = families.iter().any(|family| key.starts_with(family.as_str()));
            !(asked.contains(**key) || part || family)
        })
        .map(|key| format!("{key} is asked for nowhere"))
        .collect();
    tell(&faults);
}

#[test]
fn what_the_public_reads_exists_in_four_languages() {
    let mut faults = Vec::new();
    for slice in slices() {
        let Some(french) = slice.texts.get("fr") else { continue };
        for lang in ["nl", "de", "en"] {
            let of = &slice.texts[lang];
            let public = french.keys().filter(|key| !french_only(key));
            faults.extend(
                public.filter(|key| !of.contains_key(*key)).map(|key| format!("{key} is missing in {lang}")),
            );
            faults.extend(
                of.keys()
                    .filter(|key| !french.contains_key(*key))
                    .map(|key| format!("{key} exists in {lang} and not in French")),
            );
        }
    }
    tell(&faults);
}

#[test]
fn a_translation_takes_no_value_that_the_french_text_does_not() {
    // The commune's name: with « de » in French, bare elsewhere. A verb may need no number elsewhere.
    let mut faults = Vec::new();
    for slice in slices() {
        for lang in ["nl", "de", "en"] {
            for (key, of) in &slice.texts[lang] {
                let Some(french) = slice.texts["fr"].get(key) else { continue };
                let unknown = of.values.iter().filter(|value| {
                    !(french.values.contains(*value) || *value == "name" && french.values.contains("of"))
                });
                faults.extend(unknown.map(|value| format!("{key} ({lang}) takes ${value}")));
            }
        }
    }
    tell(&faults);
}

/// Every word that the code may put at the end of a key, by family.
fn families() -> BTreeMap<&'static str, BTreeSet<String>> {
    let set = |words: &[&str]| words.iter().map(|of| (*of).to_owned()).collect::<BTreeSet<String>>();
    let parts = ["country", "lat", "lon", "parcel", "from", "to", "day", "month", "year"];
    let mut themes = BTreeSet::new();
    let mut events = BTreeSet::new();
    for sheet in catalogue::files(&root().join("demo/procedures"), &["json"]) {
        if sheet.to_string_lossy().ends_with(".meta.json") {
            let text = fs::read_to_string(&sheet).expect("a listed file is readable");
            let json: serde_json::Value = serde_json::from_str(&text).expect("the sheet is JSON");
            themes.extend(json["theme"].as_str().map(str::to_owned));
            let named = json["life_events"].as_array().into_iter().flatten();
            events.extend(named.filter_map(|of| of.as_str().map(str::to_owned)));
        }
    }
    BTreeMap::from([
        ("procedures-refusal-", Code::ALL.iter().map(|code| code.key().to_owned()).collect()),
        ("procedures-part-", &set(&parts) | &(&set(ADDRESS_PARTS) | &set(NAME_PARTS))),
        ("procedures-theme-", themes),
        ("procedures-life-", events),
        ("procedures-state-", set(&["draft", "filed", "in-review", "accepted", "refused", "dropped"])),
        ("procedures-doc-kind-", set(DOCUMENTS)),
        ("procedures-event-", EVENTS.iter().map(|kind| kind.replace('_', "-")).collect()),
        ("procedures-agent-task-", set(&["ask", "edit", "payment", "appointment", "opinion", "call"])),
        ("procedures-flow-waits-", set(&["ask", "payment", "appointment"])),
        ("procedures-batch-outcome-", set(&["done", "moved", "gone", "not-offered", "failed"])),
        (
            "procedures-export-column-",
            set(&[
                "number",
                "procedure",
                "step",
                "state",
                "waiting",
                "filed",
                "due",
                "days",
                "agent",
                "team",
                "channel",
                "labels",
            ]),
        ),
        ("procedures-labels-colour-", set(&["1", "2", "3", "4", "5", "6"])),
        (
            "procedures-queue-chip-",
            set(&["number", "state", "procedure", "step", "agent", "team", "label", "channel", "from", "to"]),
        ),
        ("procedures-ask-kind-", set(&["incomplete", "incorrect", "outdated"])),
    ])
}

fn sources() -> PathBuf {
    root().join("services/procedures/src")
}

/// Kinds of line in the history of a file.
const EVENTS: &[&str] = &[
    "filed",
    "step",
    "message",
    "banner",
    "note",
    "correction",
    "corrected",
    "office",
    "decision",
    "transition",
    "taken",
    "given_back",
    "labelled",
    "unlabelled",
    "handed_over",
    "taken_over",
    "source_error",
    "withdrawn",
    "news_asked",
    "appeal",
    "appeal_upheld",
    "appeal_rejected",
    "invited",
    "joined",
    "revoked",
    "given",
    "timer",
    "due_moved",
    "alert",
    "silence",
    "silence_stuck",
    "asked",
    "answered",
    "payment_asked",
    "paid",
    "appointment_asked",
    "appointment",
    "opinion_asked",
    "opinion_sent",
    "opinion",
    "opinion_reminded",
    "opinion_late",
    "assigned",
    "assign_unknown",
    "document",
    "call",
    "call_done",
    "call_failed",
    "call_passed",
    "call_again",
    "call_given_up",
    "erase_planned",
    "erased",
    "held",
    "hold_lifted",
    "revision",
];

/// Kinds of document.
const DOCUMENTS: &[&str] = &["receipt", "decision", "silence", "paper"];

/// The words in quotes that follow `lead` in a source of this slice, however its lines are broken.
fn after(source: &Path, lead: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(source).expect("the source is there");
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    flat.split(lead).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

#[test]
fn every_word_that_ends_a_key_has_its_text() {
    let slices = slices();
    let known = french(slices);
    let mut faults = Vec::new();
    for (family, words) in families().into_iter().chain(workshop::families()) {
        assert!(!words.is_empty(), "{family}: no word found");
        let missing = words.iter().filter(|word| !known.contains_key(format!("{family}{word}").as_str()));
        faults.extend(missing.map(|word| format!("{family}{word} is missing")));
    }
    tell(&faults);
}

#[test]
fn every_refusal_of_the_forms_is_said_in_four_languages() {
    let slice = slices().iter().find(|slice| slice.name == "procedures").expect("this slice has texts");
    for (lang, texts) in &slice.texts {
        for code in Code::ALL {
            let key = format!("procedures-refusal-{}", code.key());
            assert!(texts.contains_key(&key), "{key} is missing in {lang}");
        }
    }
}

#[test]
fn every_line_and_document_that_the_sources_write_is_known_here() {
    let mut found = 0;
    for path in catalogue::files(&sources(), &["rs"]) {
        for (lead, known) in [("Entry { kind: \"", EVENTS), ("Content { kind: \"", DOCUMENTS)] {
            for kind in after(&path, lead) {
                assert!(known.contains(&kind.as_str()), "{}: the kind {kind} has no text", path.display());
                found += 1;
            }
        }
    }
    assert!(found > 10, "only {found} kinds found: are they still written this way?");
}

#[test]
fn texts_have_the_signs_of_their_language() {
    let mut faults = Vec::new();
    for slice in slices() {
        for (lang, texts) in &slice.texts {
            for (key, message) in texts {
                for text in &message.texts {
                    if text.contains('\'') {
                        faults.push(format!("{key} ({lang}): straight apostrophe"));
                    }
                    if lang == "fr" {
                        faults.extend(
                            french::faults(text).map(|fault| format!("{key}: {fault} in « {text} »")),
                        );
                    }
                }
            }
        }
    }
    tell(&faults);
}

#[test]
fn a_french_sentence_has_at_most_thirty_words() {
    let slices = slices();
    let faults: Vec<String> = french(slices)
        .iter()
        .flat_map(|(key, message)| message.texts.iter().map(move |text| (key, text)))
        .flat_map(|(key, text)| readability::sentences(text).map(move |sentence| (key, sentence)))
        .filter(|(_, sentence)| readability::words(sentence).count() > 30)
        .map(|(key, sentence)| format!("{key}: {sentence}"))
        .collect();
    tell(&faults);
}

/// Advice, not a rule: Kandel and Moles’ measure of each file (100 very easy, 60 plain, under 50 hard), and its hardest texts.
#[test]
fn the_ease_of_reading_is_told() {
    for slice in slices() {
        let Some(texts) = slice.texts.get("fr") else { continue };
        let prose = || texts.iter().flat_map(|(key, of)| of.texts.iter().map(move |text| (key, text)));
        let all = readability::ease(prose().map(|(_, text)| text.as_str()));
        assert!(all.is_some_and(f64::is_finite), "{}: nothing to measure", slice.name);
        eprintln!("{} fr.ftl: ease of reading {:.0}", slice.name, all.unwrap_or_default());
        let mut each: Vec<(f64, &String)> = prose()
            .filter(|(_, text)| readability::words(text).count() >= 8)
            .filter_map(|(key, text)| Some((readability::ease([text.as_str()])?, key)))
            .collect();
        each.sort_by(|one, other| one.0.total_cmp(&other.0));
        for (ease, key) in each.iter().take_while(|(ease, _)| *ease < 50.0).take(10) {
            eprintln!("  {ease:.0} {key}");
        }
    }
}

/// Names of communes go up to 45 letters (Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson), host names of communes to 40.
#[test]
fn every_sms_holds_in_one_part_at_its_longest() {
    let texts = Texts::load(&[("procedures", beffroi_procedures::service().texts)])
        .expect("the texts are well written");
    let (name, host) = ("M".repeat(45), "h".repeat(40));
    let mut faults = Vec::new();
    let mut seen = 0;
    for slice in slices() {
        for key in
            slice.texts["fr"].keys().filter(|key| key.contains("-sms-") && key.starts_with("procedures-sms-"))
        {
            for lang in Lang::ALL {
                let link = format!("https://{host}{}/suivre", lang.prefix());
                let of = format!("de {name}");
                let args = [
                    ("of", of.as_str().into()),
                    ("name", name.as_str().into()),
                    ("number", "2026-000042".into()),
                    ("link", link.as_str().into()),
                ];
                let text = sms::plain(&texts.get(lang, key, &args).0);
                let length = sms::length(&text);
                seen += 1;
                if !length.gsm || length.parts != 1 {
                    faults.push(format!("{key} ({}) takes {length:?}: {text}", lang.tag()));
                }
            }
        }
    }
    assert!(seen >= 16, "{seen} texts");
    tell(&faults);
}
