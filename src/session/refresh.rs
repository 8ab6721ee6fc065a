//! Brings the index up to date with the disk: look, compare, read what differs, commit once.
//! First run, every later run, a missed event and an overflow are this one path.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use vaultdex_notes::{Note, VaultPath};
use vaultdex_records::Extraction;
use vaultdex_records::Words;

use super::read_note::Loaded;
use super::{Place, read_note};
use crate::error::Result;
use crate::index::{Care, Caution, Document, Reader, Record, Writer};
use crate::system;
use crate::system::LastWords;
use crate::vault::{Change, Scan, Stamp, Unreadable, Vault};

/// What a refresh did.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// How many files the vault has.
    pub files: usize,
    /// What was new, by path.
    pub changes: Vec<Change>,
    /// Which of the files that went and came are the same file moved: from where, to where.
    pub moved: Vec<(VaultPath, VaultPath)>,
    /// What could not be read, by path, with the reason.
    pub unread: BTreeMap<String, String>,
}

impl Report {
    /// How many files were added, modified and removed.
    pub fn counts(&self) -> (usize, usize, usize) {
        let count = |wanted: fn(&Change) -> bool| self.changes.iter().filter(|change| wanted(change)).count();
        (
            count(|change| matches!(change, Change::Added(_))),
            count(|change| matches!(change, Change::Modified(_))),
            count(|change| matches!(change, Change::Removed(_))),
        )
    }
}

/// What the index knows, by path.
pub type Known = BTreeMap<VaultPath, Record>;

/// What has to be read and what to be forgotten.
#[derive(Debug, Default)]
pub struct Plan {
    /// Files to read, with their stamps.
    pub read: Vec<(VaultPath, Stamp)>,
    /// Files that are gone.
    pub gone: Vec<VaultPath>,
}

impl Plan {
    /// Compares what the index knows with what lies on disk. What lies in a folder that could not be listed is not gone:
    /// what the index had of it is kept.
    pub fn new(known: &Known, scan: &Scan) -> Plan {
        let files = &scan.files;
        let is_new = |(path, stamp): &(&VaultPath, &Stamp)| {
            known.get(*path).is_none_or(|record| !read_note::is_current(record, stamp))
        };
        let read = files.iter().filter(is_new).map(|(path, stamp)| (path.clone(), *stamp)).collect();
        let is_out_of_sight = |path: &VaultPath| {
            let within =
                |it: &Unreadable| path.as_str().strip_prefix(&it.path).is_some_and(|rest| rest.starts_with('/'));
            scan.unreadable.iter().any(within)
        };
        let is_gone = |path: &&VaultPath| !files.contains_key(*path) && !is_out_of_sight(path);
        let gone = known.keys().filter(is_gone).cloned().collect();
        Plan { read, gone }
    }

    /// The same for a few files that were just looked at; `None` stands for a file that is gone.
    pub fn of_few(known: &Known, looked: &BTreeMap<VaultPath, Option<Stamp>>) -> Plan {
        let mut plan = Plan::default();
        for (path, stamp) in looked {
            match stamp {
                Some(stamp) if known.get(path).is_some_and(|record| read_note::is_current(record, stamp)) => {}
                Some(stamp) => plan.read.push((path.clone(), *stamp)),
                None if known.contains_key(path) => plan.gone.push(path.clone()),
                None => {}
            }
        }
        plan
    }

    /// Whether so many files are gone that it looks rather like a drive that went, or a cloud that logged out, than like
    /// notes that were deleted: more than twenty, and more than half of all.
    pub fn is_exodus(&self, known: &Known) -> bool {
        self.gone.len() > 20 && self.gone.len() * 2 > known.len()
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.read.is_empty() && self.gone.is_empty()
    }
}

/// Called with how many files are done.
pub type Progress<'a> = &'a (dyn Fn(u64) + Sync);

