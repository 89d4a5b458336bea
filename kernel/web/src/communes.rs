//! The communes of this instance, as stored: host names and profile.

use std::sync::Arc;

use beffroi_store::{Ambient, Db, KernelTx, StoreError, params, statements};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::authority::{Authority, Profile};
use crate::theme::ThemeError;

statements! {
    pub(crate) COMMUNES (kernel) = "select id, hosts, profile, created_at, changed_at from web_authority order by created_at, id";
    pub(crate) SET_PROFILE (kernel) = "update web_authority set profile = $2, changed_at = $3 where id = $1";
    pub(crate) DROP_COMMUNE (kernel) = "delete from web_authority where id = $1";
    pub(crate) ADD_COMMUNE (kernel) = "insert into web_authority (id, hosts, profile, created_at) values ($1, $2, $3, $4)";
}

/// Why a commune cannot be added or read.
#[derive(Debug, thiserror::Error)]
pub enum CommuneError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the profile of commune {id} cannot be read: {error}")]
    Profile { id: Uuid, error: serde_json::Error },
    #[error("host name {0} is served already")]
    HostTaken(String),
    #[error("no commune is served at {0}")]
    Unknown(String),
    #[error("the colours cannot be read: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Theme(Vec<ThemeError>),
}

/// Every commune stored.
pub async fn load_communes(db: &Db) -> Result<Vec<Arc<Authority>>, CommuneError> {
    let mut communes = Vec::new();
    for row in db.kernel().query(&COMMUNES, params![]).await? {
        let id: Uuid = row.get(0)?;
        let read = |error| CommuneError::Profile { id, error };
        let hosts: Vec<String> = serde_json::from_value(row.get(1)?).map_err(read)?;
        let profile: Profile = serde_json::from_value(row.get(2)?).map_err(read)?;
        let (created, changed): (OffsetDateTime, Option<OffsetDateTime>) = (row.get(3)?, row.get(4)?);
        communes.push(Authority::new(id, hosts, profile, changed.unwrap_or(created)));
    }
    Ok(communes)
}

/// Adds a commune; its host names must be free and its colours readable.
pub async fn add_commune(
    db: &Db,
    ambient: &Ambient,
    hosts: &[String],
    profile: &Profile,
) -> Result<Uuid, CommuneError> {
    profile.theme.check().map_err(CommuneError::Theme)?;
    for commune in load_communes(db).await? {
        if let Some(taken) = hosts.iter().find(|host| commune.hosts.contains(host)) {
            return Err(CommuneError::HostTaken((*taken).clone()));
        }
    }
    let (id, now) = (ambient.uuid_v7(), ambient.now());
    db.kernel().write(move |tx| async move { put_commune(&tx, id, hosts, profile, now).await }).await?;
    Ok(id)
}

/// Writes a commune whose host names are known to be free: a new one, or one that comes from another instance under its own identifier.
pub async fn put_commune(
    tx: &KernelTx,
    id: Uuid,
    hosts: &[String],
    profile: &Profile,
    now: OffsetDateTime,
) -> Result<(), CommuneError> {
    let hosts = serde_json::to_value(hosts).expect("names are always JSON");
    let profile = serde_json::to_value(profile).map_err(|error| CommuneError::Profile { id, error })?;
    tx.exec(&ADD_COMMUNE, params![id, hosts, profile, now]).await?;
    Ok(())
}

/// Changes the profile of a commune; its colours must be readable. A running instance shows it once it reads its communes again.
pub async fn set_profile(
    db: &Db,
    ambient: &Ambient,
    id: Uuid,
    profile: &Profile,
) -> Result<(), CommuneError> {
    profile.theme.check().map_err(CommuneError::Theme)?;
    let profile = &serde_json::to_value(profile).map_err(|error| CommuneError::Profile { id, error })?;
    let now = ambient.now();
    db.kernel()
        .write(move |tx| async move { tx.exec(&SET_PROFILE, params![id, profile.clone(), now]).await })
        .await
        .map_err(CommuneError::Store)?;
    Ok(())
}

/// Takes the commune itself away, once all that was its has been.
pub async fn drop_commune(tx: &KernelTx, id: Uuid) -> Result<(), StoreError> {
    tx.exec(&DROP_COMMUNE, params![id]).await?;
    Ok(())
}

/// The commune served at a host name.
pub async fn commune_at(db: &Db, host: &str) -> Result<Arc<Authority>, CommuneError> {
    let communes = load_communes(db).await?;
    let found = communes.into_iter().find(|commune| commune.hosts.iter().any(|of| of == host));
    found.ok_or_else(|| CommuneError::Unknown(host.to_owned()))
}
