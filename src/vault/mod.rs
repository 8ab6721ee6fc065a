//! The vault on disk: which files it has, what they contain, which settings apply to it, and when it changes. Only
//! reads; never writes into the vault. Does not know Markdown, the index or the terminal.

mod backend;
mod check_settings;
mod config;
mod events;
mod file_roles;
mod listing;
mod read;
mod scan;
mod settings;
mod settings_problems;
mod time;
#[allow(clippy::module_inception)]
mod vault;
mod watch_limits;
mod watcher;
mod working_directory;

pub use backend::Waker;
pub use check_settings::{CheckSettings, PathPattern, RuleSetting};
pub use config::{Excluded, KnownVault, known_vaults, new_note_folder, property_types};
pub use events::Events;
pub use file_roles::FileRoles;
pub use listing::{Change, Listing, Stamp};
pub use read::{FileText, MAX_READ_BYTES, ReadError, read_file};
pub use scan::{Scan, Unreadable, scan, stamp_of, stat_files};
pub use settings::Settings;
pub use settings_problems::problems_of_obsidian_settings;
pub use vault::{Vault, VaultId};
pub use watch_limits::expected_watch_problems;
pub use watcher::Watcher;
pub use working_directory::WorkingDirectory;
