//! What Obsidian's own settings say: which files it hides from search, which types properties have, where new notes go,
//! and which vaults it knows.
//! Read, never written. What is missing or malformed costs nothing but itself.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use regex::{Regex, RegexBuilder};
use serde_json::Value;
use vaultdex_notes::{VaultPath, text};

use super::{Vault, is_hidden, read};

/// The "Excluded files" setting of a vault (spec/obsidian.md section 4): such files are links' targets like any other
/// and hits of no search.
#[derive(Debug, Clone, Default)]
pub struct Excluded {
    rules: Vec<Rule>,
    /// Entries that cannot be understood and hide nothing, each in words for `doctor`.
    pub problems: Vec<String>,
}

#[derive(Debug, Clone)]
enum Rule {
    /// `/…/`, matched anywhere in the path.
    Pattern(Regex),
    /// Anything else: the beginning of a path, as its comparison key.
    Prefix(String),
}

impl Excluded {
    /// Reads the setting of a vault; nothing is excluded where there is none.
    pub fn read(vault: &Vault) -> Excluded {
        let Some(settings) = settings(vault, "app.json") else { return Excluded::default() };
        let filters = settings.get("userIgnoreFilters").and_then(Value::as_array);
        Excluded::new(filters.into_iter().flatten().filter_map(Value::as_str))
    }

    /// Takes the entries as they stand in the setting.
    pub fn new<'a>(filters: impl IntoIterator<Item = &'a str>) -> Excluded {
        let mut excluded = Excluded::default();
        for filter in filters {
            let pattern = filter.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
            match pattern {
                // An empty entry hides nothing rather than everything.
                Some("") => {}
                None if filter.is_empty() => {}
                Some(pattern) => match RegexBuilder::new(pattern).case_insensitive(true).build() {
                    Ok(pattern) => excluded.rules.push(Rule::Pattern(pattern)),
                    Err(_) => excluded.problems.push(format!("excluded files: `{filter}` is not a regex we can read")),
                },
                None => excluded.rules.push(Rule::Prefix(text::link_key(filter))),
            }
        }
        excluded
    }

    /// Whether nothing is hidden.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Whether a file of the vault is hidden from search.
    pub fn hides(&self, path: &VaultPath) -> bool {
        if self.rules.is_empty() {
            return false;
        }
        let key = path.key();
        self.rules.iter().any(|rule| match rule {
            Rule::Pattern(pattern) => pattern.is_match(path.as_str()),
            Rule::Prefix(prefix) => key.starts_with(prefix.as_str()),
        })
    }
}

/// The vaults that Obsidian's own `obsidian.json` lists, as names and folders, in the order of both.
pub fn known_vaults(obsidian_json: &Path) -> Vec<(String, PathBuf)> {
    let Ok(text) = fs::read_to_string(obsidian_json) else { return Vec::new() };
    let Some(list) = parse(&text) else { return Vec::new() };
    let Some(vaults) = list.get("vaults").and_then(Value::as_object) else { return Vec::new() };
    let folders = vaults.values().filter_map(|vault| vault.get("path")?.as_str()).map(PathBuf::from);
    let named = folders.filter_map(|folder| Some((folder.file_name()?.to_string_lossy().into_owned(), folder)));
    let mut named: Vec<_> = named.collect();
    named.sort();
    named
}

/// The types that a vault gives its properties: lower-cased names and the words of its `types.json` (`text`,
/// `multitext`, `number`, …). Empty where there is no such file.
pub fn property_types(vault: &Vault) -> BTreeMap<String, String> {
    let settings = settings(vault, "types.json");
    let types = settings.as_ref().and_then(|settings| settings.get("types")?.as_object());
    let named = types.into_iter().flatten().filter_map(|(name, kind)| Some((name.to_lowercase(), kind.as_str()?)));
    named.map(|(name, kind)| (name, kind.to_owned())).collect()
}

/// The folder that a new note of a bare name is put into when a link in `source` is clicked on, without a slash at
/// either end; empty for the vault's root.
pub fn new_note_folder(vault: &Vault, source: &VaultPath) -> String {
    let settings = settings(vault, "app.json").unwrap_or_default();
    let word = |key: &str| settings.get(key).and_then(Value::as_str).unwrap_or_default();
    match word("newFileLocation") {
        "current" => source.folder().to_owned(),
        "folder" => word("newFileFolderPath").trim_matches('/').to_owned(),
        _ => String::new(),
    }
}

/// One file of the vault's config folder. That is `.obsidian/` unless the user chose another name, which must begin with
/// a dot and is kept outside the vault: so where there is none, any other such folder that has an `app.json` will do.
pub(super) fn settings(vault: &Vault, file: &str) -> Option<Value> {
    let read = |folder: &str, file: &str| read(vault, &VaultPath::new(format!("{folder}/{file}"))).ok();
    let usual = vault.root().join(".obsidian");
    let text = if usual.is_dir() {
        read(".obsidian", file)?
    } else {
        let names = fs::read_dir(vault.root()).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut hidden: Vec<_> = names.filter(|name| is_hidden(name)).collect();
        hidden.sort();
        read(hidden.iter().find(|folder| read(folder, "app.json").is_some())?, file)?
    };
    parse(&text.text)
}

