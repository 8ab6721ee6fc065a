//! Which tags the vault has and how often, as Obsidian's tag pane counts them.

use std::collections::BTreeMap;

use serde::Serialize;
use vaultdex_notes::{Note, text};

use crate::catalog::Catalog;

/// One tag, however it is cased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TagRow {
    /// The tag with its `#`, in the spelling that is used most.
    pub tag: String,
    /// How often it occurs, tags nested in it included: `#system/erp` counts for `#system`.
    pub count: usize,
    /// How many notes have it or a tag nested in it.
    pub notes: usize,
}

/// What is counted of one tag.
#[derive(Default)]
struct Tally<'a> {
    count: usize,
    notes: usize,
    last_note: Option<usize>,
    /// Each spelling with its uses, in the order of their first.
    spellings: Vec<(&'a str, usize)>,
}

/// Tags by their comparison key. In a key, a NUL stands for `/`, so that nested tags come right behind their parent.
type Tallies<'a> = BTreeMap<String, Tally<'a>>;

/// Every tag of the notes that are not excluded, and every tag that one is nested in, by name.
///
/// Each occurrence counts, in frontmatter and text alike: the documentation speaks of notes, but the app's pane counts a
/// tag twice that stands in both. [`TagRow::notes`] has the other number.
pub fn tags(catalog: &Catalog) -> Vec<TagRow> {
    let mut tallies = Tallies::new();
    for file in catalog.notes() {
        for name in valid(&catalog.files[file].note) {
            let parents = name.match_indices('/').map(|(slash, _)| &name[..slash]);
            for name in parents.filter(|parent| !parent.is_empty() && !parent.ends_with('/')).chain([name]) {
                tally(&mut tallies, name, file);
            }
        }
    }
    rows(tallies)
}

/// The tags that one note has, by name; not those that they are nested in.
pub fn tags_of(catalog: &Catalog, file: usize) -> Vec<TagRow> {
    let mut tallies = Tallies::new();
    valid(&catalog.files[file].note).for_each(|name| tally(&mut tallies, name, file));
    rows(tallies)
}

/// The tags that Obsidian's pane shows, without their `#`. In frontmatter all sorts of text may be written for a tag;
/// what could not be one in the text is passed over (spec/obsidian.md 3.1 and 3.2).
fn valid(note: &Note) -> impl Iterator<Item = &str> {
    let bare = note.tags.iter().map(|tag| tag.name.trim_start_matches('#').trim_end_matches('/'));
    bare.filter(|name| name.chars().all(text::is_tag_char) && !name.bytes().all(|byte| byte.is_ascii_digit()))
}

fn tally<'a>(tallies: &mut Tallies<'a>, name: &'a str, file: usize) {
    let tally = tallies.entry(text::fold(name).replace('/', "\0")).or_default();
    tally.count += 1;
    tally.notes += usize::from(tally.last_note.replace(file) != Some(file));
    match tally.spellings.iter_mut().find(|(spelling, _)| *spelling == name) {
        Some((_, uses)) => *uses += 1,
        None => tally.spellings.push((name, 1)),
    }
}

fn rows(tallies: Tallies) -> Vec<TagRow> {
    let most_used = |tally: &Tally| {
        // Of equals the last is taken, so the first seen must come last.
        let spelling = tally.spellings.iter().rev().max_by_key(|(_, uses)| *uses);
        format!("#{}", spelling.map_or("", |(spelling, _)| spelling))
    };
    tallies.values().map(|it| TagRow { tag: most_used(it), count: it.count, notes: it.notes }).collect()
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::{Span, Tag, VaultPath};

    use super::*;
    use crate::catalog::File;

    fn catalog(files: &[(&str, bool, &[&str])]) -> Catalog {
        let tag = |name: &&str| Tag { name: format!("#{name}"), span: Span::default(), in_frontmatter: true };
        let file = |(path, excluded, tags): &(&str, bool, &[&str])| File {
            excluded: *excluded,
            ..File::new(VaultPath::new(*path), Note { tags: tags.iter().map(tag).collect(), ..Note::default() })
        };
        Catalog::new(files.iter().map(file).collect())
    }

    fn check(files: &[(&str, bool, &[&str])], expected: &[(&str, usize, usize)]) {
        let rows = tags(&catalog(files));
        let found: Vec<_> = rows.iter().map(|row| (row.tag.as_str(), row.count, row.notes)).collect();
        assert_eq!(found, expected, "{files:?}");
    }

    #[test]
    fn nested_tags_count_for_their_parents() {
        check(
            &[("a.md", false, &["work/alpha", "work/alpha"]), ("b.md", false, &["work", "work-x", "work/beta/one"])],
            &[
                ("#work", 4, 2),
                ("#work/alpha", 2, 1),
                ("#work/beta", 1, 1),
                ("#work/beta/one", 1, 1),
                ("#work-x", 1, 1),
            ],
        );
    }

    #[test]
    fn case_is_nothing_and_the_usual_spelling_is_shown() {
        check(
            &[("a.md", false, &["project/Core"]), ("b.md", false, &["Project/core", "Project/CORE", "Project"])],
            &[("#Project", 4, 2), ("#project/Core", 3, 2)],
        );
    }

    #[test]
    fn what_is_no_tag_and_what_is_excluded_is_left_out() {
        check(
            &[
                ("a.md", false, &["123", "a,b", "x.y", "1a", "0🌲", "done/", "", "/"]),
                ("b.md", true, &["hidden"]),
                ("c.canvas", false, &["card"]),
            ],
            &[("#0🌲", 1, 1), ("#1a", 1, 1), ("#done", 1, 1)],
        );
    }

    #[test]
    fn a_note_has_the_tags_that_it_names() {
        let catalog = catalog(&[("a.md", true, &["a/b", "A/B", "c"])]);
        let found: Vec<_> = tags_of(&catalog, 0).into_iter().map(|row| (row.tag, row.count)).collect();
        assert_eq!(found, [("#a/b".to_owned(), 2), ("#c".to_owned(), 1)]);
    }
}
