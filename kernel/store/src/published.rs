//! Files for everybody, under names that everybody knows: what a mirror copies. Each is whole or not there; one that
//! changes is replaced only by whoever has seen its present content.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::TryStreamExt;
use object_store::path::Path as Place;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutPayload, UpdateVersion};

use crate::files::{FileError, Opened, absent};

/// Where published files lie. Cheap to clone.
#[derive(Clone, Debug)]
pub struct PublicFiles {
    store: Arc<dyn ObjectStore>,
    prefix: Place,
    /// The folder, when it is one.
    folder: Option<PathBuf>,
    #[cfg(feature = "testing")]
    crash: Option<Arc<std::sync::atomic::AtomicI64>>,
}

impl PublicFiles {
    /// Opens `file:PATH` (a folder, made if absent, that others may read), `memory:` or `s3://bucket/prefix`.
    pub fn open(url: &str) -> Result<Self, FileError> {
        let Opened { store, prefix, folder } = Opened::open(url, |path| fs::create_dir_all(path))?;
        Ok(Self {
            store,
            prefix,
            folder,
            #[cfg(feature = "testing")]
            crash: None,
        })
    }

    /// The same place, seen by a process that dies before its write number `writes`, counted from 0: that write and all
    /// later ones fail without having begun.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn dying_before(&self, writes: i64) -> Self {
        Self { crash: Some(Arc::new(std::sync::atomic::AtomicI64::new(writes))), ..self.clone() }
    }

    /// The content of a file, or `None`.
    pub async fn get(&self, path: &str) -> Result<Option<Vec<u8>>, FileError> {
        match self.store.get(&self.place(path)?).await.map_err(absent) {
            Ok(found) => Ok(Some(found.bytes().await?.into())),
            Err(FileError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether there is such a file.
    pub async fn exists(&self, path: &str) -> Result<bool, FileError> {
        match self.store.head(&self.place(path)?).await.map_err(absent) {
            Ok(_) => Ok(true),
            Err(FileError::NotFound) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Writes a file whole. Returns once it is durable.
    pub async fn put(&self, path: &str, bytes: Vec<u8>) -> Result<(), FileError> {
        self.alive()?;
        self.store.put(&self.place(path)?, PutPayload::from(bytes)).await?;
        Ok(())
    }

    /// Replaces a file whose content is `known` (`None`: that is not there); answers `false`, and leaves it, when it is
    /// another. Comparing and replacing are one: a process that was asleep meanwhile cannot bring an old content back.
    pub async fn replace(&self, path: &str, known: Option<&[u8]>, bytes: Vec<u8>) -> Result<bool, FileError> {
        self.alive()?;
        let place = self.place(path)?;
        if let Some(folder) = &self.folder {
            let (folder, file) = (folder.clone(), folder.join(path));
            let known = known.map(<[u8]>::to_vec);
            let work = move || replace_on_disk(&folder, &file, known.as_deref(), &bytes);
            let done = tokio::task::spawn_blocking(work).await.unwrap_or_else(|e| Err(io::Error::other(e)));
            return done.map_err(|e| failed(path, &e));
        }
        let mode = match (self.store.get(&place).await.map_err(absent), known) {
            (Ok(found), Some(known)) => {
                let seen =
                    UpdateVersion { e_tag: found.meta.e_tag.clone(), version: found.meta.version.clone() };
                if found.bytes().await? != known {
                    return Ok(false);
                }
                PutMode::Update(seen)
            }
            (Err(FileError::NotFound), None) => PutMode::Create,
            (Ok(_), None) | (Err(FileError::NotFound), Some(_)) => return Ok(false),
            (Err(error), _) => return Err(error),
        };
        match self.store.put_opts(&place, PutPayload::from(bytes), mode.into()).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::Precondition { .. } | object_store::Error::AlreadyExists { .. }) => {
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Deletes a file; one that is not there is no error.
    pub async fn delete(&self, path: &str) -> Result<(), FileError> {
        self.alive()?;
        match self.store.delete(&self.place(path)?).await.map_err(absent) {
            Ok(()) | Err(FileError::NotFound) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The paths of the files below `folder`, sorted.
    pub async fn list(&self, folder: &str) -> Result<Vec<String>, FileError> {
        let found: Vec<_> = self.store.list(Some(&self.place(folder)?)).try_collect().await?;
        let below = |place: &Place| {
            let parts = place.prefix_match(&self.prefix)?;
            Some(parts.map(|part| part.as_ref().to_owned()).collect::<Vec<_>>().join("/"))
        };
        let mut paths: Vec<String> = found.iter().filter_map(|object| below(&object.location)).collect();
        paths.sort_unstable();
        Ok(paths)
    }

    fn place(&self, path: &str) -> Result<Place, FileError> {
        let relative = Place::parse(path).map_err(|e| FileError::Address(e.to_string()))?;
        Ok(self.prefix.parts().chain(relative.parts()).collect())
    }

    #[cfg(feature = "testing")]
    fn alive(&self) -> Result<(), FileError> {
        let left =
            self.crash.as_ref().map_or(1, |left| left.fetch_sub(1, std::sync::atomic::Ordering::Relaxed));
        if left > 0 { Ok(()) } else { Err(failed("", &io::Error::other("this process is dead"))) }
    }

    #[cfg(not(feature = "testing"))]
    #[expect(clippy::unnecessary_wraps, reason = "only a test's process dies")]
    const fn alive(&self) -> Result<(), FileError> {
        Ok(())
    }
}

fn failed(path: &str, error: &io::Error) -> FileError {
    let source = format!("{path}: {error}").into();
    FileError::Store(object_store::Error::Generic { store: "published files", source })
}

/// Under a lock that the system lets go when the process ends.
fn replace_on_disk(folder: &Path, file: &Path, known: Option<&[u8]>, bytes: &[u8]) -> io::Result<bool> {
    let lock = File::options().create(true).truncate(false).write(true).open(folder.join(".lock"))?;
    lock.lock()?;
    let present = match fs::read(file) {
        Ok(present) => Some(present),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    if present.as_deref() != known {
        return Ok(false);
    }
    let parent = file.parent().unwrap_or(folder);
    fs::create_dir_all(parent)?;
    let partial = file.with_extension("partial");
    let mut written = File::create(&partial)?;
    written.write_all(bytes)?;
    written.sync_all()?;
    fs::rename(&partial, file)?;
    File::open(parent)?.sync_all()?;
    Ok(true)
}
