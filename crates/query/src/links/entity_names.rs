//! Resolution of names that are not links: by ID, title, file name, alias, or by their words alone
//! (docs/spec/changelog.md#name-resolution, docs/spec/integrations.md#system-names).

use std::borrow::Cow;

use vaultdex_notes::text;
use vaultdex_records::normalize::{push_word_key, strip_system_word, word_key};

use super::names_table::NamesTable;
use crate::catalog::{Catalog, File};

/// The names of the notes and canvases of a vault.
#[derive(Debug, Default)]
pub struct EntityNames {
    ids: NamesTable,
    /// Titles and file names.
    titles: NamesTable,
    aliases: NamesTable,
    /// Titles, file names and aliases by their [word key](word_key); titles and file names also without the
    /// [word for "system"](strip_system_word).
    words: NamesTable,
}

impl EntityNames {
    /// Collects the names of all notes and canvases except templates.
    pub fn new(catalog: &Catalog) -> EntityNames {
        let ((ids, titles, aliases), words) = rayon::join(|| exact_names(catalog), || names_by_words(catalog));
        EntityNames { ids, titles, aliases, words }
    }

    /// Returns the note that a name or link in the note at `host` means. A link that leads nowhere is tried as a name.
    pub fn resolve(&self, catalog: &Catalog, host: usize, name: &str) -> Option<usize> {
        let Some(target) = link_target(name) else { return self.find(catalog, name) };
        let linkpath = text::nfc(target.split('#').next().unwrap_or(&target).trim());
        catalog.destination(&linkpath, host).or_else(|| match self.exact_candidates(&linkpath)? {
            [only] => Some(*only),
            _ => None,
        })
    }

