//! The election record: what is asked, in which group, under which key. Its hash is the election's fingerprint.

use crate::group::GroupName;
use crate::hash;
use crate::json::{self, ReadError, Reader, Write};
use crate::record::Version;

/// The election record. The public key is kept as text: its group is known only once the record is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Election {
    /// Protocol version.
    pub version: Version,
    /// What voters read about the election.
    pub description: String,
    /// Its title.
    pub name: String,
    /// The group of every key and ciphertext.
    pub group: GroupName,
    /// Y, the product of the trustees' keys.
    pub public_key: String,
    /// At least one.
    pub questions: Vec<Question>,
    /// At least 14 characters of base58.
    pub uuid: String,
    /// Who runs the election.
    pub administrator: Option<String>,
    /// Who draws the voters' codes.
    pub credential_authority: Option<String>,
    /// Language of the texts.
    pub language: Option<String>,
}

/// A question, by the way it is encrypted and counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Each answer is 0 or 1 and is summed under encryption.
    Homomorphic {
        /// Texts of the answers.
        answers: Vec<String>,
        /// Whether a blank vote is possible; `None` is left out of the record.
        blank: Option<bool>,
        /// Fewest answers to choose.
        min: u32,
        /// Most answers to choose.
        max: u32,
        /// The question.
        question: String,
    },
    /// Answers are integers in one ciphertext, shuffled before decryption.
    NonHomomorphic {
        /// Texts of the answers.
        answers: Vec<String>,
        /// The question.
        question: String,
        /// Counting rule, as canonical JSON.
        extra: Option<String>,
    },
    /// One list is chosen, then some of its members; summed under encryption.
    Lists {
        /// For each list, its name and then its members.
        answers: Vec<Vec<String>>,
        /// The question.
        question: String,
        /// Counting rule, as canonical JSON.
        extra: Option<String>,
    },
}

impl Question {
    /// Whether answers to this question are shuffled.
    pub fn is_shuffled(&self) -> bool {
        matches!(self, Self::NonHomomorphic { .. })
    }

    /// The rows of the tally: the number of ciphertexts in each (none when answers are shuffled).
    pub fn shape(&self) -> Vec<usize> {
        match self {
            Self::Homomorphic { answers, blank, .. } => {
                vec![answers.len() + usize::from(*blank == Some(true))]
            }
            Self::NonHomomorphic { .. } => Vec::new(),
            Self::Lists { answers, .. } => answers.iter().map(Vec::len).collect(),
        }
    }

    fn read(r: &mut Reader<'_>) -> Result<Self, ReadError> {
        if r.try_lit("{\"answers\":") {
            return Self::read_homomorphic(r);
        }
        if r.try_lit("{\"type\":\"NonHomomorphic\",\"value\":{\"answers\":") {
            let answers = r.list(Reader::string)?;
            let (question, extra) = Self::read_end(r)?;
            return Ok(Self::NonHomomorphic { answers, question, extra });
        }
        r.lit("{\"type\":\"Lists\",\"value\":{\"answers\":")?;
        let start = r.list(|r| r.list(Reader::string))?;
        if start.iter().any(Vec::is_empty) {
            return r.fail("a name in every list");
        }
        let (question, extra) = Self::read_end(r)?;
        Ok(Self::Lists { answers: start, question, extra })
    }

    fn read_homomorphic(r: &mut Reader<'_>) -> Result<Self, ReadError> {
        let answers = r.list(Reader::string)?;
        let blank = r.optional(",\"blank\":", Reader::boolean)?;
        r.lit(",\"min\":")?;
        let min = r.small()?;
        r.lit(",\"max\":")?;
        let max = r.small()?;
        if min > max || usize::try_from(max).is_ok_and(|max| max > answers.len()) {
            return r.fail("min ≤ max ≤ number of answers");
        }
        r.lit(",\"question\":")?;
        let question = r.string()?;
        r.lit("}")?;
        Ok(Self::Homomorphic { answers, blank, min, max, question })
    }

