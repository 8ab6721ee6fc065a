//! The templates as they come: which shape they are, and that nothing in them is filled in.

use super::{all, notes_below, project, read_at};
use crate::model::{RecordField, Shape, State};

/// The templates of the shared folder, by their first letter.
fn templates() -> Vec<(String, String)> {
    let templates = notes_below(project().join("../shared/templates"));
    if templates.is_empty() {
        eprintln!("SKIPPED: no templates in ../shared/templates");
    }
    templates
}

#[test]
fn each_template_is_told_clearly() {
    let shapes = [
        ("A", Shape::Hub, 21, true),
        ("B", Shape::Record, 150, true),
        ("C", Shape::Workspace, 0, false),
        ("D", Shape::Blueprint, 73, true),
        ("E", Shape::Spec, 114, true),
    ];
    for (path, text) in templates() {
        let Some((_, shape, brackets, is_template)) = shapes.iter().find(|(name, ..)| path.starts_with(name)) else {
            continue;
        };
        let records = read_at("Notes/New.md", &text).expect("a template has a shape");
        let recognition = &records.recognition;
        assert_eq!(records.shape, *shape, "{path}");
        assert!((15..=17).contains(&recognition.points), "{path}: {recognition:?}");
        assert!(recognition.rival.is_none_or(|(_, points)| points <= 1), "{path}: {recognition:?}");
        assert_eq!(records.brackets.len(), *brackets, "{path}");
        assert_eq!(records.is_template, *is_template, "{path}: {:?}", records.integrations[0].counts);
        let points: u8 = recognition.signals.iter().map(|(_, points)| points).sum();
        assert_eq!(points, recognition.points, "{path}");
    }
}

#[test]
fn nothing_of_a_template_is_filled_in() {
    for (path, text) in templates().into_iter().filter(|(path, _)| !path.starts_with('C')) {
        let records = read_at("Notes/New.md", &text).expect("a template has a shape");
        let it = &records.integrations[0];
        // What the template says itself: the name that only the file has, and the version of a document without changes.
        let own = it.values.iter().filter(|(field, _)| matches!(field, RecordField::Name | RecordField::Version));
        let own: Vec<_> = own.map(|(_, stated)| stated.span).collect();
        let filled = all(it).into_iter().filter(|it| it.state != State::Placeholder && !own.contains(&it.span));
        let filled: Vec<_> = filled.map(|it| (&it.place, &it.raw, it.state)).collect();
        assert!(filled.is_empty(), "{path}: {filled:#?}");
        assert!(it.mappings.iter().all(|it| it.state == State::Placeholder), "{path}");
    }
}

#[test]
fn boxes_and_links_of_the_templates_are_counted() {
    for (path, text) in templates() {
        let records = read_at("Notes/New.md", &text).expect("a template has a shape");
        let it = &records.integrations[0];
        let open: u32 = it.checklists.iter().map(|list| list.open).sum();
        let lists = it.checklists.len();
        match path.as_str() {
            path if path.starts_with('A') => assert_eq!((open, lists), (28, 9)),
            path if path.starts_with('E') => {
                assert_eq!((open, lists), (18, 3));
                let blocks: Vec<&str> = it.blocks.iter().map(|block| block.language.as_str()).collect();
                assert_eq!(blocks, ["", "yaml", "sql", "yaml", "sql", "sql", "bash", "sql"]);
            }
            path if path.starts_with('B') => {
                let is_link = |raw: &str| raw.starts_with("[[");
                let links = all(it).into_iter().filter(|it| is_link(&it.raw) && it.state == State::Placeholder);
                let mut places: Vec<_> = links.map(|it| it.span).collect();
                places.sort_unstable();
                places.dedup();
                assert_eq!(places.len(), 21);
                assert_eq!(it.related.len(), 16);
            }
            _ => assert_eq!(open, 0, "{path}"),
        }
    }
}

#[test]
fn the_workspace_draws_its_systems() {
    for (path, text) in templates().into_iter().filter(|(path, _)| path.starts_with('C')) {
        let records = read_at("03_INTEGRATIONS.md", &text).expect("a template has a shape");
        let it = &records.integrations[0];
        assert_eq!((it.flows.len(), it.systems.len()), (8, 9), "{path}");
        assert_eq!(it.text(RecordField::Created), Some("2024-12-09T12:05"));
        assert_eq!(it.related.len(), 4);
        assert_eq!(it.blocks.len(), 2);
    }
}
