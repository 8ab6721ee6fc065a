//! What commands print to terminals of different widths: `tests/it/widths/COLUMNS.txt`. `TRYCMD=overwrite` writes them anew.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use unicode_width::UnicodeWidthStr;

use crate::support::{Vault, fixture};
use crate::terminal::{is_available, on_terminal};

/// The widths of the terminals, in columns.
const WIDTHS: [usize; 4] = [40, 80, 120, 200];

/// Commands that always print the same for the example vault.
const COMMANDS: &[&str] = &[
    "vaultdex -h",
    "vaultdex search -h",
    "vaultdex search orders erp -draft --no-closest",
    "vaultdex search what happens when an order gets stuck -n 2",
    "vaultdex search --explain orders -draft",
    "vaultdex search orders --columns path,title",
    "vaultdex links 'Orders to ERP'",
    "vaultdex backlinks ERP",
    "vaultdex mentions ERP",
    "vaultdex unresolved --verbose",
    "vaultdex orphans",
    "vaultdex deadends",
    "vaultdex resolve --from Home '[[ERP#When it is closed]]'",
    "vaultdex tags --sort count",
    "vaultdex properties ERP",
    "vaultdex outline 'Orders to ERP'",
    "vaultdex tasks",
    "vaultdex integrations",
    "vaultdex integrations --unread",
    "vaultdex integrations --columns name,flow,path,suspect",
    "vaultdex show 'Orders to ERP'",
    "vaultdex show --explain 'Price Feed'",
    "vaultdex systems",
    "vaultdex impact 'Message Hub'",
    "vaultdex impact --retire ERP",
    "vaultdex lineage 'Data Lake.dim_customer.full_name'",
    "vaultdex path 'Web Shop' 'Data Lake'",
    "vaultdex matrix",
    "vaultdex owners",
    "vaultdex board",
    "vaultdex review",
    "vaultdex gaps",
    "vaultdex gaps --by owner",
    "vaultdex check",
    "vaultdex changelog",
    "vaultdex templates",
    "vaultdex read 'Restart Order Feed#Steps'",
    "vaultdex config show --columns name,origin --sort name",
];

/// Commands whose output depends on the time or the machine.
const VARYING: &[&str] = &["vaultdex recent -n 5", "vaultdex status", "vaultdex index", "vaultdex doctor"];

/// Whether a line that is too long cannot be broken: it has a command, or nothing but a path, an address or a word behind
/// its key.
fn is_one_item(line: &str) -> bool {
    let line = line.trim();
    let value = line.split_once("  ").map_or(line, |(_, value)| value.trim_start());
    let path = value.trim_end_matches(')').trim_end_matches(|it: char| it.is_ascii_digit()).trim_end_matches(':');
    let is_path = (path.ends_with(".md") || value.starts_with('/')) && !value.contains("  ");
    line.contains("vaultdex ") || is_path || !value.contains(' ')
}

/// Returns the lines that do not fit the terminal or end with spaces.
fn misfits(text: &str, columns: usize) -> impl Iterator<Item = &str> {
    text.lines().filter(move |line| *line != line.trim_end() || line.width() > columns && !is_one_item(line))
}

#[test]
fn output_fits_the_terminal() {
    if !is_available() {
        return;
    }
    let vault = Vault::copy_of(&fixture("tour/vault"));
    vault.index();
    let variables = [("TERM", "xterm-256color"), ("NO_COLOR", "1"), ("VAULTDEX_PAGER", "")];
    let mut misfit = Vec::new();
    let mut print = |columns: usize, command: &str| {
        let text = on_terminal(&vault, columns, &format!("{command} --hyperlink never"), &variables);
        misfit.extend(misfits(&text, columns).map(|line| format!("{columns} columns: {command}: {line:?}")));
        text.replace(vault.root().to_str().expect("UTF-8"), "/vault")
    };
    for columns in WIDTHS {
        for command in VARYING {
            print(columns, command);
        }
        let mut found = String::new();
        for command in COMMANDS {
            let _ = write!(found, "$ {command}\n{}\n", print(columns, command));
        }
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/widths/{columns}.txt"));
        if std::env::var_os("TRYCMD").is_some_and(|it| it == "overwrite") {
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(&file, found).expect("written");
            continue;
        }
        let expected = fs::read_to_string(&file).expect("a transcript");
        let first = found.lines().zip(expected.lines()).find(|(found, expected)| found != expected);
        assert_eq!(first, None, "{}: rewrite it with `TRYCMD=overwrite`", file.display());
        assert_eq!(found.len(), expected.len(), "{}", file.display());
    }
    assert_eq!(misfit, Vec::<String>::new());
}
