//! The roles that Obsidian's settings give to files: which notes are templates, and which are daily notes.

use regex::{Regex, RegexBuilder};
use serde_json::Value;
use vaultdex_notes::{VaultPath, text};
use vaultdex_query::catalog::FileRole;

use super::Vault;
use super::config::read_settings;

/// The template folders, and the folders and name patterns of daily notes.
#[derive(Debug, Clone)]
pub struct FileRoles {
    /// Folders as comparison keys; `None` if no setting names one. Then every folder with a usual name is one.
    templates: Option<Vec<String>>,
    /// Folders, each with the pattern of the path below it, without `.md`.
    daily: Vec<(String, Regex)>,
    /// Messages about settings files that cannot be read and are therefore ignored.
    pub problems: Vec<String>,
}

impl FileRoles {
    /// Reads the settings of the core plugins, of Templater and of Periodic Notes.
    pub fn read(vault: &Vault) -> FileRoles {
        let mut problems = Vec::new();
        let mut setting = |file: &str, keys: &[&str]| {
            let settings = read_settings(vault, file).unwrap_or_else(|problem| {
                // A file may have several settings.
                problems.extend((!problems.contains(&problem)).then_some(problem));
                None
            })?;
            let value = keys.iter().try_fold(&settings, |value, key| value.get(key));
            value.and_then(Value::as_str).map(str::to_owned)
        };
        let templates = [("templates.json", "folder"), ("plugins/templater-obsidian/data.json", "templates_folder")];
        let templates = templates.into_iter().filter_map(|(file, key)| setting(file, &[key])).collect();
        let daily = [("daily-notes.json", ""), ("plugins/periodic-notes/data.json", "daily")];
        let daily = daily.into_iter().filter_map(|(file, group)| {
            let keys = |key: &'static str| [group, key].into_iter().filter(|key| !key.is_empty()).collect::<Vec<_>>();
            let (folder, format) = (setting(file, &keys("folder")), setting(file, &keys("format")));
            (folder.is_some() || format.is_some()).then(|| (folder.unwrap_or_default(), format.unwrap_or_default()))
        });
        let daily = daily.collect();
        FileRoles { problems, ..FileRoles::new(templates, daily) }
    }

    /// Takes the template folders, and the folders and date formats of daily notes. An empty format stands for the
    /// default.
    fn new(templates: Vec<String>, daily: Vec<(String, String)>) -> FileRoles {
        let key = |folder: &str| text::link_key(folder.trim_matches('/'));
        let templates: Vec<String> = templates.iter().map(|it| key(it)).filter(|it| !it.is_empty()).collect();
        let daily = daily.into_iter().filter_map(|(folder, format)| {
            let format = if format.trim().is_empty() { DEFAULT_FORMAT } else { &format };
            Some((key(&folder), format_pattern(format)?))
        });
        FileRoles {
            templates: (!templates.is_empty()).then_some(templates),
            daily: daily.collect(),
            problems: Vec::new(),
        }
    }

    /// Returns the role of a file.
    pub fn of(&self, path: &VaultPath) -> FileRole {
        let key = path.key();
        let Some(name) = key.strip_suffix(".md") else { return FileRole::Content };
        let folders = name.rsplit_once('/').map_or("", |(folders, _)| folders);
        let is_template = match &self.templates {
            Some(named) => named.iter().any(|folder| strip_folder(folders, folder).is_some()),
            None => folders.split('/').any(|folder| matches!(folder, "template" | "templates" | "_templates")),
        };
        if is_template {
            return FileRole::Template;
        }
        let is_daily = match self.daily.as_slice() {
            // Without a setting, a note whose name is a date is a daily note.
            [] => is_date(path.stem()),
            daily => {
                daily.iter().any(|(folder, pattern)| strip_folder(name, folder).is_some_and(|it| pattern.is_match(it)))
            }
        };
        if is_daily { FileRole::Daily } else { FileRole::Content }
    }
}

/// Obsidian's default format for the names of daily notes.
const DEFAULT_FORMAT: &str = "YYYY-MM-DD";

fn is_date(name: &str) -> bool {
    name.len() == DEFAULT_FORMAT.len() && name.parse::<jiff::civil::Date>().is_ok()
}

/// Returns the part of a path below a folder; an empty folder is the root of the vault.
fn strip_folder<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    if folder.is_empty() {
        return Some(path);
    }
    let rest = path.strip_prefix(folder)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

