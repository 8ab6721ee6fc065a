//! What a watcher does in exceptional situations: most files have disappeared, the system does not report every change,
//! a write failed, the index is damaged, or the settings of the vault have changed.

use std::panic;
use std::path::Path;
use std::time::Instant;

use super::{
    CONFIRMATION_DELAY, FAILURES_BEFORE_CHECK, MAX_DOUBLINGS, RETRY_DELAY, WatchLoop, WatchOutcome, events,
    watch_and_scan,
};
use crate::error::{Error, Result};
use crate::index;
use crate::index::{Reader, Writer};
use crate::session::Event;
use crate::session::plan::{KnownFiles, Plan, differences, known_files};
use crate::vault::{Vault, Watcher};

impl WatchLoop<'_> {
    /// Returns why a mass deletion is not carried out yet. Returns `None` if there is none, or if it is confirmed: a
    /// second scan found the same, and `.obsidian` still exists if it existed before.
    pub(super) fn doubt_mass_deletion(&mut self, plan: &Plan) -> Option<String> {
        if !plan.is_mass_deletion(&self.known) {
            self.mass_deletion_since = None;
            return None;
        }
        let since = *self.mass_deletion_since.get_or_insert_with(Instant::now);
        let gone = format!("{} of {} files are gone", plan.to_remove.len(), self.known.len());
        if self.had_obsidian_folder && !self.location.vault.has_obsidian_folder() {
            return Some(format!(
                "{gone}, and so is `.obsidian`; is the drive mounted, and the cloud client signed in? They stay in the \
                 index. If they were deleted, stop the watcher and run `vaultdex index`"
            ));
        }
        if since.elapsed() < CONFIRMATION_DELAY {
            return Some(format!("{gone}; checking again before removing them from the index"));
        }
        self.mass_deletion_since = None;
        None
    }

    /// Updates the degraded state after a successful refresh.
    pub(super) fn update_degraded(&mut self, watcher: &Watcher) {
        if self.mass_deletion_since.is_none() {
            self.set_degraded(watcher.problems().iter().next().cloned());
        }
    }

    /// Handles a failed refresh: the index stays as it was last committed, and a full scan is scheduled. Returns an
    /// outcome if the watcher has to end.
    pub(super) fn handle_failure(&mut self, error: &Error) -> Option<WatchOutcome> {
        self.needs_scan = true;
        self.failures += 1;
        self.next_scan = Instant::now() + RETRY_DELAY * 2_u32.pow((self.failures - 1).min(MAX_DOUBLINGS));
        // Merges in progress must not write while another writer is open.
        let _ = self.writer.take().map(Writer::finish);
        self.set_degraded(Some(error.to_string()));
        if let Error::NoVault { .. } = error {
            // The vault may come back at any time, and checking for it is cheap.
            self.next_scan = Instant::now() + RETRY_DELAY;
            // The empty mount point of an unmounted drive is not a replacement.
            let current = Vault::open(self.location.vault.root()).ok()?;
            let is_replaced = current != self.location.vault && self.host.holds_notes(current.root());
            return is_replaced.then_some(WatchOutcome::VaultReplaced);
        }
        None
    }

    /// Opens a writer again after a failure, and reads what the index knows as of its last commit. After several
    /// failures in a row, checks the index for damage and rebuilds it if necessary.
    pub(super) fn reopen_writer(&mut self, watcher: &mut Watcher) -> Result<()> {
        if self.writer.is_some() {
            return Ok(());
        }
        let generation = self.generation.clone();
        if self.failures >= FAILURES_BEFORE_CHECK
            && let Some(why) = index::find_damage(&generation)
        {
            self.host.warn(&format!("the index is damaged ({why}); rebuilding it"));
            self.rebuild(watcher, self.location.clone(), Some(&generation))?;
        }
        self.known = known_files(&Reader::open(&self.generation)?)?;
        self.writer = Some(Writer::open(&self.generation)?);
        Ok(())
    }

    /// Rebuilds the index if files of it have changed that this process did not write, and publishes it again if it is
    /// no longer the current one.
    pub(super) fn repair(&mut self, watcher: &mut Watcher) -> Result<()> {
        let verified = index::verify_changed_files(&self.generation);
        let damage = verified.map_err(|error| Error::read(&self.generation, error))?;
        if damage.is_none() && self.location.folder.current().as_ref() != Some(&self.generation) {
            self.location.folder.publish(&self.lock, &self.generation)?;
        }
        if let Some(why) = damage {
            self.host.warn(&format!("the index is damaged ({why}); rebuilding it"));
            let damaged = self.generation.clone();
            self.rebuild(watcher, self.location.clone(), Some(&damaged))?;
            self.reopen_writer(watcher)?;
        }
        Ok(())
    }

    /// Rebuilds the index if the settings of the vault have changed such that notes are to be read differently.
    pub(super) fn reload_settings(&mut self, watcher: &mut Watcher) -> Result<()> {
        let location = self.location.clone().reload_settings();
        if location.folder == self.location.folder {
            return Ok(());
        }
        // If the settings disappeared together with the notes, the change is doubtful too.
        let scan = watch_and_scan(&self.location, &self.known, watcher)?;
        if self.doubt_mass_deletion(&Plan::new(&self.known, &scan)).is_some() {
            return Ok(());
        }
        location.problems.iter().for_each(|problem| self.host.warn(problem));
        self.host.note("the settings of the vault have changed; rebuilding the index");
        let before = self.known.clone();
        self.rebuild(watcher, location, None)?;
        let report = differences(&before, &self.known);
        events::send(&report, &mut |event| self.host.on_event(event));
        if report.changes.is_empty() {
            // The notes are the same, but what is extracted from them may have changed.
            self.host.on_event(Event::Commit(0));
        }
        Ok(())
    }
}

/// Reads what a generation of the index knows, after verifying all of its files.
///
/// # Errors
///
/// Fails with [`Error::IndexDamaged`] if one of the files is damaged.
pub(super) fn read_intact(generation: &Path) -> Result<KnownFiles> {
    let damaged = |why: String| Error::IndexDamaged { path: generation.to_owned(), why };
    if let Some(why) = index::verify_checksums(generation).map_err(|error| Error::read(generation, error))? {
        return Err(damaged(why));
    }
    let known = || known_files(&Reader::open(generation)?);
    // Damage that no checksum reveals may still make the reader panic.
    panic::catch_unwind(known).unwrap_or_else(|_| Err(damaged("it cannot be read".to_owned())))
}
