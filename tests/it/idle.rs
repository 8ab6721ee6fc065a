//! The resource usage of a watcher at rest, and the latency of saves in a large vault.

use std::fs;
use std::time::{Duration, Instant};

use crate::support::{Random, Vault};
use crate::watcher::Watcher;

/// Creates notes with a realistic size and number of links.
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

/// Returns a number from an environment variable, which longer runs set.
fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[test]
fn large_vault_is_cheap_at_rest_and_saves_are_searchable_soon() {
    let notes = setting("VAULTDEX_TEST_NOTES", 10_000);
    let rest = setting("VAULTDEX_TEST_REST", 60);
    let saves = setting("VAULTDEX_TEST_SAVES", 40);
    let vault = vault(notes);
    // The watcher builds the index, and must release the memory afterwards.
    let mut watcher = Watcher::start(&vault, &["--json"]);
    assert_eq!(vault.run(&["status", "--wait"]).code, 0);
    std::thread::sleep(Duration::from_secs(2));
    let committed = || {
        let generation = vaultdex::index::Folder::new(vault.index_folder()).current().expect("an index");
        fs::metadata(generation.join("meta.json")).expect("an index").modified().expect("a time")
    };
    let (before, ticks, woken) = (committed(), watcher.ticks(), watcher.wakings());
    std::thread::sleep(Duration::from_secs(rest));
    let (used, woken) = (watcher.ticks() - ticks, watcher.wakings() - woken);
    let memory = watcher.status("VmRSS:");
    println!("{notes} notes at rest: {memory} kB, {used} ticks of 10 ms and {woken} wakings in {rest} s");
    assert_eq!(committed(), before, "it committed at rest");
    // It wakes once a minute to check the clock.
    assert!(woken <= 2 + rest / 30, "it woke {woken} times in {rest} s");
    // Half a percent of the CPU time.
    assert!(used <= rest.max(10) / 2, "{used} ticks of 10 ms in {rest} s");
    assert!(memory < if notes > 10_000 { 120_000 } else { 40_000 }, "{memory} kB");

    let mut random = Random(8);
    let mut took: Vec<u128> = Vec::new();
    for save in 0..saves {
        let note = random.below(notes);
        std::thread::sleep(Duration::from_millis(200 + random.below(200)));
        let began = Instant::now();
        vault.save(&format!("f{}/g{}/Note {note}.md", note % 23, note % 7), &format!("save s{save}s\n"));
        watcher.wait_for(|line| line.contains("\"commit\""));
        took.push(began.elapsed().as_millis());
    }
    took.sort();
    let (median, worst) = (took[took.len() / 2], took[took.len() * 99 / 100]);
    println!("{notes} notes, {saves} saves: searchable after {median} ms (median), {worst} ms (99 of 100)");
    let after = watcher.status("VmRSS:");
    println!("{notes} notes after {saves} saves: {after} kB");
    // Times are only checked on an otherwise idle machine.
    if std::env::var_os("VAULTDEX_TEST_TIMES").is_some() {
        assert!(median < 150 && worst < 1000, "{took:?}");
    }
}
