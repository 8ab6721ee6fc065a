//! Which note a name in prose means, where it is no link: by ID, title, alias, or its words alone (spec/changelog.md b.5,
//! spec/integrations.md a.5, system names).

use std::collections::HashMap;

use crate::catalog::Catalog;
use crate::model::text;

/// The names by which prose may call the notes of a vault.
#[derive(Debug, Default)]
pub struct Naming {
    ids: HashMap<String, Vec<usize>>,
    titles: HashMap<String, Vec<usize>>,
    aliases: HashMap<String, Vec<usize>>,
    keys: HashMap<String, Vec<usize>>,
}

impl Naming {
    /// Takes the names of every note and canvas. Templates are called by no name.
    pub fn new(catalog: &Catalog) -> Naming {
        let mut names = Naming::default();
        let add = |map: &mut HashMap<String, Vec<usize>>, name: String, file: usize| {
            let files = map.entry(name).or_default();
            if files.last() != Some(&file) {
                files.push(file);
            }
        };
        let files = catalog.files.iter().enumerate();
        for (position, file) in files.filter(|(_, file)| file.kind().is_read() && !file.is_template()) {
            if let Some(id) = &file.note.id {
                add(&mut names.ids, id.to_uppercase(), position);
            }
            let titles = file.note.title.iter().map(String::as_str).chain([file.path.stem()]);
            for title in titles {
                add(&mut names.titles, text::link_key(title), position);
                add(&mut names.keys, key_words(title), position);
                let system = system_name(title);
                if system.len() < title.len() {
                    add(&mut names.keys, key_words(system), position);
                }
            }
            for alias in &file.note.aliases {
                add(&mut names.aliases, text::link_key(alias), position);
                add(&mut names.keys, key_words(alias), position);
            }
        }
        names
    }

    /// The note that a name in an entry of `host` means: by link, ID, title, alias, then by its words alone.
    pub fn resolve(&self, catalog: &Catalog, host: usize, name: &str) -> Option<usize> {
        if let Some(inner) = name.trim().strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")) {
            let target = inner.split('|').next().unwrap_or(inner).trim();
            let linkpath = text::nfc(target.split('#').next().unwrap_or(target).trim());
            let found = catalog.names.destination(&linkpath, &catalog.files[host].path);
            return found.map(|file| file as usize);
        }
        self.find(catalog, name)
    }

    /// The one note that a name outside any note means.
    pub fn find(&self, catalog: &Catalog, name: &str) -> Option<usize> {
        let name = bare(name);
        if let Some(file) = catalog.position(name) {
            return Some(file);
        }
        match self.called(name)? {
            [only] => Some(*only),
            // Where several answer to it, nobody is meant for certain.
            _ => None,
        }
    }

    /// Everyone who answers to a bare name. The first way of naming that has anyone decides.
    pub fn called(&self, name: &str) -> Option<&[usize]> {
        let words = key_words(name);
        let lookups = [
            self.ids.get(&name.to_uppercase()),
            self.titles.get(&text::link_key(name)),
            self.aliases.get(&text::link_key(name)),
            self.keys.get(&words).filter(|_| !words.is_empty()),
        ];
        lookups.into_iter().flatten().next().map(Vec::as_slice)
    }
}

/// A name without its brackets, quotes and the target behind a display text.
pub fn bare(name: &str) -> &str {
    let name = name.trim();
    if let Some(inner) = name.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")) {
        return inner.rsplit('|').next().unwrap_or(inner).trim();
    }
    for (open, close) in [('[', ']'), ('`', '`'), ('"', '"'), ('\'', '\''), ('“', '”')] {
        if let Some(inner) = name.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) {
            return inner.trim();
        }
    }
    name
}

/// The letters and digits of a name, in words, lower case: the key by which names are compared at last.
pub fn key_words(name: &str) -> String {
    let words: Vec<&str> =
        name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ").to_lowercase()
}

/// The name of a system without the word that says it is one: `Billing` of `System - Billing`.
pub fn system_name(title: &str) -> &str {
    let rest = ["system", "application", "app", "service"].into_iter().find_map(|word| {
        let (head, rest) = title.split_at_checked(word.len())?;
        head.eq_ignore_ascii_case(word).then_some(rest.trim_start())
    });
    let rest = rest.and_then(|rest| rest.strip_prefix(['-', '–', ':'])).map(str::trim);
    rest.filter(|rest| !rest.is_empty()).unwrap_or(title)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::File;
    use crate::model::{Note, Stamp, VaultPath};

    #[test]
    fn the_strongest_way_of_naming_decides() {
        let file = |path: &str, alias: &str, id: Option<&str>| {
            let aliases = vec![alias.to_owned()];
            let note = Note { aliases, id: id.map(str::to_owned), ..Note::default() };
            File::new(VaultPath::new(path), Stamp::default(), note)
        };
        let catalog = Catalog::new(vec![
            file("Orders.md", "Feed", Some("INT-2024-003")),
            file("Price Sync.md", "Orders", None),
            file("System - Billing.md", "Feed", None),
        ]);
        let naming = Naming::new(&catalog);
        let check = |name: &str, expected: Option<&str>| {
            let found = naming.find(&catalog, name).map(|file| catalog.files[file].path.as_str());
            assert_eq!(found, expected, "{name}");
        };
        check("int-2024-003", Some("Orders.md"));
        check("[orders]", Some("Orders.md"));
        check("`price-sync`", Some("Price Sync.md"));
        check("Billing", Some("System - Billing.md"));
        check("Feed", None);
        check("--", None);
        check("Price Sync.md", Some("Price Sync.md"));
    }

    #[test]
    fn a_system_is_called_without_the_word() {
        let check = |title: &str, expected: &str| assert_eq!(system_name(title), expected, "{title:?}");
        check("System - Billing", "Billing");
        check("app: Web Shop", "Web Shop");
        check("Service – Mail", "Mail");
        check("Systems", "Systems");
        check("Application", "Application");
        check("System -", "System -");
        check("Ökonom", "Ökonom");
    }
}