/// Where notes come from: the vault, and what is known of notes that kill their reader.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// Where they lie.
    pub vault: &'a Vault,
    /// By which words to read them.
    pub words: &'a Words,
    /// How to read them.
    pub caution: &'a Caution,
}

/// Whoever reads notes and is told to end, by Ctrl-C or by the service manager, has not died over them.
pub fn absolve_at_the_end(place: &Place) -> LastWords {
    let folder = place.folder.clone();
    system::before_the_end(move || Caution::absolve(&folder))
}

/// Reads what the plan names and puts it into the index. Commits nothing. `known` is what the index knew before and is
/// brought along. Returns whether anything has to be committed; after an error nothing may be.
pub fn apply(
    source: Source,
    plan: Plan,
    known: &mut Known,
    writer: &Writer,
    report: &mut Report,
    progress: Progress,
) -> Result<bool> {
    let done = AtomicU64::new(0);
    let results: Mutex<Vec<(VaultPath, Outcome)>> = Mutex::new(Vec::new());
    let take = |path: &VaultPath, loaded: Loaded| -> Result<()> {
        let outcome = match loaded {
            Loaded::Changed(document) => {
                writer.put(&document)?;
                Outcome::Changed(document.record)
            }
            Loaded::Touched(document) => {
                writer.put(&document)?;
                Outcome::Touched(document.record)
            }
            Loaded::Same => Outcome::Same,
            Loaded::Gone => Outcome::Gone,
            Loaded::Unread(why, document) => {
                if let Some(document) = &document {
                    writer.put(document)?;
                }
                Outcome::Unread(why, document.map(|document| document.record))
            }
        };
        results.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((path.clone(), outcome));
        progress(done.fetch_add(1, Ordering::Relaxed) + 1);
        Ok(())
    };
    let Source { vault, caution, .. } = source;
    let care = |(path, stamp): &&(VaultPath, Stamp)| caution.care(path, stamp);
    let (others, suspects): (Vec<_>, Vec<_>) = plan.read.iter().partition(|it| care(it) == Care::None);
    for (path, stamp) in suspects {
        if caution.care(path, stamp) == Care::Refuse {
            take(path, refused(path, *stamp, known.get(path)))?;
            continue;
        }
        caution.reading_alone(path, stamp);
        take(path, load_alive(source, path, *stamp, known.get(path)))?;
        caution.acquit(path);
    }
    let outcome = others.par_iter().try_for_each(|(path, stamp)| -> Result<()> {
        caution.reading(path, rayon::current_thread_index().unwrap_or(0));
        take(path, load_alive(source, path, *stamp, known.get(path)))
    });
    caution.finish();
    outcome?;
    let mut results = results.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    results.extend(plan.gone.into_iter().map(|path| (path, Outcome::Gone)));
    results.sort_by(|left, right| left.0.cmp(&right.0));
    // Files that go together with their vault were moved or unmounted, not deleted.
    if results.iter().any(|(_, outcome)| matches!(outcome, Outcome::Gone)) {
        vault.check_there()?;
    }
    let mut must_commit = false;
    let mut went: HashMap<u64, VaultPath> = HashMap::new();
    let mut came: Vec<(u64, VaultPath)> = Vec::new();
    for (path, outcome) in results {
        let was_known = known.contains_key(&path);
        must_commit |= match &outcome {
            Outcome::Changed(_) | Outcome::Touched(_) => true,
            Outcome::Unread(_, record) => record.is_some(),
            Outcome::Gone => was_known,
            Outcome::Same => false,
        };
        match outcome {
            Outcome::Same => {}
            Outcome::Touched(record) => {
                known.insert(path, record);
            }
            Outcome::Changed(record) => {
                if !was_known && record.hash != 0 {
                    came.push((record.hash, path.clone()));
                }
                known.insert(path.clone(), record);
                report.changes.push(if was_known { Change::Modified(path) } else { Change::Added(path) });
            }
            Outcome::Unread(why, record) => {
                report.unread.insert(path.to_string(), why);
                if let Some(record) = record {
                    known.insert(path, record);
                }
            }
            Outcome::Gone if was_known => {
                writer.remove(&path);
                went.extend(known.remove(&path).map(|record| (record.hash, record.path)));
                report.changes.push(Change::Removed(path));
            }
            Outcome::Gone => {}
        }
    }
    report.moved.extend(came.into_iter().filter_map(|(hash, to)| Some((went.remove(&hash)?, to))));
    report.files = known.len();
    Ok(must_commit)
}

