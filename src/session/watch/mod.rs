//! The watcher: keeps the index live. An event means "look again"; what changed is found by looking.

mod events;
mod recovery;
mod suspend;
mod throttle;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub use events::Event;
use suspend::Clock;
use throttle::Pace;
use vaultdex_notes::VaultPath;

use super::refresh::{Known, Plan, Report, Source};
use super::{Notices, Place, freshness, refresh};
use crate::error::{Error, Result};
use crate::index::{Caution, Holder, WriteLock, Writer};
use crate::system::LastWords;
use crate::vault::{Bell, Doorbell, Ring};
use crate::{system, vault};

/// How long a watcher rests at most before it looks at everything, whatever it has heard.
const RECONCILE: Duration = Duration::from_secs(600);
/// The same where the system can't tell of every change.
const POLL: Duration = Duration::from_secs(10);
/// How often it wakes to see whether the machine slept.
const NAP: Duration = Duration::from_secs(60);
/// How soon it tries again after something failed; twice as long after each further failure, up to a minute.
const RETRY: Duration = Duration::from_secs(2);
const MOST_DOUBLINGS: u32 = 5;
/// After how many failures in a row the index itself is looked at.
const STRIKES: u32 = 3;
/// How long after most files were seen to be gone it looks once more before it believes it. Less than what a query waits
/// for an answer.
const SECOND_LOOK: Duration = Duration::from_secs(1);
/// From how many files on `status` is told how many there are to read.
const WORTH_TELLING: usize = 200;
/// How often it looks again in one go because folders were made meanwhile.
const MOST_LOOKS: usize = 10;
/// How long a starting watcher waits for a query that happens to write.
const LOCK_PATIENCE: Duration = Duration::from_secs(10);

/// Who runs a watcher, and hears of it.
pub trait Host: Notices {
    /// The watcher listens; the bell ends it.
    fn started(&self, bell: Bell);
    /// Something happened. Told in order; must not block.
    fn tell(&self, event: Event);
    /// The watcher is alive and has nothing left to do at once.
    fn alive(&self);
    /// How often it has to say so, where somebody counts on it.
    fn heartbeat(&self) -> Option<Duration>;
    /// Whether the folder that now stands where the vault stood holds notes. The watcher itself may not be allowed to look.
    fn holds_notes(&self, root: &Path) -> bool;
    /// Whether a file of the vault is as the host itself wrote it: nobody waits for news of it.
    fn is_own(&self, path: &VaultPath) -> bool;
    /// What the watcher may do at most, for `status`.
    fn sandbox(&self) -> String;
}

/// How a watch ended in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The bell was pulled.
    Woken,
    /// Another folder that holds notes stands where the vault stood: open that, and watch it.
    VaultReplaced,
}

/// Watches until the bell is pulled, or the vault is replaced.
pub fn watch(place: Place, host: &dyn Host) -> Result<Ended> {
    place.problems.iter().for_each(|problem| host.say(problem));
    place.folder.create()?;
    let lock = lock(&place)?;
    let mut doorbell = Doorbell::install(&place.vault, &place.folder.cookies())?;
    host.started(doorbell.bell());
    let mut watcher = Watcher::start(place, lock, &mut doorbell, host)?;
    // What changed while nobody watched is caught up with before the index is called live.
    let mut heard = Ring { everything: true, ..Ring::default() };
    let mut is_live = false;
    while !heard.woken {
        if !watcher.lock.is_ours() {
            let message = "the index folder was removed beneath the watcher; start `vaultdex watch` again";
            return Err(Error::Usage(message.to_owned()));
        }
        match watcher.catch_up(&mut doorbell, &heard) {
            Ok(()) => watcher.judge(&doorbell),
            Err(error) => {
                if watcher.fail(&error) == Some(Ended::VaultReplaced) {
                    return Ok(Ended::VaultReplaced);
                }
            }
        }
        if !is_live && !watcher.in_doubt {
            host.tell(Event::Ready(watcher.known.len()));
            is_live = true;
        }
        heard = watcher.listen(&mut doorbell);
    }
    watcher.writer.map_or(Ok(()), Writer::finish)?;
    Ok(Ended::Woken)
}

