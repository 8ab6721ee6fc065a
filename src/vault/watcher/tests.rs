//! The doorbell at a real vault. What must come is waited for until a deadline that is never reached; that nothing else
//! came is known by a cookie, behind which all is heard that was done before it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use notify::event::Flag;
use notify::{EventHandler, EventKind};
use tempfile::TempDir;
use vaultdex_notes::VaultPath;

use super::*;
use crate::vault::{Scan, look, read, scan};

const SOON: Duration = Duration::from_secs(20);
const A_MOMENT: Duration = Duration::from_millis(50);

/// A vault with a doorbell, scanned and listened at.
struct House {
    home: TempDir,
    vault: Vault,
    doorbell: Doorbell,
    n_cookies: usize,
}

impl House {
    fn new(folders: &[&str]) -> House {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("cookies")).unwrap();
        fs::create_dir(home.path().join("vault")).unwrap();
        for folder in folders {
            fs::create_dir_all(home.path().join("vault").join(folder)).unwrap();
        }
        let vault = Vault::open(&home.path().join("vault")).unwrap();
        let mut doorbell = Doorbell::install(&vault, &home.path().join("cookies")).unwrap();
        let known = scan(&vault).unwrap().folders;
        let new = doorbell.watch_folders(&known);
        assert_eq!(new.len(), known.len() - 1, "all but the root, which install listens at");
        assert_eq!(doorbell.troubles(), &BTreeSet::new());
        House { home, vault, doorbell, n_cookies: 0 }
    }

    fn place(&self, path: &str) -> PathBuf {
        self.vault.root().join(path)
    }

    fn write(&self, path: &str) {
        fs::write(self.place(path), path).unwrap();
    }

    /// Waits until the rings taken together are as wanted.
    fn until(&mut self, wanted: impl Fn(&Ring) -> bool) -> Ring {
        let deadline = Instant::now() + SOON;
        let mut heard = Ring::default();
        while !wanted(&heard) {
            let ring = self.doorbell.wait(Some(deadline));
            assert!(!ring.is_empty(), "waited in vain, heard {heard:?}");
            heard.add(ring);
        }
        heard
    }

    /// All that rings for what was done up to now.
    fn heard(&mut self) -> Ring {
        self.n_cookies += 1;
        let cookie = self.doorbell.cookies.join(format!("test-{}", self.n_cookies));
        fs::write(&cookie, "").unwrap();
        let mut heard = self.until(|ring| ring.cookies.contains(&cookie));
        fs::remove_file(&cookie).unwrap();
        heard.cookies.retain(|it| *it != cookie);
        heard
    }

    /// Scans and listens until nothing new is listened at: what a session does when everything rings.
    fn settle(&mut self) -> Scan {
        loop {
            let scan = scan(&self.vault).unwrap();
            if self.doorbell.watch_folders(&scan.folders).is_empty() {
                return scan;
            }
        }
    }

    /// An edit of a file rings for that file.
    fn hears(&mut self, path: &str) {
        self.heard();
        self.write(path);
        let ring = self.until(|ring| !ring.files.is_empty() || ring.everything);
        assert_eq!(ring, Ring { files: files(&[path]), ..Ring::default() }, "{path}");
    }
}

fn files(paths: &[&str]) -> BTreeSet<VaultPath> {
    paths.iter().map(|path| VaultPath::new(*path)).collect()
}

/// What is done to a vault with `a/x.md` and `a/b/`, and the files that ring for it; `None` for everything.
fn check(done: impl Fn(&Path), expected: Option<&[&str]>) {
    let mut house = House::new(&["a", "a/b"]);
    house.hears("a/x.md");
    house.heard();
    done(house.vault.root());
    let expected = match expected {
        Some(paths) => Ring { files: files(paths), ..Ring::default() },
        None => Ring { everything: true, ..Ring::default() },
    };
    assert_eq!(house.heard(), expected);
}

#[test]
fn files_ring_by_name() {
    check(|root| fs::write(root.join("new.md"), "").unwrap(), Some(&["new.md"]));
    check(|root| fs::write(root.join("a/x.md"), "more").unwrap(), Some(&["a/x.md"]));
    check(|root| fs::remove_file(root.join("a/x.md")).unwrap(), Some(&["a/x.md"]));
    check(|root| fs::rename(root.join("a/x.md"), root.join("a/b/y.md")).unwrap(), Some(&["a/b/y.md", "a/x.md"]));
}

