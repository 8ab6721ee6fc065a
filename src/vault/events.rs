//! What a wait for changes returns, and what a single event of the system's watcher means for a vault.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use notify::EventKind;
use notify::event::{CreateKind, ModifyKind, RemoveKind, RenameMode};
use vaultdex_notes::VaultPath;

use super::vault::is_hidden;

/// The result of one wait. Empty if nothing happened before the deadline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Events {
    /// Files in known folders that may have changed or no longer exist.
    pub files: BTreeSet<VaultPath>,
    /// Whether a scan is needed: a folder changed, too many files changed at once, or events were lost.
    pub everything: bool,
    /// Cookies that were created. All changes made before a cookie are part of this or an earlier result if the system
    /// reports changes in order (Linux); on other systems a cookie requires a scan. May contain a cookie twice.
    pub cookies: Vec<PathBuf>,
    /// Whether the wait was ended by the [`Waker`](super::Waker).
    pub woken: bool,
    /// Errors of the watcher, as messages for the user.
    pub errors: Vec<String>,
}

impl Events {
    /// Adds the result of a later wait.
    pub fn add(&mut self, later: Events) {
        self.files.extend(later.files);
        self.everything |= later.everything;
        if self.everything {
            self.files.clear();
        }
        self.cookies.extend(later.cookies);
        self.woken |= later.woken;
        self.errors.extend(later.errors);
    }

    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        *self == Events::default()
    }
}

/// What an event means for one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum EventClass {
    /// Does not affect the vault.
    Irrelevant,
    /// A file in a known folder may have changed.
    File(VaultPath),
    /// Something changed that only a scan can determine.
    Everything,
    /// A known folder was removed, moved or replaced. Its watch is no longer valid, and a scan is needed.
    FolderGone(String),
    /// A cookie was created.
    Cookie(PathBuf),
    /// The cookie folder was removed or moved.
    CookieFolderGone,
}

/// Classifies events.
pub(super) struct Classifier<'a> {
    /// The root of the vault.
    pub root: &'a Path,
    /// The cookie folder.
    pub cookies: &'a Path,
    /// The folders of the vault, relative to its root.
    pub known: &'a BTreeSet<String>,
}

impl Classifier<'_> {
    /// Returns what an event of this kind means for this path.
    pub fn classify(&self, kind: EventKind, path: &Path) -> EventClass {
        if kind.is_access() {
            return EventClass::Irrelevant;
        }
        if let Ok(cookie) = path.strip_prefix(self.cookies) {
            return classify_cookie(kind, path, cookie);
        }
        let Ok(inside) = path.strip_prefix(self.root) else { return EventClass::Everything };
        let Some(inside) = names(inside) else {
            // A file whose name is not UTF-8 is not listed. A scan reports it when it appears, not at every save.
            return if is_edit(kind) { EventClass::Irrelevant } else { EventClass::Everything };
        };
        if inside.iter().any(|name| is_hidden(name)) {
            return EventClass::Irrelevant;
        }
        let key = inside.join("/");
        if self.known.contains(&key) {
            let is_gone = matches!(kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)));
            return if is_gone { EventClass::FolderGone(key) } else { EventClass::Everything };
        }
        let folder = key.rfind('/').map_or("", |slash| &key[..slash]);
        if !self.known.contains(folder) || is_folder(kind, path) {
            return EventClass::Everything;
        }
        EventClass::File(VaultPath::new(key))
    }
}

fn classify_cookie(kind: EventKind, path: &Path, cookie: &Path) -> EventClass {
    let is_folder_itself = cookie.as_os_str().is_empty();
    match kind {
        EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) if is_folder_itself => {
            EventClass::CookieFolderGone
        }
        _ if is_folder_itself => EventClass::Irrelevant,
        EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(RenameMode::To | RenameMode::Any)) => {
            EventClass::Cookie(path.to_owned())
        }
        _ => EventClass::Irrelevant,
    }
}

/// Returns the components of a relative path, or `None` if one of them is not UTF-8 or not a name.
fn names(path: &Path) -> Option<Vec<&str>> {
    let name = |part| match part {
        Component::Normal(name) => std::ffi::OsStr::to_str(name),
        _ => None,
    };
    path.components().map(name).collect()
}

/// Whether an event is about a file that existed before and still exists.
fn is_edit(kind: EventKind) -> bool {
    matches!(kind, EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Metadata(_)))
}

