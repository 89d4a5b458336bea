//! Files that are no archive of an election, though they come close: each is refused, for the right reason.

mod common;

use beffroi_ballot::archive::{EventType, setup_record};
use beffroi_ballot::ballot::Choice;
use beffroi_ballot::group::{Ed25519, Group};
use beffroi_ballot::verify::Reason;
use common::{Events, Plan, archive, check, ranking, rich_plan, run, small_plan};

/// A change to the bytes of an entry, named, with the reason that it must give.
type Change = (&'static str, fn(&mut Vec<u8>), Reason);

/// The entries of an archive: header, content and padding of each.
fn entries(bytes: &[u8]) -> Vec<Vec<u8>> {
    let (mut entries, mut rest) = (Vec::new(), bytes);
    while !rest.is_empty() {
        let size = std::str::from_utf8(&rest[124..135]).unwrap();
        let size = usize::from_str_radix(size, 8).unwrap();
        let (entry, after) = rest.split_at(512 + size.next_multiple_of(512));
        entries.push(entry.to_vec());
        rest = after;
    }
    entries
}

fn reason(bytes: &[u8]) -> Option<Reason> {
    check(bytes).first_fault().map(|finding| finding.reason)
}

/// Writes the checksum of a header again, so that only the change is wrong.
fn seal(entry: &mut [u8]) {
    entry[148..156].copy_from_slice(b"        ");
    let sum: u32 = entry[..512].iter().map(|byte| u32::from(*byte)).sum();
    entry[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

const HEADERS: &[Change] = &[
    ("a mode that anybody may write", |h| h[100..107].copy_from_slice(b"0000666"), Reason::BadHeader),
    ("a user number", |h| h[114] = b'1', Reason::BadHeader),
    ("a group number", |h| h[122] = b'1', Reason::BadHeader),
    ("another date", |h| h[146] ^= 1, Reason::BadHeader),
    ("a date with a space", |h| h[136] = b' ', Reason::BadHeader),
    ("a checksum of seven digits", |h| h[154] = b'0', Reason::BadHeader),
    ("a link", |h| h[156] = b'1', Reason::BadHeader),
    ("a folder", |h| h[156] = b'5', Reason::BadHeader),
    ("a PAX header", |h| h[156] = b'x', Reason::BadHeader),
    ("a long name of GNU tar", |h| h[156] = b'L', Reason::BadHeader),
    ("the old mark of a file", |h| h[156] = 0, Reason::BadHeader),
    ("a link's target", |h| h[157] = b'a', Reason::BadHeader),
    ("the mark of ustar", |h| h[257..263].copy_from_slice(b"ustar\0"), Reason::BadHeader),
    ("the version of ustar", |h| h[263..265].copy_from_slice(b"00"), Reason::BadHeader),
    ("a user's name", |h| h[265..269].copy_from_slice(b"root"), Reason::BadHeader),
    ("a group's name", |h| h[297..301].copy_from_slice(b"root"), Reason::BadHeader),
    ("a device", |h| h[329] = b'0', Reason::BadHeader),
    ("a prefix of the name", |h| h[345] = b'a', Reason::BadHeader),
    ("something at the end of the header", |h| h[511] = 1, Reason::BadHeader),
    ("something after the name", |h| h[99] = b'a', Reason::BadHeader),
    ("a size in base 256", |h| h[124] = 0x80, Reason::BadHeader),
    ("a size with a space", |h| h[124] = b' ', Reason::BadHeader),
    ("a size with a sign", |h| h[124] = b'-', Reason::BadHeader),
    ("a size that does not end", |h| h[135] = b'0', Reason::BadHeader),
    ("a size beyond any record", |h| h[124..135].copy_from_slice(b"77777777777"), Reason::TooLarge),
    ("a size beyond the file", |h| h[124..135].copy_from_slice(b"00010000000"), Reason::Truncated),
    ("a name in capitals", |h| h[..64].make_ascii_uppercase(), Reason::BadHeader),
    ("a name in a folder", |h| h[..2].copy_from_slice(b"./"), Reason::BadHeader),
    ("another suffix", |h| h[65] = b'x', Reason::BadHeader),
    ("an empty name", |h| h[0] = 0, Reason::BadHeader),
    ("another hash", |h| h[0] = if h[0] == b'0' { b'1' } else { b'0' }, Reason::HashMismatch),
    ("another content", |h| h[513] ^= 1, Reason::HashMismatch),
];

#[test]
fn odd_headers_are_refused_in_every_kind_of_entry() {
    let whole = entries(&archive(&run(Ed25519, &small_plan()).events));
    // The election, the setup's own record and event, a ballot and its event, the end.
    for place in [1, 4, 5, 6, 7, whole.len() - 1] {
        let entry = &whole[place];
        for (name, change, expected) in HEADERS {
            for sealed in [false, true] {
                let mut changed = whole.clone();
                change(&mut changed[place]);
                if sealed && !name.contains("checksum") {
                    seal(&mut changed[place]);
                }
                if changed[place] == *entry {
                    continue;
                }
                let found = reason(&changed.concat());
                let fits = found == Some(*expected) || found == Some(Reason::BadHeader);
                assert!(fits, "{name} in entry {place}: {found:?}");
            }
        }
    }
}

/// A date of twelve octal digits once made the reader panic: no header can hold it.
#[test]
fn a_first_entry_with_a_date_beyond_all_headers_is_refused() {
    let bytes = archive(&run(Ed25519, &small_plan()).events);
    for date in ["8589934592", "9999999999"] {
        let text = String::from_utf8(bytes[512..].first_chunk::<40>().unwrap().to_vec()).unwrap();
        let mut changed = bytes.clone();
        changed[512..552].copy_from_slice(text.replace("1795300656", date).as_bytes());
        assert_eq!(reason(&changed), Some(Reason::BadPreamble), "{date}");
    }
}

#[test]
fn entries_cannot_be_lost_repeated_moved_or_added() {
    let plan = Plan {
        questions: vec![ranking(2)],
        votes: vec![
            (0, vec![Choice::NonHomomorphic(vec![1, 2])]),
            (1, vec![Choice::NonHomomorphic(vec![2, 1])]),
        ],
        ..small_plan()
    };
    let whole = entries(&archive(&run(Ed25519, &plan).events));
    let mut tried = 0;
    let mut refused = |what: &str, changed: &[Vec<u8>]| {
        tried += 1;
        assert!(changed.concat() == whole.concat() || reason(&changed.concat()).is_some(), "{what}");
    };
    for i in 0..whole.len() {
        let mut fewer = whole.clone();
        fewer.remove(i);
        if i + 1 < whole.len() {
            refused(&format!("without entry {i}"), &fewer);
        }
        for j in (0..=whole.len()).step_by(2) {
            let mut more = whole.clone();
            more.insert(j, whole[i].clone());
            refused(&format!("entry {i} again at {j}"), &more);
        }
        for j in i + 1..(i + 4).min(whole.len()) {
            let mut swapped = whole.clone();
            swapped.swap(i, j);
            refused(&format!("entries {i} and {j} swapped"), &swapped);
        }
    }
    assert!(tried > 400, "{tried}");
    let bytes = whole.concat();
    for length in (0..bytes.len()).step_by(331) {
        let at_an_event = entries_end(&whole).contains(&length);
        assert!(reason(&bytes[..length]).is_some() || at_an_event, "the first {length} bytes");
    }
    for zeros in [1, 511, 512, 1024, 10_240] {
        let longer = [&bytes[..], &vec![0; zeros]].concat();
        assert!(matches!(reason(&longer), Some(Reason::Truncated | Reason::BadHeader)), "{zeros} zeros more");
    }
}

/// Where an event ends: there a file is the archive of an election that has not gone further.
fn entries_end(whole: &[Vec<u8>]) -> Vec<usize> {
    let mut end = 0;
    let ends = whole.iter().map(|entry| {
        end += entry.len();
        (end, entry[64..].starts_with(b".event"))
    });
    ends.filter(|(_, event)| *event).map(|(end, _)| end).collect()
}

/// Changes to the text of a record that JSON allows and the protocol does not; every hash is made anew.
fn rewritten(
    events: &Events,
    event: usize,
    record: usize,
    change: impl Fn(&str) -> String,
) -> Option<Reason> {
    let mut events = events.clone();
    let text = String::from_utf8(events[event].1[record].clone()).unwrap();
    let changed = change(&text);
    assert_ne!(text, changed);
    events[event].1[record] = changed.into_bytes();
    if events[event].0 == EventType::Setup && record < 3 {
        let [a, b, c] = [0, 1, 2].map(|i| events[0].1[i].clone());
        events[0].1[3] = setup_record(&a, &b, &c).into_bytes();
    }
    reason(&archive(&events))
}

#[test]
fn json_in_any_other_spelling_is_refused_in_every_record() {
    let rich = rich_plan(Ed25519.name());
    let events = run(Ed25519, &Plan { votes: rich.votes[..1].to_vec(), ..rich }).events;
    let deep = format!("{{\"x\":{}{},", "[".repeat(100_000), "]".repeat(100_000));
    let huge = format!("\"{}\"", "9".repeat(1_000_000));
    let mut tried = 0;
    for (event, (kind, records)) in events.iter().enumerate() {
        // The second shuffle and the other decryptions are read by the same code.
        if events[..event].iter().any(|(earlier, _)| earlier == kind) {
            continue;
        }
        for (record, bytes) in records.iter().enumerate() {
            let text = String::from_utf8(bytes.clone()).unwrap();
            let is_object = text.starts_with('{');
            let mut spellings: Vec<(&str, String)> = vec![
                ("a space before", format!(" {text}")),
                ("a line after", format!("{text}\n")),
                ("a mark of byte order", format!("\u{feff}{text}")),
                ("a second value", format!("{text}{text}")),
                ("a space inside", text.replacen(',', ", ", 1)),
                ("a trailing comma", format!("{},{}", &text[..text.len() - 1], &text[text.len() - 1..])),
                ("no end", text[..text.len() - 1].to_owned()),
                ("nothing", String::new()),
                ("null", "null".to_owned()),
                ("a string", format!("{text:?}")),
                ("a comment", format!("{text}/**/")),
                ("a NUL", format!("{text}\0")),
            ];
            if is_object {
                spellings.push(("an unknown key", text.replacen('{', "{\"x\":1,", 1)));
                spellings.push(("a key of much depth", text.replacen('{', &deep, 1)));
                spellings.push(("the first key escaped", text.replacen("{\"", "{\"\\u0061", 1)));
                let first = text[1..].split(['}', ',']).next().unwrap_or_default().to_owned();
                spellings.push(("a key twice", text.replacen('{', &format!("{{{first},"), 1)));
                if let Some(start) = text.rfind(":\"") {
                    let end = start + 2 + text[start + 2..].find('"').unwrap();
                    let value = format!("{}{huge}{}", &text[..=start], &text[end + 1..]);
                    spellings.push(("a million digits", value));
                }
            }
            for (name, spelling) in spellings {
                if spelling == text {
                    continue;
                }
                tried += 1;
                let found = rewritten(&events, event, record, |_| spelling.clone());
                assert!(found.is_some(), "{name} in record {record} of {kind:?}");
                let is_reading =
                    matches!(found, Some(Reason::Syntax | Reason::NotAScalar | Reason::NotAnElement));
                let is_elsewhere = matches!(
                    found,
                    Some(
                        Reason::SizedHash | Reason::OwnedMismatch | Reason::SignatureHash | Reason::BadSetup
                    )
                );
                assert!(is_reading || is_elsewhere, "{name} in record {record} of {kind:?}: {found:?}");
            }
        }
    }
    assert!(tried > 150, "{tried}");
}

#[test]
fn numbers_in_any_other_form_are_refused() {
    let events = run(Ed25519, &small_plan()).events;
    let size = events.iter().position(|(kind, _)| *kind == EventType::EncryptedTally).unwrap();
    for number in
        ["2.0", "2e0", "+2", "02", "-0", "\"2\"", "18446744073709551617", "2 ", "0x2", "NaN", "true"]
    {
        for field in ["num_tallied", "total_weight"] {
            let from = format!("\"{field}\":2");
            let to = format!("\"{field}\":{number}");
            let found = rewritten(&events, size, 1, |text| text.replace(&from, &to));
            assert_eq!(found, Some(Reason::Syntax), "{field} {number}");
        }
        let found = rewritten(&events, 0, 0, |text| text.replace("\"max\":1", &format!("\"max\":{number}")));
        assert_eq!(found, Some(Reason::Syntax), "max {number}");
    }
}
