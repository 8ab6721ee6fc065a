//! Which rules run, and on which notes.

use vaultdex_checks::{RULES, Rule, SelectedRule, nearest, rule_called};
use vaultdex_query::catalog::Catalog;

use crate::commands::note;
use crate::error::{Error, Result};
use crate::session::Session;
use crate::vault::{CheckSettings, WorkingDirectory};

/// Returns the rules that run: those that are on, or those that are named, without those that are skipped.
///
/// # Errors
///
/// If there is no rule of a name.
pub fn rules(settings: &CheckSettings, only: &[String], skip: &[String], all: bool) -> Result<Vec<SelectedRule>> {
    let only: Vec<&Rule> = only.iter().map(|name| named(name)).collect::<Result<_>>()?;
    let skip: Vec<&Rule> = skip.iter().map(|name| named(name)).collect::<Result<_>>()?;
    let setting = |rule: &Rule| settings.rules.get(rule.id);
    let is_on = |rule: &Rule| match only.is_empty() {
        true => setting(rule).and_then(|it| it.is_on).unwrap_or(all || rule.on_by_default),
        false => only.contains(&rule),
    };
    let wanted = RULES.iter().copied().filter(|rule| is_on(rule) && !skip.contains(rule));
    Ok(wanted.map(|rule| SelectedRule { rule, severity: setting(rule).and_then(|it| it.severity) }).collect())
}

fn named(name: &str) -> Result<&'static Rule> {
    rule_called(name).ok_or_else(|| {
        let near = nearest(name).map(|rule| format!("{} ({})", rule.id, rule.name)).into_iter().collect();
        Error::NothingCalled { what: "rule", name: name.to_owned(), near }
    })
}

/// Stands for the folder of the vault, whose path in the vault is empty.
const ROOT: &str = "/";

/// The notes that are checked.
pub struct Scope {
    /// Their paths, and those of folders with a slash at the end; all notes if there are none.
    paths: Vec<String>,
}

impl Scope {
    /// Returns the notes and folders that arguments name.
    ///
    /// # Errors
    ///
    /// If there is no note or folder of a name.
    pub fn of(session: &Session, catalog: &Catalog, arguments: &[String]) -> Result<Scope> {
        let path = |argument: &String| match folder(session, catalog, argument) {
            Some(folder) => Ok(folder),
            None => Ok(catalog.path(note::find(catalog, &session.note_argument(argument)?)?).to_owned()),
        };
        let paths: Vec<String> = arguments.iter().map(path).collect::<Result<_>>()?;
        let has_root = paths.iter().any(|path| path == ROOT);
        Ok(Scope { paths: if has_root { Vec::new() } else { paths } })
    }

    /// Whether the note with a path is checked.
    pub fn contains(&self, path: &str) -> bool {
        let is_in = |it: &String| it == path || it.ends_with('/') && path.starts_with(it.as_str());
        self.paths.is_empty() || self.paths.iter().any(is_in)
    }
}

/// Returns the path of the folder that an argument names, with a slash at the end.
fn folder(session: &Session, catalog: &Catalog, argument: &str) -> Option<String> {
    let root = session.vault.root();
    let here = WorkingDirectory::current();
    let is_root =
        |here: &WorkingDirectory| std::fs::canonicalize(here.canonical().join(argument)).is_ok_and(|it| it == root);
    if here.as_ref().is_some_and(is_root) {
        return Some(ROOT.to_owned());
    }
    let seen_from_here = here.map(|here| here.paths_below(root, argument));
    let candidates = seen_from_here.into_iter().flatten().chain([argument.to_owned()]);
    let mut folders = candidates.map(|path| format!("{}/", path.trim_start_matches("./").trim_end_matches('/')));
    folders.find(|folder| {
        let start = catalog.files.partition_point(|file| file.path.as_str() < folder.as_str());
        catalog.files.get(start).is_some_and(|file| file.path.as_str().starts_with(folder.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use vaultdex_checks::Severity;

    use super::*;
    use crate::vault::RuleSetting;

    fn ids(settings: &CheckSettings, only: &[&str], skip: &[&str], all: bool) -> Vec<&'static str> {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
        rules(settings, &owned(only), &owned(skip), all).expect("rules").iter().map(|it| it.rule.id).collect()
    }

    #[test]
    fn options_go_before_settings() {
        let off = RuleSetting { is_on: Some(false), ..RuleSetting::default() };
        let settings = CheckSettings { rules: [("LK01", off)].into(), ..CheckSettings::default() };
        let default = ids(&CheckSettings::default(), &[], &[], false);
        assert!(default.contains(&"LK01") && default.contains(&"LK02"));
        assert!(
            !ids(&settings, &[], &[], false).contains(&"LK01") && !ids(&settings, &[], &[], true).contains(&"LK01")
        );
        assert_eq!(ids(&settings, &["unresolved-link", "LK02"], &[], false), ["LK01", "LK02"]);
        assert_eq!(ids(&settings, &["lk01", "lk02"], &["missing-anchor"], false), ["LK01"]);
    }

    #[test]
    fn severities_are_those_of_the_settings() {
        let info = RuleSetting { is_on: Some(true), severity: Some(Severity::Info), ..RuleSetting::default() };
        let settings = CheckSettings { rules: [("LK02", info)].into(), ..CheckSettings::default() };
        let chosen = rules(&settings, &["LK02".to_owned()], &[], false).expect("rules");
        assert_eq!(chosen[0].severity, Some(Severity::Info));
        let error = rules(&settings, &["LK2".to_owned()], &[], false).expect_err("no rule").to_string();
        assert_eq!(error, "no rule called `LK2`; did you mean `LK02 (missing-anchor)`?");
    }

    #[test]
    fn folders_contain_what_is_below_them() {
        let scope = Scope { paths: vec!["a/".to_owned(), "b.md".to_owned()] };
        assert!(scope.contains("a/x/y.md") && scope.contains("b.md"));
        assert!(!scope.contains("ab.md") && !scope.contains("b.md.md"));
    }
}
