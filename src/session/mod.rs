//! Opens a vault with its index, brings the index up to date, and answers queries with a catalog or a list of hits.

mod budget;
mod catalog_facts;
mod clock;
mod closest;
mod comparison;
mod completions;
mod cookie;
mod doctor;
mod file_reader;
mod freshness;
mod location;
mod malformed;
mod mentions;
mod note_argument;
mod notices;
mod partial_catalog;
mod plan;
mod purge;
mod read_note;
mod recent;
mod refresh;
mod report;
mod search;
#[allow(clippy::module_inception)]
mod session;
mod status;
mod suggestions;
mod verify;
mod watch;
mod watcher_reply;

pub use clock::now;
pub use closest::{ClosestNote, ClosestNotes};
pub use doctor::{Finding, Severity, diagnose, find_damage, repair};
pub use freshness::{Freshness, RefreshPolicy, catch_up, index, rebuild_damaged};
pub use location::Location;
pub use malformed::Malformed;
pub use notices::Notices;
pub use partial_catalog::PartialCatalog;
pub use purge::purge;
pub use recent::RecentNote;
pub use report::Report;
pub use search::{FoundPaths, Matcher, Order, SearchRequest, SearchResults};
pub use session::Session;
pub use status::{Status, status};
/// Parses a link that is given on the command line.
pub use vaultdex_notes::parse::link;
pub use verify::SearchHit;
pub use watch::{Event, Host, WatchOutcome, watch};

pub use crate::index::{FORMAT, Part, engine_version};
