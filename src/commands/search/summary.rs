//! Says how many notes a search found.

use crate::commands::text::{counted, grouped};
use crate::session::{ClosestNotes, SearchResults, Session};

/// Returns the last line of what a terminal shows. There is none if the closest notes are shown instead of hits, as the line
/// above these says that there are none.
pub fn line(results: &SearchResults, closest: &ClosestNotes, session: &Session) -> Option<String> {
    let SearchResults { total, total_is_exact, .. } = *results;
    let shown = results.hits.len();
    match (shown, total) {
        (0, 0) if !closest.notes.is_empty() => None,
        (0, 0) => Some(format!("nothing found in {}", counted(session.file_count(), "file"))),
        _ if !total_is_exact => {
            Some(format!("{} of at least {}; increase -n to see more", grouped(shown), counted(total, "note")))
        }
        _ if shown < total => {
            Some(format!("{} of {}; increase -n to see more", grouped(shown), counted(total, "note")))
        }
        _ => Some(counted(total, "note")),
    }
}

/// Says how many notes `--limit` omits; `None` if there are no more.
pub fn omitted(results: &SearchResults) -> Option<String> {
    let at_least = if results.total_is_exact { "" } else { "at least " };
    match results.total - results.hits.len() {
        0 if results.total_is_exact => None,
        0 => Some("there may be more notes; increase -n to see them".to_owned()),
        n => Some(format!(
            "{at_least}{}; increase -n to see {}",
            counted(n, "more note"),
            if n == 1 { "it" } else { "them" }
        )),
    }
}
