//! A graph that is too large for one diagram, as several: an overview and one or more for each cluster. Every node is
//! at home in one of them, every edge stands in one of them, and what an edge leads to beyond its diagram is a stub.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use vaultdex_query::graph::{Edge, EdgeKind, GraphView, Node, NodeKind};

use super::diagram::{Page, click_line, diagram, edge_line, node_line};
use super::{MOST_CHARACTERS, MOST_EDGES};
use crate::render::graph::{Options, label};

/// What headings, kinds and statuses take of a diagram's characters at most.
const FRAME: usize = 3_000;

/// What the style of a class takes.
const CLASS: usize = 64;

/// A file of a split graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitFile {
    /// Its name in the folder.
    pub name: String,
    /// All of it.
    pub text: String,
}

/// The files: `overview.mmd`, those of the clusters, and `index.md` that shows them all.
pub fn split(view: &GraphView, options: &Options) -> Vec<SplitFile> {
    let clusters = clusters(view, options);
    let overview = overview(view, &clusters);
    let mut taken = HashSet::from(["index".to_owned()]);
    let mut shown = Vec::new();
    let mut show = |name: &str, title: &str, view: &GraphView, nodes: &[usize]| {
        let pages = pages(view, options, nodes);
        let count = pages.len();
        for (number, page) in pages.iter().enumerate() {
            let stem = if number == 0 { name.to_owned() } else { format!("{name}-{}", number + 1) };
            let stem = free(&stem, &mut taken);
            let title = if count == 1 { title.to_owned() } else { format!("{title} ({} of {count})", number + 1) };
            shown.push((stem, title, diagram(view, options, page)));
        }
    };
    show("overview", "Overview", &overview, &(0..overview.nodes.len()).collect::<Vec<_>>());
    for cluster in &clusters {
        show(&slug(&cluster.name), &cluster.name, view, &cluster.nodes);
    }
    let mut index = format!("# {} of {}\n", view.view, view.vault).replace(char::is_control, " ").trim().to_owned();
    index += &format!("\n\n{} nodes and {} edges in {} diagrams.\n", view.nodes.len(), view.edges.len(), shown.len());
    for (stem, title, diagram) in &shown {
        let title = label::shown(title).replace(char::is_control, " ");
        index += &format!("\n## {title}\n\n`{stem}.mmd`\n\n```mermaid\n{diagram}```\n");
    }
    let files = shown.into_iter().map(|(stem, _, text)| SplitFile { name: format!("{stem}.mmd"), text });
    files.chain([SplitFile { name: "index.md".to_owned(), text: index }]).collect()
}

/// The diagrams that an `index.md` shows, by the names of their files: what the split that wrote it has written beside it.
pub fn listed(index: &str) -> Vec<SplitFile> {
    let mut files = Vec::new();
    let mut lines = index.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let name = line.trim_end().strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
        let Some(name) = name.filter(|name| name.ends_with(".mmd") && !name.contains(['/', '\\'])) else { continue };
        let is_shown = lines.next_if_eq(&"\n").is_some() && lines.next_if_eq(&"```mermaid\n").is_some();
        if is_shown {
            let text = std::iter::from_fn(|| lines.next_if(|line| *line != "```\n")).collect();
            files.push(SplitFile { name: name.to_owned(), text });
        }
    }
    files
}

/// Nodes that belong together.
struct Cluster {
    name: String,
    nodes: Vec<usize>,
}

/// Where a node belongs, from the outermost to the innermost: its groups, its folders, or its kind.
fn home(view: &GraphView, node: &Node) -> Vec<String> {
    if let Some(group) = node.group {
        return view.group_names(group).into_iter().map(str::to_owned).collect();
    }
    match (&node.path, node.kind) {
        (Some(path), _) => {
            let mut folders: Vec<String> = path.split('/').map(str::to_owned).collect();
            folders.pop();
            folders
        }
        (None, NodeKind::Tag) => vec!["tags".to_owned()],
        (None, NodeKind::Unresolved) => vec!["unresolved".to_owned()],
        (None, _) => vec!["others".to_owned()],
    }
}

/// Folders, as large as a diagram holds; what is larger goes by the folders in it.
fn clusters(view: &GraphView, options: &Options) -> Vec<Cluster> {
    let homes: Vec<Vec<String>> = view.nodes.iter().map(|node| home(view, node)).collect();
    let mut clusters = Vec::new();
    let mut open = vec![(0, (0..view.nodes.len()).collect::<Vec<_>>())];
    while let Some((depth, nodes)) = open.pop() {
        let Some(first) = nodes.first() else { continue };
        let is_leaf = nodes.iter().all(|node| homes[*node].len() <= depth);
        // The overview shows clusters, so a graph is never one.
        if is_leaf || (depth > 0 && pages(view, options, &nodes).len() == 1) {
            let name = match &homes[*first][..depth] {
                [] => view.vault.clone(),
                folders => folders.join("/"),
            };
            clusters.push(Cluster { name, nodes });
            continue;
        }
        let mut parts: BTreeMap<Option<&String>, Vec<usize>> = BTreeMap::new();
        for node in nodes {
            parts.entry(homes[node].get(depth)).or_default().push(node);
        }
        // Taken from the end, so that they come in order. What lies in no folder below is a leaf at this depth.
        for (inner, nodes) in parts.into_iter().rev() {
            open.push((if inner.is_some() { depth + 1 } else { depth }, nodes));
        }
    }
    clusters
}

