//! What an applicant does about her file beside answering: news, appeal, people she lets in; and how it went, counted without her.

use beffroi_store::{AuthorityDb, Row, StoreError, params, statements};
use time::OffsetDateTime;
use uuid::Uuid;

macro_rules! party_columns {
    () => {
        "id, file, rights, label, person, expires_at, accepted_at, revoked_at"
    };
}

statements! {
    pub(crate) ASK_NEWS = "insert into procedures_news (authority, file, asked_at, answer_by) values ($1, $2, $3, $4)";
    pub(crate) LAST_NEWS = "select asked_at, answer_by, answered_at from procedures_news where authority = $1 and file = $2 order by asked_at desc limit 1";
    pub(crate) ANSWER_NEWS = "update procedures_news set answered_at = $3 where authority = $1 and file = $2 and answered_at is null";
    pub(crate) APPEAL = "insert into procedures_appeal (authority, file, seq, decided_by, due_before, answer_by, filed_at) values ($1, $2, $3, $4, $5, $6, $7)";
    pub(crate) LAST_APPEAL = "select seq, decided_by, answer_by, filed_at, outcome from procedures_appeal \
                              where authority = $1 and file = $2 order by seq desc limit 1";
    pub(crate) ANSWER_APPEAL = "update procedures_appeal set outcome = $4, answered_at = $5, answered_by = $6 \
                                where authority = $1 and file = $2 and seq = $3 and outcome is null";
    pub(crate) APPEALED = "update procedures_file set open = $5, due_on = $4, last_at = $6, version = version + 1 \
                           where authority = $1 and id = $2 and version = $3";
    pub(crate) REOPEN = "update procedures_file set step = $4, before_steps = $5, state = $6, open = $7, waiting = $8, due_on = $9, \
                         step_at = $10, last_at = $10, decided_at = null, version = version + 1 where authority = $1 and id = $2 and version = $3";
    pub(crate) INVITE = "insert into procedures_party (authority, file, id, rights, label, code, invited_at, expires_at) \
                         values ($1, $2, $3, $4, $5, $6, $7, $8)";
    pub(crate) PARTIES = concat!("select ", party_columns!(), " from procedures_party where authority = $1 and file = $2 order by invited_at");
    pub(crate) PARTY_BY_CODE = concat!("select ", party_columns!(), " from procedures_party where authority = $1 and code = $2");
    pub(crate) PARTY_OF = concat!("select ", party_columns!(), " from procedures_party \
        where authority = $1 and file = $2 and person = $3 and revoked_at is null");
    pub(crate) FILES_OF_PARTY = "select file from procedures_party where authority = $1 and person = $2 and revoked_at is null order by accepted_at desc limit 50";
    pub(crate) ACCEPT = "update procedures_party set person = $4, accepted_at = $5 \
                         where authority = $1 and file = $2 and id = $3 and person is null and revoked_at is null";
    pub(crate) REVOKE = "update procedures_party set revoked_at = $4 where authority = $1 and file = $2 and id = $3 and revoked_at is null";
    pub(crate) SPEND = "insert into procedures_satisfaction_spent (authority, ticket) values ($1, $2) on conflict (authority, ticket) do nothing";
    pub(crate) SPENT = "select 1 from procedures_satisfaction_spent where authority = $1 and ticket = $2";
    pub(crate) COUNT_ANSWER = "insert into procedures_satisfaction (authority, procedure, month, question, answer, n) values ($1, $2, $3, $4, $5, 1) \
                               on conflict (authority, procedure, month, question, answer) do update set n = procedures_satisfaction.n + 1";
    pub(crate) ANSWERS_SINCE = "select question, answer, cast(sum(n) as bigint) from procedures_satisfaction \
                                where authority = $1 and procedure = $2 and month >= $3 group by question, answer";
}

/// Somebody whom the applicant let in, or means to.
#[derive(Clone, Debug)]
pub(crate) struct PartyRow {
    pub id: Uuid,
    pub file: Uuid,
    /// `read`, `write`.
    pub rights: String,
    /// What the applicant calls her: sealed under the applicant's key.
    pub label: Vec<u8>,
    pub person: Option<Uuid>,
    pub expires_at: OffsetDateTime,
    pub accepted_at: Option<OffsetDateTime>,
    pub revoked_at: Option<OffsetDateTime>,
}

impl PartyRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            file: row.get(1)?,
            rights: row.get(2)?,
            label: row.get(3)?,
            person: row.get(4)?,
            expires_at: row.get(5)?,
            accepted_at: row.get(6)?,
            revoked_at: row.get(7)?,
        })
    }
}

pub(crate) async fn parties(db: &AuthorityDb, file: Uuid) -> Result<Vec<PartyRow>, StoreError> {
    db.query(&PARTIES, params![file]).await?.iter().map(PartyRow::read).collect()
}

pub(crate) async fn party_by_code(db: &AuthorityDb, code: &[u8]) -> Result<Option<PartyRow>, StoreError> {
    db.opt(&PARTY_BY_CODE, params![code]).await?.as_ref().map(PartyRow::read).transpose()
}

/// The place of a person in somebody else's file, while it is not taken back.
pub(crate) async fn party_of(
    db: &AuthorityDb,
    file: Uuid,
    person: Uuid,
) -> Result<Option<PartyRow>, StoreError> {
    db.opt(&PARTY_OF, params![file, person]).await?.as_ref().map(PartyRow::read).transpose()
}

pub(crate) async fn files_of_party(db: &AuthorityDb, person: Uuid) -> Result<Vec<Uuid>, StoreError> {
    db.query(&FILES_OF_PARTY, params![person]).await?.iter().map(|row| row.get(0)).collect()
}

/// The last time news were asked for.
#[derive(Clone, Debug)]
pub(crate) struct NewsRow {
    pub asked_at: OffsetDateTime,
    /// ISO date.
    pub answer_by: String,
    pub answered_at: Option<OffsetDateTime>,
}

pub(crate) async fn last_news(db: &AuthorityDb, file: Uuid) -> Result<Option<NewsRow>, StoreError> {
    let Some(row) = db.opt(&LAST_NEWS, params![file]).await? else { return Ok(None) };
    Ok(Some(NewsRow { asked_at: row.get(0)?, answer_by: row.get(1)?, answered_at: row.get(2)? }))
}

/// The last internal appeal of a file.
#[derive(Clone, Debug)]
pub(crate) struct AppealRow {
    /// The line of the history that holds its grounds.
    pub seq: i64,
    pub decided_by: Option<Uuid>,
    /// ISO date.
    pub answer_by: String,
    pub filed_at: OffsetDateTime,
    /// `upheld`, `rejected`; nothing while it waits.
    pub outcome: Option<String>,
}

pub(crate) async fn last_appeal(db: &AuthorityDb, file: Uuid) -> Result<Option<AppealRow>, StoreError> {
    let Some(row) = db.opt(&LAST_APPEAL, params![file]).await? else { return Ok(None) };
    Ok(Some(AppealRow {
        seq: row.get(0)?,
        decided_by: row.get(1)?,
        answer_by: row.get(2)?,
        filed_at: row.get(3)?,
        outcome: row.get(4)?,
    }))
}

/// Question, answer, how often, since a month.
pub(crate) async fn answers_since(
    db: &AuthorityDb,
    procedure: Uuid,
    month: &str,
) -> Result<Vec<(String, String, i64)>, StoreError> {
    let rows = db.query(&ANSWERS_SINCE, params![procedure, month]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}
