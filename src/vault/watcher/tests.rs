//! The watcher on a real vault. Expected events are awaited with a deadline that is never reached in practice. That
//! there were no others is established by a cookie: all events of earlier changes arrive before it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use notify::event::Flag;
use notify::{EventHandler, EventKind};
use tempfile::TempDir;
use vaultdex_notes::VaultPath;

use super::*;
use crate::vault::{Scan, read_file, scan, stat_files};

const TIMEOUT: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(50);

/// A vault that has been scanned and is watched.
struct Fixture {
    home: TempDir,
    vault: Vault,
    watcher: Watcher,
    n_cookies: usize,
}

impl Fixture {
    fn new(folders: &[&str]) -> Fixture {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("cookies")).unwrap();
        fs::create_dir(home.path().join("vault")).unwrap();
        for folder in folders {
            fs::create_dir_all(home.path().join("vault").join(folder)).unwrap();
        }
        let vault = Vault::open(&home.path().join("vault")).unwrap();
        let mut watcher = Watcher::install(&vault, &home.path().join("cookies")).unwrap();
        let known = scan(&vault).unwrap().folders;
        let new = watcher.watch_folders(&known);
        assert_eq!(new.len(), known.len() - 1, "all but the root, which `install` watches");
        assert_eq!(watcher.problems(), &BTreeSet::new());
        Fixture { home, vault, watcher, n_cookies: 0 }
    }

    fn absolute_path(&self, path: &str) -> PathBuf {
        self.vault.root().join(path)
    }

    fn write(&self, path: &str) {
        fs::write(self.absolute_path(path), path).unwrap();
    }

    /// Waits until the events so far satisfy a condition.
    fn wait_until(&mut self, is_enough: impl Fn(&Events) -> bool) -> Events {
        let deadline = Instant::now() + TIMEOUT;
        let mut events = Events::default();
        while !is_enough(&events) {
            let more = self.watcher.wait(Some(deadline));
            assert!(!more.is_empty(), "timed out with {events:?}");
            events.add(more);
        }
        events
    }

    /// Returns the events of all changes up to now.
    fn drain(&mut self) -> Events {
        self.n_cookies += 1;
        let cookie = self.watcher.cookies.join(format!("test-{}", self.n_cookies));
        fs::write(&cookie, "").unwrap();
        let mut events = self.wait_until(|events| events.cookies.contains(&cookie));
        fs::remove_file(&cookie).unwrap();
        events.cookies.retain(|it| *it != cookie);
        events
    }

    /// Scans until every folder is watched, as a session does when `everything` is set.
    fn settle(&mut self) -> Scan {
        loop {
            let scan = scan(&self.vault).unwrap();
            if self.watcher.watch_folders(&scan.folders).is_empty() {
                return scan;
            }
        }
    }

    /// Checks that an edit of a file is reported for exactly that file.
    fn assert_reports(&mut self, path: &str) {
        self.drain();
        self.write(path);
        let events = self.wait_until(|events| !events.files.is_empty() || events.everything);
        assert_eq!(events, Events { files: files(&[path]), ..Events::default() }, "{path}");
    }
}

fn files(paths: &[&str]) -> BTreeSet<VaultPath> {
    paths.iter().map(|path| VaultPath::new(*path)).collect()
}

/// Makes a change in a vault with `a/x.md` and `a/b/` and compares the files reported; `None` stands for `everything`.
fn check(change: impl Fn(&Path), expected: Option<&[&str]>) {
    let mut fixture = Fixture::new(&["a", "a/b"]);
    fixture.assert_reports("a/x.md");
    fixture.drain();
    change(fixture.vault.root());
    let expected = match expected {
        Some(paths) => Events { files: files(paths), ..Events::default() },
        None => Events { everything: true, ..Events::default() },
    };
    assert_eq!(fixture.drain(), expected);
}

