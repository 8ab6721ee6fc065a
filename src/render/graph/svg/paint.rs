//! The colors of the picture: attributes of the shapes for a light background, and a style sheet for a dark one, which
//! renderers without CSS ignore.

use vaultdex_query::graph::{Node, NodeKind};

use crate::render::graph::colors;

pub const BACKGROUND: &str = "#ffffff";
pub const TEXT: &str = "#1f2933";
pub const QUIET: &str = "#5f6b7a";
pub const LINE: &str = "#9aa5b1";
pub const GROUP: &str = "#f5f7fa";
pub const GROUP_LINE: &str = "#d9e0e8";

/// The rules for a dark background.
pub const DARK: &str = "\
.ground{fill:#16191d}.name{fill:#e4e7eb}.quiet{fill:#9aa5b1}.halo{stroke:#16191d}\
.within{fill:#1d2126}.group>rect{fill:#1d2126;stroke:#343b44}.plain{fill:#2a3038;stroke:#7b8794}.faint{fill:#16191d;stroke:#7b8794}\
.tag{fill:#5f6b7a;stroke:#5f6b7a}.note{fill:#8fa3bf;stroke:#8fa3bf}.status{filter:brightness(1.35)}";

/// The style of a shape.
pub struct Paint {
    /// The CSS class. `class` has no rule, so its color is the same on every background.
    pub class: &'static str,
    /// `#rrggbb`, `#rrggbbaa` or `none`
    pub fill: String,
    /// `#rrggbb` or `none`
    pub stroke: String,
    /// Whether the outline is dashed: a target without a file, or a system without a note.
    pub is_dashed: bool,
}

/// Whether a node is a constant or generated value, which is a text without a box: it belongs to nothing.
pub fn is_value(node: &Node) -> bool {
    node.kind == NodeKind::Field && node.group.is_none()
}

impl Paint {
    /// Returns the style of a node: that of its class, or else of its kind.
    pub fn of_node(node: &Node) -> Paint {
        let is_box = matches!(node.kind, NodeKind::System | NodeKind::Integration | NodeKind::Field);
        let is_dashed = node.kind == NodeKind::Unresolved || (node.kind == NodeKind::System && node.path.is_none());
        if let Some(class) = node.class {
            let color = colors::hex(class);
            let fill = if is_box { format!("{color}33") } else { color.clone() };
            return Paint { class: "class", fill, stroke: color, is_dashed };
        }
        if is_value(node) {
            return Paint { class: "value", fill: "none".to_owned(), stroke: "none".to_owned(), is_dashed };
        }
        let (class, fill, stroke) = match node.kind {
            NodeKind::Note | NodeKind::Canvas => ("note", "#5b7fa6", "#5b7fa6"),
            NodeKind::Attachment => ("plain", "#e4e7eb", "#7b8794"),
            NodeKind::Unresolved => ("faint", "#ffffff", "#9aa5b1"),
            NodeKind::Tag => ("tag", "#b0bac5", "#b0bac5"),
            NodeKind::System if node.path.is_none() => ("faint", "#ffffff", "#9aa5b1"),
            NodeKind::System | NodeKind::Integration | NodeKind::Field => ("plain", "#ffffff", "#7b8794"),
        };
        Paint { class, fill: fill.to_owned(), stroke: stroke.to_owned(), is_dashed }
    }
}
