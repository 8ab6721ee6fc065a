//! The graph as a JSON Canvas 1.0 for Obsidian: notes as file cards, other nodes as text cards, groups as groups, and a
//! group with a card for each status.

use std::collections::HashMap;
use std::io::Write;

use serde::Serialize;
use vaultdex_query::graph::{Edge, EdgeKind, GraphView, Node, NodeKind};

use super::format::{Failure, Format, Options, Part};
use super::layout::{Frame, Point, Size, arrange};
use super::rows::LazySeq;
use super::{colors, label, rows};
use crate::render::uri;

pub(super) const FORMAT: Format = Format {
    name: "canvas",
    endings: &["canvas"],
    about: "A canvas for Obsidian, with notes as cards",
    is_bundled: true,
    has_history: false,
    parts: &[Part { name: "", render }],
};

/// The size of a card that shows a note.
const FILE_CARD: Size = Size { width: 260.0, height: 100.0 };

/// The size of a card with a line of text.
const TEXT_CARD: Size = Size { width: 220.0, height: 60.0 };

/// The size of a card with a few lines of text, the last of which links to a note.
const LINKED_CARD: Size = Size { width: 260.0, height: 110.0 };

/// The minimum distance between cards.
const GAP: f64 = 30.0;

#[derive(Serialize)]
struct Document<N: Serialize, E: Serialize> {
    nodes: N,
    edges: E,
}

#[derive(Clone, Serialize)]
struct Card<'a> {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    x: i64,
    y: i64,
    width: i64,
    height: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Arrow<'a> {
    id: String,
    from_node: String,
    from_side: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    from_end: Option<&'static str>,
    to_node: String,
    to_side: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_end: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
}

/// What the card of a node shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Face {
    /// The note.
    File,
    /// The label, what tells the node from others of its note, and a link to the note.
    Linked,
    /// The label.
    Text,
}

impl Face {
    fn size(self) -> Size {
        match self {
            Face::File => FILE_CARD,
            Face::Linked => LINKED_CARD,
            Face::Text => TEXT_CARD,
        }
    }
}

fn render(view: &GraphView, _options: &Options, out: &mut dyn Write) -> Result<(), Failure> {
    let faces = faces(view);
    let sizes: Vec<Size> = faces.iter().map(|face| face.size()).collect();
    let arranged = arrange(view, &sizes, GAP);
    let legend = legend(view);
    // Canvas nodes are drawn in order, so groups come first.
    let groups = view.groups.iter().zip(&arranged.groups).enumerate();
    let groups = groups.map(|(position, (group, frame))| Card {
        label: Some(&group.name),
        ..card(format!("g{position}"), "group", frame)
    });
    let nodes = view.nodes.iter().zip(&arranged.nodes).zip(&faces).enumerate();
    let nodes = nodes.map(|(position, ((node, frame), face))| Card {
        file: node.path.as_deref().filter(|_| *face == Face::File),
        text: match face {
            Face::File => None,
            Face::Linked => Some(linked_text(view, node)),
            Face::Text => Some(escape_markdown(&node.label)),
        },
        color: node.class.map(colors::hex),
        ..card(format!("n{position}"), if *face == Face::File { "file" } else { "text" }, frame)
    });
    let (legend_groups, legend_cards) = legend.split_at(legend.len().min(1));
    let cards = groups.chain(legend_groups.iter().cloned()).chain(nodes).chain(legend_cards.iter().cloned());
    let edges = view.edges.iter().enumerate().map(|(position, edge)| arrow(position, edge, &arranged.nodes));
    let document = Document { nodes: LazySeq(|| cards.clone()), edges: LazySeq(|| edges.clone()) };
    Ok(rows::write(&document, 2, out)?)
}

/// Returns what the card of each node shows: the note only if the node has its name and no other node shows it, because two
/// cards with the same note would look alike.
fn faces(view: &GraphView) -> Vec<Face> {
    let is_note = |node: &Node, path: &str| match node.kind {
        NodeKind::Field => false,
        NodeKind::Integration => name_of(path) == node.label,
        _ => true,
    };
    let mut shown: HashMap<&str, usize> = HashMap::new();
    for node in &view.nodes {
        let path = node.path.as_deref().filter(|path| is_note(node, path));
        path.into_iter().for_each(|path| *shown.entry(path).or_default() += 1);
    }
    let face = |node: &Node| match node.path.as_deref() {
        Some(path) if is_note(node, path) && shown[path] == 1 => Face::File,
        Some(_) => Face::Linked,
        None => Face::Text,
    };
    view.nodes.iter().map(face).collect()
}

