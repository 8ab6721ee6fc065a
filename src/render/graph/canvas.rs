//! The graph as a JSON Canvas 1.0, which Obsidian opens: notes as cards that show them, groups as groups.

use std::io::Write;

use serde::Serialize;
use vaultdex_query::graph::{Edge, EdgeKind, GraphView};

use super::layout::{Frame, Size, arrange};
use super::rows::Each;
use super::{Failure, Format, Options, Part, colors, label, rows};

pub(super) const FORMAT: Format = Format {
    name: "canvas",
    about: "a canvas with the notes as cards, for Obsidian",
    parts: &[Part { name: "", render }],
};

/// A card with a note in it.
const CARD: Size = Size { width: 260.0, height: 100.0 };

/// A card with a line of text.
const LINE: Size = Size { width: 220.0, height: 60.0 };

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
    let sizes: Vec<Size> = view.nodes.iter().map(|node| if node.path.is_some() { CARD } else { LINE }).collect();
    let arranged = arrange(view, &sizes, GAP);
    // What comes first lies below.
    let groups = view.groups.iter().zip(&arranged.groups).enumerate();
    let groups = groups.map(|(position, (group, frame))| Card {
        label: Some(&group.name),
        ..card(format!("g{position}"), "group", frame)
    });
    let nodes = view.nodes.iter().zip(&arranged.nodes).enumerate().map(|(position, (node, frame))| Card {
        file: node.path.as_deref(),
        text: node.path.is_none().then(|| as_text(&node.label)),
        color: node.class.map(colors::hex),
        ..card(format!("n{position}"), if node.path.is_some() { "file" } else { "text" }, frame)
    });
    let cards = groups.chain(nodes);
    let edges = view.edges.iter().enumerate().map(|(position, edge)| arrow(position, edge, &arranged.nodes));
    let document = Document { nodes: Each(|| cards.clone()), edges: Each(|| edges.clone()) };
    Ok(rows::write(&document, 2, out)?)
}

/// A card where its box is, in whole pixels.
fn card<'a>(id: String, kind: &'static str, frame: &Frame) -> Card<'a> {
    let (x, y) = (frame.left().round() as i64, frame.top().round() as i64);
    let (width, height) = (frame.size.width.ceil() as i64, frame.size.height.ceil() as i64);
    Card { id, kind, file: None, text: None, label: None, x, y, width, height, color: None }
}

fn arrow<'a>(position: usize, edge: &'a Edge, frames: &[Frame]) -> Arrow<'a> {
    let (from, to) = (&frames[edge.source], &frames[edge.target]);
    let (x, y) = (to.middle.x - from.middle.x, to.middle.y - from.middle.y);
    // The sides that look at one another; an edge to its own card goes around a corner.
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
        to_end: (edge.kind == EdgeKind::Tag).then_some("none"),
        color: edge.status().and_then(colors::of_status).map(|style| style.color),
        label: edge.label(),
    }
}

/// Text that Markdown shows as it is: a card's text is Markdown.
fn as_text(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in label::shown(text).chars() {
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
    use crate::render::graph::tests::{landscape, small, written};

    #[test]
    fn notes_are_cards_and_all_else_is_text() {
        let document = written(&FORMAT.parts[0], &small());
        let check = |piece: &str| assert!(document.contains(piece), "{piece}\n{document}");
        check(r#"{"id":"n0","type":"file","file":"a/B & C.md","x":"#);
        check(r#""type":"text","text":"\\=\\\"\\<\\\\ ","x":"#);
        check(r##""width":260,"height":100,"color":"#3b82c4"}"##);
        check(r#"{"id":"e1","fromNode":"n1","fromSide":""#);
        let document = written(&FORMAT.parts[0], &landscape());
        assert!(document.starts_with("{\"nodes\":[\n{\"id\":\"g0\",\"type\":\"group\",\"label\":\"Sales\","));
        assert!(document.contains("\"label\":\"INT-2 · daily\"}"), "{document}");
    }
}
