//! The format of a graph, chosen by its name or by the ending of the file.

use std::path::Path;

use crate::error::{Error, Result};
use crate::render::graph::{FORMATS, Format};

/// An ending that says nothing about the format, because every format is text.
const TEXT: &str = "txt";

/// Returns the format called `name`, otherwise the one whose files end like `file`, otherwise the default.
///
/// # Errors
///
/// If there is no such format, if the ending belongs to another format, or if it belongs to none and no format is
/// named.
pub fn choose(name: Option<&str>, file: Option<&Path>) -> Result<&'static Format> {
    let named = name.map(find).transpose()?;
    let ending = file.and_then(Path::extension).map(|ending| ending.to_string_lossy().to_lowercase());
    let Some(ending) = ending.filter(|ending| ending != TEXT) else { return Ok(named.unwrap_or(&FORMATS[0])) };
    let of_file = || file.unwrap_or(Path::new("")).to_owned();
    // JSON is what several formats are written in.
    let fits = |format: &Format| format.endings.contains(&ending.as_str()) || ending == "json" && is_json(format);
    let by_ending = FORMATS.iter().find(|format| format.endings.contains(&ending.as_str()));
    match (named, by_ending) {
        (Some(named), Some(other)) if !fits(named) => {
            Err(Error::EndingOfOtherFormat { path: of_file(), named: named.name, other: other.name })
        }
        (Some(named), _) => Ok(named),
        (None, Some(format)) => Ok(format),
        (None, None) => {
            let known = FORMATS.iter().map(|format| format.endings[0]).collect();
            Err(Error::UnknownEnding { path: of_file(), known })
        }
    }
}

fn is_json(format: &Format) -> bool {
    matches!(format.name, "json" | "cytoscape" | "canvas")
}

/// Returns the format called `name`.
fn find(name: &str) -> Result<&'static Format> {
    let found = FORMATS.iter().find(|format| format.name == name);
    found.ok_or_else(|| {
        let known = FORMATS.iter().map(|format| format.name).collect();
        Error::UnknownFormat { name: name.to_owned(), known }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: Option<&str>, file: Option<&str>, expected: std::result::Result<&str, &str>) {
        match (choose(name, file.map(Path::new)), expected) {
            (Ok(format), Ok(expected)) => assert_eq!(format.name, expected, "{name:?} {file:?}"),
            (Err(error), Err(expected)) => {
                let message = error.to_string();
                assert!(message.contains(expected), "{name:?} {file:?}: {message}");
            }
            (found, _) => panic!("{name:?} {file:?}: {found:?}"),
        }
    }

    #[test]
    fn the_ending_decides_if_no_format_is_named() {
        check(None, None, Ok("mermaid"));
        for plain in ["map", "map.md", "map.mmd", "map.txt", "a.b/map", "Map.MD"] {
            check(None, Some(plain), Ok("mermaid"));
        }
        for format in FORMATS {
            for ending in format.endings {
                check(None, Some(&format!("a/map.{ending}")), Ok(format.name));
                check(Some(format.name), Some(&format!("map.{ending}")), Ok(format.name));
            }
        }
        check(None, Some("map.SVG"), Ok("svg"));
        check(None, Some("map.pdf"), Err("no format has the ending of `map.pdf`"));
        check(None, Some("map.pdf"), Err(".mmd, .dot, .graphml, .gexf, .json, .cyjs, .canvas, .csv, .html, .svg"));
    }

    #[test]
    fn a_named_format_contradicts_only_the_endings_of_others() {
        check(Some("dot"), None, Ok("dot"));
        check(Some("dot"), Some("map.txt"), Ok("dot"));
        check(Some("graphml"), Some("map.xml"), Ok("graphml"));
        check(Some("cytoscape"), Some("map.json"), Ok("cytoscape"));
        check(Some("mermaid"), Some("map.svg"), Err("`map.svg` has the ending of svg, not of mermaid"));
        check(Some("json"), Some("map.md"), Err("the ending of mermaid, not of json"));
        check(Some("pdf"), Some("map.pdf"), Err("there is no format `pdf`"));
    }
}
