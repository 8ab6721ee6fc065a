//! Graphs that are written to files: never over existing files, through symbolic links or into the vault unless
//! requested, and kept up to date by a watcher.

use std::fs;
use std::path::{Path, PathBuf};

use crate::process::isolated;
use crate::support::{Vault, wait_until};
use crate::watcher::Watcher;

const FORMATS: [&str; 14] = [
    "mermaid",
    "dot",
    "graphml",
    "gexf",
    "json",
    "cytoscape",
    "canvas",
    "csv",
    "html",
    "svg",
    "d2",
    "plantuml",
    "drawio",
    "structurizr",
];

fn vault() -> Vault {
    Vault::new("//- Home.md\nTo [[Shop]] and [[Gone]].\n//- Systems/Shop.md\n![[Home]] #x\n")
}

/// Returns a path next to the vault.
fn beside(vault: &Vault, name: &str) -> PathBuf {
    vault.root().parent().expect("a home").join(name)
}

#[test]
fn formats_are_deterministic_and_do_not_overwrite_files() {
    let vault = vault();
    let before = vault.bytes();
    let help = vault.run(&["graph", "--help"]).stdout;
    for format in FORMATS {
        assert!(help.contains(format), "{format}");
        let name = beside(&vault, &format!("graph.{format}"));
        let files = match format {
            "csv" => vec![beside(&vault, "graph.nodes.csv"), beside(&vault, "graph.edges.csv")],
            _ => vec![name.clone()],
        };
        let name = name.to_str().expect("a path");
        let write = |flags: &[&str]| vault.run(&[&["graph", "--format", format, "-o", name], flags].concat());
        assert_eq!(write(&[]).code, 0, "{format}");
        let first: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).expect("written")).collect();
        let printed = vault.run(&["graph", "--format", format]).stdout;
        assert_eq!(String::from_utf8_lossy(first.last().expect("a file")), printed, "{format}");

        fs::write(&files[0], "mine").expect("a file");
        let refused = write(&[]);
        assert_eq!(refused.code, 2, "{format}");
        assert!(refused.stderr.contains("--force"), "{refused:?}");
        assert_eq!(fs::read(&files[0]).expect("a file"), b"mine", "{format}");
        assert_eq!(write(&["--force"]).code, 0, "{format}");
        let second: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).expect("written")).collect();
        assert_eq!(first, second, "{format}");
    }
    assert_eq!(vault.bytes(), before);
}

/// The README and the guides show them. On every machine, the same vault gives the same bytes.
#[test]
fn pictures_in_the_documentation_are_those_of_the_command() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let vault = root.join("vault-fixtures/northwind/vault");
    let home = tempfile::tempdir().expect("a folder");
    let check = |name: &str, flags: &[&str]| {
        let mut command = isolated(env!("CARGO_BIN_EXE_vaultdex"), home.path());
        command.arg("--vault").arg(&vault).arg("--index-dir").arg(home.path().join("index")).arg("graph").args(flags);
        let drawn = command.args(["--format", "svg"]).output().expect("it runs");
        assert!(drawn.status.success(), "{}", String::from_utf8_lossy(&drawn.stderr));
        let shown = fs::read(root.join("docs").join(name)).expect("the picture");
        assert!(drawn.stdout == shown, "docs/{name} is another one: write it anew with `graph {} -o`", flags.join(" "));
    };
    check("landscape.svg", &["--view", "landscape"]);
    check("impact.svg", &["--view", "impact", "--around", "Kafka", "--depth", "0"]);
}

#[test]
fn a_page_has_the_latest_changes_of_an_integration() {
    let note = |id: &str| {
        format!("---\ntype: integration\nid: {id}\nsource: Shop\ntarget: ERP\n---\n# Orders {id}\n## Change Log\n")
    };
    let changes = "- 2024-01-01 - Created\n- 2025-03-02 - Added [[Masking|masking]]\n- 2025-02-01 - Moved\n- 2024-06-01 - Fixed\n";
    let vault = Vault::new(&format!("//- A.md\n{}{changes}//- B.md\n{}", note("INT-1"), note("INT-2")));
    let page = vault.run(&["graph", "--view", "landscape", "--format", "html"]).stdout;
    let expected =
        r#""changes":[["2025-03-02","Added [[Masking|masking]]"],["2025-02-01","Moved"],["2024-06-01","Fixed"]]"#;
    assert!(page.contains(expected), "{page}");
    assert_eq!(page.matches("\"changes\":").count(), 1, "{page}");
    assert!(!vault.run(&["graph", "--view", "landscape", "--format", "json"]).stdout.contains("2025-03-02"));
}

