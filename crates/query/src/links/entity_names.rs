//! Which note a name in prose means, where it is no link: by ID, title, alias, or its words alone (spec/changelog.md b.5,
//! spec/integrations.md a.5, system names).

use std::borrow::Cow;
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};
use vaultdex_notes::text;

use crate::catalog::{Catalog, File};

/// The names by which prose may call the notes of a vault.
#[derive(Debug, Default)]
pub struct Naming {
    ids: ByName,
    titles: ByName,
    aliases: ByName,
    keys: ByName,
}

impl Naming {
    /// Takes the names of every note and canvas. Templates are called by no name.
    pub fn new(catalog: &Catalog) -> Naming {
        let files = catalog.files.iter().enumerate();
        let called = || files.clone().filter(|(_, file)| file.kind().is_read() && !file.is_template());
        let whole = || {
            let (mut ids, mut by_title, mut aliases) = (ByName::default(), ByName::default(), ByName::default());
            for (position, file) in called() {
                if let Some(id) = &file.extraction.id {
                    ids.add(position, |name| name.push_str(&id.to_uppercase()));
                }
                titles(file).for_each(|title| by_title.add(position, |name| push_link_key(title, name)));
                for alias in &file.note.aliases {
                    aliases.add(position, |name| push_link_key(alias, name));
                }
            }
            (ids.settled(), by_title.settled(), aliases.settled())
        };
        let by_words = || {
            let mut keys = ByName::default();
            for (position, file) in called() {
                for title in titles(file) {
                    keys.add(position, |name| push_key_words(title, name));
                    let system = system_name(title);
                    if system.len() < title.len() {
                        keys.add(position, |name| push_key_words(system, name));
                    }
                }
                file.note.aliases.iter().for_each(|alias| keys.add(position, |name| push_key_words(alias, name)));
            }
            keys.settled()
        };
        let ((ids, titles, aliases), keys) = rayon::join(whole, by_words);
        Naming { ids, titles, aliases, keys }
    }

    /// The note that a name in an entry of `host` means: by link, ID, title, alias, then by its words alone.
    pub fn resolve(&self, catalog: &Catalog, host: usize, name: &str) -> Option<usize> {
        let Some(target) = target(name) else { return self.find(catalog, name) };
        let linkpath = text::nfc(target.split('#').next().unwrap_or(&target).trim());
        let found = catalog.names.destination(&linkpath, &catalog.files[host].path).map(|file| file as usize);
        found.or_else(|| match self.called_exactly(&linkpath)? {
            [only] => Some(*only),
            _ => None,
        })
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
        let by_words = || Some(key_words(name)).filter(|words| !words.is_empty()).and_then(|it| self.keys.get(&it));
        self.called_exactly(name).or_else(by_words)
    }

    /// Those who answer to a name by ID, title or alias.
    fn called_exactly(&self, name: &str) -> Option<&[usize]> {
        let key = text::link_key(name);
        let by_name = self.ids.get(&name.to_uppercase()).or_else(|| self.titles.get(&key));
        by_name.or_else(|| self.aliases.get(&key))
    }
}

/// The title of a file, where it says one, and its name.
fn titles(file: &File) -> impl Iterator<Item = &str> {
    file.note.title.iter().map(String::as_str).chain([file.path.stem()])
}

/// Files by a name. A vault has names by the hundred thousand, most of them of one file: they lie in a few long lists,
/// and none is a value of its own.
#[derive(Debug, Default)]
struct ByName {
    /// Every name, one behind the other.
    names: String,
    /// Where each name ends; it begins where the one before ends.
    ends: Vec<usize>,
    /// The places of the names among the ends.
    table: HashTable<usize>,
    hasher: DefaultHashBuilder,
    /// Each name's place with a file, by file at first and by name in the end.
    called: Vec<(usize, usize)>,
    /// The files of all names, name by name.
    files: Vec<usize>,
}

