//! When to look again. The doorbell tells *that* something happened and roughly where; what the vault holds now is for
//! `scan`, `look` and `read` to say. Whatever it may have missed, it rings for everything.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{fs, mem};

use notify::{ErrorKind, Event, PathOp, RecursiveMode, WatchPathConfig, Watcher};

use super::Vault;
use super::backend::{Bell, Listener, Message, Wire};
use super::events::{Ear, Meaning, Ring};
use super::watch_limits::{deaf_file_system, words};
use crate::error::{Error, Result};

/// How long a file event waits for its neighbours.
const GATHER: Duration = Duration::from_millis(20);
/// How long it must be quiet before a storm is over.
const QUIET: Duration = Duration::from_millis(300);
/// How long a storm may go on before it is looked at all the same.
const PATIENCE: Duration = Duration::from_secs(2);
/// From how many files on a gathering is a storm, and one scan better than many looks.
const BURST: usize = 64;
/// From how many folders on whose watches are in doubt a new watcher is cheaper than mending the old one.
const DOUBTS: usize = 256;
/// How often the folder of cookies is looked into where nobody tells of it: less than a query waits for an answer.
const COOKIE_LOOK: Duration = Duration::from_millis(500);
/// Whether each folder is watched by itself (inotify). Elsewhere one watch on the root covers all.
const FOLDER_BY_FOLDER: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// Listens for changes in a vault and for cookies. Install it before the first scan.
pub struct Doorbell {
    vault: Vault,
    cookies: PathBuf,
    wire: Wire,
    /// `None` where the system grants none: then only the deadline and the bell end a wait.
    listener: Option<Listener>,
    /// The vault's folders as of the last scan, less those that went away since.
    known: BTreeSet<String>,
    /// Those folders that are watched. The root is the empty string.
    watched: BTreeSet<String>,
    /// Folders whose watches may lie on something that has since moved away.
    doubtful: BTreeSet<String>,
    /// Whether the listener itself is in doubt: it died, or the system dropped events that it lives by.
    is_worn: bool,
    /// Whether the folder of cookies is watched.
    hears_cookies: bool,
    troubles: BTreeSet<String>,
    /// Cookies found by looking, for the next wait.
    found: Vec<PathBuf>,
}

impl Doorbell {
    /// Listens at the vault's root and at the folder of cookies. Fails only where one of the two isn't there: what else
    /// prevents watching is told by [`troubles`](Doorbell::troubles), and then the caller looks by the clock.
    pub fn install(vault: &Vault, cookies: &Path) -> Result<Doorbell> {
        vault.check_there()?;
        let mut doorbell = Doorbell {
            vault: vault.clone(),
            cookies: fs::canonicalize(cookies).map_err(|error| Error::read(cookies, error))?,
            wire: Wire::new(),
            listener: None,
            known: BTreeSet::from([String::new()]),
            watched: BTreeSet::new(),
            doubtful: BTreeSet::new(),
            is_worn: false,
            hears_cookies: false,
            troubles: BTreeSet::new(),
            found: Vec::new(),
        };
        doorbell.start();
        Ok(doorbell)
    }

    /// Takes the folders of the latest scan: listens at the new ones, forgets those that are gone. Gives back the folders
    /// that were not listened at before: files may have been put there in between, so where there are any, scan again.
    pub fn watch_folders(&mut self, folders: &BTreeSet<String>) -> Vec<String> {
        self.known.clone_from(folders);
        self.doubtful.extend(self.watched.difference(folders).cloned());
        let is_deaf = self.listener.is_none() || self.watched.is_empty();
        if is_deaf || self.is_worn || self.doubtful.len() > DOUBTS {
            self.start();
            // While the listener was replaced, nobody listened anywhere.
            let mut new = Vec::from_iter(self.watched.iter().cloned());
            new.extend(self.listen(folders));
            return new;
        }
        self.troubles = deaf_file_system(self.vault.root()).into_iter().collect();
        for folder in mem::take(&mut self.doubtful) {
            self.watched.remove(&folder);
            if let Some(listener) = &mut self.listener {
                // Mostly the watch is gone already, with its folder.
                let _ = listener.unwatch(&place(&self.vault, &folder));
            }
        }
        if !self.hears_cookies {
            self.listen_for_cookies();
        }
        self.listen(folders)
    }

