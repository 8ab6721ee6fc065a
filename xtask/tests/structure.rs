//! The structure of the source tree, as `ARCHITECTURE.md` draws it.

use xtask::{imports, modules};

#[test]
fn no_files_import_one_another_but_a_module_and_its_child() {
    let imports = imports::imports(&modules::packages());
    let mut found = String::new();
    for cycle in imports::cycles(&imports) {
        if imports::is_parent_and_child(&cycle) {
            continue;
        }
        found += &format!("{} files import one another:\n", cycle.len());
        for file in &cycle {
            for (other, paths) in imports[*file].iter().filter(|(other, _)| cycle.contains(&other.as_str())) {
                let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
                found += &format!("  {file} -> {other}: {}\n", paths.join(", "));
            }
        }
    }
    assert!(found.is_empty(), "{found}");
}
