//! Commands about single notes and about the program itself: `read`, `open`, `recent`.

use std::fs;
use std::time::{Duration, SystemTime};

use crate::process::{isolated, try_run};
use crate::support::{Vault, ran};

const NOTES: &str = "//- Feeds/Orders.md\n---\naliases: [Bestellungen]\n---\n# Orders feed\nIntro\n\n## Steps\n\n- stop\n- start ^go\n\n### Check\nlook\n\n## Owner\nAnn\n//- C# notes.md\n# C\n## Types\nint\n//- Stock.md\nno heading\n";

#[test]
fn read_prints_a_note_or_a_part_of_it() {
    let vault = Vault::new(NOTES);
    let whole = fs::read_to_string(vault.root().join("Feeds/Orders.md")).unwrap();
    let check = |note: &str, expected: &str| {
        let read = vault.run(&["read", note]);
        assert_eq!((read.stdout.as_str(), read.stderr.as_str(), read.code), (expected, "", 0), "{note}");
    };
    check("bestellungen", &whole);
    check("Orders#steps", "## Steps\n\n- stop\n- start ^go\n\n### Check\nlook\n\n");
    check("Orders#Orders feed#Check", "### Check\nlook\n\n");
    check("Feeds/Orders.md#^go", "- start ^go\n");
    check("C# notes#Types", "## Types\nint\n");
    let json = vault.json(&["read", "Orders#Owner", "--json"]);
    assert_eq!(json["path"], "Feeds/Orders.md");
    assert_eq!((&json["heading"], &json["text"]), (&"Owner".into(), &"## Owner\nAnn\n".into()));
    assert_eq!((&json["line"], &json["last_line"]), (&15.into(), &16.into()));
    let (start, end) = (json["start"].as_u64().unwrap() as usize, json["end"].as_u64().unwrap() as usize);
    assert_eq!(&whole[start..end], "## Owner\nAnn\n");
    assert!(vault.json(&["read", "Stock", "--json"])["heading"].is_null());
}

#[test]
fn read_gives_a_pipe_the_bytes_of_the_note() {
    let vault = Vault::new("");
    let text = "\u{FEFF}red \u{1b}[31m\r\n\r\nlast";
    vault.write("A.md", text);
    assert_eq!(vault.run(&["read", "A"]).stdout, text);
    vault.write("B.md", b"a\xffb\n");
    let read = vault.run(&["read", "B"]);
    assert_eq!(read.stderr, "warning: 1 byte of `B.md` cannot be read as UTF-8\n");
    assert_eq!(read.code, 0);
}

#[test]
fn what_cannot_be_read_is_named() {
    let vault = Vault::new(NOTES);
    vault.write("a.png", "png");
    let check = |note: &str, expected: &str| {
        let read = vault.run(&["read", note]);
        assert_eq!((read.stderr, read.code), (format!("error: {expected}\n"), 2));
        assert_eq!(read.stdout, "");
    };
    check("Orders#Step", "no heading `Step` in `Feeds/Orders.md`; did you mean `Steps`?");
    check("Stock#Step", "no heading `Step` in `Stock.md`");
    check("Orders#^stop", "no block `^stop` in `Feeds/Orders.md`");
    check("Ordes#Steps", "no note called `Ordes`; did you mean `Orders`?");
    check("a.png", "`a.png` has no text to read; only notes, canvases and bases do");
}

#[test]
fn a_note_on_a_terminal_is_safe_and_wrapped() {
    let vault = Vault::new("//- A.md\n");
    vault.write("A.md", format!("{}\nred \u{1b}[31m\n", "word ".repeat(40)));
    let shell = |path: std::path::PathBuf| shlex(&path.to_string_lossy());
    let line = format!(
        "stty rows 24 cols 40; {} --vault {} --index-dir {} read A",
        env!("CARGO_BIN_EXE_vaultdex"),
        shell(vault.root()),
        shell(vault.index_folder())
    );
    let mut script = isolated("script", vault.root().parent().unwrap());
    let Some(ran) = try_run(script.args(["-qec", &line, "/dev/null"]).env("TERM", "xterm")) else {
        println!("SKIPPED: `script` is not installed, so there is no terminal");
        return;
    };
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert!(lines.len() >= 6 && lines.iter().all(|line| line.chars().count() <= 40), "{ran:?}");
    assert!(ran.stdout.contains("red \u{FFFD}[31m"), "{ran:?}");
}

