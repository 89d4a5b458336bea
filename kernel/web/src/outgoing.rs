//! Mail as jobs: put in the same transaction as what it tells, sealed while it waits, sent once the transaction is kept.

use beffroi_people::{ACCOUNT_MAIL, Actor, Attribute, Purpose};
use beffroi_store::{NewJob, StoreError, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::App;
use crate::mail::Letter;

/// Kind of the job that sends one message.
pub const MAIL_JOB: &str = "web.mail";
const USE: &str = "mail";

/// To whom a message goes.
#[derive(Debug, Serialize, Deserialize)]
enum To {
    /// An address typed a moment ago (confirmation, reset).
    Address,
    /// A person's own address, read when the message leaves.
    Person { person: Uuid, case: Option<String> },
}

#[derive(Debug, Serialize, Deserialize)]
struct Waiting {
    to: To,
    sealed: Vec<u8>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Sealed {
    to: String,
    subject: String,
    paragraphs: Vec<String>,
    link: Option<(String, String)>,
    signature: String,
    lang: String,
}

async fn enqueue(tx: &Tx, app: &App, to: To, letter: &Letter) -> Result<(), StoreError> {
    let sealed = Sealed {
        to: letter.to.clone(),
        subject: letter.subject.clone(),
        paragraphs: letter.paragraphs.clone(),
        link: letter.link.clone(),
        signature: letter.signature.clone(),
        lang: letter.lang.to_owned(),
    };
    let clear = serde_json::to_vec(&sealed).expect("text is always JSON");
    let waiting = Waiting { to, sealed: app.secret().seal(app.ambient(), USE, tx.authority(), &clear) };
    let payload = serde_json::to_value(&waiting).expect("bytes and identifiers are always JSON");
    tx.enqueue(app.ambient(), NewJob::new(MAIL_JOB, payload)).await?;
    Ok(())
}

/// Sends to `letter.to`.
pub async fn to_address(tx: &Tx, app: &App, letter: &Letter) -> Result<(), StoreError> {
    enqueue(tx, app, To::Address, letter).await
}

/// Sends to a person's own address, if she has one; `letter.to` is not read.
pub async fn to_person(
    tx: &Tx,
    app: &App,
    person: Uuid,
    case: Option<&str>,
    letter: &Letter,
) -> Result<(), StoreError> {
    enqueue(tx, app, To::Person { person, case: case.map(str::to_owned) }, letter).await
}

/// The job's work.
pub async fn deliver(app: App, authority: Uuid, payload: serde_json::Value) -> Result<(), String> {
    let waiting: Waiting = serde_json::from_value(payload).map_err(|error| error.to_string())?;
    let clear = app.secret().open(USE, authority, &waiting.sealed).map_err(|error| error.to_string())?;
    let sealed: Sealed = serde_json::from_slice(&clear).map_err(|error| error.to_string())?;
    let to = match waiting.to {
        To::Address => sealed.to,
        To::Person { person, case } => match address_of(&app, authority, person, case.as_deref()).await? {
            Some(address) => address,
            // No address: she reads it in her space, or with her tracking code.
            None => return Ok(()),
        },
    };
    let lang = crate::lang::Lang::from_tag(&sealed.lang).unwrap_or_default().tag();
    let letter = Letter {
        to,
        subject: sealed.subject,
        paragraphs: sealed.paragraphs,
        link: sealed.link,
        signature: sealed.signature,
        lang,
    };
    app.post()
        .send(&app.settings().sender, &letter, app.ambient().now())
        .await
        .map_err(|error| error.to_string())
}

async fn address_of(
    app: &App,
    authority: Uuid,
    person: Uuid,
    case: Option<&str>,
) -> Result<Option<String>, String> {
    let desk = app.people().desk(&app.db().of(authority), app.ambient());
    let mut purpose = Purpose::new(ACCOUNT_MAIL).fields(&["email"]);
    if let Some(case) = case {
        purpose = purpose.case(case);
    }
    let actor = Actor::automaton("mail", app.ambient().uuid_v4());
    match desk.open(&actor, person, &purpose).await {
        Ok(opened) => {
            let email = opened.attribute(Attribute::Email).await.map_err(|error| error.to_string())?;
            Ok(email.map(|clear| clear.as_str().to_owned()))
        }
        Err(beffroi_people::VaultError::Erased) => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}
