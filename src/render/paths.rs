//! How paths of notes are spelled for programs that open them (docs/spec/cli.md#paths).

use std::borrow::Cow;
use std::path::{Component, Path};

/// The folder of a vault, and how paths in it are spelled for programs that open them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Paths {
    /// The absolute path of the vault's folder.
    root: String,
    /// What is put in front of a path that is relative to the vault.
    prefix: String,
    /// The folders from the vault to the working directory, if that is inside the vault.
    inside: Vec<String>,
}

impl Paths {
    /// Paths relative to the vault in the folder `root`.
    pub fn in_vault(root: &Path) -> Paths {
        Paths { root: text(root), ..Paths::default() }
    }

    /// Absolute paths of a vault in the folder `root`, which is spelled `shown` in them.
    pub fn absolute(root: &Path, shown: &Path) -> Paths {
        Paths { root: text(root), prefix: format!("{}/", text(shown).trim_end_matches('/')), inside: Vec::new() }
    }

    /// Paths relative to the folder `here` if that is inside the vault or above it, otherwise absolute ones. Both folders
    /// are canonical paths.
    pub fn seen_from(here: &Path, root: &Path) -> Paths {
        if let Ok(inside) = here.strip_prefix(root) {
            return Paths { inside: folders(inside), ..Paths::in_vault(root) };
        }
        match root.strip_prefix(here) {
            Ok(below) => Paths { prefix: folders(below).join("/") + "/", ..Paths::in_vault(root) },
            Err(_) => Paths::absolute(root, root),
        }
    }

    /// Returns the absolute path of the vault's folder.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// Spells a path that is relative to the vault. No program takes it for an option.
    pub fn spell<'a>(&self, path: &'a str) -> Cow<'a, str> {
        let common = path.split('/').zip(&self.inside).take_while(|(part, folder)| part == folder).count();
        // A note is never the folder that it would have to be to have no part left.
        let rest = path.splitn(common + 1, '/').last().unwrap_or(path);
        let up = "../".repeat(self.inside.len() - common);
        let dash = up.is_empty() && if self.prefix.is_empty() { rest } else { &self.prefix }.starts_with('-');
        let here = if dash { "./" } else { "" };
        match here.len() + self.prefix.len() + up.len() {
            0 => Cow::Borrowed(rest),
            _ => Cow::Owned(format!("{here}{}{up}{rest}", self.prefix)),
        }
    }
}

fn folders(path: &Path) -> Vec<String> {
    let names = path.components().filter(|part| matches!(part, Component::Normal(_)));
    names.map(|name| name.as_os_str().to_string_lossy().into_owned()).collect()
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(paths: &Paths, cases: &[(&str, &str)]) {
        for (path, expected) in cases {
            assert_eq!(paths.spell(path), *expected, "{paths:?}");
        }
    }

    #[test]
    fn paths_are_relative_to_a_folder_inside_or_above_the_vault() {
        let seen_from = |here: &str| Paths::seen_from(Path::new(here), Path::new("/home/v"));
        check(&seen_from("/home/v"), &[("a.md", "a.md"), ("x/a b.md", "x/a b.md"), ("-x/a.md", "./-x/a.md")]);
        check(
            &seen_from("/home/v/x/y"),
            &[
                ("a.md", "../../a.md"),
                ("x/a.md", "../a.md"),
                ("x/y/a.md", "a.md"),
                ("x/y/-a.md", "./-a.md"),
                ("x/y/z/a.md", "z/a.md"),
                ("x/z/y/a.md", "../z/y/a.md"),
                ("xy/a.md", "../../xy/a.md"),
                ("-a.md", "../../-a.md"),
            ],
        );
        check(&seen_from("/home"), &[("a.md", "v/a.md"), ("-a.md", "v/-a.md")]);
        check(&seen_from("/"), &[("a.md", "home/v/a.md")]);
        check(&Paths::seen_from(Path::new("/home"), Path::new("/home/-v")), &[("a.md", "./-v/a.md")]);
        check(&seen_from("/home/vault"), &[("a.md", "/home/v/a.md")]);
        check(&seen_from("/srv"), &[("-a.md", "/home/v/-a.md")]);
    }

    #[test]
    fn paths_can_always_be_relative_to_the_vault_or_absolute() {
        let root = Path::new("/home/v");
        check(&Paths::in_vault(root), &[("x/a.md", "x/a.md"), ("-a.md", "./-a.md")]);
        check(&Paths::absolute(root, Path::new("/n")), &[("x/a.md", "/n/x/a.md")]);
        check(&Paths::absolute(Path::new("/"), Path::new("/")), &[("a.md", "/a.md")]);
        assert_eq!(Paths::absolute(root, Path::new("/n")).root(), "/home/v");
    }
}
