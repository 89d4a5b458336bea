//! The trustees record: single keys, all of which are needed, and threshold sets, of which some members suffice.

use crate::group::{Group, GroupName};
use crate::json::{self, ReadError, Reader, Write};
use crate::proof::Proof;

/// One entry of the trustees record.
#[derive(Clone, Debug, PartialEq)]
pub enum Trustee<G: Group> {
    /// A trustee who holds a key alone.
    Single(PublicKey<G>),
    /// A set made by the distributed key generation of Pedersen.
    Pedersen(Threshold<G>),
}

/// A trustee's public key.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicKey<G: Group> {
    /// Proof of knowledge of the private key.
    pub pok: Proof<G>,
    /// The key.
    pub key: G::Element,
    /// Members of threshold sets: their signature of this key (absent in the form of belenios-tool 2.0).
    pub signature: Option<Proof<G>>,
    /// Name shown to voters.
    pub name: Option<String>,
}

/// A threshold set.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold<G: Group> {
    /// How many members decrypt together.
    pub threshold: u32,
    /// Members' certificates: [`Certificate`] in a signed message each.
    pub certs: Vec<Signed<G>>,
    /// Members' commitments to their polynomials, in a signed message each.
    pub coefexps: Vec<Signed<G>>,
    /// Members' signatures of the certificates they saw (absent in the form of belenios-tool 2.0).
    pub signatures: Option<Vec<Proof<G>>>,
    /// Members' keys.
    pub keys: Vec<PublicKey<G>>,
}

/// A message with a signature.
#[derive(Clone, Debug, PartialEq)]
pub struct Signed<G: Group> {
    /// The message, itself JSON.
    pub message: String,
    /// Signature of `sigmsg|message|`.
    pub signature: Proof<G>,
}

/// The content of a certificate.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate<G: Group> {
    /// What the certificate is for (absent in the form of belenios-tool 2.0).
    pub context: Option<Context>,
    /// Key that verifies the member's messages.
    pub verification: G::Element,
    /// Key that encrypts to the member.
    pub encryption: G::Element,
}

/// The set that a certificate belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// The group.
    pub group: GroupName,
    /// Number of members.
    pub size: u32,
    /// Number of members who decrypt together.
    pub threshold: u32,
    /// This member's number, from 1.
    pub index: u32,
}

impl<G: Group> PublicKey<G> {
    pub(crate) fn read(group: &G, r: &mut Reader<'_>) -> Result<Self, ReadError> {
        r.lit("{\"pok\":")?;
        let pok = r.proof(group)?;
        r.lit(",\"public_key\":")?;
        let key = r.element(group)?;
        let signature = r.optional(",\"signature\":", |r| r.proof(group))?;
        let name = r.optional(",\"name\":", Reader::string)?;
        r.lit("}")?;
        Ok(Self { pok, key, signature, name })
    }

    pub(crate) fn write(&self, group: &G, out: &mut String) {
        out.push_str("{\"pok\":");
        out.push_proof(group, &self.pok);
        out.put(format_args!(",\"public_key\":\"{}\"", group.text(&self.key)));
        if let Some(signature) = &self.signature {
            out.push_str(",\"signature\":");
            out.push_proof(group, signature);
        }
        if let Some(name) = &self.name {
            out.push_str(",\"name\":");
            json::push_string(name, out);
        }
        out.push('}');
    }

    /// Reads a key in a file of its own.
    pub fn from_text(group: &G, bytes: &[u8]) -> Result<Self, ReadError> {
        json::read(bytes, |r| Self::read(group, r))
    }

    /// The text of a key in a file of its own.
    pub fn to_text(&self, group: &G) -> String {
        let mut out = String::new();
        self.write(group, &mut out);
        out
    }
}

impl<G: Group> Signed<G> {
    pub(crate) fn read(group: &G, r: &mut Reader<'_>) -> Result<Self, ReadError> {
        r.lit("{\"message\":")?;
        let message = r.string()?;
        r.lit(",\"signature\":")?;
        let signature = r.proof(group)?;
        r.lit("}")?;
        Ok(Self { message, signature })
    }

    pub(crate) fn write(&self, group: &G, out: &mut String) {
        out.push_str("{\"message\":");
        json::push_string(&self.message, out);
        out.push_str(",\"signature\":");
        out.push_proof(group, &self.signature);
        out.push('}');
    }

    /// Reads a signed message in a file of its own.
    pub fn from_text(group: &G, bytes: &[u8]) -> Result<Self, ReadError> {
        json::read(bytes, |r| Self::read(group, r))
    }

    /// The text of a signed message in a file of its own.
    pub fn to_text(&self, group: &G) -> String {
        let mut out = String::new();
        self.write(group, &mut out);
        out
    }
}

