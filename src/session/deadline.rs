//! The time limit of a query.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// A time limit, and whether any work was given up because of it.
#[derive(Debug)]
pub struct Deadline {
    at: Instant,
    was_missed: AtomicBool,
}

impl Deadline {
    /// Creates a deadline that has not been missed yet.
    pub fn new(at: Instant) -> Deadline {
        Deadline { at, was_missed: AtomicBool::new(false) }
    }

    /// Returns the time of the deadline.
    pub fn at(&self) -> Instant {
        self.at
    }

    /// Whether the deadline has passed. The caller must then give up its work, so the deadline counts as missed.
    pub fn is_over(&self) -> bool {
        let is_over = Instant::now() > self.at;
        if is_over {
            self.miss();
        }
        is_over
    }

    /// Records that work was given up.
    pub fn miss(&self) {
        self.was_missed.store(true, Ordering::Relaxed);
    }

    /// Whether any work was given up.
    pub fn was_missed(&self) -> bool {
        self.was_missed.load(Ordering::Relaxed)
    }
}
