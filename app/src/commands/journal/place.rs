//! Where a log is: a folder, or a site.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use beffroi_journal::{ReadError, Source};
use beffroi_translog::{Files, Tile};
use beffroi_web::fetch::{Call, Fetcher, Target};
use tokio::task::JoinSet;

/// Files asked for at the same time.
const AT_ONCE: usize = 16;
const SITE: &str = "log";

/// A folder, or an address.
#[derive(Clone)]
pub(super) enum Place {
    Folder(PathBuf),
    Site(Fetcher),
}

/// What an audit reads.
pub(super) enum Whole {
    Folder(PathBuf),
    Fetched(HashMap<String, Vec<u8>>),
}

impl Place {
    pub(super) fn new(text: &str) -> Result<Self, ReadError> {
        if !text.starts_with("http://") && !text.starts_with("https://") {
            return Ok(Self::Folder(text.into()));
        }
        let mut target = Target::new(SITE, "tlog", text);
        target.timeout = Duration::from_secs(30);
        Fetcher::new([target]).map(Self::Site).map_err(|error| ReadError::Unreachable(error.to_string()))
    }

    /// A file of text that must be there.
    pub(super) async fn text(&self, name: &str) -> Result<String, ReadError> {
        let missing = || ReadError::Unreachable(format!("there is no file `{name}`"));
        let bytes = self.get(name).await?.ok_or_else(missing)?;
        String::from_utf8(bytes).map_err(|_| missing())
    }

    /// Everything that an audit of these tiles reads.
    pub(super) async fn whole(&self, tiles: Vec<Tile>) -> Result<Whole, ReadError> {
        if let Self::Folder(folder) = self {
            return Ok(Whole::Folder(folder.clone()));
        }
        let mut waiting = tiles.into_iter();
        let (mut work, mut found) = (JoinSet::new(), HashMap::new());
        let place = Arc::new(self.clone());
        loop {
            while work.len() < AT_ONCE
                && let Some(tile) = waiting.next()
            {
                let place = Arc::clone(&place);
                work.spawn(async move { place.tile(tile).await });
            }
            match work.join_next().await {
                None => return Ok(Whole::Fetched(found)),
                Some(done) => {
                    let done = done.map_err(|error| ReadError::Unreachable(error.to_string()))?;
                    found.extend(done?);
                }
            }
        }
    }

    /// A tile, or the full one that took its place.
    async fn tile(&self, tile: Tile) -> Result<Option<(String, Vec<u8>)>, ReadError> {
        for name in [tile.to_string(), tile.full().to_string()] {
            if let Some(content) = self.get(&name).await? {
                return Ok(Some((name, content)));
            }
        }
        Ok(None)
    }
}

impl Source for Place {
    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        match self {
            Self::Folder(folder) => match std::fs::read(folder.join(name)) {
                Ok(content) => Ok(Some(content)),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(ReadError::Unreachable(format!("{name}: {error}"))),
            },
            Self::Site(fetcher) => {
                let segments: Vec<&str> = name.split('/').collect();
                let answer = fetcher.call(SITE, &Call::get(&segments)).await;
                let answer = answer.map_err(|error| ReadError::Unreachable(error.to_string()))?;
                match answer.status.as_u16() {
                    200 => Ok(Some(answer.body)),
                    404 | 410 => Ok(None),
                    status => Err(ReadError::Unreachable(format!("{name}: the site answers {status}"))),
                }
            }
        }
    }
}

impl Files for Whole {
    fn get(&self, path: &str) -> Option<Vec<u8>> {
        match self {
            Self::Folder(folder) => std::fs::read(folder.join(path)).ok(),
            Self::Fetched(found) => found.get(path).cloned(),
        }
    }
}
