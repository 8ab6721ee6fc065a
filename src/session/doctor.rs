//! Examines a vault's index, what the system allows, and what lies in the vault that a user should know of.

use std::collections::BTreeMap;
use std::fs;

use vaultdex_notes::{Span, VaultPath, text};

use super::{Notices, Place, freshness, refresh};
use crate::error::Result;
use crate::index::{Caution, Folder, Part, Reader};
use crate::{index, vault};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Answers are wrong or missing until it is mended.
    Broken,
    /// Something is lacking, or will be.
    Warning,
    /// Good to know; nothing has to be done.
    Info,
}

/// Something that the doctor found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// What it is about: `index`, `settings`, `system`, `names` or `files`.
    pub about: &'static str,
    /// What is the matter, and what mends it.
    pub message: String,
}

/// Examines everything. Changes nothing. The worst comes first.
pub fn examine(place: &Place) -> Result<Vec<Finding>> {
    let mut findings = Findings::default();
    let scan = vault::scan(&place.vault)?;
    findings.index(&place.folder);
    for problem in &place.problems {
        findings.add(Severity::Warning, "settings", problem.clone());
    }
    for trouble in vault::troubles_ahead(&place.vault, scan.folders.len()) {
        findings.add(Severity::Warning, "system", trouble);
    }
    if let Some(holder) = place.folder.holder().filter(|holder| holder.role == "watch") {
        let pid = holder.pid;
        if let Some(why) = holder.degraded {
            findings.add(Severity::Warning, "system", format!("the watcher (process {pid}) is degraded: {why}"));
        }
        if let Some(sandbox) = holder.sandbox.filter(|sandbox| sandbox.starts_with("none")) {
            findings.add(Severity::Info, "system", format!("the watcher (process {pid}) has no sandbox: {sandbox}"));
        }
    }
    findings.names(scan.files.keys());
    for unreadable in &scan.unreadable {
        findings.file(&unreadable.path, &unreadable.why);
    }
    for link in &scan.symlinks {
        findings.add(Severity::Info, "files", format!("{link}: it is a symbolic link, which is not followed"));
    }
    if let Some((reader, _)) = freshness::serving(place) {
        findings.notes(&reader)?;
    }
    findings.0.sort();
    findings.0.dedup();
    Ok(findings.0)
}

/// Mends what can be mended without the user: a damaged index is built anew, what was left behind is removed, what others
/// could read is closed to them, notes that were passed over are tried again.
pub fn mend(place: &Place, notices: &dyn Notices) -> Result<()> {
    place.folder.create()?;
    close_to_others(&place.folder);
    if place.folder.holder().is_some_and(|holder| holder.role == "watch") {
        return Err(freshness::held(&place.folder));
    }
    let lock = freshness::wait_for_lock(&place.folder, "doctor", notices)?;
    Caution::forget(&place.folder, &lock);
    let current = place.folder.current();
    let is_whole = current.as_ref().is_some_and(|generation| {
        let damage = std::panic::catch_unwind(|| index::damage(generation));
        matches!(damage, Ok(None))
    });
    if !is_whole {
        if let Some(damaged) = current {
            place.folder.set_aside(&lock, &damaged)?;
        }
        freshness::build(place, &lock, notices)?;
    }
    for orphan in index::orphans(&place.folder).into_iter().chain(place.folder.set_aside_before()) {
        let _ = if orphan.is_dir() { fs::remove_dir_all(orphan) } else { fs::remove_file(orphan) };
    }
    drop(lock);
    // What changed since, and what was passed over.
    freshness::index(place, false, notices).map(drop)
}

fn close_to_others(folder: &Folder) {
    for path in ours(folder).filter(|path| index::is_open_to_others(path)) {
        // What can't be closed is told of by the next examination.
        let _ = index::close_to_others(&path);
    }
}

/// The index folder and everything in it.
fn ours(folder: &Folder) -> impl Iterator<Item = std::path::PathBuf> {
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

    fn file(&mut self, path: &str, why: &str) {
        self.add(Severity::Warning, "files", format!("{path}: {why}"));
    }

    fn index(&mut self, folder: &Folder) {
        let open = ours(folder).filter(|path| index::is_open_to_others(path)).count();
        if open > 0 {
            let message = format!("others may read {open} files or folders of it; `vaultdex doctor --fix` closes them");
            self.add(Severity::Warning, "index", message);
        }
        let orphans = index::orphans(folder).len();
        // A writer at work makes files that nothing refers to yet.
        if orphans > 0 && folder.holder().is_none() {
            let message = format!("{orphans} files were left by a killed writer; the next one removes them");
            self.add(Severity::Info, "index", message);
        }
        for bad in folder.set_aside_before() {
            let message =
                format!("`{}` was found damaged and moved aside; `vaultdex doctor --fix` removes it", bad.display());
            self.add(Severity::Info, "index", message);
        }
        let Some(generation) = folder.current() else {
            let message = format!("none yet at `{}`; `vaultdex index` builds it", folder.root().display());
            self.add(Severity::Warning, "index", message);
            return;
        };
        let damage = std::panic::catch_unwind(|| index::damage(&generation));
        if let Some(why) = damage.unwrap_or_else(|_| Some("it can't be read".to_owned())) {
            self.add(
                Severity::Broken,
                "index",
                format!("it is damaged ({why}); `vaultdex doctor --fix` builds it anew"),
            );
        }
    }

    /// Names that are one and the same where letter case, or the way an accent is written, does not count.
    fn names<'a>(&mut self, paths: impl Iterator<Item = &'a VaultPath>) {
        let mut same: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for path in paths {
            same.entry(text::link_key(path.as_str())).or_default().push(path.as_str());
        }
        for paths in same.into_values().filter(|paths| paths.len() > 1) {
            let is_case = paths.iter().any(|path| text::nfc(path) != text::nfc(paths[0]));
            let why = match is_case {
                true => "differ by letter case alone, which many systems take for the same name",
                false => "look the same and are written with different bytes (composed and decomposed accents)",
            };
            self.add(Severity::Warning, "names", format!("{}: {why}; rename all but one", paths.join(", ")));
        }
    }

    /// What the index knows of files that could not be read, or not as they are.
    fn notes(&mut self, reader: &Reader) -> Result<()> {
        for record in refresh::known(reader)?.into_values() {
            if let Some(why) = record.unread {
                self.file(record.path.as_str(), &why);
            }
        }
        for (record, note, _) in reader.files(&[Part::Outline])? {
            // What is said of a note as a whole was found in its bytes, not in its text, which is for `check`.
            for problem in note.problems.iter().filter(|problem| problem.span == Span::default()) {
                self.file(record.path.as_str(), &problem.message);
            }
        }
        Ok(())
    }
}
