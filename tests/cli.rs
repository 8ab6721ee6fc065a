//! Runs the transcripts of `tests/cli` and the examples of the README and the guides on the tour vault. Examples on
//! terminals of a certain width are those of `tests/it/questions_page.rs`, and what is for a shell, of `tests/it/guides.rs`.

use std::path::Path;

#[test]
fn transcripts_and_examples_are_correct() {
    // The examples are run in the vault, the transcripts above it.
    run(&["README.md", "docs/*.md"], "vault-fixtures/tour/vault");
    run(&["tests/cli/*.md"], "");
}

fn run(files: &[&str], folder: &str) {
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
    for pages in files {
        cases.case(here.join(pages));
    }
    cases.run();
}
