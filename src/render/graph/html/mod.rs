//! The graph as a self-contained interactive HTML page that needs no network.
//!
//! `shell/` is what all pages have: filters, search, tables, the panel, the address. `flow/` and `links/` are the pictures
//! and what is said about them; their scripts run between those of the shell that they use and those that use them.

mod flow;
mod links;
mod page;

use std::io::Write;

use vaultdex_query::graph::GraphView;

use super::format::{Failure, Format, Options, Part};
use super::scene;

pub(super) const FORMAT: Format = Format {
    name: "html",
    endings: &["html", "htm"],
    about: "An interactive page for browsers, which needs no network",
    is_bundled: true,
    has_history: true,
    parts: &[Part { name: "", render }],
};

fn render(view: &GraphView, _options: &Options, out: &mut dyn Write) -> Result<(), Failure> {
    if scene::is_flow(view) { flow::render(view, out) } else { links::render(view, out) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::graph::test_graphs::{landscape, render_to_string, small};

    #[test]
    fn text_of_notes_is_embedded_as_data() {
        for mut view in [small(), landscape()] {
            view.nodes[0].label = "</script><script>alert(1)</script>".to_owned();
            view.vault = "<!--".to_owned();
            let page = render_to_string(&FORMAT.parts[0], &view);
            assert!(page.contains(r#"{"vault":"\u003c!--","view":""#));
            assert!(page.contains(r#""label":"\u003c/script>\u003cscript>alert(1)\u003c/script>""#));
            assert!(page.contains("default-src 'none'; script-src 'sha256-"));
            // The data, the shell and the scripts of the picture.
            let scripts = page.matches("<script").count();
            assert!(scripts > 1 + page::BASE.len() + page::CONTROLS.len());
            assert_eq!(page.matches("</script>").count(), scripts);
            // Nothing is loaded, and the policy allows no style attributes.
            let forbidden = ["src=", "href=\"http", "@import", "url(\"", "url(http", " style=\""];
            assert!(forbidden.iter().all(|piece| !page.contains(piece)));
        }
    }

    #[test]
    fn code_is_small() {
        for view in [small(), landscape()] {
            assert!(render_to_string(&FORMAT.parts[0], &view).len() < 150_000);
        }
    }

    #[test]
    fn nodes_that_were_left_out_are_counted() {
        for view in [small(), landscape()] {
            let all = view.nodes.len() + 1997;
            let page = render_to_string(&FORMAT.parts[0], &GraphView { left_out: 1997, ..view });
            assert!(page.contains(&format!(r#""total":{all}"#)));
        }
    }
}
