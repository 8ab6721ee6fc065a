//! The graph as a JSON Canvas 1.0 for Obsidian: notes as file cards, other nodes as text cards, groups as groups.

use std::io::Write;

use serde::Serialize;
use vaultdex_query::graph::{Edge, EdgeKind, GraphView};

use super::format::{Failure, Format, Options, Part};
use super::layout::{Frame, Size, arrange};
use super::rows::LazySeq;
use super::{colors, label, rows};

pub(super) const FORMAT: Format = Format {
    name: "canvas",
    endings: &["canvas"],
    about: "A canvas for Obsidian, with notes as cards",
    is_bundled: true,
    parts: &[Part { name: "", render }],
};

/// The size of a card that shows a note.
const FILE_CARD: Size = Size { width: 260.0, height: 100.0 };

/// The size of a card with a line of text.
const TEXT_CARD: Size = Size { width: 220.0, height: 60.0 };

/// The minimum distance between cards.
const GAP: f64 = 30.0;

#[derive(Serialize)]
struct Document<N: Serialize, E: Serialize> {
    nodes: N,
    edges: E,
}

#[derive(Serialize)]
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

fn render(view: &GraphView, _options: &Options, out: &mut dyn Write) -> Result<(), Failure> {
    let sizes: Vec<Size> =
        view.nodes.iter().map(|node| if node.path.is_some() { FILE_CARD } else { TEXT_CARD }).collect();
    let arranged = arrange(view, &sizes, GAP);
    // Canvas nodes are drawn in order, so groups come first.
    let groups = view.groups.iter().zip(&arranged.groups).enumerate();
    let groups = groups.map(|(position, (group, frame))| Card {
        label: Some(&group.name),
        ..card(format!("g{position}"), "group", frame)
    });
    let nodes = view.nodes.iter().zip(&arranged.nodes).enumerate().map(|(position, (node, frame))| Card {
        file: node.path.as_deref(),
        text: node.path.is_none().then(|| escape_markdown(&node.label)),
        color: node.class.map(colors::hex),
        ..card(format!("n{position}"), if node.path.is_some() { "file" } else { "text" }, frame)
    });
    let cards = groups.chain(nodes);
    let edges = view.edges.iter().enumerate().map(|(position, edge)| arrow(position, edge, &arranged.nodes));
    let document = Document { nodes: LazySeq(|| cards.clone()), edges: LazySeq(|| edges.clone()) };
    Ok(rows::write(&document, 2, out)?)
}

/// Creates a card at the position of its box, in whole pixels.
fn card<'a>(id: String, kind: &'static str, frame: &Frame) -> Card<'a> {
    let (x, y) = (frame.left().round() as i64, frame.top().round() as i64);
    let (width, height) = (frame.size.width.ceil() as i64, frame.size.height.ceil() as i64);
    Card { id, kind, file: None, text: None, label: None, x, y, width, height, color: None }
}

fn arrow<'a>(position: usize, edge: &'a Edge, frames: &[Frame]) -> Arrow<'a> {
    let (from, to) = (&frames[edge.source], &frames[edge.target]);
    let (x, y) = (to.center.x - from.center.x, to.center.y - from.center.y);
    // The sides that face each other; a self-loop goes around a corner.
    let (from_side, to_side) = match (edge.source == edge.target, x.abs() >= y.abs()) {
        (true, _) => ("right", "bottom"),
        (false, true) => {
            if x > 0.0 {
                ("right", "left")
            } else {
                ("left", "right")
            }
        }
        (false, false) => {
            if y > 0.0 {
                ("bottom", "top")
            } else {
                ("top", "bottom")
            }
        }
    };
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
}
