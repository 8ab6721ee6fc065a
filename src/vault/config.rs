//! Obsidian's own settings: which files it excludes from search, which types properties have, where new notes are
//! created, and which vaults it knows. A setting that is missing or malformed is ignored without affecting the
//! others; one that is malformed is reported.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use regex::{Regex, RegexBuilder};
use serde_json::Value;
use vaultdex_notes::{VaultPath, text};

use super::vault::is_hidden;
use super::{ReadError, Vault, read_file};

/// The "Excluded files" setting of a vault (docs/spec/obsidian.md#excluded-files). Excluded files can be link targets,
/// but are not found by searches.
#[derive(Debug, Clone, Default)]
pub struct Excluded {
    rules: Vec<Rule>,
    /// Messages about entries that are invalid and therefore ignored.
    pub problems: Vec<String>,
}

#[derive(Debug, Clone)]
enum Rule {
    /// An entry of the form `/…/`, matched anywhere in the path.
    Pattern(Regex),
    /// Any other entry: a prefix of the path, as a comparison key.
    Prefix(String),
}

impl Excluded {
    /// Reads the setting of a vault. Without one, nothing is excluded.
    pub fn read(vault: &Vault) -> Excluded {
        let settings = match read_settings(vault, "app.json") {
            Ok(settings) => settings.unwrap_or_default(),
            Err(problem) => return Excluded { problems: vec![problem], ..Excluded::default() },
        };
        match settings.get("userIgnoreFilters") {
            None | Some(Value::Null) => Excluded::default(),
            Some(Value::Array(filters)) => Excluded::new(filters.iter().filter_map(Value::as_str)),
            Some(_) => {
                let problem = "excluded files: `userIgnoreFilters` in `app.json` is not a list; ignoring it".to_owned();
                Excluded { problems: vec![problem], ..Excluded::default() }
            }
        }
    }

    /// Parses the entries of the setting.
    pub fn new<'a>(filters: impl IntoIterator<Item = &'a str>) -> Excluded {
        let mut excluded = Excluded::default();
        for filter in filters {
            let pattern = filter.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
            match pattern {
                // An empty entry would match every path.
                Some("") => {}
                None if filter.is_empty() => {}
                Some(pattern) => match RegexBuilder::new(pattern).case_insensitive(true).build() {
                    Ok(pattern) => excluded.rules.push(Rule::Pattern(pattern)),
                    Err(_) => {
                        let problem = format!("excluded files: `{filter}` is not a supported regex; ignoring it");
                        excluded.problems.push(problem);
                    }
                },
                None => excluded.rules.push(Rule::Prefix(text::link_key(filter))),
            }
        }
        excluded
    }

    /// Whether no file is excluded.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Whether a file is excluded.
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

/// A vault that Obsidian knows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownVault {
    /// The name, which is that of the folder.
    pub name: String,
    /// The folder.
    pub folder: PathBuf,
    /// The ID by which Obsidian tells its vaults apart.
    pub id: String,
}

/// Returns the vaults listed in Obsidian's `obsidian.json`, sorted, and a message if the file cannot be read. Empty if
/// there is no such file.
pub fn known_vaults(obsidian_json: &Path) -> (Vec<KnownVault>, Option<String>) {
    let path = obsidian_json.display().to_string();
    let text = match fs::read_to_string(obsidian_json) {
        Ok(text) => text,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return (Vec::new(), None);
        }
        Err(error) => return (Vec::new(), Some(format!("cannot read `{path}`: {error}; ignoring it"))),
    };
    let list = match parse_json(&text) {
        Ok(list) => list,
        Err(error) => return (Vec::new(), Some(describe_json_error(&path, &text, &error))),
    };
    let vaults = list.get("vaults").and_then(Value::as_object);
    let known = vaults.into_iter().flatten().filter_map(|(id, vault)| {
        let folder = PathBuf::from(vault.get("path")?.as_str()?);
        Some(KnownVault { name: folder.file_name()?.to_string_lossy().into_owned(), folder, id: id.clone() })
    });
    let mut known: Vec<_> = known.collect();
    known.sort();
    (known, None)
}