#[test]
fn a_changed_file_is_reported_by_path() {
    check(|root| fs::write(root.join("new.md"), "").unwrap(), Some(&["new.md"]));
    check(|root| fs::write(root.join("a/x.md"), "more").unwrap(), Some(&["a/x.md"]));
    check(|root| fs::remove_file(root.join("a/x.md")).unwrap(), Some(&["a/x.md"]));
    check(|root| fs::rename(root.join("a/x.md"), root.join("a/b/y.md")).unwrap(), Some(&["a/b/y.md", "a/x.md"]));
}

#[test]
fn an_atomic_save_is_reported_for_the_note() {
    let save = |root: &Path| {
        fs::write(root.join("a/.x.md.swp"), "more").unwrap();
        fs::rename(root.join("a/.x.md.swp"), root.join("a/x.md")).unwrap();
    };
    check(save, Some(&["a/x.md"]));
    let from_outside = |root: &Path| {
        fs::write(root.with_file_name("tmp"), "more").unwrap();
        fs::rename(root.with_file_name("tmp"), root.join("a/x.md")).unwrap();
    };
    check(from_outside, Some(&["a/x.md"]));
}

#[test]
fn a_changed_folder_needs_a_scan() {
    check(|root| fs::create_dir_all(root.join("new/nested")).unwrap(), None);
    check(|root| fs::remove_dir(root.join("a/b")).unwrap(), None);
    check(|root| fs::rename(root.join("a"), root.join("c")).unwrap(), None);
    let moved_in = |root: &Path| {
        fs::create_dir(root.with_file_name("outside")).unwrap();
        fs::rename(root.with_file_name("outside"), root.join("inside")).unwrap();
    };
    check(moved_in, None);
}

#[test]
fn many_files_at_once_need_a_scan() {
    let mut fixture = Fixture::new(&[]);
    for round in 1..20 {
        fixture.drain();
        let files = round * MAX_FILES + 1;
        (0..files).for_each(|n| fs::write(fixture.absolute_path(&format!("{round}-{n}.md")), "").unwrap());
        let events = fixture.drain();
        if events.everything {
            assert!(events.files.is_empty());
            return;
        }
        // On a busy machine they arrive in parts, of which none is too large.
        assert_eq!(events.files.len(), files);
    }
    panic!("the files of each round were reported one by one");
}

#[test]
fn new_folders_are_watched_and_no_file_in_them_is_missed() {
    let mut fixture = Fixture::new(&[]);
    for folder in 0..30 {
        let nested = fixture.absolute_path(&format!("{}/{folder}/deep", folder % 5));
        fs::create_dir_all(&nested).unwrap();
        (0..10).for_each(|n| fs::write(nested.join(format!("{n}.md")), "").unwrap());
    }
    let deadline = Instant::now() + TIMEOUT;
    let mut listing = BTreeMap::new();
    while listing.len() < 300 {
        let events = fixture.watcher.wait(Some(deadline));
        assert!(!events.is_empty(), "timed out with {} files", listing.len());
        match stat_files(&fixture.vault, &events.files) {
            Some(seen) if !events.everything => {
                listing.extend(seen.into_iter().filter_map(|(path, stamp)| Some((path, stamp?))))
            }
            _ => listing = fixture.settle().files,
        }
    }
    fixture.assert_reports("3/13/deep/0.md");
}

#[test]
fn a_renamed_folder_and_a_new_one_with_its_old_name_are_both_watched() {
    let mut fixture = Fixture::new(&["a", "a/b"]);
    fs::rename(fixture.absolute_path("a"), fixture.absolute_path("c")).unwrap();
    fixture.wait_until(|events| events.everything);
    fixture.settle();
    fixture.assert_reports("c/b/x.md");
    fixture.assert_reports("c/x.md");

    // The old name belongs to another folder before the watcher learns that the first one was renamed.
    fs::rename(fixture.absolute_path("c"), fixture.absolute_path("d")).unwrap();
    fs::create_dir_all(fixture.absolute_path("c/b")).unwrap();
    fixture.settle();
    fixture.wait_until(|events| events.everything);
    fixture.settle();
    for path in ["c/x.md", "c/b/x.md", "d/x.md", "d/b/x.md"] {
        fixture.assert_reports(path);
    }
}

