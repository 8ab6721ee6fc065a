//! The edges of a workspace's flowcharts, as systems that are only drawn: those with nothing before them are sources,
//! those with nothing behind them targets (spec/integrations.md a.4).

use std::borrow::Cow;
use std::collections::HashMap;

use super::builder::Draft;
use super::context::Reading;
use super::value;
use crate::document::Text;
use crate::model::{Flow, Role};

/// A node of a flowchart.
#[derive(Default)]
struct Node {
    /// Where its label stands, or its ID where it has none.
    label: Option<(usize, usize)>,
    has_label: bool,
    n_in: usize,
    n_out: usize,
}

/// Reads the flowcharts of a note: systems and flows.
pub(crate) fn read(reading: &Reading, draft: &mut Draft) {
    for (node, block) in reading.outline.codes.iter().filter(|(_, block)| block.language == "mermaid") {
        let place = reading.place_of(*node);
        let mut chart = Chart::default();
        let mut at = block.span.start as usize;
        for line in reading.text[block.span.range()].split_inclusive('\n') {
            chart.line(line, at);
            at += line.len();
        }
        let text = |node: &Node| {
            let (start, end) = node.label?;
            Some(Text { raw: Cow::Borrowed(&reading.text[start..end]), span: reading.lines.span(start..end) })
        };
        for node in &chart.nodes {
            let role = match (node.n_in, node.n_out) {
                (0, 0) => continue,
                (0, _) => Role::Source,
                (_, 0) => Role::Target,
                _ => Role::Middleware,
            };
            if let Some(text) = text(node) {
                draft.system(role, value::system(&text, place.clone()));
            }
        }
        for (from, to, at) in &chart.edges {
            let end = |idx: usize| text(&chart.nodes[idx]).map(|text| value::system(&text, place.clone()));
            let flow = Flow {
                name: None,
                from: end(*from),
                to: end(*to),
                details: Vec::new(),
                span: reading.lines.span(*at..*at),
            };
            draft.it.flows.push(flow);
        }
    }
}

#[derive(Default)]
struct Chart {
    nodes: Vec<Node>,
    by_id: HashMap<String, usize>,
    /// From, to, and where the edge's line begins.
    edges: Vec<(usize, usize, usize)>,
    is_flowchart: bool,
}

impl Chart {
    /// `A[Core System] --> B[API Gateway] --> C`
    fn line(&mut self, line: &str, at: usize) {
        let trimmed = line.trim();
        if trimmed.starts_with("graph ") || trimmed.starts_with("flowchart ") {
            self.is_flowchart = true;
            return;
        }
        if !self.is_flowchart || trimmed.starts_with("%%") || trimmed.starts_with("subgraph") {
            return;
        }
        let mut rest = line.len() - line.trim_start().len();
        let mut before: Option<usize> = None;
        while let Some((node, end)) = self.node(line, rest, at) {
            if let Some(before) = before {
                self.nodes[before].n_out += 1;
                self.nodes[node].n_in += 1;
                self.edges.push((before, node, at + line.len() - line.trim_start().len()));
            }
            let Some(next) = link(line, end) else { return };
            (before, rest) = (Some(node), next);
        }
    }

    /// The node that stands at an offset of a line, and where it ends.
    fn node(&mut self, line: &str, start: usize, at: usize) -> Option<(usize, usize)> {
        let is_id = |letter: char| letter.is_alphanumeric() || letter == '_';
        let id_end = start + line[start..].find(|letter| !is_id(letter)).unwrap_or(line.len() - start);
        if id_end == start {
            return None;
        }
        let idx = match self.by_id.get(&line[start..id_end]) {
            Some(idx) => *idx,
            None => {
                self.nodes.push(Node { label: Some((at + start, at + id_end)), ..Node::default() });
                self.by_id.insert(line[start..id_end].to_owned(), self.nodes.len() - 1);
                self.nodes.len() - 1
            }
        };
        let open = line[id_end..].chars().take_while(|letter| "[({>".contains(*letter)).count();
        let close = line[id_end + open..].find([']', ')', '}']).filter(|_| open > 0);
        let Some(close) = close.map(|close| id_end + open + close) else { return Some((idx, id_end)) };
        let label = line[id_end + open..close].trim_matches(['"', ' ', '/', '\\']);
        let label_start = id_end + open + line[id_end + open..close].find(label).unwrap_or(0);
        let node = &mut self.nodes[idx];
        if !node.has_label && !label.is_empty() {
            node.label = Some((at + label_start, at + label_start + label.len()));
            node.has_label = true;
        }
        let end = close + line[close..].find(|letter| !"])}".contains(letter)).unwrap_or(line.len() - close);
        Some((idx, end))
    }
}

/// Where the node behind a link begins, the link's own label passed over.
fn link(line: &str, from: usize) -> Option<usize> {
    let rest = line[from..].trim_start();
    let start = line.len() - rest.len();
    let is_link = |letter: char| matches!(letter, '-' | '=' | '.' | '>' | '<');
    let length = rest.find(|letter| !is_link(letter)).unwrap_or(rest.len());
    if length < 2 {
        return None;
    }
    let mut at = start + length;
    if let Some(label) = line[at..].trim_start().strip_prefix('|') {
        let end = label.find('|')?;
        at = line.len() - label.len() + end + 1;
    } else if !rest[..length].contains('>') {
        // `A -- label --> B`
        if let Some(arrow) = line[at..].find("-->").or_else(|| line[at..].find("==>")) {
            at += arrow + 3;
        }
    }
    let blanks = line[at..].len() - line[at..].trim_start().len();
    Some(at + blanks)
}
