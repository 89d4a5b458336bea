//! The demonstration: a commune, its people, its procedures and a history of files, made through the same doors as everybody's.

mod files;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use beffroi_forms::Id;
use beffroi_forms::model::{Flow, Form};
use beffroi_forms::value::Value;
use beffroi_people::{Actor, Attribute, NewAccount, Role};
use beffroi_web::{App, Authority, Ctx, DemoAccount, Lang, PostalAddress, Problem, Profile};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use crate::author::publishing::{self, AuthorError, NewDraft};
use crate::places::directory::{self, Directory};
use crate::postal;
use crate::sheet::Sheet;

/// Why the demonstration cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error("{0}: {1}")]
    Read(String, String),
    #[error("{0}: the engine refuses it: {1}")]
    Refused(String, String),
    #[error("{0}")]
    Problem(String),
}

impl From<Problem> for DemoError {
    fn from(problem: Problem) -> Self {
        Self::Problem(format!("{} {}", problem.status, problem.key))
    }
}

impl From<beffroi_store::StoreError> for DemoError {
    fn from(error: beffroi_store::StoreError) -> Self {
        Self::Problem(error.to_string())
    }
}

fn other(error: impl std::fmt::Display) -> DemoError {
    DemoError::Problem(error.to_string())
}

fn read<T: for<'de> Deserialize<'de>>(folder: &Path, name: &str) -> Result<T, DemoError> {
    let text = read_text(folder, name)?;
    serde_json::from_str(&text).map_err(|error| DemoError::Read(name.to_owned(), error.to_string()))
}

fn read_text(folder: &Path, name: &str) -> Result<String, DemoError> {
    std::fs::read_to_string(folder.join(name))
        .map_err(|error| DemoError::Read(name.to_owned(), error.to_string()))
}

/// The profile of the demonstration's commune, from `commune.json`.
pub fn profile(folder: &Path) -> Result<Profile, DemoError> {
    let json: Json = read(folder, "commune.json")?;
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let address = &json["address"];
    let hours = json["hours_text"]
        .as_str()
        .unwrap_or("Ouvert du lundi au vendredi de 8\u{a0}h\u{a0}30 à 12\u{a0}h, le mercredi aussi de 13\u{a0}h\u{a0}30 à 18\u{a0}h.");
    Ok(Profile {
        name: text(&json["name"]),
        name_of: text(&json["forms"]["de"]),
        name_at: text(&json["forms"]["a"]),
        country: text(&json["country"]),
        code: text(&json["nis"]),
        postcodes: json["postcodes"].as_array().into_iter().flatten().map(text).collect(),
        address: PostalAddress {
            building: "Hôtel de ville".to_owned(),
            street: format!("{} {}", text(&address["street"]), text(&address["number"])),
            postcode: text(&address["postcode"]),
            town: text(&address["municipality"]),
        },
        phone: text(&json["phone"]),
        email: text(&json["email"]),
        hours: [(Lang::Fr, hours.to_owned())].into(),
        time_zone: "Europe/Brussels".to_owned(),
        theme: beffroi_web::theme::Theme::default(),
        attributes: HashMap::new().into_iter().collect(),
    })
}

#[derive(Deserialize)]
struct People {
    password: String,
    people: Vec<Person>,
}

#[derive(Deserialize)]
struct Person {
    id: String,
    given: String,
    family: String,
    email: String,
    #[serde(default)]
    roles: Vec<Given>,
    national_number: Option<String>,
    phone: Option<String>,
    birth_date: Option<String>,
    address: Option<BTreeMap<Id, String>>,
    /// How she wants to be written to.
    contact: Option<String>,
    lang: Option<String>,
}

#[derive(Deserialize)]
struct Given {
    role: String,
    unit: Option<String>,
}

/// What the rest of the demonstration refers to by short names.
#[derive(Default)]
struct Known {
    units: HashMap<String, Uuid>,
    unit_names: HashMap<String, String>,
    people: HashMap<String, Uuid>,
}

/// The accounts that the sign-in page offers.
pub fn accounts(folder: &Path) -> Result<Vec<DemoAccount>, DemoError> {
    let people: People = read(folder, "people.json")?;
    let commune: Json = read(folder, "commune.json")?;
    let unit = |id: &str| {
        let units = commune["units"].as_array().into_iter().flatten();
        units
            .filter(|unit| unit["id"] == id)
            .find_map(|unit| unit["name"].as_str())
            .unwrap_or_default()
            .to_owned()
    };
    Ok(people
        .people
        .into_iter()
        .map(|person| DemoAccount {
            role: match person.roles.first().map(|of| (of.role.as_str(), of.unit.as_deref())) {
                None => "Habitante ou habitant".to_owned(),
                Some(("agent", of)) => format!("Agent, {}", unit(of.unwrap_or_default())),
                Some(("counter", _)) => "Accueil, pour tous les services".to_owned(),
                Some(("unit_head", _)) => "Responsable des quatre services".to_owned(),
                Some(("author", _)) => "Auteur des démarches".to_owned(),
                Some(("administrator", _)) => "Administration (sans accès aux données)".to_owned(),
                Some((_, _)) => "Audit".to_owned(),
            },
            name: format!("{} {}", person.given, person.family),
            email: person.email,
            password: people.password.clone(),
        })
        .collect())
}

