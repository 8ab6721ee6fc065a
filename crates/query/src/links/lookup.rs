//! Lookup of the file that a NOTE argument means: a path, a file name, an alias, a title or an ID
//! (docs/spec/cli.md#note-arguments).

use vaultdex_notes::{FileKind, text};

use crate::catalog::{Catalog, File};

/// Why a name does not mean exactly one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookupError {
    /// No file has the name; these names are the most similar.
    NotFound(Vec<String>),
    /// Several files have the name; these are their paths.
    Ambiguous(Vec<String>),
}

impl LookupError {
    /// Returns the message for the user who asked for `name`.
    pub fn message(&self, name: &str) -> String {
        let quoted = |names: &[String]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        match self {
            LookupError::NotFound(similar) if similar.is_empty() => format!("no note called `{name}`"),
            LookupError::NotFound(similar) => format!("no note called `{name}`; did you mean {}?", quoted(similar)),
            LookupError::Ambiguous(paths) => {
                let shown = &paths[..paths.len().min(10)];
                let more = match paths.len() - shown.len() {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                format!("`{name}` is the name of several notes; use one of the paths {}{more}", quoted(shown))
            }
        }
    }
}

/// Returns the position of the file that `name` means: by path, else by file name (of notes also without `.md`), else
/// by alias, title or integration ID, compared in NFC and lower case. The first of these with a match decides. Blanks
/// around the name are tried as part of it first.
///
/// # Errors
///
/// Fails if the deciding step has several matches, or if no step has one.
pub fn lookup(catalog: &Catalog, name: &str) -> Result<usize, LookupError> {
    let as_written = text::link_key(name.trim_start_matches("./"));
    let key = text::link_key(name.trim().trim_start_matches("./"));
    if as_written != key
        && let Some(found) = find(catalog, name, &as_written)
    {
        return found;
    }
    find(catalog, name, &key).unwrap_or_else(|| Err(LookupError::NotFound(nearest(catalog, &key))))
}

/// Returns the only file of the first step with a match, or why it is unclear; `None` if no step has a match.
fn find(catalog: &Catalog, name: &str, key: &str) -> Option<Result<usize, LookupError>> {
    let steps: [&dyn Fn(&File) -> bool; 4] = [
        &|file| file.path.as_str() == name,
        &|file| has_path(file, key),
        &|file| {
            text::link_key(file.path.file_name()) == key
                || file.kind() == FileKind::Note && text::link_key(file.path.stem()) == key
        },
        &|file| names(file).any(|name| text::link_key(name) == key),
    ];
    for is_match in steps {
        let found: Vec<usize> = (0..catalog.files.len()).filter(|file| is_match(&catalog.files[*file])).collect();
        match found.as_slice() {
            [] => {}
            [only] => return Some(Ok(*only)),
            several => {
                let paths = several.iter().map(|file| catalog.files[*file].path.to_string());
                return Some(Err(LookupError::Ambiguous(paths.collect())));
            }
        }
    }
    None
}

/// Whether `key` is the comparison key of a file's path, with or without `.md`.
fn has_path(file: &File, key: &str) -> bool {
    file.path.key() == key || text::link_key(file.path.linkpath()) == key
}

/// Returns the path of the file that has this path, with or without `.md`, if there is exactly one.
pub fn lookup_path<'a>(catalog: &'a Catalog, path: &str) -> Option<&'a str> {
    let key = text::link_key(path);
    let paths = || catalog.files.iter().filter(|file| has_path(file, &key)).map(|file| file.path.as_str());
    paths().find(|it| *it == path).or_else(|| paths().next().filter(|_| paths().count() == 1))
}

/// Returns title, aliases and integration ID of a note.
fn names(file: &File) -> impl Iterator<Item = &str> {
    file.note.title.iter().chain(&file.note.aliases).chain(&file.extraction.id).map(String::as_str)
}

/// Returns at most three names that are most similar to `key`, a comparison key, best first.
fn nearest(catalog: &Catalog, key: &str) -> Vec<String> {
    best(rated_names(catalog, key))
}

/// Returns at most three names of notes, or of `others`, that are most similar to `name`, best first.
pub fn nearest_names<'a>(catalog: &'a Catalog, name: &str, others: impl Iterator<Item = &'a str>) -> Vec<String> {
    let key = text::link_key(name.trim());
    let mut rated = rated_names(catalog, &key);
    rated.extend(others.map(|other| (similarity(other, &key), other, 0)));
    best(rated)
}

/// Returns at most three of these names that are most similar to `name`, best first.
pub fn nearest_of<'a>(names: impl Iterator<Item = &'a str>, name: &str) -> Vec<String> {
    let key = text::link_key(name.trim());
    best(names.map(|name| (similarity(name, &key), name, 0)).collect())
}

/// Returns the names that are similar to `key`, a comparison key, each with the position of its file; best first.
pub(super) fn similar_names<'a>(catalog: &'a Catalog, key: &str) -> Vec<(&'a str, usize)> {
    sorted(rated_names(catalog, key)).into_iter().map(|(_, name, position)| (name, position)).collect()
}

