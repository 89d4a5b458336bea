//! Who wants no daily mail of dates due, and the last day each agent was told.

use beffroi_store::{AuthorityDb, StoreError, params, statements};
use uuid::Uuid;

statements! {
    pub(crate) IS_OFF = "select off from procedures_alert where authority = $1 and person = $2";
    pub(crate) SET_OFF = "insert into procedures_alert (authority, person, off, told_on) values ($1, $2, $3, '') \
                          on conflict (authority, person) do update set off = excluded.off";
    /// One row when she is to be told today.
    pub(crate) TELL = "insert into procedures_alert (authority, person, off, told_on) values ($1, $2, false, $3) \
                       on conflict (authority, person) do update set told_on = excluded.told_on \
                       where procedures_alert.off = false and procedures_alert.told_on < excluded.told_on";
}

/// Whether an agent switched the mail off.
pub(crate) async fn is_off(db: &AuthorityDb, person: Uuid) -> Result<bool, StoreError> {
    match db.opt(&IS_OFF, params![person]).await? {
        Some(row) => row.get(0),
        None => Ok(false),
    }
}
