//! Classes of nodes, which renderers give a color each. Does not know the colors.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use vaultdex_notes::{Value, text};

use super::communities::communities;
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
    match by {
        ColorBy::Community => {
            let (of_nodes, names) = communities_with_names(view);
            assign(view, &of_nodes, &names.iter().map(String::as_str).collect::<Vec<_>>());
        }
        _ => {
            let found: Vec<Option<String>> = view.nodes.iter().map(|node| class_name(node, catalog, by)).collect();
            let names: BTreeSet<&str> = found.iter().flatten().map(String::as_str).collect();
            let names: Vec<&str> = names.into_iter().collect();
            let number = |name: &String| names.binary_search(&name.as_str()).ok();
            let of_nodes: Vec<Option<usize>> = found.iter().map(|name| name.as_ref().and_then(number)).collect();
            assign(view, &of_nodes, &names);
        }
    }
}

/// Gives the largest of the classes called `names` a class each, and the nodes of all others one more. `of_nodes` has the
/// number of each node's class.
fn assign(view: &mut GraphView, of_nodes: &[Option<usize>], names: &[&str]) {
    let mut counts = vec![0_usize; names.len()];
    of_nodes.iter().flatten().for_each(|class| counts[*class] += 1);
    let mut ranking: Vec<usize> = (0..names.len()).collect();
    ranking.sort_by_key(|class| (Reverse(counts[*class]), names[*class]));
    let mut positions = vec![0; names.len()];
    for (position, class) in ranking.iter().enumerate() {
        positions[*class] = position.min(MAX_CLASSES);
    }
    for (node, class) in view.nodes.iter_mut().zip(of_nodes) {
        node.class = class.map(|class| positions[class]);
    }
    view.classes = ranking.iter().take(MAX_CLASSES).map(|class| names[*class].to_owned()).collect();
    let others = names.len().saturating_sub(MAX_CLASSES);
    if others > 0 {
        view.classes.push(format!("{others} others"));
    }
}

/// Returns the number of each node's community, and the name of each community: the label of its node with the most
/// edges.
fn communities_with_names(view: &GraphView) -> (Vec<Option<usize>>, Vec<String>) {
    let edges: Vec<(usize, usize)> = view.edges.iter().map(|edge| (edge.source, edge.target)).collect();
    let mut has_edges = vec![false; view.nodes.len()];
    for (source, target) in edges.iter().filter(|(source, target)| source != target) {
        (has_edges[*source], has_edges[*target]) = (true, true);
    }
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    let mut centers: Vec<&Node> = Vec::new();
    let mut of_nodes = Vec::with_capacity(view.nodes.len());
    for ((node, community), has_edges) in view.nodes.iter().zip(communities(view.nodes.len(), &edges)).zip(has_edges) {
        if !has_edges {
            of_nodes.push(None);
            continue;
        }
        let number = *numbers.entry(community).or_insert(centers.len());
        match centers.get_mut(number) {
            Some(center) if degree(node) > degree(center) => *center = node,
            Some(_) => {}
            None => centers.push(node),
        }
        of_nodes.push(Some(number));
    }
    (of_nodes, centers.into_iter().map(|center| center.label.clone()).collect())
}

fn degree(node: &Node) -> usize {
    node.in_degree + node.out_degree
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
        ColorBy::Community | ColorBy::Queries(_) => None,
    }
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