#[test]
fn a_folder_that_was_removed_and_created_again_is_watched() {
    let mut fixture = Fixture::new(&["a", "a/b"]);
    fs::remove_dir_all(fixture.absolute_path("a")).unwrap();
    fs::create_dir_all(fixture.absolute_path("a/b")).unwrap();
    fixture.wait_until(|events| events.everything);
    fixture.settle();
    fixture.assert_reports("a/b/x.md");
    fixture.assert_reports("a/x.md");
}

#[test]
fn a_folder_that_is_no_longer_listed_is_no_longer_watched() {
    let mut fixture = Fixture::new(&["a", "a/b"]);
    assert_eq!(fixture.watcher.watch_folders(&BTreeSet::from([String::new(), "a".to_owned()])), [""; 0]);
    fixture.write("a/b/x.md");
    assert_eq!(fixture.drain(), Events::default());
    fixture.assert_reports("a/x.md");
}

#[test]
fn a_vault_that_was_moved_away_and_back_is_watched_again() {
    let mut fixture = Fixture::new(&["a"]);
    let away = fixture.home.path().join("away");
    fs::rename(fixture.vault.root(), &away).unwrap();
    fixture.wait_until(|events| events.everything);
    assert!(!fixture.vault.is_available());
    assert!(scan(&fixture.vault).is_err());
    fs::rename(&away, fixture.vault.root()).unwrap();
    fixture.wait_until(|events| events.everything);
    fixture.settle();
    fixture.assert_reports("a/x.md");
}

#[test]
fn reading_causes_no_events() {
    let mut fixture = Fixture::new(&["a"]);
    fixture.assert_reports("a/x.md");
    fixture.drain();
    for _ in 0..20 {
        let scan = scan(&fixture.vault).unwrap();
        read_file(&fixture.vault, &VaultPath::new("a/x.md")).unwrap();
        assert_eq!(fixture.watcher.watch_folders(&scan.folders), [""; 0]);
    }
    assert_eq!(fixture.drain(), Events::default());
}

#[test]
fn hidden_files_cause_no_events() {
    let mut fixture = Fixture::new(&["a", ".obsidian", ".git/objects"]);
    fixture.write(".obsidian/workspace.json");
    fixture.write("a/.x.md.swp");
    fixture.write(".hidden.md");
    fs::create_dir_all(fixture.absolute_path(".trash/b")).unwrap();
    fs::remove_file(fixture.absolute_path("a/.x.md.swp")).unwrap();
    assert_eq!(fixture.drain(), Events::default());
    fixture.assert_reports("a/x.md");
}

#[test]
fn changes_before_a_cookie_are_reported_no_later_than_the_cookie() {
    let mut fixture = Fixture::new(&["a"]);
    for round in 0..20 {
        let (file, cookie) = (format!("a/{round}.md"), fixture.home.path().join(format!("cookies/{round}")));
        fixture.write(&file);
        fs::write(&cookie, "").unwrap();
        let events = fixture.wait_until(|events| !events.cookies.is_empty());
        assert_eq!(events.cookies, [fs::canonicalize(&cookie).unwrap()]);
        assert!(events.everything || events.files.contains(file.as_str()), "{events:?}");
        fs::remove_file(&cookie).unwrap();
    }
}

#[test]
fn a_cookie_ends_the_collection_of_events() {
    let mut fixture = Fixture::new(&[]);
    // The time is measured from the start of the wait.
    fs::create_dir(fixture.absolute_path("new")).unwrap();
    fs::write(fixture.home.path().join("cookies/1"), "").unwrap();
    let start = Instant::now();
    let events = fixture.wait_until(|events| !events.cookies.is_empty());
    assert!(events.everything);
    assert!(start.elapsed() < QUIET, "{:?}", start.elapsed());
}

