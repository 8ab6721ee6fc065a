//! What a click on the path of a note opens (docs/spec/cli.md#hyperlinks).

use super::uri;

/// What a click on the path of a note opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hyperlinks {
    /// Nothing: plain text.
    Never,
    /// The note in Obsidian.
    Obsidian(ObsidianVault),
    /// An address by a template.
    Template {
        /// The template.
        template: Template,
        /// The absolute path of the vault's folder.
        root: String,
        /// The name of this machine.
        host: String,
    },
}

/// By what Obsidian finds a vault on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ObsidianVault {
    /// By its ID in the app's list of vaults.
    Id(String),
    /// By its folder, whose absolute path this is, if the app may not know it.
    Folder(String),
}

impl Hyperlinks {
    /// Returns the URI of a note, if there is to be one. Obsidian goes to the last of the headings above the place, other
    /// programs to line and column.
    pub fn uri(&self, path: &str, line: Option<u32>, column: Option<u32>, headings: &[String]) -> Option<String> {
        match self {
            Hyperlinks::Never => None,
            Hyperlinks::Obsidian(vault) => Some(vault.uri(path, headings)),
            Hyperlinks::Template { template, root, host } => {
                let place = [line, column].map(|number| number.unwrap_or(1));
                Some(template.fill(&absolute(root, path), place, host))
            }
        }
    }
}

impl ObsidianVault {
    /// Returns the URI that opens a file of the vault at the last of some headings, outermost first.
    pub fn uri(&self, path: &str, headings: &[String]) -> String {
        match self {
            ObsidianVault::Id(id) => uri::open_in_obsidian(id, path, headings),
            ObsidianVault::Folder(root) => uri::open_path_in_obsidian(&absolute(root, path), headings),
        }
    }
}

/// Returns the absolute path of a file in the folder `root`.
fn absolute(root: &str, path: &str) -> String {
    format!("{}/{path}", root.trim_end_matches('/'))
}

/// The address of a place in a file, with variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Path,
    Line,
    Column,
    Host,
}

/// Templates with names, as ripgrep calls them.
const NAMED: &[(&str, &str)] = &[
    ("file", "file://{path}"),
    ("default", "file://{path}"),
    ("vscode", "vscode://file{path}:{line}:{column}"),
    ("vscode-insiders", "vscode-insiders://file{path}:{line}:{column}"),
    ("cursor", "cursor://file{path}:{line}:{column}"),
    ("macvim", "mvim://open?url=file://{path}&line={line}&column={column}"),
    ("textmate", "txmt://open?url=file://{path}&line={line}&column={column}"),
];

impl Template {
    /// Returns the template with this name.
    pub fn named(name: &str) -> Option<Template> {
        let (_, text) = NAMED.iter().find(|(known, _)| *known == name)?;
        Template::parse(text).ok()
    }

    /// Parses a template.
    ///
    /// # Errors
    ///
    /// Fails with a message if the text does not begin like a URI, has no path, or has something else in braces than a
    /// variable.
    pub fn parse(text: &str) -> Result<Template, String> {
        if text.contains(char::is_control) {
            return Err("a template has no control characters".to_owned());
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            if rest[at..].starts_with('}') {
                return Err("`}` without `{` before it".to_owned());
            }
            let end = rest[at..].find('}').ok_or("`{` without `}` after it")?;
            parts.push(Part::Text(rest[..at].to_owned()));
            parts.push(variable(&rest[at + 1..at + end])?);
            rest = &rest[at + end + 1..];
        }
        parts.push(Part::Text(rest.to_owned()));
        if !parts.contains(&Part::Path) {
            return Err("expected a name that --help lists, or a template with the variable `{path}`".to_owned());
        }
        if parts.contains(&Part::Column) && !parts.contains(&Part::Line) {
            return Err("`{column}` is used together with `{line}`".to_owned());
        }
        if !begins_with_scheme(text) {
            return Err("a template begins with the scheme of a URI, such as `file://`".to_owned());
        }
        Ok(Template(parts))
    }

