//! Writes an archive with an open urn of any size, for measurements: `urn FILE.bel GROUP BALLOTS`.
//! Every voter casts one ballot on one question, one to three of five answers.

use std::fs::File;
use std::io::{BufWriter, Error, Write};

use beffroi_ballot::archive::{EventType, Writer, setup_record};
use beffroi_ballot::ballot::{Choice, encrypt};
use beffroi_ballot::group::{Group, GroupName};
use beffroi_ballot::record::credentials::{self, Credential};
use beffroi_ballot::record::election::{Election, Question};
use beffroi_ballot::record::trustees::{self, Trustee};
use beffroi_ballot::record::{Version, ballot::Ballot};
use beffroi_ballot::secret::Secret;
use beffroi_ballot::setup::Setup;
use beffroi_ballot::verify::Report;
use beffroi_ballot::{dkg, with_group};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

fn main() -> Result<(), Error> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, group, ballots] = arguments.as_slice() else {
        return Err(Error::other("urn FILE.bel GROUP BALLOTS"));
    };
    let name = GroupName::from_text(group).ok_or_else(|| Error::other("no such group"))?;
    let ballots = ballots.parse().map_err(Error::other)?;
    let mut file = BufWriter::new(File::create_new(path)?);
    with_group!(name, |group| write(group, ballots, &mut file))?;
    file.flush()
}

fn write<G: Group>(group: G, ballots: usize, file: &mut impl Write) -> Result<(), Error> {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let codes: Vec<Secret<G>> = (0..ballots).map(|_| Secret::draw(&group, &mut rng)).collect();
    let mut voters: Vec<Credential<G>> = codes
        .iter()
        .map(|code| {
            let key = code.public(&group);
            Credential { text: group.text(&key), key, weight: None }
        })
        .collect();
    voters.sort_by_cached_key(|voter| group.sort_keys(&[voter.key]).remove(0));
    let (_, key) = dkg::single(&group, None, &mut rng);
    let trustees = [Trustee::Single(key)];
    let election = Election {
        version: Version::V1,
        description: "A measurement.".into(),
        name: "Urn".into(),
        group: group.name(),
        public_key: group.text(&dkg::election_key(&group, &trustees).map_err(Error::other)?),
        questions: vec![Question::Homomorphic {
            answers: ["A", "B", "C", "D", "E"].map(String::from).to_vec(),
            blank: None,
            min: 1,
            max: 3,
            question: "Which?".into(),
        }],
        uuid: "Measurement111".into(),
        administrator: None,
        credential_authority: None,
        language: None,
    };
    let records = [election.write(), trustees::write(&group, &trustees), credentials::write(&voters)];
    let bytes: [&[u8]; 3] = std::array::from_fn(|i| records[i].as_bytes());
    let setup = Setup::check(group, &election, bytes, &mut Report::default());
    let setup = setup.ok_or_else(|| Error::other("the setup cannot be read"))?;
    let (mut writer, start) = Writer::start(1_795_300_656);
    file.write_all(&start)?;
    let last = setup_record(bytes[0], bytes[1], bytes[2]);
    file.write_all(&writer.append(EventType::Setup, &[bytes[0], bytes[1], bytes[2], last.as_bytes()]))?;
    for (i, code) in codes.iter().enumerate() {
        let mut choice = vec![0; 5];
        (0..=i % 3).for_each(|k| choice[(i + k) % 5] = 1);
        let ballot: Ballot<G> =
            encrypt(&setup, code, &[Choice::Homomorphic(choice)], &mut rng).map_err(Error::other)?;
        file.write_all(&writer.append(EventType::Ballot, &[ballot.write(&group).as_bytes()]))?;
    }
    Ok(())
}
