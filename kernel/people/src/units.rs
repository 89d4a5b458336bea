//! Services of the commune, who works in them, and the directory of the names under which agents sign.

use std::collections::{BTreeMap, HashMap};

use beffroi_store::{Row, StoreError, Tx, params};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::actor::{Actor, Grant, Role, UnitName};
use crate::desk::Desk;
use crate::store;
use crate::vault::{Keys, NOBODY, Place, VaultError};

/// Retention basis of the directory.
const DIRECTORY: &str = "directory";
/// In the table of roles: the whole commune.
const COMMUNE: Uuid = Uuid::nil();

/// A service of the commune.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its identifier.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// When it was closed, if it was.
    pub closed_at: Option<OffsetDateTime>,
}

/// Somebody who holds a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    /// The person.
    pub person: Uuid,
    /// The name under which she signs; empty when the directory has none.
    pub name: String,
    /// Her roles.
    pub grants: Vec<Grant>,
}

/// Why a right is not given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RightsError {
    /// Only an administrator gives and takes rights.
    #[error("only an administrator may do this")]
    Denied,
    /// Nobody may give herself a right.
    #[error("nobody gives herself a right")]
    Oneself,
    /// The unit is closed or of another commune.
    #[error("no such unit")]
    NoSuchUnit,
    /// The person is unknown in this commune.
    #[error("no such person")]
    NoSuchPerson,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A row whose columns from `at` on are role, unit and the unit's name; nothing for a unit that was closed.
pub(crate) fn read_grant(row: &Row, at: usize) -> Result<Option<Grant>, StoreError> {
    let Some(role) = row.get::<Option<String>>(at)?.and_then(|role| role.parse::<Role>().ok()) else {
        return Ok(None);
    };
    let id: Uuid = row.get(at + 1)?;
    if id == COMMUNE {
        return Ok(Some(Grant { role, unit: None }));
    }
    let name: Option<String> = row.get(at + 2)?;
    Ok(name.map(|name| Grant { role, unit: Some(UnitName { id, name }) }))
}

impl Desk {
    /// A new unit.
    pub async fn create_unit(&self, tx: &Tx, name: &str) -> Result<Uuid, StoreError> {
        let id = self.ambient().uuid_v7();
        tx.exec(&store::ADD_UNIT, params![id, name.trim(), self.ambient().now()]).await?;
        Ok(id)
    }

    /// Renames a unit; `false` when there is none of this identifier.
    pub async fn rename_unit(&self, tx: &Tx, unit: Uuid, name: &str) -> Result<bool, StoreError> {
        Ok(tx.exec(&store::RENAME_UNIT, params![unit, name.trim()]).await? == 1)
    }

    /// Closes a unit: the rights held in it end.
    pub async fn close_unit(&self, tx: &Tx, unit: Uuid) -> Result<bool, StoreError> {
        Ok(tx.exec(&store::CLOSE_UNIT, params![unit, self.ambient().now()]).await? == 1)
    }

    /// Every unit, by name.
    pub async fn units(&self) -> Result<Vec<Unit>, StoreError> {
        let rows = self.db().query(&store::UNITS, params![]).await?;
        rows.iter()
            .map(|row| Ok(Unit { id: row.get(0)?, name: row.get(1)?, closed_at: row.get(2)? }))
            .collect()
    }

    /// Gives a role, in a unit or in the whole commune.
    pub async fn grant(
        &self,
        tx: &Tx,
        by: &Actor,
        person: Uuid,
        role: Role,
        unit: Option<Uuid>,
    ) -> Result<(), RightsError> {
        if !by.may_administer() {
            return Err(RightsError::Denied);
        }
        if by.is(person) {
            return Err(RightsError::Oneself);
        }
        tx.opt(&store::PERSON_EXISTS, params![person]).await?.ok_or(RightsError::NoSuchPerson)?;
        if let Some(unit) = unit {
            tx.opt(&store::OPEN_UNIT, params![unit]).await?.ok_or(RightsError::NoSuchUnit)?;
        }
        let unit = unit.unwrap_or(COMMUNE);
        let values = params![person, role.as_str(), unit, by.person(), self.ambient().now()];
        tx.exec(&store::GRANT, values).await?;
        Ok(())
    }