/// Returns the names of all notes, each with its similarity to `key` and the position of its file.
fn rated_names<'a>(catalog: &'a Catalog, key: &str) -> Vec<(f64, &'a str, usize)> {
    let mut rated: Vec<(f64, &str, usize)> = Vec::new();
    for (position, file) in catalog.files.iter().enumerate().filter(|(_, file)| file.kind().is_parsed()) {
        // A canvas is named by its whole file name only, but `Board` is similar to `Board.canvas`.
        let own = if file.kind() == FileKind::Note { file.path.stem() } else { file.path.file_name() };
        rated.push((similarity(file.path.stem(), key), own, position));
        rated.extend(names(file).map(|name| (similarity(name, key), name, position)));
    }
    rated
}

/// Returns how similar a name is to `key`, from 0 to 1.
fn similarity(name: &str, key: &str) -> f64 {
    let name = text::link_key(name);
    // Who types a part of a name may mean it.
    if key.chars().count() > 2 && name.split(' ').any(|word| word == key) {
        return 0.9;
    }
    // The distance to a much longer name, which cannot be similar, would be expensive.
    if name.len() > 8 * key.len().max(8) { 0.0 } else { strsim::normalized_damerau_levenshtein(&name, key) }
}

/// Returns the names that are similar enough, best first.
fn sorted(mut rated: Vec<(f64, &str, usize)>) -> Vec<(f64, &str, usize)> {
    rated.retain(|(similarity, ..)| *similarity >= 0.5);
    rated.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(right.1)));
    rated
}

/// Returns the three best names.
fn best(rated: Vec<(f64, &str, usize)>) -> Vec<String> {
    let mut names: Vec<&str> = sorted(rated).into_iter().map(|(_, name, _)| name).collect();
    names.dedup();
    names.into_iter().take(3).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::{Note, VaultPath};

    use super::*;

    #[test]
    fn a_word_of_a_name_suggests_it() {
        let near = |name: &str| nearest_of(["SAP S4HANA", "Kafka Backbone", "Web Shop"].into_iter(), name);
        assert_eq!(near("sap"), ["SAP S4HANA"]);
        assert_eq!(near("Backbone"), ["Kafka Backbone"]);
        assert_eq!(near("b"), Vec::<String>::new());
    }

    fn catalog() -> Catalog {
        let file = |path: &str, title: Option<&str>, alias: Option<&str>| {
            File::new(
                VaultPath::new(path),
                Note {
                    title: title.map(str::to_owned),
                    aliases: alias.into_iter().map(str::to_owned).collect(),
                    ..Note::default()
                },
            )
        };
        Catalog::new(vec![
            file("Orders.md", Some("Orders to ERP"), None),
            file("archive/Orders.md", None, None),
            file("archive/Old.md", None, Some("Legacy feed")),
            file("Plan.md", None, Some("Orders")),
            file("Board.canvas", None, None),
            file("pic.png", None, None),
        ])
    }

    #[test]
    fn path_precedes_file_name_precedes_title() {
        let catalog = catalog();
        let check = |name: &str, expected: &str| {
            let found = lookup(&catalog, name).map(|file| catalog.files[file].path.as_str());
            assert_eq!(found, Ok(expected), "{name}");
        };
        check("Orders.md", "Orders.md");
        check("orders", "Orders.md");
        check("archive/orders", "archive/Orders.md");
        check("./archive/Orders.md", "archive/Orders.md");
        check("old", "archive/Old.md");
        check("legacy FEED", "archive/Old.md");
        check("Orders to ERP", "Orders.md");
        check("pic.png", "pic.png");
        check(" orders ", "Orders.md");
    }

    #[test]
    fn a_path_is_not_a_name() {
        let catalog = catalog();
        let check = |path: &str, expected: Option<&str>| assert_eq!(lookup_path(&catalog, path), expected, "{path}");
        check("archive/Orders.md", Some("archive/Orders.md"));
        check("archive/orders", Some("archive/Orders.md"));
        check("Old.md", None);
        check("Orders to ERP", None);
        let twins = ["a.md", "A.md"].map(|path| File::new(VaultPath::new(path), Note::default()));
        let twins = Catalog::new(twins.into());
        assert_eq!((lookup_path(&twins, "A.md"), lookup_path(&twins, "a")), (Some("A.md"), None));
    }

    #[test]
    fn blanks_may_belong_to_a_name() {
        let names = [" lead.md", "lead.md", "end .md", "sub/ both .md"];
        let catalog =
            Catalog::new(names.iter().map(|path| File::new(VaultPath::new(*path), Note::default())).collect());
        let check = |name: &str, expected: &str| {
            let found = lookup(&catalog, name).map(|file| catalog.files[file].path.as_str());
            assert_eq!(found, Ok(expected), "{name:?}");
        };
        check(" lead", " lead.md");
        check(" lead.md", " lead.md");
        check("lead", "lead.md");
        check("lead ", "lead.md");
        check("END ", "end .md");
        check(" both ", "sub/ both .md");
        check("./ lead", " lead.md");
    }

    #[test]
    fn ambiguous_names_list_paths_and_unknown_names_list_similar_ones() {
        let catalog =
            Catalog::new(catalog().files.into_iter().filter(|file| file.path.as_str() != "Orders.md").collect());
        assert_eq!(lookup(&catalog, "orders").map(|file| catalog.files[file].path.as_str()), Ok("archive/Orders.md"));
        assert_eq!(lookup(&catalog, "Plam"), Err(LookupError::NotFound(vec!["Plan".to_owned()])));
        assert_eq!(lookup(&catalog, "zzzzzzzz"), Err(LookupError::NotFound(vec![])));
        assert_eq!(lookup(&catalog, "board"), Err(LookupError::NotFound(vec!["Board.canvas".to_owned()])));
    }
}
