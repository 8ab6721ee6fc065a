//! vaultdex's own settings: the user's config file, and a vault's `.vaultdex.toml`
//! (docs/spec/cli.md#configuration-files). The file in the vault may come from somebody else, so it can name neither a
//! path outside the vault nor a command.

use std::path::{Path, PathBuf};

use toml::{Table, Value};
use vaultdex_notes::VaultPath;
use vaultdex_records::{DateOrder, Terminology, language_codes};

use super::{CheckSettings, ReadError, Vault, read_file};
use crate::error::reason;

/// The name of the settings file at the root of a vault.
const VAULT_FILE: &str = ".vaultdex.toml";

/// The contents of a settings file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// The vault to use if none is given. Only the user's file can set it.
    pub vault: Option<PathBuf>,
    /// Whether answers on a terminal end with further commands. Only the user's file can set it.
    pub hints: Option<bool>,
    /// Whether a search ends with the notes that fit best if it finds few.
    pub closest: Option<bool>,
    /// The vocabulary of the notes.
    pub terminology: Terminology,
    /// The system that the vault is about: the other side of partners whose notes name only one
    /// (docs/spec/integrations.md#the-own-system). Only a vault's file can set it.
    pub own_system: Option<String>,
    /// Which rules check the vault. Only a vault's file can set it.
    pub checks: CheckSettings,
    /// Messages about entries that are invalid and therefore ignored.
    pub problems: Vec<String>,
}

/// Whose settings file it is, which decides which keys it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    User,
    Vault,
}

impl Settings {
    /// Reads the settings file of a vault; returns the defaults if there is none.
    pub fn of_vault(vault: &Vault) -> Settings {
        match read_file(vault, &VaultPath::new(VAULT_FILE)) {
            Ok(file) => Settings::parse(&file.text, VAULT_FILE, Owner::Vault),
            Err(ReadError::Vanished) => Settings::default(),
            Err(ReadError::Refused(why)) => {
                let problem = format!("cannot read `{VAULT_FILE}`: {why}; ignoring it");
                Settings { problems: vec![problem], ..Settings::default() }
            }
        }
    }

    /// Returns the place of the settings file of a vault, which need not exist.
    pub fn file_of_vault(vault: &Vault) -> PathBuf {
        vault.absolute_path(&VaultPath::new(VAULT_FILE))
    }

    /// Reads the user's config file; returns the defaults if there is none.
    pub fn of_user(file: &Path) -> Settings {
        match std::fs::read_to_string(file) {
            Ok(text) => Settings::parse(&text, &file.display().to_string(), Owner::User),
            // In a home directory of another user, nobody knows whether there is such a file.
            Err(_) if std::fs::symlink_metadata(file).is_err() => Settings::default(),
            Err(error) => {
                let problem = format!("cannot read `{}`: {}; ignoring it", file.display(), reason(&error));
                Settings { problems: vec![problem], ..Settings::default() }
            }
        }
    }

    fn parse(text: &str, file: &str, owner: Owner) -> Settings {
        let mut settings = Settings::default();
        let text = text.trim_start_matches('\u{FEFF}');
        let table = match text.parse::<Table>() {
            Ok(table) => table,
            Err(error) => {
                let start = error.span().map_or(0, |span| span.start);
                let line = 1 + text.bytes().take(start).filter(|byte| *byte == b'\n').count();
                let why = error.message();
                settings.problems.push(format!("`{file}`, line {line}: not valid TOML: {why}; ignoring it"));
                return settings;
            }
        };
        for (key, value) in &table {
            let problems = settings.set(key, value, owner);
            settings.problems.extend(problems.into_iter().map(|problem| format!("`{file}`: {problem}")));
        }
        settings
    }