/// Reads a file. Should that panic, the file is one that can't be read, and all others are none the worse.
fn load_alive(source: Source, path: &VaultPath, stamp: Stamp, known: Option<&Record>) -> Loaded {
    let load = || read_note::load(source.vault, source.words, path, stamp, known);
    match panic::catch_unwind(AssertUnwindSafe(load)) {
        Ok(loaded) => loaded,
        Err(_) => unread(path, stamp, known, "vaultdex failed on it, which is a fault of vaultdex".to_owned()),
    }
}

/// What becomes of a note that killed its reader twice.
fn refused(path: &VaultPath, stamp: Stamp, known: Option<&Record>) -> Loaded {
    let why =
        "reading it ended vaultdex twice, so it is passed over until it changes; `vaultdex doctor --fix` tries again";
    unread(path, stamp, known, why.to_owned())
}

fn unread(path: &VaultPath, stamp: Stamp, known: Option<&Record>, why: String) -> Loaded {
    let record = Record { path: path.clone(), stamp, hash: 0, seen: 0, unread: Some(why.clone()) };
    let document =
        Box::new(Document { record, note: Note::default(), extraction: Extraction::default(), text: String::new() });
    Loaded::Unread(why, known.is_none().then_some(document))
}

enum Outcome {
    Changed(Record),
    Touched(Record),
    Same,
    Gone,
    Unread(String, Option<Record>),
}

/// What an index that serves knows.
///
/// A file that it has twice is damage that no checksum shows. It is known by no stamp: it is read again, and what is
/// written then takes the place of both.
pub fn known(reader: &Reader) -> Result<Known> {
    let mut known = Known::new();
    for record in reader.records()? {
        match known.get_mut(&record.path) {
            Some(twice) => twice.stamp = Stamp::default(),
            None => _ = known.insert(record.path.clone(), record),
        }
    }
    Ok(known)
}

/// What became of the files between two states of an index, by what stands in them.
pub fn differences(before: &Known, now: &Known) -> Report {
    let gone = before.keys().filter(|path| !now.contains_key(*path)).cloned().map(Change::Removed);
    let come = now.iter().filter_map(|(path, record)| match before.get(path) {
        None => Some(Change::Added(path.clone())),
        Some(known) if known.hash != record.hash => Some(Change::Modified(path.clone())),
        Some(_) => None,
    });
    Report { files: now.len(), changes: come.chain(gone).collect(), ..Report::default() }
}

/// Builds a new generation of the whole vault in an empty folder and commits it. Its folder does not serve yet.
pub fn build(source: Source, scan: &Scan, generation: &Path, progress: Progress) -> Result<(Known, Report)> {
    let mut writer = Writer::create(generation, scan.files.len())?;
    let mut known = Known::new();
    let mut report = report_of(scan);
    apply(source, Plan::new(&known, scan), &mut known, &writer, &mut report, progress)?;
    writer.commit()?;
    writer.finish()?;
    Ok((known, report))
}

/// A report that so far holds only what the scan could not read.
pub fn report_of(scan: &Scan) -> Report {
    let unread = scan.unreadable.iter().map(|it| (it.path.clone(), it.why.clone())).collect();
    Report { files: scan.files.len(), unread, ..Report::default() }
}