#[test]
fn an_atomic_save_rings_for_the_note() {
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
fn folders_ring_for_everything() {
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
fn many_files_at_once_ring_for_everything() {
    check(|root| (0..=BURST).for_each(|n| fs::write(root.join(format!("{n}.md")), "").unwrap()), None);
}

#[test]
fn new_folders_are_listened_at_and_nothing_in_them_is_missed() {
    let mut house = House::new(&[]);
    for folder in 0..30 {
        let nested = house.place(&format!("{}/{folder}/deep", folder % 5));
        fs::create_dir_all(&nested).unwrap();
        (0..10).for_each(|n| fs::write(nested.join(format!("{n}.md")), "").unwrap());
    }
    let deadline = Instant::now() + SOON;
    let mut listing = BTreeMap::new();
    while listing.len() < 300 {
        let ring = house.doorbell.wait(Some(deadline));
        assert!(!ring.is_empty(), "waited in vain with {} files", listing.len());
        match look(&house.vault, &ring.files) {
            Some(seen) if !ring.everything => {
                listing.extend(seen.into_iter().filter_map(|(path, stamp)| Some((path, stamp?))))
            }
            _ => listing = house.settle().files,
        }
    }
    house.hears("3/13/deep/0.md");
}

#[test]
fn a_folder_is_heard_under_its_new_name_and_a_new_one_under_its_old() {
    let mut house = House::new(&["a", "a/b"]);
    fs::rename(house.place("a"), house.place("c")).unwrap();
    house.until(|ring| ring.everything);
    house.settle();
    house.hears("c/b/x.md");
    house.hears("c/x.md");

    // Faster than we look: the old name stands for another folder before we know that it ever went.
    fs::rename(house.place("c"), house.place("d")).unwrap();
    fs::create_dir_all(house.place("c/b")).unwrap();
    house.settle();
    house.until(|ring| ring.everything);
    house.settle();
    for path in ["c/x.md", "c/b/x.md", "d/x.md", "d/b/x.md"] {
        house.hears(path);
    }
}

#[test]
fn a_folder_that_was_removed_and_made_again_is_heard() {
    let mut house = House::new(&["a", "a/b"]);
    fs::remove_dir_all(house.place("a")).unwrap();
    fs::create_dir_all(house.place("a/b")).unwrap();
    house.until(|ring| ring.everything);
    house.settle();
    house.hears("a/b/x.md");
    house.hears("a/x.md");
}

#[test]
fn a_folder_that_no_scan_lists_any_more_is_not_listened_at() {
    let mut house = House::new(&["a", "a/b"]);
    assert_eq!(house.doorbell.watch_folders(&BTreeSet::from([String::new(), "a".to_owned()])), [""; 0]);
    house.write("a/b/x.md");
    assert_eq!(house.heard(), Ring::default());
    house.hears("a/x.md");
}

#[test]
fn a_vault_that_comes_back_is_heard_again() {
    let mut house = House::new(&["a"]);
    let away = house.home.path().join("away");
    fs::rename(house.vault.root(), &away).unwrap();
    house.until(|ring| ring.everything);
    assert!(!house.vault.is_there());
    assert!(scan(&house.vault).is_err());
    fs::rename(&away, house.vault.root()).unwrap();
    house.until(|ring| ring.everything);
    house.settle();
    house.hears("a/x.md");
}

#[test]
fn reading_is_quiet() {
    let mut house = House::new(&["a"]);
    house.hears("a/x.md");
    house.heard();
    for _ in 0..20 {
        let scan = scan(&house.vault).unwrap();
        read(&house.vault, &VaultPath::new("a/x.md")).unwrap();
        assert_eq!(house.doorbell.watch_folders(&scan.folders), [""; 0]);
    }
    assert_eq!(house.heard(), Ring::default());
}

#[test]
fn hidden_things_are_quiet() {
    let mut house = House::new(&["a", ".obsidian", ".git/objects"]);
    house.write(".obsidian/workspace.json");
    house.write("a/.x.md.swp");
    house.write(".hidden.md");
    fs::create_dir_all(house.place(".trash/b")).unwrap();
    fs::remove_file(house.place("a/.x.md.swp")).unwrap();
    assert_eq!(house.heard(), Ring::default());
    house.hears("a/x.md");
}

#[test]
fn before_a_cookie_all_was_heard_that_was_done_before() {
    let mut house = House::new(&["a"]);
    for round in 0..20 {
        let (file, cookie) = (format!("a/{round}.md"), house.home.path().join(format!("cookies/{round}")));
        house.write(&file);
        fs::write(&cookie, "").unwrap();
        let ring = house.until(|ring| !ring.cookies.is_empty());
        assert_eq!(ring.cookies, [fs::canonicalize(&cookie).unwrap()]);
        assert!(ring.everything || ring.files.contains(file.as_str()), "{ring:?}");
        fs::remove_file(&cookie).unwrap();
    }
}

#[test]
fn a_cookie_does_not_wait_for_quiet() {
    let mut house = House::new(&[]);
    // The clock runs from the wait on: what was done before it counts for nothing.
    fs::create_dir(house.place("new")).unwrap();
    fs::write(house.home.path().join("cookies/1"), "").unwrap();
    let began = Instant::now();
    let ring = house.until(|ring| !ring.cookies.is_empty());
    assert!(ring.everything);
    assert!(began.elapsed() < QUIET, "{:?}", began.elapsed());
}

#[test]
fn an_endless_storm_is_looked_at_all_the_same() {
    let mut house = House::new(&[]);
    let root = house.vault.root().to_owned();
    let is_enough = Arc::new(AtomicBool::new(false));
    let enough = is_enough.clone();
    let storm = thread::spawn(move || {
        let end = Instant::now() + PATIENCE * 4;
        for count in 0.. {
            if enough.load(Ordering::Relaxed) || Instant::now() > end {
                return;
            }
            fs::write(root.join(format!("{}.md", count % 1000)), "").unwrap();
            thread::sleep(Duration::from_micros(200));
        }
    });
    let began = Instant::now();
    house.until(|ring| ring.everything);
    let took = began.elapsed();
    is_enough.store(true, Ordering::Relaxed);
    storm.join().unwrap();
    assert!(took < PATIENCE * 3, "{took:?}");
}

#[test]
fn the_bell_ends_a_wait_and_so_does_the_deadline() {
    let mut house = House::new(&[]);
    let bell = house.doorbell.bell();
    let puller = thread::spawn(move || bell.pull());
    assert_eq!(house.doorbell.wait(None), Ring { woken: true, ..Ring::default() });
    puller.join().unwrap();
    let began = Instant::now();
    assert_eq!(house.doorbell.wait(Some(began + A_MOMENT)), Ring::default());
    assert!(began.elapsed() >= A_MOMENT);
}

#[test]
fn after_lost_events_all_is_listened_at_again_and_no_cookie_is_forgotten() {
    let mut house = House::new(&["a"]);
    let cookie = house.home.path().join("cookies/1");
    fs::write(&cookie, "").unwrap();
    house.until(|ring| !ring.cookies.is_empty());
    let overflow = Event::new(EventKind::Other).set_flag(Flag::Rescan);
    house.doorbell.wire.ringer(Arc::default()).handle_event(Ok(overflow));
    let ring = house.doorbell.wait(Some(Instant::now() + SOON));
    assert!(ring.everything);
    assert_eq!(ring.cookies, [fs::canonicalize(&cookie).unwrap()]);
    let folders = scan(&house.vault).unwrap().folders;
    assert_eq!(house.doorbell.watch_folders(&folders), ["", "a"]);
    assert_eq!(house.doorbell.watch_folders(&folders), [""; 0]);
    house.hears("a/x.md");
}

#[test]
fn cookies_are_heard_in_a_folder_that_was_made_again() {
    let mut house = House::new(&[]);
    let cookies = house.home.path().join("cookies");
    // Moved, not removed: its watch lives on, at the wrong place.
    fs::rename(&cookies, house.home.path().join("away")).unwrap();
    house.until(|ring| ring.everything);
    house.settle();
    assert_eq!(house.doorbell.troubles().len(), 1, "{:?}", house.doorbell.troubles());
    fs::create_dir(&cookies).unwrap();
    house.settle();
    assert_eq!(house.doorbell.troubles(), &BTreeSet::new());
    fs::write(cookies.join("1"), "").unwrap();
    house.until(|ring| !ring.cookies.is_empty());
}

#[test]
fn a_doorbell_needs_a_vault() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("vault");
    fs::create_dir(&root).unwrap();
    let vault = Vault::open(&root).unwrap();
    assert!(Doorbell::install(&vault, &home.path().join("cookies")).is_err(), "no folder of cookies");
    fs::remove_dir(&root).unwrap();
    assert!(Doorbell::install(&vault, home.path()).is_err(), "no vault");
}
