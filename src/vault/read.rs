//! Reads a single file such that nothing in a vault can block the reader, exhaust its memory or lead it outside the
//! vault.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;
use std::time::SystemTime;

use vaultdex_notes::VaultPath;

use super::scan::{describe_file_type, is_gone};
use super::time::unix_nanos;
use super::{Stamp, Vault};
use crate::error::reason;

/// How many bytes of a file are read at most. Of a longer file, only the beginning is read
/// (docs/spec/obsidian.md#reading-a-file).
pub const MAX_READ_BYTES: usize = 8 << 20;

/// How often a file that changes while it is being read is read before the result is accepted.
const MAX_ATTEMPTS: usize = 4;

/// Replaces a byte that is not valid UTF-8. It is one byte long, so that offsets are the same as in the file on disk.
const SUBSTITUTE: char = '\u{1A}';

/// The text of a file, and what is needed to find out later whether it has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileText {
    /// The text with byte order mark and line endings kept, and each invalid byte replaced by the byte 0x1A.
    pub text: String,
    /// The stamp of the file before it was read.
    pub stamp: Stamp,
    /// The first eight bytes (little endian) of the BLAKE3 hash of the bytes that `text` was made from.
    pub hash: u64,
    /// The time at which reading began, in nanoseconds since 1970.
    pub seen: i64,
    /// Whether the file is longer than [`MAX_READ_BYTES`] and `text` is only its beginning.
    pub truncated: bool,
    /// The number of bytes that are not valid UTF-8.
    pub invalid: usize,
    /// Whether the file changed during each attempt to read it and should be read again soon.
    pub unsettled: bool,
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The file does not exist, or no longer exists.
    #[error("the file is gone")]
    Vanished,
    /// There is something that cannot or must not be read, with the reason. Earlier knowledge of the file may still be
    /// valid.
    #[error("{0}")]
    Refused(String),
}

/// Reads a file of the vault. Never blocks on a pipe or a device, and never follows a symbolic link.
///
/// # Errors
///
/// Fails if the file does not exist, is not a regular file, or cannot be read.
pub fn read_file(vault: &Vault, path: &VaultPath) -> Result<FileText, ReadError> {
    let is_outside = path.as_str().split('/').any(|part| matches!(part, "" | "." | ".."));
    if is_outside {
        return Err(ReadError::Refused("it is not a path within the vault".to_owned()));
    }
    let file = vault.absolute_path(path);
    let mut text = read_once(&file)?;
    for _ in 1..MAX_ATTEMPTS {
        if !text.unsettled {
            break;
        }
        text = read_once(&file)?;
    }
    Ok(text)
}

fn read_once(path: &Path) -> Result<FileText, ReadError> {
    let seen = unix_nanos(SystemTime::now());
    let file = open(path).map_err(read_error)?;
    let metadata = file.metadata().map_err(read_error)?;
    if !metadata.is_file() {
        return Err(ReadError::Refused(describe_file_type(metadata.file_type()).to_owned()));
    }
    if is_cloud_placeholder(&metadata) {
        return Err(ReadError::Refused("its content is only in the cloud; download it first".to_owned()));
    }
    let before = Stamp::of(&metadata);

    // One extra byte reveals whether there is more; the size in the metadata may be wrong.
    let expected = usize::try_from(before.size).unwrap_or(MAX_READ_BYTES).min(MAX_READ_BYTES) + 1;
    let mut bytes = Vec::with_capacity(expected);
    file.take(MAX_READ_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(read_error)?;
    let truncated = bytes.len() > MAX_READ_BYTES;
    if truncated {
        bytes.truncate(MAX_READ_BYTES);
        bytes.truncate(complete_chars_len(&bytes));
    }

    // By path, not by the open file: an editor may have replaced the file.
    let after = Stamp::of(&fs::symlink_metadata(path).map_err(read_error)?);
    let hash = hash(&bytes);
    let (text, invalid) = decode(bytes);
    Ok(FileText { text, stamp: before, hash, seen, truncated, invalid, unsettled: !before.same(&after) })
}

#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    use rustix::fs::OFlags;
    let flags = OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::NOCTTY | OFlags::CLOEXEC;
    OpenOptions::new().read(true).custom_flags(flags.bits() as i32).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    if fs::symlink_metadata(path)?.is_symlink() {
        return Err(io::Error::other("it is a symbolic link, which is not followed"));
    }
    OpenOptions::new().read(true).open(path)
}

/// Whether the file is a placeholder of a cloud drive, and reading it would download its content.
#[cfg(target_os = "macos")]
fn is_cloud_placeholder(metadata: &fs::Metadata) -> bool {
    use std::os::macos::fs::MetadataExt;
    const SF_DATALESS: u32 = 0x4000_0000;
    metadata.st_flags() & SF_DATALESS != 0
}

