//! The index: one document per file, one commit per batch, in a folder that vaultdex owns and that can be deleted at
//! any time. This module does not read the vault: callers pass notes in and get the stored facts back.

mod candidates;
mod check;
mod checksums;
mod closest;
mod directory;
mod doc_set;
mod error;
mod facts;
#[cfg(test)]
mod failures;
mod find;
mod folder;
mod overlay;
mod permissions;
mod postings;
mod prefix;
mod quarantine;
mod read;
#[cfg(unix)]
mod read_at;
mod record;
mod schema;
mod scored_docs;
mod sealed;
mod spelling;
mod vocabulary;
mod write;

pub use candidates::FindOptions;
pub use check::{find_damage, orphaned_files, verify_changed_files, verify_checksums};
pub use closest::{Boost, Closest, Reason, worth_of_boosts};
pub use find::{Hit, Matches};
pub use folder::{FORMAT, Folder, LockHolder, WriteLock, engine_version};
pub use permissions::{is_accessible_to_others, make_private};
pub use quarantine::{InFlight, Quarantine, ReadMode};
pub use read::{Entry, LookupKey, Reader};
pub use record::{Part, Record};
pub use write::{Document, Writer};
