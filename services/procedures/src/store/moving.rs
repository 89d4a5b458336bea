//! Running files of a procedure by revision, and their move to a newer one. Nothing personal is listed.

use beffroi_store::{AuthorityDb, StoreError, params, statements};
use uuid::Uuid;

statements! {
    pub(crate) RUNNING = "select revision, step, count(*) from procedures_file \
                          where authority = $1 and procedure = $2 and open = $3 group by revision, step order by revision, step";
    pub(crate) NUMBERS = "select number from procedures_file \
                          where authority = $1 and procedure = $2 and open = $3 and revision = $4 and number > $5 order by number limit 50";
    pub(crate) REVISE = "update procedures_file set revision = $4, step = $5, before_steps = $6, state = $7, waiting = $8, answers = $9, \
                         last_at = $10, version = version + 1 where authority = $1 and id = $2 and version = $3";
}

/// Open files of a procedure: revision, step, how many.
pub(crate) async fn running(
    db: &AuthorityDb,
    procedure: Uuid,
) -> Result<Vec<(i64, String, i64)>, StoreError> {
    let rows = db.query(&RUNNING, params![procedure, true]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// Numbers of up to fifty open files of a revision, after a number.
pub(crate) async fn numbers(
    db: &AuthorityDb,
    procedure: Uuid,
    revision: i64,
    after: &str,
) -> Result<Vec<String>, StoreError> {
    let rows = db.query(&NUMBERS, params![procedure, true, revision, after]).await?;
    rows.iter().map(|row| row.get(0)).collect()
}