fn shlex(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[test]
fn recent_lists_notes_by_time_of_modification() {
    let vault = Vault::new(NOTES);
    vault.write("Board.canvas", "{}");
    vault.write("Old/Secret.md", "x");
    vault.write(".obsidian/app.json", "{\"userIgnoreFilters\": [\"Old/\"]}");
    let at = |path: &str, seconds: u64| {
        let file = fs::File::options().write(true).open(vault.root().join(path)).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
    };
    at("Stock.md", 1_700_000_000);
    at("Feeds/Orders.md", 1_700_000_100);
    at("C# notes.md", 1_700_000_000);
    assert_eq!(
        vault.run(&["recent", "--format", "tsv"]).stdout,
        "path\ttitle\tmodified\nFeeds/Orders.md\tOrders feed\t2023-11-14T22:15:00Z\n\
         C# notes.md\tC\t2023-11-14T22:13:20Z\nStock.md\tStock\t2023-11-14T22:13:20Z\n"
    );
    let two = vault.json(&["recent", "-n", "2", "--json"]);
    assert_eq!((&two["total"], two["notes"].as_array().map(Vec::len)), (&3.into(), Some(2)));
    let ran = ran(vault.command(&["recent", "-n2"]).env("TZ", "UTC"));
    assert_eq!(ran.stdout, "2023-11-14 22:15  Feeds/Orders.md  Orders feed\n2023-11-14 22:13  C# notes.md  C\n");
    assert_eq!(ran.stderr, "note: 1 older note; increase -n to see more\n");
    assert_eq!(vault.run(&["recent", "-0"]).stdout, "Feeds/Orders.md\0C# notes.md\0Stock.md\0");
    // A note that is saved comes first.
    at("Stock.md", 1_700_000_200);
    assert_eq!(vault.run(&["recent", "-n1", "--format", "paths"]).stdout, "Stock.md\n");
    assert_eq!(Vault::new("").run(&["recent"]).code, 1);
}

#[test]
fn open_opens_a_place_in_obsidian() {
    use std::os::unix::fs::PermissionsExt;
    let vault = Vault::new(NOTES);
    let programs = tempfile::tempdir().unwrap();
    let (opened, opener) = (programs.path().join("opened"), programs.path().join("xdg-open"));
    let write = |status: u8| {
        let script = format!("#!/bin/sh\necho \"$1\" > '{}'\nexit {status}\n", opened.display());
        fs::write(&opener, script).unwrap();
        fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).unwrap();
    };
    let open = |note: &str| {
        let _ = fs::remove_file(&opened);
        let ran = ran(vault.command(&["open", note]).env("PATH", format!("{}:/bin", programs.path().display())));
        (fs::read_to_string(&opened).unwrap_or_default(), ran)
    };
    write(0);
    let check = |note: &str, expected: &str| {
        let (address, ran) = open(note);
        assert_eq!((address.as_str(), ran.code), (&*format!("obsidian://open?vault=vault&file={expected}\n"), 0));
    };
    check("Orders", "Feeds%2FOrders.md");
    check("Orders#check", "Feeds%2FOrders.md%23Orders%20feed%23Steps%23Check");
    check("Orders#^go", "Feeds%2FOrders.md%23Orders%20feed%23Steps");
    let (address, ran) = open("Orders#Nowhere");
    assert_eq!((address.as_str(), ran.code), ("", 2), "{ran:?}");
    write(3);
    let (_, ran) = open("Orders");
    assert!(ran.code == 2 && ran.stderr.starts_with("error: failed to start Obsidian: "), "{ran:?}");
    assert!(ran.stderr.contains("open obsidian://open?vault=vault&file=Feeds%2FOrders.md yourself"), "{ran:?}");
}
