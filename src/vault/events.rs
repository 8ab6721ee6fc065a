//! What the doorbell tells: the values it hands out, and what one event of the watcher means for a vault.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use notify::EventKind;
use notify::event::{CreateKind, ModifyKind, RemoveKind, RenameMode};
use vaultdex_notes::VaultPath;

use super::is_hidden;

/// What was heard in one wait. Empty where the deadline came first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ring {
    /// Files of known folders with which something was done: look at them again. They may be gone.
    pub files: BTreeSet<VaultPath>,
    /// Only a scan tells what happened: something was done to a folder, too much happened at once, or events were lost.
    pub everything: bool,
    /// Cookies that appeared. All that was done before a cookie was dropped is in this ring or was in an earlier one,
    /// where the system tells of changes in their order (Linux); elsewhere a cookie asks for a scan.
    /// A cookie may be named twice.
    pub cookies: Vec<PathBuf>,
    /// Whether somebody pulled the [`Bell`](super::Bell).
    pub woken: bool,
    /// What went wrong with watching, in sentences for the user.
    pub errors: Vec<String>,
}

impl Ring {
    /// Takes in what was heard in a later wait.
    pub fn add(&mut self, later: Ring) {
        self.files.extend(later.files);
        self.everything |= later.everything;
        if self.everything {
            self.files.clear();
        }
        self.cookies.extend(later.cookies);
        self.woken |= later.woken;
        self.errors.extend(later.errors);
    }

    /// Whether nothing was heard.
    pub fn is_empty(&self) -> bool {
        *self == Ring::default()
    }
}

/// What an event says of one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Nothing that concerns the vault.
    Nothing,
    /// Something was done with a file of a known folder.
    File(VaultPath),
    /// Something was done that only a scan can tell.
    Everything,
    /// A known folder went away, or another took its place: a scan, and its watch is worth nothing any more.
    Unwatched(String),
    /// A cookie was dropped.
    Cookie(PathBuf),
    /// The folder of cookies went away.
    NoCookies,
}

/// What it takes to understand an event.
pub(super) struct Ear<'a> {
    pub root: &'a Path,
    pub cookies: &'a Path,
    pub known: &'a BTreeSet<String>,
}

impl Ear<'_> {
    /// What an event of this kind means for this path.
    pub fn meaning(&self, kind: EventKind, path: &Path) -> Meaning {
        if kind.is_access() {
            return Meaning::Nothing;
        }
        if let Ok(cookie) = path.strip_prefix(self.cookies) {
            return cookie_meaning(kind, path, cookie);
        }
        let Ok(inside) = path.strip_prefix(self.root) else { return Meaning::Everything };
        let Some(inside) = names(inside) else {
            // A name that is not UTF-8 is no file's that we list; a scan tells of it once, not at every save.
            return if is_edit(kind) { Meaning::Nothing } else { Meaning::Everything };
        };
        if inside.iter().any(|name| is_hidden(name)) {
            return Meaning::Nothing;
        }
        let key = inside.join("/");
        if self.known.contains(&key) {
            let goes = matches!(kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)));
            return if goes { Meaning::Unwatched(key) } else { Meaning::Everything };
        }
        let folder = key.rfind('/').map_or("", |slash| &key[..slash]);
        if !self.known.contains(folder) || is_folder(kind, path) {
            return Meaning::Everything;
        }
        Meaning::File(VaultPath::new(key))
    }
}

fn cookie_meaning(kind: EventKind, path: &Path, cookie: &Path) -> Meaning {
    let is_folder_itself = cookie.as_os_str().is_empty();
    match kind {
        EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) if is_folder_itself => Meaning::NoCookies,
        _ if is_folder_itself => Meaning::Nothing,
        EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(RenameMode::To | RenameMode::Any)) => {
            Meaning::Cookie(path.to_owned())
        }
        _ => Meaning::Nothing,
    }
}

/// The parts of a path within the vault; `None` where one is not UTF-8 or no name.
fn names(path: &Path) -> Option<Vec<&str>> {
    let name = |part| match part {
        Component::Normal(name) => std::ffi::OsStr::to_str(name),
        _ => None,
    };
    path.components().map(name).collect()
}

/// Whether an event says that a file that was there before is still there.
fn is_edit(kind: EventKind) -> bool {
    matches!(kind, EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Metadata(_)))
}