    /// What keeps us from hearing of every change, in sentences for the user; empty where all is well. While there is any,
    /// look by the clock too. Each `watch_folders` tries again.
    pub fn troubles(&self) -> &BTreeSet<String> {
        &self.troubles
    }

    /// What ends a wait from another thread.
    pub fn bell(&self) -> Bell {
        self.wire.bell()
    }

    /// Waits until something happens, at most until `deadline`, and gathers what happens with it: 20 ms for files, for
    /// anything larger until 300 ms of quiet or 2 s in all. A cookie or the bell ends the gathering at once.
    pub fn wait(&mut self, deadline: Option<Instant>) -> Ring {
        let mut ring = Ring { cookies: mem::take(&mut self.found), ..Ring::default() };
        let mut first = Instant::now();
        let mut last = first;
        loop {
            if ring.woken || !ring.cookies.is_empty() {
                return ring;
            }
            let until = match &ring {
                ring if ring.is_empty() && self.hears_cookies => deadline,
                ring if ring.is_empty() => {
                    let look = Instant::now() + COOKIE_LOOK;
                    Some(deadline.map_or(look, |deadline| deadline.min(look)))
                }
                ring if ring.everything => Some((last + QUIET).min(first + PATIENCE)),
                _ => Some(first + GATHER),
            };
            // An endless stream of events must not keep us past the end of the gathering.
            let is_over = !ring.is_empty() && until.is_some_and(|until| until <= Instant::now());
            if is_over {
                return ring;
            }
            let was_empty = ring.is_empty();
            let Some(message) = self.wire.receive(until) else {
                if !ring.is_empty() || self.hears_cookies {
                    return ring;
                }
                ring.cookies = self.cookies_there();
                let is_over = deadline.is_some_and(|deadline| deadline <= Instant::now());
                if is_over || !ring.cookies.is_empty() {
                    return ring;
                }
                continue;
            };
            if self.take(message, &mut ring) {
                last = Instant::now();
                first = if was_empty { last } else { first };
            }
            ring.everything |= ring.files.len() > BURST;
            if ring.everything {
                ring.files.clear();
            }
        }
    }

    /// Adds one message to the ring. Tells whether it says anything that concerns us.
    fn take(&mut self, message: Message, ring: &mut Ring) -> bool {
        match message {
            Message::Wake => ring.woken = true,
            Message::Lost => self.lose(ring),
            Message::Event(Ok(event)) if event.need_rescan() => self.lose(ring),
            Message::Event(Ok(event)) => return self.hear(&event, ring),
            Message::Event(Err(error)) => {
                ring.everything = true;
                ring.errors.push(words(&error));
            }
            // The farewell of a listener that we replaced ourselves.
            Message::Died if self.listener.as_ref().is_none_or(Listener::lives) => return false,
            Message::Died => {
                self.listener = None;
                ring.errors.push("the system's watcher ended by itself; it is started again".to_owned());
                self.lose(ring);
            }
        }
        true
    }

    fn hear(&mut self, event: &Event, ring: &mut Ring) -> bool {
        if event.paths.is_empty() {
            let is_of_note = !event.kind.is_access();
            ring.everything |= is_of_note;
            return is_of_note;
        }
        let mut concerns_us = false;
        for path in &event.paths {
            let ear = Ear { root: self.vault.root(), cookies: &self.cookies, known: &self.known };
            let meaning = ear.meaning(event.kind, path);
            concerns_us |= meaning != Meaning::Nothing;
            match meaning {
                Meaning::Nothing => {}
                Meaning::File(path) => _ = ring.files.insert(path),
                Meaning::Everything => ring.everything = true,
                Meaning::Unwatched(folder) => {
                    ring.everything = true;
                    self.doubt(folder);
                }
                Meaning::Cookie(cookie) if ring.cookies.contains(&cookie) => {}
                Meaning::Cookie(cookie) => ring.cookies.push(cookie),
                Meaning::NoCookies => {
                    ring.everything = true;
                    self.hears_cookies = false;
                }
            }
        }
        concerns_us
    }