    /// Sets one key. Returns messages about everything in it that is invalid.
    fn set(&mut self, key: &str, value: &Value, owner: Owner) -> Vec<String> {
        let problem = match (key, value) {
            ("vault", Value::String(folder)) if owner == Owner::User => {
                self.vault = Some(PathBuf::from(folder));
                return Vec::new();
            }
            ("vault", _) if owner == Owner::User => {
                "`vault` is not a string; write `vault = \"/path/of/notes\"`".to_owned()
            }
            ("hints", Value::Boolean(hints)) if owner == Owner::User => {
                self.hints = Some(*hints);
                return Vec::new();
            }
            ("hints", value) if owner == Owner::User => format!("`hints` is {value}; use true or false"),
            ("search", Value::Table(search)) => return self.set_search(search),
            ("search", _) => "`search` is not a table; write `[search]` and `closest = false`".to_owned(),
            ("checks", Value::Table(table)) if owner == Owner::Vault => {
                let (checks, problems) = CheckSettings::parse(table);
                self.checks = checks;
                return problems;
            }
            ("checks", _) if owner == Owner::Vault => {
                "`checks` is not a table; write `[checks]` and one line per rule".to_owned()
            }
            ("date_order", Value::String(order)) if order == "dmy" => {
                self.terminology.date_order = Some(DateOrder::DayFirst);
                return Vec::new();
            }
            ("date_order", Value::String(order)) if order == "mdy" => {
                self.terminology.date_order = Some(DateOrder::MonthFirst);
                return Vec::new();
            }
            ("date_order", value) => format!("`date_order` is {value}; use \"dmy\" or \"mdy\""),
            ("own_system", Value::String(name)) if owner == Owner::Vault && !name.trim().is_empty() => {
                self.own_system = Some(name.trim().to_owned());
                return Vec::new();
            }
            ("own_system", _) if owner == Owner::Vault => {
                "`own_system` is not a name; write `own_system = \"Web Shop\"`".to_owned()
            }
            ("languages", Value::Array(codes)) => return self.set_languages(codes),
            ("languages", value) => {
                format!("`languages` is {value}, not a list; write `languages = [\"de\"]`")
            }
            ("synonyms", Value::Table(pairs)) => return self.set_synonyms(pairs),
            ("synonyms", _) => "`synonyms` is not a table; write `[synonyms]` and one line per synonym".to_owned(),
            _ if owner == Owner::User => {
                unknown_key(key, &["vault", "hints", "synonyms", "languages", "date_order", "search"])
            }
            _ => unknown_key(key, &["synonyms", "languages", "own_system", "date_order", "search", "checks"]),
        };
        vec![problem]
    }

    /// Sets the languages that are known. Returns messages about those that are not.
    fn set_languages(&mut self, codes: &[Value]) -> Vec<String> {
        let mut problems = Vec::new();
        for code in codes {
            match language_codes().find(|known| code.as_str() == Some(known)) {
                Some(known) => self.terminology.languages.push(known.to_owned()),
                None => {
                    let known: Vec<String> = language_codes().map(|known| format!("\"{known}\"")).collect();
                    problems.push(format!("unknown language {code} in `languages`; known: {}", known.join(", ")));
                }
            }
        }
        problems
    }

    /// Sets how search answers. Returns messages about what is invalid.
    fn set_search(&mut self, table: &Table) -> Vec<String> {
        let mut problems = Vec::new();
        for (key, value) in table {
            match (key.as_str(), value) {
                ("closest", Value::Boolean(closest)) => self.closest = Some(*closest),
                ("closest", value) => problems.push(format!("`closest` in `[search]` is {value}; use true or false")),
                _ => problems.push(format!("unknown key `{key}` in `[search]`; known keys: `closest`")),
            }
        }
        problems
    }

    /// Sets the synonyms that are valid. Returns messages about those that are not.
    fn set_synonyms(&mut self, pairs: &Table) -> Vec<String> {
        let mut problems = Vec::new();
        for (synonym, meaning) in pairs {
            match meaning {
                Value::String(meaning) => _ = self.terminology.synonyms.insert(synonym.clone(), meaning.clone()),
                _ => {
                    let example = format!("write `\"{synonym}\" = \"source\"`");
                    problems.push(format!("`{synonym}` in `[synonyms]` is not a string; {example}"));
                }
            }
        }
        problems
    }
}