fn parse(text: &str) -> Option<Value> {
    serde_json::from_str(text.trim_start_matches('\u{FEFF}')).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(filter: &str, path: &str, hidden: bool) {
        let excluded = Excluded::new([filter]);
        assert_eq!(excluded.hides(&VaultPath::new(path)), hidden, "{filter} on {path}");
    }

    #[test]
    fn an_entry_is_a_prefix_in_any_case() {
        check("Temp", "Templates/Record.md", true);
        check("Temp", "temperature.md", true);
        check("Temp", "Notes/Temp.md", false);
        check("Archive/", "archive/2024/Old.md", true);
        check("Archive/", "Archived.md", false);
        check("ÄRA/", "ära/x.md", true);
        check("", "x.md", false);
        check("a.c", "abc.md", false);
        check("/", "x.md", false);
    }

    #[test]
    fn an_entry_between_slashes_is_a_regex_anywhere_in_the_path() {
        check("/draft/", "Notes/My DRAFT.md", true);
        check("/^daily\\/20(19|20)-/", "Daily/2020-01-01.md", true);
        check("/^daily\\/20(19|20)-/", "Old/Daily/2020-01-01.md", false);
        check("//", "x.md", false);
    }

    #[test]
    fn a_bad_regex_costs_only_itself() {
        let excluded = Excluded::new(["/(?=look)/", "/[/", "Private/"]);
        assert_eq!(excluded.problems.len(), 2);
        assert!(excluded.hides(&VaultPath::new("Private/x.md")));
        assert!(!excluded.hides(&VaultPath::new("look.md")));
    }

    #[test]
    fn settings_are_found_in_the_config_folder_under_any_name() {
        let home = tempfile::tempdir().unwrap();
        let vault = Vault::open(home.path()).unwrap();
        let hides = || Excluded::read(&vault).hides(&VaultPath::new("Secret/x.md"));
        let write = |folder: &str, text: &str| {
            fs::create_dir_all(home.path().join(folder)).unwrap();
            fs::write(home.path().join(folder).join("app.json"), text).unwrap();
        };
        assert!(!hides(), "no settings");
        write(".obsidian-desk", "\u{FEFF}{\"userIgnoreFilters\": [\"secret/\", 7]}");
        assert!(hides(), "a renamed folder");
        write(".obsidian", "{}");
        assert!(!hides(), "the usual folder goes first");
        write(".obsidian", "{\"userIgnoreFilters\": null}");
        assert!(!hides());
        write(".obsidian", "{ not JSON");
        assert!(!hides());
    }

    #[test]
    fn types_and_the_folder_for_new_notes_are_read() {
        let home = tempfile::tempdir().unwrap();
        let vault = Vault::open(home.path()).unwrap();
        let write = |path: &str, text: &str| {
            let place = home.path().join(path);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::write(place, text).unwrap();
        };
        let folder = || new_note_folder(&vault, &VaultPath::new("a/b/x.md"));
        assert_eq!((property_types(&vault), folder()), (BTreeMap::new(), String::new()));
        write(".desk/app.json", r#"{"newFileLocation": "folder", "newFileFolderPath": "/Inbox/new/"}"#);
        write(".desk/types.json", r#"{"types": {"Rating": "number", "odd": 7, "loc": "multitext"}}"#);
        let types = [("loc", "multitext"), ("rating", "number")].map(|(name, kind)| (name.to_owned(), kind.to_owned()));
        assert_eq!((property_types(&vault), folder()), (BTreeMap::from(types), "Inbox/new".to_owned()));
        write(".obsidian/app.json", r#"{"newFileLocation": "current", "newFileFolderPath": "Inbox"}"#);
        write(".obsidian/types.json", "[]");
        assert_eq!((property_types(&vault), folder()), (BTreeMap::new(), "a/b".to_owned()));
        write(".obsidian/app.json", r#"{"newFileLocation": "root", "newFileFolderPath": "Inbox"}"#);
        assert_eq!(folder(), "");
    }

    #[test]
    fn known_vaults_are_named_after_their_folders() {
        let home = tempfile::tempdir().unwrap();
        let list = home.path().join("obsidian.json");
        assert_eq!(known_vaults(&list), []);
        let text =
            r#"{"vaults": {"b2": {"path": "/n/Work", "ts": 1, "open": true}, "a1": {"path": "/n/Home"}, "c3": {}}}"#;
        fs::write(&list, text).unwrap();
        let expected = [("Home", "/n/Home"), ("Work", "/n/Work")];
        assert_eq!(known_vaults(&list), expected.map(|(name, path)| (name.to_owned(), PathBuf::from(path))));
    }
}
