//! What a watcher does when something is not as it should be: most files are gone, the system tells less than all, a write
//! failed, the index is damaged, or the vault's settings have changed beneath it.

use std::panic;
use std::path::Path;
use std::time::Instant;

use super::{Ended, Event, MOST_DOUBLINGS, RETRY, SECOND_LOOK, STRIKES, Watcher, events, listen_and_scan};
use crate::error::{Error, Result};
use crate::index;
use crate::index::{Reader, Writer};
use crate::session::refresh;
use crate::session::refresh::{Known, Plan};
use crate::vault::{Doorbell, Vault};

impl Watcher<'_> {
    /// Why most of the files' being gone is not believed yet; `None` where they are not, or where it is: a second look
    /// found the same, and the vault still says of itself that it is one.
    pub(super) fn doubt(&mut self, plan: &Plan) -> Option<String> {
        if !plan.is_exodus(&self.known) {
            self.exodus = None;
            return None;
        }
        let since = *self.exodus.get_or_insert_with(Instant::now);
        let gone = format!("{} of {} files are gone", plan.gone.len(), self.known.len());
        if self.was_marked && !self.place.vault.is_marked() {
            return Some(format!(
                "{gone}, and so is `.obsidian`: is the drive mounted, the cloud logged in? The index keeps them. \
                 If they are gone for good, stop the watcher and run `vaultdex index`"
            ));
        }
        if since.elapsed() < SECOND_LOOK {
            return Some(format!("{gone}; looking once more before the index forgets them"));
        }
        self.exodus = None;
        None
    }

    /// Says whether the system tells us everything.
    pub(super) fn judge(&mut self, doorbell: &Doorbell) {
        if self.exodus.is_none() {
            self.be(doorbell.troubles().iter().next().cloned());
        }
    }

    /// Something failed: the index stays as it was committed, everything is in doubt, and we try again.
    pub(super) fn fail(&mut self, error: &Error) -> Option<Ended> {
        self.in_doubt = true;
        self.failures += 1;
        self.due = Instant::now() + RETRY * 2_u32.pow((self.failures - 1).min(MOST_DOUBLINGS));
        // Merges that are under way must not write beneath the next writer.
        let _ = self.writer.take().map(Writer::finish);
        self.be(Some(error.to_string()));
        if let Error::NoVault { .. } = error {
            // It may be back at any moment, and looking for it is cheap.
            self.due = Instant::now() + RETRY;
            // The empty folder that an unmounted drive leaves behind is not a vault whose notes were all deleted.
            let there = Vault::open(self.place.vault.root()).ok()?;
            let is_another = there != self.place.vault && self.host.holds_notes(there.root());
            return is_another.then_some(Ended::VaultReplaced);
        }
        None
    }

    /// After a failure the index is as it was committed last; what we believe of it is read anew. After several it may be
    /// the index that is at fault.
    pub(super) fn revive(&mut self, doorbell: &mut Doorbell) -> Result<()> {
        if self.writer.is_some() {
            return Ok(());
        }
        let generation = self.generation.clone();
        if self.failures >= STRIKES
            && let Some(why) = index::damage(&generation)
        {
            self.host.say(&format!("the index is damaged ({why}); it is built anew"));
            self.rebuild(doorbell, self.place.clone(), Some(&generation))?;
        }
        self.known = refresh::known(&Reader::open(&self.generation)?)?;
        self.writer = Some(Writer::open(&self.generation)?);
        Ok(())
    }

    /// Where the vault's settings say that its notes are to be read in another way, all of them are.
    pub(super) fn mind_settings(&mut self, doorbell: &mut Doorbell) -> Result<()> {
        let there = self.place.clone().reworded();
        if there.folder == self.place.folder {
            return Ok(());
        }
        // Settings that went together with the notes are doubted like them.
        let scan = listen_and_scan(&self.place, &self.known, doorbell)?;
        if self.doubt(&Plan::new(&self.known, &scan)).is_some() {
            return Ok(());
        }
        there.problems.iter().for_each(|problem| self.host.say(problem));
        self.host.say("the vault's settings have changed; the index is built anew");
        let before = self.known.clone();
        self.rebuild(doorbell, there, None)?;
        let report = refresh::differences(&before, &self.known);
        events::all(&report, &mut |event| self.host.tell(event));
        if report.changes.is_empty() {
            // No note is another, but what is read from them may be.
            self.host.tell(Event::Commit(0));
        }
        Ok(())
    }
}

/// What a generation knows, where each of its files is as it was written and can be read; else what is wrong.
pub(super) fn whole(generation: &Path) -> std::result::Result<Known, String> {
    index::checksums(generation)?;
    let known = || refresh::known(&Reader::open(generation)?);
    // What a checksum can't see, reading may still trip over.
    let known = panic::catch_unwind(known).map_err(|_| "it can't be read".to_owned())?;
    known.map_err(|error| error.to_string())
}
