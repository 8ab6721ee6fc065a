//! Reads the candidates of a search, several at once, and lets the matcher decide; gives up those that take too long.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use vaultdex_notes::{FileKind, Note};
use vaultdex_query::search;
use vaultdex_query::search::{Prepared, Subject};

use super::read_note;
use super::search::{Found, WholeVault};
use crate::index::{Hit, Record};
use crate::vault;
use crate::vault::{Text, Vault};

/// How long the matcher has to say what it found so far once it is late.
const GRACE: Duration = Duration::from_millis(300);

/// One query, ready to be asked of any file of the vault.
pub struct Looking {
    pub vault: Vault,
    pub query: Prepared,
    pub outside: WholeVault,
    /// Whether the index proves that every candidate is a hit.
    pub proven: bool,
    /// Whether candidates may have changed since the index was written.
    pub may_be_stale: bool,
}

/// When an answer must be there, and whether somebody had to stop for it.
#[derive(Debug)]
pub struct Deadline {
    at: Instant,
    passed: AtomicBool,
}

impl Deadline {
    /// A deadline that has not been missed yet.
    pub fn new(at: Instant) -> Deadline {
        Deadline { at, passed: AtomicBool::new(false) }
    }

    /// Whether it is too late. Who asks has to stop then, which is remembered.
    pub fn is_over(&self) -> bool {
        let over = Instant::now() > self.at;
        if over {
            self.passed.store(true, Ordering::Relaxed);
        }
        over
    }

    /// Whether somebody was told that it is too late.
    pub fn was_missed(&self) -> bool {
        self.passed.load(Ordering::Relaxed)
    }
}

impl Looking {
    /// Those candidates that are hits, in their order. A regex can be so made that one long note takes it minutes, and
    /// nothing can stop it: what is not there in time is left behind on its thread.
    pub fn look(self: &Arc<Looking>, candidates: Vec<Hit>) -> Vec<Found> {
        let (sender, receiver) = mpsc::channel();
        let mut found: Vec<Option<Found>> = Vec::new();
        found.resize_with(candidates.len(), || None);
        for (nth, candidate) in candidates.into_iter().enumerate() {
            let (looking, sender) = (Arc::clone(self), sender.clone());
            // Nobody listens any more when the answer came too late.
            rayon::spawn(move || drop(sender.send((nth, looking.look_at(&candidate)))));
        }
        let deadline = &self.outside.deadline;
        for _ in 0..found.len() {
            let left = (deadline.at + GRACE).saturating_duration_since(Instant::now());
            let Ok((nth, one)) = receiver.recv_timeout(left) else {
                deadline.passed.store(true, Ordering::Relaxed);
                break;
            };
            found[nth] = one;
        }
        found.into_iter().flatten().collect()
    }

    /// Looks at a note's own text: whether the query holds, and on which lines.
    fn look_at(&self, hit: &Hit) -> Option<Found> {
        let Record { path, stamp, .. } = &hit.record;
        let (text, note, modified) = match FileKind::of(path).is_read() {
            true => {
                let read = vault::read(&self.vault, path).ok()?;
                // Most candidates that are no hits are known by their bare text.
                let needs_note = self.query.reads_structure() || !search::is_plain(path, &read.text);
                let bare = Subject { path, text: &read.text, note: &Note::default(), outside: &self.outside };
                let is_certain = self.proven && read.stamp.same(stamp);
                if !is_certain && !needs_note && !search::matches(&self.query, &bare) {
                    return None;
                }
                let note = read_note::parsed(path, &read);
                let Text { text, stamp, .. } = read;
                (text, note, stamp)
            }
            false => (String::new(), Note::default(), *stamp),
        };
        let subject = Subject { path, text: &text, note: &note, outside: &self.outside };
        let stale = !modified.same(stamp);
        let is_certain = self.proven && !stale;
        // What the matcher says when it is late is not to be relied on.
        if !is_certain && (!search::matches(&self.query, &subject) || self.outside.deadline.is_over()) {
            return None;
        }
        let lines = search::lines(&text, &search::finds(&self.query, &subject));
        let title = note.title.clone().unwrap_or_else(|| match FileKind::of(path) {
            FileKind::Note => path.stem().to_owned(),
            _ => path.file_name().to_owned(),
        });
        Some(Found {
            path: path.clone(),
            title,
            score: hit.score,
            modified: modified.modified,
            lines,
            text,
            stale: stale && self.may_be_stale,
        })
    }
}