impl ByName {
    /// Adds a name of a file, which `write` writes. Files come in order.
    fn add(&mut self, file: usize, write: impl FnOnce(&mut String)) {
        let start = self.names.len();
        write(&mut self.names);
        let ByName { names, ends, table, hasher, called, .. } = self;
        let of = |place: &usize| &names[place.checked_sub(1).map_or(0, |before| ends[before])..ends[*place]];
        let name = &names[start..];
        let hash = hasher.hash_one(name);
        let place = match table.find(hash, |place| of(place) == name) {
            Some(place) => *place,
            None => {
                table.insert_unique(hash, ends.len(), |place| hasher.hash_one(of(place)));
                ends.len()
            }
        };
        called.push((place, file));
        match place == ends.len() {
            true => ends.push(names.len()),
            false => names.truncate(start),
        }
    }

    /// Gathers the files of each name, when all are there.
    fn settled(mut self) -> ByName {
        self.called.sort();
        self.called.dedup();
        self.files = self.called.iter().map(|(_, file)| *file).collect();
        self
    }

    /// The files of a name, in order.
    fn get(&self, name: &str) -> Option<&[usize]> {
        let start = |place: usize| place.checked_sub(1).map_or(0, |before| self.ends[before]);
        let is_it = |place: &usize| self.names[start(*place)..self.ends[*place]] == *name;
        let place = *self.table.find(self.hasher.hash_one(name), is_it)?;
        let first = self.called.partition_point(|(known, _)| *known < place);
        let count = self.called[first..].iter().take_while(|(known, _)| *known == place).count();
        Some(&self.files[first..first + count])
    }
}

/// What a link points at: of `[[Orders#Log|the feed]]` and `[the feed](Orders.md#Log)`, `Orders#Log` and `Orders.md#Log`.
/// `None` for any other name, and for an address outside the vault.
fn target(name: &str) -> Option<Cow<'_, str>> {
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

/// The inside of a name that is one link and nothing else.
fn wikilink(name: &str) -> Option<&str> {
    let name = name.trim();
    let inner = name.strip_prefix('!').unwrap_or(name).strip_prefix("[[")?.strip_suffix("]]")?;
    (!inner.contains("]]")).then_some(inner)
}

/// Text and address of a name that is one Markdown link and nothing else.
fn markdown_link(name: &str) -> Option<(&str, &str)> {
    let (shown, address) = name.trim().strip_prefix('[')?.strip_suffix(')')?.split_once("](")?;
    (!shown.is_empty() && !shown.contains(['[', ']']) && !address.contains(['(', ')'])).then_some((shown, address))
}

/// A name without its brackets, quotes and the target behind a display text. Brackets that belong to two names stay.
pub fn bare(name: &str) -> &str {
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

/// The letters and digits of a name, in words, lower case: the key by which names are compared at last.
pub fn key_words(name: &str) -> String {
    let mut words = String::with_capacity(name.len());
    push_key_words(name, &mut words);
    words
}

fn push_key_words(name: &str, text: &mut String) {
    let start = text.len();
    for word in name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if text.len() > start {
            text.push(' ');
        }
        text.push_str(word);
    }
    match text[start..].is_ascii() {
        true => text[start..].make_ascii_lowercase(),
        // Lower-cased as one string: what a letter becomes may hang on those around it.
        false => {
            let lower = text[start..].to_lowercase();
            text.truncate(start);
            text.push_str(&lower);
        }
    }
}

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
    use vaultdex_notes::{Note, VaultPath};
    use vaultdex_records::Extraction;

    use super::*;
    use crate::catalog::File;

    #[test]
    fn the_strongest_way_of_naming_decides() {
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
    fn a_link_that_leads_nowhere_is_a_name_all_the_same() {
        let file = |path: &str, alias: &str, id: &str| {
            let extraction = Extraction { id: Some(id.to_owned()), ..Extraction::default() };
            let aliases = vec![alias.to_owned()];
            File { extraction, ..File::new(VaultPath::new(path), Note { aliases, ..Note::default() }) }
        };
        let catalog =
            Catalog::new(vec![file("Log.md", "", "INT-1"), file("a/Orders to ERP.md", "OTE", "INT-2024-003")]);
        let naming = Naming::new(&catalog);
        let check = |name: &str, shown: &str, expected: Option<&str>| {
            let found = naming.resolve(&catalog, 0, name).map(|file| catalog.files[file].path.as_str());
            assert_eq!((bare(name), found), (shown, expected), "{name}");
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
