//! What must hold of the editor whatever an author does, on every form there is to try.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use beffroi_forms::diff::{self, What};
use beffroi_forms::edit::{self, ACTIONS, Family, KINDS, Place, Shape, Work};
use beffroi_forms::import::wcs::{self, Input};
use beffroi_forms::lint::{Level, Rule, lint};
use beffroi_forms::model::{Flow, Form};
use proptest::prelude::*;
use serde_json::Value as Json;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Procedures of the demonstration, each with its workflow.
fn demo() -> Vec<(String, Work)> {
    let flow = |name: &str| Flow::from_json(&read(&root().join(format!("demo/flows/{name}.json")))).unwrap();
    let mut all = Vec::new();
    for entry in fs::read_dir(root().join("demo/procedures")).unwrap() {
        let path = entry.unwrap().path();
        if !path.to_string_lossy().ends_with(".meta.json") {
            let form = Form::from_json(&read(&path)).unwrap();
            let flow = flow(form.flow.as_ref().map_or("examen", |id| id.as_str()));
            all.push((form.procedure.to_string(), Work::new(form, flow)));
        }
    }
    assert!(all.len() > 10);
    all.sort_by(|one, other| one.0.cmp(&other.0));
    all
}

/// Forms of other communes, where they are.
fn imported() -> Vec<(String, Work)> {
    let folder = root().join("../shared/data/procedures/wcs-imio");
    if !folder.is_dir() {
        eprintln!("skipped: {} is absent", folder.display());
        return Vec::new();
    }
    let mut inputs = Vec::new();
    let mut open = vec![folder];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if !path.ends_with("LICENSE") {
                let name = path.display().to_string();
                let package = path.parent().and_then(Path::parent).unwrap().display().to_string();
                inputs.push(Input { name, package, bytes: fs::read(&path).unwrap(), context: false });
            }
        }
    }
    let done = wcs::import(&inputs, beffroi_forms::import::report::Lang::Fr);
    let empty = || Flow::from_json(&read(&root().join("demo/flows/examen.json"))).unwrap();
    let flows: BTreeMap<String, Flow> =
        done.flows.iter().map(|(_, flow)| (flow.id.to_string(), flow.clone())).collect();
    done.forms
        .into_iter()
        .map(|(_, form)| {
            let flow =
                form.flow.as_ref().and_then(|id| flows.get(id.as_str()).cloned()).unwrap_or_else(empty);
            (form.procedure.to_string(), Work::new(form, flow))
        })
        .collect()
}

/// Every thing of a document: its place.
fn places(work: &Work) -> Vec<(Shape, Place)> {
    fn add(document: &Json, place: &Place, all: &mut Vec<(Shape, Place)>) {
        let (shape, ..) = Shape::at(document, place);
        let json = place.get(document).unwrap();
        all.push((shape, place.clone()));
        for list in shape.lists(json) {
            for n in 0..json[list.key].as_array().map_or(0, Vec::len) {
                add(document, &place.key(list.key).index(n), all);
            }
        }
    }
    let (document, mut all) = (work.document(), Vec::new());
    add(&document, &Place::default(), &mut all);
    add(&document, &Place::flow(), &mut all);
    all
}

/// What a page would show of a thing.
fn typed(work: &Work, place: &Place) -> BTreeMap<String, String> {
    let document = work.document();
    let (shape, ..) = Shape::at(&document, place);
    let json = place.get(&document).unwrap();
    shape
        .props(json)
        .iter()
        .map(|prop| (prop.key.to_owned(), edit::show(prop, edit::at(json, prop.key))))
        .collect()
}

#[test]
fn what_is_shown_and_saved_unchanged_changes_nothing() {
    let mut seen = 0;
    for (name, work) in demo().into_iter().step_by(3) {
        for (shape, place) in places(&work) {
            seen += 1;
            let saved = work.save(&place, &typed(&work, &place));
            let saved = saved.unwrap_or_else(|error| panic!("{name} {shape:?} {place}: {error:?}"));
            assert_eq!(saved, work, "{name} {shape:?} {place}");
        }
    }
    assert!(seen > 100, "only {seen} things");
}

