//! The watcher: keeps the index up to date while it runs. Events only trigger a refresh; what has changed is determined
//! by comparing the index with the files.

mod events;
mod host;
mod recovery;
mod suspend;
mod throttle;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub use events::Event;
pub use host::Host;
use suspend::Clocks;
use throttle::Throttle;
use vaultdex_notes::VaultPath;

use super::clock::{now, timestamp};
use super::cookie::Request;
use super::location::Location;
use super::plan::{KnownFiles, Plan};
use super::refresh::ReadContext;
use super::report::Report;
use super::{freshness, refresh};
use crate::error::{Error, Result};
use crate::index::{LockHolder, Quarantine, WriteLock, Writer};
use crate::system::TerminationHook;
use crate::vault::{Events, Scan, Watcher};
use crate::{system, vault};

/// The interval of full scans, in case an event was missed.
const SCAN_INTERVAL: Duration = Duration::from_secs(600);
/// The interval of full scans if the system does not report every change.
const POLL_INTERVAL: Duration = Duration::from_secs(10);
/// How often the watcher wakes up to check whether the machine was suspended.
const SUSPEND_CHECK_INTERVAL: Duration = Duration::from_secs(60);
/// How long the watcher waits after a failure before it tries again. Doubles with each further failure, up to about a
/// minute.
const RETRY_DELAY: Duration = Duration::from_secs(2);
const MAX_DOUBLINGS: u32 = 5;
/// After how many failures in a row the index is checked for damage.
const FAILURES_BEFORE_CHECK: u32 = 3;
/// How long after a mass deletion was detected the watcher checks again before it removes the files from the index.
/// Less than a query waits for the watcher.
const CONFIRMATION_DELAY: Duration = Duration::from_secs(1);
/// From how many files on the number of pending files is published for `status`.
const MIN_PENDING: usize = 200;
/// How often the vault is scanned in a row because new folders appeared meanwhile.
const MAX_SCANS: usize = 10;
/// How long a starting watcher waits for a query that is writing the index.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);

/// Why a watcher ended without an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchOutcome {
    /// It was stopped by its waker.
    Stopped,
    /// The vault was replaced by another folder that contains notes. The caller should open and watch that.
    VaultReplaced,
}

/// Watches a vault and keeps its index up to date until it is stopped or the vault is replaced.
///
/// # Errors
///
/// Fails if the vault or the index folder is not available at the start, if another process holds the index, or if the
/// index folder is removed. Other failures make the watcher try again.
pub fn watch(location: Location, host: &dyn Host) -> Result<WatchOutcome> {
    location.problems.iter().for_each(|problem| host.warn(problem));
    location.folder.create()?;
    let lock = take_lock(&location)?;
    let mut watcher = Watcher::install(&location.vault, &location.folder.cookies())?;
    host.started(watcher.waker());
    let mut watch_loop = WatchLoop::start(location, lock, &mut watcher, host)?;
    // The index is not reported as live before changes made while no watcher was running have been taken in.
    let mut events = Events { everything: true, ..Events::default() };
    let mut is_live = false;
    while !events.woken {
        if !watch_loop.lock.is_valid() {
            return Err(Error::IndexRemoved);
        }
        match watch_loop.refresh(&mut watcher, &events) {
            Ok(()) => watch_loop.update_degraded(&watcher),
            Err(error) => {
                if watch_loop.handle_failure(&error) == Some(WatchOutcome::VaultReplaced) {
                    return Ok(WatchOutcome::VaultReplaced);
                }
            }
        }
        if !is_live && !watch_loop.needs_scan {
            host.on_event(Event::Ready(watch_loop.known.len()));
            is_live = true;
        }
        events = watch_loop.wait(&mut watcher);
    }
    watch_loop.writer.map_or(Ok(()), Writer::finish)?;
    Ok(WatchOutcome::Stopped)
}

