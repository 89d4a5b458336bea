//! What a person was given of her accesses, compared with the public log: complete, altered, or something was hidden.

use beffroi_translog::{Audited, ChainError, ChainKey, Checkpoint, Note, Shown};
use serde_json::Value;

/// An export of `Opened::export_accesses`, or of any program that writes the same.
#[derive(Debug)]
pub struct Export {
    /// The log it is about.
    pub origin: String,
    /// The head that was signed when it was made: it is complete up to there.
    pub checkpoint: Option<Checkpoint>,
    chains: Vec<Chain>,
}

#[derive(Debug)]
struct Chain {
    key: ChainKey,
    openings: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    index: u64,
    /// Salt and bytes; none when they were destroyed.
    opening: Option<([u8; 32], Vec<u8>)>,
}

/// Not an export: the part that is missing or malformed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not an export of accesses: {0}")]
pub struct NotAnExport(pub String);

/// What an export shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Complete {
    /// Size of the log up to which the list is complete.
    pub until: u64,
    /// Accesses shown.
    pub shown: u64,
    /// Of these, those whose content was destroyed when its retention ended.
    pub destroyed: u64,
    /// Entries of hers added to the log since the export was made.
    pub since: u64,
}

/// Why an export is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExportFault {
    /// It is about another log.
    #[error("the export is about the log `{0}`")]
    OtherLog(String),
    /// The log of the export is not a beginning of this one.
    #[error("the log was rewritten, or is shorter than when the export was made")]
    Rewritten,
    /// Something in the list.
    #[error(transparent)]
    Chain(#[from] ChainError),
}

impl Export {
    /// Reads an export.
    pub fn parse(bytes: &[u8]) -> Result<Self, NotAnExport> {
        let wrong = |what: &str| NotAnExport(what.to_owned());
        let json: Value = serde_json::from_slice(bytes).map_err(|error| NotAnExport(error.to_string()))?;
        let origin = json["origin"].as_str().ok_or_else(|| wrong("origin"))?.to_owned();
        let checkpoint = match json.get("checkpoint") {
            None => None,
            Some(text) => {
                let note = text.as_str().and_then(|text| Note::parse(text.as_bytes()).ok());
                Some(note.and_then(|note| note.text().parse().ok()).ok_or_else(|| wrong("checkpoint"))?)
            }
        };
        let chains = json["chains"].as_array().ok_or_else(|| wrong("chains"))?;
        let chains = chains.iter().map(|chain| Chain::read(chain).ok_or_else(|| wrong("chains")));
        Ok(Self { origin, checkpoint, chains: chains.collect::<Result<_, _>>()? })
    }

    /// Compares it with a log that was audited against the signed head `head`.
    pub fn check(&self, log: &Audited, head: &Checkpoint) -> Result<Complete, ExportFault> {
        if self.origin != head.origin {
            return Err(ExportFault::OtherLog(self.origin.clone()));
        }
        let until = match &self.checkpoint {
            None => head.size,
            Some(then) if log.tree.root_at(then.size) == Some(then.root) => then.size,
            Some(_) => return Err(ExportFault::Rewritten),
        };
        let mut complete = Complete { until, shown: 0, destroyed: 0, since: 0 };
        for chain in &self.chains {
            let (before, since): (Vec<_>, Vec<_>) =
                log.labels.walk(&chain.key).into_iter().partition(|(index, _)| *index < until);
            complete.since += since.len() as u64;
            complete.shown += before.len() as u64;
            let shown = chain.shown();
            complete.destroyed +=
                shown.iter().filter(|line| matches!(line, Shown::Destroyed { .. })).count() as u64;
            log.labels.check_until(&chain.key, until, &shown)?;
        }
        Ok(complete)
    }
}

impl Chain {
    fn read(json: &Value) -> Option<Self> {
        let key = ChainKey::new(bytes(json["key"].as_str()?)?);
        let lines = json["openings"].as_array()?.iter().map(|line| {
            let index = line["index"].as_u64()?;
            let opening = if let Some(text) = line.get("opening") {
                Some((bytes(line["salt"].as_str()?)?, text.as_str()?.as_bytes().to_vec()))
            } else {
                line.get("destroyed")?;
                None
            };
            Some(Line { index, opening })
        });
        Some(Self { key, openings: lines.collect::<Option<_>>()? })
    }

    fn shown(&self) -> Vec<Shown<'_>> {
        self.openings
            .iter()
            .map(|line| match &line.opening {
                Some((salt, opening)) => Shown::Opening { index: line.index, salt: *salt, opening },
                None => Shown::Destroyed { index: line.index },
            })
            .collect()
    }
}

/// 32 bytes from 64 lower-case hexadecimal digits.
fn bytes(text: &str) -> Option<[u8; 32]> {
    let digest: beffroi_store::files::Digest = text.parse().ok()?;
    Some(digest.0)
}
