//! The graph as an SVG picture with a finished layout, which follows the light or dark color scheme of the reader.

mod dot_names;
mod flow;
mod heads;
mod legend;
mod links;
mod nodes;
mod number;
mod paint;

use std::io::{self, Write};

use nodes::{are_nameless, draw_node, radius, size};
use number::decimal;
pub(super) use paint::dark_rules;
use quick_xml::events::BytesText;
use vaultdex_query::graph::GraphView;

use super::format::{Failure, Format, Options, Part};
use super::layout::{Arranged, Point, Size, arrange};
use super::scene::{self, Scene};
use super::xml::{Xml, legal};
use super::{label, names, xml};

pub(super) const FORMAT: Format = Format {
    name: "svg",
    endings: &["svg"],
    about: "An image for web pages, wikis and slides",
    is_bundled: true,
    has_history: false,
    parts: &[Part { name: "", render }],
};

/// The margin around the drawing.
const MARGIN: f64 = 28.0;

/// The width of a drawing of dots above which the legend grows with it, up to this factor.
const LEGEND_WIDTH: f64 = 1500.0;
const MAX_LEGEND_SCALE: f64 = 1.2;

/// The line above the drawing: its font size, the height that it takes, and the maximum number of its characters.
const HEADLINE_FONT: f64 = 16.0;
const HEADLINE_HEIGHT: f64 = 26.0;
const MAX_HEADLINE_CHARS: usize = 120;

/// The fonts of all text.
const FONTS: &str = "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif";

/// What is drawn.
enum Picture {
    Flow(Scene),
    Dots(Arranged),
}

impl Picture {
    fn new(view: &GraphView) -> Picture {
        if scene::is_flow(view) {
            return Picture::Flow(scene::scene(view));
        }
        Picture::Dots(arrange_dots(view))
    }

    fn size(&self) -> Size {
        match self {
            Picture::Flow(scene) => scene.drawing.size,
            Picture::Dots(arranged) => arranged.size,
        }
    }
}

fn arrange_dots(view: &GraphView) -> Arranged {
    let sizes: Vec<Size> = view.nodes.iter().map(|node| size(view, node)).collect();
    arrange(view, &sizes, 10.0)
}

/// Returns the center and the radius of each dot of a view without a direction of flow, for the page, which draws them itself.
pub(super) fn dots(view: &GraphView) -> Vec<(Point, f64)> {
    let dot = |(node, frame)| {
        let radius = radius(node);
        (links::center(frame, radius), radius)
    };
    view.nodes.iter().zip(&arrange_dots(view).nodes).map(dot).collect()
}

fn render(view: &GraphView, options: &Options, out: &mut dyn Write) -> Result<(), Failure> {
    let picture = Picture::new(view);
    let legend = legend::entries(view);
    let size = picture.size();
    let width = (size.width + 2.0 * MARGIN).max(240.0);
    // A large drawing of dots is seen reduced in size.
    let legend_scale =
        if scene::is_flow(view) { 1.0 } else { (size.width / LEGEND_WIDTH).clamp(1.0, MAX_LEGEND_SCALE) };
    let width = view.headline.as_ref().map_or(width, |headline| width.max(headline_width(headline) + 2.0 * MARGIN));
    let top = -MARGIN - headline_height(view);
    let (places, legend_height) = legend::places(&legend, (width - 2.0 * MARGIN) / legend_scale);
    let height = size.height + MARGIN - top + legend_height * legend_scale;
    let mut writer = xml::document(out)?;
    let root = writer.create_element("svg").with_attributes([
        ("xmlns", "http://www.w3.org/2000/svg"),
        ("width", &*decimal(width)),
        ("height", &*decimal(height)),
        ("viewBox", &*format!("{} {} {} {}", decimal(-MARGIN), decimal(top), decimal(width), decimal(height))),
        ("font-family", FONTS),
        ("role", "img"),
    ]);
    root.write_inner_content(|writer| {
        let title = format!("{} of {}", view.view, view.vault);
        writer.create_element("title").write_text_content(BytesText::new(&legal(&title)))?;
        let style = format!("@media (prefers-color-scheme: dark) {{{}}}", dark_rules());
        writer.create_element("style").write_text_content(BytesText::new(&style))?;
        heads::write_arrow_heads(writer, scene::is_flow(view))?;
        let background =
            writer.create_element("rect").with_attributes([("class", "ground"), ("fill", paint::BACKGROUND)]);
        let bounds = [("x", -MARGIN), ("y", top), ("width", width), ("height", height)];
        bounds
            .into_iter()
            .fold(background, |it, (key, value)| it.with_attribute((key, &*decimal(value))))
            .write_empty()?;
        draw_headline(writer, view)?;
        match &picture {
            Picture::Flow(scene) => flow::draw(writer, view, scene, options)?,
            Picture::Dots(arranged) => draw_dots(writer, view, arranged, options)?,
        }
        let top = decimal(size.height + MARGIN / 2.0);
        let transform = format!("translate(0 {top}) scale({legend_scale:.2})");
        let group = writer.create_element("g").with_attributes([("class", "legend"), ("transform", &*transform)]);
        group.write_inner_content(|writer| legend::draw(writer, &legend, &places))?;
        Ok(())
    })?;
    writer.into_inner().write_all(b"\n")?;
    Ok(())
}

