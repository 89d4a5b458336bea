//! Which files an import reads: the files given, those of folders given, and their siblings in a package.
//!
//! A package is a folder with `forms`, `workflows`, `blocks`, `datasources`, `carddefs`, `mail-templates` or
//! `category` in it. A file inside one is read together with its siblings, which are not imported themselves.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use beffroi_forms::import::wcs::{Input, MAX_BYTES};

const PACKAGE_FOLDERS: [&str; 7] =
    ["forms", "workflows", "blocks", "datasources", "carddefs", "mail-templates", "category"];

/// Deepest folder looked into.
const MAX_DEPTH: usize = 8;

/// What was found.
#[derive(Default)]
pub(super) struct Gathered {
    /// Files to import, then files to look things up in.
    pub(super) inputs: Vec<Input>,
    /// Files of a folder that are not XML.
    pub(super) skipped: Vec<PathBuf>,
    /// Files that could not be opened.
    pub(super) missing: Vec<(PathBuf, io::Error)>,
}

/// Collects the files to read.
pub(super) fn gather(paths: &[PathBuf]) -> Gathered {
    let mut found = Gathered::default();
    let mut known = BTreeSet::new();
    let mut packages = BTreeSet::new();
    for path in paths {
        let files = if path.is_dir() { walk(path, 0) } else { vec![path.clone()] };
        for file in files {
            if !known.insert(file.canonicalize().unwrap_or_else(|_| file.clone())) {
                continue;
            }
            let package = package_of(&file);
            read(&mut found, &file, package.as_deref(), path.is_dir(), false);
            packages.extend(package);
        }
    }
    for package in packages {
        for folder in PACKAGE_FOLDERS {
            for file in walk(&package.join(folder), 0) {
                if known.insert(file.canonicalize().unwrap_or_else(|_| file.clone())) {
                    read(&mut found, &file, Some(&package), true, true);
                }
            }
        }
    }
    found
}

fn walk(folder: &Path, depth: usize) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let inside = |path: PathBuf| match path.is_dir() {
        true if depth < MAX_DEPTH => walk(&path, depth + 1),
        true => Vec::new(),
        false => vec![path],
    };
    paths.into_iter().flat_map(inside).collect()
}

fn package_of(file: &Path) -> Option<PathBuf> {
    let folder = file.parent()?;
    let name = folder.file_name()?.to_str()?;
    PACKAGE_FOLDERS.contains(&name).then(|| folder.parent().map(Path::to_path_buf))?
}

fn read(found: &mut Gathered, file: &Path, package: Option<&Path>, listed: bool, context: bool) {
    let bytes = match size_checked(file) {
        Ok(bytes) => bytes,
        Err(error) => {
            if !context {
                found.missing.push((file.to_owned(), error));
            }
            return;
        }
    };
    // A folder holds licences and notes too; a file given by name is always read.
    let xml = bytes.iter().find(|b| !b.is_ascii_whitespace() && !matches!(b, 0xEF | 0xBB | 0xBF));
    if listed && xml != Some(&b'<') {
        if !context {
            found.skipped.push(file.to_owned());
        }
        return;
    }
    found.inputs.push(Input {
        name: file.display().to_string(),
        package: package.map(|path| path.display().to_string()).unwrap_or_default(),
        bytes,
        context,
    });
}

/// Reads a file, but not one that the importer would refuse for its size anyway.
fn size_checked(file: &Path) -> io::Result<Vec<u8>> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    fs::File::open(file)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}
