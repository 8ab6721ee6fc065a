//! The keys by which the index finds the files that a name or a link may mean, before anybody compares more than keys.
//! They find too many rather than too few: look-up and resolution decide among them.

use std::collections::BTreeSet;

use vaultdex_notes::{FileKind, Note, VaultPath, text};

/// The key under which links ask for a file.
pub fn name(path: &VaultPath) -> String {
    key(path.file_name())
}

/// Every key under which a file may be meant, by a link or by a person.
pub fn called(path: &VaultPath, note: &Note, id: Option<&str>) -> BTreeSet<String> {
    let stem = (FileKind::of(path) == FileKind::Note).then(|| path.stem());
    let names = [path.file_name(), path.linkpath()].into_iter().chain(stem);
    let names = names.chain(note.title.iter().chain(&note.aliases).map(String::as_str).chain(id));
    names.map(|name| if name == path.linkpath() { last_part(key(name)) } else { key(name) }).collect()
}

/// The keys of the files that a person may mean by a name or path.
pub fn meant(name: &str) -> BTreeSet<String> {
    let key = key(name.trim().trim_start_matches("./"));
    BTreeSet::from([last_part(key.clone()), key])
}

/// The keys of the files that a linkpath may lead to; none for a link within its own note.
pub fn asked(linkpath: &str) -> impl Iterator<Item = String> {
    let is_name = !linkpath.is_empty();
    let has_extension = linkpath.rfind('.') > linkpath.rfind('/');
    let as_written = (is_name && has_extension).then(|| last_part(key(linkpath)));
    let as_note = is_name.then(|| last_part(key(&format!("{linkpath}.md"))));
    as_written.into_iter().chain(as_note)
}

/// The keys of all files that the links of a note may lead to.
pub fn asked_by(note: &Note) -> BTreeSet<String> {
    note.links.iter().flat_map(|link| asked(link.linkpath())).collect()
}

/// Spellings that may mean one another have one key. `Orders` and `Orders.md` are so alike that telling them apart would
/// only make more keys.
fn key(name: &str) -> String {
    let mut key = text::link_key(name);
    if key.ends_with(".md") {
        key.truncate(key.len() - 3);
    }
    key
}

/// What stands behind the last slash. Cut off after folding: what a letter becomes may hang on what stands before it.
fn last_part(mut key: String) -> String {
    let start = key.rfind('/').map_or(0, |slash| slash + 1);
    key.split_off(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_meant_is_called_so() {
        let note =
            Note { title: Some("Orders to ERP".to_owned()), aliases: vec!["The Feed".to_owned()], ..Note::default() };
        let check = |path: &str, name: &str, expected: bool| {
            let called = called(&VaultPath::new(path), &note, Some("INT-7"));
            assert_eq!(meant(name).iter().any(|key| called.contains(key)), expected, "{name} for {path}");
        };
        for name in ["orders", "ORDERS.md", "a/orders", "./a/Orders.md", "orders to erp", "the feed", "int-7"] {
            check("a/Orders.md", name, true);
        }
        check("a/Orders.md", "order", false);
        check("a/ΟΔΟΣ.md", "a/οδος", true);
        check("k/Board.canvas", "board", false);
        check("k/Board.canvas", "board.canvas", true);
    }

    #[test]
    fn whoever_a_link_leads_to_is_asked_for() {
        let check = |linkpath: &str, path: &str, expected: bool| {
            assert_eq!(
                asked(linkpath).any(|key| key == name(&VaultPath::new(path))),
                expected,
                "[[{linkpath}]] to {path}"
            );
        };
        check("Orders", "a/orders.md", true);
        check("../a/Orders.MD", "a/orders.md", true);
        check("img.png", "img.png", true);
        check("v1.2", "v1.2.md", true);
        check("ΟΔΟΣ", "b/οδος.md", false);
        check("ΟΔΟΣ", "b/ΟΔΟΣ.md", true);
        check("", ".md", false);
    }
}
