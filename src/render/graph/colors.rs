//! The colors of classes and statuses: distinguishable with color vision deficiency, on light and dark backgrounds.

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

/// How the edge of an integration is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    /// `#rrggbb`
    pub color: &'static str,
    /// Whether no data flows in this status.
    pub is_dashed: bool,
}

/// The style of every status, in the order of the life cycle.
pub(super) const STATUSES: [(&str, Style); 8] = [
    ("planned", Style { color: "#8a6fd1", is_dashed: true }),
    ("development", Style { color: "#3b82c4", is_dashed: true }),
    ("testing", Style { color: "#2ba3b5", is_dashed: true }),
    ("active", Style { color: "#2a9d6f", is_dashed: false }),
    ("degraded", Style { color: "#d14b4b", is_dashed: false }),
    ("paused", Style { color: "#b89a1c", is_dashed: true }),
    ("deprecated", Style { color: "#e07b1f", is_dashed: false }),
    ("retired", Style { color: "#8c8c8c", is_dashed: true }),
];

/// Returns the style of a status; `None` for one outside the vocabulary.
pub(super) fn of_status(status: &str) -> Option<Style> {
    STATUSES.iter().find(|(name, _)| *name == status).map(|(_, style)| *style)
}