/// Translates a date format of Moment.js, as used in Obsidian's settings, into a regex.
fn format_pattern(format: &str) -> Option<Regex> {
    const TOKENS: &[(&str, &str)] = &[
        ("YYYY", r"\d{4}"),
        ("gggg", r"\d{4}"),
        ("GGGG", r"\d{4}"),
        ("YY", r"\d{2}"),
        ("MMMM", r"\p{L}+"),
        ("MMM", r"\p{L}+\.?"),
        ("MM", r"\d{2}"),
        ("Mo", r"\d{1,2}\p{L}+"),
        ("M", r"\d{1,2}"),
        ("DDDD", r"\d{3}"),
        ("DDD", r"\d{1,3}"),
        ("DD", r"\d{2}"),
        ("Do", r"\d{1,2}(?:\p{L}+|\.)"),
        ("D", r"\d{1,2}"),
        ("dddd", r"\p{L}+"),
        ("ddd", r"\p{L}+\.?"),
        ("dd", r"\p{L}+\.?"),
        ("d", r"\d"),
        ("E", r"\d"),
        ("e", r"\d"),
        ("ww", r"\d{2}"),
        ("WW", r"\d{2}"),
        ("w", r"\d{1,2}"),
        ("W", r"\d{1,2}"),
        ("Q", r"\d"),
        ("HH", r"\d{2}"),
        ("H", r"\d{1,2}"),
        ("mm", r"\d{2}"),
        ("ss", r"\d{2}"),
    ];
    let mut regex = String::from("^");
    let mut rest = format.trim();
    while let Some(letter) = rest.chars().next() {
        if let Some(literal) = rest.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
            regex.push_str(&regex::escape(&text::link_key(literal.0)));
            rest = literal.1;
        } else if let Some((token, digits)) = TOKENS.iter().find(|(token, _)| rest.starts_with(token)) {
            regex.push_str(digits);
            rest = &rest[token.len()..];
        } else {
            regex.push_str(&regex::escape(&text::link_key(&rest[..letter.len_utf8()])));
            rest = &rest[letter.len_utf8()..];
        }
    }
    regex.push('$');
    RegexBuilder::new(&regex).size_limit(1 << 18).build().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(roles: &FileRoles, path: &str, expected: FileRole) {
        assert_eq!(roles.of(&VaultPath::new(path)), expected, "{path} with {roles:?}");
    }

    #[test]
    fn templates_are_in_the_folder_named_by_a_setting() {
        let roles = FileRoles::new(vec!["/90 Templates/".to_owned()], vec![]);
        check(&roles, "90 templates/Record.md", FileRole::Template);
        check(&roles, "90 Templates/deep/Record.md", FileRole::Template);
        check(&roles, "90 Templates.md", FileRole::Content);
        check(&roles, "90 Templates old/Record.md", FileRole::Content);
        check(&roles, "Templates/Record.md", FileRole::Content);
        check(&roles, "90 Templates/picture.png", FileRole::Content);
    }

    #[test]
    fn without_a_setting_templates_are_in_folders_with_usual_names() {
        let roles = FileRoles::new(vec![], vec![]);
        check(&roles, "a/Templates/Record.md", FileRole::Template);
        check(&roles, "_templates/Record.md", FileRole::Template);
        check(&roles, "Template.md", FileRole::Content);
    }

    #[test]
    fn daily_notes_match_the_format_of_the_setting() {
        let daily = |folder: &str, format: &str| FileRoles::new(vec![], vec![(folder.to_owned(), format.to_owned())]);
        check(&daily("Daily", ""), "Daily/2026-05-04.md", FileRole::Daily);
        check(&daily("Daily", ""), "2026-05-04.md", FileRole::Content);
        check(&daily("Daily", ""), "Daily/Plan.md", FileRole::Content);
        check(&daily("", "YYYY/MM-MMMM/[Day] Do"), "2026/05-may/Day 4th.md", FileRole::Daily);
        check(&daily("", "YYYY/MM-MMMM/[Day] Do"), "2026/05-may/Night 4th.md", FileRole::Content);
        check(&daily("log", "DD.MM.YY (dddd)"), "Log/04.05.26 (Montag).md", FileRole::Daily);
        check(&FileRoles::new(vec![], vec![]), "any/2026-05-04.md", FileRole::Daily);
        check(&FileRoles::new(vec![], vec![]), "any/2026-05-34.md", FileRole::Content);
    }

    #[test]
    fn settings_of_plugins_are_read() {
        let home = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let file = home.path().join(".obsidian").join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        };
        write("templates.json", r#"{"folder": "Forms"}"#);
        write("plugins/templater-obsidian/data.json", r#"{"templates_folder": "Other forms"}"#);
        write("plugins/periodic-notes/data.json", r#"{"daily": {"folder": "Days", "format": "YYYYMMDD"}}"#);
        let roles = FileRoles::read(&Vault::open(home.path()).unwrap());
        check(&roles, "Forms/a.md", FileRole::Template);
        check(&roles, "Other forms/a.md", FileRole::Template);
        check(&roles, "Days/20260504.md", FileRole::Daily);
        check(&roles, "2026-05-04.md", FileRole::Content);
    }
}
