//! Provides an index that is as up to date as a query requires: kept so by a watcher, refreshed by this process, or
//! completed in memory.

use std::path::Path;
use std::time::{Duration, Instant};

use super::clock::{committed_at, now, timestamp};
use super::comparison::{Comparison, compare_with_files};
use super::cookie::{CookieReply, Request};
use super::location::Location;
use super::malformed::malformed_in;
use super::notices::Notices;
use super::plan::{KnownFiles, Plan, known_files};
use super::refresh::ReadContext;
use super::report::Report;
use super::watcher_reply::{OTHER_SETTINGS, WatcherReply, ask_watcher};
use super::{cookie, refresh};
use crate::error::{Error, Result};
use crate::index::{Folder, LockHolder, Quarantine, Reader, WriteLock, Writer};
use crate::vault;

/// How long [`catch_up`] waits for a watcher that does not reply, because it may have many files to read.
const CATCH_UP_TIMEOUT: Duration = Duration::from_secs(30);

/// Whether a query refreshes the index first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefreshPolicy {
    /// Answer from the vault as it is now.
    Refresh,
    /// Answer from the vault as it was when the index was last written.
    NoRefresh,
}

/// How up to date an answer is.
#[derive(Debug, Clone, PartialEq)]
pub struct Freshness {
    /// The time whose state of the vault the answer reflects, in nanoseconds since 1970. If a watcher keeps up with a
    /// large vault, that is when it last compared all files; changes since then are in the answer if the system
    /// reported them.
    pub as_of: i64,
    /// Whether a watcher keeps the index up to date.
    pub live: bool,
    /// Whether files may have changed since, so that every hit has to be verified.
    pub may_be_stale: bool,
}

/// An index that is up to date, in memory at least.
pub struct Refreshed {
    /// Reads it.
    pub reader: Reader,
    /// What it knows.
    pub known: KnownFiles,
    /// What has changed.
    pub report: Report,
}

/// Opens a reader that is as up to date as `policy` requires.
pub fn open(location: &Location, policy: RefreshPolicy, notices: &dyn Notices) -> Result<(Reader, Freshness)> {
    if policy == RefreshPolicy::NoRefresh {
        let Some(reader) = Reader::current(&location.folder.with_any_terminology())? else {
            return Err(Error::NoIndex { vault: location.vault.root().to_owned() });
        };
        let as_of = committed_at(reader.generation());
        return Ok((reader, Freshness { as_of, live: false, may_be_stale: true }));
    }
    let started = now();
    let (reader, live) = match ask_watcher(location, notices)? {
        WatcherReply::Live(reader) => match compare_with_files(location, &reader)? {
            Comparison::Same => (reader, true),
            Comparison::TooManyFiles => {
                let as_of = location.folder.lock_holder().and_then(|holder| holder.compared).unwrap_or(started);
                return Ok((reader, Freshness { as_of: as_of.min(started), live: true, may_be_stale: false }));
            }
            Comparison::Different => match cookie::ask(&location.folder, Request::Scan) {
                CookieReply::UpToDate => match Reader::current(&location.folder)? {
                    Some(reader) => (reader, true),
                    None => (complete_in_memory(location)?.reader, false),
                },
                CookieReply::NoReply | CookieReply::WatcherGone => (complete_in_memory(location)?.reader, false),
            },
        },
        WatcherReply::Unusable(pid, why) => {
            notices.warn(&format!("the watcher (process {pid}) {why}; answering without it"));
            (complete_in_memory(location)?.reader, false)
        }
        WatcherReply::NotRunning => (refresh_index(location, "query", notices)?.reader, false),
    };
    Ok((reader, Freshness { as_of: started, live, may_be_stale: false }))
}

/// Whether the index of a watcher has all changes, also those of which it was not notified: if there are any, it is asked
/// to look for them.
fn has_all_changes(location: &Location, reader: &Reader) -> Result<bool> {
    Ok(match compare_with_files(location, reader)? {
        Comparison::Same | Comparison::TooManyFiles => true,
        Comparison::Different => cookie::ask(&location.folder, Request::Scan) == CookieReply::UpToDate,
    })
}

/// Asks the watcher, if there is one, to compare all files with the index. Does not wait for it.
pub fn request_scan(folder: &Folder) {
    if folder.lock_holder().is_some_and(|holder| holder.role == "watch") {
        cookie::notify(folder, Request::Scan);
    }
}

