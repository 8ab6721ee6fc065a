//! Keys by which an index finds the files that a name or a link may mean. They are a prefilter: they may find too many
//! files, never too few, and lookup and link resolution decide among these.

use std::collections::BTreeSet;

use vaultdex_notes::{FileKind, Note, VaultPath, text};

/// Returns the key of a file for links; [`keys_of_link`] are the counterpart.
pub fn key_of_file(path: &VaultPath) -> String {
    key(path.file_name())
}

/// Returns all keys of a file for NOTE arguments; [`keys_of_argument`] are the counterpart.
pub fn keys_of_file(path: &VaultPath, note: &Note, id: Option<&str>) -> BTreeSet<String> {
    let stem = (FileKind::from_path(path) == FileKind::Note).then(|| path.stem());
    let names = [path.file_name(), path.linkpath()].into_iter().chain(stem);
    let names = names.chain(note.title.iter().chain(&note.aliases).map(String::as_str).chain(id));
    names.map(|name| if name == path.linkpath() { last_part(key(name)) } else { key(name) }).collect()
}

/// Returns the keys of the files that a NOTE argument may mean.
pub fn keys_of_argument(name: &str) -> BTreeSet<String> {
    let keys = [name, name.trim()].map(|name| key(name.trim_start_matches("./")));
    keys.into_iter().flat_map(|key| [last_part(key.clone()), key]).collect()
}

/// Returns the keys of the files that a linkpath may lead to; none for a link within its own note.
pub fn keys_of_link(linkpath: &str) -> impl Iterator<Item = String> {
    let is_name = !linkpath.is_empty();
    let has_extension = linkpath.rfind('.') > linkpath.rfind('/');
    let as_written = (is_name && has_extension).then(|| last_part(key(linkpath)));
    let as_note = is_name.then(|| last_part(key(&format!("{linkpath}.md"))));
    as_written.into_iter().chain(as_note)
}

/// Returns the keys of the files that the links of a note may lead to.
pub fn keys_of_links(note: &Note) -> BTreeSet<String> {
    note.links.iter().flat_map(|link| keys_of_link(link.linkpath())).collect()
}

/// Returns the key that all spellings of a name share. `Orders` and `Orders.md` share one, which saves keys.
fn key(name: &str) -> String {
    let mut key = text::link_key(name);
    if key.ends_with(".md") {
        key.truncate(key.len() - 3);
    }
    key
}

/// Returns the part of a key after the last slash. It is cut off after case conversion because the lower case of a
/// letter may depend on the letters before it.
fn last_part(mut key: String) -> String {
    let start = key.rfind('/').map_or(0, |slash| slash + 1);
    key.split_off(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn argument_shares_a_key_with_the_file_it_means() {
        let note =
            Note { title: Some("Orders to ERP".to_owned()), aliases: vec!["The Feed".to_owned()], ..Note::default() };
        let check = |path: &str, name: &str, expected: bool| {
            let keys = keys_of_file(&VaultPath::new(path), &note, Some("INT-7"));
            assert_eq!(keys_of_argument(name).iter().any(|key| keys.contains(key)), expected, "{name} for {path}");
        };
        for name in ["orders", "ORDERS.md", "a/orders", "./a/Orders.md", "orders to erp", "the feed", "int-7"] {
            check("a/Orders.md", name, true);
        }
        check("a/Orders.md", "order", false);
        check("a/ΟΔΟΣ.md", "a/οδος", true);
        check("a/ b .md", " b ", true);
        check("a/b.md", " b ", true);
        check("k/Board.canvas", "board", false);
        check("k/Board.canvas", "board.canvas", true);
    }

    #[test]
    fn link_shares_a_key_with_its_destination() {
        let check = |linkpath: &str, path: &str, expected: bool| {
            assert_eq!(
                keys_of_link(linkpath).any(|key| key == key_of_file(&VaultPath::new(path))),
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
