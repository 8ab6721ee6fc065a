//! Tells `--version` the commit that is built.

use std::process::Command;

fn main() {
    // Without it, every commit would have the crate compiled anew while it is developed.
    let is_release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let git = |args: &[&str]| {
        let output = Command::new("git").args(args).output().ok().filter(|output| output.status.success())?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let commit = if is_release { git(&["rev-parse", "--short=10", "HEAD"]) } else { None };
    println!("cargo:rustc-env=VAULTDEX_COMMIT={}", commit.unwrap_or_default());
    match git(&["rev-parse", "--git-path", "logs/HEAD"]).filter(|_| is_release) {
        Some(log) => println!("cargo:rerun-if-changed={log}"),
        None => println!("cargo:rerun-if-changed=build.rs"),
    }
}