/// Brings the index on disk up to date, by waiting for the watcher or, if there is none, by a refresh. Returns whether
/// it is up to date now.
///
/// # Errors
///
/// Fails if the vault or the index is not available.
pub fn catch_up(location: &Location, notices: &dyn Notices) -> Result<bool> {
    let start = Instant::now();
    loop {
        match ask_watcher(location, notices)? {
            WatcherReply::Live(reader) => return has_all_changes(location, &reader),
            WatcherReply::NotRunning => return Ok(!refresh_index(location, "query", notices)?.reader.has_overlay()),
            WatcherReply::Unusable(_, why) if why == OTHER_SETTINGS || start.elapsed() > CATCH_UP_TIMEOUT => {
                return Ok(false);
            }
            WatcherReply::Unusable(..) => {}
        }
    }
}

/// Brings the index up to date, or builds it; with `rebuild`, builds it in any case. Reports what changed.
///
/// # Errors
///
/// Fails if the vault or the index folder is not available, or if another process holds the index.
pub fn index(location: &Location, rebuild: bool, notices: &dyn Notices) -> Result<Report> {
    location.problems.iter().for_each(|problem| notices.warn(problem));
    let Refreshed { known, mut report, .. } = update_index(location, rebuild, notices)?;
    report.malformed = malformed_in(known.values(), location);
    Ok(report)
}

/// Like [`index`], but does not report problems in the settings.
pub(super) fn update_index(location: &Location, rebuild: bool, notices: &dyn Notices) -> Result<Refreshed> {
    if rebuild {
        location.folder.create()?;
        if location.folder.lock_holder().is_some_and(|holder| holder.role == "watch") {
            return Err(lock_error(&location.folder));
        }
        let lock = wait_for_lock(&location.folder, "index", notices)?;
        Quarantine::reset(&location.folder, &lock);
        return build(location, &lock, notices);
    }
    match ask_watcher(location, notices)? {
        WatcherReply::Live(reader) => {
            let is_complete = has_all_changes(location, &reader)?;
            let Some(reader) = Reader::current(&location.folder)?.filter(|_| is_complete) else {
                return Err(lock_error(&location.folder));
            };
            let pid = location.folder.lock_holder().map_or(0, |holder| holder.pid);
            notices.note(&format!("the watcher (process {pid}) keeps this index up to date"));
            let known = known_files(&reader)?;
            let report = Report { files: known.len(), ..Report::default() };
            Ok(Refreshed { reader, known, report })
        }
        WatcherReply::Unusable(..) => Err(lock_error(&location.folder)),
        WatcherReply::NotRunning => refresh_index(location, "index", notices),
    }
}

/// Rebuilds a generation that turned out to be damaged after it was opened, or has the watcher rebuild it.
///
/// # Errors
///
/// Fails if the vault or the index folder is not available, or if another process holds the index.
pub fn rebuild_damaged(location: &Location, damaged: &Path, why: &str, notices: &dyn Notices) -> Result<()> {
    notices.warn(&format!("the index is damaged ({why}); rebuilding it"));
    if location.folder.lock_holder().is_some_and(|holder| holder.role == "watch") {
        // If it does not reply, the command is answered without it.
        cookie::ask(&location.folder, Request::Repair);
        return Ok(());
    }
    let lock = wait_for_lock(&location.folder, "query", notices)?;
    // Another process may have rebuilt it in the meantime.
    if location.folder.current().is_none_or(|current| current == damaged) {
        if damaged.exists() {
            location.folder.set_aside(&lock, damaged)?;
        }
        build(location, &lock, notices)?;
    }
    Ok(())
}

/// Returns the error that names the process that holds the index.
pub fn lock_error(folder: &Folder) -> Error {
    Error::IndexLocked { holder: folder.lock_holder().map(|LockHolder { pid, role, .. }| (pid, role)) }
}

