//! Reports changes in a vault. It reports *that* something changed and roughly where; the current state is for
//! [`scan`](super::scan), [`stat_files`](super::stat_files) and [`read_file`](super::read_file) to find out. Whenever
//! something may have been missed, it asks for a scan.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{fs, mem};

use notify::{ErrorKind, Event, PathOp, RecursiveMode, WatchPathConfig, Watcher as _};

use super::Vault;
use super::backend::{EventChannel, Message, SystemWatcher, Waker};
use super::events::{Classifier, EventClass, Events};
use super::watch_limits::{describe, remote_file_system_problem};
use crate::error::{Error, Result};

/// For how long further events are collected after the first one about a file.
const BATCH_WINDOW: Duration = Duration::from_millis(20);
/// How long a burst of events must pause before it counts as over.
const QUIET: Duration = Duration::from_millis(300);
/// How long a burst is waited for at most.
const MAX_BURST_WAIT: Duration = Duration::from_secs(2);
/// If more files than this change in one batch, one scan is cheaper than a look at each.
const MAX_FILES: usize = 64;
/// If more watches than this are in doubt, a new system watcher is cheaper than renewing them.
const MAX_DOUBTFUL: usize = 256;
/// How often the cookie folder is polled if it is not watched. Less than a query waits for its cookie.
const COOKIE_POLL: Duration = Duration::from_millis(500);
/// Whether each folder needs a watch of its own (inotify). Elsewhere one watch on the root covers the whole vault.
const ONE_WATCH_PER_FOLDER: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// Watches a vault and the cookie folder for changes. Install it before the first scan.
pub struct Watcher {
    vault: Vault,
    /// The cookie folder.
    cookies: PathBuf,
    channel: EventChannel,
    /// `None` if the system provides no watcher. Then only the deadline or the waker ends a wait.
    system: Option<SystemWatcher>,
    /// The vault's folders as of the last scan, without those that have been removed since.
    known: BTreeSet<String>,
    /// The folders that are watched. The root is the empty string.
    watched: BTreeSet<String>,
    /// Folders whose watches may be on something that has been moved since.
    doubtful: BTreeSet<String>,
    /// Whether the system watcher has to be replaced: it stopped, or it dropped events that its own state depends on.
    needs_restart: bool,
    /// Whether the cookie folder is watched.
    watches_cookies: bool,
    problems: BTreeSet<String>,
    /// Cookies found by polling, to be returned by the next wait.
    polled_cookies: Vec<PathBuf>,
}

impl Watcher {
    /// Watches the root of the vault and the cookie folder. If watching is impossible for another reason than a missing
    /// folder, the reason is in [`problems`](Watcher::problems), and the caller has to poll.
    ///
    /// # Errors
    ///
    /// Fails only if one of the two folders does not exist.
    pub fn install(vault: &Vault, cookies: &Path) -> Result<Watcher> {
        vault.check_available()?;
        let mut watcher = Watcher {
            vault: vault.clone(),
            cookies: fs::canonicalize(cookies).map_err(|error| Error::read(cookies, error))?,
            channel: EventChannel::new(),
            system: None,
            known: BTreeSet::from([String::new()]),
            watched: BTreeSet::new(),
            doubtful: BTreeSet::new(),
            needs_restart: false,
            watches_cookies: false,
            problems: BTreeSet::new(),
            polled_cookies: Vec::new(),
        };
        watcher.restart();
        Ok(watcher)
    }

    /// Takes the folders of the latest scan: watches the new ones and forgets those that no longer exist. Returns the
    /// folders that were not watched before. Files may have been created in them meanwhile; if there are any, scan
    /// again.
    pub fn watch_folders(&mut self, folders: &BTreeSet<String>) -> Vec<String> {
        self.known.clone_from(folders);
        self.doubtful.extend(self.watched.difference(folders).cloned());
        let watches_nothing = self.system.is_none() || self.watched.is_empty();
        if watches_nothing || self.needs_restart || self.doubtful.len() > MAX_DOUBTFUL {
            self.restart();
            // Nothing was watched while the system watcher was being replaced.
            let mut new = Vec::from_iter(self.watched.iter().cloned());
            new.extend(self.add_watches(folders));
            return new;
        }
        self.problems = remote_file_system_problem(self.vault.root()).into_iter().collect();
        for folder in mem::take(&mut self.doubtful) {
            self.watched.remove(&folder);
            if let Some(system) = &mut self.system {
                // Usually the watch has already disappeared together with its folder.
                let _ = system.unwatch(&absolute_path(&self.vault, &folder));
            }
        }
        if !self.watches_cookies {
            self.watch_cookies();
        }
        self.add_watches(folders)
    }

