//! The procedures, workflows and files of the demonstration commune (`demo/`) are what this engine says they are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use beffroi_forms::check::{Context, file};
use beffroi_forms::lint::{Level, lint};
use beffroi_forms::model::{ChannelKind, Flow, Form, LoginLevel};
use beffroi_forms::value::Answers;
use beffroi_forms::{Compiled, Id};
use serde_json::{Value as Json, json};
use time::macros::{date, time};
use time::{Date, Duration, PrimitiveDateTime};

const TODAY: Date = date!(2026 - 11 - 23);

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo")
}

fn json(name: &str) -> Json {
    let path = demo().join(name);
    serde_json::from_str(&fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())))
        .unwrap()
}

fn texts(folder: &str) -> Vec<(String, String)> {
    let mut found: Vec<_> = fs::read_dir(demo().join(folder))
        .unwrap()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| !path.to_string_lossy().ends_with(".meta.json"))
        .map(|path| {
            (path.file_stem().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap())
        })
        .collect();
    found.sort();
    found
}

fn flows() -> BTreeMap<String, Flow> {
    let read = |(name, text): (String, String)| {
        let flow = Flow::from_json(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(flow.id, name.as_str(), "the file has the workflow's name");
        (name, flow)
    };
    texts("flows").into_iter().map(read).collect()
}

fn forms() -> BTreeMap<String, Form> {
    let read = |(name, text): (String, String)| {
        let form = Form::from_json(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(form.procedure, name.as_str(), "the file has the procedure's name");
        (name, form)
    };
    texts("procedures").into_iter().map(read).collect()
}

fn ids(list: &Json) -> BTreeSet<&str> {
    list.as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap()).collect()
}

#[test]
fn fourteen_procedures_each_have_a_workflow_a_unit_a_law_and_every_channel() {
    let (forms, flows, commune) = (forms(), flows(), json("commune.json"));
    assert_eq!(forms.len(), 14);
    for (name, form) in &forms {
        let flow = form.flow.as_ref().unwrap_or_else(|| panic!("{name} has no workflow"));
        assert!(flows.contains_key(flow.as_str()), "{name}: workflow {flow}");
        assert!(ids(&commune["units"]).contains(form.meta.unit.as_deref().unwrap()), "{name}: unit");
        assert!(form.pages.len() >= 3 && !form.laws.is_empty(), "{name}");
        for kind in [ChannelKind::Counter, ChannelKind::Phone, ChannelKind::Post, ChannelKind::Aidant] {
            assert!(form.channels.iter().any(|c| c.kind == kind), "{name}: {kind:?}");
        }
    }
    let used: BTreeSet<_> = forms.values().filter_map(|form| form.flow.as_deref()).collect();
    assert_eq!(used, flows.keys().map(String::as_str).collect(), "every workflow serves a procedure");
}

#[test]
fn themes_and_life_events_name_procedures_that_exist_and_are_named_by_them() {
    let (forms, commune) = (forms(), json("commune.json"));
    let (themes, events) = (ids(&commune["themes"]), ids(&commune["life_events"]));
    for name in forms.keys() {
        let meta = json(&format!("procedures/{name}.meta.json"));
        assert_eq!(meta["procedure"], name.as_str());
        assert!(themes.contains(meta["theme"].as_str().unwrap()), "{name}");
        for event in meta["life_events"].as_array().unwrap() {
            assert!(events.contains(event.as_str().unwrap()), "{name}: {event}");
        }
    }
    for event in commune["life_events"].as_array().unwrap() {
        for step in event["steps"].as_array().unwrap() {
            let Some(procedure) = step["procedure"].as_str() else { continue };
            let meta = json(&format!("procedures/{procedure}.meta.json"));
            assert!(
                meta["life_events"].as_array().unwrap().contains(&event["id"]),
                "{procedure} and {}",
                event["id"]
            );
        }
    }
}

/// Dates written `@filed+12` become dates, samples become files the host would keep.
fn real(answers: &Json, filed: Date) -> Json {
    match answers {
        Json::String(text) => match text.strip_prefix("@filed") {
            Some(days) => json!((filed + Duration::days(days.parse().unwrap())).to_string()),
            None => answers.clone(),
        },
        Json::Array(list) => list.iter().map(|entry| real(entry, filed)).collect(),
        Json::Object(members) if members.contains_key("sample") => {
            let sample = demo().join("samples").join(members["sample"].as_str().unwrap());
            let name = members["name"].as_str().unwrap();
            let media_type =
                if sample.extension().is_some_and(|e| e == "pdf") { "application/pdf" } else { "image/jpeg" };
            json!({"id": name, "name": name, "size": fs::metadata(sample).unwrap().len(), "media_type": media_type})
        }
        Json::Object(members) => {
            members.iter().map(|(k, v)| (k.clone(), real(v, filed))).collect::<serde_json::Map<_, _>>().into()
        }
        _ => answers.clone(),
    }
}

fn context(filed: Date, form: &Form) -> Context {
    let mut ctx = Context::new(PrimitiveDateTime::new(filed, time!(10:00)));
    ctx.login = form.login;
    ctx.authority.insert(Id::new("postcodes").unwrap(), vec!["4999".to_owned()]);
    ctx
}

#[test]
fn every_file_of_the_demonstration_can_be_filed_as_it_is_written() {
    let (forms, flows, files, people) = (forms(), flows(), json("files.json"), json("people.json"));
    let people = ids(&people["people"]);
    for entry in files["files"].as_array().unwrap() {
        let (key, name) = (entry["key"].as_str().unwrap(), entry["procedure"].as_str().unwrap());
        let form = forms.get(name).unwrap_or_else(|| panic!("{key}: no procedure {name}"));
        let flow = &flows[form.flow.as_deref().unwrap()];
        let compiled = Compiled::new(Arc::new(form.clone()), Some(flow));
        let ago = entry["filed_days_ago"].as_i64().or(entry["touched_days_ago"].as_i64()).unwrap();
        let filed = TODAY - Duration::days(ago);
        let (answers, refused) = Answers::from_json(&compiled, &real(&entry["answers"], filed), filed.year());
        assert!(refused.is_empty(), "{key}: {refused:#?}");
        assert!(
            entry.get("by").is_some_and(|by| people.contains(by.as_str().unwrap()))
                || form.login == LoginLevel::None
        );
        if entry["public"] == "draft" {
            continue;
        }
        if let Err(refusals) = file(&compiled, &answers, &context(filed, form)) {
            panic!("{key}: {refusals:#?}");
        }
        let steps = walk(key, entry, flow, &people);
        let step = flow.step(steps.last().unwrap()).unwrap();
        assert_eq!(entry["step"], step.id.as_str(), "{key}: {steps:?}");
        assert_eq!(entry["public"], serde_json::to_value(step.public).unwrap(), "{key}");
        assert_eq!(entry.get("waiting").is_some(), step.waiting, "{key}");
    }
}

/// The steps a file went through, by the transitions of its acts.
fn walk(key: &str, entry: &Json, flow: &Flow, people: &BTreeSet<&str>) -> Vec<String> {
    let mut steps = vec![flow.start.to_string()];
    let mut ago = entry["filed_days_ago"].as_i64().unwrap();
    for act in entry["acts"].as_array().into_iter().flatten() {
        assert!(people.contains(act["by"].as_str().unwrap()), "{key}: {act}");
        assert!(act["days_ago"].as_i64().unwrap() <= ago, "{key}: {act} comes before what precedes it");
        ago = act["days_ago"].as_i64().unwrap();
        for field in act["fields"].as_object().into_iter().flatten() {
            assert!(
                flow.fields.iter().any(|item| item.id == field.0.as_str()),
                "{key}: no field {}",
                field.0
            );
        }
        let Some(id) = act["transition"].as_str() else { continue };
        let here = flow.step(steps.last().unwrap()).unwrap();
        if let Some(offer) = here.offers.iter().find(|offer| offer.id == id) {
            assert!(!offer.reason || act["reason"].is_string(), "{key}: {id} asks for a reason");
            if let Some(beffroi_forms::model::Target::Step(to)) = &offer.to {
                steps.push(to.to_string());
            }
        } else {
            assert!(flow.global.iter().any(|g| g.id == id), "{key}: {id} is not offered in {}", here.id);
            steps.push("abandon".to_owned());
        }
    }
    steps
}

#[test]
fn the_files_show_every_public_state() {
    let files = json("files.json");
    let states: BTreeSet<_> =
        files["files"].as_array().unwrap().iter().map(|f| f["public"].as_str().unwrap().to_owned()).collect();
    assert_eq!(
        states,
        ["accepted", "draft", "dropped", "filed", "in_review", "refused"].map(str::to_owned).into()
    );
    assert!(files["files"].as_array().unwrap().len() >= 30);
}

#[test]
fn every_procedure_can_be_published() {
    let flows = flows();
    for (name, form) in forms() {
        let flow = &flows[form.flow.as_deref().unwrap()];
        let errors: Vec<_> =
            lint(&form, Some(flow)).into_iter().filter(|f| f.level() == Level::Error).collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
    }
}
