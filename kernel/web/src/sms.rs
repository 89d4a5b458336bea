//! SMS (3GPP TS 23.038 and 23.040): one message of one part, without personal datum, through the HTTP gateway that the operator named.
//! Typographic signs become plain ones first, since one of them would cut the message from 160 characters to 70.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::http::Method;
use time::OffsetDateTime;

use crate::fetch::{Call, FetchError, Fetcher, Target, TargetError};

/// GSM 7-bit default alphabet, without its national variants.
const GSM: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Its extension: each counts twice.
const EXTENDED: &str = "^{}\\[~]|€";

/// How long a text is on the air.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    /// GSM-7, else UCS-2.
    pub gsm: bool,
    /// Septets, or UTF-16 units.
    pub units: usize,
    /// Messages that the receiver's telephone puts together.
    pub parts: usize,
}

/// Counts a text as it stands.
pub fn length(text: &str) -> Length {
    let septets = |c: char| {
        if GSM.contains(c) {
            Some(1)
        } else if EXTENDED.contains(c) {
            Some(2)
        } else {
            None
        }
    };
    if let Some(units) = text.chars().map(septets).sum::<Option<usize>>() {
        return Length { gsm: true, units, parts: parts(units, 160, 153) };
    }
    let units = text.encode_utf16().count();
    Length { gsm: false, units, parts: parts(units, 70, 67) }
}

fn parts(units: usize, alone: usize, each: usize) -> usize {
    if units <= alone { 1 } else { units.div_ceil(each) }
}

/// The same text in plain signs: spaces that break, straight quotes, letters of the GSM alphabet.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for sign in text.chars() {
        let simple = match sign {
            '\u{a0}' | '\u{202f}' | '\u{2009}' => " ",
            '’' | '‘' | '‚' => "'",
            '«' | '»' | '“' | '”' | '„' => "\"",
            '…' => "...",
            '–' | '—' | '−' | '‑' => "-",
            'œ' => "oe",
            'Œ' => "OE",
            'ê' | 'ë' => "e",
            'Ê' | 'Ë' | 'È' => "E",
            'â' | 'á' => "a",
            'À' | 'Â' | 'Á' => "A",
            'î' | 'ï' | 'í' => "i",
            'Î' | 'Ï' => "I",
            'ô' | 'ó' => "o",
            'Ô' => "O",
            'û' | 'ú' => "u",
            'Û' | 'Ù' => "U",
            'ÿ' => "y",
            'ç' => "c",
            other => {
                plain.push(other);
                continue;
            }
        };
        plain.push_str(simple);
    }
    plain
}

/// An SMS as the demonstration keeps it.
#[derive(Clone, Debug)]
pub struct KeptSms {
    pub at: OffsetDateTime,
    pub to: String,
    pub text: String,
}

/// How SMS leave the instance.
#[derive(Clone)]
pub enum Sms {
    /// No gateway: whoever asked for SMS gets mail or a letter.
    Off,
    /// `POST` of `{"from", "to", "text"}` with a bearer token.
    Gateway(Arc<Gateway>),
    /// Demonstration: the last messages, in memory.
    Box(Arc<Mutex<VecDeque<KeptSms>>>),
}

/// An HTTP gateway.
pub struct Gateway {
    fetcher: Fetcher,
    sender: String,
}

/// Why an SMS did not leave. No number and no text: both may be personal.
#[derive(Debug, thiserror::Error)]
pub enum SmsError {
    #[error("the gateway does not answer: {0}")]
    Fetch(#[from] FetchError),
    #[error("the gateway answered {0}")]
    Refused(u16),
}

/// What the gateway is called among outside services.
const TARGET: &str = "sms";
const KEPT: usize = 200;

impl Sms {
    /// A gateway; nothing is called yet.
    pub fn gateway(url: &str, token: &str, sender: &str) -> Result<Self, TargetError> {
        let mut target = Target::new(TARGET, TARGET, url);
        target.secret = Some(("authorization".to_owned(), format!("Bearer {token}")));
        let fetcher = Fetcher::new([target])?;
        Ok(Self::Gateway(Arc::new(Gateway { fetcher, sender: sender.to_owned() })))
    }

    pub fn mailbox() -> Self {
        Self::Box(Arc::default())
    }

    pub fn is_on(&self) -> bool {
        !matches!(self, Self::Off)
    }

