//! What a watcher costs while nothing happens.

use std::fs;
use std::time::Duration;

use crate::support::{Random, Vault};
use crate::watcher::Watcher;

/// Ten thousand notes of the size and links that notes have.
fn vault(notes: u64) -> Vault {
    const WORDS: [&str; 12] = [
        "order", "invoice", "customer", "feed", "mapping", "owner", "error", "retry", "queue", "ledger", "price",
        "stock",
    ];
    let vault = Vault::new("");
    let mut random = Random(5);
    for note in 0..notes {
        let mut text = format!("---\ntags: [t{}]\nowner: o{}\n---\n# Note {note}\n\n", note % 40, note % 9);
        for _ in 0..30 {
            let (one, two) = (WORDS[random.below(12) as usize], random.below(notes * 3));
            text.push_str(&format!("The {one} x{two} goes to [[Note {}]] and back.\n", random.below(notes)));
        }
        vault.write(&format!("f{}/g{}/Note {note}.md", note % 23, note % 7), text);
    }
    vault
}

#[test]
fn ten_thousand_notes_at_rest_cost_next_to_nothing() {
    let vault = vault(10_000);
    // As at most logins: the index is there already.
    vault.index();
    let watcher = Watcher::start(&vault, &[]);
    assert_eq!(vault.run(&["status", "--wait"]).code, 0);
    std::thread::sleep(Duration::from_secs(2));
    let meta = vault.index_folder().join("gen-1/meta.json");
    let committed = fs::metadata(&meta).expect("an index").modified().expect("a time");
    let ticks = watcher.ticks();
    std::thread::sleep(Duration::from_secs(10));
    let used = watcher.ticks() - ticks;
    let memory = watcher.status("VmRSS:");
    println!("10,000 notes at rest: {memory} kB, {used} ticks of 10 ms in 10 s");
    assert_eq!(fs::metadata(&meta).expect("an index").modified().expect("a time"), committed, "it committed at rest");
    assert!(used <= 5, "{used} ticks of 10 ms in 10 s");
    assert!(memory < 40_000, "{memory} kB");
}
