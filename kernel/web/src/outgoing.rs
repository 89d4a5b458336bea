//! What the commune tells a person, as jobs: put in the same transaction as what it tells, sealed while it waits, sent once the transaction
//! is kept. How it reaches her is read when it leaves: mail, SMS or letter, as she asked; whoever has no address of mail gets a letter.

use std::sync::Arc;

use beffroi_people::{ACCOUNT_MAIL, Actor, Attribute, Purpose, VaultError};
use beffroi_print_types::Block;
use beffroi_store::{NewJob, StoreError, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::App;
use crate::authority::Authority;
use crate::contact::Preference;
use crate::lang::Lang;
use crate::letters::{self, OnPaper};
use crate::mail::Letter;

/// Kind of the job that sends one message.
pub const MAIL_JOB: &str = "web.mail";
const USE: &str = "mail";

/// What is told to a person, in the three forms it may take.
#[derive(Debug)]
pub struct Notice<'n> {
    pub person: Uuid,
    /// Number of the file, for the journal and the head of a letter.
    pub case: Option<&'n str>,
    /// Unit that answers for it: its agents print the letter.
    pub unit: Option<Uuid>,
    /// As mail; `to` is not read.
    pub mail: &'n Letter,
    /// As SMS: one sentence, no personal datum; empty when there is none.
    pub sms: &'n str,
    /// What a letter holds beside the paragraphs of the mail, since paper has no link to follow.
    pub blocks: Vec<Block>,
}

/// To whom a message goes.
#[derive(Debug, Serialize, Deserialize)]
enum To {
    /// An address typed a moment ago (confirmation, reset).
    Address,
    /// A person, as she wants to be reached when the message leaves.
    Person {
        person: Uuid,
        case: Option<String>,
        #[serde(default)]
        unit: Option<Uuid>,
    },
}

#[derive(Debug, Serialize, Deserialize)]
struct Waiting {
    to: To,
    /// Identifier of the letter that this may become, so that a job that runs twice makes one.
    #[serde(default)]
    letter: Uuid,
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
    #[serde(default)]
    sms: String,
    #[serde(default)]
    blocks: Vec<Block>,
}

impl Sealed {
    fn new(letter: &Letter, sms: &str, blocks: Vec<Block>) -> Self {
        Self {
            to: letter.to.clone(),
            subject: letter.subject.clone(),
            paragraphs: letter.paragraphs.clone(),
            link: letter.link.clone(),
            signature: letter.signature.clone(),
            lang: letter.lang.to_owned(),
            sms: sms.to_owned(),
            blocks,
        }
    }

    /// The message, to that address.
    fn mail(&self, to: String) -> Letter {
        Letter {
            to,
            subject: self.subject.clone(),
            paragraphs: self.paragraphs.clone(),
            link: self.link.clone(),
            signature: self.signature.clone(),
            lang: Lang::from_tag(&self.lang).unwrap_or_default().tag(),
        }
    }
}

async fn enqueue(tx: &Tx, app: &App, to: To, sealed: &Sealed) -> Result<(), StoreError> {
    let clear = serde_json::to_vec(sealed).expect("text is always JSON");
    let waiting = Waiting {
        to,
        letter: app.ambient().uuid_v7(),
        sealed: app.secret().seal(app.ambient(), USE, tx.authority(), &clear),
    };
    let payload = serde_json::to_value(&waiting).expect("bytes and identifiers are always JSON");
    tx.enqueue(app.ambient(), NewJob::new(MAIL_JOB, payload)).await?;
    Ok(())
}

/// Sends to `letter.to`.
pub async fn to_address(tx: &Tx, app: &App, letter: &Letter) -> Result<(), StoreError> {
    enqueue(tx, app, To::Address, &Sealed::new(letter, "", Vec::new())).await
}

/// Tells a person something, by mail, SMS or letter.
pub async fn notify(tx: &Tx, app: &App, notice: Notice<'_>) -> Result<(), StoreError> {
    let to = To::Person { person: notice.person, case: notice.case.map(str::to_owned), unit: notice.unit };
    enqueue(tx, app, to, &Sealed::new(notice.mail, notice.sms, notice.blocks)).await
}

/// Tells a person what a mail says; on paper, the same paragraphs.
pub async fn to_person(
    tx: &Tx,
    app: &App,
    person: Uuid,
    case: Option<&str>,
    letter: &Letter,
) -> Result<(), StoreError> {
    notify(tx, app, Notice { person, case, unit: None, mail: letter, sms: "", blocks: Vec::new() }).await
}