fn unknown_key(key: &str, known: &[&str]) -> String {
    let near = known.iter().max_by(|left, right| {
        let similarity = |name: &str| strsim::jaro_winkler(name, key);
        similarity(left).total_cmp(&similarity(right))
    });
    let near = near.filter(|near| strsim::jaro_winkler(near, key) > 0.7);
    let advice = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            format!("known keys: {}", known.join(", "))
        }
    };
    format!("unknown key `{key}`; {advice}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, owner: Owner, expected: &str) {
        let settings = Settings::parse(text, "f", owner);
        let mut found: Vec<String> = settings.vault.iter().map(|vault| format!("vault {}", vault.display())).collect();
        found.extend(settings.terminology.synonyms.iter().map(|(synonym, meaning)| format!("{synonym}={meaning}")));
        found.extend(settings.terminology.languages);
        found.extend(settings.terminology.date_order.map(|order| format!("{order:?}")));
        found.extend(settings.problems);
        assert_eq!(found.join("; "), expected, "{text:?}");
    }

    const KNOWN: &str = "known: \"de\", \"fr\", \"es\", \"pt\", \"it\", \"nl\", \"pl\", \"ru\", \"ja\", \"zh\"";

    #[test]
    fn synonyms_and_date_order_are_read() {
        check("", Owner::Vault, "");
        check("[synonyms]\n\"Quelle\" = \"source\"\nZiel = \"target\"\n", Owner::Vault, "Quelle=source; Ziel=target");
        check("date_order = \"dmy\"", Owner::Vault, "DayFirst");
        check("\u{FEFF}date_order = \"mdy\"", Owner::User, "MonthFirst");
        check("vault = \"/n\"\n[synonyms]\nZiel = \"target\"", Owner::User, "vault /n; Ziel=target");
    }

    #[test]
    fn languages_are_read() {
        check("languages = [\"de\", \"ja\"]\ndate_order = \"dmy\"", Owner::Vault, "de; ja; DayFirst");
        check("languages = []", Owner::User, "");
        check(
            "languages = [\"xx\", \"fr\"]",
            Owner::Vault,
            &format!("fr; `f`: unknown language \"xx\" in `languages`; {KNOWN}"),
        );
        check("languages = [1]", Owner::User, &format!("`f`: unknown language 1 in `languages`; {KNOWN}"));
        check(
            "languages = \"de\"",
            Owner::Vault,
            "`f`: `languages` is \"de\", not a list; write `languages = [\"de\"]`",
        );
        check("language = [\"de\"]", Owner::Vault, "`f`: unknown key `language`; did you mean `languages`?");
    }

    #[test]
    fn the_own_system_is_that_of_a_vault() {
        let own = |text: &str, owner: Owner| Settings::parse(text, "f", owner).own_system;
        assert_eq!(own("own_system = \" Web Shop \"", Owner::Vault).as_deref(), Some("Web Shop"));
        assert_eq!(own("", Owner::Vault), None);
        for wrong in ["3", "\"\"", "\" \"", "[\"Web Shop\"]"] {
            let text = format!("own_system = {wrong}");
            assert_eq!(own(&text, Owner::Vault), None, "{wrong}");
            check(&text, Owner::Vault, "`f`: `own_system` is not a name; write `own_system = \"Web Shop\"`");
        }
        let known = "known keys: `vault`, `hints`, `synonyms`, `languages`, `date_order`, `search`";
        check("own_system = \"X\"", Owner::User, &format!("`f`: unknown key `own_system`; {known}"));
        assert_eq!(own("own_system = \"X\"", Owner::User), None);
    }

    #[test]
    fn a_vault_cannot_set_a_path() {
        check(
            "vault = \"/n\"",
            Owner::Vault,
            "`f`: unknown key `vault`; known keys: `synonyms`, `languages`, `own_system`, `date_order`, `search`, `checks`",
        );
    }

    #[test]
    fn an_invalid_entry_is_reported_and_does_not_affect_others() {
        check(
            "synonym = 1\ndate_order = \"dmy\"",
            Owner::Vault,
            "DayFirst; `f`: unknown key `synonym`; did you mean `synonyms`?",
        );
        let closest = |text: &str| Settings::parse(text, "f", Owner::Vault).closest;
        assert_eq!(closest("[search]\nclosest = false"), Some(false));
        check("search = 1", Owner::User, "`f`: `search` is not a table; write `[search]` and `closest = false`");
        check("[search]\nclosest = 1", Owner::User, "`f`: `closest` in `[search]` is 1; use true or false");
        check("[search]\nclose = 1", Owner::Vault, "`f`: unknown key `close` in `[search]`; known keys: `closest`");
        check("date_order = \"ymd\"", Owner::Vault, "`f`: `date_order` is \"ymd\"; use \"dmy\" or \"mdy\"");
        check(
            "synonyms = 3",
            Owner::Vault,
            "`f`: `synonyms` is not a table; write `[synonyms]` and one line per synonym",
        );
        check(
            "[synonyms]\nZiel = 3",
            Owner::Vault,
            "`f`: `Ziel` in `[synonyms]` is not a string; write `\"Ziel\" = \"source\"`",
        );
        check("vault = 3", Owner::User, "`f`: `vault` is not a string; write `vault = \"/path/of/notes\"`");
        let broken = Settings::parse("# x\n\n[synonyms", "f", Owner::Vault);
        assert!(broken.problems[0].starts_with("`f`, line 3: not valid TOML: "), "{broken:?}");
        check(
            "languages = [1, \"de\", \"yy\"]\n[synonyms]\nA = 1\nB = 2",
            Owner::Vault,
            &format!(
                "de; `f`: unknown language 1 in `languages`; {KNOWN}; `f`: unknown language \"yy\" in `languages`; \
                 {KNOWN}; `f`: `A` in `[synonyms]` is not a string; write `\"A\" = \"source\"`; `f`: `B` in \
                 `[synonyms]` is not a string; write `\"B\" = \"source\"`"
            ),
        );
    }

    #[test]
    fn a_user_file_that_cannot_be_read_is_reported_if_it_exists() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("config.toml");
        assert_eq!(Settings::of_user(&file), Settings::default());
        std::fs::write(&file, b"date_order = \"\xff\"").unwrap();
        let problems = Settings::of_user(&file).problems;
        assert!(problems.len() == 1 && problems[0].starts_with("cannot read `"), "{problems:?}");
    }

    #[test]
    fn the_settings_file_of_a_vault_is_at_its_root() {
        let home = tempfile::tempdir().unwrap();
        let vault = Vault::open(home.path()).unwrap();
        assert_eq!(Settings::of_vault(&vault), Settings::default());
        std::fs::write(home.path().join(VAULT_FILE), "date_order = \"dmy\"").unwrap();
        assert_eq!(Settings::of_vault(&vault).terminology.date_order, Some(DateOrder::DayFirst));
    }
}