/// Whether an event is about a folder. If its kind does not say (renames on Linux, most events elsewhere), the disk
/// decides. A path that no longer exists was not a known folder, and treating it as a file costs one `stat`.
fn is_folder(kind: EventKind, path: &Path) -> bool {
    match kind {
        EventKind::Create(CreateKind::Folder) | EventKind::Remove(RemoveKind::Folder) => true,
        EventKind::Create(CreateKind::File) | EventKind::Remove(RemoveKind::File) => false,
        EventKind::Modify(ModifyKind::Data(_)) => false,
        _ => fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir()),
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, DataChange, MetadataKind};

    use super::*;

    const EDITED: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
    const TOUCHED: EventKind = EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any));
    const MOVED_IN: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::To));
    const MOVED_OUT: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::From));
    const FILE_CREATED: EventKind = EventKind::Create(CreateKind::File);
    const FOLDER_CREATED: EventKind = EventKind::Create(CreateKind::Folder);
    const FILE_REMOVED: EventKind = EventKind::Remove(RemoveKind::File);
    const FOLDER_REMOVED: EventKind = EventKind::Remove(RemoveKind::Folder);

    fn check(kind: EventKind, path: &str, expected: EventClass) {
        let known = ["", "a", "a/b"].map(str::to_owned).into();
        let classifier = Classifier { root: Path::new("/v"), cookies: Path::new("/index/cookies"), known: &known };
        assert_eq!(classifier.classify(kind, Path::new(path)), expected, "{kind:?} {path}");
    }

    fn file(path: &str) -> EventClass {
        EventClass::File(VaultPath::new(path))
    }

    #[test]
    fn a_change_in_a_known_folder_concerns_one_file() {
        check(FILE_CREATED, "/v/x.md", file("x.md"));
        check(EDITED, "/v/a/b/x.md", file("a/b/x.md"));
        check(TOUCHED, "/v/a/b/x.md", file("a/b/x.md"));
        check(FILE_REMOVED, "/v/a/x.md", file("a/x.md"));
        check(MOVED_IN, "/v/a/x.md", file("a/x.md"));
        check(MOVED_OUT, "/v/a/x.md", file("a/x.md"));
    }

    #[test]
    fn a_change_of_a_folder_or_in_an_unknown_folder_needs_a_scan() {
        check(FOLDER_CREATED, "/v/a/new", EventClass::Everything);
        check(FOLDER_REMOVED, "/v/unknown", EventClass::Everything);
        check(TOUCHED, "/v/a", EventClass::Everything);
        check(FILE_CREATED, "/v/new/x.md", EventClass::Everything);
        check(FILE_CREATED, "/elsewhere/x.md", EventClass::Everything);
        check(FILE_CREATED, "/v/../x.md", EventClass::Everything);
        check(FOLDER_REMOVED, "/v/a/b", EventClass::FolderGone("a/b".to_owned()));
        check(MOVED_OUT, "/v/a", EventClass::FolderGone("a".to_owned()));
        check(MOVED_IN, "/v/a", EventClass::FolderGone("a".to_owned()));
        check(FOLDER_REMOVED, "/v", EventClass::FolderGone(String::new()));
    }

    #[test]
    fn hidden_names_and_read_access_are_irrelevant() {
        check(FILE_CREATED, "/v/.x.md.swp", EventClass::Irrelevant);
        check(FOLDER_CREATED, "/v/.git", EventClass::Irrelevant);
        check(EDITED, "/v/.obsidian/workspace.json", EventClass::Irrelevant);
        check(FILE_CREATED, "/v/new/.x/y.md", EventClass::Irrelevant);
        check(EventKind::Access(AccessKind::Any), "/v/x.md", EventClass::Irrelevant);
    }

    #[test]
    fn a_cookie_is_reported_when_it_is_created() {
        let cookie = EventClass::Cookie(PathBuf::from("/index/cookies/7"));
        check(FILE_CREATED, "/index/cookies/7", cookie.clone());
        check(MOVED_IN, "/index/cookies/7", cookie);
        check(EDITED, "/index/cookies/7", EventClass::Irrelevant);
        check(FILE_REMOVED, "/index/cookies/7", EventClass::Irrelevant);
        check(MOVED_OUT, "/index/cookies/7", EventClass::Irrelevant);
        check(TOUCHED, "/index/cookies", EventClass::Irrelevant);
        check(FOLDER_REMOVED, "/index/cookies", EventClass::CookieFolderGone);
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_not_utf_8_is_reported_when_it_appears_or_disappears() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let known = [String::new()].into();
        let classifier = Classifier { root: Path::new("/v"), cookies: Path::new("/c"), known: &known };
        let path = Path::new("/v").join(OsStr::from_bytes(b"caf\xE9.md"));
        assert_eq!(classifier.classify(FILE_CREATED, &path), EventClass::Everything);
        assert_eq!(classifier.classify(FILE_REMOVED, &path), EventClass::Everything);
        assert_eq!(classifier.classify(EDITED, &path), EventClass::Irrelevant);
    }
}