/// Returns the last commit with an overlay of everything that has changed on disk since. Writes nothing.
fn complete_in_memory(location: &Location) -> Result<Refreshed> {
    let (mut reader, mut known) = match open_current(location) {
        Ok(Some(current)) => current,
        Ok(None) | Err(_) => (Reader::empty()?, KnownFiles::new()),
    };
    let scan = scan(location, &known)?;
    let plan = Plan::new(&known, &scan);
    let mut report = Report::of_scan(&scan);
    if !plan.is_empty() {
        let quarantine = Quarantine::load(&location.folder);
        refresh::overlay(ReadContext::new(location, &quarantine), plan, &mut known, &mut reader, &mut report)?;
    }
    Ok(Refreshed { reader, known, report })
}

/// Brings the index up to date in this process. If it cannot be written, completes it in memory for a query; for
/// `index`, that is an error.
fn refresh_index(location: &Location, role: &str, notices: &dyn Notices) -> Result<Refreshed> {
    if let Some(refreshed) = open_if_current(location)? {
        return Ok(refreshed);
    }
    let lock = match location.folder.create().and_then(|()| wait_for_lock(&location.folder, role, notices)) {
        Ok(lock) => lock,
        Err(error) if role == "index" => return Err(error),
        Err(error) => {
            notices.warn(&format!("{error}; answering from memory without updating the index"));
            return complete_in_memory(location);
        }
    };
    // Another process may have built the index of another vault here in the meantime.
    location.folder.check_owner()?;
    let (reader, mut known) = match open_current(location) {
        Ok(Some(current)) => current,
        Ok(None) => {
            check_mass_deletion_with_settings(location, role)?;
            return build(location, &lock, notices);
        }
        Err(Error::IndexDamaged { path, why }) => {
            notices.warn(&format!("the index is damaged ({why}); rebuilding it"));
            location.folder.set_aside(&lock, &path)?;
            return build(location, &lock, notices);
        }
        Err(error) if role == "index" => return Err(error),
        Err(error) => {
            notices.warn(&format!("{error}; answering from memory without updating the index"));
            return complete_in_memory(location);
        }
    };
    let generation = reader.generation().to_owned();
    let scan = scan(location, &known)?;
    let plan = Plan::new(&known, &scan);
    let mut report = Report::of_scan(&scan);
    if plan.is_empty() {
        return Ok(Refreshed { reader, known, report });
    }
    if role != "index" && plan.is_mass_deletion(&known) && !location.vault.has_obsidian_folder() {
        notices.warn(&format!(
            "{} of {} files are gone; answering without them, but they stay in the index until `vaultdex index` is run",
            plan.to_remove.len(),
            known.len()
        ));
        return complete_in_memory(location);
    }
    let quarantine = Quarantine::start(&location.folder, &lock);
    let _termination_hook = refresh::discard_in_flight_on_exit(location);
    let context = ReadContext::new(location, &quarantine);
    match write(context, &generation, plan, &mut known, &mut report, notices) {
        Ok(()) => Ok(Refreshed { reader: Reader::open(&generation)?, known, report }),
        Err(Error::IndexDamaged { path, why }) => {
            notices.warn(&format!("the index is damaged ({why}); rebuilding it"));
            drop(reader);
            location.folder.set_aside(&lock, &path)?;
            build(location, &lock, notices)
        }
        Err(error) if role == "index" => Err(error),
        Err(error) => {
            // The last commit is still valid and is completed in memory.
            notices.warn(&format!("{error}; answering from memory without updating the index"));
            complete_in_memory(location)
        }
    }
}

/// Returns a reader if the index is up to date. Takes no lock.
fn open_if_current(location: &Location) -> Result<Option<Refreshed>> {
    record_moved_vault(location);
    let (scan, current) = rayon::join(|| vault::scan(&location.vault), || open_current(location));
    let Ok(Some((reader, known))) = current else { return Ok(None) };
    let scan = check_not_emptied(scan?, location, &known)?;
    let is_current = Plan::new(&known, &scan).is_empty();
    Ok(is_current.then(|| Refreshed { reader, known, report: Report::of_scan(&scan) }))
}

/// Records where the vault is now, if it was moved since the index was written. If that is not possible, the next query
/// tries again.
fn record_moved_vault(location: &Location) {
    if location.folder.has_moved_vault()
        && let Ok(Some(lock)) = location.folder.try_lock("query", &timestamp())
    {
        let _ = location.folder.take_over(&lock);
    }
}

