//! Our own settings: the user's config file, and what a vault says of itself in `.vaultdex.toml` (spec/cli.md, config).
//! A vault is somebody's notes, perhaps not the user's own: nothing in it may name a path outside it or a command.

use std::path::{Path, PathBuf};

use toml::{Table, Value};
use vaultdex_notes::VaultPath;
use vaultdex_records::{DateOrder, Wording};

use super::{ReadError, Vault, read};

/// The file in which a vault says how its notes are to be read.
const FILE: &str = ".vaultdex.toml";

/// What a settings file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// The vault that is meant where none is named; the user's file alone may say so.
    pub vault: Option<PathBuf>,
    /// How notes put things.
    pub wording: Wording,
    /// What can't be understood, and says nothing, each in words for the user.
    pub problems: Vec<String>,
}

impl Settings {
    /// What a vault says of itself; nothing where it has no such file.
    pub fn of_vault(vault: &Vault) -> Settings {
        match read(vault, &VaultPath::new(FILE)) {
            Ok(found) => Settings::new(&found.text, FILE, false),
            Err(ReadError::Vanished) => Settings::default(),
            Err(ReadError::Refused(why)) => {
                let problem = format!("`{FILE}` can't be read and says nothing: {why}");
                Settings { problems: vec![problem], ..Settings::default() }
            }
        }
    }

    /// What the user's config file says; nothing where there is none.
    pub fn of_user(file: &Path) -> Settings {
        match std::fs::read_to_string(file) {
            Ok(text) => Settings::new(&text, &file.display().to_string(), true),
            Err(_) => Settings::default(),
        }
    }

    fn new(text: &str, file: &str, is_users: bool) -> Settings {
        let mut settings = Settings::default();
        let table: Table = match text.trim_start_matches('\u{FEFF}').parse() {
            Ok(table) => table,
            Err(error) => {
                let error: toml::de::Error = error;
                let why = error.message();
                settings.problems.push(format!("`{file}` is not TOML and says nothing: {why}; mend it or remove it"));
                return settings;
            }
        };
        for (key, value) in &table {
            let problem = settings.take(key, value, is_users);
            settings.problems.extend(problem.map(|problem| format!("`{file}`: {problem}")));
        }
        settings
    }

    /// Takes one key; what is wrong with it.
    fn take(&mut self, key: &str, value: &Value, is_users: bool) -> Option<String> {
        let mut problem = None;
        match (key, value) {
            ("vault", Value::String(folder)) if is_users => self.vault = Some(PathBuf::from(folder)),
            ("vault", _) if is_users => {
                return Some("`vault` is no text; write `vault = \"/path/of/notes\"`".to_owned());
            }
            ("date_order", Value::String(order)) if order == "dmy" => {
                self.wording.date_order = Some(DateOrder::DayFirst);
            }
            ("date_order", Value::String(order)) if order == "mdy" => {
                self.wording.date_order = Some(DateOrder::MonthFirst);
            }
            ("date_order", value) => return Some(format!("`date_order` is {value}; it can be \"dmy\" or \"mdy\"")),
            ("synonyms", Value::Table(pairs)) => {
                for (ours, meant) in pairs {
                    let Value::String(meant) = meant else {
                        problem = Some(format!("`{ours}` in `[synonyms]` is no text; write `\"{ours}\" = \"source\"`"));
                        continue;
                    };
                    self.wording.synonyms.insert(ours.clone(), meant.clone());
                }
            }
            ("synonyms", _) => {
                return Some("`synonyms` is no table; write `[synonyms]` and a line for each".to_owned());
            }
            _ => {
                return Some(unknown(
                    key,
                    if is_users { &["vault", "synonyms", "date_order"] } else { &["synonyms", "date_order"] },
                ));
            }
        }
        problem
    }
}

fn unknown(key: &str, known: &[&str]) -> String {
    let near = known.iter().max_by(|left, right| {
        let likeness = |name: &str| strsim::jaro_winkler(name, key);
        likeness(left).total_cmp(&likeness(right))
    });
    let near = near.filter(|near| strsim::jaro_winkler(near, key) > 0.7);
    let advice = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            format!("there are {}", known.join(", "))
        }
    };
    format!("unknown key `{key}`; {advice}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, is_users: bool, expected: &str) {
        let settings = Settings::new(text, "f", is_users);
        let mut said: Vec<String> = settings.vault.iter().map(|vault| format!("vault {}", vault.display())).collect();
        said.extend(settings.wording.synonyms.iter().map(|(ours, meant)| format!("{ours}={meant}")));
        said.extend(settings.wording.date_order.map(|order| format!("{order:?}")));
        said.extend(settings.problems);
        assert_eq!(said.join("; "), expected, "{text:?}");
    }

    #[test]
    fn synonyms_and_the_order_of_dates_are_read() {
        check("", false, "");
        check("[synonyms]\n\"Quelle\" = \"source\"\nZiel = \"target\"\n", false, "Quelle=source; Ziel=target");
        check("date_order = \"dmy\"", false, "DayFirst");
        check("\u{FEFF}date_order = \"mdy\"", true, "MonthFirst");
        check("vault = \"/n\"\n[synonyms]\nZiel = \"target\"", true, "vault /n; Ziel=target");
    }

    #[test]
    fn a_vault_names_no_path() {
        check("vault = \"/n\"", false, "`f`: unknown key `vault`; there are `synonyms`, `date_order`");
    }

    #[test]
    fn what_is_wrong_is_said_and_costs_only_itself() {
        check(
            "synonym = 1\ndate_order = \"dmy\"",
            false,
            "DayFirst; `f`: unknown key `synonym`; did you mean `synonyms`?",
        );
        check("date_order = \"ymd\"", false, "`f`: `date_order` is \"ymd\"; it can be \"dmy\" or \"mdy\"");
        check("synonyms = 3", false, "`f`: `synonyms` is no table; write `[synonyms]` and a line for each");
        check("[synonyms]\nZiel = 3", false, "`f`: `Ziel` in `[synonyms]` is no text; write `\"Ziel\" = \"source\"`");
        check("vault = 3", true, "`f`: `vault` is no text; write `vault = \"/path/of/notes\"`");
        let broken = Settings::new("[synonyms", "f", false);
        assert!(broken.problems[0].starts_with("`f` is not TOML and says nothing: "), "{broken:?}");
    }

    #[test]
    fn a_vault_says_it_in_a_file_at_its_root() {
        let home = tempfile::tempdir().unwrap();
        let vault = Vault::open(home.path()).unwrap();
        assert_eq!(Settings::of_vault(&vault), Settings::default());
        std::fs::write(home.path().join(FILE), "date_order = \"dmy\"").unwrap();
        assert_eq!(Settings::of_vault(&vault).wording.date_order, Some(DateOrder::DayFirst));
    }
}
