//! Mail: a text part that stands on its own (72 columns), a plain one-column HTML part, no image, no tracking, no personal datum.
//! Sent by jobs. In the demonstration the post is a mailbox that a page shows.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{AsyncTransport as _, Message, Tokio1Executor};
use time::OffsetDateTime;

use crate::ctx::Ctx;
use crate::texts::escape_into;

/// A message as it leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    /// Paragraphs, in order.
    pub paragraphs: Vec<String>,
    /// The one link: address and words.
    pub link: Option<(String, String)>,
    /// Commune, address, phone.
    pub signature: String,
    pub lang: &'static str,
}

/// A message as the demonstration keeps it.
#[derive(Clone, Debug)]
pub struct Kept {
    pub at: OffsetDateTime,
    pub letter: Letter,
}

/// How mail leaves the instance.
#[derive(Clone)]
pub enum Post {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// Demonstration: the last messages, in memory.
    Box(Arc<Mutex<VecDeque<Kept>>>),
}

/// Why a message did not leave.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("the address cannot be written to")]
    Address,
    #[error("message: {0}")]
    Message(#[from] lettre::error::Error),
    #[error("smtp: {0}")]
    Smtp(#[from] lettre::transport::smtp::Error),
}

const KEPT: usize = 200;

/// Enough to catch a slip; the confirmation mail is the real check.
pub fn is_address(text: &str) -> bool {
    text.len() <= 254
        && !text.contains(char::is_whitespace)
        && text.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && domain.contains('.') && !domain.contains('@') && !domain.ends_with('.')
        })
}

impl Post {
    /// `smtp://user:password@host:port`, `smtps://…`, with `?tls=required`.
    pub fn smtp(url: &str) -> Result<Self, MailError> {
        Ok(Self::Smtp(AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?.build()))
    }

    pub fn mailbox() -> Self {
        Self::Box(Arc::default())
    }

    pub async fn send(&self, from: &str, letter: &Letter, now: OffsetDateTime) -> Result<(), MailError> {
        match self {
            Self::Smtp(transport) => {
                transport.send(message(from, letter)?).await?;
            }
            Self::Box(kept) => {
                let mut kept = kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                if kept.len() == KEPT {
                    kept.pop_back();
                }
                kept.push_front(Kept { at: now, letter: letter.clone() });
            }
        }
        Ok(())
    }

    /// The messages kept, newest first; none when mail really leaves.
    pub fn kept(&self) -> Vec<Kept> {
        match self {
            Self::Smtp(_) => Vec::new(),
            Self::Box(kept) => {
                kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner).iter().cloned().collect()
            }
        }
    }
}

/// How a letter of the commune ends: its name, its address, its telephone.
pub fn signature(ctx: &Ctx) -> String {
    let profile = &ctx.authority().profile;
    format!("{}\n{}\n{}", ctx.commune(), profile.address.line(), profile.phone)
}

fn message(from: &str, letter: &Letter) -> Result<Message, MailError> {
    let address = |text: &str| text.parse::<Mailbox>().map_err(|_| MailError::Address);
    let automatic =
        HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
    Ok(Message::builder()
        .from(address(from)?)
        .to(address(&letter.to)?)
        .subject(&letter.subject)
        .raw_header(automatic)
        .multipart(MultiPart::alternative_plain_html(text(letter), html(letter)))?)
}

/// The text part, wrapped at 72 columns; the link alone on its line.
pub fn text(letter: &Letter) -> String {
    let mut out = String::new();
    for paragraph in &letter.paragraphs {
        let mut column = 0;
        for word in paragraph.split(' ') {
            let width = word.chars().count();
            if column > 0 && column + 1 + width > 72 {
                out.push('\n');
                column = 0;
            } else if column > 0 {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += width;
        }
        out.push_str("\n\n");
    }
    if let Some((href, words)) = &letter.link {
        let _ = write!(out, "{words}\n{href}\n\n");
    }
    let _ = write!(out, "-- \n{}\n", letter.signature);
    out
}

fn html(letter: &Letter) -> String {
    let mut out =
        format!("<!doctype html><html lang=\"{}\"><body><div style=\"max-width:600px\">", letter.lang);
    let paragraph = |out: &mut String, text: &str| {
        out.push_str("<p>");
        escape_into(out, text);
        out.push_str("</p>");
    };
    for text in &letter.paragraphs {
        paragraph(&mut out, text);
    }
    if let Some((href, words)) = &letter.link {
        out.push_str("<p><a href=\"");
        escape_into(&mut out, href);
        out.push_str("\">");
        escape_into(&mut out, words);
        out.push_str("</a></p>");
    }
    for line in letter.signature.lines() {
        paragraph(&mut out, line);
    }
    out.push_str("</div></body></html>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter() -> Letter {
        Letter {
            to: "jeanne.exemple@hautval.example".to_owned(),
            subject: "Votre demande HV-2026-000042".to_owned(),
            paragraphs: vec!["Nous avons reçu votre demande et nous y répondrons au plus tard le 4 décembre 2026, sauf si des pièces manquent.".to_owned()],
            link: Some(("https://hautval.example/moi".to_owned(), "Suivre ma demande <ici>".to_owned())),
            signature: "Commune de Hautval".to_owned(),
            lang: "fr",
        }
    }

    #[test]
    fn an_address_needs_a_name_and_a_domain() {
        assert!(is_address("zoe.exemple@hautval.example"));
        for wrong in ["", "zoe", "@hautval.example", "zoe@hautval", "zoe @hautval.example", "a@b@c.example"] {
            assert!(!is_address(wrong), "{wrong}");
        }
    }

    #[test]
    fn the_text_part_keeps_to_seventy_two_columns() {
        assert!(text(&letter()).lines().all(|line| line.chars().count() <= 72));
    }

    #[test]
    fn a_message_says_that_no_one_typed_it() {
        let sent = message("Commune <ne-pas-repondre@hautval.example>", &letter())
            .expect("both addresses are well formed");
        let formatted = String::from_utf8(sent.formatted()).expect("a message is ASCII");
        assert!(formatted.contains("Auto-Submitted: auto-generated"));
        assert!(html(&letter()).contains("&lt;ici&gt;"));
    }

    #[test]
    fn a_line_break_in_an_address_sends_nothing() {
        let hostile = Letter { to: "a@hautval.example\r\nBcc: b@hautval.example".to_owned(), ..letter() };
        assert!(matches!(message("c@hautval.example", &hostile), Err(MailError::Address)));
    }
}
