//! Diagnoses and repairs: the state of the index, the limits of the system, and files of the vault that cause problems.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_notes::{VaultPath, text};

use super::freshness;
use super::location::Location;
use super::malformed::Malformed;
use super::notices::Notices;
use super::plan::known_files;
use crate::error::Result;
use crate::index::{Folder, Quarantine, Reader};
use crate::vault::FileRoles;
use crate::{index, vault};

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Answers are wrong or missing until it is repaired.
    Broken,
    /// Something does not work, or will not.
    Warning,
    /// Good to know; no action is needed.
    Info,
}

/// A finding of the diagnosis.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Finding {
    /// Its severity.
    pub severity: Severity,
    /// What it is about: `index`, `settings`, `system`, `names` or `files`.
    pub about: &'static str,
    /// What is wrong, and what to do about it.
    pub message: String,
}

/// Diagnoses the index, the system and the vault. Changes nothing. Returns the findings by severity, most severe first.
/// `problems` are those of the user's configuration file.
///
/// # Errors
///
/// Fails if the vault or the index cannot be read.
pub fn diagnose(location: &Location, problems: &[String]) -> Result<Vec<Finding>> {
    let mut findings = Findings::default();
    let scan = vault::scan(&location.vault)?;
    findings.check_index(&location.folder);
    let roles = FileRoles::read(&location.vault);
    let of_obsidian = vault::problems_of_obsidian_settings(&location.vault);
    for problem in problems.iter().chain(&location.problems).chain(&of_obsidian) {
        findings.add(Severity::Warning, "settings", problem.clone());
    }
    for problem in vault::expected_watch_problems(&location.vault, scan.folders.len()) {
        findings.add(Severity::Warning, "system", problem);
    }
    if let Some(holder) = location.folder.lock_holder().filter(|holder| holder.role == "watch") {
        let pid = holder.pid;
        if let Some(why) = holder.degraded {
            findings.add(Severity::Warning, "system", format!("the watcher (process {pid}) is degraded: {why}"));
        }
        if let Some(sandbox) = holder.sandbox.filter(|sandbox| sandbox.starts_with("none")) {
            findings.add(Severity::Info, "system", format!("the watcher (process {pid}) has no sandbox: {sandbox}"));
        }
    }
    findings.check_names(scan.files.keys());
    for unreadable in &scan.unreadable {
        findings.add_file(&unreadable.path, &unreadable.why);
    }
    for link in &scan.symlinks {
        findings.add(Severity::Info, "files", format!("{link}: it is a symbolic link, which is not followed"));
    }
    if let Ok(Some((reader, _))) = freshness::open_current(location) {
        findings.check_notes(&reader, &roles)?;
    }
    findings.0.sort();
    findings.0.dedup();
    Ok(findings.0)
}

/// Describes what is wrong with the index, if it is damaged. Reads all of it.
pub fn find_damage(location: &Location) -> Option<(PathBuf, String)> {
    let generation = location.folder.current()?;
    let why = index::find_damage(&generation)?;
    Some((generation, why))
}

/// Repairs what needs no decision by the user: rebuilds a damaged index, removes leftover files, restricts the
/// permissions of the index folder, and tries skipped notes again.
///
/// # Errors
///
/// Fails if another process holds the index, or if the vault or the index folder is not available.
pub fn repair(location: &Location, notices: &dyn Notices) -> Result<()> {
    location.folder.create()?;
    close_to_others(&location.folder);
    if location.folder.lock_holder().is_some_and(|holder| holder.role == "watch") {
        return Err(freshness::lock_error(&location.folder));
    }
    let lock = freshness::wait_for_lock(&location.folder, "doctor", notices)?;
    Quarantine::reset(&location.folder, &lock);
    let current = location.folder.current();
    let is_intact = current.as_ref().is_some_and(|generation| index::find_damage(generation).is_none());
    if !is_intact {
        if let Some(damaged) = current {
            location.folder.set_aside(&lock, &damaged)?;
        }
        freshness::build(location, &lock, notices)?;
    }
    for orphan in index::orphaned_files(&location.folder).into_iter().chain(location.folder.damaged_generations()) {
        let _ = if orphan.is_dir() { fs::remove_dir_all(orphan) } else { fs::remove_file(orphan) };
    }
    drop(lock);
    // Takes in changes made since, and the notes that were skipped.
    freshness::update_index(location, false, notices).map(drop)
}

