//! Splits a graph that is too large for one diagram into several: an overview, and one or more for each cluster. Every
//! node and every edge belongs to exactly one of them. Ends of edges that belong to another diagram are stubs.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use vaultdex_query::graph::{Edge, EdgeKind, EdgeText, GraphView, Node, NodeKind, Way};

use super::diagram::{MAX_CHARACTERS, MAX_EDGES, Page, click_line, diagram, edge_line, node_line};
use crate::render::graph::format::Options;
use crate::render::graph::label;

/// An upper bound of the characters for the header, the legend, and the styles of kinds and statuses.
const FIXED_COST: usize = 4_000;

/// An upper bound of the characters for the style of a class.
const CLASS_COST: usize = 64;

/// A file of a split graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitFile {
    /// The name of the file in the output folder.
    pub name: String,
    /// The content.
    pub text: String,
}

/// Returns the files of a split graph: `overview.mmd`, those of the clusters, and `index.md`, which shows all diagrams.
pub fn split(view: &GraphView, options: &Options) -> Vec<SplitFile> {
    let clusters = clusters(view, options);
    let overview = overview(view, &clusters);
    let mut taken = HashSet::from(["index".to_owned()]);
    let mut diagrams = Vec::new();
    let mut add = |name: &str, title: &str, view: &GraphView, options: &Options, nodes: &[usize]| {
        let pages = pages(view, options, nodes);
        let count = pages.len();
        for (number, page) in pages.iter().enumerate() {
            let stem = if number == 0 { name.to_owned() } else { format!("{name}-{}", number + 1) };
            let stem = unique_name(&stem, &mut taken);
            let title = if count == 1 { title.to_owned() } else { format!("{title} ({} of {count})", number + 1) };
            diagrams.push((stem, title, diagram(view, options, page)));
        }
    };
    // The nodes of the overview are no files to link to.
    add("overview", "Overview", &overview, &Options::default(), &(0..overview.nodes.len()).collect::<Vec<_>>());
    for cluster in &clusters {
        add(&slug(&cluster.name), &cluster.name, view, options, &cluster.nodes);
    }
    let mut index = format!("# {} of {}\n", view.view, view.vault).replace(char::is_control, " ").trim().to_owned();
    index +=
        &format!("\n\n{} nodes and {} edges in {} diagrams.\n", view.nodes.len(), view.edges.len(), diagrams.len());
    for (stem, title, diagram) in &diagrams {
        let title = label::display(title).replace(char::is_control, " ");
        index += &format!("\n## {title}\n\n`{stem}.mmd`\n\n```mermaid\n{diagram}```\n");
    }
    let files = diagrams.into_iter().map(|(stem, _, text)| SplitFile { name: format!("{stem}.mmd"), text });
    files.chain([SplitFile { name: "index.md".to_owned(), text: index }]).collect()
}

/// Returns the diagrams that an `index.md` shows, with the names of their files: those that the split which wrote the
/// index has written next to it.
pub fn files_in_index(index: &str) -> Vec<SplitFile> {
    let mut files = Vec::new();
    let mut lines = index.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let name = line.trim_end().strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
        let Some(name) = name.filter(|name| name.ends_with(".mmd") && !name.contains(['/', '\\'])) else { continue };
        let has_diagram = lines.next_if_eq(&"\n").is_some() && lines.next_if_eq(&"```mermaid\n").is_some();
        if has_diagram {
            let text = std::iter::from_fn(|| lines.next_if(|line| *line != "```\n")).collect();
            files.push(SplitFile { name: name.to_owned(), text });
        }
    }
    files
}

/// A set of related nodes.
struct Cluster {
    name: String,
    nodes: Vec<usize>,
}

