//! Gives up what a watcher never needs, so that no fault of ours can write into a note.

use std::path::Path;

/// Confines this thread and all that it starts later: it may read below `read` and what the system needs (`/proc`, `/sys`,
/// the time zones), write below `write`, start no program and open no connection. Gives back what came of it, for people;
/// where the kernel can't do it, that is said and nothing else changes.
#[cfg(target_os = "linux")]
pub fn confine(read: &[&Path], write: &[&Path]) -> String {
    use landlock::RulesetStatus;
    match restrict(read, write) {
        Ok(RulesetStatus::FullyEnforced) => "landlock: reads the vault, writes the index, nothing else".to_owned(),
        Ok(RulesetStatus::PartiallyEnforced) => {
            "landlock, as far as this kernel has it: reads the vault, writes the index".to_owned()
        }
        Ok(RulesetStatus::NotEnforced) => "none: this kernel has no landlock".to_owned(),
        Err(error) => format!("none: {error}"),
    }
}

/// Confines this thread and all that it starts later, where the system has a way to do so.
#[cfg(not(target_os = "linux"))]
pub fn confine(_: &[&Path], _: &[&Path]) -> String {
    "none: only Linux has landlock".to_owned()
}

#[cfg(target_os = "linux")]
fn restrict(read: &[&Path], write: &[&Path]) -> Result<landlock::RulesetStatus, landlock::RulesetError> {
    use landlock::{ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetCreatedAttr, path_beneath_rules};
    const NEEDED: [&str; 4] = ["/proc", "/sys", "/etc/localtime", "/usr/share/zoneinfo"];
    // What a later kernel can forbid in addition is not asked for here: it would not be tested.
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
    fn a_confined_thread_reads_the_vault_writes_the_index_and_does_nothing_else() {
        let home = tempfile::tempdir().unwrap();
        let [vault, index, other] = ["vault", "index", "other"].map(|name| home.path().join(name));
        for folder in [&vault, &index, &other] {
            fs::create_dir(folder).unwrap();
            fs::write(folder.join("x.md"), "text").unwrap();
        }
        let confined = thread::scope(|scope| {
            let work = scope.spawn(|| {
                let said = confine(&[&vault], &[&index]);
                if said.starts_with("none") {
                    return said;
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
                // What it starts is confined too.
                thread::scope(|scope| {
                    scope.spawn(|| denied(fs::write(vault.join("x.md"), "changed"))).join().unwrap();
                });
                said
            });
            work.join().unwrap()
        });
        assert_eq!(fs::read_to_string(vault.join("x.md")).unwrap(), "text");
        fs::write(other.join("x.md"), "this thread is free").unwrap();
        if confined.starts_with("none") {
            println!("SKIPPED: {confined}, so nothing was confined");
        }
    }
}
