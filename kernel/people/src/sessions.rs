//! Sessions: 128 random bits in a cookie, of which only the hash is stored; new at each login, ended when unused or
//! after a day's work; each person can list hers and end them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use beffroi_store::{StoreError, Tx, params};
use beffroi_translog::Hash;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::actor::{Actor, Who};
use crate::desk::Desk;
use crate::store;
use crate::units::read_grant;
use crate::vault::Secret;

/// "Last seen" is written at most so often: a page view should not cost a write.
const TOUCH: Duration = Duration::minutes(1);

/// One session of a person, as she sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its identifier, to end it.
    pub id: Uuid,
    /// When she signed in.
    pub created_at: OffsetDateTime,
    /// When it was last used, to the minute.
    pub seen_at: OffsetDateTime,
    /// When it ends at the latest.
    pub expires_at: OffsetDateTime,
    /// With what: "Firefox, Linux".
    pub client: String,
    /// Whether it is the one she is using.
    pub current: bool,
}

/// Which sessions to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndSessions {
    /// All of them, the present one too.
    All,
    /// All but the present one.
    Others,
}

/// A random secret of 128 bits as text, and the hash under which it is stored.
pub(crate) fn new_secret(desk: &Desk) -> (Secret, [u8; 32]) {
    let text = URL_SAFE_NO_PAD.encode(desk.ambient().bytes::<16>());
    let hash = hash(&text);
    (Secret::new(text), hash)
}

pub(crate) fn hash(text: &str) -> [u8; 32] {
    *Hash::of(&[text.as_bytes()]).as_bytes()
}

impl Desk {
    /// Opens a session; the cookie's value is known only now.
    pub(crate) async fn open_session(
        &self,
        tx: &Tx,
        person: Uuid,
        user_agent: &str,
    ) -> Result<(Secret, Uuid, OffsetDateTime), StoreError> {
        let (id, now) = (self.ambient().uuid_v7(), self.ambient().now());
        let (cookie, hash) = new_secret(self);
        let expires_at = now + self.limits().session_absolute;
        let client = client_summary(user_agent);
        tx.exec(&store::ADD_SESSION, params![id, hash, person, client, now, expires_at]).await?;
        Ok((cookie, id, expires_at))
    }

    /// Who holds this cookie. `None`: unknown, unused for too long, past its end, ended, or the account is closed.
    pub async fn actor(&self, cookie: &str) -> Result<Option<Actor>, StoreError> {
        let now = self.ambient().now();
        let rows = self.db().query(&store::SESSION_ACTOR, params![hash(cookie), now]).await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let (session, person, seen_at): (Uuid, Uuid, OffsetDateTime) =
            (first.get(0)?, first.get(1)?, first.get(2)?);
        let mut actor = Actor { who: Who::Person(person), session, grants: Vec::new(), joint: None };
        for row in &rows {
            actor.grants.extend(read_grant(row, 4)?);
        }
        if now - seen_at > self.idle_limit(&actor) {
            return Ok(None);
        }
        if now - seen_at > TOUCH {
            let touch =
                move |tx: Tx| async move { tx.exec(&store::TOUCH_SESSION, params![session, now]).await };
            self.db().write::<_, StoreError, _, _>(touch).await?;
        }
        Ok(Some(actor))
    }

    fn idle_limit(&self, actor: &Actor) -> Duration {
        if actor.is_staff() { self.limits().staff_idle } else { self.limits().session_idle }
    }

    /// Her sessions that still hold, the most recently used first.
    pub async fn sessions(&self, actor: &Actor) -> Result<Vec<Session>, StoreError> {
        let now = self.ambient().now();
        let since = now - self.idle_limit(actor);
        let Some(person) = actor.person() else { return Ok(Vec::new()) };
        let rows = self.db().query(&store::SESSIONS, params![person, now, since]).await?;
        rows.iter()
            .map(|row| {
                let id = row.get(0)?;
                Ok(Session {
                    id,
                    client: row.get(1)?,
                    created_at: row.get(2)?,
                    seen_at: row.get(3)?,
                    expires_at: row.get(4)?,
                    current: id == actor.session,
                })
            })
            .collect()
    }

    /// Ends one of her sessions; `false` when it is not hers or has ended.
    pub async fn end_session(&self, actor: &Actor, session: Uuid) -> Result<bool, StoreError> {
        let (person, now) = (actor.person(), self.ambient().now());
        let values = move || params![person, session, now];
        let ended = self.db().write(move |tx| async move { tx.exec(&store::END_SESSION, values()).await });
        Ok(ended.await? == 1)
    }

    /// Ends her sessions; answers how many, those that had run out unnoticed included.
    pub async fn end_sessions(&self, actor: &Actor, which: EndSessions) -> Result<u64, StoreError> {
        let keep = (which == EndSessions::Others).then_some(actor.session);
        let Some(person) = actor.person() else { return Ok(0) };
        self.db().write(move |tx| async move { self.end_sessions_in(&tx, person, keep).await }).await
    }

    pub(crate) async fn end_sessions_in(
        &self,
        tx: &Tx,
        person: Uuid,
        keep: Option<Uuid>,
    ) -> Result<u64, StoreError> {
        tx.exec(&store::END_SESSIONS, params![person, keep, self.ambient().now()]).await
    }

    /// Ends the session of this cookie.
    pub async fn sign_out(&self, cookie: &str) -> Result<(), StoreError> {
        let (hash, now) = (hash(cookie), self.ambient().now());
        let ended = move |tx: Tx| async move { tx.exec(&store::END_BY_COOKIE, params![hash, now]).await };
        self.db().write::<_, StoreError, _, _>(ended).await.map(drop)
    }
}

/// Browser and system in two words, so that somebody recognises her sessions; the rest is not kept.
fn client_summary(user_agent: &str) -> String {
    let first = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Firefox/", "Firefox"),
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    [browser, system].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::client_summary;

    #[test]
    fn a_user_agent_is_kept_as_two_words() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        assert_eq!(client_summary(firefox), "Firefox, Linux");
        let edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0";
        assert_eq!(client_summary(edge), "Edge, Windows");
        assert_eq!(client_summary("curl/8"), "");
    }
}
