//! The graph as a self-contained interactive HTML page that needs no network. Text of notes is embedded as data only,
//! and the Content-Security-Policy allows no scripts but those embedded here.

mod flow;

use std::io::Write;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};
use vaultdex_query::graph::{GraphView, Node};

use super::format::{Failure, Format, Options, Part};
use super::layout::{Size, arrange_by_forces};
use super::rows::LazySeq;
use super::{colors, label, scene};

pub(super) const FORMAT: Format = Format {
    name: "html",
    endings: &["html", "htm"],
    about: "An interactive page for browsers, which needs no network",
    is_bundled: true,
    parts: &[Part { name: "", render }],
};

const STYLE: &str = include_str!("page.css");
const BODY: &str = include_str!("page.html");

/// The scripts, in the order in which they run.
const SCRIPTS: [&str; 5] = [
    include_str!("vendor/graphology.umd.min.js"),
    include_str!("vendor/sigma.min.js"),
    include_str!("fit.js"),
    include_str!("plain.js"),
    include_str!("page.js"),
];

/// The license texts of the embedded libraries.
const LICENSES: [(&str, &str); 2] = [
    ("graphology", include_str!("vendor/graphology.LICENSE.txt")),
    ("sigma.js", include_str!("vendor/sigma.LICENSE.txt")),
];

/// The gap between nodes.
const GAP: f64 = 4.0;

/// With more nodes than this, only the largest ones show their names.
const MAX_NAMED_NODES: usize = 250;

/// The data of the page.
#[derive(Serialize)]
struct PageData<'a, N: Serialize, E: Serialize> {
    vault: &'a str,
    view: &'static str,
    /// The number of nodes of the whole graph, if some were left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<usize>,
    /// The names of the classes with their colors.
    classes: Vec<(&'a str, String)>,
    nodes: N,
    edges: E,
}

/// A node. Absent values are omitted, because there may be thousands of nodes.
#[derive(Serialize)]
struct NodeData<'a> {
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
}

/// An edge, with the positions of its source and target.
#[derive(Serialize)]
struct EdgeData {
    s: usize,
    t: usize,
    count: u32,
}

fn render(view: &GraphView, _options: &Options, out: &mut dyn Write) -> Result<(), Failure> {
    if scene::is_flow(view) {
        return flow::render(view, out);
    }
    let page = Page { style: STYLE, body: BODY.as_bytes(), data: &data(view), scripts: &SCRIPTS, licenses: &LICENSES };
    page.write(out)
}

/// What a page consists of.
struct Page<'a> {
    style: &'a str,
    body: &'a [u8],
    /// JSON that [`escaped`] has returned.
    data: &'a str,
    scripts: &'a [&'a str],
    /// The licenses of embedded libraries, with their names.
    licenses: &'a [(&'a str, &'a str)],
}

impl Page<'_> {
    fn write(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let Page { style, body, data, scripts, licenses } = self;
        writeln!(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
        let policy = self.content_security_policy();
        writeln!(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">")?;
        writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
        writeln!(out, "<meta name=\"referrer\" content=\"no-referrer\">\n<title>Graph</title>")?;
        for (name, license) in *licenses {
            writeln!(out, "<!-- This page embeds {name}:\n{} -->", license.trim())?;
        }
        write!(out, "<style>{style}</style>\n</head>\n<body>\n")?;
        out.write_all(body)?;
        writeln!(out, "<script type=\"application/json\" id=\"data\">{data}</script>")?;
        for script in *scripts {
            writeln!(out, "<script>{script}</script>")?;
        }
        write!(out, "</body>\n</html>\n")?;
        Ok(())
    }

    /// Returns the Content-Security-Policy, which allows scripts and styles by their hashes only.
    fn content_security_policy(&self) -> String {
        let hash = |text: &&str| format!(" 'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)));
        let scripts: String = self.scripts.iter().map(hash).collect();
        let style = hash(&self.style);
        format!("default-src 'none'; script-src{scripts}; style-src{style}; base-uri 'none'; form-action 'none'")
    }
}

/// Returns data as JSON without `<`, so that no text in it can close the script element.
fn escaped(data: &impl Serialize) -> String {
    serde_json::to_string(data).expect("a graph contains only text and numbers").replace('<', "\\u003c")
}

/// Returns the graph as JSON that can stand in a script element.
fn data(view: &GraphView) -> String {
    let sizes: Vec<Size> = view.nodes.iter().map(|node| node_size(view, node)).collect();
    let arranged = arrange_by_forces(view, &sizes, GAP);
    let rounded = |value: f64| (value * 10.0).round() / 10.0;
    let nodes = view.nodes.iter().zip(&arranged.nodes).map(|(node, frame)| NodeData {
        label: &node.label,
        kind: node.kind.name(),
        // The dot is at the left edge of its box, with its name on the right.
        x: rounded(frame.left()),
        // In Sigma, y points up.
        y: rounded(-frame.center.y),
        path: node.path.as_deref(),
        tags: &node.tags,
        class: node.class,
    });
    let edges = view.edges.iter().map(|edge| EdgeData { s: edge.source, t: edge.target, count: edge.count });
    let data = PageData {
        vault: &view.vault,
        view: view.view,
        total: (view.left_out > 0).then(|| view.nodes.len() + view.left_out),
        classes: view.classes.iter().enumerate().map(|(class, name)| (name.as_str(), colors::hex(class))).collect(),
        nodes: LazySeq(|| nodes.clone()),
        edges: LazySeq(|| edges.clone()),
    };
    escaped(&data)
}

/// Returns the size of a node's box, including the name if all names are shown.
fn node_size(view: &GraphView, node: &Node) -> Size {
    if view.nodes.len() > MAX_NAMED_NODES {
        return Size { width: 14.0, height: 14.0 };
    }
    let name = label::approximate_width(&label::display_within(&node.label, 30), 13.0);
    Size { width: 30.0 + name, height: 24.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::graph::test_graphs::{render_to_string, small};

    #[test]
    fn text_of_notes_is_embedded_as_data() {
        let mut view = small();
        view.nodes[0].label = "</script><script>alert(1)</script>".to_owned();
        view.vault = "<!--".to_owned();
        let page = render_to_string(&FORMAT.parts[0], &view);
        assert!(page.contains(r#"{"vault":"\u003c!--","view":"links""#));
        assert!(page.contains(r#""label":"\u003c/script>\u003cscript>alert(1)\u003c/script>""#));
        // The data and the five scripts of the page.
        assert_eq!((page.matches("<script").count(), page.matches("</script>").count()), (6, 6));
        assert!(page.contains("default-src 'none'; script-src 'sha256-"));
        assert!(SCRIPTS.iter().all(|script| !script.contains("</script")));
        let external = ["src=", "href=\"http", "@import", "url("];
        assert!(external.iter().all(|piece| !STYLE.contains(piece) && !BODY.contains(piece)));
    }
}
