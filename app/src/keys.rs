//! The instance's secrets, in a folder of their own that nobody else may read: `keyring.txt` (keys of the vault) and
//! `instance.key`. Without them the database is ciphertext; whoever copies them beside it has undone that.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use beffroi_people::{KeyRing, KeyRingError};
use beffroi_store::Ambient;
use beffroi_web::InstanceSecret;

/// The two files.
pub const FILES: [&str; 2] = [KEYRING, SECRET];
const KEYRING: &str = "keyring.txt";
const SECRET: &str = "instance.key";

/// The secrets, read.
#[derive(Clone)]
pub struct Keys {
    pub ring: KeyRing,
    pub secret: InstanceSecret,
}

/// Why the keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    #[error("{path}: {error}")]
    Io { path: PathBuf, error: io::Error },
    #[error("{0} can be read by others than its owner: chmod go= {0}")]
    Exposed(PathBuf),
    #[error(
        "{0} is missing, but the database already holds communes that only it opens: put the folder of keys back"
    )]
    Lost(PathBuf),
    #[error("{path}: {error}")]
    KeyRing { path: PathBuf, error: KeyRingError },
    #[error("{0} is no key: the file that `beffroi` made is expected")]
    Secret(PathBuf),
}

/// Makes what is missing, unless the instance is in use (`used`): then a missing key is a loss, never a beginning.
pub fn make(folder: &Path, ambient: &Ambient, used: bool) -> Result<(), KeysError> {
    let missing = |name: &str| !folder.join(name).exists();
    if used {
        return FILES
            .into_iter()
            .find(|name| missing(name))
            .map_or(Ok(()), |name| Err(KeysError::Lost(folder.join(name))));
    }
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(at(folder))?;
    if missing(KEYRING) {
        write_new(&folder.join(KEYRING), KeyRing::generate(ambient).to_text().as_bytes())?;
    }
    if missing(SECRET) {
        let text = format!("{}\n", InstanceSecret::generate(ambient).to_text());
        write_new(&folder.join(SECRET), text.as_bytes())?;
    }
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(at(folder))
}

/// Reads the keys; refuses those that others may read.
pub fn read(folder: &Path) -> Result<Keys, KeysError> {
    private(folder)?;
    let text = |name| {
        let path = folder.join(name);
        private(&path)?;
        fs::read_to_string(&path).map_err(at(&path)).map(|text| (path, text))
    };
    let (path, ring) = text(KEYRING)?;
    let ring = KeyRing::parse(&ring).map_err(|error| KeysError::KeyRing { path, error })?;
    let (path, secret) = text(SECRET)?;
    let secret = InstanceSecret::parse(&secret).ok_or(KeysError::Secret(path))?;
    Ok(Keys { ring, secret })
}

/// Copies the keys into `to`, a new folder as private as theirs.
pub fn copy(from: &Path, to: &Path) -> Result<(), KeysError> {
    DirBuilder::new().recursive(true).mode(0o700).create(to).map_err(at(to))?;
    for name in FILES {
        let bytes = fs::read(from.join(name)).map_err(at(&from.join(name)))?;
        write_new(&to.join(name), &bytes)?;
    }
    Ok(())
}

/// Writes keys that took up or dropped what a commune brought; each file is replaced whole.
pub fn replace(folder: &Path, keys: &Keys) -> Result<(), KeysError> {
    let secret = format!("{}\n", keys.secret.to_text());
    for (name, text) in [(KEYRING, keys.ring.to_text().as_bytes()), (SECRET, secret.as_bytes())] {
        let (path, partial) = (folder.join(name), folder.join(format!("{name}.partial")));
        if partial.exists() {
            fs::remove_file(&partial).map_err(at(&partial))?;
        }
        write_new(&partial, text)?;
        fs::rename(&partial, &path).map_err(at(&path))?;
    }
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(at(folder))
}

/// Whether the keys on the disk are those in memory.
pub fn unchanged(folder: &Path, keys: &Keys) -> Result<bool, KeysError> {
    let now = read(folder)?;
    Ok(now.ring.to_text() == keys.ring.to_text() && now.secret.to_text() == keys.secret.to_text())
}

fn private(path: &Path) -> Result<(), KeysError> {
    let mode = fs::metadata(path).map_err(at(path))?.permissions().mode();
    let for_others = mode & 0o077;
    if for_others == 0 { Ok(()) } else { Err(KeysError::Exposed(path.to_owned())) }
}

fn write_new(path: &Path, bytes: &[u8]) -> Result<(), KeysError> {
    let mut file =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(at(path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(at(path))
}

fn at(path: &Path) -> impl Fn(io::Error) -> KeysError {
    move |error| KeysError::Io { path: path.to_owned(), error }
}

#[cfg(test)]
mod tests {
    use super::*;
    use beffroi_store::testing::Folder;
    use time::macros::datetime;

    fn made() -> (Folder, PathBuf) {
        let (folder, ambient) = (Folder::new(), Ambient::fixed(datetime!(2026-11-23 08:00 UTC), 1));
        let keys = folder.path().join("keys");
        make(&keys, &ambient, false).unwrap();
        (folder, keys)
    }

    #[test]
    fn keys_are_made_once_and_read_back() {
        let (_folder, keys) = made();
        let first = read(&keys).unwrap();
        make(&keys, &Ambient::fixed(datetime!(2026-11-24 08:00 UTC), 2), false).unwrap();
        assert_eq!(read(&keys).unwrap().ring.to_text(), first.ring.to_text());
    }

    #[test]
    fn keys_that_others_may_read_are_refused() {
        let (_folder, keys) = made();
        fs::set_permissions(keys.join(SECRET), fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(read(&keys), Err(KeysError::Exposed(path)) if path.ends_with(SECRET)));
        fs::set_permissions(&keys, fs::Permissions::from_mode(0o755)).unwrap();
        assert!(matches!(read(&keys), Err(KeysError::Exposed(path)) if path == keys));
    }

    #[test]
    fn a_lost_key_of_an_instance_in_use_is_not_made_again() {
        let (_folder, keys) = made();
        fs::remove_file(keys.join(KEYRING)).unwrap();
        let ambient = Ambient::fixed(datetime!(2026-11-24 08:00 UTC), 2);
        assert!(matches!(make(&keys, &ambient, true), Err(KeysError::Lost(_))));
        assert!(!keys.join(KEYRING).exists());
    }
}