#[test]
fn drawings_of_many_links_show_communities_unless_told_otherwise() {
    let check = |count: usize, args: &[&str], expected: &str| {
        let links: String = (1..count).map(|number| format!("[[N{number}]] ")).collect();
        let vault = Vault::new(&format!("//- Hub.md\n{links}\n"));
        let page = vault.run(&[&["graph", "--format", "html"], args].concat()).stdout;
        assert!(page.contains(expected), "{count} {args:?}");
    };
    check(301, &[], "],\"coloring\":\"community\",\"nodes\":");
    check(300, &[], "]}],\"nodes\":");
    check(301, &["--color-by", "folder"], "],\"coloring\":\"folder\",\"nodes\":");
}

#[test]
fn drawings_of_links_show_the_most_connected_nodes_unless_told_otherwise() {
    let many: String = (0..2100).map(|number| format!("[[N{number}]] ")).collect();
    let vault = Vault::new(&format!("//- Hub.md\n{many}\n//- Other.md\n[[Hub]] [[N2099]]\n"));
    for format in FORMATS.into_iter().filter(|format| *format != "mermaid") {
        let drawn = vault.run(&["graph", "--format", format]);
        let is_limited = matches!(format, "html" | "svg");
        let note = "note: 102 nodes with fewer edges omitted; see all with --max-nodes 0\n";
        assert_eq!((drawn.code, drawn.stderr.as_str()), (0, if is_limited { note } else { "" }), "{format}");
        assert_eq!(drawn.stdout.contains("N999"), !is_limited, "{format}");
        assert!(drawn.stdout.contains("N2099"), "{format}");
        let says_so = ["2,000 of 2,102 nodes", "\"total\":2102"].iter().any(|text| drawn.stdout.contains(text));
        assert_eq!(says_so, is_limited, "{format}");
        let whole = vault.run(&["graph", "--format", format, "--max-nodes", "0"]);
        assert!(whole.code == 0 && whole.stderr.is_empty() && whole.stdout.contains("N999"), "{format}: {whole:?}");
        let few = vault.run(&["graph", "--format", format, "--max-nodes", "2"]);
        let note = "note: 2,100 nodes with fewer edges omitted; increase --max-nodes to see more\n";
        assert!(few.stderr == note && !few.stdout.contains("N999"), "{format}: {few:?}");
    }
    let file = beside(&vault, "links.svg");
    let mut watcher = Watcher::start(&vault, &["--json", "--export", &format!("links/svg:{}", file.display())]);
    watcher.wait_for(|line| line.contains("\"event\":\"export\""));
    assert_eq!(fs::read_to_string(&file).expect("written"), vault.run(&["graph", "--format", "svg"]).stdout);
    watcher.signal(rustix::process::Signal::TERM);
    assert_eq!(watcher.ended().code(), Some(0));
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_not_followed() {
    let vault = vault();
    let (target, link) = (beside(&vault, "mine.svg"), beside(&vault, "link.svg"));
    fs::write(&target, "mine").expect("a file");
    std::os::unix::fs::symlink(&target, &link).expect("a link");
    let folder = beside(&vault, "folder");
    fs::create_dir(&folder).expect("a folder");
    std::os::unix::fs::symlink(&folder, beside(&vault, "linked")).expect("a link");
    std::os::unix::fs::symlink(vault.root(), beside(&vault, "inside")).expect("a link");
    let check = |args: &[&str], refusal: &str| {
        let home = vault.root().parent().expect("a home").to_owned();
        let mut command = vault.command(&[&["graph"], args].concat());
        let ran = crate::support::ran(command.current_dir(home));
        assert_eq!(ran.code, 2, "{args:?}: {ran:?}");
        assert!(ran.stderr.contains(refusal), "{args:?}: {ran:?}");
    };
    check(&["--format", "svg", "-o", "link.svg", "--force"], "symbolic link");
    check(&["--split", "linked", "--force"], "symbolic link");
    check(&["--format", "svg", "-o", "inside/a.svg"], "--in-vault");
    check(&["--split", "inside/parts"], "--in-vault");
    check(&["--format", "svg", "--split", "parts"], "--split works with mermaid only");
    assert_eq!(fs::read(&target).expect("a file"), b"mine");
    assert_eq!(fs::read_dir(&folder).expect("a folder").count(), 0);
    assert!(!vault.root().join("parts").exists());
}

#[test]
fn graphs_over_the_limits_are_rejected_with_advice_to_split() {
    let many: String = (0..600).map(|number| format!("[[N{number}]] ")).collect();
    let vault = Vault::new(&format!("//- Hub.md\n{many}\n"));
    let refused = vault.run(&["graph"]);
    assert_eq!((refused.code, refused.stdout.as_str()), (2, ""), "{refused:?}");
    assert!(refused.stderr.contains("600 edges") && refused.stderr.contains("--split"), "{refused:?}");
    let folder = beside(&vault, "parts");
    let name = folder.to_str().expect("a path");
    assert_eq!(vault.run(&["graph", "--split", name]).code, 0);
    assert_eq!(files_in(&folder), ["index.md", "overview.mmd", "unresolved.mmd", "vault-2.mmd", "vault.mmd"]);
    let refused = vault.run(&["graph", "--split", name]);
    assert!(refused.code == 2 && refused.stderr.contains("--force"), "{refused:?}");
    assert_eq!(vault.run(&["graph", "--split", name, "--force"]).code, 0);

    // A smaller split removes the diagrams of the larger one, except those that have been written or changed by others.
    fs::write(folder.join("mine.mmd"), "mine").expect("a file of one's own");
    fs::write(folder.join("unresolved.mmd"), "changed").expect("a changed file");
    assert_eq!(vault.run(&["graph", "--split", name, "--force", "--existing-only"]).code, 0);
    let index = fs::read_to_string(folder.join("index.md")).expect("the index");
    let shown = index.lines().filter_map(|line| line.strip_prefix('`')?.strip_suffix('`')).map(str::to_owned);
    let mut expected: Vec<String> = shown.filter(|name| name.ends_with(".mmd")).collect();
    assert!(!expected.contains(&"vault-2.mmd".to_owned()), "{expected:?}");
    expected.extend(["index.md", "mine.mmd", "unresolved.mmd"].map(str::to_owned));
    expected.sort();
    assert_eq!(files_in(&folder), expected);
}

#[test]
fn a_large_diagram_on_a_terminal_has_a_note_how_to_draw_less() {
    let links = |count: usize| (0..count).map(|number| format!("[[N{number}]] ")).collect::<String>();
    for (count, is_large) in [(59, false), (60, true)] {
        let vault = Vault::new(&format!("//- Hub.md\n{}\n", links(count)));
        let (binary, root, index) = (env!("CARGO_BIN_EXE_vaultdex"), vault.root(), vault.index_folder());
        let line = format!("'{binary}' --vault '{}' --index-dir '{}' graph", root.display(), index.display());
        let on_terminal = |line: &str| {
            let mut script = isolated("script", vault.root().parent().expect("a home"));
            crate::process::try_run(script.args(["-qec", line, "/dev/null"]).env("TERM", "xterm"))
        };
        let Some(ran) = on_terminal(&line) else {
            println!("SKIPPED: `script` is not installed, so there is no terminal");
            return;
        };
        let screen = ran.stdout;
        let diagram = screen.find("flowchart LR").expect("a diagram");
        let note = screen.find("--around").filter(|note| *note < diagram);
        assert_eq!(note.is_some(), is_large, "{screen}");
        let advice = ["61 nodes and 60 edges", "--around", "--max-nodes", "-o map.html"];
        assert!(!is_large || advice.iter().all(|word| screen.contains(word)), "{screen}");
        // Neither into a pipe nor with another format.
        assert_eq!(vault.run(&["graph"]).stderr, "");
        let other = on_terminal(&format!("{line} --format dot")).expect("as before").stdout;
        assert!(other.contains("digraph") && !other.contains("--around"), "{other}");
    }
}

/// Returns the sorted names of the files in a folder.
fn files_in(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).expect("a folder").flatten();
    let mut names: Vec<String> = files.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn watcher_keeps_exports_up_to_date() {
    let vault = vault();
    let (svg, map) = (beside(&vault, "graph.svg"), vault.root().join("Map.md"));
    let exports = [
        format!("links/svg:'{}' --around Home", svg.display()),
        format!("links/mermaid:'{}' --in-vault --filter=-file:Map", map.display()),
    ];
    let _watcher = Watcher::start(&vault, &["--json", "--export", &exports[0], "--export", &exports[1]]);
    let holds = |file: &PathBuf, piece: &str| fs::read_to_string(file).is_ok_and(|text| text.contains(piece));
    wait_until("both are written", || holds(&svg, ">Shop</text>") && holds(&map, "```mermaid"));
    vault.save("Systems/New.md", "[[Home]]\n");
    wait_until("both tell of the new note", || holds(&svg, ">New</text>") && holds(&map, "[\"New\"]"));

    // An export that does not change is not written again.
    let written = |file: &PathBuf| fs::metadata(file).and_then(|metadata| metadata.modified()).expect("it is there");
    let (before, drawn) = (written(&svg), fs::read(&svg).expect("it is there"));
    vault.save("Systems/Other.md", "more text\n");
    wait_until("the map tells of the other note", || holds(&map, "[\"Other\"]"));
    assert_eq!((written(&svg), fs::read(&svg).expect("it is there")), (before, drawn));
    // The exported note is indexed like any other note.
    assert_eq!(vault.found(&["file:Map"]), ["Map.md"]);
}

#[test]
fn watcher_does_not_replace_foreign_files() {
    let vault = vault();
    let mine = beside(&vault, "mine.md");
    fs::write(&mine, "mine").expect("a file");
    let other = beside(&vault, "other.dot");
    let [refused, fine] = ["mermaid", "dot"].map(|format| {
        let file = if format == "dot" { &other } else { &mine };
        format!("links/{format}:'{}'", file.display())
    });
    // Said before anything is watched.
    let ran = vault.run(&["watch", "--export", &refused, "--export", &fine]);
    assert!(ran.code == 2 && ran.stderr.contains("already exists; add --force"), "{ran:?}");
    assert_eq!(ran.stderr.lines().count(), 1, "{ran:?}");
    assert!(!other.exists());
    let _watcher = Watcher::start(&vault, &["--export", &fine]);
    wait_until("the other one is written", || other.exists());
    assert_eq!(fs::read(&mine).expect("a file"), b"mine");
    let unread = vault.run(&["watch", "--export", "links/pdf:x"]);
    assert!(unread.code == 2 && unread.stderr.contains("there is no format `pdf`"), "{unread:?}");
    for (value, why) in [
        (format!("links/mermaid:'{}'", vault.root().join("Map.md").display()), "add --in-vault"),
        (format!("links/dot:'{}' --filter '(a'", beside(&vault, "x.dot").display()), "invalid query in --filter"),
        (
            format!("links/dot:'{}' --color-by 'a' '(b'", beside(&vault, "x.dot").display()),
            "invalid query in --color-by",
        ),
        (format!("links/csv:'{}'", vault.index_folder().join("x.csv").display()), "inside the index folder"),
        (format!("links/dot:'{}'", beside(&vault, "x.svg").display()), "has the ending of svg, not of dot"),
    ] {
        let refused = vault.run(&["watch", "--export", &value]);
        assert!(refused.code == 2 && refused.stderr.contains(why), "{value}: {refused:?}");
    }
}

#[test]
fn the_ending_of_the_file_decides_the_format() {
    let vault = vault();
    let write = |name: &str, flags: &[&str]| {
        let file = beside(&vault, name);
        let ran = vault.run(&[&["graph", "-o", file.to_str().expect("a path")], flags].concat());
        (ran.code, ran.stderr, fs::read_to_string(file).unwrap_or_default())
    };
    let beginnings = [
        ("a.svg", "<svg"),
        ("a.dot", "digraph"),
        ("map.html", "<!doctype"),
        ("a.HTML", "<!doctype"),
        ("a.mmd", "flowchart"),
        ("a.d2", "direction: right"),
        ("a.puml", "@startuml"),
        ("a.drawio", "<mxfile"),
        ("a.dsl", "workspace"),
        ("a.unknown", "flowchart"),
    ];
    for (name, beginning) in beginnings {
        let (code, stderr, text) = write(name, &[]);
        assert!(code == 0 && text.contains(beginning), "{name}: {stderr} {text}");
        assert_eq!(text.contains("flowchart LR"), beginning == "flowchart", "{name}");
    }
    for flags in [&[][..], &["--format", "svg"]] {
        let (code, stderr, text) = write("a.pdf", flags);
        assert_eq!((code, stderr.lines().count(), text.as_str()), (2, 1, ""), "{stderr}");
        assert!(stderr.contains("no format of graphs is PDF") && stderr.contains("rsvg-convert"), "{stderr}");
    }
    let (code, stderr, text) = write("b.svg", &["--format", "dot"]);
    assert_eq!((code, stderr.lines().count(), text.as_str()), (2, 1, ""), "{stderr}");
    assert!(stderr.contains("has the ending of svg, not of dot"), "{stderr}");
    assert_eq!(write("b.xml", &["--format", "gexf"]).0, 0);
    let export = format!("links/svg:'{}'", beside(&vault, "c.png").display());
    let refused = vault.run(&["watch", "--export", &export]);
    assert!(refused.code == 2 && refused.stderr.contains("no format of graphs is PNG"), "{refused:?}");
}

#[cfg(unix)]
#[test]
fn a_page_is_opened_in_the_browser() {
    use std::os::unix::fs::PermissionsExt;
    let vault = vault();
    let (opened, session) = (beside(&vault, "opened"), beside(&vault, "session"));
    fs::create_dir(&session).expect("a folder");
    let script = |name: &str, text: &str| {
        let file = beside(&vault, name);
        fs::write(&file, format!("#!/bin/sh\n{text}\n")).expect("a script");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("a program");
        file.display().to_string()
    };
    let browser = script("browser", &format!("echo \"$@\" >'{0}.new' && mv '{0}.new' '{0}'", opened.display()));
    let run = |browser: &str, args: &[&str]| {
        let mut command = vault.command(&[&["graph", "--open"], args].concat());
        crate::support::ran(command.env("BROWSER", browser).env("XDG_RUNTIME_DIR", &session))
    };
    let mut pages = Vec::new();
    // A browser that fails is followed by the next; one that stays in the foreground is not waited for.
    let stays = script("stays", &format!("'{browser}' \"$@\"; sleep 30"));
    let fails = script("fails", "exit 3");
    for browser in [&browser, &format!("{browser} --new-window %s"), &format!("{fails}:{browser}"), &stays] {
        let ran = run(browser, &[]);
        assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{browser}: {ran:?}");
        wait_until("the browser was started", || opened.exists());
        let args = fs::read_to_string(&opened).expect("its arguments");
        fs::remove_file(&opened).expect("ours");
        assert_eq!(args.contains("--new-window"), browser.contains("--new-window"), "{args}");
        let page = PathBuf::from(args.split_whitespace().last().expect("a file"));
        assert!(ran.stderr.contains(&format!("`{}` opened", page.display())), "{ran:?}");
        assert!(fs::read_to_string(&page).expect("a page").starts_with("<!doctype html>"));
        let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!((mode(&page), mode(page.parent().expect("a folder"))), (0o600, 0o700));
        pages.push(page);
    }
    pages.dedup();
    assert_eq!(pages.len(), 1, "{pages:?}");
    assert_eq!(run(&browser, &["--view", "landscape"]).code, 0);
    assert_eq!(files_in(pages[0].parent().expect("a folder")).len(), 2);

    let check = |browser: &str, args: &[&str], code: i32, says: &str| {
        let ran = run(browser, args);
        assert!(ran.code == code && ran.stderr.contains(says), "{args:?}: {ran:?}");
    };
    check("/no/such/program", &[], 2, &pages[0].display().to_string());
    check(&fails, &[], 2, "exit status: 3");
    check(&browser, &["--format", "svg"], 2, "--open shows html, not svg");
    check(&browser, &["-o", "x.html"], 2, "cannot be used with");
    check(&browser, &["--split", "x"], 2, "cannot be used with");
    check(&browser, &["--format", "html"], 0, "opened in the browser");
}

#[cfg(target_os = "linux")]
#[test]
fn a_bind_mount_of_the_vault_is_the_vault() {
    let vault = vault();
    let mounted = beside(&vault, "mounted");
    fs::create_dir_all(mounted.join("Systems")).expect("a folder");
    vault.index();
    let script = r#"mount --bind "$1" "$2" || exit 77; shift 2; "$@""#;
    let run = |args: &[&str]| {
        let mut command = std::process::Command::new("unshare");
        command.args(["-Urm", "sh", "-c", script, "sh"]).arg(vault.root()).arg(&mounted);
        command.arg(env!("CARGO_BIN_EXE_vaultdex")).arg("--vault").arg(vault.root()).args(args);
        command.output().map(|output| (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned()))
    };
    let index = vault.index_folder();
    let index = ["--index-dir", index.to_str().expect("a path")];
    let [map, deep, hidden] = ["Map.mmd", "Systems/Map.mmd", "idx"].map(|name| mounted.join(name));
    let graph = |file: &PathBuf| run(&[&index[..], &["graph", "-o", file.to_str().expect("a path")]].concat());
    match graph(&map) {
        Ok((Some(2), stderr)) if stderr.contains("add --in-vault") => {}
        Ok((Some(0 | 2), stderr)) => panic!("{stderr}"),
        other => return println!("SKIPPED: a_bind_mount_of_the_vault_is_the_vault: no user namespaces ({other:?})"),
    }
    let (code, stderr) = graph(&deep).expect("it starts");
    assert!(code == Some(2) && stderr.contains("add --in-vault"), "{stderr}");
    let (code, stderr) = run(&["--index-dir", hidden.to_str().expect("a path"), "index"]).expect("it starts");
    assert!(code == Some(2) && stderr.contains("among the vault's files"), "{stderr}");
    assert_eq!(fs::read_dir(vault.root()).expect("a folder").count(), 3);
}
