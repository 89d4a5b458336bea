//! The files of one log, where they are published: below the log's own name, so that the folder of an instance can be
//! copied or served as it is.

use std::collections::HashSet;

use beffroi_store::PublicFiles;
use beffroi_store::files::FileError;
use beffroi_translog::{Checkpoint, Tile, VerifierKey};

/// The log's signed head, the only file that changes.
pub const CHECKPOINT: &str = "checkpoint";
/// The log's public key.
pub const VKEY: &str = "vkey";

/// A log's files.
#[derive(Clone, Debug)]
pub struct Shelf {
    files: PublicFiles,
    origin: String,
}

/// The head that is published.
#[derive(Clone, Debug)]
pub struct Present {
    /// The bytes, whatever they are.
    pub bytes: Vec<u8>,
    /// What they say, when the log's key signed it.
    pub signed: Option<Checkpoint>,
}

impl Shelf {
    /// The files of the log called `origin`.
    pub fn new(files: &PublicFiles, origin: &str) -> Self {
        Self { files: files.clone(), origin: origin.to_owned() }
    }

    fn path(&self, name: &str) -> String {
        format!("{}/{name}", self.origin)
    }

    /// A file by its path below the log.
    pub async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, FileError> {
        self.files.get(&self.path(name)).await
    }

    /// The published head, if there is one.
    pub async fn present(&self, key: &VerifierKey) -> Result<Option<Present>, FileError> {
        let bytes = self.get(CHECKPOINT).await?;
        Ok(bytes.map(|bytes| {
            let signed = Checkpoint::open(&bytes, key, &[], 0).ok().map(|opened| opened.checkpoint);
            Present { bytes, signed }
        }))
    }

    /// Writes a tile or bundle; durable when it returns.
    pub(crate) async fn put(&self, tile: Tile, content: Vec<u8>) -> Result<(), FileError> {
        self.files.put(&self.path(&tile.to_string()), content).await
    }

    /// Writes the public key where it is absent or another.
    pub(crate) async fn show_key(&self, key: &VerifierKey) -> Result<(), FileError> {
        let text = format!("{key}\n").into_bytes();
        if self.get(VKEY).await?.as_ref() == Some(&text) {
            return Ok(());
        }
        self.files.put(&self.path(VKEY), text).await
    }

    /// Replaces the head `known` by another; `false` when somebody else did meanwhile.
    pub(crate) async fn sign(&self, known: Option<&Present>, checkpoint: &str) -> Result<bool, FileError> {
        let known = known.map(|present| present.bytes.as_slice());
        self.files.replace(&self.path(CHECKPOINT), known, checkpoint.as_bytes().to_vec()).await
    }

    /// The full tiles and bundles that are there.
    pub(crate) async fn full_files(&self) -> Result<HashSet<Tile>, FileError> {
        let paths = self.files.list(&self.path("tile")).await?;
        let tiles = paths.iter().filter_map(|path| self.tile(path));
        Ok(tiles.filter(|tile| *tile == tile.full()).collect())
    }

    /// The tile at a path of the store.
    fn tile(&self, path: &str) -> Option<Tile> {
        path.strip_prefix(&self.origin)?.strip_prefix('/')?.parse().ok()
    }

    /// Deletes partial tiles and bundles whose full ones are published at this size (c2sp.org/tlog-tiles lets a log do
    /// so); how many. Looks at the places below `folders` only.
    pub(crate) async fn tidy(&self, size: u64, folders: &[String]) -> Result<u64, FileError> {
        let mut removed = 0;
        for folder in folders {
            for path in self.files.list(&self.path(folder)).await? {
                if self.tile(&path).is_some_and(|tile| tile != tile.full() && tile.full().lies_within(size)) {
                    self.files.delete(&path).await?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }
}