/// Returns the name of the file of a note.
fn name_of(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".md").unwrap_or(name)
}

/// Returns the text of a card with a link to the note, to the place where the node is recorded.
fn linked_text(view: &GraphView, node: &Node) -> String {
    let mut lines = vec![escape_markdown(&node.label)];
    let id = node.integration.as_ref().and_then(|it| it.id.as_deref()).filter(|id| *id != node.label);
    // Fields of two systems may have the same name in one row.
    let group = node.group.filter(|_| node.kind == NodeKind::Field).map(|group| view.group_names(group).join(" › "));
    let facts = [id, group.as_deref(), node.status.as_deref()];
    let facts: Vec<String> = facts.into_iter().flatten().map(escape_markdown).collect();
    lines.extend((!facts.is_empty()).then(|| facts.join(" · ")));
    lines.extend(node.path.as_deref().map(|path| link(path, node.line)));
    lines.join("\n")
}

/// Returns a link to a note in Markdown.
fn link(path: &str, line: Option<u32>) -> String {
    let place = line.map(|line| format!(":{line}")).unwrap_or_default();
    let is_linkpath = !path.contains(['[', ']', '|', '#', '^', '\\']) && !path.contains(char::is_control);
    match path.strip_suffix(".md").filter(|_| is_linkpath) {
        Some(linkpath) => format!("[[{linkpath}|{}{place}]]", name_of(path)),
        None => {
            let address: Vec<String> = path.split('/').map(uri::encode).collect();
            format!("[{}{place}]({})", escape_markdown(name_of(path)), address.join("/"))
        }
    }
}

/// Returns the legend, to the left of the drawing: a group, and in it a card for each status that edges have. Empty without
/// statuses.
fn legend(view: &GraphView) -> Vec<Card<'static>> {
    let statuses = colors::statuses_in(view.edges.iter());
    if statuses.is_empty() {
        return Vec::new();
    }
    let step = TEXT_CARD.height + GAP;
    let size = Size { width: TEXT_CARD.width + 2.0 * GAP, height: statuses.len() as f64 * step + GAP };
    let left = -size.width - 2.0 * GAP;
    let frame = |left: f64, top: f64, size: Size| Frame {
        center: Point { x: left + size.width / 2.0, y: top + size.height / 2.0 },
        size,
    };
    let group = Card { label: Some("Legend"), ..card("legend".to_owned(), "group", &frame(left, 0.0, size)) };
    let cards = statuses.iter().enumerate().map(|(row, (status, style))| Card {
        text: Some((*status).to_owned()),
        color: Some(style.color.to_owned()),
        ..card(format!("legend-{status}"), "text", &frame(left + GAP, GAP + row as f64 * step, TEXT_CARD))
    });
    [group].into_iter().chain(cards).collect()
}

/// Creates a card at the position of its box, in whole pixels.
fn card<'a>(id: String, kind: &'static str, frame: &Frame) -> Card<'a> {
    let (x, y) = (frame.left().round() as i64, frame.top().round() as i64);
    let (width, height) = (frame.size.width.ceil() as i64, frame.size.height.ceil() as i64);
    Card { id, kind, file: None, text: None, label: None, x, y, width, height, color: None }
}

fn arrow<'a>(position: usize, edge: &'a Edge, frames: &[Frame]) -> Arrow<'a> {
    let (from, to) = (&frames[edge.source], &frames[edge.target]);
    let (from_side, to_side) = facing_sides(from, to, edge.source == edge.target);
    Arrow {
        id: format!("e{position}"),
        from_node: format!("n{}", edge.source),
        from_side,
        to_node: format!("n{}", edge.target),
        to_side,
        from_end: edge.is_two_way().then_some("arrow"),
        to_end: (edge.kind == EdgeKind::Tag).then_some("none"),
        color: edge.status().and_then(colors::of_status).map(|style| style.color),
        label: edge.label(),
    }
}

/// Returns the sides of two boxes that face each other: those with the wider gap between them. A loop goes around a corner.
fn facing_sides(from: &Frame, to: &Frame, is_loop: bool) -> (&'static str, &'static str) {
    if is_loop {
        return ("right", "bottom");
    }
    let (right, left) = (to.left() - from.right(), from.left() - to.right());
    let (below, above) = (to.top() - from.bottom(), from.top() - to.bottom());
    match (right.max(left) >= below.max(above), right >= left, below >= above) {
        (true, true, _) => ("right", "left"),
        (true, false, _) => ("left", "right"),
        (false, _, true) => ("bottom", "top"),
        (false, _, false) => ("top", "bottom"),
    }
}