/// Makes everything, in a commune that has nothing yet. `today` is the day the history ends.
pub async fn seed(app: &App, authority: &Arc<Authority>, folder: &Path) -> Result<(), DemoError> {
    let now = app.ambient().now();
    // The history begins before anything happens in it, and its clock only goes forward.
    let ambient = beffroi_store::Ambient::set_to(now - time::Duration::days(150));
    let ctx = Ctx::outside(app, authority, None, &ambient);
    let mut known = Known::default();
    units(&ctx, folder, &mut known).await?;
    people(&ctx, folder, &mut known).await?;
    catalogue(&ctx, folder, &known).await?;
    places(&ctx, folder).await?;
    files::seed(app, authority, folder, &known, &ambient, now).await?;
    drafts(&ctx, folder, &known).await
}

/// Drafts on which the author is at work: a newer revision of what is published.
async fn drafts(ctx: &Ctx, folder: &Path, known: &Known) -> Result<(), DemoError> {
    let Ok(entries) = std::fs::read_dir(folder.join("drafts")) else { return Ok(()) };
    let mut names: Vec<String> =
        entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort();
    for name in names {
        let text = read_text(folder, &format!("drafts/{name}"))?;
        let form = Form::from_json(&text).map_err(|error| DemoError::Read(name, error.to_string()))?;
        let slug = publishing::slug_of(&form.procedure);
        let flow = publishing::last_flow(ctx.desk(), &slug).await.map_err(other)?;
        let new = NewDraft {
            slug: &slug,
            unit: None,
            theme: "",
            sheet: &Sheet::default(),
            form: &form,
            flow: Some(&flow),
            report: None,
            by: known.people.get("paul").copied(),
        };
        publishing::create(ctx.desk(), &new).await.map_err(other)?;
    }
    Ok(())
}

async fn units(ctx: &Ctx, folder: &Path, known: &mut Known) -> Result<(), DemoError> {
    let commune: Json = read(folder, "commune.json")?;
    for unit in commune["units"].as_array().into_iter().flatten() {
        let (id, name) = (unit["id"].as_str().unwrap_or_default(), unit["name"].as_str().unwrap_or_default());
        let desk = ctx.desk();
        let made = ctx
            .db()
            .write(move |tx| async move { desk.create_unit(&tx, name).await })
            .await
            .map_err(other)?;
        known.units.insert(id.to_owned(), made);
        known.unit_names.insert(id.to_owned(), name.to_owned());
    }
    Ok(())
}

async fn people(ctx: &Ctx, folder: &Path, known: &mut Known) -> Result<(), DemoError> {
    let all: People = read(folder, "people.json")?;
    let program = Actor::automaton("demonstration", ctx.ambient().uuid_v4());
    for person in &all.people {
        let hash = ctx.desk().hash_password(&all.password, &person.email).await.map_err(other)?;
        let address = person.address.clone().map(|parts| postal::lines(&Value::Parts(parts)));
        let (desk, hash, program, units) = (ctx.desk(), &hash, &program, &known.units);
        let address = &address;
        let id = ctx
            .db()
            .write(move |tx| async move {
                let new = NewAccount {
                    email: &person.email,
                    password: hash,
                    given_name: &person.given,
                    family_name: &person.family,
                };
                let id = desk.provision(&tx, &new).await.map_err(other)?;
                let more = [
                    (Attribute::NationalNumber, &person.national_number),
                    (Attribute::Phone, &person.phone),
                    (Attribute::BirthDate, &person.birth_date),
                    (Attribute::Address, address),
                    (Attribute::Contact, &person.contact),
                    (Attribute::Language, &person.lang),
                ];
                for (attribute, value) in more {
                    if let Some(value) = value {
                        desk.set_attribute(&tx, id, attribute, value).await.map_err(other)?;
                    }
                }
                for of in &person.roles {
                    let role: Role =
                        of.role.parse().map_err(|_| DemoError::Problem(format!("no role {}", of.role)))?;
                    let unit = of.unit.as_ref().and_then(|unit| units.get(unit)).copied();
                    desk.grant(&tx, program, id, role, unit).await.map_err(other)?;
                }
                if !person.roles.is_empty() {
                    desk.set_agent_name(&tx, id, &format!("{} {}", person.given, person.family))
                        .await
                        .map_err(other)?;
                }
                Ok::<_, DemoError>(id)
            })
            .await?;
        known.people.insert(person.id.clone(), id);
    }
    Ok(())
}