    /// Takes a role back; `false` when she did not hold it.
    pub async fn revoke(
        &self,
        tx: &Tx,
        by: &Actor,
        person: Uuid,
        role: Role,
        unit: Option<Uuid>,
    ) -> Result<bool, RightsError> {
        if !by.may_administer() {
            return Err(RightsError::Denied);
        }
        let values = params![person, role.as_str(), unit.unwrap_or(COMMUNE)];
        Ok(tx.exec(&store::REVOKE, values).await? == 1)
    }

    /// The roles of a person.
    pub async fn grants_of(&self, person: Uuid) -> Result<Vec<Grant>, StoreError> {
        let rows = self.db().query(&store::GRANTS_OF, params![person]).await?;
        rows.iter().filter_map(|row| read_grant(row, 0).transpose()).collect()
    }

    /// Everybody who holds a role, with names.
    pub async fn staff(&self) -> Result<Vec<StaffMember>, VaultError> {
        let mut names = self.agent_names().await?;
        let mut staff: BTreeMap<Uuid, Vec<Grant>> = BTreeMap::new();
        for row in self.db().query(&store::STAFF, params![]).await? {
            let grants = staff.entry(row.get(0)?).or_default();
            grants.extend(read_grant(&row, 1)?);
        }
        let member = |(person, grants)| StaffMember {
            person,
            name: names.remove(&person).unwrap_or_default(),
            grants,
        };
        Ok(staff.into_iter().filter(|(_, grants)| !grants.is_empty()).map(member).collect())
    }

    /// The name under which an agent signs. It is data of the office, not of the private person: sealed at rest, read
    /// without a purpose.
    pub async fn set_agent_name(&self, tx: &Tx, person: Uuid, name: &str) -> Result<(), VaultError> {
        let known = tx.opt(&store::PERSON_EXISTS, params![person]).await?;
        known.ok_or(VaultError::NoSuchPerson)?;
        let sealer = self.sealer(tx, NOBODY, DIRECTORY).await?;
        let sealed = sealer.text(self.ambient(), &agent_place(person), 1, name.trim())?;
        tx.exec(&store::SET_AGENT, params![person, sealed]).await?;
        Ok(())
    }

    /// The directory of agents.
    pub async fn agent_names(&self) -> Result<HashMap<Uuid, String>, VaultError> {
        let keys = self.keys_of(NOBODY, |basis| basis == DIRECTORY).await?;
        let mut names = HashMap::new();
        for row in self.db().query(&store::AGENTS, params![]).await? {
            let person: Uuid = row.get(0)?;
            if let Some(name) = read_name(&keys, person, &row.get::<Vec<u8>>(1)?)? {
                names.insert(person, name);
            }
        }
        Ok(names)
    }

    pub(crate) async fn agent_name(&self, person: Uuid) -> Result<Option<String>, VaultError> {
        let Some(row) = self.db().opt(&store::AGENT, params![person]).await? else { return Ok(None) };
        read_name(&self.keys_of(NOBODY, |basis| basis == DIRECTORY).await?, person, &row.get::<Vec<u8>>(0)?)
    }

    pub(crate) async fn agent_name_in(&self, tx: &Tx, person: Uuid) -> Result<Option<String>, VaultError> {
        let Some(row) = tx.opt(&store::AGENT, params![person]).await? else { return Ok(None) };
        let keys = self.keys_in(tx, NOBODY, |basis| basis == DIRECTORY).await?;
        read_name(&keys, person, &row.get::<Vec<u8>>(0)?)
    }
}

fn read_name(keys: &Keys, person: Uuid, sealed: &[u8]) -> Result<Option<String>, VaultError> {
    let name = keys.open(&agent_place(person), sealed)?;
    Ok(name.map(|name| String::from_utf8_lossy(&name).into_owned()))
}

const fn agent_place(person: Uuid) -> Place<'static> {
    Place::new("people_agent", person, "name")
}
