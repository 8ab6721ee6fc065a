//! What is wrong with Obsidian's settings of a vault.

use super::config::{Excluded, property_types};
use super::file_roles::FileRoles;
use super::vault::Vault;

/// Returns messages about everything in Obsidian's settings that cannot be read and is therefore ignored.
pub fn problems_of_obsidian_settings(vault: &Vault) -> Vec<String> {
    let mut problems = Excluded::read(vault).problems;
    problems.extend(FileRoles::read(vault).problems);
    problems.extend(property_types(vault).1);
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_cannot_be_read_are_named_with_line_and_reason() {
        let home = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let file = home.path().join(".obsidian").join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        };
        let problems = || problems_of_obsidian_settings(&Vault::open(home.path()).unwrap());
        assert_eq!(problems(), [""; 0]);
        write("app.json", "{\n  \"userIgnoreFilters\": [\"Old/\"");
        write("types.json", "");
        write("daily-notes.json", "{]");
        write("plugins/templater-obsidian/data.json", "\u{FEFF}{}");
        assert_eq!(
            problems(),
            [
                "`.obsidian/app.json`, line 2: not valid JSON: EOF while parsing a list; ignoring it",
                "`.obsidian/daily-notes.json`, line 1: not valid JSON: key must be a string; ignoring it",
                "`.obsidian/types.json` is empty; ignoring it",
            ]
        );
        write("app.json", "{\"userIgnoreFilters\": \"Old/\"}");
        let of_app = problems().swap_remove(0);
        assert_eq!(of_app, "excluded files: `userIgnoreFilters` in `app.json` is not a list; ignoring it");
    }
}
