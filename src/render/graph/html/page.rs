//! The page itself. Text of notes is embedded as data only, and the Content-Security-Policy allows no scripts but those
//! embedded here.

use std::io::Write;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};
use vaultdex_query::graph::GraphView;

use crate::render::graph::colors;
use crate::render::graph::format::Failure;

const STYLE: &str = include_str!("shell/page.css");
const BODY: &str = include_str!("shell/page.html");

/// Where the picture is in the body.
const PICTURE: &str = "<!-- picture -->\n";

/// The scripts before those of a picture.
pub const BASE: [&str; 4] = [
    include_str!("shell/base.js"),
    include_str!("shell/state.js"),
    include_str!("shell/camera.js"),
    include_str!("shell/names.js"),
];

/// The scripts after those of a picture.
pub const CONTROLS: [&str; 6] = [
    include_str!("shell/filters.js"),
    include_str!("shell/panel.js"),
    include_str!("shell/search.js"),
    include_str!("shell/table.js"),
    include_str!("shell/print.js"),
    include_str!("shell/main.js"),
];

/// What the page of one kind of picture consists of, apart from the shell.
pub struct Page<'a> {
    /// The style sheet after that of the shell.
    pub style: &'a str,
    /// The element of the picture.
    pub picture: &'a [u8],
    /// JSON that [`escaped`] has returned.
    pub data: &'a str,
    /// The scripts, in the order in which they run.
    pub scripts: &'a [&'a str],
}

impl Page<'_> {
    /// Writes the page.
    pub fn write(&self, out: &mut dyn Write) -> Result<(), Failure> {
        let style = format!("{STYLE}{}", self.style);
        let (before, after) = BODY.split_once(PICTURE).expect("the body has a place for the picture");
        writeln!(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
        let policy = self.content_security_policy(&style);
        writeln!(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">")?;
        writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
        writeln!(out, "<meta name=\"referrer\" content=\"no-referrer\">\n<title>Graph</title>")?;
        write!(out, "<style>{style}</style>\n</head>\n<body>\n{before}")?;
        out.write_all(self.picture)?;
        writeln!(out, "{after}<script type=\"application/json\" id=\"data\">{}</script>", self.data)?;
        for script in self.all_scripts() {
            writeln!(out, "<script>{script}</script>")?;
        }
        write!(out, "</body>\n</html>\n")?;
        Ok(())
    }

    /// Returns all scripts, in the order in which they run.
    fn all_scripts(&self) -> impl Iterator<Item = &str> {
        BASE.iter().chain(self.scripts).chain(&CONTROLS).copied()
    }

    /// Returns the Content-Security-Policy, which allows scripts and styles by their hashes only.
    fn content_security_policy(&self, style: &str) -> String {
        let hash = |text: &str| format!(" 'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)));
        let scripts: String = self.all_scripts().map(hash).collect();
        let style = hash(style);
        format!("default-src 'none'; script-src{scripts}; style-src{style}; base-uri 'none'; form-action 'none'")
    }
}

/// Returns classes with their colors.
pub fn with_colors(classes: &[String]) -> Vec<(&str, String)> {
    classes.iter().enumerate().map(|(class, name)| (name.as_str(), colors::hex(class))).collect()
}

/// Returns the number of nodes of the whole graph, if some were left out.
pub fn total(view: &GraphView) -> Option<usize> {
    (view.left_out > 0).then(|| view.nodes.len() + view.left_out)
}

/// Returns data as JSON without `<`, so that no text in it can close the script element.
pub fn escaped(data: &impl Serialize) -> String {
    serde_json::to_string(data).expect("a graph contains only text and numbers").replace('<', "\\u003c")
}
