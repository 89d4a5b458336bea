//! Each kind of record: what is read is written as the same bytes. The first byte chooses the kind.

#![no_main]

use beffroi_ballot::archive::Event;
use beffroi_ballot::dkg::{Input, Output, Polynomial};
use beffroi_ballot::group::{Belenios2048, Ed25519, Group};
use beffroi_ballot::record::ballot::Ballot;
use beffroi_ballot::record::decryption::{Owned, PartialDecryption};
use beffroi_ballot::record::election::{Election, Question};
use beffroi_ballot::record::shuffle::Shuffle;
use beffroi_ballot::record::tally::TallySize;
use beffroi_ballot::record::{credentials, result, tally, trustees};
use libfuzzer_sys::fuzz_target;

fn questions() -> Vec<Question> {
    let text = String::new;
    vec![
        Question::Homomorphic { answers: vec![text()], blank: None, min: 0, max: 1, question: text() },
        Question::NonHomomorphic { answers: vec![text()], question: text(), extra: None },
        Question::Lists { answers: vec![vec![text()]], question: text(), extra: None },
    ]
}

fn same(bytes: &[u8], written: Option<String>) {
    if let Some(written) = written {
        assert_eq!(bytes, written.as_bytes());
    }
}

fn round_trip<G: Group>(group: &G, kind: u8, bytes: &[u8]) {
    let questions = questions();
    same(
        bytes,
        match kind {
            0 => Election::read(bytes).ok().map(|record| record.write()),
            1 => trustees::read(group, bytes).ok().map(|record| trustees::write(group, &record)),
            2 => credentials::read(group, bytes).ok().map(|record| credentials::write(&record)),
            3 => Ballot::read(group, bytes).ok().map(|record| record.write(group)),
            4 => tally::read(group, &questions, bytes).ok().map(|record| tally::write(group, &record)),
            5 => TallySize::read(bytes).ok().map(|record| record.write()),
            6 => Shuffle::read(group, bytes).ok().map(|record| record.write(group)),
            7 => PartialDecryption::read(group, &questions, bytes).ok().map(|r| r.write(group, &questions)),
            8 => Owned::read(bytes).ok().map(|record| record.write()),
            9 => result::read(&questions, bytes).ok().map(|record| result::write(&record)),
            10 => Event::read(bytes).ok().map(|record| record.write()),
            11 => Polynomial::read(group, bytes).ok().map(|record| record.write(group)),
            12 => Input::read(group, bytes).ok().map(|record| record.write(group)),
            _ => Output::read(group, bytes).ok().map(|record| record.write(group)),
        },
    );
}

fuzz_target!(|bytes: &[u8]| {
    if let Some((kind, bytes)) = bytes.split_first() {
        if kind & 0x80 == 0 {
            round_trip(&Ed25519, kind & 0x7f, bytes);
        } else {
            round_trip(&Belenios2048::get(), kind & 0x7f, bytes);
        }
    }
});
