//! Which file a person means by NOTE: a path, a file name, an alias, a title, an ID (spec/cli.md, NOTE).

use vaultdex_notes::{FileKind, text};

use crate::catalog::{Catalog, File};

/// Why a name means no one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unclear {
    /// Nothing is called so; these come nearest.
    None(Vec<String>),
    /// Several are: their paths.
    Several(Vec<String>),
}

impl Unclear {
    /// What to tell the user who asked for `name`.
    pub fn told(&self, name: &str) -> String {
        let quoted = |names: &[String]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        match self {
            Unclear::None(near) if near.is_empty() => format!("no note called `{name}`"),
            Unclear::None(near) => format!("no note called `{name}`; did you mean {}?", quoted(near)),
            Unclear::Several(paths) => {
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

/// The position of the file that `name` means: a path, else a file name without `.md`, else an alias, title or
/// integration ID.
/// Compared after NFC and in lower case; the first of these groups that has anyone decides.
pub fn lookup(catalog: &Catalog, name: &str) -> Result<usize, Unclear> {
    let wanted = text::link_key(name.trim().trim_start_matches("./"));
    let groups: [&dyn Fn(&File) -> bool; 4] = [
        &|file| file.path.as_str() == name,
        &|file| file.path.key() == wanted || text::link_key(file.path.linkpath()) == wanted,
        &|file| {
            text::link_key(file.path.file_name()) == wanted
                || file.kind() == FileKind::Note && text::link_key(file.path.stem()) == wanted
        },
        &|file| names(file).any(|name| text::link_key(name) == wanted),
    ];
    for is_meant in groups {
        let found: Vec<usize> = (0..catalog.files.len()).filter(|file| is_meant(&catalog.files[*file])).collect();
        match found.as_slice() {
            [] => {}
            [only] => return Ok(*only),
            several => {
                return Err(Unclear::Several(
                    several.iter().map(|file| catalog.files[*file].path.to_string()).collect(),
                ));
            }
        }
    }
    Err(Unclear::None(nearest(catalog, &wanted)))
}

/// Title, aliases and integration ID of a note.
fn names(file: &File) -> impl Iterator<Item = &str> {
    file.note.title.iter().chain(&file.note.aliases).chain(&file.extraction.id).map(String::as_str)
}

/// The three names that are most like `wanted`, as long as they are like it at all.
fn nearest(catalog: &Catalog, wanted: &str) -> Vec<String> {
    let mut near = likest(catalog, wanted);
    near.dedup_by(|left, right| left.0 == right.0);
    near.into_iter().take(3).map(|(name, _)| name.to_owned()).collect()
}

/// Every name that is at all like `wanted`, a comparison key, with the position of the file it is of; best first.
pub(crate) fn likest<'a>(catalog: &'a Catalog, wanted: &str) -> Vec<(&'a str, usize)> {
    let mut near: Vec<(f64, &str, usize)> = Vec::new();
    for (position, file) in catalog.files.iter().enumerate().filter(|(_, file)| file.kind().is_read()) {
        let likeness = |name: &str| strsim::normalized_damerau_levenshtein(&text::link_key(name), wanted);
        // A canvas is known by its whole file name only, but `Board` is near `Board.canvas`.
        let own = if file.kind() == FileKind::Note { file.path.stem() } else { file.path.file_name() };
        near.push((likeness(file.path.stem()), own, position));
        near.extend(names(file).map(|name| (likeness(name), name, position)));
    }
    near.retain(|(likeness, ..)| *likeness >= 0.5);
    near.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(right.1)));
    near.into_iter().map(|(_, name, position)| (name, position)).collect()
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::{Note, VaultPath};

    use super::*;

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
    fn a_path_beats_a_file_name_beats_a_title() {
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
    }

    #[test]
    fn several_are_listed_and_none_is_answered_with_the_nearest() {
        let catalog =
            Catalog::new(catalog().files.into_iter().filter(|file| file.path.as_str() != "Orders.md").collect());
        assert_eq!(lookup(&catalog, "orders").map(|file| catalog.files[file].path.as_str()), Ok("archive/Orders.md"));
        assert_eq!(lookup(&catalog, "Plam"), Err(Unclear::None(vec!["Plan".to_owned()])));
        assert_eq!(lookup(&catalog, "zzzzzzzz"), Err(Unclear::None(vec![])));
        assert_eq!(lookup(&catalog, "board"), Err(Unclear::None(vec!["Board.canvas".to_owned()])));
    }
}
