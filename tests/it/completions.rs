//! Completion in shells, and manual pages.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::process::{Ran, isolated, ran, try_run};
use crate::support::Vault;

const NOTES: &str = "//- Feeds/Orders to ERP.md\n---\nid: INT-2024-001\ntype: integration\naliases: [Order feed]\nsource: \"[[Web Shop]]\"\ntarget: \"[[ERP]]\"\n---\n#feed/daily #fine\n//- Systems/Web Shop.md\n---\ntype: system\n---\nSells.\n//- Systems/ERP.md\n---\ntype: system\n---\nBooks.\n//- Plain.md\n#other\n//- $(touch x).md\n//- Q&A list.md\n";

fn vault() -> Vault {
    let vault = Vault::new(NOTES);
    vault.index();
    vault
}

/// Returns what is offered for the last of some words.
fn offered(vault: &Vault, words: &[&str]) -> String {
    let complete = vault.run(&[&["complete", "--"], words].concat());
    assert_eq!((complete.code, complete.stderr.as_str()), (0, ""), "{words:?}");
    complete.stdout
}

#[test]
fn values_are_completed_from_the_index() {
    let vault = vault();
    let check = |words: &[&str], expected: &str| assert_eq!(offered(&vault, words), expected, "{words:?}");
    check(&["links", "ord"], "Order feed\nOrders to ERP\n");
    check(&["links", "q&"], "Q&A list\n");
    check(&["backlinks", "Sys"], "Systems/ERP.md\nSystems/Web Shop.md\n");
    check(&["read", "Feeds/"], "Feeds/Orders to ERP.md\n");
    check(&["integrations", "--system", "we"], "Web Shop\n");
    check(&["impact", "E"], "ERP\n");
    check(&["path", "ERP", "W"], "Web Shop\n");
    check(&["integrations", "--status", "pl"], "planned\n");
    check(&["integrations", "--status=active,pl"], "--status=active,planned\n");
    check(&["check", "--only", "lk0"], "");
    check(&["check", "--only", "LK0"], "LK01\nLK02\nLK03\nLK05\n");
    check(&["check", "--skip", "unresolved"], "unresolved-link\n");
    check(&["check", "Feeds/"], "Feeds/Orders to ERP.md\n");
    check(&["search", "x", "tag:f"], "tag:feed\ntag:feed/daily\ntag:fine\n");
    check(&["search", "-tag:#o"], "");
    check(&["search", "--", "-tag:#o"], "-tag:#other\n");
    check(&["search", "system:w"], "system:\"Web Shop\"\n");
    check(&["search", "status:act"], "status:active\n");
    check(&["links", "Nothing"], "");
    check(&["links", "--a"], "");
    check(&[], "");
}

#[test]
fn completion_is_silent_and_writes_nothing() {
    let vault = Vault::new(NOTES);
    assert_eq!(offered(&vault, &["links", "Ord"]), "");
    assert!(!vault.index_folder().exists(), "no index is begun");
    vault.index();
    vault.write("Ordinary.md", "new");
    vault.write(".vaultdex.toml", "no = toml = at all");
    assert_eq!(offered(&vault, &["links", "Ord"]), "Order feed\nOrders to ERP\n", "the index is not refreshed");
    for entry in fs::read_dir(vault.index_folder()).unwrap().flatten() {
        if entry.file_name().to_string_lossy().starts_with("gen-") {
            fs::write(entry.path().join("meta.json"), "{").unwrap();
        }
    }
    assert_eq!(offered(&vault, &["links", "Ord"]), "", "a damaged index");
    let nowhere = ran(vault.bare_command().args(["complete", "--", "--vault", "/nowhere", "links", ""]));
    assert_eq!((nowhere.stdout.as_str(), nowhere.stderr.as_str(), nowhere.code), ("", "", 0));
}

#[test]
fn every_shell_has_a_script() {
    let vault = Vault::new("");
    for shell in ["bash", "zsh", "fish", "elvish", "powershell", "nushell"] {
        let script = vault.run(&["completions", shell]);
        assert!(script.code == 0 && script.stderr.is_empty(), "{shell}: {script:?}");
        for command in ["integrations", "changelog", "completions"] {
            assert!(script.stdout.contains(command), "{shell} does not know `{command}`");
        }
    }
    assert_eq!(vault.run(&["completions", "tcsh"]).code, 2);
}

/// Runs a script in a shell that finds `vaultdex` and the index. `None`, with a message, if the shell is not installed.
fn in_shell(vault: &Vault, shell: &str, args: &[&str], script: &str) -> Option<Ran> {
    let home = vault.root().parent().unwrap().to_owned();
    let file = home.join(format!("script.{shell}"));
    fs::write(&file, script).unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_vaultdex")).parent().unwrap();
    let mut command = isolated(shell, &home);
    command.args(args).arg(&file).env("PATH", format!("{}:/usr/bin:/bin", program.display()));
    command.env("VAULTDEX_VAULT", vault.root()).env("VAULTDEX_INDEX_DIR", vault.index_folder());
    let ran = try_run(&mut command);
    if ran.is_none() {
        println!("SKIPPED: `{shell}` is not installed, so its completion is not tested");
    }
    ran
}