/// The job's work.
pub async fn deliver(app: App, authority: Uuid, payload: serde_json::Value) -> Result<(), String> {
    let waiting: Waiting = serde_json::from_value(payload).map_err(|error| error.to_string())?;
    let clear = app.secret().open(USE, authority, &waiting.sealed).map_err(|error| error.to_string())?;
    let sealed: Sealed = serde_json::from_slice(&clear).map_err(|error| error.to_string())?;
    let commune = app.authority(authority).ok_or("the commune is not served any more")?;
    let way = match &waiting.to {
        To::Address => Way::Mail(sealed.to.clone()),
        To::Person { person, case, .. } => {
            let sms = app.sms().is_on() && !sealed.sms.is_empty();
            way(&app, authority, *person, case.as_deref(), sms).await?
        }
    };
    match (way, waiting.to) {
        (Way::Mail(to), _) => app
            .post()
            .send(&app.settings().sender, &sealed.mail(to), app.ambient().now())
            .await
            .map_err(|error| error.to_string()),
        (Way::Sms(to), _) => {
            app.sms().send(&to, &sealed.sms, app.ambient().now()).await.map_err(|error| error.to_string())
        }
        (Way::Letter, To::Person { person, case, unit }) => {
            on_paper(&app, &commune, waiting.letter, person, (case, unit), sealed).await
        }
        // Erased meanwhile: nobody is left to tell.
        (Way::Letter | Way::Nobody, _) => Ok(()),
    }
}

async fn on_paper(
    app: &App,
    commune: &Arc<Authority>,
    id: Uuid,
    person: Uuid,
    (case, unit): (Option<String>, Option<Uuid>),
    sealed: Sealed,
) -> Result<(), String> {
    let message = sealed.mail(String::new());
    let reference = case.unwrap_or_default();
    let paper = OnPaper { message: &message, unit, reference: &reference, blocks: sealed.blocks };
    letters::enqueue(app, commune, id, person, paper)
        .await
        .map_err(|problem| format!("letter: {} {}", problem.status, problem.key))
}

/// How a message leaves.
#[derive(Debug, PartialEq, Eq)]
enum Way {
    Mail(String),
    Sms(String),
    Letter,
    Nobody,
}

/// As the person asked; else by what is known of her, and at last by letter.
fn chosen(preference: Option<Preference>, email: Option<String>, phone: Option<String>, sms: bool) -> Way {
    match (preference, email, phone) {
        (Some(Preference::Letter), _, _) => Way::Letter,
        (Some(Preference::Sms), _, Some(phone)) if sms => Way::Sms(phone),
        (_, Some(email), _) => Way::Mail(email),
        (_, None, _) => Way::Letter,
    }
}

async fn way(app: &App, authority: Uuid, person: Uuid, case: Option<&str>, sms: bool) -> Result<Way, String> {
    let desk = app.people().desk(&app.db().of(authority), app.ambient());
    let mut purpose = Purpose::new(ACCOUNT_MAIL).fields(&["contact", "email", "phone"]);
    if let Some(case) = case {
        purpose = purpose.case(case);
    }
    let actor = Actor::automaton("mail", app.ambient().uuid_v4());
    let opened = match desk.open(&actor, person, &purpose).await {
        Ok(opened) => opened,
        Err(VaultError::Erased) => return Ok(Way::Nobody),
        Err(error) => return Err(error.to_string()),
    };
    let (mut preference, mut email, mut phone) = (None, None, None);
    for (attribute, clear) in opened.attributes().await.map_err(|error| error.to_string())? {
        let text = Some(clear.as_str().to_owned()).filter(|text| !text.is_empty());
        match attribute {
            Attribute::Contact => preference = text.as_deref().and_then(Preference::of),
            Attribute::Email => email = text,
            Attribute::Phone => phone = text,
            _ => {}
        }
    }
    Ok(chosen(preference, email, phone, sms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_leaves_as_the_person_asked_and_by_letter_when_nothing_else_is_known() {
        let mail = || Some("a@hautval.example".to_owned());
        let phone = || Some("+32470000000".to_owned());
        let by_mail = Way::Mail("a@hautval.example".to_owned());
        let by_sms = Way::Sms("+32470000000".to_owned());
        for (preference, email, number, sms, expected) in [
            (None, mail(), phone(), true, &by_mail),
            (Some(Preference::Mail), mail(), None, true, &by_mail),
            (Some(Preference::Sms), mail(), phone(), true, &by_sms),
            (Some(Preference::Sms), mail(), phone(), false, &by_mail),
            (Some(Preference::Sms), mail(), None, true, &by_mail),
            (Some(Preference::Letter), mail(), phone(), true, &Way::Letter),
            (Some(Preference::Mail), None, phone(), true, &Way::Letter),
            (None, None, phone(), true, &Way::Letter),
            (None, None, None, false, &Way::Letter),
        ] {
            assert_eq!(
                &chosen(preference, email.clone(), number.clone(), sms),
                expected,
                "{preference:?} {email:?} {number:?} {sms}"
            );
        }
    }
}
