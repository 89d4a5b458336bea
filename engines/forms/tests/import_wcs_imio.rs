//! The forms of Walloon communes, all of them: figures of the import, and the proof that nothing disappears.
//!
//! The data is not part of the repository: the tests say `skipped` without it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use beffroi_forms::import::report::{Counts, FileKind, Lang};
use beffroi_forms::import::wcs::{Import, Input, import};
use beffroi_forms::lint::{Level, Rule, lint};
use beffroi_forms::model::{Channel, ChannelKind, Flow, Form, Law};

fn data() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/procedures/wcs-imio");
    if root.is_dir() {
        return Some(root);
    }
    eprintln!("skipped: {} is absent", root.display());
    None
}

fn inputs(root: &Path) -> Vec<Input> {
    let mut found = Vec::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        let mut entries: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                open.push(path);
            } else if !path.ends_with("LICENSE") {
                let package = path.parent().and_then(Path::parent).unwrap();
                found.push(Input {
                    name: path.strip_prefix(root).unwrap().display().to_string(),
                    package: package.display().to_string(),
                    bytes: fs::read(&path).unwrap(),
                    context: false,
                });
            }
        }
    }
    found
}

fn counts(done: &Import, kind: FileKind) -> Counts {
    let mut all = Counts::default();
    for file in done.report.files.iter().filter(|file| file.kind == kind) {
        all += file.counts();
    }
    all
}

#[test]
fn every_form_of_the_communes_is_imported_whole() {
    let Some(root) = data() else { return };
    let done = import(&inputs(&root), Lang::Fr);
    assert_eq!(done.report.files.len(), 259);
    assert!(done.report.files.iter().all(|file| file.kind != FileKind::Unreadable));
    let forms: Vec<_> = done.report.files.iter().filter(|file| file.kind == FileKind::Form).collect();
    assert_eq!(forms.len(), 76);
    assert!(forms.iter().all(|file| file.whole()), "a form is not whole");
    let form = counts(&done, FileKind::Form);
    assert_eq!((form.fields.total(), form.fields.refused), (2843, 0));
    assert_eq!((form.conditions.total(), form.conditions.refused), (756, 0));
    assert!(form.conditions.converted >= 429, "{:?}", form.conditions);
    let flow = counts(&done, FileKind::Workflow);
    assert_eq!((flow.states.total(), flow.states.refused), (378, 0));
    assert_eq!((flow.transitions.total(), flow.transitions.refused), (430, 0));
    assert_eq!(flow.actions.total(), 825);
    assert!(flow.actions.refused <= 12, "{:?}", flow.actions);
    assert_eq!(flow.fields.total(), 114 + 231 + 110);
}

/// Elements of one file, by path, read by another reader than the importer's.
fn elements(xml: &str) -> Vec<(String, String, usize)> {
    let document = roxmltree::Document::parse(xml).unwrap();
    let all = document.descendants().filter(roxmltree::Node::is_element);
    all.map(|node| {
        let names: Vec<&str> =
            node.ancestors().filter(roxmltree::Node::is_element).map(|n| n.tag_name().name()).collect();
        let path = names.into_iter().rev().collect::<Vec<_>>().join("/");
        (node.tag_name().name().to_owned(), path, node.range().start)
    })
    .collect()
}

#[test]
fn every_field_condition_state_and_action_of_the_source_has_its_line() {
    let Some(root) = data() else { return };
    let inputs = inputs(&root);
    let done = import(&inputs, Lang::Fr);
    for (input, file) in inputs.iter().zip(&done.report.files) {
        let xml = std::str::from_utf8(&input.bytes).unwrap();
        let mut wanted: BTreeMap<&str, usize> = BTreeMap::new();
        for (name, path, _) in elements(xml) {
            let kind = match name.as_str() {
                "field" if !path.contains("/items/item/fields/field") => "field",
                "condition" => "condition",
                "status" if path == "workflow/possible_status/status" => "status",
                "item" if path.ends_with("status/items/item") || path.ends_with("action/items/item") => {
                    "item"
                }
                _ => continue,
            };
            *wanted.entry(kind).or_default() += 1;
        }
        let have = file.counts();
        let wanted = |kind: &str| wanted.get(kind).copied().unwrap_or(0);
        assert_eq!(have.fields.total(), wanted("field"), "fields of {}", file.file);
        assert_eq!(have.conditions.total(), wanted("condition"), "conditions of {}", file.file);
        assert_eq!(have.states.total(), wanted("status"), "states of {}", file.file);
        assert_eq!(have.transitions.total() + have.actions.total(), wanted("item"), "items of {}", file.file);
    }
}

