//! The view `links`: the vault as Obsidian's graph view draws it. Knows nothing of local graphs and limits.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use vaultdex_notes::{FileKind, LinkKind, text};

use super::{Edge, EdgeKind, GraphView, Node, NodeKind};
use crate::catalog::{Catalog, File};

/// What the graph of links shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinksOptions {
    /// The name of the vault.
    pub vault: String,
    /// Whether every other file is a node too.
    pub attachments: bool,
    /// Whether each tag is a node.
    pub tags: bool,
    /// Whether targets that no file answers to are left out.
    pub existing_only: bool,
    /// Whether nodes without any edge are shown.
    pub orphans: bool,
    /// Positions of the files that a filter lets through; `None` for all.
    pub keep: Option<BTreeSet<usize>>,
}

impl Default for LinksOptions {
    /// What Obsidian shows before anything is set.
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

/// The graph of a vault's links (spec/obsidian.md section 4, graph semantics): notes, canvases and unresolved targets,
/// and what the options add. Links of a file to itself are edges here.
pub fn links(catalog: &Catalog, options: &LinksOptions) -> GraphView {
    let mut tags = Tags::of(catalog);
    let mut nodes = Vec::new();
    let mut of_file = vec![None; catalog.files.len()];
    for (position, file) in catalog.files.iter().enumerate() {
        if shows(file, options) && options.keep.as_ref().is_none_or(|keep| keep.contains(&position)) {
            of_file[position] = Some(nodes.len());
            nodes.push(file_node(catalog, position, &mut tags));
        }
    }

    let mut of_key: HashMap<&str, usize> = HashMap::new();
    let mut of_tag: Vec<Option<usize>> = vec![None; tags.names.len()];
    let mut edges = Vec::new();
    let mut targets: Vec<(usize, u32)> = Vec::new();
    for (position, file) in catalog.files.iter().enumerate() {
        let Some(source) = of_file[position] else { continue };
        for (link, destination) in catalog.links(position) {
            let target = match destination {
                Some(destination) => of_file[destination],
                None if options.existing_only => None,
                None => {
                    let key = unresolved_key(link.linkpath());
                    Some(*of_key.entry(key).or_insert_with(|| push(&mut nodes, Node::new(NodeKind::Unresolved, key))))
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
                let label = || format!("#{}", tags.names[tag]);
                let target = *of_tag[tag].get_or_insert_with(|| push(&mut nodes, Node::new(NodeKind::Tag, label())));
                edges.push(Edge { count, ..Edge::new(EdgeKind::Tag, source, target) });
            }
        }
    }

    let view = GraphView::new("links", &options.vault, false, nodes, edges);
    if options.orphans {
        return view;
    }
    let connected: Vec<bool> = view.nodes.iter().map(|node| node.in_degree + node.out_degree > 0).collect();
    view.subset(&connected)
}

/// Excluded files are no part of the graph, though links lead to them (spec/obsidian.md section 4, excluded files).
fn shows(file: &File, options: &LinksOptions) -> bool {
    let kind = file.kind();
    !file.excluded && (options.attachments || matches!(kind, FileKind::Note | FileKind::Canvas))
}

fn push(nodes: &mut Vec<Node>, node: Node) -> usize {
    nodes.push(node);
    nodes.len() - 1
}

/// What Obsidian calls an unresolved target: the linkpath as written, one `.md` dropped (spec/obsidian.md 2.3).
fn unresolved_key(linkpath: &str) -> &str {
    match linkpath.len().checked_sub(3) {
        Some(end) if linkpath.is_char_boundary(end) && linkpath[end..].eq_ignore_ascii_case(".md") => &linkpath[..end],
        _ => linkpath,
    }
}

fn file_node(catalog: &Catalog, position: usize, tags: &mut Tags) -> Node {
    let file = &catalog.files[position];
    let kind = match file.kind() {
        FileKind::Note => NodeKind::Note,
        FileKind::Canvas => NodeKind::Canvas,
        FileKind::Base | FileKind::Attachment => NodeKind::Attachment,
    };
    let name = if kind == NodeKind::Note { file.path.stem() } else { file.path.file_name() };
    // The name alone where it can mean nothing else, else the whole path: two nodes must not look like one.
    let name_opens = opens(catalog, name, position);
    let label = if name_opens { name } else { file.path.linkpath() };
    let tags = tags.counts(position, file).into_iter().map(|(tag, _)| Arc::clone(&tags.names[tag])).collect();
    Node {
        path: Some((&file.path).into()),
        tags,
        label_is_linkpath: name_opens || opens(catalog, label, position),
        ..Node::new(kind, label)
    }
}

/// Whether a link with this text leads to the file from every note of the vault.
pub(crate) fn opens(catalog: &Catalog, linkpath: &str, position: usize) -> bool {
    // Such names exist on disk, but no link can say them: the rest is read as a heading or display text, or is cleaned
    // away (spec/obsidian.md 1.1).
    let sayable = linkpath.trim() == linkpath && !linkpath.contains(['#', '|', '\u{a0}']) && !linkpath.ends_with('\\');
    if !sayable {
        return false;
    }
    catalog.names.from_anywhere(linkpath) == Some(position as u32)
}

/// The tags of a file without their `#`, as often as they occur. Those of a canvas are no part of the graph
/// (spec/obsidian.md 1.2).
fn tag_names(file: &File) -> impl Iterator<Item = &str> {
    let tags: &[_] = if file.kind() == FileKind::Note { &file.note.tags } else { &[] };
    tags.iter().map(|tag| tag.name.strip_prefix('#').unwrap_or(&tag.name)).filter(|name| !name.is_empty())
}

/// The tags of one note as it spells them, without their `#`, each one once.
pub(crate) fn tags_of(catalog: &Catalog, file: usize) -> Vec<Arc<str>> {
    let mut seen = BTreeSet::new();
    let names = tag_names(&catalog.files[file]).filter(|name| seen.insert(text::link_key(name)));
    names.map(Arc::from).collect()
}

/// The tags of a vault, by number.
struct Tags<'a> {
    /// The first spelling of each in path order. All of the vault is asked, so that a filter renames no tag.
    names: Vec<Arc<str>>,
    /// By spelling, for a vault says the same few words again and again.
    numbers: HashMap<&'a str, usize>,
    /// By number: where in the list of the file that had it last it stands, so that each stands there once.
    seen: Vec<(usize, usize)>,
}

impl<'a> Tags<'a> {
    fn of(catalog: &'a Catalog) -> Tags<'a> {
        let mut tags = Tags { names: Vec::new(), numbers: HashMap::new(), seen: Vec::new() };
        let mut by_key: HashMap<String, usize> = HashMap::new();
        for name in catalog.files.iter().filter(|file| !file.excluded).flat_map(tag_names) {
            let Tags { names, numbers, .. } = &mut tags;
            numbers.entry(name).or_insert_with(|| {
                let number = *by_key.entry(text::link_key(name)).or_insert(names.len());
                if number == names.len() {
                    names.push(name.into());
                }
                number
            });
        }
        tags.seen = vec![(usize::MAX, 0); tags.names.len()];
        tags
    }

    /// The tags of a file that is not excluded, by number in order of the note, with how often it has each.
    fn counts(&mut self, position: usize, file: &File) -> Vec<(usize, u32)> {
        let mut counts: Vec<(usize, u32)> = Vec::new();
        for number in tag_names(file).filter_map(|name| self.numbers.get(name)) {
            let (last, place) = &mut self.seen[*number];
            if *last == position && counts.get(*place).is_some_and(|(known, _)| known == number) {
                counts[*place].1 += 1;
            } else {
                (*last, *place) = (position, counts.len());
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

    /// A line a node, then a line an edge, as `source > target count/embeds`.
    fn check(catalog: &Catalog, options: &LinksOptions, expected: &str) {
        let view = links(catalog, options);
        let label = |position: usize| view.nodes[position].label.as_str();
        let nodes = view.nodes.iter().map(|node| format!("{:?} {}", node.kind, node.label));
        let edges = view
            .edges
            .iter()
            .map(|edge| format!("{} > {} {}/{}", label(edge.source), label(edge.target), edge.count, edge.embeds));
        let told: Vec<String> = nodes.chain(edges).collect();
        let expected: Vec<&str> = expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(told, expected, "{options:?}");
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
    fn nodes_and_edges_are_those_of_obsidians_graph() {
        let whole = "
            Note a\n Note b\n Note lone\n Canvas k.canvas\n Unresolved Gone\n Unresolved gone
            a > a 1/0\n a > b 3/1\n b > a 1/0\n b > Gone 2/0\n b > gone 1/0\n k.canvas > b 1/1";
        check(&catalog(VAULT), &LinksOptions::default(), whole);
    }

    #[test]
    fn options_add_and_leave_out() {
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
    fn excluded_files_are_gone_and_not_unresolved() {
        let mut catalog = catalog(VAULT);
        catalog.files[1].excluded = true;
        check(&catalog, &LinksOptions::default(), "Note a\n Note lone\n Canvas k.canvas\n a > a 1/0");
    }

    #[test]
    fn unresolved_targets_are_told_apart_as_written() {
        let check = |linkpath: &str, key: &str| assert_eq!(unresolved_key(linkpath), key);
        check("Foo", "Foo");
        check("./x/Foo.MD", "./x/Foo");
        check("Foo.md.md", "Foo.md");
        check("Foo.mdx", "Foo.mdx");
        check(".md", "");
        check("笔记", "笔记");
        check("é", "é");
    }

    #[test]
    fn tags_meet_whatever_their_case_and_wear_the_first_one() {
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
        // A filter takes notes away, and renames nothing.
        let filtered = links(&catalog, &LinksOptions { keep: Some(BTreeSet::from([2])), ..options });
        assert_eq!(filtered.nodes[0].tags, ["Work/Été", "Work", "SECRET"].map(Arc::from));
    }

    #[test]
    fn a_label_is_the_shortest_text_that_means_the_file() {
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
