//! The view `links`: the vault as Obsidian's graph view draws it. Local graphs and limits are applied later.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use vaultdex_notes::{FileKind, LinkKind, text};

use super::edge::{Edge, EdgeKind};
use super::note_node::{is_linkpath_of, tag_names};
use super::view::{GraphView, Node, NodeKind};
use crate::catalog::{Catalog, File};
use crate::links::unresolved_key;

/// What the graph of links shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinksOptions {
    /// The name of the vault.
    pub vault: String,
    /// Whether files other than notes and canvases are nodes.
    pub attachments: bool,
    /// Whether each tag is a node.
    pub tags: bool,
    /// Whether unresolved targets are left out.
    pub existing_only: bool,
    /// Whether nodes without any edge are shown.
    pub orphans: bool,
    /// The positions of the files to show; `None` for all.
    pub keep: Option<BTreeSet<usize>>,
}

impl Default for LinksOptions {
    /// Returns the initial settings of Obsidian's graph view.
    fn default() -> LinksOptions {
        LinksOptions {
            vault: String::new(),
            attachments: false,
            tags: false,
            existing_only: false,
            orphans: true,
            keep: None,
        }
    }
}

/// Returns the graph of a vault's links (docs/spec/obsidian.md#graph-view): notes, canvases and unresolved targets, and
/// what the options add. A link of a file to itself is an edge.
pub fn links(catalog: &Catalog, options: &LinksOptions) -> GraphView {
    let mut tags = TagTable::new(catalog);
    let mut nodes = Vec::new();
    let mut node_of_file = vec![None; catalog.files.len()];
    for (position, file) in catalog.files.iter().enumerate() {
        if is_shown(file, options) && options.keep.as_ref().is_none_or(|keep| keep.contains(&position)) {
            node_of_file[position] = Some(push(&mut nodes, file_node(catalog, position, &mut tags)));
        }
    }

    let mut node_of_unresolved: HashMap<&str, usize> = HashMap::new();
    let mut node_of_tag: Vec<Option<usize>> = vec![None; tags.names.len()];
    let mut edges = Vec::new();
    let mut targets: Vec<(usize, u32)> = Vec::new();
    for (position, file) in catalog.files.iter().enumerate() {
        let Some(source) = node_of_file[position] else { continue };
        for (link, destination) in catalog.links(position) {
            let target = match destination {
                Some(destination) => node_of_file[destination],
                None if options.existing_only => None,
                None => {
                    let key = unresolved_key(link.linkpath());
                    let new_node = || push(&mut nodes, Node::new(NodeKind::Unresolved, key));
                    Some(*node_of_unresolved.entry(key).or_insert_with(new_node))
                }
            };
            targets.extend(target.map(|target| (target, u32::from(link.kind == LinkKind::Embed))));
        }
        targets.sort_unstable();
        for same in targets.chunk_by(|left, right| left.0 == right.0) {
            let embeds = same.iter().map(|(_, embeds)| embeds).sum();
            edges.push(Edge { count: same.len() as u32, embeds, ..Edge::new(EdgeKind::Link, source, same[0].0) });
        }
        targets.clear();
        if options.tags {
            for (tag, count) in tags.counts(position, file) {
                let new_node = || push(&mut nodes, Node::new(NodeKind::Tag, format!("#{}", tags.names[tag])));
                let target = *node_of_tag[tag].get_or_insert_with(new_node);
                edges.push(Edge { count, ..Edge::new(EdgeKind::Tag, source, target) });
            }
        }
    }

    let view = GraphView::new("links", &options.vault, false, nodes, edges);
    if options.orphans {
        return view;
    }
    let is_connected: Vec<bool> = view.nodes.iter().map(|node| node.in_degree + node.out_degree > 0).collect();
    view.subset(&is_connected)
}

/// Whether a file is part of the graph. Excluded files are not, though links lead to them
/// (docs/spec/obsidian.md#excluded-files).
fn is_shown(file: &File, options: &LinksOptions) -> bool {
    let kind = file.kind();
    !file.excluded && (options.attachments || matches!(kind, FileKind::Note | FileKind::Canvas))
}

fn push(nodes: &mut Vec<Node>, node: Node) -> usize {
    nodes.push(node);
    nodes.len() - 1
}

fn file_node(catalog: &Catalog, position: usize, tags: &mut TagTable) -> Node {
    let file = &catalog.files[position];
    let kind = match file.kind() {
        FileKind::Note => NodeKind::Note,
        FileKind::Canvas => NodeKind::Canvas,
        FileKind::Base | FileKind::Attachment => NodeKind::Attachment,
    };
    let name = if kind == NodeKind::Note { file.path.stem() } else { file.path.file_name() };
    // The path where the name is ambiguous: two nodes must not look like one.
    let is_name_enough = is_linkpath_of(catalog, name, position);
    let label = if is_name_enough { name } else { file.path.linkpath() };
    let tags = tags.counts(position, file).into_iter().map(|(tag, _)| Arc::clone(&tags.names[tag])).collect();
    Node {
        path: Some((&file.path).into()),
        tags,
        label_is_linkpath: is_name_enough || is_linkpath_of(catalog, label, position),
        ..Node::new(kind, label)
    }
}