#[test]
fn an_element_that_nobody_knows_is_reported_where_it_stands() {
    let Some(root) = data() else { return };
    for mut input in inputs(&root) {
        let xml = String::from_utf8(input.bytes).unwrap();
        let odd = "<odd_setting>42</odd_setting>";
        let last = xml.rfind("</").unwrap();
        let mut places = vec![last];
        // A variable of a workflow is a parameter and is read as one piece.
        let fields = if xml.contains("<workflow id") { "<possible_status>" } else { "<field>" };
        places.extend(xml.find(fields).map(|at| at + fields.len()));
        let status = xml.find("<status>").filter(|_| xml.contains("<workflow id"));
        places.extend(status.map(|at| at + "<status>".len()));
        places.extend(xml.find("type=\"choice\">").map(|at| at + "type=\"choice\">".len()));
        for place in places {
            input.bytes = format!("{}{odd}{}", &xml[..place], &xml[place..]).into_bytes();
            let done = import(&[input.clone()], Lang::Fr);
            let lines = &done.report.files[0].lines;
            assert!(lines.iter().any(|line| line.path.contains("odd_setting")), "{} at {place}", input.name);
        }
    }
}

#[test]
fn drafts_read_back_as_they_were_written() {
    let Some(root) = data() else { return };
    let done = import(&inputs(&root), Lang::Fr);
    for (file, form) in &done.forms {
        let again = Form::from_json(&form.to_json()).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(&again, form, "{file}");
    }
    for (file, flow) in &done.flows {
        let again = Flow::from_json(&flow.to_json()).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(&again, flow, "{file}");
    }
}

/// What the importer cannot decide for the author: purposes, laws, counters; and what the source itself does wrong.
const FOR_THE_AUTHOR: [Rule; 7] = [
    Rule::NoPurpose,
    Rule::NoLaw,
    Rule::NoChannel,
    Rule::UnreachablePage,
    Rule::UnreachableStep,
    Rule::AutomaticLoop,
    Rule::NoRetention,
];

#[test]
fn drafts_have_no_error_but_what_the_author_has_to_decide() {
    let Some(root) = data() else { return };
    let done = import(&inputs(&root), Lang::Fr);
    let mut wrong = BTreeSet::new();
    for (file, form) in &done.forms {
        let flow = done.flows.iter().map(|(_, flow)| flow).find(|flow| form.flow.as_ref() == Some(&flow.id));
        for finding in lint(form, flow) {
            let error = finding.level() == Level::Error;
            if error && !FOR_THE_AUTHOR.contains(&finding.rule) {
                wrong.insert(format!("{file}: {} {:?} {:?}", finding.place, finding.rule, finding.args));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_real_form_is_publishable_once_the_author_has_confirmed_purposes_law_and_counter() {
    let Some(root) = data() else { return };
    let done = import(&inputs(&root), Lang::Fr);
    let mut publishable = 0;
    for (file, mut form) in done.forms.clone() {
        if !file.contains("/forms/") {
            continue;
        }
        form.meta.purpose = Some("Instruire la demande".to_owned());
        form.laws.push(law());
        form.channels = [ChannelKind::Counter, ChannelKind::Phone, ChannelKind::Post].map(channel).to_vec();
        let flow = done.flows.iter().map(|(_, flow)| flow).find(|flow| form.flow.as_ref() == Some(&flow.id));
        let errors: Vec<_> = lint(&form, flow).into_iter().filter(|f| f.level() == Level::Error).collect();
        if file.contains("abattageelagage") {
            assert!(flow.is_some() && errors.is_empty(), "{errors:?}");
        }
        publishable += usize::from(errors.is_empty());
    }
    // The others have a page that never appears or a step that nothing leads to, in the source itself.
    assert!(publishable >= 63, "{publishable} of 76");
}

fn law() -> Law {
    Law { title: "Code du développement territorial".to_owned(), url: None, article: None }
}

fn channel(kind: ChannelKind) -> Channel {
    Channel { kind, at: "Place du Marché 1".to_owned(), hours: "9 h – 12 h".to_owned() }
}

#[test]
fn damaged_exports_are_reported_and_never_panic() {
    let Some(root) = data() else { return };
    let mut seed = 20_261_123_u64;
    let mut next = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below.max(1)
    };
    for mut input in inputs(&root) {
        let whole = String::from_utf8(input.bytes).unwrap();
        let lines: Vec<&str> = whole.lines().collect();
        // A line less, a line twice, two lines exchanged, the end cut off.
        let (a, b) = (next(lines.len()), next(lines.len()));
        let mut without = lines.clone();
        without.remove(a);
        let mut twice = lines.clone();
        twice.insert(b, lines[a]);
        let mut exchanged = lines.clone();
        exchanged.swap(a, b);
        for damaged in [without, twice, exchanged, lines[..a].to_vec()] {
            input.bytes = damaged.join("\n").into_bytes();
            assert_eq!(import(&[input.clone()], Lang::Fr).report.files.len(), 1);
        }
    }
}