fn close_to_others(folder: &Folder) {
    for path in files_of_index(folder).filter(|path| index::is_accessible_to_others(path)) {
        // If this fails, the next diagnosis reports it again.
        let _ = index::make_private(&path);
    }
}

/// Returns the index folder and everything in it.
fn files_of_index(folder: &Folder) -> impl Iterator<Item = PathBuf> {
    let mut found = vec![folder.root().to_owned()];
    let mut next = 0;
    while let Some(path) = found.get(next).cloned() {
        next += 1;
        let is_folder = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_dir());
        let entries = is_folder.then(|| fs::read_dir(path).into_iter().flatten().flatten()).into_iter().flatten();
        found.extend(entries.map(|entry| entry.path()));
    }
    found.into_iter().filter(|path| path.exists())
}

#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, severity: Severity, about: &'static str, message: impl Into<String>) {
        self.0.push(Finding { severity, about, message: message.into() });
    }

    fn add_file(&mut self, path: &str, why: &str) {
        self.add(Severity::Warning, "files", format!("{path}: {why}"));
    }

    fn check_index(&mut self, folder: &Folder) {
        let open = files_of_index(folder).filter(|path| index::is_accessible_to_others(path)).count();
        if open > 0 {
            let message = format!(
                "{open} of its files and folders are readable by other users; `vaultdex doctor --fix` restricts them"
            );
            self.add(Severity::Warning, "index", message);
        }
        let orphans = index::orphaned_files(folder).len();
        // A running writer creates files that nothing refers to yet.
        if orphans > 0 && folder.lock_holder().is_none() {
            let message =
                format!("{orphans} files were left behind by a process that was killed; the next refresh removes them");
            self.add(Severity::Info, "index", message);
        }
        for bad in folder.damaged_generations() {
            let message =
                format!("`{}` was found damaged and moved aside; `vaultdex doctor --fix` removes it", bad.display());
            self.add(Severity::Info, "index", message);
        }
        let Some(generation) = folder.current() else {
            let message = format!("none yet at `{}`; `vaultdex index` builds it", folder.root().display());
            self.add(Severity::Warning, "index", message);
            return;
        };
        if let Some(why) = index::find_damage(&generation) {
            self.add(Severity::Broken, "index", format!("it is damaged ({why}); `vaultdex doctor --fix` rebuilds it"));
        }
    }

    /// Reports paths that are the same on file systems that ignore case or Unicode normalization.
    fn check_names<'a>(&mut self, paths: impl Iterator<Item = &'a VaultPath>) {
        let mut same: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for path in paths {
            same.entry(text::link_key(path.as_str())).or_default().push(path.as_str());
        }
        for paths in same.into_values().filter(|paths| paths.len() > 1) {
            let differ_in_case = paths.iter().any(|path| text::nfc(path) != text::nfc(paths[0]));
            let why = match differ_in_case {
                true => "differ only in case, which many file systems ignore",
                false => "look the same but differ in Unicode normalization (composed and decomposed accents)",
            };
            self.add(Severity::Warning, "names", format!("{}: {why}; rename all but one", paths.join(", ")));
        }
    }

    /// Reports files that could not be read, or not completely.
    fn check_notes(&mut self, reader: &Reader, roles: &FileRoles) -> Result<()> {
        for record in known_files(reader)?.into_values() {
            if let Some(why) = &record.unread {
                self.add_file(record.path.as_str(), why);
            }
            for malformed in Malformed::of(&record, roles) {
                let (severity, remark) = match malformed.is_template {
                    true => (Severity::Info, " (a template; its placeholders may be the reason)"),
                    false => (Severity::Warning, ""),
                };
                self.add(severity, "files", format!("{malformed}{remark}"));
            }
        }
        Ok(())
    }
}
