//! Finds or makes an index that is as fresh as a query wants it.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::cookie::Answer;
use super::refresh::{Known, Plan, Report, Source};
use super::{Notices, Place, cookie, refresh};
use crate::error::{Error, Result};
use crate::index::{Caution, Folder, Holder, Reader, WriteLock, Writer};
use crate::vault;

/// How long a watcher that builds the index may do so without anything to show for it.
const BUILD_PATIENCE: Duration = Duration::from_secs(10);

/// How long whoever wants the index itself to have caught up waits for a watcher that does not answer: it may have much to
/// read.
const CATCHING_UP: Duration = Duration::from_secs(30);

/// What a query wants to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// The vault as it is now.
    Now,
    /// The vault as it was when the index was last written.
    AsItIs,
}

/// How fresh an answer is.
#[derive(Debug, Clone, PartialEq)]
pub struct Freshness {
    /// The moment of which the index tells, in nanoseconds since 1970.
    pub as_of: i64,
    /// Whether a watcher keeps it so.
    pub live: bool,
    /// Whether files may have changed since, so that a hit has to be looked at before it is shown.
    pub may_be_stale: bool,
}

/// Opens a reader as fresh as wanted.
pub fn open(place: &Place, want: Want, notices: &dyn Notices) -> Result<(Reader, Freshness)> {
    if want == Want::AsItIs {
        let Some(reader) = Reader::current(&place.folder.as_it_is())? else {
            return Err(Error::Usage(format!(
                "there is no index of `{}` yet; run `vaultdex index`, or leave out --no-refresh",
                place.vault.root().display()
            )));
        };
        let as_of = committed_at(reader.generation());
        return Ok((reader, Freshness { as_of, live: false, may_be_stale: true }));
    }
    let as_of = now();
    let (reader, live) = match ask_watcher(place, notices)? {
        Watcher::Live(reader) => (reader, true),
        Watcher::Silent(pid, why) => {
            notices.say(&format!("the watcher (process {pid}) {why}; this answer was made without it"));
            (in_memory(place)?.0, false)
        }
        Watcher::None => (refreshed(place, "query", notices)?.0, false),
    };
    Ok((reader, Freshness { as_of, live, may_be_stale: false }))
}

/// Waits until the index itself tells of the vault as it is now: by the watcher's work, or by our own where there is none.
/// Whether it came to that.
pub fn catch_up(place: &Place, notices: &dyn Notices) -> Result<bool> {
    let began = Instant::now();
    loop {
        match ask_watcher(place, notices)? {
            Watcher::Live(_) => return Ok(true),
            Watcher::None => return Ok(!refreshed(place, "query", notices)?.0.is_laid_over()),
            Watcher::Silent(_, why) if why == OTHER_SETTINGS || began.elapsed() > CATCHING_UP => return Ok(false),
            Watcher::Silent(..) => {}
        }
    }
}

/// Brings the index up to date, or builds it, as a command of its own.
pub fn index(place: &Place, rebuild: bool, notices: &dyn Notices) -> Result<Report> {
    if rebuild {
        place.folder.create()?;
        if place.folder.holder().is_some_and(|holder| holder.role == "watch") {
            return Err(held(&place.folder));
        }
        let lock = wait_for_lock(&place.folder, "index", notices)?;
        Caution::forget(&place.folder, &lock);
        return build(place, &lock, notices).map(|(_, report)| report);
    }
    match ask_watcher(place, notices)? {
        Watcher::Live(reader) => {
            let pid = place.folder.holder().map_or(0, |holder| holder.pid);
            notices.say(&format!("the watcher (process {pid}) keeps this index up to date"));
            Ok(Report { files: reader.records()?.len(), ..Report::default() })
        }
        Watcher::Silent(..) => Err(held(&place.folder)),
        Watcher::None => refreshed(place, "index", notices).map(|(_, report)| report),
    }
}

/// The error that names who holds the index.
pub fn held(folder: &Folder) -> Error {
    let who = folder.holder().map_or_else(
        || "another process writes this index".to_owned(),
        |Holder { pid, role, .. }| format!("process {pid} (`vaultdex {role}`) holds this index"),
    );
    Error::Usage(format!("{who}; wait for it, or stop it with `kill <pid>`"))
}

/// What a watcher does that began under another config file of the user.
const OTHER_SETTINGS: &str = "has other settings";

