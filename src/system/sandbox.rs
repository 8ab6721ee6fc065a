//! Restricts the process to what a watcher needs, so that no bug can modify a note.

use std::path::Path;

/// Restricts this thread and all threads that it starts later: they can read below `read` and the necessary system
/// files (`/proc`, `/sys`, time zones), write below `write`, and neither execute programs nor open connections. Returns
/// a description of the sandbox for people; it starts with `none` if the kernel does not support Landlock.
#[cfg(target_os = "linux")]
pub fn enter_sandbox(read: &[&Path], write: &[&Path]) -> String {
    use landlock::RulesetStatus;
    match restrict(read, write) {
        Ok(RulesetStatus::FullyEnforced) => "landlock: reads the vault, writes the index, nothing else".to_owned(),
        Ok(RulesetStatus::PartiallyEnforced) => {
            "landlock, as far as this kernel supports it: reads the vault, writes the index".to_owned()
        }
        Ok(RulesetStatus::NotEnforced) => "none: this kernel does not support landlock".to_owned(),
        Err(error) => format!("none: {error}"),
    }
}

/// Does nothing: there is no sandbox on this system. Returns a description for people.
#[cfg(not(target_os = "linux"))]
pub fn enter_sandbox(_: &[&Path], _: &[&Path]) -> String {
    "none: only Linux has landlock".to_owned()
}

#[cfg(target_os = "linux")]
fn restrict(read: &[&Path], write: &[&Path]) -> Result<landlock::RulesetStatus, landlock::RulesetError> {
    use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetCreatedAttr, path_beneath_rules};
    const NEEDED: [&str; 4] = ["/proc", "/sys", "/etc/localtime", "/usr/share/zoneinfo"];
    // Access rights of later ABIs are not restricted, as that would be untested.
    let abi = ABI::V5;
    let reading = AccessFs::ReadFile | AccessFs::ReadDir;
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(abi))?
        .handle_access(AccessNet::from_all(abi))?
        .create()?
        .add_rules(path_beneath_rules(NEEDED, reading))?
        .add_rules(path_beneath_rules(read, reading))?
        .add_rules(path_beneath_rules(write, AccessFs::from_all(abi) & !AccessFs::Execute))?
        .restrict_self()?;
    Ok(status.ruleset)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::io::ErrorKind::PermissionDenied;
    use std::{fs, thread};

    use super::*;

    #[test]
    fn a_sandboxed_thread_can_only_read_the_vault_and_write_the_index() {
        let home = tempfile::tempdir().unwrap();
        let [vault, index, other] = ["vault", "index", "other"].map(|name| home.path().join(name));
        for folder in [&vault, &index, &other] {
            fs::create_dir(folder).unwrap();
            fs::write(folder.join("x.md"), "text").unwrap();
        }
        let sandbox = thread::scope(|scope| {
            let work = scope.spawn(|| {
                let sandbox = enter_sandbox(&[&vault], &[&index]);
                if sandbox.starts_with("none") {
                    return sandbox;
                }
                let denied = |result: std::io::Result<()>| {
                    assert_eq!(result.expect_err("forbidden").kind(), PermissionDenied);
                };
                assert_eq!(fs::read_to_string(vault.join("x.md")).unwrap(), "text");
                assert_eq!(fs::read_dir(&vault).unwrap().count(), 1);
                denied(fs::write(vault.join("x.md"), "changed"));
                denied(fs::write(vault.join("new.md"), "new"));
                denied(fs::remove_file(vault.join("x.md")));
                denied(fs::rename(vault.join("x.md"), vault.join("y.md")));
                denied(fs::read(other.join("x.md")).map(drop));
                denied(fs::copy(vault.join("x.md"), other.join("y.md")).map(drop));
                denied(std::process::Command::new("/bin/true").status().map(drop));
                fs::write(index.join("y"), "new").unwrap();
                fs::rename(index.join("y"), index.join("x.md")).unwrap();
                // Threads inherit the sandbox.
                thread::scope(|scope| {
                    scope.spawn(|| denied(fs::write(vault.join("x.md"), "changed"))).join().unwrap();
                });
                sandbox
            });
            work.join().unwrap()
        });
        assert_eq!(fs::read_to_string(vault.join("x.md")).unwrap(), "text");
        fs::write(other.join("x.md"), "this thread is not restricted").unwrap();
        if sandbox.starts_with("none") {
            println!("SKIPPED: {sandbox}, so nothing was restricted");
        }
    }
}
