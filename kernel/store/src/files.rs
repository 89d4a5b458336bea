//! Files by the SHA-256 of what is stored. What comes here is already encrypted (the vault does it): neither the disk
//! nor the bucket's owner sees a clear byte, and the name says nothing but the hash of the cipher text.
//!
//! Places are made of an authority's identifier and a digest, never of anything a person typed.

use std::collections::HashSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use futures_util::TryStreamExt;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path as Place;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use sha2::{Digest as _, Sha256};
use thiserror::Error;
use time::OffsetDateTime;
use uuid::Uuid;

/// What can go wrong with a file.
#[derive(Debug, Error)]
pub enum FileError {
    /// No such file for this authority.
    #[error("no such file")]
    NotFound,
    /// The bytes no longer have the digest under which they were stored.
    #[error("the file {0} was altered")]
    Altered(Digest),
    /// An address that names no place for files.
    #[error("not an address of files: {0}")]
    Address(String),
    /// The disk or the bucket refused.
    #[error("files cannot be reached: {0}")]
    Store(#[from] object_store::Error),
}

/// A text that is not 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a digest: 64 lower-case hexadecimal digits are expected")]
pub struct NotADigest;

/// SHA-256 of stored bytes. Written as 64 lower-case hexadecimal digits, and read from nothing else.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl FromStr for Digest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let digits: &[u8; 64] = text.as_bytes().try_into().map_err(|_| NotADigest)?;
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
        }
        Ok(Self(bytes))
    }
}

fn nibble(digit: u8) -> Result<u8, NotADigest> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        _ => Err(NotADigest),
    }
}

/// What a sweep did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// Files still referred to, or too young to judge.
    pub kept: u64,
    /// Orphans deleted.
    pub removed: u64,
}

/// A disk or a bucket, and where in it.
pub(crate) struct Opened {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) prefix: Place,
    /// The folder, when it is one.
    pub(crate) folder: Option<PathBuf>,
}

impl Opened {
    /// Opens the address; `make` makes a folder that is absent.
    pub(crate) fn open(url: &str, make: impl Fn(&Path) -> std::io::Result<()>) -> Result<Self, FileError> {
        if let Some(path) = url.strip_prefix("file:") {
            let path = Path::new(path.strip_prefix("//").unwrap_or(path));
            make(path).map_err(|e| FileError::Address(format!("{}: {e}", path.display())))?;
            // Bytes, then name, then folder are on the disk before `put` returns.
            let store = LocalFileSystem::new_with_prefix(path)?.with_fsync(true);
            return Ok(Self {
                store: Arc::new(store),
                prefix: Place::default(),
                folder: Some(path.to_owned()),
            });
        }
        if url == "memory:" {
            return Ok(Self { store: Arc::new(InMemory::new()), prefix: Place::default(), folder: None });
        }
        Self::open_bucket(url)
    }

    #[cfg(feature = "s3")]
    fn open_bucket(url: &str) -> Result<Self, FileError> {
        let Some((_, prefix)) =
            url.strip_prefix("s3://").map(|rest| rest.split_once('/').unwrap_or((rest, "")))
        else {
            return Err(FileError::Address(url.to_owned()));
        };
        // Fails only when the process already chose one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let store = object_store::aws::AmazonS3Builder::from_env().with_url(url).build()?;
        let prefix = Place::parse(prefix).map_err(|e| FileError::Address(e.to_string()))?;
        Ok(Self { store: Arc::new(store), prefix, folder: None })
    }

    #[cfg(not(feature = "s3"))]
    fn open_bucket(url: &str) -> Result<Self, FileError> {
        Err(FileError::Address(format!("{url} (this build knows `file:` only)")))
    }
}

/// Where the files of an instance lie. Cheap to clone.
#[derive(Clone, Debug)]
pub struct FileStore {
    store: Arc<dyn ObjectStore>,
    prefix: Place,
    /// The folder, when it is one.
    folder: Option<PathBuf>,
}

impl FileStore {
    /// Opens `file:PATH` (a folder, made if absent), `memory:` (tests) or, with the feature `s3`,
    /// `s3://bucket/prefix` (keys, region and endpoint from the usual `AWS_…` variables).
    pub fn open(url: &str) -> Result<Self, FileError> {
        let Opened { store, prefix, folder } = Opened::open(url, make_private_folder)?;
        Ok(Self { store, prefix, folder })
    }