/// Places, events of life and the map, as an operator imports them.
async fn places(ctx: &Ctx, folder: &Path) -> Result<(), DemoError> {
    let commune: Json = read(folder, "commune.json")?;
    let part = |name: &str| commune.get(name).cloned().unwrap_or(Json::Null);
    let content = json!({ "places": part("places"), "life_events": part("life_events") });
    let directory: Directory = serde_json::from_value(content).map_err(other)?;
    directory::put(ctx.desk(), &directory).await.map_err(other)?;
    if folder.join("map.geojson").exists() {
        directory::put_map(ctx.desk(), &read_text(folder, "map.geojson")?, &[]).await.map_err(other)?;
    }
    Ok(())
}

/// Publishes every procedure of `procedures/`, with its sheet and its workflow.
async fn catalogue(ctx: &Ctx, folder: &Path, known: &Known) -> Result<(), DemoError> {
    let mut names: Vec<String> = std::fs::read_dir(folder.join("procedures"))
        .map_err(|error| DemoError::Read("procedures".to_owned(), error.to_string()))?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.strip_suffix(".json").is_some_and(|stem| !stem.contains('.')))
        .collect();
    names.sort();
    for name in names {
        publish(ctx, folder, &name, known).await?;
    }
    Ok(())
}

/// One procedure, by the authors' own way: draft, checks, journal, catalogue, search.
async fn publish(ctx: &Ctx, folder: &Path, name: &str, known: &Known) -> Result<(), DemoError> {
    let text = read_text(folder, &format!("procedures/{name}"))?;
    let form = Form::from_json(&text).map_err(|error| DemoError::Read(name.to_owned(), error.to_string()))?;
    let json: Json =
        serde_json::from_str(&text).map_err(|error| DemoError::Read(name.to_owned(), error.to_string()))?;
    let base = name.trim_end_matches(".json");
    let meta: Json = read(folder, &format!("procedures/{base}.meta.json"))?;
    let flow = match &form.flow {
        Some(id) => {
            let file = format!("flows/{id}.json");
            let flow = Flow::from_json(&read_text(folder, &file)?);
            Some(flow.map_err(|error| DemoError::Read(file, error.to_string()))?)
        }
        None => None,
    };
    let sheet = sheet(&json, &meta);
    let slug = publishing::slug_of(&form.procedure);
    let author = known.people.get("paul").copied();
    let new = NewDraft {
        slug: &slug,
        unit: form.meta.unit.as_ref().and_then(|unit| known.units.get(unit)).copied(),
        theme: meta["theme"].as_str().unwrap_or_default(),
        sheet: &sheet,
        form: &form,
        flow: flow.as_ref(),
        report: None,
        by: author,
    };
    let number = publishing::create(ctx.desk(), &new).await.map_err(other)?;
    publishing::publish(ctx.app(), ctx.authority(), ctx.desk(), &slug, number, author).await.map_err(
        |error| match error {
            AuthorError::Refused(findings) => DemoError::Refused(name.to_owned(), format!("{findings:?}")),
            error => other(error),
        },
    )
}

fn sheet(form: &Json, meta: &Json) -> Sheet {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let texts = |value: &Json| value.as_array().into_iter().flatten().map(text).collect::<Vec<_>>();
    let fees: Vec<String> = form["meta"]["fees"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|fee| crate::words::euros(&text(&fee["amount"])))
        .collect();
    let cost = match (fees.first(), fees.iter().all(|fee| Some(fee) == fees.first())) {
        (None, _) => "Gratuit".to_owned(),
        (Some(one), true) => one.clone(),
        (Some(first), false) if first.starts_with("0 ") || first.starts_with("0\u{a0}") => {
            "Gratuit ou payant, selon le cas".to_owned()
        }
        (Some(first), false) => format!("dès {first}"),
    };
    Sheet {
        title: text(&form["meta"]["title"]),
        summary: text(&form["meta"]["description"]),
        audience: text(&meta["for_whom"]),
        needs: texts(&meta["needs"]),
        cost,
        delay_days: form["meta"]["announced_days"]
            .as_u64()
            .and_then(|days| u32::try_from(days).ok())
            .unwrap_or(30),
        delay: text(&meta["delay"]),
        popular: meta["popular"].as_u64().and_then(|rank| u32::try_from(rank).ok()).unwrap_or(0),
        keywords: texts(&form["meta"]["keywords"]),
        events: texts(&meta["life_events"]),
        appeal: text(&meta["appeal"]),
        level: serde_json::from_value(meta["level"].clone()).unwrap_or_default(),
        texts: serde_json::from_value(meta.get("texts").cloned().unwrap_or_else(|| json!({})))
            .unwrap_or_default(),
        ..Sheet::default()
    }
}
