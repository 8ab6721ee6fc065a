//! The watcher: keeps the index live. An event means "look again"; what changed is found by looking.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::fresh;
use super::refresh::{self, Known, Plan, Report};
use super::{Notices, Place};
use crate::error::{Error, Result};
use crate::index::{Holder, Reader, WriteLock, Writer};
use crate::model::{Change, VaultPath};
use crate::vault::{self, Bell, Doorbell, Ring, Vault};

/// How long a watcher rests at most before it looks at everything, whatever it has heard.
const RECONCILE: Duration = Duration::from_secs(600);
/// The same where the system can't tell of every change.
const POLL: Duration = Duration::from_secs(10);
/// How soon it tries again after something failed.
const RETRY: Duration = Duration::from_secs(2);
/// How often it looks again in one go because folders were made meanwhile.
const MOST_LOOKS: usize = 10;
/// How long a starting watcher waits for a query that happens to write.
const LOCK_PATIENCE: Duration = Duration::from_secs(10);

/// What a watcher has to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The index is live; the vault has so many files.
    Ready(usize),
    /// A file was added, modified or removed, and the index knows.
    Changed(Change),
    /// A file was moved: its old path, its new one.
    Renamed(VaultPath, VaultPath),
    /// A file could not be read, and why; it is tried again.
    Unread(String, String),
    /// So many changes became searchable at once.
    Commit(usize),
    /// It can't do all it should, and why.
    Degraded(String),
    /// It can again.
    Recovered,
}

/// Watches until the bell is pulled that `started` is handed. `tell` hears of everything, in order.
pub fn watch(
    place: Place,
    notices: &dyn Notices,
    started: impl FnOnce(Bell),
    mut tell: impl FnMut(Event),
) -> Result<()> {
    place.folder.create()?;
    let lock = lock(&place)?;
    let mut doorbell = Doorbell::install(&place.vault, &place.folder.cookies())?;
    started(doorbell.bell());
    let mut watcher = Watcher::start(place, lock, &mut doorbell, notices)?;
    // What changed while nobody watched is caught up with before the index is called live.
    let mut heard = Ring { everything: true, ..Ring::default() };
    let mut is_live = false;
    while !heard.woken {
        if !watcher.lock.is_ours() {
            let message = "the index folder was removed beneath the watcher; start `vaultdex watch` again";
            return Err(Error::Usage(message.to_owned()));
        }
        match watcher.catch_up(&mut doorbell, &heard, &mut tell) {
            Ok(()) => watcher.judge(&doorbell, &mut tell),
            Err(error) => watcher.fail(&error, &mut doorbell, &mut tell),
        }
        if !is_live && !watcher.in_doubt {
            tell(Event::Ready(watcher.known.len()));
            is_live = true;
        }
        heard = doorbell.wait(Some(watcher.due));
        heard.everything |= watcher.due <= Instant::now();
    }
    watcher.writer.map_or(Ok(()), Writer::finish)
}

