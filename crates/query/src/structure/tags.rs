//! The tags of a vault, counted as in Obsidian's tag pane.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_notes::{Note, text};

use crate::catalog::Catalog;

/// A tag, ignoring case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TagRow {
    /// The tag with its `#`, in the most frequent spelling.
    pub tag: String,
    /// The number of occurrences, including nested tags: `#system/erp` counts for `#system`.
    pub count: usize,
    /// The number of notes with the tag or a nested tag.
    pub notes: usize,
}

/// The statistics of one tag.
#[derive(Default)]
struct Tally<'a> {
    count: usize,
    notes: usize,
    last_note: Option<usize>,
    /// Each spelling with its number of uses, in the order of the first ones.
    spellings: Vec<(&'a str, usize)>,
}

/// Tags by comparison key. A NUL replaces `/` in the key, so that nested tags directly follow their parent.
type Tallies<'a> = BTreeMap<String, Tally<'a>>;

/// Returns the tags of all notes that are not excluded, and their parents, sorted by name.
///
/// Every occurrence counts, in frontmatter and text alike: Obsidian's documentation mentions notes, but its tag pane
/// counts a tag in both twice. [`TagRow::notes`] is the number of notes.
pub fn tags(catalog: &Catalog) -> Vec<TagRow> {
    let mut tallies = Tallies::new();
    for file in catalog.notes() {
        for name in valid_tags(&catalog.files[file].note) {
            for name in text::tag_parents(name).chain([name]) {
                tally(&mut tallies, name, file);
            }
        }
    }
    rows(tallies)
}

/// Returns the tags of one note, sorted by name, without their parents.
pub fn tags_of(catalog: &Catalog, file: usize) -> Vec<TagRow> {
    let mut tallies = Tallies::new();
    valid_tags(&catalog.files[file].note).for_each(|name| tally(&mut tallies, name, file));
    rows(tallies)
}

/// Returns the tags that Obsidian's tag pane shows, without `#`. Texts in the frontmatter that could not be a tag in
/// the body are skipped (docs/spec/obsidian.md#tags-and-aliases).
fn valid_tags(note: &Note) -> impl Iterator<Item = &str> {
    let names = note.tags.iter().map(|tag| tag.name.trim_start_matches('#').trim_end_matches('/'));
    names.filter(|name| name.chars().all(text::is_tag_char) && !name.bytes().all(|byte| byte.is_ascii_digit()))
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
        // The first of several most frequent spellings. `max_by_key` returns the last maximum, hence the reversal.
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
    fn tags_ignore_case_and_have_the_most_frequent_spelling() {
        check(
            &[("a.md", false, &["project/Core"]), ("b.md", false, &["Project/core", "Project/CORE", "Project"])],
            &[("#Project", 4, 2), ("#project/Core", 3, 2)],
        );
    }

    #[test]
    fn invalid_tags_and_excluded_notes_are_skipped() {
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
    fn tags_of_a_note_have_no_parents() {
        let catalog = catalog(&[("a.md", true, &["a/b", "A/B", "c"])]);
        let found: Vec<_> = tags_of(&catalog, 0).into_iter().map(|row| (row.tag, row.count)).collect();
        assert_eq!(found, [("#a/b".to_owned(), 2), ("#c".to_owned(), 1)]);
    }
}
