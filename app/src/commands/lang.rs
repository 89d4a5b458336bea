//! The two languages of what commands say, and what the system says in them.

use std::io;

/// Language of what is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Lang {
    /// français
    #[default]
    Fr,
    /// English
    En,
}

impl Lang {
    /// The words of this language.
    pub(crate) fn pick<'a>(self, fr: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Fr => fr,
            Self::En => en,
        }
    }

    /// A colon, with the space that French sets before it.
    pub(crate) fn colon(self) -> &'static str {
        self.pick("\u{a0}:", ":")
    }

    /// A number as written in the language: French has a comma, and a true minus.
    pub(crate) fn number(self, text: &str) -> String {
        match self {
            Self::Fr => text.replace('.', ",").replace('-', "−"),
            Self::En => text.to_owned(),
        }
    }

    /// A count and its noun, in the right number.
    pub(crate) fn count(self, n: u64, fr: [&str; 2], en: [&str; 2]) -> String {
        match self {
            // Zero is singular in French.
            Self::Fr => format!("{n} {}", fr[usize::from(n > 1)]),
            Self::En => format!("{n} {}", en[usize::from(n != 1)]),
        }
    }

    /// Why a file could not be read or written.
    pub(crate) fn system(self, error: &io::Error) -> String {
        let (fr, en) = match error.kind() {
            io::ErrorKind::NotFound => {
                ("ce fichier ou ce dossier n’existe pas", "there is no such file or folder")
            }
            io::ErrorKind::AlreadyExists => ("ce fichier existe déjà", "this file exists already"),
            io::ErrorKind::PermissionDenied => ("l’accès est refusé", "access is denied"),
            io::ErrorKind::StorageFull => ("le disque est plein", "the disk is full"),
            io::ErrorKind::ReadOnlyFilesystem => ("ce disque est en lecture seule", "this disk is read-only"),
            io::ErrorKind::IsADirectory => {
                ("c’est un dossier, pas un fichier", "this is a folder, not a file")
            }
            io::ErrorKind::NotADirectory => {
                ("un fichier se trouve là où il faut un dossier", "a file is where a folder is needed")
            }
            io::ErrorKind::InvalidData => ("ce n’est pas un texte", "this is not a text"),
            // The system's own words, for what no reader can be expected to mend without them.
            _ => return error.to_string(),
        };
        self.pick(fr, en).to_owned()
    }
}
