//! What the colours of nodes mean. Knows nothing of which colours they are.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use vaultdex_notes::{Value, text};

use super::{GraphView, Node, NodeKind};
use crate::catalog::Catalog;

/// So many classes are told apart; what is rarer is one class together.
const MOST_CLASSES: usize = 11;

/// What the nodes of a graph are told apart by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColorBy {
    /// The folder at the top that a file lies in.
    Folder,
    /// The first tag of a note.
    Tag,
    /// The life cycle: of a system or integration, or the frontmatter's `status`.
    Status,
    /// The first of these that finds the file: each its query with the paths it finds.
    Queries(Vec<(String, BTreeSet<String>)>),
}

/// Gives every node its class. What has none keeps none.
pub fn color(view: &mut GraphView, catalog: &Catalog, by: &ColorBy) {
    if let ColorBy::Queries(queries) = by {
        for node in &mut view.nodes {
            let Some(path) = &node.path else { continue };
            node.class = queries.iter().position(|(_, found)| found.contains(&**path));
        }
        view.classes = queries.iter().map(|(query, _)| query.clone()).collect();
        return;
    }
    let names: Vec<Option<String>> = view.nodes.iter().map(|node| name(node, catalog, by)).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for name in names.iter().flatten() {
        *counts.entry(name).or_default() += 1;
    }
    let mut classes: Vec<(&str, usize)> = counts.into_iter().collect();
    classes.sort_by_key(|(name, count)| (Reverse(*count), *name));
    let rest = classes.len().saturating_sub(MOST_CLASSES);
    let place: HashMap<&str, usize> =
        classes.iter().enumerate().map(|(place, (name, _))| (*name, place.min(MOST_CLASSES))).collect();
    for (node, name) in view.nodes.iter_mut().zip(&names) {
        node.class = name.as_deref().map(|name| place[name]);
    }
    let mut told: Vec<String> = classes.iter().take(MOST_CLASSES).map(|(name, _)| (*name).to_owned()).collect();
    if rest > 0 {
        told.push(format!("{rest} others"));
    }
    view.classes = told;
}

fn name(node: &Node, catalog: &Catalog, by: &ColorBy) -> Option<String> {
    let file = || catalog.position(node.path.as_deref()?).map(|file| &catalog.files[file]);
    match by {
        ColorBy::Folder => {
            let path = node.path.as_deref()?;
            Some(path.split_once('/').map_or("/", |(folder, _)| folder).to_owned())
        }
        ColorBy::Tag if node.kind == NodeKind::Tag => Some(node.label.clone()),
        ColorBy::Tag => node.tags.first().map(|tag| format!("#{tag}")),
        ColorBy::Status => {
            let stated = || match file()?.note.properties.iter().find(|it| text::fold(&it.name) == "status")?.value {
                Value::Text(ref status) if !status.trim().is_empty() => Some(text::fold(status.trim()).into_owned()),
                _ => None,
            };
            node.status.as_deref().map(str::to_owned).or_else(stated)
        }
        ColorBy::Queries(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::{Note, Property, Span, VaultPath};

    use super::*;
    use crate::catalog::File;

    fn view() -> GraphView {
        let note = |path: &str, tag: &str| Node {
            path: Some(path.into()),
            tags: vec![tag.into(), "z".into()],
            ..Node::new(NodeKind::Note, path)
        };
        let nodes = vec![
            note("a/1.md", "x"),
            note("a/2.md", "y"),
            note("b/3.md", "y"),
            note("4.md", "y"),
            Node::new(NodeKind::Tag, "#x"),
        ];
        GraphView::new("links", "V", false, nodes, Vec::new())
    }

    fn check(by: ColorBy, classes: &[&str], of_nodes: [Option<usize>; 5]) {
        let value = Value::Text(" Active".to_owned());
        let status = Property { name: "Status".to_owned(), value, span: Span::default() };
        let note = Note { properties: vec![status], ..Note::default() };
        let catalog = Catalog::new(vec![File::new(VaultPath::new("b/3.md"), note)]);
        let mut view = view();
        color(&mut view, &catalog, &by);
        assert_eq!(view.classes, classes, "{by:?}");
        let found: Vec<Option<usize>> = view.nodes.iter().map(|node| node.class).collect();
        assert_eq!(found, of_nodes, "{by:?}");
    }

    #[test]
    fn every_way_of_telling_apart() {
        // The nodes: 4.md, a/1.md, a/2.md, b/3.md, #x.
        check(ColorBy::Folder, &["a", "/", "b"], [Some(1), Some(0), Some(0), Some(2), None]);
        check(ColorBy::Tag, &["#y", "#x"], [Some(0), Some(1), Some(0), Some(0), Some(1)]);
        check(ColorBy::Status, &["active"], [None, None, None, Some(0), None]);
        let found = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect();
        let queries = vec![("p".to_owned(), found(&["a/1.md"])), ("q".to_owned(), found(&["a/1.md", "4.md"]))];
        check(ColorBy::Queries(queries), &["p", "q"], [Some(1), Some(0), None, None, None]);
    }

    #[test]
    fn what_is_rare_is_one_class() {
        let note =
            |number: usize| Node { path: Some(format!("{number:02}/a.md").into()), ..Node::new(NodeKind::Note, "a") };
        let mut view = GraphView::new("links", "V", false, (0..20).map(note).collect(), Vec::new());
        color(&mut view, &Catalog::default(), &ColorBy::Folder);
        assert_eq!((view.classes.len(), view.classes[11].as_str()), (12, "9 others"));
        assert_eq!(view.nodes[19].class, Some(11));
    }
}
