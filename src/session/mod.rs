//! Opens a vault with its index, brings the index up to date, and answers queries with a catalog or a list of hits.

mod catalog_facts;
mod clock;
mod cookie;
mod deadline;
mod doctor;
mod freshness;
mod location;
mod mentions;
mod notices;
mod partial_catalog;
mod plan;
mod read_note;
mod refresh;
mod report;
mod search;
#[allow(clippy::module_inception)]
mod session;
mod status;
mod suggestions;
mod verify;
mod watch;

pub use clock::now;
pub use doctor::{Finding, Severity, diagnose, repair};
pub use freshness::{Freshness, RefreshPolicy, catch_up, index};
pub use location::Location;
pub use notices::Notices;
pub use partial_catalog::PartialCatalog;
pub use report::Report;
pub use search::{Order, SearchRequest, SearchResults};
pub use session::Session;
pub use status::{Status, status};
/// Parses a link that is given on the command line.
pub use vaultdex_notes::parse::link;
pub use verify::SearchHit;
pub use watch::{Event, Host, WatchOutcome, watch};

pub use crate::index::Part;