    /// Returns the reasons why changes may be missed, as messages for the user; empty if everything is watched. While
    /// there are any, the caller has to poll too. Each call of `watch_folders` tries again.
    pub fn problems(&self) -> &BTreeSet<String> {
        &self.problems
    }

    /// Returns a handle that ends a wait from another thread.
    pub fn waker(&self) -> Waker {
        self.channel.waker()
    }

    /// Waits for events, at most until `deadline`, and collects those that follow: for 20 ms after an event about a
    /// file, for others until there is a pause of 300 ms or 2 s have passed. A cookie or the waker ends the collection
    /// at once.
    pub fn wait(&mut self, deadline: Option<Instant>) -> Events {
        let mut events = Events { cookies: mem::take(&mut self.polled_cookies), ..Events::default() };
        let mut first = Instant::now();
        let mut last = first;
        loop {
            if events.woken || !events.cookies.is_empty() {
                return events;
            }
            let until = match &events {
                events if events.is_empty() && self.watches_cookies => deadline,
                events if events.is_empty() => {
                    let next_poll = Instant::now() + COOKIE_POLL;
                    Some(deadline.map_or(next_poll, |deadline| deadline.min(next_poll)))
                }
                events if events.everything => Some((last + QUIET).min(first + MAX_BURST_WAIT)),
                _ => Some(first + BATCH_WINDOW),
            };
            // `receive` would return a pending message even after `until`, and so never end while events keep coming.
            let is_over = !events.is_empty() && until.is_some_and(|until| until <= Instant::now());
            if is_over {
                return events;
            }
            let was_empty = events.is_empty();
            let Some(message) = self.channel.receive(until) else {
                if !events.is_empty() || self.watches_cookies {
                    return events;
                }
                events.cookies = self.list_cookies();
                let is_over = deadline.is_some_and(|deadline| deadline <= Instant::now());
                if is_over || !events.cookies.is_empty() {
                    return events;
                }
                continue;
            };
            if self.handle_message(message, &mut events) {
                last = Instant::now();
                first = if was_empty { last } else { first };
            }
            events.everything |= events.files.len() > MAX_FILES;
            if events.everything {
                events.files.clear();
            }
        }
    }

    /// Adds a message to `events`. Returns whether it was relevant.
    fn handle_message(&mut self, message: Message, events: &mut Events) -> bool {
        match message {
            Message::Wake => events.woken = true,
            Message::Overflow => self.handle_overflow(events),
            Message::Event(Ok(event)) if event.need_rescan() => self.handle_overflow(events),
            Message::Event(Ok(event)) => return self.handle_event(&event, events),
            Message::Event(Err(error)) => {
                events.everything = true;
                events.errors.push(describe(&error));
            }
            // Sent by a system watcher that was replaced.
            Message::Stopped if self.system.as_ref().is_none_or(SystemWatcher::is_alive) => return false,
            Message::Stopped => {
                self.system = None;
                events.errors.push("the system's file watcher stopped unexpectedly; restarting it".to_owned());
                self.handle_overflow(events);
            }
        }
        true
    }

    fn handle_event(&mut self, event: &Event, events: &mut Events) -> bool {
        if event.paths.is_empty() {
            let is_relevant = !event.kind.is_access();
            events.everything |= is_relevant;
            return is_relevant;
        }
        let mut is_relevant = false;
        for path in &event.paths {
            let classifier = Classifier { root: self.vault.root(), cookies: &self.cookies, known: &self.known };
            let class = classifier.classify(event.kind, path);
            is_relevant |= class != EventClass::Irrelevant;
            match class {
                EventClass::Irrelevant => {}
                EventClass::File(path) => _ = events.files.insert(path),
                EventClass::Everything => events.everything = true,
                EventClass::FolderGone(folder) => {
                    events.everything = true;
                    self.forget_folder(folder);
                }
                EventClass::Cookie(cookie) if events.cookies.contains(&cookie) => {}
                EventClass::Cookie(cookie) => events.cookies.push(cookie),
                EventClass::CookieFolderGone => {
                    events.everything = true;
                    self.watches_cookies = false;
                }
            }
        }
        is_relevant
    }