/// Opens the current index and returns what it knows; `None` if there is no index.
///
/// # Errors
///
/// Fails with [`Error::IndexDamaged`] if the index is not as it was written, and otherwise if it cannot be opened.
pub fn open_current(location: &Location) -> Result<Option<(Reader, KnownFiles)>> {
    let Some(reader) = Reader::current(&location.folder)? else { return Ok(None) };
    let known = known_files(&reader)?;
    Ok(Some((reader, known)))
}

/// Checks that a change of the vault's settings is not a side effect of the vault's files having disappeared. The new
/// settings would lead to a new index without those files.
fn check_mass_deletion_with_settings(location: &Location, role: &str) -> Result<()> {
    let Ok(Some((_, known))) = open_current(&location.with_any_terminology()) else { return Ok(()) };
    let plan = Plan::new(&known, &scan(location, &known)?);
    if role == "index" || !plan.is_mass_deletion(&known) || location.vault.has_obsidian_folder() {
        return Ok(());
    }
    let (gone, files) = (plan.to_remove.len(), known.len());
    let why = format!(
        "{gone} of {files} files are gone, and the vault's settings with them; if they were deleted, run \
         `vaultdex index`"
    );
    Err(Error::NoVault { path: location.vault.root().to_owned(), why })
}

/// Scans the vault, and checks that it has not been emptied.
pub fn scan(location: &Location, known: &KnownFiles) -> Result<vault::Scan> {
    check_not_emptied(vault::scan(&location.vault)?, location, known)
}

/// Checks that the folder is not the empty mount point that an unmounted drive leaves behind.
fn check_not_emptied(scan: vault::Scan, location: &Location, known: &KnownFiles) -> Result<vault::Scan> {
    if !scan.files.is_empty() || known.is_empty() || location.vault.has_obsidian_folder() {
        return Ok(scan);
    }
    let why = format!(
        "the folder is empty, but the index has {} files of it; is its drive mounted? If they were deleted, run \
         `vaultdex index --rebuild`",
        known.len()
    );
    Err(Error::NoVault { path: location.vault.root().to_owned(), why })
}

fn write(
    context: ReadContext,
    generation: &Path,
    plan: Plan,
    known: &mut KnownFiles,
    report: &mut Report,
    notices: &dyn Notices,
) -> Result<()> {
    let mut writer = Writer::open(generation)?;
    let total = plan.to_read.len() as u64;
    let applied = refresh::apply(context, plan, known, &writer, report, &|done| notices.progress(done, total));
    let written = applied.and_then(|must_commit| if must_commit { writer.commit() } else { Ok(()) });
    // Even after an error: merges in progress must not write after the lock has been released.
    let finished = writer.finish();
    written.and(finished)
}

/// Builds a new index beside the current one and then switches to it.
pub fn build(location: &Location, lock: &WriteLock, notices: &dyn Notices) -> Result<Refreshed> {
    let generation = location.folder.create_generation(lock)?;
    let scan = vault::scan(&location.vault)?;
    let total = scan.files.len() as u64;
    let quarantine = Quarantine::start(&location.folder, lock);
    let _termination_hook = refresh::discard_in_flight_on_exit(location);
    let context = ReadContext::new(location, &quarantine);
    let (known, report) = refresh::build(context, &scan, &generation, &|done| notices.progress(done, total))?;
    location.folder.publish(lock, &generation)?;
    Ok(Refreshed { reader: Reader::open(&generation)?, known, report })
}

/// Takes the lock, waiting for the process that holds it. Waits for a watcher only as long as a query waits for its
/// reply.
pub fn wait_for_lock(folder: &Folder, role: &str, notices: &dyn Notices) -> Result<WriteLock> {
    let start = Instant::now();
    let mut has_notified = false;
    loop {
        if let Some(lock) = folder.try_lock(role, &timestamp())? {
            return Ok(lock);
        }
        let holder = folder.lock_holder();
        // A process that is not known may be a watcher whose `holder.json` was damaged.
        let may_be_watcher = holder.as_ref().map_or(folder.is_locked(), |holder| holder.role == "watch");
        if may_be_watcher && start.elapsed() > cookie::TIMEOUT {
            return Err(lock_error(folder));
        }
        if let Some(holder) = holder.filter(|_| !has_notified && start.elapsed() > Duration::from_millis(500)) {
            notices.note(&format!(
                "waiting for process {} (`vaultdex {}`), which is writing the index",
                holder.pid, holder.role
            ));
            has_notified = true;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}
