//! Where the causes of errors lie, which decides about the exit code.

use super::Error;

/// Where the cause of an error lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// A mistake in the arguments, the query or a variable: running the command again does not help.
    Usage,
    /// Files, permissions, locks, disk space: the same command may succeed later.
    Environment,
    /// Another program that was called failed.
    ForeignProgram,
    /// A bug in vaultdex.
    Internal,
}

impl Error {
    /// Where the cause lies.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::VaultNotFound { .. }
            | Error::IndexInsideVault { .. }
            | Error::NoIndex { .. }
            | Error::UnclearNote { .. }
            | Error::NoSuchSystem { .. }
            | Error::NothingCalled { .. }
            | Error::NoSuchSection { .. }
            | Error::NoText { .. }
            | Error::PurgeWithOptions
            | Error::InvalidDate { .. }
            | Error::NoSuchRoute { .. }
            | Error::AmbiguousIntegration { .. }
            | Error::NotALink { .. }
            | Error::ExternalLink { .. }
            | Error::PathOutsideVault { .. }
            | Error::InvalidQuery { .. }
            | Error::QueryTooLarge(_)
            | Error::QueryTooSlow { .. }
            | Error::InvalidValue { .. }
            | Error::InvalidNow { .. }
            | Error::Graph(_)
            | Error::List(_)
            | Error::TourFolder { .. }
            | Error::TourInVault { .. }
            | Error::OutputExists { .. }
            | Error::OutputRefused { .. } => ErrorKind::Usage,
            Error::Read { .. }
            | Error::Write { .. }
            | Error::Output { .. }
            | Error::NoVault { .. }
            | Error::Watch { .. }
            | Error::Index { .. }
            | Error::IndexDamaged { .. }
            | Error::IndexOfOtherVault { .. }
            | Error::IndexLocked { .. }
            | Error::IndexBehind
            | Error::IndexRemoved
            | Error::NoLongerIndexed { .. }
            | Error::Signals { .. }
            | Error::NoEditor { .. }
            | Error::NoTerminal
            | Error::NoHomeDirectory { .. } => ErrorKind::Environment,
            Error::Program { .. } | Error::Obsidian { .. } | Error::Browser { .. } => ErrorKind::ForeignProgram,
            Error::Internal { .. } => ErrorKind::Internal,
        }
    }
}
