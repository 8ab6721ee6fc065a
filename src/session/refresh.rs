//! Brings the index up to date with the disk: reads what a plan names and writes it in one commit. The first build,
//! every later refresh, and the recovery from missed events all use this code.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::Arc;

use vaultdex_notes::VaultPath;
use vaultdex_records::Synonyms;

use super::file_reader::{Budget, Excess, Job, Load, ReadOutcome};
use super::location::Location;
use super::plan::{KnownFiles, Plan, is_most};
use super::read_note::LoadOutcome;
use super::report::Report;
use super::{file_reader, read_note};
use crate::error::{Error, Result};
use crate::index::{Quarantine, ReadMode, Reader, Record, Writer};
use crate::system;
use crate::system::TerminationHook;
use crate::vault::{Change, Scan, Stamp, Vault};

/// Is called with the number of files that have been read.
pub type Progress<'a> = &'a (dyn Fn(u64) + Sync);

/// What is needed to read notes.
#[derive(Clone, Copy)]
pub struct ReadContext<'a> {
    /// The vault to read from.
    pub vault: &'a Vault,
    /// The synonyms by which records are recognized.
    pub synonyms: &'a Synonyms,
    /// The notes that crashed an earlier process.
    pub quarantine: &'a Quarantine,
}

impl<'a> ReadContext<'a> {
    /// Takes the vault and the synonyms of a location.
    pub fn new(location: &'a Location, quarantine: &'a Quarantine) -> ReadContext<'a> {
        ReadContext { vault: &location.vault, synonyms: &location.synonyms, quarantine }
    }
}

/// Makes sure that no note is suspected if this process is told to stop, by Ctrl-C or the service manager, while it
/// reads. Holds until the returned value is dropped.
pub fn discard_in_flight_on_exit(location: &Location) -> TerminationHook {
    let folder = location.folder.clone();
    system::on_termination(move || Quarantine::discard_in_flight(&folder))
}

/// Carries out a plan without committing. Updates `known`, which is what the index knew before. Returns whether a
/// commit is necessary. After an error, nothing must be committed.
pub fn apply(
    context: ReadContext,
    plan: Plan,
    known: &mut KnownFiles,
    writer: &Writer,
    report: &mut Report,
    progress: Progress,
) -> Result<bool> {
    let mut outcomes = read_files(context, &plan.to_read, known, writer, progress)?;
    outcomes.extend(plan.to_remove.into_iter().map(|path| (path, Outcome::Deleted)));
    outcomes.sort_by(|left, right| left.0.cmp(&right.0));
    // If the vault is gone as well, its files were moved or unmounted, not deleted.
    if outcomes.iter().any(|(_, outcome)| matches!(outcome, Outcome::Deleted)) {
        context.vault.check_available()?;
    }
    check_mass_failure(context.vault, &outcomes, known)?;
    Ok(record_outcomes(outcomes, known, writer, report))
}

/// Checks that not most of the files that could be read before have become unreadable at once, as those of a network
/// drive do when it is disconnected.
fn check_mass_failure(vault: &Vault, outcomes: &[(VaultPath, Outcome)], known: &KnownFiles) -> Result<()> {
    let was_read = |path: &VaultPath| known.get(path).is_some_and(|record| record.unread.is_none());
    let failures = outcomes.iter().filter_map(|(path, outcome)| match outcome {
        Outcome::Unreadable(why, _) if was_read(path) => Some((path, why)),
        _ => None,
    });
    let failures: Vec<_> = failures.collect();
    match failures.first() {
        Some((path, why)) if is_most(failures.len(), known.len()) => Err(Error::NoVault {
            path: vault.root().to_owned(),
            why: format!(
                "{} of {} files cannot be read (`{path}`: {why}); is its drive connected?",
                failures.len(),
                known.len()
            ),
        }),
        _ => Ok(()),
    }
}

/// What became of a file.
enum Outcome {
    Changed(Record),
    StampChanged(Record),
    Unchanged,
    Deleted,
    Unreadable(String, Option<Record>),
}

