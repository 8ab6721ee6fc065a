//! The settings of checks: the table `[checks]` in the settings file of a vault (docs/spec/checks.md#settings).

use std::collections::BTreeMap;

use glob::{MatchOptions, Pattern};
use toml::{Table, Value};
use vaultdex_checks::{Severity, nearest, rule_called};

/// Which rules run where, and how bad their findings are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckSettings {
    /// The rules that are set, by ID.
    pub rules: BTreeMap<&'static str, RuleSetting>,
    /// The notes that are not checked.
    pub exclude: Vec<PathPattern>,
}

/// The settings of a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleSetting {
    /// Whether the rule runs, if that is set.
    pub is_on: Option<bool>,
    /// The severity of its findings, if it is set.
    pub severity: Option<Severity>,
    /// The notes that it does not check.
    pub exclude: Vec<PathPattern>,
}

/// A pattern of paths, such as `Archive/**`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPattern {
    written: String,
    pattern: Pattern,
}

impl PathPattern {
    /// Parses a pattern. One without wildcards is a note, or a folder with all that is below it.
    fn new(written: &str) -> Result<PathPattern, String> {
        let trimmed = written.trim_start_matches("./").trim_end_matches('/');
        let pattern =
            Pattern::new(trimmed).map_err(|error| format!("`{written}` is no pattern of paths: {}", error.msg))?;
        Ok(PathPattern { written: trimmed.to_owned(), pattern })
    }

    /// Whether a path in the vault matches.
    pub fn matches(&self, path: &str) -> bool {
        let options = MatchOptions { require_literal_separator: true, ..MatchOptions::default() };
        let is_below = path.strip_prefix(self.written.as_str()).is_some_and(|rest| rest.starts_with('/'));
        is_below || self.pattern.matches_with(path, options)
    }

    /// Returns the pattern as written.
    pub fn as_str(&self) -> &str {
        &self.written
    }
}

impl CheckSettings {
    /// Reads the table `[checks]`. Also returns messages about what is invalid in it.
    pub(super) fn parse(table: &Table) -> (CheckSettings, Vec<String>) {
        let (mut settings, mut problems) = (CheckSettings::default(), Vec::new());
        for (key, value) in table {
            if key == "exclude" {
                settings.exclude = patterns("exclude", value, &mut problems);
                continue;
            }
            let Some(rule) = rule_called(key) else {
                let near = nearest(key)
                    .map(|rule| format!("; did you mean `{}` ({})?", rule.id, rule.name))
                    .unwrap_or_default();
                problems.push(format!("there is no rule `{key}` in `[checks]`{near}"));
                continue;
            };
            let setting = RuleSetting::parse(key, value, &mut problems);
            settings.rules.insert(rule.id, setting);
        }
        (settings, problems)
    }

    /// Whether the rule with an ID checks the note with a path.
    pub fn includes(&self, rule: &str, path: &str) -> bool {
        let of_rule = self.rules.get(rule).map_or(&[][..], |setting| &setting.exclude);
        !self.exclude.iter().chain(of_rule).any(|pattern| pattern.matches(path))
    }
}

impl RuleSetting {
    fn parse(key: &str, value: &Value, problems: &mut Vec<String>) -> RuleSetting {
        let mut setting = RuleSetting::default();
        match value {
            Value::String(word) => setting.set(key, word, problems),
            Value::Table(table) => {
                for (name, value) in table {
                    match (name.as_str(), value) {
                        ("severity", Value::String(word)) => setting.set(key, word, problems),
                        ("exclude", value) => setting.exclude = patterns(&format!("{key}.exclude"), value, problems),
                        _ => problems.push(format!(
                            "unknown key `{name}` of `{key}` in `[checks]`; known keys: `severity`, `exclude`"
                        )),
                    }
                }
            }
            value => problems.push(wrong_word(key, &value.to_string())),
        }
        setting
    }

    fn set(&mut self, key: &str, word: &str, problems: &mut Vec<String>) {
        match (word, Severity::named(word)) {
            ("off", _) => self.is_on = Some(false),
            ("on", _) => self.is_on = Some(true),
            (_, Some(severity)) => (self.is_on, self.severity) = (Some(true), Some(severity)),
            _ => problems.push(wrong_word(key, &format!("\"{word}\""))),
        }
    }
}

fn wrong_word(key: &str, value: &str) -> String {
    format!("`{key}` in `[checks]` is {value}; use \"off\", \"on\", \"info\", \"warning\" or \"error\"")
}

/// Reads a list of patterns.
fn patterns(key: &str, value: &Value, problems: &mut Vec<String>) -> Vec<PathPattern> {
    let Some(items) = value.as_array().filter(|items| items.iter().all(Value::is_str)) else {
        problems.push(format!("`{key}` in `[checks]` is no list of paths; write `exclude = [\"Archive/**\"]`"));
        return Vec::new();
    };
    let mut found = Vec::new();
    for pattern in items.iter().filter_map(Value::as_str).map(PathPattern::new) {
        match pattern {
            Ok(pattern) => found.push(pattern),
            Err(problem) => problems.push(format!("{problem} (`{key}` in `[checks]`)")),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (CheckSettings, Vec<String>) {
        CheckSettings::parse(&text.parse::<Table>().expect("TOML"))
    }

    #[test]
    fn rules_are_switched_by_id_or_name() {
        let (settings, problems) =
            parsed("LK01 = \"off\"\nno-owner = \"error\"\nSE01 = { severity = \"info\", exclude = [\"a\"] }\n");
        assert_eq!(problems, [""; 0]);
        let of = |id: &str| (settings.rules[id].is_on, settings.rules[id].severity);
        assert_eq!(of("LK01"), (Some(false), None));
        assert_eq!(of("OW01"), (Some(true), Some(Severity::Error)));
        assert_eq!(of("SE01"), (Some(true), Some(Severity::Info)));
    }

    #[test]
    fn paths_are_excluded() {
        let (settings, problems) =
            parsed("exclude = [\"Archive\", \"*/Old/**\"]\nLK01 = { exclude = [\"Daily/*.md\"] }\n");
        assert_eq!(problems, [""; 0]);
        let includes = |rule: &str, path: &str| settings.includes(rule, path);
        assert!(
            !includes("LK02", "Archive/a/b.md") && !includes("LK02", "x/Old/b.md") && !includes("LK01", "Daily/1.md")
        );
        assert!(includes("LK02", "Archived.md") && includes("LK02", "Daily/1.md") && includes("LK01", "Daily/x/1.md"));
    }

    #[test]
    fn what_is_invalid_is_reported() {
        let check = |text: &str, expected: &str| assert_eq!(parsed(text).1, [expected], "{text}");
        check("LK1 = \"off\"", "there is no rule `LK1` in `[checks]`; did you mean `LK01` (unresolved-link)?");
        let words = "use \"off\", \"on\", \"info\", \"warning\" or \"error\"";
        check("LK01 = \"of\"", &format!("`LK01` in `[checks]` is \"of\"; {words}"));
        check("LK01 = 3", &format!("`LK01` in `[checks]` is 3; {words}"));
        check("exclude = \"a\"", "`exclude` in `[checks]` is no list of paths; write `exclude = [\"Archive/**\"]`");
        check("LK01 = { level = 1 }", "unknown key `level` of `LK01` in `[checks]`; known keys: `severity`, `exclude`");
        let (_, problems) = parsed("exclude = [\"a[\"]");
        assert!(problems.len() == 1 && problems[0].starts_with("`a[` is no pattern of paths: "), "{problems:?}");
    }
}
