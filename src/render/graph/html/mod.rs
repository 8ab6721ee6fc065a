//! The graph as one page that works without any network: pan, zoom, search, hover, click. Text of notes reaches it as
//! data only, and its Content-Security-Policy lets nothing run but the scripts that are part of this program.

use std::io::Write;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};
use vaultdex_query::graph::{GraphView, Node};

use super::layout::{Size, arrange, arrange_by_forces, as_rows};
use super::rows::Each;
use super::{Failure, Format, Options, Part, colors, label};

pub(super) const FORMAT: Format = Format {
    name: "html",
    about: "a page to explore, for a browser, without any network",
    parts: &[Part { name: "", render }],
};

const STYLE: &str = include_str!("page.css");
const BODY: &str = include_str!("page.html");

/// In the order in which they run.
const SCRIPTS: [&str; 4] = [
    include_str!("vendor/graphology.umd.min.js"),
    include_str!("vendor/sigma.min.js"),
    include_str!("fit.js"),
    include_str!("page.js"),
];

const LICENCES: [(&str, &str); 2] = [
    ("graphology", include_str!("vendor/graphology.LICENSE.txt")),
    ("sigma.js", include_str!("vendor/sigma.LICENSE.txt")),
];

/// Room between dots.
const GAP: f64 = 4.0;

/// With more nodes than this only the weightiest show their names.
const MOST_NAMED: usize = 250;

#[derive(Serialize)]
struct Data<'a, N: Serialize, E: Serialize> {
    vault: &'a str,
    view: &'static str,
    /// Each with its colour.
    classes: Vec<(&'a str, String)>,
    /// Each with its colour.
    statuses: Vec<(&'static str, &'static str)>,
    /// Those that are drawn as boxes, the outer ones first.
    groups: Vec<Area<'a>>,
    nodes: N,
    edges: E,
}

/// The box of a group.
#[derive(Serialize)]
struct Area<'a> {
    name: &'a str,
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

/// What is not said is left out: there may be many thousands.
#[derive(Serialize)]
struct Dot<'a> {
    label: &'a str,
    kind: &'static str,
    x: f64,
    y: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    tags: &'a [Arc<str>],
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
}

/// An edge by the positions of its ends.
#[derive(Serialize)]
struct Line<'a> {
    s: usize,
    t: usize,
    kind: &'static str,
    count: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
}

fn render(view: &GraphView, _options: &Options, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">", policy())?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    writeln!(out, "<meta name=\"referrer\" content=\"no-referrer\">\n<title>Graph</title>")?;
    for (name, licence) in LICENCES {
        writeln!(out, "<!-- This page embeds {name}:\n{} -->", licence.trim())?;
    }
    write!(out, "<style>{STYLE}</style>\n</head>\n<body>\n{BODY}")?;
    write!(out, "<script type=\"application/json\" id=\"data\">")?;
    out.write_all(data(view).as_bytes())?;
    writeln!(out, "</script>")?;
    for script in SCRIPTS {
        writeln!(out, "<script>{script}</script>")?;
    }
    write!(out, "</body>\n</html>\n")?;
    Ok(())
}

/// Scripts and styles are known by their hashes: whatever else might get into the page does not run.
fn policy() -> String {
    let hash = |text: &str| format!(" 'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)));
    let scripts: String = SCRIPTS.map(hash).concat();
    let style = hash(STYLE);
    format!("default-src 'none'; script-src{scripts}; style-src{style}; base-uri 'none'; form-action 'none'")
}

/// The graph as JSON without a `<`, so that no text in it ends its script.
fn data(view: &GraphView) -> String {
    let sizes: Vec<Size> = view.nodes.iter().map(|node| room(view, node)).collect();
    let arranged = match view.view {
        "lineage" => arrange(view, &as_rows(view, sizes), GAP),
        _ => arrange_by_forces(view, &sizes, GAP),
    };
    let rounded = |value: f64| (value * 10.0).round() / 10.0;
    let dots = view.nodes.iter().zip(&arranged.nodes).map(|(node, frame)| Dot {
        label: &node.label,
        kind: node.kind.name(),
        // At the left end of its room; its name is on the right.
        x: rounded(frame.left()),
        // Upwards, as sigma has it.
        y: rounded(-frame.middle.y),
        path: node.path.as_deref(),
        tags: &node.tags,
        class: node.class,
        group: node.group.map(|group| view.group_names(group)),
        status: node.status.as_deref(),
    });
    let lines = view.edges.iter().map(|edge| Line {
        s: edge.source,
        t: edge.target,
        kind: edge.kind.name(),
        count: edge.count,
        label: edge.label(),
        status: edge.status(),
    });
    let areas = view.groups.iter().zip(&arranged.groups).filter(|_| arranged.is_layered).map(|(group, frame)| Area {
        name: &group.name,
        left: rounded(frame.left()),
        top: rounded(-frame.top()),
        right: rounded(frame.right()),
        bottom: rounded(-frame.bottom()),
    });
    let data = Data {
        vault: &view.vault,
        view: view.view,
        classes: view.classes.iter().enumerate().map(|(class, name)| (name.as_str(), colors::hex(class))).collect(),
        statuses: colors::STATUSES.iter().map(|(name, style)| (*name, style.color)).collect(),
        groups: areas.collect(),
        nodes: Each(|| dots.clone()),
        edges: Each(|| lines.clone()),
    };
    serde_json::to_string(&data).expect("a graph holds text and numbers only").replace('<', "\\u003c")
}

/// How much room a dot has to itself: with its name where the names of all can be read. A lineage is so high that it is
/// seen at about half its size, but for its names.
fn room(view: &GraphView, node: &Node) -> Size {
    let name = || label::width(&label::cut(&node.label, 30), 13.0);
    match view.view {
        "lineage" => Size { width: 40.0 + 2.0 * name(), height: 18.0 },
        _ if view.nodes.len() > MOST_NAMED => Size { width: 14.0, height: 14.0 },
        _ => Size { width: 30.0 + name(), height: 24.0 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::graph::tests::{small, written};

    #[test]
    fn text_of_notes_is_data_and_nothing_else_runs() {
        let mut view = small();
        view.nodes[0].label = "</script><script>alert(1)</script>".to_owned();
        view.vault = "<!--".to_owned();
        let page = written(&FORMAT.parts[0], &view);
        assert!(page.contains(r#"{"vault":"\u003c!--","view":"links""#));
        assert!(page.contains(r#""label":"\u003c/script>\u003cscript>alert(1)\u003c/script>""#));
        // The page's own: its data and four scripts.
        assert_eq!((page.matches("<script").count(), page.matches("</script>").count()), (5, 5));
        assert!(page.contains("default-src 'none'; script-src 'sha256-"));
        assert!(SCRIPTS.iter().all(|script| !script.contains("</script")));
        let elsewhere = ["src=", "href=\"http", "@import", "url("];
        assert!(elsewhere.iter().all(|piece| !STYLE.contains(piece) && !BODY.contains(piece)));
    }
}
