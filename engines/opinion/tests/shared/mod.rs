//! The real conversations of `../shared`, where the checkout has them beside it.

use std::fs;
use std::path::{Path, PathBuf};

use beffroi_opinion::Conversation;
use beffroi_opinion::polis::{read_comments, read_votes};

/// The folders of the real conversations, or none, said on stderr, where they are absent.
pub(crate) fn conversations() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/participation/polis");
    let Ok(entries) = fs::read_dir(&folder) else {
        eprintln!("skipped: {} is absent", folder.display());
        return Vec::new();
    };
    let mut folders: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    folders.sort();
    folders
}

/// The conversation of a folder, its votes from `votes`.
pub(crate) fn conversation(folder: &Path, votes: &str) -> Conversation {
    let comments =
        read_comments(&fs::read(folder.join("comments.csv")).expect("comments")).expect("comments");
    let votes = read_votes(&fs::read(folder.join(votes)).expect("votes")).expect("votes");
    votes.with_comments(comments).expect("a conversation")
}
