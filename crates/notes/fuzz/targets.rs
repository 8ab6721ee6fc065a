//! What the fuzz targets of this crate check. The tests in `tests/it/fuzz_targets.rs` check the same on the fixtures.

use vaultdex_notes::{Span, parse};

/// Parsing never panics, and every span is on character boundaries of the note.
pub fn note(text: &str) {
    let note = parse::note(text);
    let assert_on_boundary = |span: Span| assert!(text.get(span.range()).is_some(), "{span:?}");
    note.links.iter().for_each(|it| assert_on_boundary(it.span));
    note.headings.iter().for_each(|it| assert_on_boundary(it.span));
    note.tags.iter().for_each(|it| assert_on_boundary(it.span));
    note.properties.iter().for_each(|it| assert_on_boundary(it.span));
    note.list_items.iter().for_each(|it| assert_on_boundary(it.span));
    note.block_ids.iter().for_each(|it| assert_on_boundary(it.span));
    note.fields.iter().for_each(|it| assert_on_boundary(it.span));
    note.problems.iter().for_each(|it| assert_on_boundary(it.span));
    note.blocks.iter().for_each(|it| assert_on_boundary(it.span));
    note.non_prose.iter().for_each(|it| assert_on_boundary(it.span));
    let _ = parse::canvas(text);
    let _ = parse::link(text);
}
