//! Classes of nodes, which renderers give a color each. Does not know the colors.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use vaultdex_notes::{Value, text};

use super::view::{GraphView, Node, NodeKind};
use crate::catalog::Catalog;

/// The number of classes with their own color; all rarer ones share one more.
const MAX_CLASSES: usize = 11;

/// What determines the class of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColorBy {
    /// The top-level folder of a file.
    Folder,
    /// The first tag of a note.
    Tag,
    /// The life cycle of a system or integration, or the property `status`.
    Status,
    /// The first of these queries that finds the file, each with the paths of the files that it finds.
    Queries(Vec<(String, BTreeSet<String>)>),
}

/// Assigns a class to each node that has one, and the names of the classes to the graph.
pub fn color_nodes(view: &mut GraphView, catalog: &Catalog, by: &ColorBy) {
    if let ColorBy::Queries(queries) = by {
        for node in &mut view.nodes {
            let Some(path) = &node.path else { continue };
            node.class = queries.iter().position(|(_, found)| found.contains(&**path));
        }
        view.classes = queries.iter().map(|(query, _)| query.clone()).collect();
        return;
    }
    let names: Vec<Option<String>> = view.nodes.iter().map(|node| class_name(node, catalog, by)).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for name in names.iter().flatten() {
        *counts.entry(name).or_default() += 1;
    }
    let mut classes: Vec<(&str, usize)> = counts.into_iter().collect();
    classes.sort_by_key(|(name, count)| (Reverse(*count), *name));
    let positions: HashMap<&str, usize> =
        classes.iter().enumerate().map(|(position, (name, _))| (*name, position.min(MAX_CLASSES))).collect();
    for (node, name) in view.nodes.iter_mut().zip(&names) {
        node.class = name.as_deref().map(|name| positions[name]);
    }
    let mut shown: Vec<String> = classes.iter().take(MAX_CLASSES).map(|(name, _)| (*name).to_owned()).collect();
    let others = classes.len().saturating_sub(MAX_CLASSES);
    if others > 0 {
        shown.push(format!("{others} others"));
    }
    view.classes = shown;
}

/// Returns the name of a node's class.
fn class_name(node: &Node, catalog: &Catalog, by: &ColorBy) -> Option<String> {
    let file = || catalog.position(node.path.as_deref()?).map(|file| &catalog.files[file]);
    match by {
        ColorBy::Folder => {
            let path = node.path.as_deref()?;
            Some(path.split_once('/').map_or("/", |(folder, _)| folder).to_owned())
        }
        ColorBy::Tag if node.kind == NodeKind::Tag => Some(node.label.clone()),
        ColorBy::Tag => node.tags.first().map(|tag| format!("#{tag}")),
        ColorBy::Status => {
            let property = || match file()?.note.properties.iter().find(|it| text::fold(&it.name) == "status")?.value {
                Value::Text(ref status) if !status.trim().is_empty() => Some(text::fold(status.trim()).into_owned()),
                _ => None,
            };
            node.status.as_deref().map(str::to_owned).or_else(property)
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
        color_nodes(&mut view, &catalog, &by);
        assert_eq!(view.classes, classes, "{by:?}");
        let found: Vec<Option<usize>> = view.nodes.iter().map(|node| node.class).collect();
        assert_eq!(found, of_nodes, "{by:?}");
    }

    #[test]
    fn class_of_every_kind() {
        // The nodes: 4.md, a/1.md, a/2.md, b/3.md, #x.
        check(ColorBy::Folder, &["a", "/", "b"], [Some(1), Some(0), Some(0), Some(2), None]);
        check(ColorBy::Tag, &["#y", "#x"], [Some(0), Some(1), Some(0), Some(0), Some(1)]);
        check(ColorBy::Status, &["active"], [None, None, None, Some(0), None]);
        let found = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect();
        let queries = vec![("p".to_owned(), found(&["a/1.md"])), ("q".to_owned(), found(&["a/1.md", "4.md"]))];
        check(ColorBy::Queries(queries), &["p", "q"], [Some(1), Some(0), None, None, None]);
    }

    #[test]
    fn rare_classes_share_one() {
        let note =
            |number: usize| Node { path: Some(format!("{number:02}/a.md").into()), ..Node::new(NodeKind::Note, "a") };
        let mut view = GraphView::new("links", "V", false, (0..20).map(note).collect(), Vec::new());
        color_nodes(&mut view, &Catalog::default(), &ColorBy::Folder);
        assert_eq!((view.classes.len(), view.classes[11].as_str()), (12, "9 others"));
        assert_eq!(view.nodes[19].class, Some(11));
    }
}