    /// Sends one message; the job that calls tries again after a failure.
    pub async fn send(&self, to: &str, text: &str, now: OffsetDateTime) -> Result<(), SmsError> {
        let text = plain(text);
        match self {
            Self::Off => Ok(()),
            Self::Gateway(gateway) => gateway.send(to, &text).await,
            Self::Box(kept) => {
                let mut kept = kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                if kept.len() == KEPT {
                    kept.pop_back();
                }
                kept.push_front(KeptSms { at: now, to: to.to_owned(), text });
                Ok(())
            }
        }
    }

    /// The messages kept, newest first; none when they really leave.
    pub fn kept(&self) -> Vec<KeptSms> {
        match self {
            Self::Off | Self::Gateway(_) => Vec::new(),
            Self::Box(kept) => {
                kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner).iter().cloned().collect()
            }
        }
    }
}

impl Gateway {
    async fn send(&self, to: &str, text: &str) -> Result<(), SmsError> {
        let body = serde_json::json!({ "from": self.sender, "to": to, "text": text });
        let call = Call::get(&[]).method(Method::POST).json(&body);
        let answer = self.fetcher.call(TARGET, &call).await?;
        let status = answer.status;
        if status.is_success() { Ok(()) } else { Err(SmsError::Refused(status.as_u16())) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[test]
    fn lengths_are_those_of_the_standard() {
        assert_eq!(length(&"a".repeat(160)), Length { gsm: true, units: 160, parts: 1 });
        assert_eq!(length(&"a".repeat(161)).parts, 2);
        assert_eq!(length(&"a".repeat(307)).parts, 3);
        assert_eq!(length("10 €").units, 5);
        assert_eq!(length("fête"), Length { gsm: false, units: 4, parts: 1 });
        assert_eq!(length(&"ê".repeat(71)).parts, 2);
        assert_eq!(length("🏰").units, 2);
        assert!(length("è é ù à ò ü ö ä ñ").gsm);
        for sign in "êâôîûëïçœ’«»…\u{a0}".chars() {
            assert!(!length(&sign.to_string()).gsm, "{sign}");
        }
    }

    #[test]
    fn typographic_signs_become_plain_ones() {
        assert_eq!(
            plain("« L’œuvre »\u{a0}: reçue\u{202f}! À bientôt…"),
            "\" L'oeuvre \" : recue ! A bientot..."
        );
        assert!(length(&plain("Commune de Hautval\u{a0}: du nouveau, n’attendez pas.")).gsm);
    }

    proptest! {
        #[test]
        fn making_plain_twice_changes_nothing_and_brings_no_foreign_sign(text in "\\PC{0,200}") {
            let once = plain(&text);
            prop_assert_eq!(plain(&once), once.clone());
            prop_assert!(once.chars().all(|sign| GSM.contains(sign) || text.contains(sign)));
        }
    }

    /// A gateway that keeps what it was sent and answers a status.
    async fn fake(status: &'static str) -> (String, tokio::task::JoinHandle<String>) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://127.0.0.1:{}/sms", listener.local_addr().expect("an address").port());
        let seen = tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.expect("a caller");
            let mut seen = String::new();
            let mut buffer = [0_u8; 4096];
            while !seen.ends_with('}') {
                let read = socket.read(&mut buffer).await.expect("the request is whole");
                seen.push_str(&String::from_utf8_lossy(&buffer[..read]));
            }
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            socket.write_all(answer.as_bytes()).await.expect("the caller listens");
            seen
        });
        (url, seen)
    }

    #[tokio::test]
    async fn the_gateway_is_given_number_text_and_token_and_its_refusal_is_told() {
        let now = OffsetDateTime::UNIX_EPOCH;
        let (url, seen) = fake("202 Accepted").await;
        let sms = Sms::gateway(&url, "jeton", "Hautval").expect("a local gateway");
        sms.send("+32470000001", "Bonjour\u{a0}: « oui »", now).await.expect("it is sent");
        let seen = seen.await.expect("the gateway answers");
        assert!(seen.to_lowercase().contains("authorization: bearer jeton"), "{seen}");
        let body: serde_json::Value =
            serde_json::from_str(&seen[seen.find('{').expect("a body")..]).expect("JSON");
        assert_eq!(
            body,
            serde_json::json!({ "from": "Hautval", "to": "+32470000001", "text": "Bonjour : \" oui \"" })
        );
        let (url, _seen) = fake("500 Internal Server Error").await;
        let sms = Sms::gateway(&url, "jeton", "Hautval").expect("a local gateway");
        assert!(matches!(sms.send("+32470000001", "x", now).await, Err(SmsError::Refused(500))));
        assert!(
            Sms::gateway("http://passerelle.example/sms", "j", "H").is_err(),
            "a token never travels in clear"
        );
    }
}