/// The tags of a vault, by number.
struct TagTable<'a> {
    /// The first spelling of each tag in the order of paths. It covers the whole vault, so that a filter does not
    /// change how a tag is spelled.
    names: Vec<Arc<str>>,
    /// The number of each spelling.
    numbers: HashMap<&'a str, usize>,
    /// By number: the file that had the tag last, and the tag's position in the counts of that file.
    last_seen: Vec<(usize, usize)>,
}

impl<'a> TagTable<'a> {
    fn new(catalog: &'a Catalog) -> TagTable<'a> {
        let mut tags = TagTable { names: Vec::new(), numbers: HashMap::new(), last_seen: Vec::new() };
        let mut by_key: HashMap<String, usize> = HashMap::new();
        for name in catalog.files.iter().filter(|file| !file.excluded).flat_map(tag_names) {
            let TagTable { names, numbers, .. } = &mut tags;
            numbers.entry(name).or_insert_with(|| {
                let number = *by_key.entry(text::link_key(name)).or_insert(names.len());
                if number == names.len() {
                    names.push(name.into());
                }
                number
            });
        }
        tags.last_seen = vec![(usize::MAX, 0); tags.names.len()];
        tags
    }

    /// Returns the tags of a file that is not excluded, by number, in the order of the note, each with its number of
    /// occurrences.
    fn counts(&mut self, position: usize, file: &File) -> Vec<(usize, u32)> {
        let mut counts: Vec<(usize, u32)> = Vec::new();
        for number in tag_names(file).filter_map(|name| self.numbers.get(name)) {
            let (last_file, index) = &mut self.last_seen[*number];
            if *last_file == position && counts.get(*index).is_some_and(|(known, _)| known == number) {
                counts[*index].1 += 1;
            } else {
                (*last_file, *index) = (position, counts.len());
                counts.push((*number, 1));
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use vaultdex_notes::{Link, Note, Span, Tag, VaultPath};

    use super::*;

    const LINK: LinkKind = LinkKind::Wikilink;
    const EMBED: LinkKind = LinkKind::Embed;

    fn catalog(files: &[(&str, &[(&str, LinkKind)])]) -> Catalog {
        let file = |(path, links): &(&str, &[(&str, LinkKind)])| {
            let links = links.iter().map(|(target, kind)| Link::new(*kind, Span::default(), *target));
            let note = Note { links: links.collect(), ..Note::default() };
            File::new(VaultPath::new(*path), note)
        };
        Catalog::new(files.iter().map(file).collect())
    }

    fn tag(catalog: &mut Catalog, path: &str, names: &[&str]) {
        let position = catalog.position(path).unwrap();
        let tag = |name: &&str| Tag { name: (*name).to_owned(), span: Span::default(), in_frontmatter: false };
        catalog.files[position].note.tags = names.iter().map(tag).collect();
    }

    /// Checks one line per node, then one line per edge, as `source > target count/embeds`.
    fn check(catalog: &Catalog, options: &LinksOptions, expected: &str) {
        let view = links(catalog, options);
        let label = |position: usize| view.nodes[position].label.as_str();
        let nodes = view.nodes.iter().map(|node| format!("{:?} {}", node.kind, node.label));
        let edges = view
            .edges
            .iter()
            .map(|edge| format!("{} > {} {}/{}", label(edge.source), label(edge.target), edge.count, edge.embeds));
        let actual: Vec<String> = nodes.chain(edges).collect();
        let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(actual, expected, "{options:?}");
    }

    const VAULT: &[(&str, &[(&str, LinkKind)])] = &[
        ("a.md", &[("b", LINK), ("b#h", EMBED), ("b", LinkKind::Property), ("#h", LINK), ("i.png", EMBED)]),
        ("b.md", &[("Gone.md", LINK), ("gone", LINK), ("Gone#x", LINK), ("a", LinkKind::Markdown)]),
        ("i.png", &[]),
        ("k.canvas", &[("b.md", EMBED)]),
        ("lone.md", &[]),
        ("t.base", &[]),
    ];

    #[test]
    fn nodes_and_edges_are_those_of_obsidian() {
        let expected = "
            Note a\n Note b\n Note lone\n Canvas k.canvas\n Unresolved Gone\n Unresolved gone
            a > a 1/0\n a > b 3/1\n b > a 1/0\n b > Gone 2/0\n b > gone 1/0\n k.canvas > b 1/1";
        check(&catalog(VAULT), &LinksOptions::default(), expected);
    }

    #[test]
    fn options_add_and_remove_nodes() {
        let all = LinksOptions::default();
        let attachments = "
            Note a\n Note b\n Note lone\n Canvas k.canvas\n Attachment i.png\n Attachment t.base
            a > a 1/0\n a > b 3/1\n a > i.png 1/1\n b > a 1/0\n k.canvas > b 1/1";
        check(&catalog(VAULT), &LinksOptions { attachments: true, existing_only: true, ..all.clone() }, attachments);
        let no_orphans = "
            Note a\n Note b\n Canvas k.canvas
            a > a 1/0\n a > b 3/1\n b > a 1/0\n k.canvas > b 1/1";
        check(&catalog(VAULT), &LinksOptions { orphans: false, existing_only: true, ..all.clone() }, no_orphans);
        let only_b = "Note b\n Unresolved Gone\n Unresolved gone\n b > Gone 2/0\n b > gone 1/0";
        check(&catalog(VAULT), &LinksOptions { keep: Some(BTreeSet::from([1])), ..all }, only_b);
    }

    #[test]
    fn excluded_files_are_neither_nodes_nor_unresolved() {
        let mut catalog = catalog(VAULT);
        catalog.files[1].excluded = true;
        check(&catalog, &LinksOptions::default(), "Note a\n Note lone\n Canvas k.canvas\n a > a 1/0");
    }

    #[test]
    fn tags_ignore_case_and_have_their_first_spelling() {
        let mut catalog = catalog(&[("a.md", &[]), ("b.md", &[]), ("c.md", &[]), ("k.canvas", &[])]);
        tag(&mut catalog, "a.md", &["#secret"]);
        tag(&mut catalog, "b.md", &["#Work/Été", "#x", "work/été", "#"]);
        tag(&mut catalog, "c.md", &["#WORK/ÉTÉ", "#Work", "#SECRET"]);
        tag(&mut catalog, "k.canvas", &["#card"]);
        catalog.files[0].excluded = true;
        let options = LinksOptions { tags: true, ..LinksOptions::default() };
        let view = links(&catalog, &options);
        let labels: Vec<&str> = view.nodes.iter().map(|node| node.label.as_str()).collect();
        assert_eq!(labels, ["b", "c", "k.canvas", "#SECRET", "#Work", "#Work/Été", "#x"]);
        assert_eq!(view.nodes[0].tags, ["Work/Été", "x"].map(Arc::from));
        assert_eq!(view.nodes[1].tags, ["Work/Été", "Work", "SECRET"].map(Arc::from));
        let edges: Vec<_> = view.edges.iter().map(|edge| (edge.source, edge.target, edge.kind, edge.count)).collect();
        let tag_edge = |source, target, count| (source, target, EdgeKind::Tag, count);
        assert_eq!(
            edges,
            [tag_edge(0, 5, 2), tag_edge(0, 6, 1), tag_edge(1, 3, 1), tag_edge(1, 4, 1), tag_edge(1, 5, 1)]
        );
        // A filter removes notes but does not change spellings.
        let filtered = links(&catalog, &LinksOptions { keep: Some(BTreeSet::from([2])), ..options });
        assert_eq!(filtered.nodes[0].tags, ["Work/Été", "Work", "SECRET"].map(Arc::from));
    }

    #[test]
    fn label_is_the_shortest_text_that_leads_to_the_file() {
        let paths = [
            "Note.md",
            "a/Note.md",
            "a/Only.md",
            "a/b/Only two.md",
            "c/v1.2",
            "c/v1.2.md",
            "k/B.canvas",
            "p#q.md",
            "x/C.md",
            "x/c.md",
        ];
        let files: Vec<(&str, &[(&str, LinkKind)])> = paths.iter().map(|path| (*path, [].as_slice())).collect();
        let view = links(&catalog(&files), &LinksOptions { attachments: true, ..LinksOptions::default() });
        let check = |path: &str, label: &str, is_linkpath: bool| {
            let node = &view.nodes[view.position(path).unwrap()];
            assert_eq!((node.label.as_str(), node.label_is_linkpath), (label, is_linkpath), "{path}");
        };
        check("Note.md", "Note", true);
        check("a/Note.md", "a/Note", true);
        check("a/Only.md", "Only", true);
        check("a/b/Only two.md", "Only two", true);
        check("c/v1.2", "v1.2", true);
        check("c/v1.2.md", "c/v1.2", false); // The link means the file without an extension.
        check("k/B.canvas", "B.canvas", true);
        check("p#q.md", "p#q", false);
        check("x/C.md", "x/C", true);
        check("x/c.md", "x/c", false);
    }
}
