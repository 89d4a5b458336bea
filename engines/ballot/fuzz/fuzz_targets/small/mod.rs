//! The smallest whole election, the same in every run: one voter, one question, one trustee.

use std::sync::LazyLock;

use beffroi_ballot::archive::{EventType, Writer};
use beffroi_ballot::ballot::Choice;
use beffroi_ballot::conduct::{Conduct, seal};
use beffroi_ballot::group::{Ed25519, Group};
use beffroi_ballot::record::Version;
use beffroi_ballot::record::credentials::Credential;
use beffroi_ballot::record::election::{Election, Question};
use beffroi_ballot::record::trustees::Trustee;
use beffroi_ballot::secret::Secret;
use beffroi_ballot::{dkg, verify};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

/// Date of all entries.
pub const TIMESTAMP: u64 = 1_795_300_656;

/// Events with the bytes of their records.
pub type Events = Vec<(EventType, Vec<Vec<u8>>)>;

/// The election from its setup to its result.
pub static ELECTION: LazyLock<Events> = LazyLock::new(|| conduct().expect("an honest election"));

/// The archive of events.
pub fn archive(events: &Events) -> Vec<u8> {
    let (mut writer, mut bytes) = Writer::start(TIMESTAMP);
    for (kind, records) in events {
        let records: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
        bytes.extend(writer.append(*kind, &records));
    }
    bytes
}

fn conduct() -> Result<Events, Box<dyn std::error::Error>> {
    let (group, mut rng) = (Ed25519, ChaCha20Rng::seed_from_u64(1));
    let code = Secret::draw(&group, &mut rng);
    let key = code.public(&group);
    let voters = [Credential { text: group.text(&key), key, weight: None }];
    let (secret, public) = dkg::single(&group, None, &mut rng);
    let trustees = [Trustee::Single(public)];
    let election = Election {
        version: Version::V1,
        description: "d".into(),
        name: "n".into(),
        group: group.name(),
        public_key: group.text(&dkg::election_key(&group, &trustees)?),
        questions: vec![Question::Homomorphic {
            answers: vec!["A".into()],
            blank: None,
            min: 0,
            max: 1,
            question: "q".into(),
        }],
        uuid: "11111111111111".into(),
        administrator: None,
        credential_authority: None,
        language: None,
    };
    let mut bytes = seal(group, &election, &trustees, &voters, TIMESTAMP)?;
    let conduct = Conduct::open(group, bytes.as_slice())?;
    let ballot = conduct.vote(&code, &[Choice::Homomorphic(vec![1])], &mut rng)?;
    let more = conduct.cast(ballot.as_bytes())?.0;
    bytes.extend(more);
    let more = Conduct::open(group, bytes.as_slice())?.close()?.0;
    bytes.extend(more);
    let more = Conduct::open(group, bytes.as_slice())?.decrypt(1, &secret, &mut rng)?;
    bytes.extend(more);
    let more = Conduct::open(group, bytes.as_slice())?.finish()?.0;
    bytes.extend(more);
    let report = verify::verify(&verify::Task::new(bytes.as_slice()), &mut |_| ());
    assert!(report.is_valid(), "{:?}", report.first_fault());
    Ok(events(&bytes))
}

/// Takes an archive apart that is known to be sound.
fn events(mut bytes: &[u8]) -> Events {
    let kinds = [
        EventType::Setup,
        EventType::Ballot,
        EventType::EndBallots,
        EventType::EncryptedTally,
        EventType::PartialDecryption,
        EventType::Result,
    ];
    let (mut contents, mut events) = (Vec::new(), Vec::new());
    while !bytes.is_empty() {
        let size = std::str::from_utf8(&bytes[124..135]).ok().and_then(|text| usize::from_str_radix(text, 8).ok());
        let size = size.expect("a sound header");
        contents.push(bytes[512..512 + size].to_vec());
        bytes = &bytes[512 + size.next_multiple_of(512)..];
    }
    let mut contents = contents.into_iter().skip(1);
    for kind in kinds {
        events.push((kind, contents.by_ref().take(kind.records()).collect()));
        contents.next();
    }
    events
}
