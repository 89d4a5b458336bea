//! Files of an election: written once and atomically, private ones readable by their owner alone, and never
//! overwritten silently.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use beffroi_ballot::archive::Source;
use zeroize::Zeroizing;

use super::problem::Problem;

/// Who may read a new file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Everybody.
    Public,
    /// Its owner.
    Private,
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> Problem {
    let path = path.to_owned();
    move |error| Problem::File(path, error)
}

/// Reads a whole text, erased when dropped: it may be a key.
pub(super) fn read(path: &Path) -> Result<Zeroizing<String>, Problem> {
    fs::read_to_string(path).map(Zeroizing::new).map_err(at(path))
}

/// Refuses early what [`create`] would refuse: before anything that takes long is done for nothing.
pub(super) fn must_be_new(path: &Path) -> Result<(), Problem> {
    if path.exists() { Err(Problem::Exists(path.to_owned())) } else { Ok(()) }
}

/// Writes a file that does not exist yet, whole or not at all.
pub(super) fn create(path: &Path, content: &[u8], access: Access) -> Result<(), Problem> {
    let staged = stage(path, &[content], access)?;
    let linked = fs::hard_link(&staged, path);
    fs::remove_file(&staged).map_err(at(&staged))?;
    match linked {
        Ok(()) => sync_folder(path),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Problem::Exists(path.to_owned())),
        Err(error) => Err(Problem::File(path.to_owned(), error)),
    }
}

/// Appends to an archive, atomically: a grown copy takes its place.
pub(super) fn append(path: &Path, added: &[u8]) -> Result<(), Problem> {
    let content = fs::read(path).map_err(at(path))?;
    let staged = stage(path, &[&content, added], Access::Public)?;
    fs::rename(&staged, path).map_err(at(path))?;
    sync_folder(path)
}

/// Writes the content beside its place, down to the disk.
fn stage(path: &Path, parts: &[&[u8]], access: Access) -> Result<PathBuf, Problem> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.partial", std::process::id()));
    let staged = path.with_file_name(name);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(
        &mut options,
        if access == Access::Private { 0o600 } else { 0o644 },
    );
    let write = |file: &mut File| {
        for part in parts {
            file.write_all(part)?;
        }
        file.sync_all()
    };
    let mut file = options.open(&staged).map_err(at(&staged))?;
    match write(&mut file) {
        Ok(()) => Ok(staged),
        Err(error) => {
            let _ = fs::remove_file(&staged);
            Err(Problem::File(staged, error))
        }
    }
}

fn sync_folder(path: &Path) -> Result<(), Problem> {
    let folder = folder_of(path);
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(at(folder))
}

/// Keeps two commands from continuing the same archive at once: the second would lose what the first added.
pub(super) struct Lock(#[expect(dead_code, reason = "the lock is held as long as the file is open")] File);

impl Lock {
    /// Waits for the lock of an archive: one on its folder, because the archive itself is replaced.
    #[cfg(unix)]
    pub(super) fn take(path: &Path) -> Result<Self, Problem> {
        let folder = folder_of(path);
        let file = File::open(folder).map_err(at(folder))?;
        file.lock().map_err(at(folder)).map(|()| Self(file))
    }

    /// Waits for the lock of an archive: one on a file beside it, because the archive itself is replaced.
    #[cfg(not(unix))]
    pub(super) fn take(path: &Path) -> Result<Self, Problem> {
        let path = path.with_extension("lock");
        let file =
            OpenOptions::new().write(true).create(true).truncate(false).open(&path).map_err(at(&path))?;
        file.lock().map_err(at(&path)).map(|()| Self(file))
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// An archive on disk, read piece by piece.
pub(super) struct FileSource {
    file: File,
    size: u64,
}

impl FileSource {
    /// Opens an archive.
    pub(super) fn open(path: &Path) -> Result<Self, Problem> {
        let file = File::open(path).map_err(at(path))?;
        let metadata = file.metadata().map_err(at(path))?;
        if !metadata.is_file() {
            return Err(Problem::NotAFile(path.to_owned()));
        }
        Ok(Self { size: metadata.len(), file })
    }
}

impl Source for FileSource {
    fn size(&self) -> u64 {
        self.size
    }

    #[cfg(unix)]
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> bool {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, buffer, offset).is_ok()
    }

    #[cfg(windows)]
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> bool {
        let mut done = 0;
        while done < buffer.len() {
            let place = offset + done as u64;
            match std::os::windows::fs::FileExt::seek_read(&self.file, &mut buffer[done..], place) {
                Ok(read) if read > 0 => done += read,
                _ => return false,
            }
        }
        true
    }
}