/// Lays what the plan names over a reader, in memory, where the index can't be written or waited for.
pub fn lay_over(source: Source, plan: Plan, known: &mut Known, reader: &mut Reader, report: &mut Report) -> Result<()> {
    let hidden: HashSet<VaultPath> = plan.read.iter().map(|(path, _)| path).chain(&plan.gone).cloned().collect();
    let before: BTreeSet<VaultPath> = known.keys().cloned().collect();
    // In the layer above, a file is new whether or not the index below knows it: nothing may count as unchanged.
    let mut above = Known::new();
    let mut writer = Writer::in_memory()?;
    let mut laid = Report::default();
    for path in &plan.gone {
        known.remove(path);
    }
    let read = Plan { read: plan.read, gone: Vec::new() };
    apply(source, read, &mut above, &writer, &mut laid, &|_| {})?;
    writer.commit()?;
    reader.lay_over(hidden, &writer)?;
    known.extend(above);
    report.changes = laid.changes;
    for change in &mut report.changes {
        if before.contains(change.path()) {
            *change = Change::Modified(change.path().clone());
        }
    }
    report.changes.extend(plan.gone.into_iter().map(Change::Removed));
    report.unread.extend(laid.unread);
    report.files = known.len();
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_vault_that_goes_while_it_is_read_is_not_a_vault_whose_notes_were_deleted() {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("vault");
        fs::create_dir(&root).unwrap();
        fs::write(root.join("a.md"), "text").unwrap();
        let vault = Vault::open(&root).unwrap();
        let mut known = Known::new();
        let scan = crate::vault::scan(&vault).unwrap();
        let plan = || Plan::new(&Known::new(), &scan);
        let mut apply_now = || {
            let writer = Writer::in_memory().unwrap();
            let mut report = Report::default();
            let source = Source { vault: &vault, words: &Words::default(), caution: &Caution::default() };
            apply(source, plan(), &mut known, &writer, &mut report, &|_| {}).map(|_| report.changes)
        };
        assert_eq!(apply_now().unwrap(), [Change::Added(VaultPath::new("a.md"))]);
        fs::remove_file(root.join("a.md")).unwrap();
        assert_eq!(apply_now().unwrap(), [Change::Removed(VaultPath::new("a.md"))]);
        fs::rename(&root, home.path().join("away")).unwrap();
        assert!(apply_now().is_err());
    }
    #[test]
    fn a_file_that_the_index_has_twice_is_read_again() {
        let stamp = Stamp { size: 1, ..Stamp::default() };
        let check = |times: usize, expected: usize| {
            let path = VaultPath::new("a.md");
            let record = Record { path: path.clone(), stamp, hash: 1, seen: i64::MAX, unread: None };
            let mut writer = Writer::in_memory().unwrap();
            for _ in 0..times {
                let (record, note, extraction) = (record.clone(), Note::default(), Extraction::default());
                writer.put(&Document { record, note, extraction, text: String::new() }).unwrap();
            }
            writer.commit().unwrap();
            let mut reader = Reader::empty().unwrap();
            reader.lay_over(HashSet::new(), &writer).unwrap();
            let looked = BTreeMap::from([(path, Some(stamp))]);
            assert_eq!(Plan::of_few(&known(&reader).unwrap(), &looked).read.len(), expected, "{times}");
        };
        check(1, 0);
        check(2, 1);
    }

    #[test]
    fn what_lies_in_a_folder_that_cannot_be_listed_is_not_gone() {
        let record = |path: &str| Record {
            path: VaultPath::new(path),
            stamp: Stamp::default(),
            hash: 1,
            seen: i64::MAX,
            unread: None,
        };
        let paths = ["locked/a.md", "locked/deep/b.md", "lockedroom/c.md", "d.md"];
        let known: Known = paths.iter().map(|path| (VaultPath::new(*path), record(path))).collect();
        let unreadable = vec![Unreadable { path: "locked".to_owned(), why: "permission denied".to_owned() }];
        let scan = Scan { unreadable, ..Scan::default() };
        let gone: Vec<String> = Plan::new(&known, &scan).gone.iter().map(VaultPath::to_string).collect();
        assert_eq!(gone, ["d.md", "lockedroom/c.md"]);
    }
}