fn lock(place: &Place) -> Result<WriteLock> {
    let began = Instant::now();
    loop {
        if let Some(lock) = place.folder.try_lock("watch", &freshness::timestamp())? {
            return Ok(lock);
        }
        let is_watched = place.folder.holder().is_some_and(|holder| holder.role == "watch");
        if began.elapsed() > if is_watched { Duration::from_millis(200) } else { LOCK_PATIENCE } {
            return Err(freshness::held(&place.folder));
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

struct Watcher<'a> {
    place: Place,
    host: &'a dyn Host,
    lock: WriteLock,
    caution: Caution,
    /// Where it is told to end while it reads, no note is to blame.
    _absolution: LastWords,
    generation: PathBuf,
    known: Known,
    /// `None` after a failure: what it was handed is not certain, so it is opened again.
    writer: Option<Writer>,
    pace: Pace,
    /// When to look at everything, if nothing is heard before.
    due: Instant,
    /// How many attempts failed in a row.
    failures: u32,
    /// Whether everything has to be looked at: the last attempt failed, or left something open.
    in_doubt: bool,
    /// Since when most files seem to be gone, and whether the vault said of itself then that it is one.
    exodus: Option<Instant>,
    was_marked: bool,
    holder: Holder,
    /// Files that the host wrote, to be looked at when something else is.
    own: BTreeSet<VaultPath>,
    /// Cookies that can't be answered yet.
    cookies: Vec<PathBuf>,
    /// What could not be read at the last look, so that it is told once.
    told_unread: BTreeMap<String, String>,
}

impl<'a> Watcher<'a> {
    /// Opens the index, or builds it where there is none that is whole, and keeps a writer open.
    fn start(place: Place, lock: WriteLock, doorbell: &mut Doorbell, host: &'a dyn Host) -> Result<Watcher<'a>> {
        let holder = Holder { sandbox: Some(host.sandbox()), ..Holder::new("watch", &freshness::timestamp()) };
        let caution = Caution::begin(&place.folder, &lock);
        let absolution = refresh::absolve_at_the_end(&place);
        let mut watcher = Watcher {
            was_marked: place.vault.is_marked(),
            place,
            host,
            lock,
            caution,
            _absolution: absolution,
            generation: PathBuf::new(),
            known: Known::new(),
            writer: None,
            pace: Pace::new(),
            due: Instant::now(),
            failures: 0,
            in_doubt: false,
            exodus: None,
            holder,
            own: BTreeSet::new(),
            cookies: Vec::new(),
            told_unread: BTreeMap::new(),
        };
        let _ = watcher.lock.tell(&watcher.holder);
        match watcher.place.folder.current() {
            Some(generation) => match recovery::whole(&generation) {
                Ok(known) => (watcher.generation, watcher.known) = (generation, known),
                Err(why) => {
                    host.say(&format!("the index is damaged ({why}); it is built anew"));
                    watcher.rebuild(doorbell, watcher.place.clone(), Some(&generation))?;
                }
            },
            None => watcher.rebuild(doorbell, watcher.place.clone(), None)?,
        }
        watcher.writer = Some(Writer::open(&watcher.generation)?);
        Ok(watcher)
    }

    /// Builds the index of a place beside a damaged one, which is moved out of the way, at low priority: nobody waits for
    /// it who could not look for himself.
    fn rebuild(&mut self, doorbell: &mut Doorbell, place: Place, damaged: Option<&Path>) -> Result<()> {
        // Merges under way must not write beneath the next writer.
        let _ = self.writer.take().map(Writer::finish);
        if let Some(damaged) = damaged.filter(|damaged| damaged.exists()) {
            place.folder.set_aside(&self.lock, damaged)?;
        }
        let scan = listen_and_scan(&place, &Known::new(), doorbell)?;
        let generation = place.folder.begin_generation(&self.lock)?;
        let total = scan.files.len() as u64;
        self.tell_pending(total);
        let host = self.host;
        let source = Source { vault: &place.vault, words: &place.words, caution: &self.caution };
        let (known, report) =
            system::at_low_priority(|| refresh::build(source, &scan, &generation, &|done| host.progress(done, total)))?;
        place.folder.publish(&self.lock, &generation)?;
        self.tell_pending(0);
        report.unread.iter().for_each(|(path, why)| host.tell(Event::Unread(path.clone(), why.clone())));
        (self.place, self.generation, self.known, self.told_unread) = (place, generation, known, report.unread);
        Ok(())
    }

    /// Waits for something to do, at most until it is time to look at everything. Where commits come too fast, what is
    /// heard is gathered until the next one is due; a query that asks ends the gathering.
    fn listen(&mut self, doorbell: &mut Doorbell) -> Ring {
        let mut heard = self.listen_to_others(doorbell);
        heard.files.append(&mut self.own);
        heard
    }

    fn listen_to_others(&mut self, doorbell: &mut Doorbell) -> Ring {
        let mut heard = Ring::default();
        let mut held: Option<Instant> = None;
        loop {
            self.host.alive();
            let now = Instant::now();
            let until = held.unwrap_or(self.due).min(now + self.host.heartbeat().unwrap_or(NAP).min(NAP));
            let clock = Clock::now();
            heard.add(doorbell.wait(Some(until)));
            let is_own = |path: &VaultPath| self.known.contains_key(path) && self.host.is_own(path);
            self.own.extend(heard.files.extract_if(.., is_own));
            let now = Instant::now();
            // Where we are behind anyway, waking up means no more than that.
            heard.everything |= self.due <= now || clock.jumped(&Clock::now());
            if heard.woken || !heard.cookies.is_empty() || held.is_some_and(|held| held <= now) {
                return heard;
            }
            if heard.is_empty() || held.is_some() {
                continue;
            }
            held = match self.failures {
                0 => self.pace.hold(now, system::on_battery()),
                _ => Some(self.due).filter(|due| now < *due),
            };
            if held.is_none() {
                return heard;
            }
        }
    }

    /// Looks at what was heard of, commits what changed, and answers the cookies. A panic on the way is a failure like
    /// any other: the index is as it was committed.
    fn catch_up(&mut self, doorbell: &mut Doorbell, heard: &Ring) -> Result<()> {
        let attempt = panic::catch_unwind(AssertUnwindSafe(|| self.catch_up_once(doorbell, heard)));
        attempt.unwrap_or_else(|_| Err(Error::Usage("vaultdex failed inside; it tries again".to_owned())))
    }

    fn catch_up_once(&mut self, doorbell: &mut Doorbell, heard: &Ring) -> Result<()> {
        self.cookies.extend(heard.cookies.iter().cloned());
        self.mind_settings(doorbell)?;
        self.revive(doorbell)?;
        // Only one watcher of one system tells of everything in order; elsewhere a cookie asks for a look at all.
        let cookie_means_all =
            !heard.cookies.is_empty() && (cfg!(not(target_os = "linux")) || !doorbell.troubles().is_empty());
        let few = match heard.everything || self.in_doubt || cookie_means_all {
            true => None,
            false => vault::look(&self.place.vault, &heard.files),
        };
        let mut report = Report::default();
        let mut plan = match few {
            Some(few) => Plan::of_few(&self.known, &few),
            None => {
                let scan = listen_and_scan(&self.place, &self.known, doorbell)?;
                report = refresh::report_of(&scan);
                self.due = Instant::now() + if doorbell.troubles().is_empty() { RECONCILE } else { POLL };
                Plan::new(&self.known, &scan)
            }
        };
        let doubt = self.doubt(&plan);
        if doubt.is_some() {
            plan.gone.clear();
        }
        self.write(plan, &mut report)?;
        (self.failures, self.in_doubt) = (0, doubt.is_some());
        let unread = std::mem::replace(&mut self.told_unread, report.unread.clone());
        report.unread.retain(|path, why| unread.get(path) != Some(why));
        events::all(&report, &mut |event| self.host.tell(event));
        if let Some(doubt) = doubt {
            self.due = Instant::now() + SECOND_LOOK;
            self.be(Some(doubt));
            return Ok(());
        }
        for cookie in self.cookies.drain(..) {
            let _ = fs::remove_file(cookie);
        }
        Ok(())
    }

    fn write(&mut self, plan: Plan, report: &mut Report) -> Result<()> {
        if plan.is_empty() {
            return Ok(());
        }
        let looked_at: Vec<VaultPath> = plan.read.iter().map(|(path, _)| path.clone()).collect();
        let size = plan.read.len() + plan.gone.len();
        if size >= WORTH_TELLING {
            self.tell_pending(size as u64);
        }
        let Some(writer) = &mut self.writer else { return Ok(()) };
        let source = Source { vault: &self.place.vault, words: &self.place.words, caution: &self.caution };
        if refresh::apply(source, plan, &mut self.known, writer, report, &|_| {})? {
            writer.commit()?;
            self.pace.committed(Instant::now());
        }
        if size >= WORTH_TELLING {
            self.tell_pending(0);
        }
        // A file that changed while it was read, each time: look again soon.
        let unsettled = |path: &VaultPath| self.known.get(path).is_some_and(|it| it.seen == 0 && it.unread.is_none());
        if looked_at.iter().any(unsettled) {
            self.due = self.due.min(Instant::now() + RETRY);
        }
        Ok(())
    }

    fn be(&mut self, degraded: Option<String>) {
        if self.holder.degraded == degraded {
            return;
        }
        match &degraded {
            Some(why) => self.host.tell(Event::Degraded(why.clone())),
            None => self.host.tell(Event::Recovered),
        }
        self.holder.degraded = degraded;
        let _ = self.lock.tell(&self.holder);
    }

    fn tell_pending(&mut self, pending: u64) {
        self.holder.pending = pending;
        let _ = self.lock.tell(&self.holder);
    }
}

/// Scans, and listens at every folder found; again while there are new ones, for files that came before the listening.
fn listen_and_scan(place: &Place, known: &Known, doorbell: &mut Doorbell) -> Result<vault::Scan> {
    let mut looks = 0;
    loop {
        looks += 1;
        let scan = freshness::scan(place, known)?;
        // Where folders come faster than we look, their own events bring us back here.
        if doorbell.watch_folders(&scan.folders).is_empty() || looks == MOST_LOOKS {
            return Ok(scan);
        }
    }
}
