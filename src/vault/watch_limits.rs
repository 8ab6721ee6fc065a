//! Why the system may not report every change, and what the user can do about it.

use std::io;
use std::path::Path;

use notify::ErrorKind;

use super::Vault;
use crate::error::reason;

/// Describes an error of the watcher for the user.
pub(super) fn describe(error: &notify::Error) -> String {
    let about = error.paths.first().map_or(String::new(), |path| format!(" `{}`", path.display()));
    match &error.kind {
        ErrorKind::MaxFilesWatch => too_many_watches(),
        ErrorKind::Io(error) if is_limit_of_instances(error) => too_many_watchers(),
        ErrorKind::Io(error) => format!("cannot watch{about}: {}", reason(error)),
        ErrorKind::PathNotFound | ErrorKind::WatchNotFound => format!("cannot watch{about}: it no longer exists"),
        ErrorKind::Generic(why) => format!("cannot watch{about}: {why}"),
        ErrorKind::InvalidConfig(_) => {
            format!("cannot watch{about}: the system rejected the configuration of the watcher")
        }
    }
}

/// Returns the foreseeable reasons why a watcher may miss changes in a vault with this many folders, as messages for
/// the user.
pub fn expected_watch_problems(vault: &Vault, folders: usize) -> Vec<String> {
    let limit = std::fs::read_to_string("/proc/sys/fs/inotify/max_user_watches").ok();
    let limit = limit.and_then(|text| text.trim().parse::<usize>().ok());
    let is_low = limit.is_some_and(|limit| folders >= limit);
    remote_file_system_problem(vault.root()).into_iter().chain(is_low.then(too_many_watches)).collect()
}

/// Returns why the file system of `root` does not report every change, if it is known not to.
#[cfg(target_os = "linux")]
pub(super) fn remote_file_system_problem(root: &Path) -> Option<String> {
    let kind = remote_kind(rustix::fs::statfs(root).ok()?.f_type as u32)?;
    Some(format!("the vault is on {kind}, which does not report changes made elsewhere; the watcher polls it instead"))
}

/// Returns why the file system of `root` does not report every change, if it is known not to.
#[cfg(not(target_os = "linux"))]
pub(super) fn remote_file_system_problem(_: &Path) -> Option<String> {
    None
}

/// Names a file system whose files can change without the kernel's knowledge, by its magic number (statfs(2)).
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
    let (current, suggested) = current_and_suggested("max_user_watches", 524_288);
    format!(
        "the vault has more folders than the system allows to watch: raise fs.inotify.max_user_watches{current}, \
         for example with `sudo sysctl fs.inotify.max_user_watches={suggested}`"
    )
}

fn too_many_watchers() -> String {
    let (current, suggested) = current_and_suggested("max_user_instances", 512);
    format!(
        "more programs are watching files than the system allows: raise fs.inotify.max_user_instances{current}, \
         for example with `sudo sysctl fs.inotify.max_user_instances={suggested}`, or the limit of open files (`ulimit -n`)"
    )
}

/// Returns the current value of an inotify limit in parentheses, and the value to suggest: twice as much, at least
/// `floor`.
fn current_and_suggested(limit: &str, floor: u64) -> (String, u64) {
    let text = std::fs::read_to_string(format!("/proc/sys/fs/inotify/{limit}")).unwrap_or_default();
    match text.trim().parse::<u64>() {
        Ok(current) => (format!(" (now {current})"), floor.max(current.saturating_mul(2))),
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
        let message = describe(&error);
        assert!(message.contains(expected), "{message}");
    }

    #[test]
    fn a_limit_names_the_setting_to_raise() {
        check(notify::Error::new(ErrorKind::MaxFilesWatch), "sudo sysctl fs.inotify.max_user_watches=");
        check(notify::Error::io(io::Error::from_raw_os_error(24)), "sudo sysctl fs.inotify.max_user_instances=");
        let denied = notify::Error::io(io::Error::from_raw_os_error(13)).add_path("/v/a".into());
        check(denied, "cannot watch `/v/a`: permission denied");
    }

    #[test]
    fn network_drives_are_recognized_by_their_magic_numbers() {
        assert_eq!(remote_kind(0x6969), Some("a network drive (NFS)"));
        assert_eq!(remote_kind(0xEF53), None, "ext4");
        assert_eq!(remote_kind(0x9123_683E), None, "btrfs");
    }
}