#[test]
fn bash_completes_notes_and_statuses() {
    let script = r#"
source <(vaultdex completions bash)
ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _vaultdex_values vaultdex "${!#}" ""; printf '%s|' "${COMPREPLY[@]}"; echo; }
ask vaultdex links Ord
ask vaultdex integrations --status pl
ask vaultdex integrations --status = pl
ask vaultdex search tag : fe
ask vaultdex links '"Web'
ask vaultdex read '$(t'
ask vaultdex outl
complete -p vaultdex
"#;
    // Outside of a prompt, names are quoted as for a bash that cannot do it itself.
    let Some(ran) = in_shell(&vault(), "bash", &["--norc"], script) else { return };
    let lines: Vec<&str> = ran.stdout.lines().collect();
    let expected = [
        r"Order\ feed|Orders\ to\ ERP|",
        "planned|",
        "planned|",
        "feed|feed/daily|",
        r"Web\ Shop|",
        r"\$\(touch\ x\)|",
        "outline|",
    ];
    assert_eq!(lines[..7], expected, "{ran:?}");
    assert!(lines[7].contains("-F _vaultdex_values"), "{ran:?}");
}

#[test]
fn zsh_completes_notes_and_statuses() {
    // The completion system of zsh runs at a prompt only, so that a terminal inside the shell is needed.
    let script = r#"
zmodload zsh/zpty || exit 3
zpty shell zsh -f -i
zpty -w shell 'PS1=; autoload -Uz compinit; compinit -u -D; source <(vaultdex completions zsh); zstyle ":completion:*" menu no'
sleep 2
zpty -w -n shell $'vaultdex links Web\t'
sleep 2
zpty -w -n shell $'\x15vaultdex integrations --status pla\t'
sleep 2
zpty -w -n shell $'\x15exit\n'
while zpty -r shell line; do print -r -- "$line"; done
"#;
    let Some(ran) = in_shell(&vault(), "zsh", &["-f"], script) else { return };
    assert!(ran.stdout.contains(r"Web\ Shop") && ran.stdout.contains("planned"), "{ran:?}");
}

#[test]
fn fish_completes_notes_and_statuses() {
    let script = "vaultdex completions fish | source\ncomplete -C 'vaultdex links Ord'\necho =\ncomplete -C 'vaultdex integrations --status pl'\necho =\ncomplete -C 'vaultdex integrations --system We'\necho =\ncomplete -C 'vaultdex outl'\n";
    let Some(ran) = in_shell(&vault(), "fish", &["--no-config"], script) else { return };
    let parts: Vec<&str> = ran.stdout.split("=\n").collect();
    assert_eq!(parts.len(), 4, "{ran:?}");
    assert!(parts[0].contains("Order feed") && parts[0].contains("Orders to ERP"), "{ran:?}");
    assert!(parts[1].starts_with("planned") && parts[2].trim() == "Web Shop", "{ran:?}");
    assert!(parts[3].starts_with("outline"), "{ran:?}");
}

#[test]
fn elvish_completes_notes_and_statuses() {
    let vault = vault();
    let generated = vault.run(&["completions", "elvish"]).stdout;
    // What the script uses of the prompt exists at a prompt only.
    let script =
        generated.replace("edit:completion:arg-completer", "completers").replace("edit:complex-candidate", "candidate");
    let script = format!(
        "var completers = [&]\nfn candidate {{|text &display=''| put $text }}\n{script}\n\
         $completers[vaultdex] vaultdex links Ord | to-lines\necho =\n\
         $completers[vaultdex] vaultdex integrations --status pl | to-lines\necho =\n\
         $completers[vaultdex] vaultdex outl | to-lines\n"
    );
    let Some(ran) = in_shell(&vault, "elvish", &["-norc"], &script) else { return };
    let parts: Vec<&str> = ran.stdout.split("=\n").collect();
    assert_eq!(parts[..2], ["Order feed\nOrders to ERP\n", "planned\n"], "{ran:?}");
    assert!(parts[2].lines().any(|line| line == "outline"), "{ran:?}");
}

#[test]
fn manual_pages_have_no_warnings() {
    let vault = Vault::new("");
    let dir = vault.root().parent().unwrap().join("man1");
    let wrote = vault.run(&["man", dir.to_str().unwrap()]);
    let mut pages: Vec<_> = fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    assert_eq!(wrote.stdout, format!("wrote {} pages to {}\n", pages.len(), dir.display()));
    let name = |page: &Path| page.file_name().unwrap().to_string_lossy().into_owned();
    let names: Vec<String> = pages.iter().map(|page| name(page)).collect();
    for expected in ["vaultdex.1", "vaultdex-search.1", "vaultdex-service-install.1", "vaultdex-index-purge.1"] {
        assert!(names.iter().any(|name| name == expected), "{names:?}");
    }
    assert!(!names.iter().any(|name| name.contains("help") || name == "vaultdex-complete.1"), "{names:?}");
    let main = fs::read_to_string(dir.join("vaultdex.1")).unwrap();
    assert_eq!(vault.run(&["man"]).stdout, main);
    assert_eq!(vault.run(&["man", "search"]).stdout, fs::read_to_string(dir.join("vaultdex-search.1")).unwrap());
    assert!(main.contains(".SH \"EXIT STATUS\"") && main.contains(".SH EXAMPLES"), "{main}");
    for page in &pages {
        let mut groff = Command::new("groff");
        let Some(ran) = try_run(groff.args(["-man", "-Kutf8", "-ww", "-Tutf8", "-z"]).arg(page)) else {
            println!("SKIPPED: `groff` is not installed, so manual pages are not checked");
            return;
        };
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{}", page.display());
    }
}
