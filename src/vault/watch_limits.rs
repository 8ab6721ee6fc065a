//! Why the system does not tell us of changes, and what its owner can do, in words.

use std::io;
use std::path::Path;

use notify::ErrorKind;

use super::Vault;
use crate::error::reason;

/// A failure of the watcher as a sentence.
pub(super) fn words(error: &notify::Error) -> String {
    let about = error.paths.first().map_or(String::new(), |path| format!(" `{}`", path.display()));
    match &error.kind {
        ErrorKind::MaxFilesWatch => too_many_watches(),
        ErrorKind::Io(error) if is_limit_of_instances(error) => too_many_watchers(),
        ErrorKind::Io(error) => format!("cannot watch{about}: {}", reason(error)),
        ErrorKind::PathNotFound | ErrorKind::WatchNotFound => format!("cannot watch{about}: it is gone"),
        ErrorKind::Generic(why) => format!("cannot watch{about}: {why}"),
        ErrorKind::InvalidConfig(_) => format!("cannot watch{about}: the system refuses how we ask"),
    }
}

/// What will keep a watcher from hearing of every change in a vault of so many folders, as far as it shows beforehand.
pub fn troubles_ahead(vault: &Vault, folders: usize) -> Vec<String> {
    let limit = std::fs::read_to_string("/proc/sys/fs/inotify/max_user_watches").ok();
    let limit = limit.and_then(|text| text.trim().parse::<usize>().ok());
    let is_low = limit.is_some_and(|limit| folders >= limit);
    deaf_file_system(vault.root()).into_iter().chain(is_low.then(too_many_watches)).collect()
}

/// Why changes go unheard on the file system that holds `root`, where that is known.
#[cfg(target_os = "linux")]
pub(super) fn deaf_file_system(root: &Path) -> Option<String> {
    let kind = remote_kind(rustix::fs::statfs(root).ok()?.f_type as u32)?;
    Some(format!("the vault lies on {kind}, which does not tell of changes made elsewhere"))
}

/// Why changes go unheard on the file system that holds `root`, where that is known.
#[cfg(not(target_os = "linux"))]
pub(super) fn deaf_file_system(_: &Path) -> Option<String> {
    None
}

/// The file systems whose files others change behind the kernel's back, by their magic numbers (statfs(2)).
#[cfg(target_os = "linux")]
fn remote_kind(magic: u32) -> Option<&'static str> {
    match magic {
        0x6969 => Some("a network drive (NFS)"),
        0x517B | 0xFF53_4D42 | 0xFE53_4D42 => Some("a network drive (SMB)"),
        0x0102_1997 => Some("a shared drive (9P, as Windows drives are in WSL)"),
        0x6573_5546 => Some("a FUSE file system"),
        0x5346_414F | 0x00C3_6400 => Some("a network drive"),
        _ => None,
    }
}

fn too_many_watches() -> String {
    let (now, more) = now_and_more("max_user_watches", 524_288);
    format!(
        "more folders than the system lets us watch: raise fs.inotify.max_user_watches{now}, \
         for example with `sudo sysctl fs.inotify.max_user_watches={more}`"
    )
}

fn too_many_watchers() -> String {
    let (now, more) = now_and_more("max_user_instances", 512);
    format!(
        "more watching programs than the system allows: raise fs.inotify.max_user_instances{now}, \
         for example with `sudo sysctl fs.inotify.max_user_instances={more}`, or the limit of open files (`ulimit -n`)"
    )
}

/// The present value of an inotify limit in brackets, and the one to advise: at least `floor`, at least twice as much.
fn now_and_more(limit: &str, floor: u64) -> (String, u64) {
    let text = std::fs::read_to_string(format!("/proc/sys/fs/inotify/{limit}")).unwrap_or_default();
    match text.trim().parse::<u64>() {
        Ok(now) => (format!(" (now {now})"), floor.max(now.saturating_mul(2))),
        Err(_) => (String::new(), floor),
    }
}

#[cfg(unix)]
fn is_limit_of_instances(error: &io::Error) -> bool {
    use rustix::io::Errno;
    matches!(Errno::from_io_error(error), Some(Errno::MFILE | Errno::NFILE))
}

#[cfg(not(unix))]
fn is_limit_of_instances(_: &io::Error) -> bool {
    false
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn check(error: notify::Error, expected: &str) {
        let words = words(&error);
        assert!(words.contains(expected), "{words}");
    }

    #[test]
    fn limits_name_the_setting_to_raise() {
        check(notify::Error::new(ErrorKind::MaxFilesWatch), "sudo sysctl fs.inotify.max_user_watches=");
        check(notify::Error::io(io::Error::from_raw_os_error(24)), "sudo sysctl fs.inotify.max_user_instances=");
        let refused = notify::Error::io(io::Error::from_raw_os_error(13)).add_path("/v/a".into());
        check(refused, "cannot watch `/v/a`: permission denied");
    }

    #[test]
    fn network_drives_are_known_by_their_numbers() {
        assert_eq!(remote_kind(0x6969), Some("a network drive (NFS)"));
        assert_eq!(remote_kind(0xEF53), None, "ext4");
        assert_eq!(remote_kind(0x9123_683E), None, "btrfs");
    }
}
