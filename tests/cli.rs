//! Runs the transcripts of `tests/cli` and the examples of the README on the tour vault.

use std::path::Path;

#[test]
fn transcripts_and_readme_examples_are_correct() {
    // The README begins without an index; the transcripts share one. The README's examples are run in the vault.
    run("README.md", "vault-fixtures/tour/vault");
    run("tests/cli/*.md", "");
}

fn run(files: &str, folder: &str) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let index = tempfile::tempdir().expect("a temporary folder");
    let cases = trycmd::TestCases::new();
    cases.timeout(std::time::Duration::from_secs(60));
    // The caller's own configuration and terminal must not matter.
    cases.env("HOME", index.path().to_string_lossy());
    cases.env("XDG_CONFIG_HOME", index.path().join("config").to_string_lossy());
    cases.env("COLUMNS", "100");
    cases.env("VAULTDEX_VAULT", here.join("vault-fixtures/tour/vault").to_string_lossy());
    cases.env("VAULTDEX_INDEX_DIR", index.path().to_string_lossy());
    cases.env("NO_COLOR", "1");
    // Overdue reviews must not depend on the current date.
    cases.env("VAULTDEX_NOW", "2026-06-15T09:00:00Z");
    std::env::set_current_dir(here.join(folder)).expect("a folder of the repository");
    cases.case(here.join(files));
    cases.run();
}