    fn read_end(r: &mut Reader<'_>) -> Result<(String, Option<String>), ReadError> {
        r.lit(",\"question\":")?;
        let question = r.string()?;
        r.lit("}")?;
        let extra = r.optional(",\"extra\":", |r| r.any().map(str::to_owned))?;
        r.lit("}")?;
        Ok((question, extra))
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Homomorphic { answers, blank, min, max, question } => {
                out.push_str("{\"answers\":");
                out.push_list(answers, |out, answer| json::push_string(answer, out));
                if let Some(blank) = blank {
                    out.put(format_args!(",\"blank\":{blank}"));
                }
                out.put(format_args!(",\"min\":{min},\"max\":{max},\"question\":"));
                json::push_string(question, out);
            }
            Self::NonHomomorphic { answers, question, extra } => {
                out.push_str("{\"type\":\"NonHomomorphic\",\"value\":{\"answers\":");
                out.push_list(answers, |out, answer| json::push_string(answer, out));
                Self::write_end(question, extra.as_deref(), out);
            }
            Self::Lists { answers, question, extra } => {
                out.push_str("{\"type\":\"Lists\",\"value\":{\"answers\":");
                out.push_list(answers, |out, list| {
                    out.push_list(list, |out, answer| json::push_string(answer, out));
                });
                Self::write_end(question, extra.as_deref(), out);
            }
        }
        out.push('}');
    }

    fn write_end(question: &str, extra: Option<&str>, out: &mut String) {
        out.push_str(",\"question\":");
        json::push_string(question, out);
        out.push('}');
        if let Some(extra) = extra {
            out.push_str(",\"extra\":");
            out.push_str(extra);
        }
    }
}

impl Election {
    /// Reads the record.
    pub fn read(bytes: &[u8]) -> Result<Self, ReadError> {
        json::read(bytes, |r| {
            r.lit("{\"version\":")?;
            let Some(version) = Version::from_number(r.integer()?) else { return r.fail("version 1") };
            r.lit(",\"description\":")?;
            let description = r.string()?;
            r.lit(",\"name\":")?;
            let name = r.string()?;
            r.lit(",\"group\":")?;
            let Some(group) = GroupName::from_text(r.plain_string()?) else { return r.fail("a known group") };
            r.lit(",\"public_key\":")?;
            let public_key = r.plain_string()?.to_owned();
            r.lit(",\"questions\":")?;
            let questions = r.list(Question::read)?;
            r.lit(",\"uuid\":")?;
            let uuid = r.plain_string()?.to_owned();
            if !is_uuid(&uuid) {
                return r.fail("an identifier of 14 base58 characters or more");
            }
            let administrator = r.optional(",\"administrator\":", Reader::string)?;
            let credential_authority = r.optional(",\"credential_authority\":", Reader::string)?;
            let language = r.optional(",\"language\":", Reader::string)?;
            r.lit("}")?;
            let names = (administrator, credential_authority, language);
            let (administrator, credential_authority, language) = names;
            Ok(Self {
                version,
                description,
                name,
                group,
                public_key,
                questions,
                uuid,
                administrator,
                credential_authority,
                language,
            })
        })
    }

    /// Writes the record.
    pub fn write(&self) -> String {
        let mut out = format!("{{\"version\":{},\"description\":", self.version.number());
        json::push_string(&self.description, &mut out);
        out.push_str(",\"name\":");
        json::push_string(&self.name, &mut out);
        out.put(format_args!(
            ",\"group\":\"{}\",\"public_key\":\"{}\"",
            self.group.as_str(),
            self.public_key
        ));
        out.push_str(",\"questions\":");
        out.push_list(&self.questions, |out, question| question.write(out));
        out.put(format_args!(",\"uuid\":\"{}\"", self.uuid));
        let optional = [
            ("administrator", &self.administrator),
            ("credential_authority", &self.credential_authority),
            ("language", &self.language),
        ];
        for (name, value) in optional {
            if let Some(value) = value {
                out.put(format_args!(",\"{name}\":"));
                json::push_string(value, &mut out);
            }
        }
        out.push('}');
        out
    }

    /// The fingerprint: what every ballot and every decryption proof is bound to.
    pub fn fingerprint(&self) -> String {
        hash::b64(self.write().as_bytes())
    }
}

/// The alphabet of identifiers, codes and seeds: base58 as Bitcoin spells it.
pub const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// Whether a text can identify an election.
pub fn is_uuid(text: &str) -> bool {
    text.len() >= 14 && text.len() <= 100 && text.bytes().all(|b| BASE58.contains(&b))
}
