//! The services of this binary, in the order of the navigation.

use beffroi_print_types::Printer;
use beffroi_procedures::demo::{self, DemoError};
use beffroi_store::{Migrations, Statement};
use beffroi_web::fetch::Fetcher;
use beffroi_web::{DemoAccount, Service, Sources, Texts, TextsError};

use crate::config::{Config, ConfigError};
use crate::serve::registers;

/// Every service. Adding one is a line here and a dependency in `Cargo.toml`.
pub fn all() -> Vec<Service> {
    vec![beffroi_procedures::service(), beffroi_journal::service()]
}

/// Tables of the kernel, then of the services; the store's own are migrated by itself, before these.
pub fn migrations(services: &[Service]) -> Vec<Migrations> {
    let kernel = [beffroi_people::MIGRATIONS, beffroi_web::MIGRATIONS];
    kernel.into_iter().chain(services.iter().map(|service| service.migrations)).collect()
}

/// Statements of the kernel above the store, then of the services, each with its slice.
pub fn statements(services: &[Service]) -> Vec<(&'static str, &'static Statement)> {
    let kernel: [(&'static str, &'static [&'static [Statement]]); 2] =
        [("people", &[beffroi_people::STATEMENTS]), ("web", beffroi_web::STATEMENTS)];
    let declared = services.iter().map(|service| (service.name, service.statements));
    let slices = kernel.into_iter().chain(declared);
    slices
        .flat_map(|(slice, lists)| lists.iter().copied().flatten().map(move |statement| (slice, statement)))
        .collect()
}

/// Texts of the kernel's web floor and of the services.
pub fn texts(services: &[Service]) -> Result<Texts, TextsError> {
    let kernel: (&str, Sources) = ("web", beffroi_web::TEXTS);
    let sources: Vec<_> =
        std::iter::once(kernel).chain(services.iter().map(|of| (of.name, of.texts))).collect();
    Texts::load(&sources)
}

/// What the instance may call outside, as configured.
pub fn fetcher(config: &Config) -> anyhow::Result<Fetcher> {
    let mut targets = Vec::new();
    for source in &config.sources {
        if !beffroi_procedures::sources::KINDS.contains(&source.kind.as_str()) {
            return Err(ConfigError::Outside(
                source.name.clone(),
                format!("kind is one of {}", beffroi_procedures::sources::KINDS.join(", ")),
            )
            .into());
        }
        targets.push(source.target(|name| std::env::var(name).ok())?);
    }
    targets.extend(registers::targets(config)?);
    Ok(Fetcher::new(targets)?)
}

/// The accounts that the sign-in page of a demonstration offers; none elsewhere, nor when its data are not there.
pub fn demo_accounts(config: &Config) -> Result<Vec<DemoAccount>, DemoError> {
    let folder = &config.demonstration_data;
    if config.demonstration && folder.exists() { demo::accounts(folder) } else { Ok(Vec::new()) }
}

/// What makes PDF, in a build that can.
#[cfg(feature = "pdf")]
pub const PRINTER: Option<Printer> = Some(beffroi_print::pdf);
/// What makes PDF, in a build that can.
#[cfg(not(feature = "pdf"))]
pub const PRINTER: Option<Printer> = None;