/// A graph with a node for each cluster.
fn overview(view: &GraphView, clusters: &[Cluster]) -> GraphView {
    let mut of_node = vec![0; view.nodes.len()];
    for (position, cluster) in clusters.iter().enumerate() {
        cluster.nodes.iter().for_each(|node| of_node[*node] = position);
    }
    let mut counts: BTreeMap<(usize, usize), u32> = BTreeMap::new();
    for edge in &view.edges {
        let (source, target) = (of_node[edge.source], of_node[edge.target]);
        if source != target {
            *counts.entry((source, target)).or_default() += 1;
        }
    }
    let edges = counts.into_iter().map(|((source, target), count)| {
        let label = Some(count.to_string().into());
        Edge { count, ..Edge::new(EdgeKind::Link, source, target) }.saying(label, None)
    });
    let node = |cluster: &Cluster| {
        // The name is a path: its end says most.
        let label = format!("{} ({})", cluster.name, cluster.nodes.len());
        Node { path: Some(cluster.name.as_str().into()), ..Node::new(NodeKind::Note, label) }
    };
    let edges = edges.collect();
    GraphView::new("overview", &view.vault, false, clusters.iter().map(node).collect(), edges)
}

/// The nodes with the edges that begin at them, in as few diagrams as hold them in this order. A node with more edges
/// than a diagram holds goes on in the next ones as a stub.
fn pages(view: &GraphView, options: &Options, nodes: &[usize]) -> Vec<Page> {
    let mut pages = Vec::new();
    let mut page = Filling::default();
    for node in nodes {
        let first = view.edges.partition_point(|edge| edge.source < *node);
        let behind = view.edges.partition_point(|edge| edge.source <= *node);
        let all = page.cost(view, options, *node, first..behind);
        if !page.is_empty() && !page.fits(view, behind - first, all) {
            pages.push(std::mem::take(&mut page).page());
        }
        page.add_node(view, options, *node);
        for edge in first..behind {
            let cost = page.cost_of_edge(view, options, edge);
            if !page.fits(view, 1, cost) {
                pages.push(std::mem::take(&mut page).page());
            }
            page.add_edge(view, options, edge);
        }
    }
    if !page.is_empty() {
        pages.push(page.page());
    }
    if pages.is_empty() {
        pages.push(Page::default());
    }
    pages
}

/// A page while it fills.
#[derive(Default)]
struct Filling {
    page: Page,
    homes: HashSet<usize>,
    ends: BTreeSet<usize>,
    characters: usize,
}

impl Filling {
    fn is_empty(&self) -> bool {
        self.page.nodes.is_empty() && self.page.edges.is_empty()
    }

    fn fits(&self, view: &GraphView, edges: usize, characters: usize) -> bool {
        let most = MOST_CHARACTERS - FRAME - CLASS * view.classes.len().min(600);
        self.page.edges.len() + edges <= MOST_EDGES && self.characters + characters <= most
    }

    /// What a node takes with its edges, if all of them stood here.
    fn cost(&self, view: &GraphView, options: &Options, node: usize, edges: std::ops::Range<usize>) -> usize {
        let mut ends: HashSet<usize> = HashSet::from([node]);
        let mut cost = cost_of_node(view, options, node);
        for edge in edges {
            cost += cost_of_line(view, edge);
            let target = view.edges[edge].target;
            if !self.has(target) && ends.insert(target) {
                cost += cost_of_node(view, options, target);
            }
        }
        cost
    }

    fn cost_of_edge(&self, view: &GraphView, options: &Options, edge: usize) -> usize {
        let Edge { source, target, .. } = view.edges[edge];
        let ends: BTreeSet<usize> = [source, target].into_iter().filter(|end| !self.has(*end)).collect();
        cost_of_line(view, edge) + ends.into_iter().map(|end| cost_of_node(view, options, end)).sum::<usize>()
    }

    fn has(&self, node: usize) -> bool {
        self.homes.contains(&node) || self.ends.contains(&node)
    }

    fn add_node(&mut self, view: &GraphView, options: &Options, node: usize) {
        self.characters += cost_of_node(view, options, node);
        self.homes.insert(node);
        self.page.nodes.push(node);
    }

    fn add_edge(&mut self, view: &GraphView, options: &Options, edge: usize) {
        self.characters += self.cost_of_edge(view, options, edge);
        self.ends.extend([view.edges[edge].source, view.edges[edge].target]);
        self.page.edges.push(edge);
    }

    fn page(self) -> Page {
        let stubs = self.ends.into_iter().filter(|end| !self.homes.contains(end)).collect();
        Page { stubs, ..self.page }
    }
}