/// Reads files in parallel and writes them to the index. Files that may have crashed an earlier process are read first,
/// one at a time.
fn read_files(
    context: ReadContext,
    files: &[(VaultPath, Stamp)],
    known: &KnownFiles,
    writer: &Writer,
    progress: Progress,
) -> Result<Vec<(VaultPath, Outcome)>> {
    let quarantine = context.quarantine;
    let mut outcomes: Vec<(VaultPath, Outcome)> = Vec::with_capacity(files.len());
    let mut finish = |path: &VaultPath, loaded: LoadOutcome| -> Result<()> {
        outcomes.push((path.clone(), write_document(writer, loaded)?));
        progress(outcomes.len() as u64);
        Ok(())
    };
    let load: Arc<Load> = {
        let (vault, synonyms) = (context.vault.clone(), context.synonyms.clone());
        Arc::new(move |job: &Job| load_catching_panics(&vault, &synonyms, job))
    };
    let read = |jobs: Vec<Job>, workers: usize, finish: &mut dyn FnMut(&VaultPath, LoadOutcome) -> Result<()>| {
        let budget = (workers, Budget::default());
        file_reader::read_files(jobs, Arc::clone(&load), budget, &quarantine.in_flight(), |job, outcome| {
            let loaded = match outcome {
                ReadOutcome::Loaded(loaded) => loaded,
                // Another file that was read at the same time may have taken the memory, which reading it alone shows.
                ReadOutcome::GivenUp(excess @ Excess::Memory) if workers > 1 => {
                    quarantine.suspect(&job.path);
                    read_note::unreadable(&job.path, job.stamp, job.known.as_ref(), excess.reason().to_owned())
                }
                ReadOutcome::GivenUp(excess) => {
                    quarantine.skip(&job.path, &job.stamp, excess.reason());
                    skipped(job, excess.reason())
                }
            };
            finish(&job.path, loaded)
        })
    };
    let mut others = Vec::with_capacity(files.len());
    for (path, stamp) in files {
        let job = Job { path: path.clone(), stamp: *stamp, known: known.get(path).cloned() };
        match quarantine.read_mode(path, stamp) {
            ReadMode::Parallel => others.push(job),
            ReadMode::Skip(why) => finish(path, skipped(&job, &why))?,
            ReadMode::Isolated => {
                quarantine.mark_isolated(path, stamp);
                read(vec![job], 1, &mut finish)?;
                quarantine.clear(path);
            }
        }
    }
    let result = read(others, rayon::current_num_threads(), &mut finish);
    quarantine.finish();
    result?;
    Ok(outcomes)
}

fn write_document(writer: &Writer, loaded: LoadOutcome) -> Result<Outcome> {
    Ok(match loaded {
        LoadOutcome::Changed(document) => {
            writer.put(&document)?;
            Outcome::Changed(document.record)
        }
        LoadOutcome::StampChanged(document) => {
            writer.put(&document)?;
            Outcome::StampChanged(document.record)
        }
        LoadOutcome::Unchanged => Outcome::Unchanged,
        LoadOutcome::Deleted => Outcome::Deleted,
        LoadOutcome::Unreadable(why, document) => {
            if let Some(document) = &document {
                writer.put(document)?;
            }
            Outcome::Unreadable(why, document.map(|document| document.record))
        }
    })
}

/// Removes deleted files from the index, and enters all outcomes into `known` and the report. Returns whether a commit
/// is necessary.
fn record_outcomes(
    outcomes: Vec<(VaultPath, Outcome)>,
    known: &mut KnownFiles,
    writer: &Writer,
    report: &mut Report,
) -> bool {
    let mut must_commit = false;
    let mut removed: HashMap<u64, VaultPath> = HashMap::new();
    let mut added: Vec<(u64, VaultPath)> = Vec::new();
    for (path, outcome) in outcomes {
        let was_known = known.contains_key(&path);
        must_commit |= match &outcome {
            Outcome::Changed(_) | Outcome::StampChanged(_) => true,
            Outcome::Unreadable(_, record) => record.is_some(),
            Outcome::Deleted => was_known,
            Outcome::Unchanged => false,
        };
        match outcome {
            Outcome::Unchanged => {}
            Outcome::StampChanged(record) => _ = known.insert(path, record),
            Outcome::Changed(record) => {
                if !was_known && record.hash != 0 {
                    added.push((record.hash, path.clone()));
                }
                known.insert(path.clone(), record);
                report.changes.push(if was_known { Change::Modified(path) } else { Change::Added(path) });
            }
            Outcome::Unreadable(why, record) => {
                report.unread.insert(path.to_string(), why);
                known.extend(record.map(|record| (path, record)));
            }
            Outcome::Deleted if was_known => {
                writer.remove(&path);
                removed.extend(known.remove(&path).map(|record| (record.hash, record.path)));
                report.changes.push(Change::Removed(path));
            }
            Outcome::Deleted => {}
        }
    }
    report.moved.extend(added.into_iter().filter_map(|(hash, to)| Some((removed.remove(&hash)?, to))));
    report.files = known.len();
    must_commit
}