    /// Events were lost: who knows which folders moved, and which cookies were dropped.
    fn lose(&mut self, ring: &mut Ring) {
        ring.everything = true;
        self.is_worn = true;
        ring.cookies.extend(self.cookies_there());
    }

    /// What is known of a folder that went away, and of all in it, counts no more.
    fn doubt(&mut self, folder: String) {
        let inside = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let below = self.known.range(inside.clone()..).take_while(|path| path.starts_with(&inside));
        let mut gone: Vec<_> = below.cloned().collect();
        gone.push(folder);
        for path in gone {
            self.known.remove(&path);
            self.doubtful.insert(path);
        }
    }

    /// A new listener, at the root and the cookies.
    fn start(&mut self) {
        self.listener = None;
        self.watched.clear();
        self.doubtful.clear();
        self.is_worn = false;
        self.hears_cookies = false;
        self.troubles = deaf_file_system(self.vault.root()).into_iter().collect();
        let mut listener = match Listener::start(&self.wire) {
            Ok(listener) => listener,
            Err(error) => {
                self.troubles.insert(words(&error));
                return;
            }
        };
        let mode = if FOLDER_BY_FOLDER { RecursiveMode::NonRecursive } else { RecursiveMode::Recursive };
        match listener.watch_with(self.vault.root(), watch_config(mode)) {
            Ok(()) => _ = self.watched.insert(String::new()),
            Err(error) => _ = self.troubles.insert(words(&error)),
        }
        self.listener = Some(listener);
        self.listen_for_cookies();
    }

    fn listen_for_cookies(&mut self) {
        let Some(listener) = &mut self.listener else { return };
        // A watch may lie on a folder that was moved away; notify would take it for the one that we ask for.
        let _ = listener.unwatch(&self.cookies);
        match listener.watch_with(&self.cookies, watch_config(RecursiveMode::NonRecursive)) {
            Ok(()) => self.hears_cookies = true,
            Err(error) => _ = self.troubles.insert(words(&error)),
        }
        // What was dropped while nobody listened.
        self.found = self.cookies_there();
    }

    /// Listens at each folder that is not listened at yet, parents before children, and gives those back.
    fn listen(&mut self, folders: &BTreeSet<String>) -> Vec<String> {
        let Some(listener) = &mut self.listener else { return Vec::new() };
        if !FOLDER_BY_FOLDER {
            return Vec::new();
        }
        let mut new: Vec<_> = folders.difference(&self.watched).cloned().collect();
        let watch =
            |folder: &String| PathOp::Watch(place(&self.vault, folder), watch_config(RecursiveMode::NonRecursive));
        let mut rest: Vec<_> = new.iter().map(watch).collect();
        let mut refused = BTreeSet::new();
        while let Err(stopped) = listener.update_paths(mem::take(&mut rest)) {
            let why = words(&stopped.source);
            let Some(origin) = stopped.origin else {
                // The listener died; it will say so, and all is done again.
                self.troubles.insert(why);
                return Vec::new();
            };
            rest = stopped.remaining;
            refused.insert(origin.into_path());
            match stopped.source.kind {
                // Gone since the scan: its parent, watched before it, tells.
                ErrorKind::PathNotFound => continue,
                // Each of the others would fail the same way.
                ErrorKind::MaxFilesWatch => refused.extend(mem::take(&mut rest).into_iter().map(PathOp::into_path)),
                _ => {}
            }
            self.troubles.insert(why);
        }
        new.retain(|folder| !refused.contains(&place(&self.vault, folder)));
        self.watched.extend(new.iter().cloned());
        new
    }

    fn cookies_there(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(&self.cookies) else { return Vec::new() };
        let mut cookies: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        cookies.sort();
        cookies
    }
}

fn place(vault: &Vault, folder: &str) -> PathBuf {
    if folder.is_empty() { vault.root().to_owned() } else { vault.root().join(folder) }
}

/// A link put in the place of a folder since the scan is not followed.
fn watch_config(mode: RecursiveMode) -> WatchPathConfig {
    WatchPathConfig::new(mode).with_dereference_symlinks(false)
}

// Elsewhere events need not come in the order of what was done.
#[cfg(all(test, target_os = "linux"))]
mod tests;
