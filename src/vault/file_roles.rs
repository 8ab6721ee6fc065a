//! What files are there for, as the vault's settings have it: where templates lie, and which notes are daily notes.

use regex::{Regex, RegexBuilder};
use serde_json::Value;
use vaultdex_notes::{VaultPath, text};
use vaultdex_query::catalog::Purpose;

use super::Vault;
use super::config::settings;

/// The folders of templates and of daily notes, with the names that daily notes have.
#[derive(Debug, Clone)]
pub struct Purposes {
    /// Folders as comparison keys; `None` where no setting names one, and any folder of a usual name is one.
    templates: Option<Vec<String>>,
    /// Folders with the pattern of the path below them, without `.md`.
    daily: Vec<(String, Regex)>,
}

impl Purposes {
    /// Reads the settings of the core plugins, of Templater and of Periodic Notes.
    pub fn read(vault: &Vault) -> Purposes {
        let word = |file: &str, keys: &[&str]| {
            let settings = settings(vault, file)?;
            let value = keys.iter().try_fold(&settings, |value, key| value.get(key));
            value.and_then(Value::as_str).map(str::to_owned)
        };
        let templates = [("templates.json", "folder"), ("plugins/templater-obsidian/data.json", "templates_folder")];
        let templates = templates.into_iter().filter_map(|(file, key)| word(file, &[key])).collect();
        let daily = [("daily-notes.json", ""), ("plugins/periodic-notes/data.json", "daily")];
        let daily = daily.into_iter().filter_map(|(file, group)| {
            let keys = |key: &'static str| [group, key].into_iter().filter(|key| !key.is_empty()).collect::<Vec<_>>();
            let (folder, format) = (word(file, &keys("folder")), word(file, &keys("format")));
            (folder.is_some() || format.is_some()).then(|| (folder.unwrap_or_default(), format.unwrap_or_default()))
        });
        Purposes::new(templates, daily.collect())
    }

    /// Takes the folders of templates, and folders and formats of daily notes; an empty format is Obsidian's own.
    fn new(templates: Vec<String>, daily: Vec<(String, String)>) -> Purposes {
        let key = |folder: &str| text::link_key(folder.trim_matches('/'));
        let templates: Vec<String> = templates.iter().map(|it| key(it)).filter(|it| !it.is_empty()).collect();
        let daily = daily.into_iter().filter_map(|(folder, format)| {
            let format = if format.trim().is_empty() { DAILY } else { &format };
            Some((key(&folder), pattern(format)?))
        });
        Purposes { templates: (!templates.is_empty()).then_some(templates), daily: daily.collect() }
    }

    /// What the settings have a file for.
    pub fn of(&self, path: &VaultPath) -> Purpose {
        let key = path.key();
        let Some(name) = key.strip_suffix(".md") else { return Purpose::Content };
        let folders = name.rsplit_once('/').map_or("", |(folders, _)| folders);
        let is_template = match &self.templates {
            Some(named) => named.iter().any(|folder| below(folders, folder).is_some()),
            None => folders.split('/').any(|folder| matches!(folder, "template" | "templates" | "_templates")),
        };
        if is_template {
            return Purpose::Template;
        }
        let is_daily = match self.daily.as_slice() {
            // Nothing is set: a note whose name is a day is the note of that day.
            [] => is_day(path.stem()),
            daily => daily.iter().any(|(folder, pattern)| below(name, folder).is_some_and(|it| pattern.is_match(it))),
        };
        if is_daily { Purpose::Daily } else { Purpose::Content }
    }
}

/// How Obsidian names daily notes when nothing is set.
const DAILY: &str = "YYYY-MM-DD";

fn is_day(name: &str) -> bool {
    name.len() == DAILY.len() && name.parse::<jiff::civil::Date>().is_ok()
}

/// What of a path lies below a folder; an empty folder is the vault's root.
fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    if folder.is_empty() {
        return Some(path);
    }
    let rest = path.strip_prefix(folder)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

/// The pattern of a date format in the letters of Moment.js, which Obsidian's settings use.
fn pattern(format: &str) -> Option<Regex> {
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

    fn check(purposes: &Purposes, path: &str, expected: Purpose) {
        assert_eq!(purposes.of(&VaultPath::new(path)), expected, "{path} by {purposes:?}");
    }

    #[test]
    fn templates_lie_in_the_folder_that_a_setting_names() {
        let purposes = Purposes::new(vec!["/90 Templates/".to_owned()], vec![]);
        check(&purposes, "90 templates/Record.md", Purpose::Template);
        check(&purposes, "90 Templates/deep/Record.md", Purpose::Template);
        check(&purposes, "90 Templates.md", Purpose::Content);
        check(&purposes, "90 Templates old/Record.md", Purpose::Content);
        check(&purposes, "Templates/Record.md", Purpose::Content);
        check(&purposes, "90 Templates/picture.png", Purpose::Content);
    }

    #[test]
    fn without_a_setting_a_folder_of_the_usual_name_holds_them() {
        let purposes = Purposes::new(vec![], vec![]);
        check(&purposes, "a/Templates/Record.md", Purpose::Template);
        check(&purposes, "_templates/Record.md", Purpose::Template);
        check(&purposes, "Template.md", Purpose::Content);
    }

    #[test]
    fn daily_notes_are_those_that_the_setting_would_make() {
        let daily = |folder: &str, format: &str| Purposes::new(vec![], vec![(folder.to_owned(), format.to_owned())]);
        check(&daily("Daily", ""), "Daily/2026-05-04.md", Purpose::Daily);
        check(&daily("Daily", ""), "2026-05-04.md", Purpose::Content);
        check(&daily("Daily", ""), "Daily/Plan.md", Purpose::Content);
        check(&daily("", "YYYY/MM-MMMM/[Day] Do"), "2026/05-may/Day 4th.md", Purpose::Daily);
        check(&daily("", "YYYY/MM-MMMM/[Day] Do"), "2026/05-may/Night 4th.md", Purpose::Content);
        check(&daily("log", "DD.MM.YY (dddd)"), "Log/04.05.26 (Montag).md", Purpose::Daily);
        check(&Purposes::new(vec![], vec![]), "any/2026-05-04.md", Purpose::Daily);
        check(&Purposes::new(vec![], vec![]), "any/2026-05-34.md", Purpose::Content);
    }

    #[test]
    fn settings_are_read_where_the_plugins_keep_them() {
        let home = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let place = home.path().join(".obsidian").join(path);
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            std::fs::write(place, text).unwrap();
        };
        write("templates.json", r#"{"folder": "Forms"}"#);
        write("plugins/templater-obsidian/data.json", r#"{"templates_folder": "Other forms"}"#);
        write("plugins/periodic-notes/data.json", r#"{"daily": {"folder": "Days", "format": "YYYYMMDD"}}"#);
        let purposes = Purposes::read(&Vault::open(home.path()).unwrap());
        check(&purposes, "Forms/a.md", Purpose::Template);
        check(&purposes, "Other forms/a.md", Purpose::Template);
        check(&purposes, "Days/20260504.md", Purpose::Daily);
        check(&purposes, "2026-05-04.md", Purpose::Content);
    }
}
