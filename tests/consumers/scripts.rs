//! Every shell script of the repository as ShellCheck sees it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::tools;

/// Folders that hold no scripts of ours.
const LEFT_OUT: [&str; 3] = [".git", "target", "vault-fixtures"];

/// Returns the shell scripts in a folder and below, each with whether it names its shell itself.
fn scripts(folder: &Path) -> Vec<(PathBuf, bool)> {
    let mut found = Vec::new();
    for path in fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()) {
        if path.is_symlink() || LEFT_OUT.iter().any(|name| path.ends_with(name)) {
            continue;
        }
        if path.is_dir() {
            found.extend(scripts(&path));
            continue;
        }
        let text = fs::read(&path).expect("a file");
        let first = String::from_utf8_lossy(text.split(|byte| *byte == b'\n').next().unwrap_or_default());
        let names_shell = first.starts_with("#!") && first.ends_with("sh");
        if names_shell || path.extension().is_some_and(|extension| extension == "sh") {
            found.push((path, names_shell));
        }
    }
    found
}

#[test]
fn shellcheck_finds_nothing() {
    let shellcheck = match tools::shellcheck() {
        Ok(shellcheck) => shellcheck,
        Err(why) => return tools::skip("ShellCheck", &why),
    };
    let scripts = scripts(Path::new(env!("CARGO_MANIFEST_DIR")));
    assert!(scripts.len() > 5, "{scripts:?}");
    for (script, names_shell) in scripts {
        let mut command = Command::new(&shellcheck);
        if !names_shell {
            command.arg("--shell=bash");
        }
        tools::run(command.arg(&script)).unwrap_or_else(|findings| panic!("{findings}"));
    }
}