/// Writes a view with a direction of flow as an `svg` element of a page, which has its own legend, background and links.
/// It has no style sheet: [`dark_rules`] has the rules for a dark background.
pub(super) fn write_element(view: &GraphView, out: &mut dyn Write) -> io::Result<()> {
    let scene = scene::scene(view);
    let Size { width, height } = scene.drawing.size;
    let headline = view.headline.as_deref().map_or(0.0, headline_width);
    let top = -MARGIN - headline_height(view);
    let (width, height) = (width.max(headline) + 2.0 * MARGIN, height + MARGIN - top);
    let mut writer = Xml::new(out);
    let root = writer.create_element("svg").with_attributes([
        ("id", "picture"),
        ("viewBox", &*format!("{} {} {} {}", decimal(-MARGIN), decimal(top), decimal(width), decimal(height))),
        ("font-family", FONTS),
    ]);
    root.write_inner_content(|writer| {
        heads::write_arrow_heads(writer, true)?;
        draw_headline(writer, view)?;
        flow::draw(writer, view, &scene, &Options::default())
    })?;
    writer.into_inner().write_all(b"\n")
}

/// Returns the height of the line above the drawing, if there is one.
fn headline_height(view: &GraphView) -> f64 {
    if view.headline.is_some() { HEADLINE_HEIGHT } else { 0.0 }
}

fn headline_width(headline: &str) -> f64 {
    label::approximate_width(&label::display_within(headline, MAX_HEADLINE_CHARS), HEADLINE_FONT) * scene::FONT_RESERVE
}

fn draw_headline(writer: &mut Xml, view: &GraphView) -> io::Result<()> {
    let Some(headline) = &view.headline else { return Ok(()) };
    let text = writer.create_element("text").with_attributes([
        ("class", "name headline"),
        ("x", "0"),
        ("y", &*decimal(HEADLINE_FONT - MARGIN / 2.0 - HEADLINE_HEIGHT)),
        ("font-size", &*decimal(HEADLINE_FONT)),
        ("font-weight", "600"),
        ("fill", paint::TEXT),
    ]);
    text.write_text_content(BytesText::new(&legal(&label::display_within(headline, MAX_HEADLINE_CHARS))))?;
    Ok(())
}

fn draw_dots(writer: &mut Xml, view: &GraphView, arranged: &Arranged, options: &Options) -> io::Result<()> {
    let names = names::of_nodes(view);
    links::draw(writer, view, &names, arranged)?;
    for ((node, name), frame) in view.nodes.iter().zip(&names).zip(&arranged.nodes) {
        draw_node(writer, name, node, frame, !are_nameless(view), options)?;
    }
    if are_nameless(view) {
        dot_names::draw(writer, view, arranged)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use vaultdex_query::graph::{Effect, Node, NodeImpact, NodeKind};

    use super::*;
    use crate::render::graph::test_graphs::{landscape, render_to_string, small};

    #[test]
    fn statuses_are_brighter_on_a_dark_background() {
        let rules = dark_rules();
        // Active: #1f8559.
        assert!(rules.contains("[stroke=\"#1f8559\"]{stroke:#29b378}[fill=\"#1f8559\"]{fill:#29b378}"), "{rules}");
        // Degraded: a part that would be more than 255.
        assert!(rules.contains("[stroke=\"#c53b3b\"]{stroke:#ff4f4f}"), "{rules}");
        let picture = render_to_string(&FORMAT.parts[0], &landscape());
        assert!(picture.contains(&rules.replace('>', "&gt;").replace('"', "&quot;")), "{picture}");
    }

    #[test]
    fn picture_has_every_node_and_edge() {
        let check = |view: &GraphView, piece: &str, count: usize| {
            let picture = render_to_string(&FORMAT.parts[0], view);
            assert_eq!(picture.matches(piece).count(), count, "{piece}\n{picture}");
            assert_eq!(picture, render_to_string(&FORMAT.parts[0], view));
        };
        check(&small(), "<circle", 3);
        check(&small(), "<g class=\"edge\"", 2);
        check(&small(), "B &amp; C (a/B &amp; C.md)", 1);
        check(&small(), ">tag:x</text>", 1);
        check(&GraphView { view: "impact", ..landscape() }, "class=\"group\"", 1);
        check(&landscape(), ">INT-2 · daily</tspan>", 1);
        check(&landscape(), ">planned</text>", 1);
        let mut impact = landscape();
        impact.headline = Some("If ERP stops: 1 certain, 0 possible".to_owned());
        for (node, (effect, hop)) in impact.nodes.iter_mut().zip([(Effect::Stops, 0), (Effect::Possible, 1)]) {
            node.impact = Some(NodeImpact { effect, hop, owner: Some("Ann".into()) });
        }
        for edge in &mut impact.edges[..1] {
            edge.text.as_mut().unwrap().is_further = true;
        }
        check(&impact, ">If ERP stops: 1 certain, 0 possible</text>", 1);
        check(&impact, "class=\"stops\"", 1);
        check(&impact, "stroke-dasharray=\"5 3\"", 1);
        check(&impact, ">Ann</text>", 2);
        check(&impact, "class=\"edge further\"", 1);
        check(&impact, ">further integrations between those that are hit</text>", 1);
        check(&impact, ">planned</text>", 0);
        let value = GraphView::new("lineage", "V", true, vec![Node::new(NodeKind::Field, "constant")], Vec::new());
        check(&value, "fill=\"none\" stroke=\"none\"", 1);
        check(&small(), "with the most edges", 0);
        check(&GraphView { left_out: 1997, ..small() }, ">3 of 2,000 nodes: those with the most edges</text>", 1);
    }
}