#[test]
fn every_property_of_every_form_is_read_as_it_is_shown() {
    for (name, work) in demo().into_iter().chain(imported()) {
        let document = work.document();
        for (shape, place) in places(&work) {
            let json = place.get(&document).unwrap();
            for prop in shape.props(json) {
                let kept = edit::at(json, prop.key);
                let shown = edit::show(&prop, kept);
                let read = edit::read(&prop, &shown)
                    .unwrap_or_else(|fault| panic!("{name} {place}.{}: {fault:?}", prop.key));
                let same = read.as_ref() == Some(kept) || (read.is_none() && kept.is_null());
                // What the reader supplies by itself may be absent.
                let default = kept.is_null() || kept == &Json::Bool(false) || kept == &serde_json::json!([]);
                assert!(same || default, "{name} {shape:?} {place}.{}: {kept} became {read:?}", prop.key);
            }
        }
    }
}

#[test]
fn a_question_renamed_is_renamed_everywhere() {
    let unknown = |work: &Work| {
        let names = lint(&work.form, Some(&work.flow)).into_iter().filter(|of| of.rule == Rule::UnknownName);
        names.count()
    };
    for (name, work) in demo() {
        for family in
            [Family::Field, Family::List, Family::Param, Family::Step, Family::Role, Family::Document]
        {
            for (id, place) in edit::names_of(&work.document(), family) {
                let typed = BTreeMap::from([("id".to_owned(), format!("{id}_renomme"))]);
                let renamed =
                    work.save(&place, &typed).unwrap_or_else(|error| panic!("{name} {id}: {error:?}"));
                assert_eq!(unknown(&renamed), unknown(&work), "{name}: {family:?} {id}");
                let errors = |work: &Work| {
                    lint(&work.form, Some(&work.flow)).iter().filter(|of| of.level() == Level::Error).count()
                };
                assert_eq!(errors(&renamed), errors(&work), "{name}: {family:?} {id}");
            }
        }
    }
}

#[test]
fn every_finding_leads_to_a_thing() {
    for (name, work) in imported() {
        let document = work.document();
        for finding in lint(&work.form, Some(&work.flow)) {
            let place: Place =
                finding.place.parse().unwrap_or_else(|error| panic!("{name} {}: {error}", finding.place));
            let (_, at, _) = Shape::at(&document, &place);
            assert!(at.get(&document).is_some(), "{name} {}", finding.place);
        }
    }
}

#[test]
fn a_copy_is_the_same_under_other_names() {
    for (name, work) in demo() {
        for (shape, place) in places(&work) {
            if place.in_list().is_none() {
                continue;
            }
            let (copied, to) = work.copy(&place).unwrap_or_else(|error| panic!("{name} {place}: {error:?}"));
            let errors = |work: &Work| {
                lint(&work.form, Some(&work.flow))
                    .into_iter()
                    .filter(|of| of.rule == Rule::DuplicateName)
                    .count()
            };
            assert_eq!(errors(&copied), errors(&work), "{name} {shape:?} {place}");
            assert_eq!(copied.remove(&to).unwrap(), work, "{name} {shape:?} {place}");
        }
    }
}

/// What an author does.
#[derive(Clone, Debug)]
enum Act {
    Add(usize, usize, usize),
    Remove(usize),
    Copy(usize),
    Shift(usize, bool),
    Relocate(usize, usize),
    Sort(usize, usize),
    Type(usize, usize, String),
}

