//! What a town hall publishes beside an archive, in the texts that `belenios-tool election compute-checksums` and
//! `compute-ballot-summary` print: short hashes that voters and observers compare.

use super::{Conduct, ConductError};
use crate::archive::{Archive, EventType, Source};
use crate::group::Group;
use crate::hash;
use crate::json::{self, Write};
use crate::record::ballot::Ballot;
use crate::record::decryption::Owned;
use crate::record::trustees::{PublicKey, Threshold, Trustee};
use crate::record::weight::Weight;
use crate::tally::Urn;

/// Which ballots a summary lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// Those that count, the newest first, as belenios-tool 3 does.
    Counted,
    /// All, in their order, as belenios-tool 2.0 does.
    All,
}

impl<S: Source + ?Sized, G: Group> Conduct<'_, S, G> {
    /// Hashes of the setup, the shuffles and the tally.
    pub fn checksums(&self) -> Result<String, ConductError> {
        let setup = &self.setup;
        let records = self.contents(EventType::Setup).next().unwrap_or_default();
        let sum = |place: usize| hash::sha256_hex(records.get(place).map_or(&[][..], Vec::as_slice));
        let mut out = format!("{{\"election\":\"{}\",\"trustees\":", sum(0));
        let (mut singles, mut sets) = (Vec::new(), Vec::new());
        for trustee in setup.trustees() {
            match trustee {
                Trustee::Single(key) => singles.push(key),
                Trustee::Pedersen(set) => sets.push(set),
            }
        }
        out.push_list(&singles, |out, key| {
            push_named(&self.key_checksum(key), key.name.as_deref(), out);
        });
        out.push_str(",\"trustees_threshold\":");
        out.push_list(&sets, |out, set| self.push_set(set, out));
        out.put(format_args!(",\"num_voters\":{}", setup.voters()));
        if let Some((total, least, most)) = self.weights() {
            out.push_str(",\"weights\":{\"total\":");
            out.push_weight(total);
            out.push_str(",\"min\":");
            out.push_weight(least);
            out.push_str(",\"max\":");
            out.push_weight(most);
            out.push('}');
        }
        out.put(format_args!(",\"public_credentials\":\"{}\"", sum(2)));
        let shuffles = self.contents(EventType::Shuffle).map(|records| self.shuffle_checksum(&records));
        let shuffles: Vec<_> = shuffles.collect::<Result<_, _>>()?;
        if !shuffles.is_empty() {
            out.push_str(",\"shuffles\":");
            out.push_list(&shuffles, |out, (sum, name)| push_named(sum, name.as_deref(), out));
        }
        if let Some(records) = self.contents(EventType::EncryptedTally).next() {
            let tally = records.first().map_or(&[][..], Vec::as_slice);
            out.put(format_args!(",\"encrypted_tally\":\"{}\"", hash::sha256_hex(tally)));
        }
        out.push('}');
        Ok(out)
    }

    /// Hashes of the ballots, with their weights where voters have some.
    pub fn ballot_summary(&self, listed: Listed) -> Result<String, ConductError> {
        let ballots: Vec<_> = self.archive.events.iter().filter(|e| e.kind == EventType::Ballot).collect();
        let mut urn = Urn::new(&self.setup);
        let mut lines = Vec::new();
        for event in ballots.into_iter().rev() {
            let entry = self.archive.records_of(event).first();
            let content = entry.and_then(|entry| Archive::content(self.source, entry)).unwrap_or_default();
            let voter = self.setup.find(Ballot::<G>::read_credential(&content)?);
            let counts = voter.is_some_and(|voter| urn.is_last_of(voter));
            if counts || listed == Listed::All {
                let weight = voter.map(|voter| self.setup.credentials()[voter].weight());
                lines.push((hash::sha256_hex(&content), weight.unwrap_or(Weight::ONE)));
            }
        }
        if listed == Listed::All {
            lines.reverse();
        }
        let weighted = self.setup.credentials().iter().any(|voter| voter.weight.is_some());
        let mut out = String::new();
        out.push_list(&lines, |out, (hash, weight)| {
            out.put(format_args!("{{\"hash\":\"{hash}\""));
            if weighted {
                out.push_str(",\"weight\":");
                out.push_weight(*weight);
            }
            out.push('}');
        });
        Ok(out)
    }

    /// Total, smallest and largest weight, unless every weight is 1.
    fn weights(&self) -> Option<(Weight, Weight, Weight)> {
        let credentials = self.setup.credentials();
        // As the tool, which says weights that are all 1 in the list of ballots and not here.
        let weighted = credentials.iter().any(|voter| voter.weight() != Weight::ONE);
        let weights = || credentials.iter().map(super::Credential::weight);
        weighted.then_some((self.setup.total_weight()?, weights().min()?, weights().max()?))
    }

    /// The key's text in JSON, quotes and all, is what is hashed.
    fn key_checksum(&self, key: &PublicKey<G>) -> String {
        hash::sha256_hex(format!("\"{}\"", self.setup.group().text(&key.key)).as_bytes())
    }

    fn push_set(&self, set: &Threshold<G>, out: &mut String) {
        let members: Vec<_> = set.certs.iter().zip(&set.keys).collect();
        out.push_str("{\"trustees\":");
        out.push_list(&members, |out, (cert, key)| {
            out.push('{');
            if let Some(name) = &key.name {
                out.push_str("\"name\":");
                json::push_string(name, out);
                out.push(',');
            }
            let certificate = hash::sha256_hex(cert.message.as_bytes());
            let key = self.key_checksum(key);
            out.put(format_args!("\"pki_key\":\"{certificate}\",\"verification_key\":\"{key}\"}}"));
        });
        out.put(format_args!(",\"threshold\":{}}}", set.threshold));
    }

    fn shuffle_checksum(&self, records: &[Vec<u8>]) -> Result<(String, Option<String>), ConductError> {
        let [object, owned] = records else { return Err(ConductError::WrongMoment(EventType::Shuffle)) };
        let owner = Owned::read(owned)?.owner;
        let keys = self.setup.trustee_keys();
        let key = owner.checked_sub(1).and_then(|i| keys.get(usize::try_from(i).ok()?));
        Ok((hash::sha256_hex(object), key.and_then(|key| key.name.clone())))
    }
}

fn push_named(checksum: &str, name: Option<&str>, out: &mut String) {
    out.put(format_args!("{{\"checksum\":\"{checksum}\""));
    if let Some(name) = name {
        out.push_str(",\"name\":");
        json::push_string(name, out);
    }
    out.push('}');
}