#[test]
fn a_wait_ends_even_if_events_never_stop() {
    let mut fixture = Fixture::new(&[]);
    let root = fixture.vault.root().to_owned();
    let should_stop = Arc::new(AtomicBool::new(false));
    let stop = should_stop.clone();
    let burst = thread::spawn(move || {
        let end = Instant::now() + MAX_BURST_WAIT * 4;
        for count in 0.. {
            if stop.load(Ordering::Relaxed) || Instant::now() > end {
                return;
            }
            // A new folder counts as a change of everything, however few events a busy machine delivers at once.
            let folder = root.join(format!("{}", count % 1000));
            fs::create_dir(&folder).unwrap();
            fs::remove_dir(&folder).unwrap();
            thread::sleep(Duration::from_micros(200));
        }
    });
    let start = Instant::now();
    fixture.wait_until(|events| events.everything);
    let took = start.elapsed();
    should_stop.store(true, Ordering::Relaxed);
    burst.join().unwrap();
    assert!(took < MAX_BURST_WAIT * 3, "{took:?}");
}

#[test]
fn the_waker_and_the_deadline_end_a_wait() {
    let mut fixture = Fixture::new(&[]);
    let waker = fixture.watcher.waker();
    let waking = thread::spawn(move || waker.wake());
    assert_eq!(fixture.watcher.wait(None), Events { woken: true, ..Events::default() });
    waking.join().unwrap();
    let start = Instant::now();
    assert_eq!(fixture.watcher.wait(Some(start + SHORT)), Events::default());
    assert!(start.elapsed() >= SHORT);
}

#[test]
fn after_an_overflow_all_folders_are_watched_again_and_no_cookie_is_lost() {
    let mut fixture = Fixture::new(&["a"]);
    let cookie = fixture.home.path().join("cookies/1");
    fs::write(&cookie, "").unwrap();
    fixture.wait_until(|events| !events.cookies.is_empty());
    let overflow = Event::new(EventKind::Other).set_flag(Flag::Rescan);
    fixture.watcher.channel.forwarder(Arc::default()).handle_event(Ok(overflow));
    let events = fixture.watcher.wait(Some(Instant::now() + TIMEOUT));
    assert!(events.everything);
    assert_eq!(events.cookies, [fs::canonicalize(&cookie).unwrap()]);
    let folders = scan(&fixture.vault).unwrap().folders;
    assert_eq!(fixture.watcher.watch_folders(&folders), ["", "a"]);
    assert_eq!(fixture.watcher.watch_folders(&folders), [""; 0]);
    fixture.assert_reports("a/x.md");
}

#[test]
fn cookies_are_reported_after_their_folder_was_created_again() {
    let mut fixture = Fixture::new(&[]);
    let cookies = fixture.home.path().join("cookies");
    // Moved, not removed: its watch still exists, but on the wrong folder.
    fs::rename(&cookies, fixture.home.path().join("away")).unwrap();
    fixture.wait_until(|events| events.everything);
    fixture.settle();
    assert_eq!(fixture.watcher.problems().len(), 1, "{:?}", fixture.watcher.problems());
    fs::create_dir(&cookies).unwrap();
    fixture.settle();
    assert_eq!(fixture.watcher.problems(), &BTreeSet::new());
    fs::write(cookies.join("1"), "").unwrap();
    fixture.wait_until(|events| !events.cookies.is_empty());
}

#[test]
fn installing_fails_without_a_folder() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("vault");
    fs::create_dir(&root).unwrap();
    let vault = Vault::open(&root).unwrap();
    assert!(Watcher::install(&vault, &home.path().join("cookies")).is_err(), "no cookie folder");
    fs::remove_dir(&root).unwrap();
    assert!(Watcher::install(&vault, home.path()).is_err(), "no vault");
}
