//! Commands about single notes and about the program itself: `read`, `open`, `recent`, `config`, `index purge`.

use std::fs;
use std::time::{Duration, SystemTime};

use crate::process::{isolated, try_run};
use crate::support::{Vault, ran};
use crate::watcher::Watcher;

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
    let root = fs::canonicalize(vault.root()).unwrap().to_string_lossy().replace('/', "%2F");
    let check = |note: &str, expected: &str| {
        let (address, ran) = open(note);
        assert_eq!((address.as_str(), ran.code), (&*format!("obsidian://open?path={root}%2F{expected}\n"), 0));
    };
    check("Orders", "Feeds%2FOrders.md");
    check("Orders#check", "Feeds%2FOrders.md%23Orders%20feed%23Steps%23Check");
    check("Orders#^go", "Feeds%2FOrders.md%23Orders%20feed%23Steps");
    let (address, ran) = open("Orders#Nowhere");
    assert_eq!((address.as_str(), ran.code), ("", 2), "{ran:?}");
    write(3);
    let (_, ran) = open("Orders");
    assert!(ran.code == 2 && ran.stderr.starts_with("error: failed to start Obsidian: "), "{ran:?}");
    assert!(ran.stderr.contains("%2FFeeds%2FOrders.md yourself"), "{ran:?}");
}

#[test]
fn index_purge_deletes_the_index_and_nothing_else() {
    let vault = Vault::new(NOTES);
    let folder = vault.index_folder();
    let none = vault.run(&["index", "purge"]);
    assert_eq!((none.stdout, none.code), (format!("no index at {}\n", folder.display()), 1));
    vault.index();
    let watcher = Watcher::start(&vault, &[]);
    let refused = vault.run(&["index", "purge"]);
    assert!(refused.code == 2 && refused.stderr.contains("(`vaultdex watch`)"), "{refused:?}");
    assert_eq!(vault.run(&["recent", "--no-refresh"]).code, 0, "nothing is deleted");
    drop(watcher);
    let refused = vault.run(&["index", "--rebuild", "purge"]);
    assert_eq!((&*refused.stderr, refused.code), ("error: `index purge` takes neither --rebuild nor --json\n", 2));
    let purged = vault.run(&["index", "purge"]);
    assert_eq!(purged.code, 0, "{purged:?}");
    // An unfinished index of another vault is not deleted either.
    let other = Vault::new("//- x.md\ntext\n");
    assert_eq!(other.run(&["index"]).code, 0);
    fs::remove_file(other.index_folder().join("CURRENT")).unwrap();
    let index = other.index_folder().display().to_string();
    let refused = ran(vault.bare_command().args(["--vault", &vault.root().display().to_string()]).args([
        "--index-dir",
        &index,
        "index",
        "purge",
    ]));
    assert!(refused.code == 2 && other.index_folder().exists(), "{refused:?}");
    let expected = format!("deleted the index at {} (", folder.display());
    let bytes = purged.stdout.strip_prefix(&expected).and_then(|rest| rest.strip_suffix(" bytes)\n"));
    assert!(
        bytes.and_then(|bytes| bytes.replace(',', "").parse().ok()).is_some_and(|bytes: u64| bytes > 1000),
        "{purged:?}"
    );
    assert!(!folder.exists());
    assert_eq!(vault.run(&["read", "Stock"]).code, 0);

    let other = Vault::new("//- B.md\nb\n");
    let mut on_other = other.bare_command();
    on_other.arg("--vault").arg(other.root()).arg("--index-dir").arg(&folder).args(["index", "purge"]);
    let refused = ran(&mut on_other);
    assert!(refused.code == 2 && refused.stderr.contains("belongs to the vault"), "{refused:?}");
    assert!(folder.join("CURRENT").exists());

    fs::create_dir(other.index_folder()).unwrap();
    fs::write(other.index_folder().join("thesis.txt"), "precious").unwrap();
    let refused = other.run(&["index", "purge"]);
    assert!(refused.code == 2 && refused.stderr.contains("the folder contains other files"), "{refused:?}");
    assert_eq!(fs::read_to_string(other.index_folder().join("thesis.txt")).unwrap(), "precious");
    assert_eq!(fs::read_dir(other.index_folder()).unwrap().count(), 1);
}

/// Returns the rows of `config show` as `name value origin`, without those that are not set.
fn settings(command: &mut std::process::Command) -> Vec<String> {
    let shown = ran(command.args(["config", "show", "--json"]));
    assert_eq!((shown.code, shown.stderr.as_str()), (0, ""), "{shown:?}");
    let shown: serde_json::Value = serde_json::from_str(&shown.stdout).unwrap();
    let rows = shown["settings"].as_array().unwrap().iter();
    let row = |row: &serde_json::Value| {
        let file = row["file"].as_str().map_or(String::new(), |file| format!(" {}", file.rsplit('/').next().unwrap()));
        format!("{} {} {}{file}", row["name"].as_str().unwrap(), row["value"], row["origin"].as_str().unwrap())
    };
    rows.filter(|it| it["origin"] != "default").map(row).collect()
}

