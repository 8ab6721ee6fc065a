//! The colors of the picture: attributes of the shapes for a light background, and a style sheet for a dark one, which
//! renderers without CSS ignore.

use vaultdex_query::graph::{Effect, Node, NodeKind};

use crate::render::graph::colors;

pub const BACKGROUND: &str = "#ffffff";
pub const TEXT: &str = "#1f2933";
pub const QUIET: &str = "#5f6b7a";
pub const LINE: &str = "#9aa5b1";
pub const GROUP: &str = "#f5f7fa";
pub const GROUP_LINE: &str = "#d9e0e8";

/// The width of an edge between systems that are hit anyway.
pub const FURTHER_WIDTH: &str = "0.9";

/// The box of what stops.
pub const STOPS: &str = "#f3c6c0";
pub const STOPS_LINE: &str = "#b3362b";

/// Returns the rules for a dark background. Lines, heads and words of a status are found by its color, because a filter
/// applies neither to a `tspan` nor to a line without height.
pub fn dark_rules() -> String {
    let of_status = |(_, style): &(&str, colors::Style)| {
        let (color, light) = (style.color, colors::on_dark(style.color));
        format!("[stroke=\"{color}\"]{{stroke:{light}}}[fill=\"{color}\"]{{fill:{light}}}")
    };
    DARK.to_owned() + &colors::STATUSES.iter().map(of_status).collect::<String>()
}

/// The rules for a dark background, without those of statuses.
const DARK: &str = "\
.ground{fill:#16191d}.name{fill:#e4e7eb}.quiet{fill:#9aa5b1}.halo{stroke:#16191d}\
.within{fill:#1d2126}.group>rect{fill:#1d2126;stroke:#343b44}.plain{fill:#2a3038;stroke:#7b8794}.faint{fill:#16191d;stroke:#7b8794}\
.tag{fill:#5f6b7a;stroke:#5f6b7a}.note{fill:#8fa3bf;stroke:#8fa3bf}.stops{fill:#6b2a24;stroke:#e0776c}";

/// The style of a shape.
pub struct Paint {
    /// The CSS class. `class` has no rule, so its color is the same on every background.
    pub class: &'static str,
    /// `#rrggbb`, `#rrggbbaa` or `none`
    pub fill: String,
    /// `#rrggbb` or `none`
    pub stroke: String,
    /// Whether the outline is dashed: a target without a file, a system without a note, or in an impact a system that is
    /// possibly hit.
    pub is_dashed: bool,
}

/// Whether a node is a constant or generated value, which is a text without a box: it belongs to nothing.
pub fn is_value(node: &Node) -> bool {
    node.kind == NodeKind::Field && node.group.is_none()
}

impl Paint {
    /// Returns the style of a node: that of its class, or else of its kind.
    pub fn of_node(node: &Node) -> Paint {
        let effect = node.impact.as_ref().map(|impact| impact.effect);
        if effect == Some(Effect::Stops) {
            return Paint { class: "stops", fill: STOPS.to_owned(), stroke: STOPS_LINE.to_owned(), is_dashed: false };
        }
        let is_dashed = effect.map_or(node.lacks_note(), |effect| effect == Effect::Possible);
        let is_box = matches!(node.kind, NodeKind::System | NodeKind::Integration | NodeKind::Field);
        if let Some(class) = node.class {
            let color = colors::hex(class);
            // A dot without a file stays recognizable.
            let is_tinted = is_box || node.kind == NodeKind::Unresolved;
            let fill = if is_tinted { format!("{color}33") } else { color.clone() };
            return Paint { class: "class", fill, stroke: color, is_dashed };
        }
        if is_value(node) {
            return Paint { class: "value", fill: "none".to_owned(), stroke: "none".to_owned(), is_dashed: false };
        }
        let (class, fill, stroke) = match node.kind {
            _ if node.lacks_note() && effect.is_none() => ("faint", "#ffffff", "#9aa5b1"),
            NodeKind::Note | NodeKind::Canvas => ("note", "#5b7fa6", "#5b7fa6"),
            NodeKind::Attachment => ("plain", "#e4e7eb", "#7b8794"),
            NodeKind::Tag => ("tag", "#b0bac5", "#b0bac5"),
            NodeKind::Unresolved | NodeKind::System | NodeKind::Integration | NodeKind::Field => {
                ("plain", "#ffffff", "#7b8794")
            }
        };
        Paint { class, fill: fill.to_owned(), stroke: stroke.to_owned(), is_dashed }
    }
}