/// Returns the property types of a vault: the properties' names in lower case with the type names of `types.json`
/// (`text`, `multitext`, `number`, …), and a message if the file cannot be read. Empty if there is no such file.
pub fn property_types(vault: &Vault) -> (BTreeMap<String, String>, Option<String>) {
    let (settings, problem) = match read_settings(vault, "types.json") {
        Ok(settings) => (settings, None),
        Err(problem) => (None, Some(problem)),
    };
    let types = settings.as_ref().and_then(|settings| settings.get("types")?.as_object());
    let named = types.into_iter().flatten().filter_map(|(name, kind)| Some((name.to_lowercase(), kind.as_str()?)));
    (named.map(|(name, kind)| (name, kind.to_owned())).collect(), problem)
}

/// Returns the folder in which Obsidian creates a note when the user clicks on an unresolved link without a path in
/// `source`. It has no slash at either end and is empty for the root of the vault.
pub fn new_note_folder(vault: &Vault, source: &VaultPath) -> String {
    // A file that cannot be read has been reported with the excluded files.
    let settings = read_settings(vault, "app.json").ok().flatten().unwrap_or_default();
    let value = |key: &str| settings.get(key).and_then(Value::as_str).unwrap_or_default();
    match value("newFileLocation") {
        "current" => source.folder().to_owned(),
        "folder" => value("newFileFolderPath").trim_matches('/').to_owned(),
        _ => String::new(),
    }
}

/// Reads a file in the vault's config folder; `None` if there is no such file. That is `.obsidian/` unless the user
/// chose another name, which must begin with a dot and is not stored in the vault. So if there is no `.obsidian/`, the
/// first hidden folder with an `app.json` is used.
///
/// # Errors
///
/// Fails with a message that names file, line and reason if the file cannot be read or is not JSON.
pub(super) fn read_settings(vault: &Vault, file: &str) -> Result<Option<Value>, String> {
    let Some(folder) = config_folder(vault) else { return Ok(None) };
    let path = format!("{folder}/{file}");
    match read_file(vault, &VaultPath::new(path.as_str())) {
        Ok(read) => parse_json(&read.text).map(Some).map_err(|error| describe_json_error(&path, &read.text, &error)),
        Err(ReadError::Vanished) => Ok(None),
        Err(ReadError::Refused(why)) => Err(format!("cannot read `{path}`: {why}; ignoring it")),
    }
}

/// Returns the name of the vault's config folder.
fn config_folder(vault: &Vault) -> Option<String> {
    if vault.root().join(".obsidian").is_dir() {
        return Some(".obsidian".to_owned());
    }
    let names = fs::read_dir(vault.root()).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut hidden: Vec<_> = names.filter(|name| is_hidden(name)).collect();
    hidden.sort();
    hidden.into_iter().find(|folder| vault.root().join(folder).join("app.json").is_file())
}

fn parse_json(text: &str) -> serde_json::Result<Value> {
    serde_json::from_str(text.trim_start_matches('\u{FEFF}'))
}

