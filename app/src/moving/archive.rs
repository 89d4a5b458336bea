//! The archive as a file: members written one after the other with their hashes, the manifest last; read back only when every hash is right.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{BufReader, BufWriter, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use beffroi_store::files::Digest;

use super::{FORMAT, MANIFEST, Manifest, Part};

/// Largest member that is read: a part of rows or a stored file, which an upload's limit keeps far below.
const LARGEST: u64 = 1 << 30;

/// An archive being written, under a name of its own until it is whole.
pub(super) struct Writer {
    tar: tar::Builder<BufWriter<File>>,
    partial: PathBuf,
    pub(super) parts: BTreeMap<String, Part>,
}

impl Writer {
    /// Begins, and begins again when called twice: a transaction may run more than once.
    pub(super) fn create(to: &Path) -> anyhow::Result<Self> {
        let mut name = to.as_os_str().to_owned();
        name.push(".partial");
        let partial = PathBuf::from(name);
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(true).mode(0o600).open(&partial);
        let file = file.with_context(|| partial.display().to_string())?;
        Ok(Self { tar: tar::Builder::new(BufWriter::new(file)), partial, parts: BTreeMap::new() })
    }

    pub(super) fn add(&mut self, path: &str, bytes: &[u8]) -> anyhow::Result<()> {
        self.append(path, bytes)?;
        let part = Part { bytes: bytes.len() as u64, sha256: Digest::of(bytes).to_string() };
        self.parts.insert(path.to_owned(), part);
        Ok(())
    }

    fn append(&mut self, path: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o600);
        self.tar.append_data(&mut header, path, bytes).with_context(|| self.partial.display().to_string())
    }

    /// Writes the manifest, and gives the archive its name once all is on the disk.
    pub(super) fn finish(mut self, manifest: &Manifest, to: &Path) -> anyhow::Result<()> {
        self.append(MANIFEST, &serde_json::to_vec_pretty(manifest)?)?;
        let mut file = self.tar.into_inner()?;
        file.flush()?;
        file.get_ref().sync_all()?;
        fs::rename(&self.partial, to).with_context(|| to.display().to_string())
    }
}

/// Calls `each` with the path and the bytes of every member, in order.
pub(super) fn members(
    archive: &Path,
    mut each: impl FnMut(&str, Vec<u8>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let file = File::open(archive).with_context(|| archive.display().to_string())?;
    let mut tar = tar::Archive::new(BufReader::new(file));
    for entry in tar.entries()? {
        let mut entry = entry.with_context(|| format!("{} is no whole archive", archive.display()))?;
        let path = entry.path()?.to_str().context("a name in the archive is not UTF-8")?.to_owned();
        ensure!(entry.size() <= LARGEST, "{path} is too large");
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).with_context(|| format!("{} was cut short", archive.display()))?;
        each(&path, bytes)?;
    }
    Ok(())
}

/// Reads an archive through and gives its manifest; an error says what is missing, altered or too much.
pub fn verify(archive: &Path) -> anyhow::Result<Manifest> {
    let (mut found, mut manifest) = (BTreeMap::new(), None);
    members(archive, |path, bytes| {
        if path == MANIFEST {
            let read: Manifest = serde_json::from_slice(&bytes).context("the manifest cannot be read")?;
            ensure!(manifest.replace(read).is_none(), "the archive has two manifests");
            return Ok(());
        }
        let part = Part { bytes: bytes.len() as u64, sha256: Digest::of(&bytes).to_string() };
        ensure!(found.insert(path.to_owned(), part).is_none(), "{path} stands twice in the archive");
        Ok(())
    })?;
    let manifest = manifest.context("the archive has no manifest: it was cut short")?;
    if manifest.beffroi_commune != FORMAT {
        bail!("the archive is of version {}; this program reads {FORMAT}", manifest.beffroi_commune);
    }
    for (path, part) in &manifest.parts {
        ensure!(found.get(path) == Some(part), "{path} is missing from the archive or was altered");
    }
    ensure!(found.len() == manifest.parts.len(), "the archive holds more than its manifest says");
    Ok(manifest)
}