/// Reads a file. A panic makes this file unreadable and does not affect the others.
fn load_catching_panics(vault: &Vault, synonyms: &Synonyms, job: &Job) -> LoadOutcome {
    let Job { path, stamp, known } = job;
    let load = || read_note::load(vault, synonyms, path, *stamp, known.as_ref());
    match panic::catch_unwind(AssertUnwindSafe(load)) {
        Ok(loaded) => loaded,
        Err(_) => {
            let why = "internal error while reading it; please report this bug";
            read_note::unreadable(path, *stamp, known.as_ref(), why.to_owned())
        }
    }
}

/// The outcome for a file that is not read because of what happened when it was.
fn skipped(job: &Job, why: &str) -> LoadOutcome {
    let why = format!("{why}; it is skipped until it changes or `vaultdex doctor --fix` is run");
    read_note::unreadable(&job.path, job.stamp, job.known.as_ref(), why)
}

/// Builds a new generation of the index from a scan, in an empty folder, and commits it. It is not published yet.
pub fn build(context: ReadContext, scan: &Scan, generation: &Path, progress: Progress) -> Result<(KnownFiles, Report)> {
    let mut writer = Writer::create(generation, scan.files.len())?;
    let mut known = KnownFiles::new();
    let mut report = Report::of_scan(scan);
    apply(context, Plan::new(&known, scan), &mut known, &writer, &mut report, progress)?;
    writer.commit()?;
    writer.finish()?;
    Ok((known, report))
}

/// Carries out a plan in memory, as a layer on top of a reader, if the index cannot be written.
pub fn overlay(
    context: ReadContext,
    plan: Plan,
    known: &mut KnownFiles,
    reader: &mut Reader,
    report: &mut Report,
) -> Result<()> {
    let hidden: HashSet<VaultPath> =
        plan.to_read.iter().map(|(path, _)| path).chain(&plan.to_remove).cloned().collect();
    let before: BTreeSet<VaultPath> = known.keys().cloned().collect();
    // Every file is new in the layer, whether or not the index below knows it, so none may count as unchanged.
    let mut layer = KnownFiles::new();
    let mut writer = Writer::in_memory()?;
    let mut layer_report = Report::default();
    for path in &plan.to_remove {
        known.remove(path);
    }
    let additions = Plan { to_read: plan.to_read, to_remove: Vec::new() };
    apply(context, additions, &mut layer, &writer, &mut layer_report, &|_| {})?;
    writer.commit()?;
    reader.add_overlay(hidden, &writer)?;
    known.extend(layer);
    report.changes = layer_report.changes;
    for change in &mut report.changes {
        if before.contains(change.path()) {
            *change = Change::Modified(change.path().clone());
        }
    }
    report.changes.extend(plan.to_remove.into_iter().map(Change::Removed));
    report.unread.extend(layer_report.unread);
    report.files = known.len();
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_vault_that_disappears_while_it_is_read_is_an_error() {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("vault");
        fs::create_dir(&root).unwrap();
        fs::write(root.join("a.md"), "text").unwrap();
        let vault = Vault::open(&root).unwrap();
        let mut known = KnownFiles::new();
        let scan = crate::vault::scan(&vault).unwrap();
        let plan = || Plan::new(&KnownFiles::new(), &scan);
        let mut apply_now = || {
            let writer = Writer::in_memory().unwrap();
            let mut report = Report::default();
            let (synonyms, quarantine) = (Synonyms::default(), Quarantine::default());
            let context = ReadContext { vault: &vault, synonyms: &synonyms, quarantine: &quarantine };
            apply(context, plan(), &mut known, &writer, &mut report, &|_| {}).map(|_| report.changes)
        };
        assert_eq!(apply_now().unwrap(), [Change::Added(VaultPath::new("a.md"))]);
        fs::remove_file(root.join("a.md")).unwrap();
        assert_eq!(apply_now().unwrap(), [Change::Removed(VaultPath::new("a.md"))]);
        fs::rename(&root, home.path().join("away")).unwrap();
        assert!(apply_now().is_err());
    }
}