/// What a node takes: its line, its place in up to four lists of a class, its click, and its groups if it is the only
/// one in them.
fn cost_of_node(view: &GraphView, options: &Options, node: usize) -> usize {
    let own = units(&node_line(view, node)) + 12 + 4 * (node.to_string().len() + 2);
    let click = click_line(view, options, node).map_or(0, |line| units(&line) + 1);
    let names = view.nodes[node].group.map(|group| view.group_names(group)).unwrap_or_default();
    let groups: usize = names.iter().map(|name| units(&label::escaped(&label::shown(name))) + 60).sum();
    own + click + groups
}

/// What an edge takes: its line and its number in a list of a style.
fn cost_of_line(view: &GraphView, edge: usize) -> usize {
    units(&edge_line(&view.edges[edge])) + 1 + 5
}

/// Characters as JavaScript counts them.
fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// A name that every file system takes.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.chars() {
        match letter {
            _ if letter.is_alphanumeric() => slug.extend(letter.to_lowercase()),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
        if slug.len() >= 80 {
            break;
        }
    }
    let slug = slug.trim_matches('-');
    if slug.is_empty() { "cluster".to_owned() } else { slug.to_owned() }
}

/// A name that is not taken yet, and now is.
fn free(stem: &str, taken: &mut HashSet<String>) -> String {
    let mut name = stem.to_owned();
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{stem}-{number}");
        number += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn note(path: &str) -> Node {
        let label = path.trim_end_matches(".md");
        Node { path: Some(path.into()), label_is_linkpath: true, ..Node::new(NodeKind::Note, label) }
    }

    /// Each node at home once and each edge once, no diagram over a limit; the names of the files.
    fn check(view: &GraphView, expected: &[&str]) {
        let files = split(view, &Options { links_uri: Some("V".to_owned()) });
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names[..expected.len()], *expected);
        let (index, diagrams) = files.split_last().unwrap();
        let (mut homes, mut edges) = (BTreeMap::new(), BTreeMap::new());
        for file in diagrams {
            assert!(units(&file.text) <= MOST_CHARACTERS, "{}", file.name);
            assert!(index.text.contains(&format!("`{}`\n\n```mermaid\n{}```\n", file.name, file.text)));
            if file.name.starts_with("overview") {
                continue;
            }
            let stubs = file.text.lines().find_map(|line| line.strip_prefix("  class ")?.strip_suffix(" stub"));
            let stubs: Vec<&str> = stubs.map(|stubs| stubs.split(',').collect()).unwrap_or_default();
            let is_edge = |line: &&str| line.contains("--> n") || line.contains("-->|");
            assert!(file.text.lines().filter(is_edge).count() <= MOST_EDGES);
            for line in file.text.lines().filter(|line| line.contains("[\"")) {
                let id = line.trim().split('[').next().unwrap();
                if !stubs.contains(&id) && !line.contains("subgraph") {
                    *homes.entry(id.to_owned()).or_insert(0) += 1;
                }
            }
            for line in file.text.lines().filter(is_edge) {
                *edges.entry(line.to_owned()).or_insert(0) += 1;
            }
        }
        assert_eq!((homes.len(), homes.values().max()), (view.nodes.len(), Some(&1)));
        assert_eq!((edges.len(), edges.values().max()), (view.edges.len(), Some(&1)));
    }

    #[test]
    fn every_node_and_edge_stands_in_one_diagram() {
        let mut nodes: Vec<Node> = (0..60).map(|number| note(&format!("{}/N{number}.md", number % 3))).collect();
        nodes.push(note("Root.md"));
        nodes.push(Node::new(NodeKind::Unresolved, "Gone"));
        let edges = (0..60).flat_map(|source| (1..15).map(move |step| (source, (source + step * 4) % 62)));
        let edges = edges.map(|(source, target)| Edge::new(EdgeKind::Link, source, target)).collect();
        let view = GraphView::new("links", "V", false, nodes, edges);
        check(&view, &["overview.mmd", "v.mmd", "0.mmd", "1.mmd", "2.mmd", "unresolved.mmd", "index.md"]);
    }

    #[test]
    fn a_node_with_too_many_edges_goes_on_in_the_next_diagram() {
        let mut nodes: Vec<Node> = (0..1300).map(|number| note(&format!("All/N{number:04}.md"))).collect();
        nodes.push(note("Index/Hub.md"));
        let edges = (0..1300).map(|target| Edge::new(EdgeKind::Link, 1300, target)).collect();
        let view = GraphView::new("links", "V", false, nodes, edges);
        check(
            &view,
            &["overview.mmd", "all.mmd", "all-2.mmd", "all-3.mmd", "all-4.mmd", "index-2.mmd", "index-2-2.mmd"],
        );
    }

    #[test]
    fn names_are_fit_for_files() {
        let check = |name: &str, expected: &str| assert_eq!(slug(name), expected);
        check("20 Integrations/A & B", "20-integrations-a-b");
        check("Größe", "größe");
        check("..", "cluster");
        check("con/../x", "con-x");
    }
}