enum Watcher {
    /// It has seen everything; this reader too.
    Live(Reader),
    /// This process holds the index and is of no use for an answer, and why.
    Silent(u32, &'static str),
    /// There is none.
    None,
}

fn ask_watcher(place: &Place, notices: &dyn Notices) -> Result<Watcher> {
    let mut told = false;
    let (mut grown, mut size) = (Instant::now(), 0);
    loop {
        let Some(holder) = place.folder.holder().filter(|holder| holder.role == "watch") else {
            return Ok(Watcher::None);
        };
        // Where the settings have changed, the watcher has to be asked to look at them.
        let is_worded_otherwise = place.folder.is_worded_otherwise();
        if place.folder.current().is_none() && !is_worded_otherwise && grown.elapsed() < BUILD_PATIENCE {
            // Nothing to serve from: whoever builds the index is quicker than two who do, as long as it gets on.
            if !told {
                notices.say(&format!("waiting for the watcher (process {}) to build the index", holder.pid));
                told = true;
            }
            std::thread::sleep(Duration::from_millis(50));
            let size_now = place.folder.size();
            if size_now != size {
                (grown, size) = (Instant::now(), size_now);
            }
            continue;
        }
        match cookie::ask(&place.folder) {
            Answer::Left => continue,
            Answer::Seen => match Reader::current(&place.folder)? {
                Some(reader) => return Ok(Watcher::Live(reader)),
                None if place.folder.is_worded_otherwise() => {
                    return Ok(Watcher::Silent(holder.pid, OTHER_SETTINGS));
                }
                None => continue,
            },
            Answer::Silent => return Ok(Watcher::Silent(holder.pid, "does not answer")),
        }
    }
}

/// The last commit, with whatever is newer on disk laid over it. Writes nothing.
fn in_memory(place: &Place) -> Result<(Reader, Report)> {
    let (mut reader, mut known) = match serving(place) {
        Some(serving) => serving,
        None => (Reader::empty()?, Known::new()),
    };
    let scan = scan(place, &known)?;
    let plan = Plan::new(&known, &scan);
    let mut report = refresh::report_of(&scan);
    if !plan.is_empty() {
        let source = Source { vault: &place.vault, words: &place.words, caution: &Caution::known(&place.folder) };
        refresh::lay_over(source, plan, &mut known, &mut reader, &mut report)?;
    }
    Ok((reader, report))
}

/// Brings the index up to date by this process's own work.
fn refreshed(place: &Place, role: &str, notices: &dyn Notices) -> Result<(Reader, Report)> {
    if let Some((reader, report)) = already_current(place)? {
        return Ok((reader, report));
    }
    let lock = match place.folder.create().and_then(|()| wait_for_lock(&place.folder, role, notices)) {
        Ok(lock) => lock,
        Err(error) => {
            notices.say(&format!("{error}; this answer was made in memory and not kept"));
            return in_memory(place);
        }
    };
    let Some((reader, mut known)) = serving(place) else {
        if let Some(broken) = place.folder.current() {
            notices.say("the index can't be read; it is built anew");
            place.folder.set_aside(&lock, &broken)?;
        } else {
            doubt_other_words(place, role)?;
        }
        return build(place, &lock, notices);
    };
    let generation = reader.generation().to_owned();
    let scan = scan(place, &known)?;
    let plan = Plan::new(&known, &scan);
    let mut report = refresh::report_of(&scan);
    if plan.is_empty() {
        return Ok((reader, report));
    }
    if role != "index" && plan.is_exodus(&known) && !place.vault.is_marked() {
        notices.say(&format!(
            "{} of {} files are gone; this answer does without them, and the index keeps them until `vaultdex index` is run",
            plan.gone.len(),
            known.len()
        ));
        return in_memory(place);
    }
    let caution = Caution::begin(&place.folder, &lock);
    let _absolution = refresh::absolve_at_the_end(place);
    let source = Source { vault: &place.vault, words: &place.words, caution: &caution };
    match write(source, &generation, plan, &mut known, &mut report, notices) {
        Ok(()) => Ok((Reader::open(&generation)?, report)),
        Err(error) => {
            // The last commit still serves; what it lacks is laid over it.
            notices.say(&format!("{error}; this answer was made in memory and not kept"));
            in_memory(place)
        }
    }
}

/// The reader, if the index tells of the vault as it is, without taking any lock.
fn already_current(place: &Place) -> Result<Option<(Reader, Report)>> {
    let (looked, serving) = rayon::join(|| vault::scan(&place.vault), || serving(place));
    let Some((reader, known)) = serving else { return Ok(None) };
    let scan = not_emptied(looked?, place, &known)?;
    let is_current = Plan::new(&known, &scan).is_empty();
    Ok(is_current.then(|| (reader, refresh::report_of(&scan))))
}

/// The index that serves and what it knows; `None` where there is none, or none that can be read.
pub fn serving(place: &Place) -> Option<(Reader, Known)> {
    let reader = Reader::current(&place.folder).ok()??;
    let known = refresh::known(&reader).ok()?;
    Some((reader, known))
}

/// Where the index was read by other words, its files may have gone together with the file that said by which: that is no
/// reason to forget them.
fn doubt_other_words(place: &Place, role: &str) -> Result<()> {
    let folder = place.folder.as_it_is();
    let Some((_, known)) = serving(&Place { folder, ..place.clone() }) else { return Ok(()) };
    let plan = Plan::new(&known, &scan(place, &known)?);
    if role == "index" || !plan.is_exodus(&known) || place.vault.is_marked() {
        return Ok(());
    }
    let (gone, files) = (plan.gone.len(), known.len());
    let why = format!(
        "{gone} of {files} files are gone, and the vault's settings with them; if they are gone for good, run `vaultdex index`"
    );
    Err(Error::NoVault { path: place.vault.root().to_owned(), why })
}

/// Looks at the vault.
pub fn scan(place: &Place, known: &Known) -> Result<vault::Scan> {
    not_emptied(vault::scan(&place.vault)?, place, known)
}

/// An empty folder that is not even a vault, where there was one full of notes, is where its drive was mounted.
fn not_emptied(scan: vault::Scan, place: &Place, known: &Known) -> Result<vault::Scan> {
    if !scan.files.is_empty() || known.is_empty() || place.vault.is_marked() {
        return Ok(scan);
    }
    let why = format!(
        "the folder is empty, and the index knows {} files of it; is its drive mounted? If they are gone for good, run `vaultdex index --rebuild`",
        known.len()
    );
    Err(Error::NoVault { path: place.vault.root().to_owned(), why })
}

fn write(
    source: Source,
    generation: &Path,
    plan: Plan,
    known: &mut Known,
    report: &mut Report,
    notices: &dyn Notices,
) -> Result<()> {
    let mut writer = Writer::open(generation)?;
    let total = plan.read.len() as u64;
    let applied = refresh::apply(source, plan, known, &writer, report, &|done| notices.progress(done, total));
    let written = applied.and_then(|must_commit| if must_commit { writer.commit() } else { Ok(()) });
    // Whatever came of it: merges that are under way must not write once the lock is another's.
    let finished = writer.finish();
    written.and(finished)
}

/// Builds the index anew beside the one that serves, then switches.
pub fn build(place: &Place, lock: &WriteLock, notices: &dyn Notices) -> Result<(Reader, Report)> {
    let generation = place.folder.begin_generation(lock)?;
    let scan = vault::scan(&place.vault)?;
    let total = scan.files.len() as u64;
    let caution = Caution::begin(&place.folder, lock);
    let _absolution = refresh::absolve_at_the_end(place);
    let source = Source { vault: &place.vault, words: &place.words, caution: &caution };
    let (_, report) = refresh::build(source, &scan, &generation, &|done| notices.progress(done, total))?;
    place.folder.publish(lock, &generation)?;
    Ok((Reader::open(&generation)?, report))
}

/// Takes the lock, waiting for whoever has it. A watcher that comes in between is waited for like any other.
pub fn wait_for_lock(folder: &Folder, role: &str, notices: &dyn Notices) -> Result<WriteLock> {
    let began = Instant::now();
    let mut told = false;
    loop {
        if let Some(lock) = folder.try_lock(role, &timestamp())? {
            return Ok(lock);
        }
        let holder = folder.holder();
        if holder.as_ref().is_some_and(|holder| holder.role == "watch") && began.elapsed() > cookie::PATIENCE {
            return Err(held(folder));
        }
        if let Some(holder) = holder.filter(|_| !told && began.elapsed() > Duration::from_millis(500)) {
            notices.say(&format!(
                "waiting for process {} (`vaultdex {}`), which writes the index",
                holder.pid, holder.role
            ));
            told = true;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// When an index was last committed, in nanoseconds since 1970.
pub fn committed_at(generation: &Path) -> i64 {
    let meta: PathBuf = generation.join("meta.json");
    let modified = meta.metadata().and_then(|metadata| metadata.modified()).unwrap_or(UNIX_EPOCH);
    modified.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as i64)
}

/// The clock, in nanoseconds since 1970.
pub fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as i64)
}

/// The clock, as RFC 3339.
pub fn timestamp() -> String {
    jiff::Timestamp::now().to_string()
}
