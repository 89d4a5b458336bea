//! The invented registers of a demonstration: what `registers.json` holds, answered as a bridge to a real register would
//! (kind `plain`), to this machine only.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use axum::extract::{ConnectInfo, Path};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use beffroi_web::fetch::Target;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::config::Config;

/// Where they answer.
const PATH: &str = "/registres-inventes";

/// A register: what people read of it, and what it knows by number.
#[derive(Clone, Debug, Deserialize)]
struct Register {
    title: String,
    law: String,
    entries: BTreeMap<String, Json>,
}

type Registers = Arc<BTreeMap<String, Register>>;

fn read(config: &Config) -> anyhow::Result<Registers> {
    let file = config.demonstration_data.join("registers.json");
    if !config.demonstration || !file.exists() {
        return Ok(Arc::default());
    }
    let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    serde_json::from_str(&text).map(Arc::new).with_context(|| file.display().to_string())
}

/// The targets by which forms of the demonstration reach them; none when the operator named sources, or the port is not known yet.
pub fn targets(config: &Config) -> anyhow::Result<Vec<Target>> {
    if !config.sources.is_empty() || config.listen.port() == 0 {
        return Ok(Vec::new());
    }
    let target = |(name, register): (&String, &Register)| {
        let url = format!("http://127.0.0.1:{}{PATH}/{name}", config.listen.port());
        let mut target = Target::new(name, "plain", &url);
        target.title.clone_from(&register.title);
        target.law.clone_from(&register.law);
        target
    };
    Ok(read(config)?.iter().map(target).collect())
}

/// Their routes; none outside a demonstration.
pub(super) fn routes(config: &Config) -> anyhow::Result<Router> {
    let registers = read(config)?;
    if registers.is_empty() {
        return Ok(Router::new());
    }
    let path = format!("{PATH}/{{register}}/{{number}}");
    Ok(Router::new().route(&path, get(answer)).layer(Extension(registers)))
}

async fn answer(
    Extension(registers): Extension<Registers>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    Path((register, number)): Path<(String, String)>,
) -> Response {
    let entry = registers.get(&register).and_then(|register| register.entries.get(&number));
    match entry.filter(|_| client.ip().is_loopback()) {
        Some(entry) => ([(header::CONTENT_TYPE, "application/json")], entry.to_string()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
