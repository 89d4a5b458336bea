//! The communes of this instance, as stored: host names and profile.

use std::sync::Arc;

use beffroi_store::{Ambient, Db, StoreError, params, statements};
use uuid::Uuid;

use crate::authority::{Authority, Profile};
use crate::theme::ThemeError;

statements! {
    pub(crate) COMMUNES (kernel) = "select id, hosts, profile from web_authority order by created_at, id";
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
    #[error("the colours cannot be read: {0:?}")]
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
        communes.push(Authority::new(id, hosts, profile));
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
    let id = ambient.uuid_v7();
    let hosts = serde_json::to_value(hosts).expect("names are always JSON");
    let profile = serde_json::to_value(profile).map_err(|error| CommuneError::Profile { id, error })?;
    let (now, hosts, profile) = (ambient.now(), &hosts, &profile);
    db.kernel()
        .write(move |tx| async move {
            tx.exec(&ADD_COMMUNE, params![id, hosts.clone(), profile.clone(), now]).await?;
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok(id)
}