    /// Keeps `bytes` (encrypted by the caller) and names them. Returns once they are durable.
    pub async fn put(&self, authority: Uuid, bytes: Vec<u8>) -> Result<Digest, FileError> {
        let digest = Digest::of(&bytes);
        self.store.put(&self.place(authority, digest), PutPayload::from(bytes)).await?;
        Ok(digest)
    }

    /// The bytes of a file, checked against their digest.
    pub async fn get(&self, authority: Uuid, digest: Digest) -> Result<Vec<u8>, FileError> {
        let found = self.store.get(&self.place(authority, digest)).await.map_err(absent)?;
        let bytes = found.bytes().await?;
        if Digest::of(&bytes) == digest { Ok(bytes.into()) } else { Err(FileError::Altered(digest)) }
    }

    /// Whether the authority has this file.
    pub async fn exists(&self, authority: Uuid, digest: Digest) -> Result<bool, FileError> {
        match self.store.head(&self.place(authority, digest)).await.map_err(absent) {
            Ok(_) => Ok(true),
            Err(FileError::NotFound) => Ok(false),
            Err(e) => Err(e),
        }
    }

    /// Deletes a file; one that is not there is no error.
    pub async fn delete(&self, authority: Uuid, digest: Digest) -> Result<(), FileError> {
        match self.store.delete(&self.place(authority, digest)).await.map_err(absent) {
            Ok(()) | Err(FileError::NotFound) => Ok(()),
            Err(e) => Err(e),
        }
    }

    /// Deletes the authority's files that nothing refers to (`referred`) and that were stored before `before`: young
    /// ones may belong to a transaction under way. Deletes too what a crash left half written.
    pub async fn sweep(
        &self,
        authority: Uuid,
        referred: &HashSet<Digest>,
        before: OffsetDateTime,
    ) -> Result<Swept, FileError> {
        let mut swept = Swept::default();
        let found: Vec<_> = self.store.list(Some(&self.folder(authority))).try_collect().await?;
        for object in found {
            let digest = object.location.filename().and_then(|name| Digest::from_str(name).ok());
            let young = object.last_modified.timestamp() >= before.unix_timestamp();
            if young || digest.is_none_or(|digest| referred.contains(&digest)) {
                swept.kept += 1;
            } else {
                self.store.delete(&object.location).await?;
                swept.removed += 1;
            }
        }
        if let Some(folder) = &self.folder {
            let folder = folder.join(authority.hyphenated().to_string());
            let removed = tokio::task::spawn_blocking(move || remove_half_written(&folder, before)).await;
            swept.removed += removed.unwrap_or(0);
        }
        Ok(swept)
    }

    /// The digests of the authority's files: to take them along when it leaves.
    pub async fn list(&self, authority: Uuid) -> Result<Vec<Digest>, FileError> {
        let found: Vec<_> = self.store.list(Some(&self.folder(authority))).try_collect().await?;
        let mut digests: Vec<Digest> =
            found.iter().filter_map(|object| object.location.filename()?.parse().ok()).collect();
        digests.sort_unstable();
        Ok(digests)
    }

    fn folder(&self, authority: Uuid) -> Place {
        self.prefix.clone().join(authority.hyphenated().to_string())
    }

    fn place(&self, authority: Uuid, digest: Digest) -> Place {
        let name = digest.to_string();
        self.folder(authority).join(&name[..2]).join(name.as_str())
    }
}

pub(crate) fn absent(error: object_store::Error) -> FileError {
    match error {
        object_store::Error::NotFound { .. } => FileError::NotFound,
        other => FileError::Store(other),
    }
}

/// Deletes the staged files (`<digest>#<n>`) that a crash left behind before `before`; how many.
fn remove_half_written(folder: &Path, before: OffsetDateTime) -> u64 {
    let entries = |folder: &Path| std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut removed = 0;
    for entry in entries(folder).flat_map(|shelf| entries(&shelf.path())) {
        let name = entry.file_name();
        let staged = name.to_str().and_then(|name| name.split_once('#'));
        let of_ours = staged.is_some_and(|(digest, _)| Digest::from_str(digest).is_ok());
        let modified = entry.metadata().and_then(|data| data.modified()).map(OffsetDateTime::from);
        if of_ours && modified.is_ok_and(|at| at < before) && std::fs::remove_file(entry.path()).is_ok() {
            removed += 1;
        }
    }
    removed
}

fn make_private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
