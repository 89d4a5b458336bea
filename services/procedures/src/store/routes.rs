//! Rules that say which unit or team gets a request.

use beffroi_store::{AuthorityDb, StoreError, params, statements};
use serde_json::Value as Json;
use uuid::Uuid;

statements! {
    pub(crate) OF_PROCEDURE = "select position, cond, unit, team from procedures_route where authority = $1 and procedure = $2 order by position";
    pub(crate) INSERT = "insert into procedures_route (authority, procedure, position, cond, unit, team) \
        values ($1, $2, (select coalesce(max(position), 0) + 1 from procedures_route where authority = $1 and procedure = $2), $3, $4, $5)";
    pub(crate) DELETE = "delete from procedures_route where authority = $1 and procedure = $2 and position = $3";
    pub(crate) FORGET_TEAM = "update procedures_route set team = null where authority = $1 and team = $2";
}

/// A rule.
#[derive(Clone, Debug)]
pub(crate) struct RouteRow {
    pub position: i64,
    /// A condition of `engines/forms`.
    pub cond: Json,
    pub unit: Uuid,
    pub team: Option<Uuid>,
}

/// The rules of a procedure, the first to try first.
pub(crate) async fn of_procedure(db: &AuthorityDb, procedure: Uuid) -> Result<Vec<RouteRow>, StoreError> {
    let rows = db.query(&OF_PROCEDURE, params![procedure]).await?;
    rows.iter()
        .map(|row| {
            Ok(RouteRow { position: row.get(0)?, cond: row.get(1)?, unit: row.get(2)?, team: row.get(3)? })
        })
        .collect()
}
