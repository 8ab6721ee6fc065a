//! How a running command reports to the user.

/// Messages for the user while a command runs. Each is one line in lower case, without a full stop: what happened,
/// where, and what to do.
pub trait Notices: Sync {
    /// Reports that an answer may be incomplete, or that something needs the user's attention.
    fn warn(&self, message: &str);
    /// Reports something that is good to know and needs no action.
    fn note(&self, message: &str);
    /// Reports that `done` of `total` files have been read.
    fn progress(&self, done: u64, total: u64);
}
