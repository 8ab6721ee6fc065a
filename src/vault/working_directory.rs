//! The working directory in relation to a vault.

use std::path::{Component, Path, PathBuf};
use std::{env, fs};

/// The working directory of the process.
pub struct WorkingDirectory {
    canonical: PathBuf,
    /// As the shell shows it, which may be by way of symbolic links.
    shown: PathBuf,
}

impl WorkingDirectory {
    /// Returns the working directory; `None` if it no longer exists.
    pub fn current() -> Option<WorkingDirectory> {
        let here = env::current_dir().ok()?;
        Some(WorkingDirectory::new(fs::canonicalize(here).ok()?, env::var_os("PWD").map(PathBuf::from)))
    }

    /// `shown` may be wrong, as nothing but the shell keeps it up to date.
    fn new(canonical: PathBuf, shown: Option<PathBuf>) -> WorkingDirectory {
        let is_here = |path: &PathBuf| path.is_absolute() && fs::canonicalize(path).is_ok_and(|it| it == canonical);
        let shown = shown.filter(is_here).unwrap_or_else(|| canonical.clone());
        WorkingDirectory { canonical, shown }
    }

    /// Returns the canonical path.
    pub fn canonical(&self) -> &Path {
        &self.canonical
    }

    /// Returns the folder `root`, a canonical path, as the shell shows it: above the working directory if that is inside
    /// of it.
    pub fn shown_root(&self, root: &Path) -> PathBuf {
        let is_root = |above: &&Path| fs::canonicalize(above).is_ok_and(|it| it == root);
        match self.canonical.starts_with(root) {
            true => self.shown.ancestors().find(is_root).unwrap_or(root).to_owned(),
            false => root.to_owned(),
        }
    }

    /// Returns what `path`, if it is absolute or relative to the working directory, may be below the folder `root`, a
    /// canonical path. Symbolic links may lead out of the folder and into it, so there are several possibilities, the
    /// best first.
    pub fn paths_below(&self, root: &Path, path: &str) -> Vec<String> {
        let shown_root = self.shown_root(root);
        let mut found = Vec::new();
        for here in [&self.shown, &self.canonical] {
            let path = here.join(path);
            let real_folder = path.parent().and_then(|folder| fs::canonicalize(folder).ok());
            let in_real_folder = real_folder.zip(path.file_name()).map(|(folder, name)| folder.join(name));
            for path in [Some(normalized(&path)), in_real_folder].into_iter().flatten() {
                let below = [root, &shown_root].into_iter().find_map(|root| path.strip_prefix(root).ok());
                found.extend(below.and_then(slashed));
            }
        }
        found.retain(|path| !path.is_empty());
        found.dedup();
        found
    }
}

/// Returns a relative path with `/` between its parts; `None` if it is not UTF-8.
fn slashed(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}

/// Returns an absolute path without `.` and `..`.
fn normalized(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn paths_lead_into_a_vault_by_way_of_symbolic_links() {
        let home = tempfile::tempdir().unwrap();
        let home = fs::canonicalize(home.path()).unwrap();
        let root = home.join("vault");
        fs::create_dir_all(root.join("a/b")).unwrap();
        fs::create_dir_all(home.join("outside")).unwrap();
        symlink(&root, home.join("link")).unwrap();
        symlink(home.join("outside"), root.join("away")).unwrap();
        let at = |canonical: &str, shown: &str| WorkingDirectory::new(home.join(canonical), Some(home.join(shown)));
        let check = |here: &WorkingDirectory, path: &str, expected: &str| {
            assert_eq!(here.paths_below(&root, path).first().map_or("", String::as_str), expected, "{path}");
        };
        let inside = at("vault/a", "vault/a");
        check(&inside, "./x.md", "a/x.md");
        check(&inside, "b/../x", "a/x");
        check(&inside, "../x.md", "x.md");
        check(&inside, "../../x.md", "");
        check(&inside, &home.join("link/a/x.md").to_string_lossy(), "a/x.md");
        check(&inside, &root.join("x.md").to_string_lossy(), "x.md");
        let by_link = at("vault/a", "link/a");
        check(&by_link, "x.md", "a/x.md");
        check(&by_link, &home.join("link/x.md").to_string_lossy(), "x.md");
        assert_eq!(by_link.shown_root(&root), home.join("link"));
        let above = at("", "");
        check(&above, "vault/x.md", "x.md");
        check(&above, "link/x.md", "x.md");
        check(&above, "outside/x.md", "");
        let away = at("outside", "vault/away");
        check(&away, "x.md", "away/x.md");
        assert_eq!(away.shown_root(&root), root);
        let wrong = at("vault/a", "vault");
        check(&wrong, "x.md", "a/x.md");
    }
}
