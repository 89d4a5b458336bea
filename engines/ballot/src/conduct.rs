//! Conducting an election on its archive: each step checks that it may come now, and gives the bytes to append.
//!
//! Nothing here writes a file: the caller appends, in one atomic step, what a step returns.

mod published;

use rand_core::CryptoRng;

use crate::archive::{Archive, EventType, Source, StoredEvent, Writer, setup_record};
use crate::ballot::{self, Checked, Choice, ChoiceError};
use crate::decryption::{self, NoMeaning, NotEnough, PartFault};
use crate::group::{Ciphertext, Group};
use crate::hash;
use crate::json::ReadError;
use crate::record::ballot::tracker;
use crate::record::credentials::{self, Credential};
use crate::record::decryption::{Owned, PartialDecryption};
use crate::record::election::{Election, Question};
use crate::record::result::{self, Outcome};
use crate::record::shuffle::Shuffle;
use crate::record::tally::{self, Row, TallySize};
use crate::record::trustees::{self, Trustee};
use crate::record::weight::Weight;
use crate::secret::Secret;
use crate::setup::Setup;
use crate::shuffle;
use crate::tally::{Tally, Urn, Weighted};
use crate::verify::{Archived, Finding, Object, Reason, Report};

pub use published::Listed;

/// Why a step is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConductError {
    /// The archive, or something in it, is wrong.
    #[error("the election's file is not valid: {}", .0.reason)]
    Invalid(Box<Finding>),
    /// The election is of another group than asked for.
    #[error("the election is not in this group")]
    Group,
    /// The step does not come now.
    #[error("this step cannot come now: the last event is {}", .0.as_str())]
    WrongMoment(EventType),
    /// The vote is not valid.
    #[error(transparent)]
    Choice(#[from] ChoiceError),
    /// A ballot is not valid.
    #[error("this ballot is refused: {}", .0.reason)]
    Ballot(Box<Finding>),
    /// The same ballot is in the urn.
    #[error("this ballot is already in the urn")]
    AlreadyCast,
    /// No question has answers to shuffle.
    #[error("this election has no question to shuffle")]
    NothingToShuffle,
    /// No trustee has that number.
    #[error("there is no trustee {0}")]
    NoTrustee(u32),
    /// Weighted voters and a question to shuffle.
    #[error(transparent)]
    Weighted(#[from] Weighted),
    /// The private key is not the one of that trustee.
    #[error("this private key does not belong to trustee {0}")]
    WrongKey(u32),
    /// The trustee has decrypted.
    #[error("trustee {0} has already decrypted")]
    Again(u32),
    /// Too few trustees.
    #[error(transparent)]
    NotEnough(#[from] NotEnough),
    /// The messages are no result.
    #[error(transparent)]
    NoMeaning(#[from] NoMeaning),
    /// A partial decryption does not hold.
    #[error(transparent)]
    Part(#[from] PartFault),
    /// A record cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

fn valid(report: &Report) -> Result<(), ConductError> {
    report.first_fault().map_or(Ok(()), |finding| Err(ConductError::Invalid(Box::new(finding.clone()))))
}

/// Seals an election: the first bytes of its archive. `timestamp` is in seconds since 1970.
pub fn seal<G: Group>(
    group: G,
    election: &Election,
    trustees: &[Trustee<G>],
    voters: &[Credential<G>],
    timestamp: u64,
) -> Result<Vec<u8>, ConductError> {
    let mut voters = voters.to_vec();
    voters.sort_by_cached_key(|credential| group.sort_keys(&[credential.key]).remove(0));
    let texts = [election.write(), trustees::write(&group, trustees), credentials::write(&voters)];
    let records: [&[u8]; 3] = std::array::from_fn(|i| texts[i].as_bytes());
    let mut report = Report::default();
    let setup = Setup::check(group, election, records, &mut report);
    valid(&report)?;
    let weighted =
        setup.is_some_and(|setup| setup.credentials().iter().any(|voter| voter.weight() != Weight::ONE));
    if weighted && election.questions.iter().any(Question::is_shuffled) {
        return Err(Weighted.into());
    }
    let last = setup_record(records[0], records[1], records[2]);
    let (mut writer, mut bytes) = Writer::start(timestamp);
    bytes.extend(writer.append(EventType::Setup, &[records[0], records[1], records[2], last.as_bytes()]));
    Ok(bytes)
}

/// The group of an archive's election.
pub fn election_of<S: Source + ?Sized>(source: &S) -> Result<Election, ConductError> {
    let (archive, setup) = scan(source)?;
    let entries = archive.records_of(&setup);
    let content = entries.first().and_then(|entry| Archive::content(source, entry)).unwrap_or_default();
    Ok(Election::read(&content)?)
}

fn scan<S: Source + ?Sized>(source: &S) -> Result<(Archive, StoredEvent), ConductError> {
    let mut report = Report::default();
    let archive = Archive::scan(source, &mut report);
    valid(&report)?;
    let no_setup = || ConductError::Invalid(Box::new(Finding::new(Object::Setup, Reason::NoSetup)));
    let archive = archive.ok_or_else(no_setup)?;
    let setup = *archive.events.first().filter(|e| e.kind == EventType::Setup).ok_or_else(no_setup)?;
    Ok((archive, setup))
}

/// An election being conducted.
pub struct Conduct<'a, S: Source + ?Sized, G: Group> {
    source: &'a S,
    archive: Archive,
    setup: Setup<G>,
}

impl<'a, S: Source + ?Sized, G: Group> Conduct<'a, S, G> {
    /// Opens an archive: its chain and its setup are checked, its ballots are not.
    pub fn open(group: G, source: &'a S) -> Result<Self, ConductError> {
        let (archive, first) = scan(source)?;
        let entries = archive.records_of(&first).iter();
        let records: Vec<_> = entries.filter_map(|entry| Archive::content(source, entry)).collect();
        let [election, trustees, credentials, _] = records.as_slice() else {
            return Err(ConductError::WrongMoment(EventType::Setup));
        };
        let record = Election::read(election)?;
        if record.group != group.name() {
            return Err(ConductError::Group);
        }
        let mut report = Report::default();
        let setup = Setup::check(group, &record, [election, trustees, credentials], &mut report);
        valid(&report)?;
        let setup = setup.ok_or(ConductError::Group)?;
        Ok(Self { source, archive, setup })
    }

    /// The setup.
    pub fn setup(&self) -> &Setup<G> {
        &self.setup
    }

    fn writer(&self) -> Writer {
        Writer::resume(&Archived::from(&self.archive))
    }

    fn last(&self) -> EventType {
        self.archive.events.last().map_or(EventType::Setup, |event| event.kind)
    }

    fn expect_last(&self, allowed: &[EventType]) -> Result<(), ConductError> {
        let last = self.last();
        if allowed.contains(&last) { Ok(()) } else { Err(ConductError::WrongMoment(last)) }
    }

    fn contents(&self, kind: EventType) -> impl Iterator<Item = Vec<Vec<u8>>> {
        let events = self.archive.events.iter().filter(move |event| event.kind == kind);
        events.map(|event| {
            let entries = self.archive.records_of(event).iter();
            entries.filter_map(|entry| Archive::content(self.source, entry)).collect()
        })
    }

    /// Makes a ballot while the urn is open; it is not in the urn yet.
    pub fn vote(
        &self,
        secret: &Secret<G>,
        choices: &[Choice],
        rng: &mut impl CryptoRng,
    ) -> Result<String, ConductError> {
        self.expect_last(&[EventType::Setup, EventType::Ballot])?;
        Ok(ballot::encrypt(&self.setup, secret, choices, rng)?.write(self.setup.group()))
    }

    /// Puts a ballot into the urn, checked; gives the bytes and the voter's tracker.
    pub fn cast(&self, ballot: &[u8]) -> Result<(Vec<u8>, String), ConductError> {
        self.expect_last(&[EventType::Setup, EventType::Ballot])?;
        let hash = hash::sha256(ballot);
        if self.archive.records.iter().any(|entry| entry.hash == hash) {
            return Err(ConductError::AlreadyCast);
        }
        self.check(0, ballot).map_err(ConductError::Ballot)?;
        Ok((self.writer().append(EventType::Ballot, &[ballot]), tracker(ballot)))
    }

    fn check(&self, number: u64, ballot: &[u8]) -> Result<Checked<G>, Box<Finding>> {
        ballot::check(&self.setup, ballot, Object::Ballot(number, tracker(ballot))).map_err(Box::new)
    }

    /// Closes the urn, checks every ballot again, and sums those that count.
    pub fn close(&self) -> Result<(Vec<u8>, TallySize), ConductError> {
        self.expect_last(&[EventType::Setup, EventType::Ballot])?;
        let (mut urn, mut tally) = (Urn::new(&self.setup), Tally::new(&self.setup));
        let events: Vec<_> = self.archive.events.iter().filter(|e| e.kind == EventType::Ballot).collect();
        for (number, event) in (1u64..).zip(&events).collect::<Vec<_>>().into_iter().rev() {
            let entry = self.archive.records_of(event).first();
            let content = entry.and_then(|entry| Archive::content(self.source, entry)).unwrap_or_default();
            let checked = self.check(number, &content).map_err(ConductError::Invalid)?;
            if let Some(counted) = urn.next_older(&checked) {
                tally.add(&counted)?;
            }
        }
        let tally = tally.finish();
        let mut writer = self.writer();
        let mut bytes = writer.append(EventType::EndBallots, &[]);
        let sized = tally.sized.write();
        bytes.extend(writer.append(EventType::EncryptedTally, &[tally.text.as_bytes(), sized.as_bytes()]));
        Ok((bytes, tally.sized))
    }

    /// What is to be decrypted: the tally, after its shuffles.
    fn rows(&self) -> Result<(Vec<Row<G>>, TallySize), ConductError> {
        let (group, questions) = (self.setup.group(), &self.setup.election().questions);
        let records = self.contents(EventType::EncryptedTally).next();
        let records = records.filter(|records| records.len() == 2);
        let records = records.ok_or_else(|| ConductError::WrongMoment(self.last()))?;
        let (mut rows, size) = (tally::read(group, questions, &records[0])?, TallySize::read(&records[1])?);
        for records in self.contents(EventType::Shuffle) {
            let shuffle = Shuffle::read(group, records.first().map_or(&[][..], Vec::as_slice))?;
            for (row, output) in shuffled_rows(questions, &mut rows).zip(shuffle.ciphertexts) {
                *row = output;
            }
        }
        Ok((rows, size))
    }

    /// Shuffles the answers of the questions that need it.
    pub fn shuffle(&self, owner: u32, rng: &mut impl CryptoRng) -> Result<Vec<u8>, ConductError> {
        let questions = &self.setup.election().questions;
        if !questions.iter().any(Question::is_shuffled) {
            return Err(ConductError::NothingToShuffle);
        }
        self.expect_last(&[EventType::EncryptedTally, EventType::Shuffle])?;
        self.trustee_key(owner)?;
        let (mut rows, _) = self.rows()?;
        let mut whole = Shuffle { ciphertexts: Vec::new(), proofs: Vec::new() };
        let bound = (self.setup.fingerprint(), &self.setup.key().y);
        for row in shuffled_rows(questions, &mut rows) {
            let (output, proof) = shuffle::shuffle(self.setup.group(), bound, row, rng);
            whole.ciphertexts.push(output);
            whole.proofs.push(proof);
        }
        Ok(self.owned(EventType::Shuffle, owner, &whole.write(self.setup.group())))
    }

    /// Ends the shuffles.
    pub fn end_shuffles(&self) -> Result<Vec<u8>, ConductError> {
        self.expect_last(&[EventType::Shuffle])?;
        Ok(self.writer().append(EventType::EndShuffles, &[]))
    }

    fn owned(&self, kind: EventType, owner: u32, object: &str) -> Vec<u8> {
        let owned = Owned { owner, payload: hash::sha256_hex(object.as_bytes()) }.write();
        self.writer().append(kind, &[object.as_bytes(), owned.as_bytes()])
    }

    /// Decrypts a trustee's part.
    pub fn decrypt(
        &self,
        owner: u32,
        secret: &Secret<G>,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, ConductError> {
        let questions = &self.setup.election().questions;
        let ready = if questions.iter().any(Question::is_shuffled) {
            EventType::EndShuffles
        } else {
            EventType::EncryptedTally
        };
        self.expect_last(&[ready, EventType::PartialDecryption])?;
        if self.trustee_key(owner)? != secret.public(self.setup.group()) {
            return Err(ConductError::WrongKey(owner));
        }
        let (rows, _) = self.rows()?;
        if self.parts()?.iter().any(|(earlier, _)| *earlier == owner) {
            return Err(ConductError::Again(owner));
        }
        let part = decryption::decrypt(&self.setup, &rows, secret, rng);
        Ok(self.owned(EventType::PartialDecryption, owner, &part.write(self.setup.group(), questions)))
    }

    /// The public key of a trustee by its number, from 1.
    fn trustee_key(&self, owner: u32) -> Result<G::Element, ConductError> {
        let keys = self.setup.trustee_keys();
        let key = owner.checked_sub(1).and_then(|i| keys.get(usize::try_from(i).ok()?));
        Ok(key.ok_or(ConductError::NoTrustee(owner))?.key)
    }

    fn parts(&self) -> Result<Vec<(u32, PartialDecryption<G>)>, ConductError> {
        let questions = &self.setup.election().questions;
        let read = |records: Vec<Vec<u8>>| {
            let [object, owned] = <[Vec<u8>; 2]>::try_from(records)
                .map_err(|_| ConductError::WrongMoment(EventType::PartialDecryption))?;
            let part = PartialDecryption::read(self.setup.group(), questions, &object)?;
            Ok((Owned::read(&owned)?.owner, part))
        };
        self.contents(EventType::PartialDecryption).map(read).collect()
    }

    /// Checks and combines the partial decryptions; gives the bytes and the result.
    pub fn finish(&self) -> Result<(Vec<u8>, Vec<Outcome>), ConductError> {
        self.expect_last(&[EventType::PartialDecryption])?;
        let (rows, size) = self.rows()?;
        let parts = self.parts()?;
        for (owner, part) in &parts {
            decryption::check(&self.setup, &rows, &self.trustee_key(*owner)?, part)?;
        }
        let messages = decryption::combine(&self.setup, &rows, &parts)?;
        let outcomes = decryption::outcomes(&self.setup, &messages, size.total_weight)?;
        let record = result::write(&outcomes);
        Ok((self.writer().append(EventType::Result, &[record.as_bytes()]), outcomes))
    }

    /// The result, if the archive holds one.
    pub fn result(&self) -> Result<Option<Vec<Outcome>>, ConductError> {
        let questions = &self.setup.election().questions;
        let record = self.contents(EventType::Result).next();
        Ok(record.and_then(|r| r.into_iter().next()).map(|r| result::read(questions, &r)).transpose()?)
    }
}

/// The rows of shuffled questions.
fn shuffled_rows<'r, G: Group>(
    questions: &'r [Question],
    rows: &'r mut [Row<G>],
) -> impl Iterator<Item = &'r mut Vec<Ciphertext<G>>> {
    questions.iter().zip(rows).filter_map(|(question, row)| match row {
        Row::Flat(row) if question.is_shuffled() => Some(row),
        _ => None,
    })
}