fn acts() -> impl Strategy<Value = Act> {
    let n = || any::<prop::sample::Index>().prop_map(|index| index.index(1 << 20));
    let words = prop_oneof![
        "[a-z]{1,6}",
        "[0-9]{1,4}",
        Just(String::new()),
        Just("{\"field\":\"n\"}".to_owned()),
        Just("{\"eq\":[{\"field\":\"n\"},3]}".to_owned()),
        "\\PC{0,12}",
    ];
    prop_oneof![
        (n(), n(), n()).prop_map(|(a, b, c)| Act::Add(a, b, c)),
        n().prop_map(Act::Remove),
        n().prop_map(Act::Copy),
        (n(), any::<bool>()).prop_map(|(a, down)| Act::Shift(a, down)),
        (n(), n()).prop_map(|(a, b)| Act::Relocate(a, b)),
        (n(), n()).prop_map(|(a, b)| Act::Sort(a, b)),
        (n(), n(), words).prop_map(|(a, b, words)| Act::Type(a, b, words)),
    ]
}

/// The document after an act; the same one when the act is refused.
fn done(work: &Work, act: &Act) -> Work {
    let all = places(work);
    let of = |n: &usize| &all[n % all.len()].1;
    let document = work.document();
    let lists: Vec<Place> = all
        .iter()
        .flat_map(|(shape, place)| {
            let lists = shape.lists(place.get(&document).unwrap());
            lists.iter().map(|list| place.key(list.key)).collect::<Vec<_>>()
        })
        .collect();
    let list = |n: &usize| &lists[n % lists.len()];
    let sort =
        |n: &usize| KINDS.iter().chain(&ACTIONS).copied().nth(n % (KINDS.len() + ACTIONS.len())).unwrap();
    let result = match act {
        Act::Add(at, what, label) => {
            work.add(list(at), sort(what), ["", "Nom", "n", "Étage 2"][label % 4]).map(|of| of.0)
        }
        Act::Remove(at) => work.remove(of(at)),
        Act::Copy(at) => work.copy(of(at)).map(|of| of.0),
        Act::Shift(at, down) => work.shift(of(at), *down).map(|of| of.0),
        Act::Relocate(at, to) => work.relocate(of(at), list(to)).map(|of| of.0),
        Act::Sort(at, to) => work.set_sort(of(at), sort(to)),
        Act::Type(at, prop, words) => {
            let mut typed = typed(work, of(at));
            let key = typed.keys().nth(prop % typed.len().max(1)).cloned();
            typed.extend(key.map(|key| (key, words.clone())));
            work.save(of(at), &typed)
        }
    };
    result.unwrap_or_else(|_| work.clone())
}

/// Who has moved where, told by the other side.
fn mirrored(what: &What) -> What {
    match what.clone() {
        What::Added => What::Removed,
        What::Removed => What::Added,
        What::Moved { from, to } => What::Moved { from: to, to: from },
        What::Changed(mut props) => {
            for prop in &mut props {
                std::mem::swap(&mut prop.before, &mut prop.after);
            }
            props.sort_by(|one, other| one.key.cmp(other.key));
            What::Changed(props)
        }
        What::Reordered { list, before, after } => What::Reordered { list, before: after, after: before },
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_edits_leaves_a_form_and_a_workflow(which in 0..10_usize, acts in prop::collection::vec(acts(), 1..16)) {
        let start = demo().swap_remove(which).1;
        let mut work = start.clone();
        for act in &acts {
            work = done(&work, act);
            prop_assert_eq!(Form::from_json(&work.form.to_json()).unwrap(), work.form.clone());
            prop_assert_eq!(Flow::from_json(&work.flow.to_json()).unwrap(), work.flow.clone());
            lint(&work.form, Some(&work.flow));
        }
        let sorted = |mut all: Vec<String>| { all.sort(); all };
        let there = diff::compare(&start, &work);
        let back = diff::compare(&work, &start);
        let said = |what: What| format!("{what:?}");
        prop_assert_eq!(
            sorted(there.iter().map(|change| said(mirrored(&mirrored(&change.what)))).collect()),
            sorted(back.iter().map(|change| said(mirrored(&change.what))).collect())
        );
        prop_assert_eq!(there.is_empty(), start == work);
    }
}