#[test]
fn config_show_says_where_each_setting_comes_from() {
    let vault = Vault::new(NOTES);
    let home = vault.root().parent().unwrap().to_owned();
    fs::create_dir_all(home.join(".config/vaultdex")).unwrap();
    let user_file = home.join(".config/vaultdex/config.toml");
    let user = "hints = false\nlanguages = [\"de\", \"fr\"]\n[synonyms]\nQuelle = \"source\"\nZiel = \"target\"\n";
    fs::write(&user_file, user).unwrap();
    vault.write(".vaultdex.toml", "own_system = \"Shop\"\n[search]\nclosest = false\n[checks]\nunresolved-link = \"off\"\n[synonyms]\nZiel = \"source\"\n");
    let (root, index) = (vault.root(), vault.index_folder());
    let of_files = [
        "hints false user-file config.toml",
        "languages [\"de\",\"fr\"] user-file config.toml",
        "own_system \"Shop\" vault-file .vaultdex.toml",
        "search.closest false vault-file .vaultdex.toml",
        "checks.LK01 \"off\" vault-file .vaultdex.toml",
        "synonyms.Ziel \"source\" vault-file .vaultdex.toml",
        "synonyms.Quelle \"source\" user-file config.toml",
    ];
    let check = |command: &mut std::process::Command, vault: &str, index: &[String]| {
        let place = [vec![format!("vault {root:?} {vault}")], index.to_vec()].concat();
        assert_eq!(settings(command), [place, of_files.map(str::to_owned).to_vec()].concat());
    };
    check(&mut vault.command(&[]), "option", &[format!("index_dir {index:?} option")]);
    check(
        vault.bare_command().env("VAULTDEX_VAULT", &root).env("VAULTDEX_INDEX_DIR", &index),
        "environment",
        &[format!("index_dir {index:?} environment")],
    );
    check(vault.bare_command().current_dir(root.join("Feeds")), "working-directory", &[]);
    fs::write(&user_file, format!("vault = {root:?}\n{user}")).unwrap();
    check(vault.bare_command().current_dir(&home), "user-file config.toml", &[]);

    let shown = vault.run(&["config", "show"]);
    let line = |text: &str| shown.stdout.lines().any(|line| line.split_whitespace().eq(text.split(' ')));
    assert!(line("date_order - default") && line(&format!("hints false {}", user_file.display())), "{shown:?}");
    fs::write(&user_file, "hint = 1\n").unwrap();
    assert!(vault.run(&["config", "show"]).stderr.contains("unknown key `hint`"));
}

#[test]
fn config_path_and_edit_lead_to_the_files() {
    let vault = Vault::new("");
    let home = vault.root().parent().unwrap().to_owned();
    let (user_file, vault_file) = (home.join(".config/vaultdex/config.toml"), vault.root().join(".vaultdex.toml"));
    let tsv = || vault.run(&["config", "path", "--format", "tsv"]).stdout;
    let expected = |exists: bool| {
        let (user, vault) = (user_file.display(), vault_file.display());
        format!("owner\tpath\texists\nuser\t{user}\t{exists}\nvault\t{vault}\tfalse\n")
    };
    assert_eq!(tsv(), expected(false));
    // Outside of any vault, there is only the user's file.
    let outside = ran(vault.bare_command().args(["config", "path", "--format", "paths"]).current_dir(&home));
    assert_eq!(outside.stdout, format!("{}\n", user_file.display()));

    let edit = |editor: &str| ran(vault.command(&["config", "edit"]).env("EDITOR", editor).env("VISUAL", ""));
    let refused = edit(" ");
    assert_eq!((refused.code, user_file.exists()), (2, false));
    assert!(refused.stderr.starts_with("error: neither VISUAL nor EDITOR names a program;"), "{refused:?}");
    assert!(edit("false").stderr.ends_with("failed: exit status: 1\n"));
    assert!(edit("no-such-editor").stderr.contains("no such file"), "a clear reason");
    let created = fs::read_to_string(&user_file).unwrap();
    assert_eq!(edit("cat").stdout, created);
    assert_eq!(tsv(), expected(true));
    // What is there is kept, and mistakes are reported.
    let appended = edit("sh -c 'echo hint = 1 >> \"$0\"'");
    assert_eq!(appended.code, 0, "{appended:?}");
    assert!(appended.stderr.contains("unknown key `hint`"), "{appended:?}");
    assert_eq!(fs::read_to_string(&user_file).unwrap(), format!("{created}hint = 1\n"));
}

#[test]
fn a_new_configuration_file_sets_nothing_and_shows_every_key() {
    let vault = Vault::new("");
    let command = |args: &[&str]| vault.command(args);
    ran(command(&["config", "edit"]).env("EDITOR", "true"));
    assert_eq!(settings(&mut command(&[])).len(), 2, "only the two options");
    let file = vault.root().parent().unwrap().join(".config/vaultdex/config.toml");
    let text = fs::read_to_string(&file).unwrap();
    let uncommented =
        |line: &str| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line).to_owned();
    fs::write(&file, text.lines().map(|line| uncommented(line) + "\n").collect::<String>()).unwrap();
    let set = settings(&mut command(&[]));
    let names: Vec<&str> = set.iter().map(|row| row.split(' ').next().unwrap()).collect();
    assert_eq!(names[2..], ["hints", "date_order", "languages", "search.closest", "synonyms.Quelle"]);
}

#[test]
fn bytes_that_are_not_utf_8_are_marked() {
    let vault = Vault::new(NOTES);
    fs::write(vault.root().join("bad.md"), b"a\xffb\n").unwrap();
    let ran = vault.run(&["read", "bad"]);
    assert_eq!((ran.stdout.as_str(), ran.code), ("a\u{fffd}b\n", 0), "{ran:?}");
    assert_eq!(ran.stderr, "warning: 1 byte of `bad.md` cannot be read as UTF-8\n");
}

#[test]
fn what_cannot_be_an_index_is_not_taken_for_none() {
    let vault = Vault::new(NOTES);
    let file = vault.root().parent().unwrap().join("file");
    fs::write(&file, "x").unwrap();
    let (root, file) = (vault.root().display().to_string(), file.display().to_string());
    let ran = ran(vault.bare_command().args(["--vault", &root, "--index-dir", &file, "index", "purge"]));
    assert!(ran.code == 2 && ran.stderr.starts_with("error: "), "{ran:?}");
}