/// Whether the file is a placeholder of a cloud drive, and reading it would download its content.
#[cfg(windows)]
fn is_cloud_placeholder(metadata: &fs::Metadata) -> bool {
    use std::os::windows::fs::MetadataExt;
    const OFFLINE: u32 = 0x1000;
    const RECALL_ON_DATA_ACCESS: u32 = 0x40_0000;
    metadata.file_attributes() & (OFFLINE | RECALL_ON_DATA_ACCESS) != 0
}

/// Whether reading a file would download its content. This cannot be detected here.
#[cfg(not(any(target_os = "macos", windows)))]
fn is_cloud_placeholder(_: &fs::Metadata) -> bool {
    false
}

fn read_error(error: io::Error) -> ReadError {
    #[cfg(unix)]
    {
        use rustix::io::Errno;
        // The system's messages for these ("too many levels of symbolic links", "no such device or address") would be
        // misleading.
        match Errno::from_io_error(&error) {
            Some(Errno::LOOP) => return ReadError::Refused("it is a symbolic link, which is not followed".to_owned()),
            Some(Errno::NXIO) => return ReadError::Refused("it is a socket or device, not a file".to_owned()),
            _ => {}
        }
    }
    if is_gone(&error) { ReadError::Vanished } else { ReadError::Refused(reason(&error)) }
}

/// Returns the length without a character at the end that was cut off.
fn complete_chars_len(bytes: &[u8]) -> usize {
    let tail = bytes.len().saturating_sub(3)..bytes.len();
    let Some(lead) = tail.rev().find(|at| bytes[*at] >= 0xC0) else { return bytes.len() };
    let needed = match bytes[lead] {
        0xF0.. => 4,
        0xE0.. => 3,
        _ => 2,
    };
    if lead + needed > bytes.len() { lead } else { bytes.len() }
}

fn decode(bytes: Vec<u8>) -> (String, usize) {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return (text, 0),
        Err(error) => error.into_bytes(),
    };
    let mut text = String::with_capacity(bytes.len());
    let mut invalid = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| SUBSTITUTE));
        invalid += chunk.invalid().len();
    }
    (text, invalid)
}