impl<G: Group> Certificate<G> {
    /// Reads the message of a certificate.
    pub fn read(group: &G, message: &str) -> Result<Self, ReadError> {
        json::read(message.as_bytes(), |r| {
            let context = r.optional("{\"context\":", Context::read)?;
            r.lit(if context.is_some() { ",\"verification\":" } else { "{\"verification\":" })?;
            let verification = r.element(group)?;
            r.lit(",\"encryption\":")?;
            let encryption = r.element(group)?;
            r.lit("}")?;
            Ok(Self { context, verification, encryption })
        })
    }

    /// Writes the message of a certificate.
    pub fn write(&self, group: &G) -> String {
        let context = self.context.map(|c| format!("\"context\":{},", c.write())).unwrap_or_default();
        let texts = group.texts(&[self.verification, self.encryption]);
        format!("{{{context}\"verification\":\"{}\",\"encryption\":\"{}\"}}", texts[0], texts[1])
    }
}

impl Context {
    fn read(r: &mut Reader<'_>) -> Result<Self, ReadError> {
        r.lit("{\"group\":")?;
        let Some(group) = GroupName::from_text(r.plain_string()?) else { return r.fail("a known group") };
        r.lit(",\"size\":")?;
        let size = r.small()?;
        r.lit(",\"threshold\":")?;
        let threshold = r.small()?;
        r.lit(",\"index\":")?;
        let index = r.small()?;
        r.lit("}")?;
        Ok(Self { group, size, threshold, index })
    }

    fn write(self) -> String {
        let Self { group, size, threshold, index } = self;
        let group = group.as_str();
        format!("{{\"group\":\"{group}\",\"size\":{size},\"threshold\":{threshold},\"index\":{index}}}")
    }
}

/// Reads the message `{"coefexps":[…]}`.
pub fn read_coefexps<G: Group>(group: &G, message: &str) -> Result<Vec<G::Element>, ReadError> {
    json::read(message.as_bytes(), |r| {
        r.lit("{\"coefexps\":")?;
        let elements = r.list(|r| r.element(group))?;
        r.lit("}").map(|()| elements)
    })
}

/// Writes the message `{"coefexps":[…]}`.
pub fn write_coefexps<G: Group>(group: &G, elements: &[G::Element]) -> String {
    let mut out = "{\"coefexps\":".to_owned();
    out.push_list(&group.texts(elements), |out, text| out.put(format_args!("\"{text}\"")));
    out.push('}');
    out
}

/// Reads the record.
pub fn read<G: Group>(group: &G, bytes: &[u8]) -> Result<Vec<Trustee<G>>, ReadError> {
    json::read(bytes, |r| {
        r.list(|r| {
            let trustee = if r.try_lit("[\"Single\",") {
                let key = PublicKey::read(group, r)?;
                if key.signature.is_some() {
                    return r.fail("no signature: only members of threshold sets sign their key");
                }
                Trustee::Single(key)
            } else {
                r.lit("[\"Pedersen\",")?;
                Trustee::Pedersen(Threshold::read(group, r)?)
            };
            r.lit("]").map(|()| trustee)
        })
    })
}

/// Writes the record.
pub fn write<G: Group>(group: &G, trustees: &[Trustee<G>]) -> String {
    let mut out = String::new();
    out.push_list(trustees, |out, trustee| {
        match trustee {
            Trustee::Single(key) => {
                out.push_str("[\"Single\",");
                key.write(group, out);
            }
            Trustee::Pedersen(set) => {
                out.push_str("[\"Pedersen\",");
                set.write(group, out);
            }
        }
        out.push(']');
    });
    out
}

impl<G: Group> Threshold<G> {
    pub(crate) fn read(group: &G, r: &mut Reader<'_>) -> Result<Self, ReadError> {
        r.lit("{\"threshold\":")?;
        let threshold = r.small()?;
        r.lit(",\"certs\":")?;
        let certs = r.list(|r| Signed::read(group, r))?;
        r.lit(",\"coefexps\":")?;
        let coefexps = r.list(|r| Signed::read(group, r))?;
        let signatures = r.optional(",\"signatures\":", |r| r.list(|r| r.proof(group)))?;
        r.lit(",\"verification_keys\":")?;
        let keys = r.list(|r| PublicKey::read(group, r))?;
        r.lit("}")?;
        Ok(Self { threshold, certs, coefexps, signatures, keys })
    }

    pub(crate) fn write(&self, group: &G, out: &mut String) {
        out.put(format_args!("{{\"threshold\":{},\"certs\":", self.threshold));
        out.push_list(&self.certs, |out, cert| cert.write(group, out));
        out.push_str(",\"coefexps\":");
        out.push_list(&self.coefexps, |out, coefexps| coefexps.write(group, out));
        if let Some(signatures) = &self.signatures {
            out.push_str(",\"signatures\":");
            out.push_list(signatures, |out, signature| out.push_proof(group, signature));
        }
        out.push_str(",\"verification_keys\":");
        out.push_list(&self.keys, |out, key| key.write(group, out));
        out.push('}');
    }
}