fn take_lock(location: &Location) -> Result<WriteLock> {
    let start = Instant::now();
    loop {
        if let Some(lock) = location.folder.try_lock("watch", &timestamp())? {
            location.folder.take_over(&lock)?;
            return Ok(lock);
        }
        let is_watched = location.folder.lock_holder().is_some_and(|holder| holder.role == "watch");
        if start.elapsed() > if is_watched { Duration::from_millis(200) } else { LOCK_TIMEOUT } {
            return Err(freshness::lock_error(&location.folder));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// The state of a running watcher.
struct WatchLoop<'a> {
    location: Location,
    host: &'a dyn Host,
    lock: WriteLock,
    quarantine: Quarantine,
    /// If the process is told to stop while it reads, no note is to be suspected of having crashed it.
    _termination_hook: TerminationHook,
    /// The folder of the current generation of the index.
    generation: PathBuf,
    known: KnownFiles,
    /// `None` after a failure: the state of the writer is uncertain, so it is opened again.
    writer: Option<Writer>,
    throttle: Throttle,
    /// When the next full scan is due.
    next_scan: Instant,
    /// The number of failures in a row.
    failures: u32,
    /// Whether the next refresh has to be a full scan, because the last one failed or left something open.
    needs_scan: bool,
    /// When a mass deletion was first detected that has not been confirmed yet.
    mass_deletion_since: Option<Instant>,
    /// Whether the vault had an `.obsidian` folder when the watcher started.
    had_obsidian_folder: bool,
    /// What the lock file says about this process.
    holder: LockHolder,
    /// When the last full scan began, in nanoseconds since 1970.
    compared: i64,
    /// Files written by the host, to be indexed with the next refresh.
    own_files: BTreeSet<VaultPath>,
    /// Cookies that cannot be deleted yet.
    pending_cookies: Vec<PathBuf>,
    /// What could not be read since the last full scan, so that it is reported only once.
    reported_unread: BTreeMap<String, String>,
}

impl<'a> WatchLoop<'a> {
    /// Opens the index, or builds it if there is none or it is damaged, and opens a writer.
    fn start(location: Location, lock: WriteLock, watcher: &mut Watcher, host: &'a dyn Host) -> Result<WatchLoop<'a>> {
        let holder = LockHolder { sandbox: Some(host.sandbox()), ..LockHolder::new("watch", &timestamp()) };
        let quarantine = Quarantine::start(&location.folder, &lock);
        let termination_hook = refresh::discard_in_flight_on_exit(&location);
        let mut watch_loop = WatchLoop {
            had_obsidian_folder: location.vault.has_obsidian_folder(),
            location,
            host,
            lock,
            quarantine,
            _termination_hook: termination_hook,
            generation: PathBuf::new(),
            known: KnownFiles::new(),
            writer: None,
            throttle: Throttle::new(),
            next_scan: Instant::now(),
            failures: 0,
            needs_scan: false,
            mass_deletion_since: None,
            holder,
            compared: 0,
            own_files: BTreeSet::new(),
            pending_cookies: Vec::new(),
            reported_unread: BTreeMap::new(),
        };
        let _ = watch_loop.lock.write_holder(&watch_loop.holder);
        match watch_loop.location.folder.current() {
            Some(generation) => match recovery::read_intact(&generation) {
                Ok(known) => (watch_loop.generation, watch_loop.known) = (generation, known),
                Err(Error::IndexDamaged { why, .. }) => {
                    host.warn(&format!("the index is damaged ({why}); rebuilding it"));
                    watch_loop.rebuild(watcher, watch_loop.location.clone(), Some(&generation))?;
                }
                Err(error) => return Err(error),
            },
            None => watch_loop.rebuild(watcher, watch_loop.location.clone(), None)?,
        }
        watch_loop.writer = Some(Writer::open(&watch_loop.generation)?);
        Ok(watch_loop)
    }

    /// Builds a new index and sets a damaged one aside. Runs at low priority because queries need not wait for it.
    fn rebuild(&mut self, watcher: &mut Watcher, location: Location, damaged: Option<&Path>) -> Result<()> {
        // Merges in progress must not write while another writer is open.
        let _ = self.writer.take().map(Writer::finish);
        if let Some(damaged) = damaged.filter(|damaged| damaged.exists()) {
            location.folder.set_aside(&self.lock, damaged)?;
        }
        let scan = watch_and_scan(&location, &KnownFiles::new(), watcher)?;
        let generation = location.folder.create_generation(&self.lock)?;
        let total = scan.files.len() as u64;
        self.set_pending(total);
        let host = self.host;
        let context = ReadContext::new(&location, &self.quarantine);
        let (known, report) = system::at_low_priority(|| {
            refresh::build(context, &scan, &generation, &|done| host.progress(done, total))
        })?;
        location.folder.publish(&self.lock, &generation)?;
        self.set_pending(0);
        report.unread.iter().for_each(|(path, why)| host.on_event(Event::Unread(path.clone(), why.clone())));
        (self.location, self.generation, self.known, self.reported_unread) =
            (location, generation, known, report.unread);
        Ok(())
    }

    /// Waits for changes, at most until the next full scan is due. If changes come too fast, they are collected until
    /// the next commit may follow; a query that asks for an up-to-date index ends the collection.
    fn wait(&mut self, watcher: &mut Watcher) -> Events {
        let mut events = self.wait_for_others(watcher);
        events.files.append(&mut self.own_files);
        events
    }

    /// Waits for changes that were not made by the host.
    fn wait_for_others(&mut self, watcher: &mut Watcher) -> Events {
        let mut events = Events::default();
        let mut delayed_until: Option<Instant> = None;
        loop {
            self.host.keep_alive();
            let now = Instant::now();
            let interval = self.host.heartbeat_interval().unwrap_or(SUSPEND_CHECK_INTERVAL).min(SUSPEND_CHECK_INTERVAL);
            let until = delayed_until.unwrap_or(self.next_scan).min(now + interval);
            let clocks = Clocks::now();
            events.add(watcher.wait(Some(until)));
            let is_own = |path: &VaultPath| self.known.contains_key(path) && self.host.is_own(path);
            self.own_files.extend(events.files.extract_if(.., is_own));
            let now = Instant::now();
            events.everything |= self.next_scan <= now || clocks.have_diverged(&Clocks::now());
            if events.woken || !events.cookies.is_empty() || delayed_until.is_some_and(|until| until <= now) {
                return events;
            }
            if events.is_empty() || delayed_until.is_some() {
                continue;
            }
            delayed_until = match self.failures {
                0 => self.throttle.delay_until(now, system::on_battery()),
                _ => Some(self.next_scan).filter(|next_scan| now < *next_scan),
            };
            if delayed_until.is_none() {
                return events;
            }
        }
    }

    /// Brings the index up to date after some events. A panic is handled like any other failure: the index stays as it
    /// was last committed.
    fn refresh(&mut self, watcher: &mut Watcher, events: &Events) -> Result<()> {
        let attempt = panic::catch_unwind(AssertUnwindSafe(|| self.try_refresh(watcher, events)));
        attempt.unwrap_or(Err(Error::Internal { what: "updating the index failed, retrying" }))
    }

    fn try_refresh(&mut self, watcher: &mut Watcher, events: &Events) -> Result<()> {
        self.pending_cookies.extend(events.cookies.iter().cloned());
        self.reload_settings(watcher)?;
        self.reopen_writer(watcher)?;
        let is_asked_to_repair = self.pending_cookies.iter().any(|cookie| Request::Repair.is_made_by(cookie));
        if events.everything || is_asked_to_repair {
            self.repair(watcher)?;
        }
        let compared_before = self.compared;
        let (mut plan, mut report) = self.plan(watcher, events)?;
        let doubt = self.doubt_mass_deletion(&plan);
        if doubt.is_some() {
            plan.to_remove.clear();
        }
        self.write(plan, &mut report)?;
        (self.failures, self.needs_scan) = (0, doubt.is_some());
        let is_whole = self.compared != compared_before;
        let reported = std::mem::take(&mut self.reported_unread);
        let unread = report.unread.clone();
        report.unread.retain(|path, why| reported.get(path) != Some(why));
        self.reported_unread = if is_whole { unread } else { reported.into_iter().chain(unread).collect() };
        events::send(&report, &mut |event| self.host.on_event(event));
        if let Some(doubt) = doubt {
            self.next_scan = Instant::now() + CONFIRMATION_DELAY;
            self.set_degraded(Some(doubt));
            return Ok(());
        }
        if self.holder.compared != Some(self.compared) {
            self.holder.compared = Some(self.compared);
            let _ = self.lock.write_holder(&self.holder);
        }
        for cookie in self.pending_cookies.drain(..) {
            let _ = fs::remove_file(cookie);
        }
        Ok(())
    }

    /// Determines what has changed: by the stamps of the files in `events` if that suffices, otherwise by a full scan.
    fn plan(&mut self, watcher: &mut Watcher, events: &Events) -> Result<(Plan, Report)> {
        // Only inotify reports all changes in order. Elsewhere, and if folders are not watched, a cookie proves
        // nothing.
        let are_events_ordered = cfg!(target_os = "linux") && watcher.problems().is_empty();
        let does_cookie_need_scan = !events.cookies.is_empty() && !are_events_ordered
            || events.cookies.iter().any(|cookie| Request::Scan.is_made_by(cookie));
        let stamps = match events.everything || self.needs_scan || does_cookie_need_scan {
            true => None,
            false => vault::stat_files(&self.location.vault, &events.files),
        };
        if let Some(stamps) = stamps {
            return Ok((Plan::for_files(&self.known, &stamps), Report::default()));
        }
        let started = now();
        let scan = watch_and_scan(&self.location, &self.known, watcher)?;
        self.compared = started;
        let interval = if watcher.problems().is_empty() { SCAN_INTERVAL } else { POLL_INTERVAL };
        self.next_scan = Instant::now() + interval;
        Ok((Plan::new(&self.known, &scan), Report::of_scan(&scan)))
    }

    /// Carries out a plan and commits it.
    fn write(&mut self, plan: Plan, report: &mut Report) -> Result<()> {
        if plan.is_empty() {
            return Ok(());
        }
        let read: Vec<VaultPath> = plan.to_read.iter().map(|(path, _)| path.clone()).collect();
        let size = plan.to_read.len() + plan.to_remove.len();
        if size >= MIN_PENDING {
            self.set_pending(size as u64);
        }
        let Some(writer) = &mut self.writer else { return Ok(()) };
        let context = ReadContext::new(&self.location, &self.quarantine);
        if refresh::apply(context, plan, &mut self.known, writer, report, &|_| {})? {
            writer.commit()?;
            self.throttle.record_commit(Instant::now());
        }
        if size >= MIN_PENDING {
            self.set_pending(0);
        }
        // A file that changed during each attempt to read it is read again soon.
        let is_unsettled =
            |path: &VaultPath| self.known.get(path).is_some_and(|it| it.seen == 0 && it.unread.is_none());
        if read.iter().any(is_unsettled) {
            self.next_scan = self.next_scan.min(Instant::now() + RETRY_DELAY);
        }
        Ok(())
    }

    /// Reports and publishes whether the watcher is impaired.
    fn set_degraded(&mut self, degraded: Option<String>) {
        if self.holder.degraded == degraded {
            return;
        }
        match &degraded {
            Some(why) => self.host.on_event(Event::Degraded(why.clone())),
            None => self.host.on_event(Event::Recovered),
        }
        self.holder.degraded = degraded;
        let _ = self.lock.write_holder(&self.holder);
    }

    /// Publishes the number of files that are being read, for `status`.
    fn set_pending(&mut self, pending: u64) {
        self.holder.pending = pending;
        let _ = self.lock.write_holder(&self.holder);
    }
}

/// Scans the vault and watches every folder. Repeats this as long as there are new folders, because files may have been
/// created in them before they were watched.
fn watch_and_scan(location: &Location, known: &KnownFiles, watcher: &mut Watcher) -> Result<Scan> {
    let mut n_scans = 0;
    loop {
        n_scans += 1;
        let scan = freshness::scan(location, known)?;
        // If folders are created faster than they can be scanned, their events lead to another scan later.
        if watcher.watch_folders(&scan.folders).is_empty() || n_scans == MAX_SCANS {
            return Ok(scan);
        }
    }
}