fn lock(place: &Place) -> Result<WriteLock> {
    let began = Instant::now();
    loop {
        if let Some(lock) = place.folder.try_lock("watch", &fresh::timestamp())? {
            return Ok(lock);
        }
        let is_watched = place.folder.holder().is_some_and(|holder| holder.role == "watch");
        if began.elapsed() > if is_watched { Duration::from_millis(200) } else { LOCK_PATIENCE } {
            return Err(fresh::held(&place.folder));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

struct Watcher {
    place: Place,
    lock: WriteLock,
    generation: PathBuf,
    known: Known,
    /// `None` after a failure: what it was handed is not certain, so it is opened again.
    writer: Option<Writer>,
    /// When to look at everything, if nothing is heard before.
    due: Instant,
    /// Whether the last attempt failed, so that everything is in doubt.
    in_doubt: bool,
    holder: Holder,
    /// What could not be read at the last look, so that it is told once.
    told_unread: BTreeMap<String, String>,
}

impl Watcher {
    /// Brings the index up to date, or builds it, and keeps a writer open.
    fn start(place: Place, lock: WriteLock, doorbell: &mut Doorbell, notices: &dyn Notices) -> Result<Watcher> {
        let (generation, known) = match fresh::serving(&place) {
            Some((reader, known)) => (reader.generation().to_owned(), known),
            None => {
                let scan = listen_and_scan(&place, &Known::new(), doorbell)?;
                let generation = place.folder.begin_generation(&lock)?;
                let total = scan.files.len() as u64;
                let progress = |done| notices.progress(done, total);
                let (known, report) = refresh::build(&place.vault, &scan, &generation, &progress)?;
                place.folder.publish(&lock, &generation)?;
                report.unread.iter().for_each(|(path, why)| notices.say(&format!("could not read `{path}`: {why}")));
                (generation, known)
            }
        };
        let writer = Some(Writer::open(&generation)?);
        let holder = Holder {
            pid: std::process::id(),
            role: "watch".to_owned(),
            since: fresh::timestamp(),
            pending: 0,
            degraded: None,
        };
        Ok(Watcher {
            place,
            lock,
            generation,
            known,
            writer,
            due: Instant::now(),
            in_doubt: false,
            holder,
            told_unread: BTreeMap::new(),
        })
    }

    /// Looks at what was heard of, commits what changed, and answers the cookies.
    fn catch_up(&mut self, doorbell: &mut Doorbell, heard: &Ring, tell: &mut impl FnMut(Event)) -> Result<()> {
        self.revive()?;
        // Only one watcher of one system tells of everything in order; elsewhere a cookie asks for a look at all.
        let cookie_means_all =
            !heard.cookies.is_empty() && (cfg!(not(target_os = "linux")) || !doorbell.troubles().is_empty());
        let few = match heard.everything || self.in_doubt || cookie_means_all {
            true => None,
            false => vault::look(&self.place.vault, &heard.files),
        };
        let mut report = Report::default();
        let plan = match few {
            Some(few) => Plan::of_few(&self.known, &few),
            None => {
                let scan = listen_and_scan(&self.place, &self.known, doorbell)?;
                report = refresh::report_of(&scan);
                self.due = Instant::now() + if doorbell.troubles().is_empty() { RECONCILE } else { POLL };
                Plan::new(&self.known, &scan)
            }
        };
        self.write(plan, &mut report)?;
        self.in_doubt = false;
        let unread = std::mem::replace(&mut self.told_unread, report.unread.clone());
        report.unread.retain(|path, why| unread.get(path) != Some(why));
        tell_all(&report, tell);
        for cookie in &heard.cookies {
            let _ = fs::remove_file(cookie);
        }
        Ok(())
    }

    fn write(&mut self, plan: Plan, report: &mut Report) -> Result<()> {
        if plan.is_empty() {
            return Ok(());
        }
        let looked_at: Vec<VaultPath> = plan.read.iter().map(|(path, _)| path.clone()).collect();
        let Some(writer) = &mut self.writer else { return Ok(()) };
        if refresh::apply(&self.place.vault, plan, &mut self.known, writer, report, &|_| {})? {
            writer.commit()?;
        }
        // A file that changed while it was read, each time: look again soon.
        let unsettled = |path: &VaultPath| self.known.get(path).is_some_and(|it| it.seen == 0 && it.unread.is_none());
        if looked_at.iter().any(unsettled) {
            self.due = self.due.min(Instant::now() + RETRY);
        }
        Ok(())
    }

    /// Says whether the system tells us everything.
    fn judge(&mut self, doorbell: &Doorbell, tell: &mut impl FnMut(Event)) {
        self.be(doorbell.troubles().iter().next().cloned(), tell);
    }

    /// Something failed: the index stays as it was committed, everything is in doubt, and we try again.
    fn fail(&mut self, error: &Error, doorbell: &mut Doorbell, tell: &mut impl FnMut(Event)) {
        self.in_doubt = true;
        self.due = Instant::now() + RETRY;
        self.writer = None;
        self.be(Some(error.to_string()), tell);
        if let Error::NoVault { .. } = error {
            self.find_vault_again(doorbell);
        }
    }

    /// After a failure the index is as it was committed last; what we believe of it is read anew.
    fn revive(&mut self) -> Result<()> {
        if self.writer.is_none() {
            self.known = refresh::known(&Reader::open(&self.generation)?)?;
            self.writer = Some(Writer::open(&self.generation)?);
        }
        Ok(())
    }

    /// A vault that was replaced is watched again as soon as it holds notes: the empty folder that an unmounted drive
    /// leaves behind is not a vault whose notes were all deleted.
    fn find_vault_again(&mut self, doorbell: &mut Doorbell) {
        let Ok(vault) = Vault::open(self.place.vault.root()) else { return };
        let holds_notes = vault::scan(&vault).is_ok_and(|scan| !scan.files.is_empty());
        if vault == self.place.vault || !holds_notes {
            return;
        }
        if doorbell.move_to(&vault).is_ok() {
            self.place.vault = vault;
            self.due = Instant::now();
        }
    }

    fn be(&mut self, degraded: Option<String>, tell: &mut impl FnMut(Event)) {
        if self.holder.degraded == degraded {
            return;
        }
        match &degraded {
            Some(why) => tell(Event::Degraded(why.clone())),
            None => tell(Event::Recovered),
        }
        self.holder.degraded = degraded;
        let _ = self.lock.tell(&self.holder);
    }
}

/// Scans, and listens at every folder found; again while there are new ones, for files that came before the listening.
fn listen_and_scan(place: &Place, known: &Known, doorbell: &mut Doorbell) -> Result<vault::Scan> {
    let mut looks = 0;
    loop {
        looks += 1;
        let scan = fresh::scan(place, known)?;
        // Where folders come faster than we look, their own events bring us back here.
        if doorbell.watch_folders(&scan.folders).is_empty() || looks == MOST_LOOKS {
            return Ok(scan);
        }
    }
}

/// Tells what a batch did. A file that went and one that came with the same bytes are one that moved.
fn tell_all(report: &Report, tell: &mut impl FnMut(Event)) {
    for (path, why) in &report.unread {
        tell(Event::Unread(path.clone(), why.clone()));
    }
    let moved = |path: &VaultPath| report.moved.iter().any(|(from, to)| from == path || to == path);
    for change in report.changes.iter().filter(|change| !moved(change.path())) {
        tell(Event::Changed(change.clone()));
    }
    for (from, to) in &report.moved {
        tell(Event::Renamed(from.clone(), to.clone()));
    }
    if !report.changes.is_empty() {
        tell(Event::Commit(report.changes.len()));
    }
}