    /// Returns the address of a place, line and column, in the file at an absolute path.
    fn fill(&self, path: &str, [line, column]: [u32; 2], host: &str) -> String {
        let value = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Path => path.split('/').map(uri::encode).collect::<Vec<_>>().join("/"),
            Part::Line => line.to_string(),
            Part::Column => column.to_string(),
            Part::Host => uri::encode(host),
        };
        self.0.iter().map(value).collect()
    }
}

fn variable(name: &str) -> Result<Part, String> {
    match name {
        "path" => Ok(Part::Path),
        "line" => Ok(Part::Line),
        "column" => Ok(Part::Column),
        "host" => Ok(Part::Host),
        _ => Err(format!("unknown variable `{{{name}}}`; there are {{path}}, {{line}}, {{column}} and {{host}}")),
    }
}

/// Whether a text begins like a URI (RFC 3986, section 3.1).
fn begins_with_scheme(text: &str) -> bool {
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "+-.".contains(letter);
    scheme.starts_with(|letter: char| letter.is_ascii_alphabetic()) && scheme.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_have_addresses_in_obsidian_and_by_template() {
        let headings = ["A".to_owned(), "B #1".to_owned()];
        let check = |hyperlinks: Hyperlinks, expected: &str| {
            let uri = hyperlinks.uri("a b/ü.md", Some(7), Some(3), &headings);
            assert_eq!(uri.as_deref(), Some(expected));
        };
        let by_id = "obsidian://open?vault=ef6ca3e3b524d22f&file=a%20b%2F%C3%BC.md%23A%23B%20%201";
        check(Hyperlinks::Obsidian(ObsidianVault::Id("ef6ca3e3b524d22f".to_owned())), by_id);
        let by_path = "obsidian://open?path=%2Fhome%2Fmy%20v%2Fa%20b%2F%C3%BC.md%23A%23B%20%201";
        check(Hyperlinks::Obsidian(ObsidianVault::Folder("/home/my v".to_owned())), by_path);
        let template = |text: &str| Hyperlinks::Template {
            template: Template::named(text).unwrap_or_else(|| Template::parse(text).unwrap()),
            root: "/home/v".to_owned(),
            host: "my host".to_owned(),
        };
        let path = "/home/v/a%20b/%C3%BC.md";
        check(template("file"), &format!("file://{path}"));
        check(template("default"), &format!("file://{path}"));
        check(template("vscode"), &format!("vscode://file{path}:7:3"));
        check(template("cursor"), &format!("cursor://file{path}:7:3"));
        check(template("vscode-insiders"), &format!("vscode-insiders://file{path}:7:3"));
        check(template("macvim"), &format!("mvim://open?url=file://{path}&line=7&column=3"));
        check(template("textmate"), &format!("txmt://open?url=file://{path}&line=7&column=3"));
        check(template("x+y://{host}{path}#{line}"), &format!("x+y://my%20host{path}#7"));
        assert_eq!(Hyperlinks::Never.uri("a.md", None, None, &[]), None);
        let without_place = template("e:{path}:{line}:{column}").uri("a.md", None, None, &[]);
        assert_eq!(without_place.as_deref(), Some("e:/home/v/a.md:1:1"));
    }

    #[test]
    fn invalid_templates_are_refused_with_a_reason() {
        let check = |text: &str, reason: &str| {
            let error = Template::parse(text).unwrap_err();
            assert!(error.contains(reason) && !error.contains('\n'), "{text}: {error}");
        };
        check("file://{pth}", "unknown variable `{pth}`; there are {path}, {line}");
        check("file://{}{path}", "unknown variable `{}`");
        check("file://x:{line}", "`{path}`");
        check("", "`{path}`");
        check("x:{path}:{column}", "`{column}` is used together with `{line}`");
        check("x:{path", "`{` without `}`");
        check("x:path}", "`}` without `{`");
        check("{path}", "scheme");
        check("1a:{path}", "scheme");
        check("file\u{1b}://{path}", "control characters");
    }
}