/// Says where and why a settings file is not JSON.
fn describe_json_error(path: &str, text: &str, error: &serde_json::Error) -> String {
    if text.trim_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']).is_empty() {
        return format!("`{path}` is empty; ignoring it");
    }
    let reason = error.to_string();
    let reason = reason.split(" at line ").next().unwrap_or_default();
    format!("`{path}`, line {}: not valid JSON: {reason}; ignoring it", error.line())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(filter: &str, path: &str, hidden: bool) {
        let excluded = Excluded::new([filter]);
        assert_eq!(excluded.hides(&VaultPath::new(path)), hidden, "{filter} on {path}");
    }

    #[test]
    fn an_entry_is_a_prefix_that_ignores_case() {
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
    fn an_entry_between_slashes_is_a_regex() {
        check("/draft/", "Notes/My DRAFT.md", true);
        check("/^daily\\/20(19|20)-/", "Daily/2020-01-01.md", true);
        check("/^daily\\/20(19|20)-/", "Old/Daily/2020-01-01.md", false);
        check("//", "x.md", false);
    }

    #[test]
    fn an_invalid_regex_does_not_affect_other_entries() {
        let excluded = Excluded::new(["/(?=look)/", "/[/", "Private/"]);
        assert_eq!(excluded.problems.len(), 2);
        assert!(excluded.hides(&VaultPath::new("Private/x.md")));
        assert!(!excluded.hides(&VaultPath::new("look.md")));
    }

    #[test]
    fn the_config_folder_may_have_another_name() {
        let home = tempfile::tempdir().unwrap();
        let vault = Vault::open(home.path()).unwrap();
        let hides = || Excluded::read(&vault).hides(&VaultPath::new("Secret/x.md"));
        let write = |folder: &str, text: &str| {
            fs::create_dir_all(home.path().join(folder)).unwrap();
            fs::write(home.path().join(folder).join("app.json"), text).unwrap();
        };
        assert!(!hides(), "no settings");
        write(".obsidian-desk", "\u{FEFF}{\"userIgnoreFilters\": [\"secret/\", 7]}");
        assert!(hides(), "a renamed config folder");
        write(".obsidian", "{}");
        assert!(!hides(), "`.obsidian` takes precedence");
        write(".obsidian", "{\"userIgnoreFilters\": null}");
        assert!(!hides());
        write(".obsidian", "{ not JSON");
        assert!(!hides());
    }

    #[test]
    fn property_types_and_the_folder_for_new_notes_are_read() {
        let home = tempfile::tempdir().unwrap();
        let vault = Vault::open(home.path()).unwrap();
        let write = |path: &str, text: &str| {
            let file = home.path().join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        let folder = || new_note_folder(&vault, &VaultPath::new("a/b/x.md"));
        assert_eq!((property_types(&vault).0, folder()), (BTreeMap::new(), String::new()));
        write(".desk/app.json", r#"{"newFileLocation": "folder", "newFileFolderPath": "/Inbox/new/"}"#);
        write(".desk/types.json", r#"{"types": {"Rating": "number", "odd": 7, "loc": "multitext"}}"#);
        let types = [("loc", "multitext"), ("rating", "number")].map(|(name, kind)| (name.to_owned(), kind.to_owned()));
        assert_eq!((property_types(&vault).0, folder()), (BTreeMap::from(types), "Inbox/new".to_owned()));
        write(".obsidian/app.json", r#"{"newFileLocation": "current", "newFileFolderPath": "Inbox"}"#);
        write(".obsidian/types.json", "[]");
        assert_eq!((property_types(&vault).0, folder()), (BTreeMap::new(), "a/b".to_owned()));
        write(".obsidian/app.json", r#"{"newFileLocation": "root", "newFileFolderPath": "Inbox"}"#);
        assert_eq!(folder(), "");
    }

    #[test]
    fn known_vaults_are_named_after_their_folders() {
        let home = tempfile::tempdir().unwrap();
        let list = home.path().join("obsidian.json");
        assert_eq!(known_vaults(&list), (Vec::new(), None));
        let text =
            r#"{"vaults": {"b2": {"path": "/n/Work", "ts": 1, "open": true}, "a1": {"path": "/n/Home"}, "c3": {}}}"#;
        fs::write(&list, text).unwrap();
        let expected = [("Home", "/n/Home", "a1"), ("Work", "/n/Work", "b2")];
        let expected = expected.map(|(name, path, id)| KnownVault {
            name: name.to_owned(),
            folder: path.into(),
            id: id.to_owned(),
        });
        assert_eq!(known_vaults(&list), (expected.to_vec(), None));
        for (text, message) in [("{\"vaults\"", "line 1: not valid JSON"), ("", "is empty")] {
            fs::write(&list, text).unwrap();
            let (vaults, problem) = known_vaults(&list);
            assert!(vaults.is_empty() && problem.is_some_and(|it| it.contains(message)), "{text:?}");
        }
    }
}