/// Returns the path of a node in the hierarchy of clusters: its groups, its folders, or its kind.
fn cluster_path(view: &GraphView, node: &Node) -> Vec<String> {
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

/// Divides the nodes into clusters: the largest folders or groups that fit one diagram.
fn clusters(view: &GraphView, options: &Options) -> Vec<Cluster> {
    let paths: Vec<Vec<String>> = view.nodes.iter().map(|node| cluster_path(view, node)).collect();
    let mut clusters = Vec::new();
    let mut pending = vec![(0, (0..view.nodes.len()).collect::<Vec<_>>())];
    while let Some((depth, nodes)) = pending.pop() {
        let Some(first) = nodes.first() else { continue };
        let is_leaf = nodes.iter().all(|node| paths[*node].len() <= depth);
        // The root is always divided, because the overview shows the clusters.
        if is_leaf || (depth > 0 && pages(view, options, &nodes).len() == 1) {
            let name = match &paths[*first][..depth] {
                [] => view.vault.clone(),
                folders => folders.join("/"),
            };
            clusters.push(Cluster { name, nodes });
            continue;
        }
        let mut parts: BTreeMap<Option<&String>, Vec<usize>> = BTreeMap::new();
        for node in nodes {
            parts.entry(paths[node].get(depth)).or_default().push(node);
        }
        // The stack reverses the order. Nodes directly in this folder are a leaf at this depth.
        for (inner, nodes) in parts.into_iter().rev() {
            pending.push((if inner.is_some() { depth + 1 } else { depth }, nodes));
        }
    }
    clusters
}

/// Returns a graph with a node for each cluster and an edge for each pair of connected clusters.
fn overview(view: &GraphView, clusters: &[Cluster]) -> GraphView {
    let mut of_node = vec![0; view.nodes.len()];
    for (position, cluster) in clusters.iter().enumerate() {
        cluster.nodes.iter().for_each(|node| of_node[*node] = position);
    }
    let mut counts: BTreeMap<(usize, usize), u32> = BTreeMap::new();
    for edge in &view.edges {
        let (source, target) = (of_node[edge.source], of_node[edge.target]);
        if source == target {
            continue;
        }
        if edge.records().is_empty() {
            *counts.entry((source, target)).or_default() += 1;
        }
        // A bundle stands for integrations in either direction.
        for record in edge.records() {
            if record.way != Way::Backward {
                *counts.entry((source, target)).or_default() += 1;
            }
            if record.way != Way::Forward {
                *counts.entry((target, source)).or_default() += 1;
            }
        }
    }
    let edges = counts.into_iter().map(|((source, target), count)| {
        let label = Some(count.to_string().into());
        Edge { count, ..Edge::new(EdgeKind::Link, source, target) }.with_text(EdgeText { label, ..EdgeText::default() })
    });
    let node = |cluster: &Cluster| {
        // The name serves as the path of the node.
        let label = format!("{} ({})", cluster.name, cluster.nodes.len());
        Node { path: Some(cluster.name.as_str().into()), ..Node::new(NodeKind::Note, label) }
    };
    let edges = edges.collect();
    GraphView::new("overview", &view.vault, false, clusters.iter().map(node).collect(), edges)
}

/// Distributes nodes and their outgoing edges over pages, filling each page in order. A node with more edges than fit a
/// page continues on the next ones as a stub.
fn pages(view: &GraphView, options: &Options, nodes: &[usize]) -> Vec<Page> {
    let mut pages = Vec::new();
    let mut page = PageBuilder::default();
    for node in nodes {
        let first = view.edges.partition_point(|edge| edge.source < *node);
        let end = view.edges.partition_point(|edge| edge.source <= *node);
        let cost = page.cost(view, options, *node, first..end);
        if !page.is_empty() && !page.fits(view, end - first, cost) {
            pages.push(std::mem::take(&mut page).finish());
        }
        page.add_node(view, options, *node);
        for edge in first..end {
            let cost = page.cost_of_edge(view, options, edge);
            if !page.fits(view, 1, cost) {
                pages.push(std::mem::take(&mut page).finish());
            }
            page.add_edge(view, options, edge);
        }
    }
    if !page.is_empty() {
        pages.push(page.finish());
    }
    if pages.is_empty() {
        pages.push(Page::default());
    }
    pages
}

/// Builds a page and keeps track of the length of its source.
#[derive(Default)]
struct PageBuilder {
    page: Page,
    nodes: HashSet<usize>,
    ends: BTreeSet<usize>,
    characters: usize,
}

impl PageBuilder {
    fn is_empty(&self) -> bool {
        self.page.nodes.is_empty() && self.page.edges.is_empty()
    }

    fn fits(&self, view: &GraphView, edges: usize, characters: usize) -> bool {
        let max_characters = MAX_CHARACTERS - FIXED_COST - CLASS_COST * view.classes.len().min(600);
        self.page.edges.len() + edges <= MAX_EDGES && self.characters + characters <= max_characters
    }

    /// Returns the characters that a node and all its edges would add to this page.
    fn cost(&self, view: &GraphView, options: &Options, node: usize, edges: std::ops::Range<usize>) -> usize {
        let mut ends: HashSet<usize> = HashSet::from([node]);
        let mut cost = cost_of_node(view, options, node);
        for edge in edges {
            cost += cost_of_line(view, edge);
            let target = view.edges[edge].target;
            if !self.contains(target) && ends.insert(target) {
                cost += cost_of_node(view, options, target);
            }
        }
        cost
    }

    fn cost_of_edge(&self, view: &GraphView, options: &Options, edge: usize) -> usize {
        let Edge { source, target, .. } = view.edges[edge];
        let ends: BTreeSet<usize> = [source, target].into_iter().filter(|end| !self.contains(*end)).collect();
        cost_of_line(view, edge) + ends.into_iter().map(|end| cost_of_node(view, options, end)).sum::<usize>()
    }

    fn contains(&self, node: usize) -> bool {
        self.nodes.contains(&node) || self.ends.contains(&node)
    }

    fn add_node(&mut self, view: &GraphView, options: &Options, node: usize) {
        self.characters += cost_of_node(view, options, node);
        self.nodes.insert(node);
        self.page.nodes.push(node);
    }

    fn add_edge(&mut self, view: &GraphView, options: &Options, edge: usize) {
        self.characters += self.cost_of_edge(view, options, edge);
        self.ends.extend([view.edges[edge].source, view.edges[edge].target]);
        self.page.edges.push(edge);
    }

    fn finish(self) -> Page {
        let stubs = self.ends.into_iter().filter(|end| !self.nodes.contains(end)).collect();
        Page { stubs, ..self.page }
    }
}

/// Returns an upper bound of the characters that a node takes: its line, its id in up to four `class` lines, its
/// `click` line, and its groups if it is the only node in them.
fn cost_of_node(view: &GraphView, options: &Options, node: usize) -> usize {
    let own = units(&node_line(view, node)) + 12 + 4 * (node.to_string().len() + 2);
    let click = click_line(view, options, node).map_or(0, |line| units(&line) + 1);
    let names = view.nodes[node].group.map(|group| view.group_names(group)).unwrap_or_default();
    let groups: usize = names.iter().map(|name| units(&label::escaped(&label::display(name))) + 60).sum();
    own + click + groups
}

/// Returns an upper bound of the characters that an edge takes: its line and its number in a `linkStyle` line.
fn cost_of_line(view: &GraphView, edge: usize) -> usize {
    units(&edge_line(&view.edges[edge])) + 1 + 5
}

/// Returns the length in UTF-16 code units, which is how Mermaid counts characters.
fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Converts a name to one that is valid on every file system.
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

/// Returns a name that is not taken yet, and adds it to the taken names.
fn unique_name(stem: &str, taken: &mut HashSet<String>) -> String {
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
    use crate::render::graph::colors;

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
        let (mut nodes, mut edges) = (BTreeMap::new(), BTreeMap::new());
        for file in diagrams {
            assert!(units(&file.text) <= MAX_CHARACTERS, "{}", file.name);
            assert!(index.text.contains(&format!("`{}`\n\n```mermaid\n{}```\n", file.name, file.text)));
            if file.name.starts_with("overview") {
                continue;
            }
            let stubs = file.text.lines().find_map(|line| line.strip_prefix("  class ")?.strip_suffix(" stub"));
            let stubs: Vec<&str> = stubs.map(|stubs| stubs.split(',').collect()).unwrap_or_default();
            let is_edge = |line: &&str| line.contains("--> n") || line.contains("-->|");
            assert!(file.text.lines().filter(is_edge).count() <= MAX_EDGES);
            for line in file.text.lines().filter(|line| line.contains("[\"")) {
                let id = line.trim().split('[').next().unwrap();
                if !stubs.contains(&id) && !line.contains("subgraph") {
                    *nodes.entry(id.to_owned()).or_insert(0) += 1;
                }
            }
            for line in file.text.lines().filter(is_edge) {
                *edges.entry(line.to_owned()).or_insert(0) += 1;
            }
        }
        assert_eq!((nodes.len(), nodes.values().max()), (view.nodes.len(), Some(&1)));
        assert_eq!((edges.len(), edges.values().max()), (view.edges.len(), Some(&1)));
    }

    #[test]
    fn every_node_and_edge_is_in_one_diagram() {
        let mut nodes: Vec<Node> = (0..60).map(|number| note(&format!("{}/N{number}.md", number % 3))).collect();
        nodes.push(note("Root.md"));
        nodes.push(Node::new(NodeKind::Unresolved, "Gone"));
        let edges = (0..60).flat_map(|source| (1..15).map(move |step| (source, (source + step * 4) % 62)));
        let edges = edges.map(|(source, target)| Edge::new(EdgeKind::Link, source, target)).collect();
        let view = GraphView::new("links", "V", false, nodes, edges);
        check(&view, &["overview.mmd", "v.mmd", "0.mmd", "1.mmd", "2.mmd", "unresolved.mmd", "index.md"]);
    }

    #[test]
    fn nodes_with_too_many_edges_continue_in_the_next_diagram() {
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
    fn styles_and_legend_cost_no_more_than_is_set_aside_for_them() {
        let statuses = colors::STATUSES.map(|(status, _)| status);
        let nodes: Vec<Node> = [NodeKind::Canvas, NodeKind::Attachment, NodeKind::Unresolved, NodeKind::Tag]
            .into_iter()
            .chain([NodeKind::Integration, NodeKind::System])
            .map(|kind| Node::new(kind, "x"))
            .collect();
        let edge = |status: &&str| {
            let text = EdgeText { status: Some((*status).into()), ..EdgeText::default() };
            Edge::new(EdgeKind::Integration, 0, 1).with_text(text)
        };
        let view = GraphView::new("landscape", "V", true, nodes, statuses.iter().map(edge).collect());
        let text = diagram(&view, &Options::default(), &Page::of_graph(&view));
        // A bundle may add another line for each status without dashes.
        let styles: usize = text.lines().filter(|line| line.contains("linkStyle")).map(|line| units(line) + 10).sum();
        assert!(units(&text) + styles <= FIXED_COST, "{text}");
    }

    #[test]
    fn file_names_are_valid_everywhere() {
        let check = |name: &str, expected: &str| assert_eq!(slug(name), expected);
        check("20 Integrations/A & B", "20-integrations-a-b");
        check("Größe", "größe");
        check("..", "cluster");
        check("con/../x", "con-x");
    }
}