    /// Handles lost events: any folder may have been moved, and any cookie created.
    fn handle_overflow(&mut self, events: &mut Events) {
        events.everything = true;
        self.needs_restart = true;
        events.cookies.extend(self.list_cookies());
    }

    /// Forgets a folder that was removed or moved, with everything below it, and marks their watches as doubtful.
    fn forget_folder(&mut self, folder: String) {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let below = self.known.range(prefix.clone()..).take_while(|path| path.starts_with(&prefix));
        let mut gone: Vec<_> = below.cloned().collect();
        gone.push(folder);
        for path in gone {
            self.known.remove(&path);
            self.doubtful.insert(path);
        }
    }

    /// Starts a new system watcher and watches the root and the cookie folder.
    fn restart(&mut self) {
        self.system = None;
        self.watched.clear();
        self.doubtful.clear();
        self.needs_restart = false;
        self.watches_cookies = false;
        self.problems = remote_file_system_problem(self.vault.root()).into_iter().collect();
        let mut system = match SystemWatcher::start(&self.channel) {
            Ok(system) => system,
            Err(error) => {
                self.problems.insert(describe(&error));
                return;
            }
        };
        let mode = if ONE_WATCH_PER_FOLDER { RecursiveMode::NonRecursive } else { RecursiveMode::Recursive };
        match system.watch_with(self.vault.root(), watch_config(mode)) {
            Ok(()) => _ = self.watched.insert(String::new()),
            Err(error) => _ = self.problems.insert(describe(&error)),
        }
        self.system = Some(system);
        self.watch_cookies();
    }

    fn watch_cookies(&mut self) {
        let Some(system) = &mut self.system else { return };
        // If the folder was moved away and created again, notify still maps its path to the watch on the old one.
        let _ = system.unwatch(&self.cookies);
        match system.watch_with(&self.cookies, watch_config(RecursiveMode::NonRecursive)) {
            Ok(()) => self.watches_cookies = true,
            Err(error) => _ = self.problems.insert(describe(&error)),
        }
        // Cookies that were created while the folder was not watched.
        self.polled_cookies = self.list_cookies();
    }

    /// Watches each folder that is not watched yet, parents before children, and returns those.
    fn add_watches(&mut self, folders: &BTreeSet<String>) -> Vec<String> {
        let Some(system) = &mut self.system else { return Vec::new() };
        if !ONE_WATCH_PER_FOLDER {
            return Vec::new();
        }
        let mut new: Vec<_> = folders.difference(&self.watched).cloned().collect();
        let watch = |folder: &String| {
            PathOp::Watch(absolute_path(&self.vault, folder), watch_config(RecursiveMode::NonRecursive))
        };
        let mut rest: Vec<_> = new.iter().map(watch).collect();
        let mut failed = BTreeSet::new();
        while let Err(stopped) = system.update_paths(mem::take(&mut rest)) {
            let why = describe(&stopped.source);
            let Some(origin) = stopped.origin else {
                // The system watcher died. It will send `Message::Stopped`, and then all watches are added again.
                self.problems.insert(why);
                return Vec::new();
            };
            rest = stopped.remaining;
            failed.insert(origin.into_path());
            match stopped.source.kind {
                // Removed since the scan. Its parent was watched first and reports it.
                ErrorKind::PathNotFound => continue,
                // Each of the others would fail in the same way.
                ErrorKind::MaxFilesWatch => failed.extend(mem::take(&mut rest).into_iter().map(PathOp::into_path)),
                _ => {}
            }
            self.problems.insert(why);
        }
        new.retain(|folder| !failed.contains(&absolute_path(&self.vault, folder)));
        self.watched.extend(new.iter().cloned());
        new
    }

    fn list_cookies(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(&self.cookies) else { return Vec::new() };
        let mut cookies: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        cookies.sort();
        cookies
    }
}

fn absolute_path(vault: &Vault, folder: &str) -> PathBuf {
    if folder.is_empty() { vault.root().to_owned() } else { vault.root().join(folder) }
}

/// Does not follow a symbolic link that has replaced a folder since the scan.
fn watch_config(mode: RecursiveMode) -> WatchPathConfig {
    WatchPathConfig::new(mode).with_dereference_symlinks(false)
}

// Other systems do not guarantee that events arrive in the order of the changes.
#[cfg(all(test, target_os = "linux"))]
mod tests;
