//! Classes of nodes, which renderers give a color each. Does not know the colors.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use vaultdex_notes::{Value, text};

use super::communities::communities_of;
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
    /// The community: nodes with many edges among them and few to others. Nodes without edges have none.
    Community,
    /// The first of these queries that finds the file, each with the paths of the files that it finds.
    Queries(Vec<(String, BTreeSet<String>)>),
}

/// A class for each node that has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coloring {
    /// The names of the classes, the largest first.
    pub classes: Vec<String>,
    /// The position of each node's class.
    pub of_nodes: Vec<Option<usize>>,
}

/// Assigns a class to each node that has one, and the names of the classes to the graph.
pub fn color_nodes(view: &mut GraphView, catalog: &Catalog, by: &ColorBy) {
    let Coloring { classes, of_nodes } = match by {
        ColorBy::Folder => color_by_folder(view),
        ColorBy::Tag => color_by_tag(view),
        ColorBy::Status => ranked_names(view.nodes.iter().map(|node| status(node, catalog))),
        ColorBy::Community => color_by_community(view),
        ColorBy::Queries(queries) => color_by_queries(view, queries),
    };
    for (node, class) in view.nodes.iter_mut().zip(of_nodes) {
        node.class = class;
    }
    view.classes = classes;
}

/// Returns the top-level folder of each file.
pub fn color_by_folder(view: &GraphView) -> Coloring {
    let folder = |node: &Node| {
        let path = node.path.as_deref()?;
        Some(path.split_once('/').map_or("/", |(folder, _)| folder).to_owned())
    };
    ranked_names(view.nodes.iter().map(folder))
}

/// Returns the first tag of each note.
pub fn color_by_tag(view: &GraphView) -> Coloring {
    let tag = |node: &Node| match node.kind {
        NodeKind::Tag => Some(node.label.clone()),
        _ => node.tags.first().map(|tag| format!("#{tag}")),
    };
    ranked_names(view.nodes.iter().map(tag))
}

/// Returns the community of each node, which has the name of its node with the most edges.
pub fn color_by_community(view: &GraphView) -> Coloring {
    let (of_nodes, names) = communities_with_names(view);
    ranked(&of_nodes, &names.iter().map(String::as_str).collect::<Vec<_>>())
}

fn color_by_queries(view: &GraphView, queries: &[(String, BTreeSet<String>)]) -> Coloring {
    let class = |node: &Node| {
        let path = node.path.as_deref()?;
        queries.iter().position(|(_, found)| found.contains(path))
    };
    let classes = queries.iter().map(|(query, _)| query.clone()).collect();
    Coloring { classes, of_nodes: view.nodes.iter().map(class).collect() }
}

/// Returns the life cycle of a system or integration, or the property `status` of its file.
fn status(node: &Node, catalog: &Catalog) -> Option<String> {
    let property = || {
        let file = &catalog.files[catalog.position(node.path.as_deref()?)?];
        match file.note.properties.iter().find(|it| text::fold(&it.name) == "status")?.value {
            Value::Text(ref status) if !status.trim().is_empty() => Some(text::fold(status.trim()).into_owned()),
            _ => None,
        }
    };
    node.status.as_deref().map(str::to_owned).or_else(property)
}

/// Returns a class for each name that nodes have.
fn ranked_names(of_nodes: impl Iterator<Item = Option<String>>) -> Coloring {
    let found: Vec<Option<String>> = of_nodes.collect();
    let names: BTreeSet<&str> = found.iter().flatten().map(String::as_str).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let number = |name: &String| names.binary_search(&name.as_str()).ok();
    let of_nodes: Vec<Option<usize>> = found.iter().map(|name| name.as_ref().and_then(number)).collect();
    ranked(&of_nodes, &names)
}

/// Gives the largest of the classes called `names` a class each, and the nodes of all others one more. `of_nodes` has the
/// number of each node's class.
fn ranked(of_nodes: &[Option<usize>], names: &[&str]) -> Coloring {
    let mut counts = vec![0_usize; names.len()];
    of_nodes.iter().flatten().for_each(|class| counts[*class] += 1);
    let mut ranking: Vec<usize> = (0..names.len()).collect();
    ranking.sort_by_key(|class| (Reverse(counts[*class]), names[*class]));
    let mut positions = vec![0; names.len()];
    for (position, class) in ranking.iter().enumerate() {
        positions[*class] = position.min(MAX_CLASSES);
    }
    let of_nodes = of_nodes.iter().map(|class| class.map(|class| positions[class])).collect();
    let mut classes: Vec<String> = ranking.iter().take(MAX_CLASSES).map(|class| names[*class].to_owned()).collect();
    let others = names.len().saturating_sub(MAX_CLASSES);
    if others > 0 {
        classes.push(format!("{others} others"));
    }
    Coloring { classes, of_nodes }
}

/// Returns the number of each node's community, and the name of each community.
fn communities_with_names(view: &GraphView) -> (Vec<Option<usize>>, Vec<String>) {
    let mut of_nodes = vec![None; view.nodes.len()];
    let mut names = Vec::new();
    for (number, community) in communities_of(view).into_iter().enumerate() {
        community.members.iter().for_each(|member| of_nodes[*member] = Some(number));
        names.push(view.nodes[community.center].label.clone());
    }
    (of_nodes, names)
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::{Note, Property, Span, VaultPath};

    use super::*;
    use crate::catalog::File;
    use crate::graph::{Edge, EdgeKind};

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
    fn communities_are_called_like_their_most_connected_node() {
        // Two stars of three and four nodes, in which c and g have the most edges, and a node that links to itself.
        let node = |letter: char| Node { path: Some(letter.to_string().into()), ..Node::new(NodeKind::Note, letter) };
        let edges = [(0, 2), (2, 1), (3, 6), (4, 6), (6, 5), (7, 7)];
        let edges = edges.map(|(source, target)| Edge::new(EdgeKind::Link, source, target)).to_vec();
        let mut view = GraphView::new("links", "V", false, ('a'..='h').map(node).collect(), edges);
        color_nodes(&mut view, &Catalog::default(), &ColorBy::Community);
        assert_eq!(view.classes, ["g", "c"]);
        let found: Vec<Option<usize>> = view.nodes.iter().map(|node| node.class).collect();
        assert_eq!(found, [Some(1), Some(1), Some(1), Some(0), Some(0), Some(0), Some(0), None]);
        // Communities of the same name are not the same class.
        let pair = |number: usize| [Edge::new(EdgeKind::Mapping, 2 * number, 2 * number + 1)];
        let nodes = (0..30).map(|_| Node::new(NodeKind::Field, "id")).collect();
        let mut view = GraphView::new("lineage", "V", true, nodes, (0..15).flat_map(pair).collect());
        color_nodes(&mut view, &Catalog::default(), &ColorBy::Community);
        assert_eq!((view.classes[0].as_str(), view.classes[11].as_str()), ("id", "4 others"));
        assert!(view.nodes.chunks(2).all(|pair| pair[0].class == pair[1].class));
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
