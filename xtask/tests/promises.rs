//! `docs/promises.md` names tests; each of them must exist, and no promise may be without one.

use xtask::sources;

const PAGE: &str = "docs/promises.md";

/// The places between backticks in a text.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Whether a quoted text names something that tests: a test, or a script.
fn names_a_test(name: &str) -> bool {
    name.contains(".rs::") || (name.contains('/') && !name.contains(' ') && sources::root().join(name).is_file())
}

#[test]
fn tests_of_the_promises_exist() {
    let page = sources::read(PAGE);
    let mut n_tests = 0;
    for name in quoted(&page).filter(|name| name.contains(".rs::")) {
        let (file, test) = name.split_once("::").expect("a file and a test");
        let is_there = sources::root().join(file).is_file() && sources::read(file).contains(&format!("fn {test}("));
        assert!(is_there, "{PAGE}: there is no {name}");
        n_tests += 1;
    }
    assert!(n_tests > 100, "only {n_tests} tests were found");
}

#[test]
fn every_promise_has_a_test_and_says_how_often_it_runs() {
    let page = sources::read(PAGE);
    let mut n_rows = 0;
    for row in page
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| promise") && !line.starts_with("| ---"))
    {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        assert_eq!(cells.len(), 4, "{PAGE}: {row}");
        assert!(quoted(cells[1]).any(names_a_test), "{PAGE}: no test in {row}");
        assert!(["always", "CI", "soak", "bench"].iter().any(|it| cells[2].contains(it)), "{PAGE}: how often? {row}");
        n_rows += 1;
    }
    assert!(n_rows > 50, "only {n_rows} promises were found");
}

#[test]
fn every_file_of_the_integration_tests_is_compiled() {
    let main = sources::read("tests/it/main.rs");
    let mut n_files = 0;
    for entry in std::fs::read_dir(sources::root().join("tests/it")).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(module) = name.strip_suffix(".rs").filter(|module| *module != "main") else { continue };
        assert!(main.lines().any(|line| line == format!("mod {module};")), "tests/it/main.rs does not have {name}");
        n_files += 1;
    }
    assert!(n_files > 40, "only {n_files} files were found");
}