    /// Returns the file with this path, else the only note with this name. `None` if several notes have the name.
    pub fn find(&self, catalog: &Catalog, name: &str) -> Option<usize> {
        let name = display_name(name);
        if let Some(file) = catalog.position(name) {
            return Some(file);
        }
        match self.candidates(name)? {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// Returns all notes with a name, without brackets and quotes: by ID, else by title or file name, else by alias,
    /// else by word key. The first of these with a match decides.
    pub fn candidates(&self, name: &str) -> Option<&[usize]> {
        let by_words = || Some(word_key(name)).filter(|key| !key.is_empty()).and_then(|key| self.words.get(&key));
        self.exact_candidates(name).or_else(by_words)
    }

    /// Returns all notes with an ID, else title or file name, else alias.
    fn exact_candidates(&self, name: &str) -> Option<&[usize]> {
        let key = text::link_key(name);
        let by_name = self.ids.get(&name.to_uppercase()).or_else(|| self.titles.get(&key));
        by_name.or_else(|| self.aliases.get(&key))
    }
}

/// Returns the tables of IDs, of titles and file names, and of aliases.
fn exact_names(catalog: &Catalog) -> (NamesTable, NamesTable, NamesTable) {
    let (mut ids, mut by_title, mut aliases) = (NamesTable::default(), NamesTable::default(), NamesTable::default());
    for (position, file) in named_files(catalog) {
        if let Some(id) = &file.extraction.id {
            ids.add(position, |name| name.push_str(&id.to_uppercase()));
        }
        titles(file).for_each(|title| by_title.add(position, |name| push_link_key(title, name)));
        for alias in &file.note.aliases {
            aliases.add(position, |name| push_link_key(alias, name));
        }
    }
    (ids.finish(), by_title.finish(), aliases.finish())
}

/// Returns the table of titles, file names and aliases by word key.
fn names_by_words(catalog: &Catalog) -> NamesTable {
    let mut words = NamesTable::default();
    for (position, file) in named_files(catalog) {
        for title in titles(file) {
            words.add(position, |name| push_word_key(title, name));
            let system = strip_system_word(title);
            if system.len() < title.len() {
                words.add(position, |name| push_word_key(system, name));
            }
        }
        file.note.aliases.iter().for_each(|alias| words.add(position, |name| push_word_key(alias, name)));
    }
    words.finish()
}

fn named_files(catalog: &Catalog) -> impl Iterator<Item = (usize, &File)> {
    catalog.files.iter().enumerate().filter(|(_, file)| file.kind().is_parsed() && !file.is_template())
}

/// Returns the stated title of a file, if any, and its file name without extension.
fn titles(file: &File) -> impl Iterator<Item = &str> {
    file.note.title.iter().map(String::as_str).chain([file.path.stem()])
}

/// Returns the target of a name that is one link and nothing else: `Orders#Log` for `[[Orders#Log|the feed]]`,
/// `Orders.md#Log` for `[the feed](Orders.md#Log)`. `None` for any other name and for an external link.
fn link_target(name: &str) -> Option<Cow<'_, str>> {
    if let Some(inner) = wikilink(name) {
        return Some(Cow::Borrowed(inner.split('|').next().unwrap_or(inner).trim()));
    }
    let (_, address) = markdown_link(name)?;
    let address = address.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(address);
    if address.contains("://") || address.starts_with("mailto:") {
        return None;
    }
    let path = text::decode_uri(address).map_or(Cow::Borrowed(address), Cow::Owned);
    Some(path)
}

/// Returns the inside of a name that is one wikilink or embed and nothing else.
fn wikilink(name: &str) -> Option<&str> {
    let name = name.trim();
    let inner = name.strip_prefix('!').unwrap_or(name).strip_prefix("[[")?.strip_suffix("]]")?;
    (!inner.contains("]]")).then_some(inner)
}

/// Returns text and address of a name that is one Markdown link and nothing else.
fn markdown_link(name: &str) -> Option<(&str, &str)> {
    let (shown, address) = name.trim().strip_prefix('[')?.strip_suffix(')')?.split_once("](")?;
    (!shown.is_empty() && !shown.contains(['[', ']']) && !address.contains(['(', ')'])).then_some((shown, address))
}

/// Returns a name as a reader sees it: the text of a link, or the inside of brackets, quotes or code marks around the
/// whole name. Brackets that belong to two names stay.
pub fn display_name(name: &str) -> &str {
    let name = name.trim();
    if let Some(inner) = wikilink(name) {
        return inner.rsplit('|').next().unwrap_or(inner).trim();
    }
    if let Some((shown, _)) = markdown_link(name) {
        return shown.trim();
    }
    for (open, close) in [('[', ']'), ('`', '`'), ('"', '"'), ('\'', '\''), ('“', '”')] {
        let inner = name.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        if let Some(inner) = inner.filter(|inner| !inner.contains([open, close])) {
            return inner.trim();
        }
    }
    name
}

/// Appends the [link key](text::link_key) of a name to `key`.
fn push_link_key(name: &str, key: &mut String) {
    match name.is_ascii() {
        true => {
            let start = key.len();
            key.push_str(name);
            key[start..].make_ascii_lowercase();
        }
        false => key.push_str(&text::link_key(name)),
    }
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::{Note, VaultPath};
    use vaultdex_records::Extraction;

    use super::*;
    use crate::catalog::File;

    #[test]
    fn first_step_with_a_match_decides() {
        let file = |path: &str, alias: &str, id: Option<&str>| {
            let aliases = vec![alias.to_owned()];
            let extraction = Extraction { id: id.map(str::to_owned), ..Extraction::default() };
            File { extraction, ..File::new(VaultPath::new(path), Note { aliases, ..Note::default() }) }
        };
        let catalog = Catalog::new(vec![
            file("Orders.md", "Feed", Some("INT-2024-003")),
            file("Price Sync.md", "Orders", None),
            file("System - Billing.md", "Feed", None),
        ]);
        let names = EntityNames::new(&catalog);
        let check = |name: &str, expected: Option<&str>| {
            let found = names.find(&catalog, name).map(|file| catalog.files[file].path.as_str());
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
    fn unresolved_link_is_tried_as_a_name() {
        let file = |path: &str, alias: &str, id: &str| {
            let extraction = Extraction { id: Some(id.to_owned()), ..Extraction::default() };
            let aliases = vec![alias.to_owned()];
            File { extraction, ..File::new(VaultPath::new(path), Note { aliases, ..Note::default() }) }
        };
        let catalog =
            Catalog::new(vec![file("Log.md", "", "INT-1"), file("a/Orders to ERP.md", "OTE", "INT-2024-003")]);
        let names = EntityNames::new(&catalog);
        let check = |name: &str, shown: &str, expected: Option<&str>| {
            let found = names.resolve(&catalog, 0, name).map(|file| catalog.files[file].path.as_str());
            assert_eq!((display_name(name), found), (shown, expected), "{name}");
        };
        let orders = Some("a/Orders to ERP.md");
        check("[[OTE]]", "OTE", orders);
        check("[[int-2024-003|the feed]]", "the feed", orders);
        check("[[Orders]]", "Orders", None);
        check("[the feed](Orders%20to%20ERP.md)", "the feed", orders);
        check("[the feed](<Orders to ERP.md#Log>)", "the feed", orders);
        check("[OTE](https://example.com/a)", "OTE", orders);
        check("[A] and [B]", "[A] and [B]", None);
        check("[[A]] and [[B]]", "[[A]] and [[B]]", None);
        check("`a` or `b`", "`a` or `b`", None);
    }

    #[test]
    fn system_notes_are_found_with_and_without_the_word_system() {
        let file = |path: &str| File::new(VaultPath::new(path), Note::default());
        let catalog = Catalog::new(vec![
            file("Now.md"),
            file("Service-Now.md"),
            file("System — SAP.md"),
            file("Web Shop (App).md"),
        ]);
        let names = EntityNames::new(&catalog);
        let check = |name: &str, expected: Option<&str>| {
            assert_eq!(names.find(&catalog, name).map(|file| catalog.path(file)), expected, "{name}");
        };
        check("now", Some("Now.md"));
        check("service now", Some("Service-Now.md"));
        check("SAP", Some("System — SAP.md"));
        check("System SAP", Some("System — SAP.md"));
        check("web-shop", Some("Web Shop (App).md"));
    }
}
