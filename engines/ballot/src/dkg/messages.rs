//! The messages of the key generation, as files that travel between members and server.

use zeroize::Zeroizing;

use crate::group::Group;
use crate::json::{self, ReadError, Reader, Write};
use crate::proof::Proof;
use crate::record::trustees::{PublicKey, Signed};

/// Step 3: from a member to the server.
#[derive(Clone, Debug, PartialEq)]
pub struct Polynomial<G: Group> {
    /// The polynomial, encrypted to its author.
    pub polynomial: String,
    /// The share of each member, encrypted to it.
    pub secrets: Vec<String>,
    /// Signed commitments to the coefficients.
    pub coefexps: Signed<G>,
    /// Signature of the certificates and the commitments.
    pub signature: Proof<G>,
}

/// Step 4: from the server to a member.
#[derive(Clone, Debug, PartialEq)]
pub struct Input<G: Group> {
    /// The member's own polynomial.
    pub polynomial: String,
    /// A share from each member.
    pub secrets: Vec<String>,
    /// Everybody's commitments.
    pub coefexps: Vec<Signed<G>>,
    /// Everybody's signatures of the certificates.
    pub signatures: Vec<Proof<G>>,
}

/// Step 5: from a member to the server.
#[derive(Clone, Debug, PartialEq)]
pub struct Output<G: Group> {
    /// The member's private key, encrypted to itself: the member keeps this text.
    pub private_key: String,
    /// The member's public key.
    pub public_key: PublicKey<G>,
}

fn push_strings(strings: &[String], out: &mut String) {
    out.push_list(strings, |out, string| json::push_string(string, out));
}

impl<G: Group> Polynomial<G> {
    /// Reads the message.
    pub fn read(group: &G, bytes: &[u8]) -> Result<Self, ReadError> {
        json::read(bytes, |r| {
            r.lit("{\"polynomial\":")?;
            let polynomial = r.string()?;
            r.lit(",\"secrets\":")?;
            let secrets = r.list(Reader::string)?;
            r.lit(",\"coefexps\":")?;
            let coefexps = Signed::read(group, r)?;
            r.lit(",\"signature\":")?;
            let signature = r.proof(group)?;
            r.lit("}")?;
            Ok(Self { polynomial, secrets, coefexps, signature })
        })
    }

    /// Writes the message.
    pub fn write(&self, group: &G) -> String {
        let mut out = "{\"polynomial\":".to_owned();
        json::push_string(&self.polynomial, &mut out);
        out.push_str(",\"secrets\":");
        push_strings(&self.secrets, &mut out);
        out.push_str(",\"coefexps\":");
        self.coefexps.write(group, &mut out);
        out.push_str(",\"signature\":");
        out.push_proof(group, &self.signature);
        out.push('}');
        out
    }
}

impl<G: Group> Input<G> {
    /// Reads the message.
    pub fn read(group: &G, bytes: &[u8]) -> Result<Self, ReadError> {
        json::read(bytes, |r| {
            r.lit("{\"polynomial\":")?;
            let polynomial = r.string()?;
            r.lit(",\"secrets\":")?;
            let secrets = r.list(Reader::string)?;
            r.lit(",\"coefexps\":")?;
            let coefexps = r.list(|r| Signed::read(group, r))?;
            r.lit(",\"signatures\":")?;
            let signatures = r.list(|r| r.proof(group))?;
            r.lit("}")?;
            Ok(Self { polynomial, secrets, coefexps, signatures })
        })
    }

    /// Writes the message.
    pub fn write(&self, group: &G) -> String {
        let mut out = "{\"polynomial\":".to_owned();
        json::push_string(&self.polynomial, &mut out);
        out.push_str(",\"secrets\":");
        push_strings(&self.secrets, &mut out);
        out.push_str(",\"coefexps\":");
        out.push_list(&self.coefexps, |out, coefexps| coefexps.write(group, out));
        out.push_str(",\"signatures\":");
        out.push_list(&self.signatures, |out, signature| out.push_proof(group, signature));
        out.push('}');
        out
    }
}

impl<G: Group> Output<G> {
    /// Reads the message.
    pub fn read(group: &G, bytes: &[u8]) -> Result<Self, ReadError> {
        json::read(bytes, |r| {
            r.lit("{\"private_key\":")?;
            let private_key = r.string()?;
            r.lit(",\"public_key\":")?;
            let public_key = PublicKey::read(group, r)?;
            r.lit("}")?;
            Ok(Self { private_key, public_key })
        })
    }

    /// Writes the message.
    pub fn write(&self, group: &G) -> String {
        let mut out = "{\"private_key\":".to_owned();
        json::push_string(&self.private_key, &mut out);
        out.push_str(",\"public_key\":");
        self.public_key.write(group, &mut out);
        out.push('}');
        out
    }
}

/// `{"polynomial":[…]}`, in clear.
pub(super) fn polynomial_text<G: Group>(group: &G, coefficients: &[G::Scalar]) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(32 + 640 * coefficients.len()));
    out.push_str("{\"polynomial\":");
    out.push_list(coefficients, |out, coefficient| out.push_scalar(group, coefficient));
    out.push('}');
    out
}

/// `{"name":"scalar"}`, in clear.
pub(super) fn scalar_text<G: Group>(group: &G, name: &str, scalar: &G::Scalar) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(680));
    out.push_str("{\"");
    out.push_str(name);
    out.push_str("\":");
    out.push_scalar(group, scalar);
    out.push('}');
    out
}

/// Reads what [`scalar_text`] writes; `start` is `{"name":`.
pub(super) fn read_scalar_text<G: Group>(
    group: &G,
    start: &'static str,
    bytes: &[u8],
) -> Result<G::Scalar, ReadError> {
    json::read(bytes, |r| {
        r.lit(start)?;
        let scalar = r.scalar(group)?;
        r.lit("}").map(|()| scalar)
    })
}