/// Whether an event is about a folder. Where its kind doesn't tell (a renaming on Linux, most elsewhere), the disk does;
/// what has gone since then was no known folder, and as a file it costs one look.
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
    const CAME: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::To));
    const WENT: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::From));
    const NEW_FILE: EventKind = EventKind::Create(CreateKind::File);
    const NEW_FOLDER: EventKind = EventKind::Create(CreateKind::Folder);
    const NO_FILE: EventKind = EventKind::Remove(RemoveKind::File);
    const NO_FOLDER: EventKind = EventKind::Remove(RemoveKind::Folder);

    fn check(kind: EventKind, path: &str, expected: Meaning) {
        let known = ["", "a", "a/b"].map(str::to_owned).into();
        let ear = Ear { root: Path::new("/v"), cookies: Path::new("/index/cookies"), known: &known };
        assert_eq!(ear.meaning(kind, Path::new(path)), expected, "{kind:?} {path}");
    }

    fn file(path: &str) -> Meaning {
        Meaning::File(VaultPath::new(path))
    }

    #[test]
    fn what_is_done_to_a_file_of_a_known_folder_concerns_that_file() {
        check(NEW_FILE, "/v/x.md", file("x.md"));
        check(EDITED, "/v/a/b/x.md", file("a/b/x.md"));
        check(TOUCHED, "/v/a/b/x.md", file("a/b/x.md"));
        check(NO_FILE, "/v/a/x.md", file("a/x.md"));
        check(CAME, "/v/a/x.md", file("a/x.md"));
        check(WENT, "/v/a/x.md", file("a/x.md"));
    }

    #[test]
    fn what_is_done_to_a_folder_or_in_an_unknown_one_concerns_everything() {
        check(NEW_FOLDER, "/v/a/new", Meaning::Everything);
        check(NO_FOLDER, "/v/unknown", Meaning::Everything);
        check(TOUCHED, "/v/a", Meaning::Everything);
        check(NEW_FILE, "/v/new/x.md", Meaning::Everything);
        check(NEW_FILE, "/elsewhere/x.md", Meaning::Everything);
        check(NEW_FILE, "/v/../x.md", Meaning::Everything);
        check(NO_FOLDER, "/v/a/b", Meaning::Unwatched("a/b".to_owned()));
        check(WENT, "/v/a", Meaning::Unwatched("a".to_owned()));
        check(CAME, "/v/a", Meaning::Unwatched("a".to_owned()));
        check(NO_FOLDER, "/v", Meaning::Unwatched(String::new()));
    }

    #[test]
    fn hidden_names_and_mere_reading_concern_nobody() {
        check(NEW_FILE, "/v/.x.md.swp", Meaning::Nothing);
        check(NEW_FOLDER, "/v/.git", Meaning::Nothing);
        check(EDITED, "/v/.obsidian/workspace.json", Meaning::Nothing);
        check(NEW_FILE, "/v/new/.x/y.md", Meaning::Nothing);
        check(EventKind::Access(AccessKind::Any), "/v/x.md", Meaning::Nothing);
    }

    #[test]
    fn a_cookie_is_one_when_it_appears() {
        let cookie = Meaning::Cookie(PathBuf::from("/index/cookies/7"));
        check(NEW_FILE, "/index/cookies/7", cookie.clone());
        check(CAME, "/index/cookies/7", cookie);
        check(EDITED, "/index/cookies/7", Meaning::Nothing);
        check(NO_FILE, "/index/cookies/7", Meaning::Nothing);
        check(WENT, "/index/cookies/7", Meaning::Nothing);
        check(TOUCHED, "/index/cookies", Meaning::Nothing);
        check(NO_FOLDER, "/index/cookies", Meaning::NoCookies);
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_not_utf_8_is_told_of_when_it_comes_or_goes() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let known = [String::new()].into();
        let ear = Ear { root: Path::new("/v"), cookies: Path::new("/c"), known: &known };
        let path = Path::new("/v").join(OsStr::from_bytes(b"caf\xE9.md"));
        assert_eq!(ear.meaning(NEW_FILE, &path), Meaning::Everything);
        assert_eq!(ear.meaning(NO_FILE, &path), Meaning::Everything);
        assert_eq!(ear.meaning(EDITED, &path), Meaning::Nothing);
    }
}
