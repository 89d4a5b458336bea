//! A published log, read from wherever its files are. Nothing is believed but what leads to the signed root.

use std::collections::HashMap;
use std::future::Future;

use beffroi_store::files::FileError;
use beffroi_translog::{
    AuditError, Checkpoint, CheckpointError, Entry, FULL, Hash, Kind, ProofError, Tile, TileTree, TlogProof,
    VerifierKey, consistency, inclusion, read_bundle, verify_consistency, verify_inclusion,
};

use crate::shelf::{CHECKPOINT, Shelf};

/// Where the files of a log are: a store, a folder, a site.
pub trait Source: Sync {
    /// A file by its path below the log; `None` when it is not there.
    fn get(&self, name: &str) -> impl Future<Output = Result<Option<Vec<u8>>, ReadError>> + Send;
}

impl Source for Shelf {
    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        Ok(Self::get(self, name).await?)
    }
}

/// Why a log gives no answer.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// No signed head.
    #[error("there is no checkpoint")]
    NoCheckpoint,
    /// The head is not signed by the key that was given.
    #[error("the checkpoint is refused: {0}")]
    Checkpoint(#[from] CheckpointError),
    /// The log is not so long.
    #[error("the log has {1} entries: there is no entry {0}")]
    Beyond(u64, u64),
    /// A file is missing or not what it must be.
    #[error(transparent)]
    Broken(#[from] AuditError),
    /// The files do not lead to the signed root.
    #[error("the files do not give the signed root: {0}")]
    Proof(#[from] ProofError),
    /// The store.
    #[error(transparent)]
    Files(#[from] FileError),
    /// The site or the folder.
    #[error("{0}")]
    Unreachable(String),
}

/// A log whose head is signed.
#[derive(Debug)]
pub struct Log<S> {
    source: S,
    /// The head, byte for byte.
    pub checkpoint: String,
    /// What it says.
    pub head: Checkpoint,
    /// The witnesses that signed it: position among those given, Unix seconds.
    pub witnesses: Vec<(usize, u64)>,
}

impl<S: Source> Log<S> {
    /// Opens the log that `key` signs, cosigned by at least `quorum` of `witnesses`.
    pub async fn open(
        source: S,
        key: &VerifierKey,
        witnesses: &[VerifierKey],
        quorum: usize,
    ) -> Result<Self, ReadError> {
        let bytes = source.get(CHECKPOINT).await?.ok_or(ReadError::NoCheckpoint)?;
        let opened = Checkpoint::open(&bytes, key, witnesses, quorum)?;
        // A note is UTF-8, or it would not have been opened.
        let checkpoint = String::from_utf8_lossy(&bytes).into_owned();
        Ok(Self { source, checkpoint, head: opened.checkpoint, witnesses: opened.witnesses })
    }

    /// Where the files are.
    pub const fn source(&self) -> &S {
        &self.source
    }

    /// An entry of the log, proved against the signed root, with its proof.
    pub async fn prove(&self, index: u64) -> Result<(Entry, TlogProof), ReadError> {
        let size = self.head.size;
        if index >= size {
            return Err(ReadError::Beyond(index, size));
        }
        let entry = self.entry(index).await?;
        let tree = self.tree(index).await?;
        let hashes = inclusion(&tree, index, size)?;
        verify_inclusion(entry.leaf(), index, size, &hashes, &self.head.root)?;
        Ok((entry, TlogProof { extra: None, index, hashes, checkpoint: self.checkpoint.clone() }))
    }

    /// The proof that the log of `old` entries with this root is a beginning of this one; checked.
    pub async fn growth(&self, old: &Checkpoint) -> Result<Vec<Hash>, ReadError> {
        let (size, root) = (self.head.size, &self.head.root);
        if old.size > size {
            return Err(ReadError::Beyond(old.size - 1, size));
        }
        let hashes = match old.size {
            0 => Vec::new(),
            old => consistency(&self.tree(old - 1).await?, old, size)?,
        };
        verify_consistency(old.size, &old.root, size, root, &hashes)?;
        Ok(hashes)
    }

    async fn tree(&self, index: u64) -> Result<TileTree, ReadError> {
        let files = gather(&self.source, &TileTree::tiles(index, self.head.size)).await?;
        Ok(TileTree::read(index, self.head.size, &files)?)
    }

    async fn entry(&self, index: u64) -> Result<Entry, ReadError> {
        let full = u64::from(FULL);
        let n = index / full;
        // At most 256, as the minimum says.
        let width = u16::try_from((self.head.size - n * full).min(full)).unwrap_or(FULL);
        let tile = Tile { kind: Kind::Entries, n, width };
        let missing = || AuditError::Missing(tile);
        let mut content = gather(&self.source, &[tile]).await?.into_values().next().ok_or_else(missing)?;
        content.truncate(usize::from(width) * 130);
        let entries = read_bundle(&content, width).map_err(|error| AuditError::Malformed(tile, error))?;
        // The place within a bundle fits any machine's word.
        let place = usize::try_from(index % full).unwrap_or_default();
        Ok(*entries.get(place).ok_or_else(missing)?)
    }
}

/// These tiles, or the full ones that took their places, by path. What is not there is left out.
pub(crate) async fn gather(
    source: &impl Source,
    tiles: &[Tile],
) -> Result<HashMap<String, Vec<u8>>, ReadError> {
    let mut found = HashMap::new();
    for tile in tiles {
        for name in [tile.to_string(), tile.full().to_string()] {
            if let Some(content) = source.get(&name).await? {
                found.insert(name, content);
                break;
            }
        }
    }
    Ok(found)
}