fn hash(bytes: &[u8]) -> u64 {
    let hash = blake3::hash(bytes);
    hash.as_bytes().iter().take(8).rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::os::unix::fs::symlink;
    use std::time::{Duration, Instant};

    use super::*;

    /// Reads a file with this content.
    fn read_bytes(bytes: &[u8]) -> FileText {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("x.md"), bytes).unwrap();
        read_file(&Vault::open(home.path()).unwrap(), &VaultPath::new("x.md")).unwrap()
    }

    fn check(bytes: &[u8], text: &str, invalid: usize) {
        let read = read_bytes(bytes);
        assert_eq!((read.text.as_str(), read.invalid), (text, invalid), "{bytes:?}");
        assert_eq!(read.text.len(), bytes.len(), "offsets are the same as on disk");
        assert_eq!((read.truncated, read.unsettled, read.stamp.size), (false, false, bytes.len() as u64));
    }

    #[test]
    fn text_is_kept_byte_for_byte() {
        check(b"", "", 0);
        check("\u{FEFF}# Ä\r\n\0".as_bytes(), "\u{FEFF}# Ä\r\n\0", 0);
    }

    #[test]
    fn each_invalid_byte_is_one_substitute() {
        check(b"caf\xE9 x", "caf\u{1A} x", 1);
        check(b"\xE2\x82", "\u{1A}\u{1A}", 2);
        check(b"\xED\xA0\x80!", "\u{1A}\u{1A}\u{1A}!", 3);
        check(b"\xFF\xFEa\0", "\u{1A}\u{1A}a\0", 2);
        for byte in 0x80..=0xFF {
            check(&[b'a', byte, b'b'], "a\u{1A}b", 1);
        }
    }

    #[test]
    fn the_hash_is_computed_from_the_original_bytes() {
        assert_eq!(read_bytes(b"").hash, u64::from_le_bytes([0xAF, 0x13, 0x49, 0xB9, 0xF5, 0xF9, 0xA1, 0xA6]));
        assert_ne!(read_bytes(b"\xE9").hash, read_bytes(b"\x1A").hash);
    }

    #[test]
    fn a_huge_file_is_truncated_between_characters() {
        let mut bytes = vec![b'x'; MAX_READ_BYTES - 1];
        bytes.extend("€€".as_bytes());
        let text = read_bytes(&bytes);
        assert_eq!((text.text.len(), text.truncated, text.invalid), (MAX_READ_BYTES - 1, true, 0));
        let exact = read_bytes(&bytes[..MAX_READ_BYTES]);
        assert_eq!((exact.text.len(), exact.truncated, exact.invalid), (MAX_READ_BYTES, false, 1));

        let home = tempfile::tempdir().unwrap();
        let sparse = File::create(home.path().join("x.md")).unwrap();
        sparse.set_len(1 << 30).unwrap();
        let text = read_file(&Vault::open(home.path()).unwrap(), &VaultPath::new("x.md")).unwrap();
        assert_eq!((text.text.len(), text.truncated, text.stamp.size), (MAX_READ_BYTES, true, 1 << 30));
    }

    #[test]
    fn a_character_that_was_cut_off_is_dropped() {
        let len = |bytes: &[u8]| complete_chars_len(bytes);
        assert_eq!(len(b"abc"), 3);
        assert_eq!(len("aé".as_bytes()), 3);
        assert_eq!(len(&"aé".as_bytes()[..2]), 1);
        assert_eq!(len(&"a€".as_bytes()[..3]), 1);
        assert_eq!(len("a€".as_bytes()), 4);
        assert_eq!(len(&"a🦀".as_bytes()[..4]), 1);
        assert_eq!(len("a🦀".as_bytes()), 5);
        assert_eq!(len(b""), 0);
    }

    #[test]
    fn anything_but_a_regular_file_is_refused_without_blocking() {
        let home = tempfile::tempdir().unwrap();
        let vault = Vault::open(home.path()).unwrap();
        let pipe = home.path().join("pipe.md");
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(home.path().join("socket.md")).unwrap();
        fs::create_dir(home.path().join("folder.md")).unwrap();
        fs::write(home.path().join("x.md"), "").unwrap();
        symlink("x.md", home.path().join("link.md")).unwrap();
        symlink("/dev/zero", home.path().join("zero.md")).unwrap();

        let refused = |path: &str, expected: &str| {
            let start = Instant::now();
            let why = read_file(&vault, &VaultPath::new(path)).unwrap_err();
            assert_eq!(why, ReadError::Refused(expected.to_owned()), "{path}");
            assert!(start.elapsed() < Duration::from_secs(1), "{path}");
        };
        refused("pipe.md", "it is a pipe, not a file");
        refused("socket.md", "it is a socket or device, not a file");
        refused("folder.md", "it is a folder, not a file");
        refused("link.md", "it is a symbolic link, which is not followed");
        refused("zero.md", "it is a symbolic link, which is not followed");
        refused("../x.md", "it is not a path within the vault");
        refused("a/../../x.md", "it is not a path within the vault");
        refused("/etc/hostname", "it is not a path within the vault");
    }

    #[test]
    fn a_missing_file_is_not_reported_as_refused() {
        let home = tempfile::tempdir().unwrap();
        let vault = Vault::open(home.path()).unwrap();
        fs::write(home.path().join("x.md"), "").unwrap();
        for path in ["gone.md", "gone/x.md", "x.md/y.md"] {
            assert_eq!(read_file(&vault, &VaultPath::new(path)), Err(ReadError::Vanished), "{path}");
        }
    }

    #[test]
    fn a_file_being_replaced_is_read_completely() {
        let home = tempfile::tempdir().unwrap();
        let vault = Vault::open(home.path()).unwrap();
        let (file, other) = (home.path().join("x.md"), home.path().join("other"));
        fs::write(&file, "0".repeat(1000)).unwrap();
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| {
                for _ in 0..500 {
                    let text = read_file(&vault, &VaultPath::new("x.md")).unwrap();
                    let letters: std::collections::BTreeSet<_> = text.text.chars().collect();
                    assert!(letters.len() == 1, "an atomic save is never read in part");
                    assert_eq!(text.text.len(), 1000);
                    if !text.unsettled {
                        assert_eq!(text.stamp.size, 1000);
                    }
                }
            });
            let mut round = 0;
            while !reader.is_finished() {
                round += 1;
                fs::write(&other, (round % 10).to_string().repeat(1000)).unwrap();
                fs::rename(&other, &file).unwrap();
            }
        });
    }

    #[test]
    fn a_file_that_keeps_changing_is_reported_as_unsettled() {
        let home = tempfile::tempdir().unwrap();
        let vault = Vault::open(home.path()).unwrap();
        let file = File::create(home.path().join("log.md")).unwrap();
        file.set_len(MAX_READ_BYTES as u64).unwrap();
        let deadline = Instant::now() + Duration::from_secs(300);
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| {
                while Instant::now() < deadline {
                    let text = read_file(&vault, &VaultPath::new("log.md")).unwrap();
                    if text.unsettled {
                        return true;
                    }
                }
                false
            });
            let mut size = MAX_READ_BYTES as u64;
            while !reader.is_finished() {
                size += 1;
                file.set_len(size).unwrap();
            }
            assert!(reader.join().unwrap());
        });
    }
}
