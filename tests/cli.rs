//! Runs the transcripts of `tests/cli` and the examples of the README on the tour vault.

use std::path::Path;

#[test]
fn transcripts_and_readme_examples_are_correct() {
    // The README begins without an index; the transcripts share one.
    run("README.md");
    run("tests/cli/*.md");
}

fn run(files: &str) {
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
    cases.case(files);
    cases.run();
}
