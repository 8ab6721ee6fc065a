//! The colors of classes and statuses: distinguishable with color vision deficiency, on light and dark backgrounds.

use std::collections::BTreeSet;

use vaultdex_query::graph::Edge;

/// The RGB colors of the classes, in order. All further classes have the last one.
const CLASSES: [[u8; 3]; 12] = [
    [0x3b, 0x82, 0xc4],
    [0xe0, 0x7b, 0x1f],
    [0x2a, 0x9d, 0x6f],
    [0xc9, 0x4f, 0x7c],
    [0x8a, 0x6f, 0xd1],
    [0xb8, 0x9a, 0x1c],
    [0x2b, 0xa3, 0xb5],
    [0xa8, 0x5a, 0x32],
    [0x6a, 0x9b, 0x2f],
    [0xd1, 0x4b, 0x4b],
    [0x5b, 0x72, 0xa0],
    [0x8c, 0x8c, 0x8c],
];

/// The number of classes with a distinct color.
pub(super) const DISTINCT: usize = CLASSES.len() - 1;

/// Returns the RGB color of a class.
pub(super) fn of_class(class: usize) -> [u8; 3] {
    CLASSES[class.min(DISTINCT)]
}

/// Returns the color of a class as `#rrggbb`.
pub(super) fn hex(class: usize) -> String {
    let [red, green, blue] = of_class(class);
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Returns a light tint of the color of a class as `#rrggbb`, for areas with text on them in formats without opacity.
pub(super) fn tint(class: usize) -> String {
    let [red, green, blue] = of_class(class).map(|part| 255 - (255 - part) / 5);
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// How the edge of an integration is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    /// `#rrggbb`
    pub color: &'static str,
    /// The lengths of dashes and gaps, in pixels, if no data flows in this status: different in each, because not everyone
    /// can tell the colors apart.
    pub dashes: Option<&'static str>,
    /// The width of the line, in pixels.
    pub width: &'static str,
}

/// Returns a color `#rrggbb` as it is on a dark background: 35 % brighter.
pub(super) fn on_dark(color: &str) -> String {
    let part = |at: usize| u32::from_str_radix(&color[at..at + 2], 16).expect("a color is #rrggbb");
    let [red, green, blue] = [1, 3, 5].map(|at| (part(at) * 135 / 100).min(255));
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// The style of every status, in the order of the life cycle.
pub(super) const STATUSES: [(&str, Style); 8] = [
    ("planned", Style { color: "#7a5cc9", dashes: Some("2 4"), width: "1.8" }),
    ("development", Style { color: "#2f73b5", dashes: Some("9 3 2 3"), width: "1.6" }),
    ("testing", Style { color: "#1f8a9b", dashes: Some("5 3"), width: "1.6" }),
    ("active", Style { color: "#1f8559", dashes: None, width: "1.6" }),
    ("degraded", Style { color: "#c53b3b", dashes: None, width: "3" }),
    ("paused", Style { color: "#8f7410", dashes: Some("10 5"), width: "1.6" }),
    ("deprecated", Style { color: "#b85a0c", dashes: None, width: "2.2" }),
    ("retired", Style { color: "#757c86", dashes: Some("1.5 6"), width: "1.6" }),
];

/// Returns the dashes of an edge that represents integrations: those of its status, if nothing flows in any of them.
pub(super) fn dashes(edge: &Edge) -> Option<&'static str> {
    let of = |status: Option<&str>| status.and_then(of_status).and_then(|style| style.dashes);
    let is_dashed = edge.records().iter().all(|record| of(record.integration.status.as_deref()).is_some());
    of(edge.drawn_status()).filter(|_| is_dashed)
}

/// Returns whether dashes look like dots, for formats that have two patterns of lines.
pub(super) fn are_dots(dashes: &str) -> bool {
    dash_length(dashes) < 3.0
}

/// Returns the length of the first dash, in pixels.
pub(super) fn dash_length(dashes: &str) -> f64 {
    dashes.split(' ').next().and_then(|length| length.parse().ok()).unwrap_or(4.0)
}

/// Returns the width of the line of a status in whole pixels, for formats that have no others.
pub(super) fn whole_width(style: &Style) -> u32 {
    style.width.parse::<f64>().map_or(2, |width| width.round().max(1.0) as u32)
}

/// Returns the style of a status; `None` for one outside the vocabulary.
pub(super) fn of_status(status: &str) -> Option<Style> {
    STATUSES.iter().find(|(name, _)| *name == status).map(|(_, style)| *style)
}

/// Returns the statuses that edges have, for a legend, in the order of the life cycle.
pub(super) fn statuses_in<'a>(edges: impl Iterator<Item = &'a Edge>) -> Vec<(&'static str, Style)> {
    let present: BTreeSet<&str> = edges.filter_map(Edge::drawn_status).collect();
    STATUSES.into_iter().filter(|(name, _)| present.contains(name)).collect()
}
