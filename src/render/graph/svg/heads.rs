//! Arrow heads.

use std::io;

use super::paint::LINE;
use crate::render::graph::colors;
use crate::render::graph::xml::Xml;

/// Writes the definitions of the arrow heads: one for each color, because not every renderer supports inheriting the
/// color of the line. Between dots, where many edges meet, they are small and as faint as the lines.
pub fn write_arrow_heads(writer: &mut Xml, is_flow: bool) -> io::Result<()> {
    let (size, opacity) = if is_flow { ("9", "1") } else { ("6", "0.7") };
    let styles = colors::STATUSES.iter().map(|(name, style)| (*name, style.color)).filter(|_| is_flow);
    writer.create_element("defs").write_inner_content(|writer| {
        for (name, color) in [("plain", LINE)].into_iter().chain(styles) {
            let marker = writer.create_element("marker").with_attributes([
                ("id", &*format!("head-{name}")),
                ("viewBox", "0 0 8 8"),
                ("refX", "7.4"),
                ("refY", "4"),
                ("markerWidth", size),
                ("markerHeight", size),
                ("markerUnits", "userSpaceOnUse"),
                ("orient", "auto-start-reverse"),
            ]);
            marker.write_inner_content(|writer| {
                writer
                    .create_element("path")
                    .with_attributes([("d", "M0 0.5 8 4 0 7.5z"), ("fill", color), ("fill-opacity", opacity)])
                    .write_empty()?;
                Ok(())
            })?;
        }
        Ok(())
    })?;
    Ok(())
}
