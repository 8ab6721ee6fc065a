//! What can go wrong, said once. One variant for each thing that was being done, always with what it was done to.

use std::io;
use std::path::PathBuf;

/// A result whose error is told to the user as it is.
pub type Result<T> = std::result::Result<T, Error>;

/// Everything that ends a command. Messages are lower case, without a full stop, and say what to do where that is known.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder could not be read.
    #[error("failed to read `{}`: {}", path.display(), reason(source))]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file or folder could not be written, made, renamed or removed.
    #[error("failed to write `{}`: {}", path.display(), reason(source))]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The vault's folder is not there, or is no folder.
    #[error("no vault at `{}`: {}", path.display(), why)]
    NoVault {
        /// The folder that was named.
        path: PathBuf,
        /// Why, and what to do.
        why: String,
    },
    /// The folder could not be watched.
    #[error("failed to watch `{}`: {}", path.display(), why)]
    Watch {
        /// The folder.
        path: PathBuf,
        /// Why, and what to do.
        why: String,
    },
    /// The index could not be read or written.
    #[error("failed to {doing} the index at `{}`: {}", path.display(), why)]
    Index {
        /// The verb: open, read, write, …
        doing: &'static str,
        /// The index folder.
        path: PathBuf,
        /// Why, and what to do.
        why: String,
    },
    /// What the user asked for makes no sense as it is.
    #[error("{0}")]
    Usage(String),
}

impl Error {
    /// A failure to read `path`.
    pub fn read(path: impl Into<PathBuf>, source: io::Error) -> Error {
        Error::Read { path: path.into(), source }
    }

    /// A failure to write `path`.
    pub fn write(path: impl Into<PathBuf>, source: io::Error) -> Error {
        Error::Write { path: path.into(), source }
    }
}

/// The system's words in lower case, without the `(os error 13)` that helps nobody.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
