//! Elections made by belenios-tool 2.0, 3.0 and 3.3: ours reads, verifies and rebuilds them.

use std::path::PathBuf;

use beffroi_ballot::archive::{Archive, Writer};
use beffroi_ballot::verify::{Report, Task, verify};

/// The folder of examples beside the workspace, or nothing, said on stderr.
fn examples() -> Vec<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/voting/examples");
    let Ok(entries) = std::fs::read_dir(&root) else {
        eprintln!("skipped: no example elections at {}", root.display());
        return Vec::new();
    };
    let mut folders: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    folders.sort();
    folders
}

fn archive(folder: &PathBuf) -> Vec<u8> {
    let files = std::fs::read_dir(folder).unwrap().filter_map(|entry| Some(entry.ok()?.path()));
    let path = files.into_iter().find(|path| path.extension().is_some_and(|e| e == "bel")).unwrap();
    std::fs::read(path).unwrap()
}

#[test]
fn elections_made_by_belenios_tool_are_valid() {
    let mut wrong = Vec::new();
    for folder in examples() {
        let bytes = archive(&folder);
        let report = verify(&Task { threads: 2, ..Task::new(bytes.as_slice()) }, &mut |_| ());
        let faults: Vec<_> = report.checks().iter().filter(|check| check.first.is_some()).collect();
        if !report.is_valid() {
            wrong.push(format!("{}: {faults:#?}", folder.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn their_archives_are_rebuilt_byte_for_byte() {
    for folder in examples() {
        let bytes = archive(&folder);
        let scanned = Archive::scan(bytes.as_slice(), &mut Report::default()).unwrap();
        let (mut writer, mut rebuilt) = Writer::start(scanned.timestamp);
        for event in &scanned.events {
            let entries = scanned.records_of(event).iter();
            let records: Vec<_> =
                entries.map(|entry| Archive::content(bytes.as_slice(), entry).unwrap()).collect();
            let records: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
            rebuilt.extend(writer.append(event.kind, &records));
        }
        assert!(rebuilt == bytes, "{}", folder.display());
    }
}
