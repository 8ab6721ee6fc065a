//! The format of a graph, chosen by its name or by the ending of the file.

use std::path::Path;

use crate::error::GraphError;
use crate::render::graph::{FORMATS, Format};

/// Returns the format called `name`, otherwise the one whose files end like `file`, otherwise the default.
///
/// # Errors
///
/// If there is no such format, or if the ending belongs to another format or to a kind of file that is not written.
pub fn choose(name: Option<&str>, file: Option<&Path>) -> Result<&'static Format, GraphError> {
    let named = name.map(find).transpose()?;
    let ending = file.and_then(Path::extension).map(|ending| ending.to_string_lossy().to_lowercase());
    let (Some(file), Some(ending)) = (file, ending) else { return Ok(named.unwrap_or(&FORMATS[0])) };
    if let Some(advice) = advice(file, &ending) {
        return Err(GraphError::NotWritable { ending, advice });
    }
    // JSON is what several formats are written in.
    let fits = |format: &Format| format.endings.contains(&ending.as_str()) || ending == "json" && is_json(format);
    let by_ending = FORMATS.iter().find(|format| format.endings.contains(&ending.as_str()));
    match (named, by_ending) {
        (Some(named), Some(other)) if !fits(named) => {
            Err(GraphError::EndingOfOtherFormat { path: file.to_owned(), named: named.name, other: other.name })
        }
        (Some(named), _) => Ok(named),
        (None, by_ending) => Ok(by_ending.unwrap_or(&FORMATS[0])),
    }
}

/// Returns what to write in place of a file that people expect but that is not written, with the command that converts
/// it; `None` for every other ending.
fn advice(file: &Path, ending: &str) -> Option<String> {
    let [svg, html, drawio, csv] =
        ["svg", "html", "drawio", "csv"].map(|ending| file.with_extension(ending).display().to_string());
    let target = file.display();
    let convert = |command: String| format!("`{svg}` or `{html}` and convert it, such as with `{command}`");
    Some(match ending {
        "png" => convert(format!("rsvg-convert -o {target} {svg}")),
        "pdf" | "ps" | "eps" => convert(format!("rsvg-convert -f {ending} -o {target} {svg}")),
        "jpg" | "jpeg" | "gif" | "webp" | "bmp" | "tif" | "tiff" => convert(format!("magick {svg} {target}")),
        "vsdx" | "vsd" | "vdx" => format!("`{drawio}` and export it from draw.io"),
        "pptx" | "ppt" | "docx" | "doc" | "odp" | "odt" | "key" | "pages" => format!("`{svg}` and insert it there"),
        "xlsx" | "xls" | "ods" => format!("`{csv}` and open it there"),
        _ => return None,
    })
}

fn is_json(format: &Format) -> bool {
    matches!(format.name, "json" | "cytoscape" | "canvas")
}

/// Returns the format called `name`.
fn find(name: &str) -> Result<&'static Format, GraphError> {
    let found = FORMATS.iter().find(|format| format.name == name);
    found.ok_or_else(|| {
        let known = FORMATS.iter().map(|format| format.name).collect();
        GraphError::UnknownFormat { name: name.to_owned(), known }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: Option<&str>, file: Option<&str>, expected: Result<&str, &str>) {
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
        for plain in ["map", "map.md", "map.mmd", "map.txt", "a.b/map", "Map.MD", "map.v2"] {
            check(None, Some(plain), Ok("mermaid"));
        }
        let endings = "html htm svg mmd md dot gv graphml gexf json cyjs canvas csv d2 puml plantuml drawio dsl";
        for ending in endings.split(' ') {
            assert!(FORMATS.iter().any(|format| format.endings.contains(&ending)), "{ending}");
        }
        for format in FORMATS {
            for ending in format.endings {
                check(None, Some(&format!("a/map.{ending}")), Ok(format.name));
                check(Some(format.name), Some(&format!("map.{ending}")), Ok(format.name));
            }
        }
        check(None, Some("map.SVG"), Ok("svg"));
        check(None, Some("map.xml"), Ok("mermaid"));
    }

    #[test]
    fn files_that_are_not_written_are_errors_with_advice() {
        check(None, Some("a/map.png"), Err("write `a/map.svg` or `a/map.html`"));
        check(None, Some("map.PDF"), Err("no format of graphs is PDF; write `map.svg` or `map.html` and convert it"));
        check(None, Some("map.pdf"), Err("such as with `rsvg-convert -f pdf -o map.pdf map.svg`"));
        check(Some("svg"), Some("map.jpg"), Err("`magick map.svg map.jpg`"));
        check(None, Some("map.vsdx"), Err("write `map.drawio` and export it from draw.io"));
        check(Some("html"), Some("map.pptx"), Err("write `map.svg` and insert it there"));
        check(None, Some("map.xlsx"), Err("write `map.csv`"));
    }

    #[test]
    fn a_named_format_contradicts_only_the_endings_of_others() {
        check(Some("dot"), None, Ok("dot"));
        check(Some("dot"), Some("map.txt"), Ok("dot"));
        check(Some("graphml"), Some("map.xml"), Ok("graphml"));
        check(Some("cytoscape"), Some("map.json"), Ok("cytoscape"));
        check(Some("mermaid"), Some("map.svg"), Err("`map.svg` has the ending of svg, not of mermaid"));
        check(Some("canvas"), Some("map.json"), Ok("canvas"));
        check(Some("json"), Some("map.md"), Err("the ending of mermaid, not of json"));
        check(Some("pdf"), Some("map.txt"), Err("there is no format `pdf`"));
    }
}