/// Escapes text for a card, whose text is Markdown.
fn escape_markdown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in label::display(text).chars() {
        if letter.is_ascii_punctuation() {
            shown.push('\\');
        }
        shown.push(letter);
    }
    shown
}

#[cfg(test)]
mod tests {
    use vaultdex_query::graph::DrawnIntegration;

    use super::*;
    use crate::render::graph::test_graphs::{landscape, render_to_string, small};

    #[test]
    fn notes_are_file_cards_and_other_nodes_are_text_cards() {
        let document = render_to_string(&FORMAT.parts[0], &small());
        let check = |piece: &str| assert!(document.contains(piece), "{piece}\n{document}");
        check(r#"{"id":"n0","type":"file","file":"a/B & C.md","x":"#);
        check(r#""type":"text","text":"\\=\\\"\\<\\\\ ","x":"#);
        check(r##""width":260,"height":100,"color":"#3b82c4"}"##);
        check(r#"{"id":"e1","fromNode":"n1","fromSide":""#);
        let document = render_to_string(&FORMAT.parts[0], &landscape());
        assert!(document.starts_with("{\"nodes\":[\n{\"id\":\"g0\",\"type\":\"group\",\"label\":\"Sales\","));
        assert!(document.contains("\"label\":\"INT-2 · daily\"}"), "{document}");
    }

    #[test]
    fn nodes_of_one_note_do_not_look_alike() {
        let integration = |name: &str, line: u32| Node {
            path: Some("Lists/Register.md".into()),
            line: Some(line),
            status: Some("planned".into()),
            integration: Some(DrawnIntegration { id: Some(format!("INT_{line}").into()), ..Default::default() }.into()),
            ..Node::new(NodeKind::Integration, name)
        };
        let field =
            |line: u32| Node { path: Some("M|x.md".into()), line: Some(line), ..Node::new(NodeKind::Field, "id") };
        let alone = Node { path: Some("i/Hub.md".into()), ..Node::new(NodeKind::Integration, "Hub") };
        let nodes = vec![integration("Orders", 7), integration("Orders", 9), field(3), alone];
        let document = render_to_string(&FORMAT.parts[0], &GraphView::new("landscape", "V", true, nodes, Vec::new()));
        let check = |piece: &str| assert!(document.contains(piece), "{piece}\n{document}");
        check(r#""text":"Orders\nINT\\_7 · planned\n[[Lists/Register|Register:7]]""#);
        check(r#""text":"Orders\nINT\\_9 · planned\n[[Lists/Register|Register:9]]""#);
        check(r#""text":"id\n[M\\|x:3](M%7Cx.md)""#);
        check(r#""type":"file","file":"i/Hub.md""#);
    }

    #[test]
    fn legend_is_beside_the_drawing() {
        let document = render_to_string(&FORMAT.parts[0], &landscape());
        let check = |piece: &str| assert!(document.contains(piece), "{piece}\n{document}");
        check(r#"{"id":"legend","type":"group","label":"Legend","x":-340,"y":0,"width":280,"height":210}"#);
        check(
            r#"{"id":"legend-planned","type":"text","text":"planned","x":-310,"y":30,"width":220,"height":60,"color":"#,
        );
        check(r#"{"id":"legend-active","type":"text","text":"active","x":-310,"y":120,"#);
        assert!(!render_to_string(&FORMAT.parts[0], &small()).contains("legend"));
    }

    #[test]
    fn arrows_join_the_sides_that_face_each_other() {
        let frame = |x: f64, y: f64| Frame { center: Point { x, y }, size: Size { width: 200.0, height: 50.0 } };
        let check = |x: f64, y: f64, expected: (&str, &str)| {
            assert_eq!(facing_sides(&frame(0.0, 0.0), &frame(x, y), false), expected, "{x} {y}");
        };
        check(300.0, 0.0, ("right", "left"));
        check(-300.0, 40.0, ("left", "right"));
        check(0.0, 100.0, ("bottom", "top"));
        // They overlap in width, although the centers are further apart in x than in y.
        check(150.0, 100.0, ("bottom", "top"));
        check(-150.0, -100.0, ("top", "bottom"));
        check(220.0, 200.0, ("bottom", "top"));
        check(420.0, 200.0, ("right", "left"));
    }
}
