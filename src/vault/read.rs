//! What one file says, read so that nothing in a vault can block, flood or mislead the reader.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;
use std::time::SystemTime;

use vaultdex_notes::VaultPath;

use super::scan::{is_gone, what_it_is};
use super::{Vault, since_1970, stamp};
use crate::error::reason;
use crate::vault::Stamp;

/// How much of a file is read, in bytes: of a longer one the beginning (spec/search.md).
pub const CAP: usize = 8 << 20;

/// How often a file that changes under our hands is read before it is taken as it is.
const TRIES: usize = 4;

/// What stands for a byte that is not UTF-8: one byte for one, so that offsets are those of the file on disk.
const SUBSTITUTE: char = '\u{1A}';

/// One file's text, with what is needed to know later whether it still says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The file as it is, byte order mark and line ends kept, each invalid byte replaced by the byte 0x1A.
    pub text: String,
    /// What the system said of the file before it was read.
    pub stamp: Stamp,
    /// The first eight bytes (little endian) of the BLAKE3 hash of the bytes that `text` was made from.
    pub hash: u64,
    /// The clock when the reading began, in nanoseconds since 1970.
    pub seen: i64,
    /// Whether the file is longer than [`CAP`] and `text` only its beginning.
    pub truncated: bool,
    /// How many bytes were not UTF-8.
    pub invalid: usize,
    /// Whether the file changed while it was read, each time we tried: read it again soon.
    pub unsettled: bool,
}

/// Why a file was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There is no such file (any more).
    #[error("the file is gone")]
    Vanished,
    /// Something is there that cannot or will not be read, and why. What was known of it may still hold.
    #[error("{0}")]
    Refused(String),
}

/// Reads one file of the vault. Never waits for a pipe or a device, never follows a link.
pub fn read(vault: &Vault, path: &VaultPath) -> Result<Text, ReadError> {
    let climbs = path.as_str().split('/').any(|part| matches!(part, "" | "." | ".."));
    if climbs {
        return Err(ReadError::Refused("it is no path within the vault".to_owned()));
    }
    let place = vault.place(path);
    let mut text = read_once(&place)?;
    for _ in 1..TRIES {
        if !text.unsettled {
            break;
        }
        text = read_once(&place)?;
    }
    Ok(text)
}

fn read_once(place: &Path) -> Result<Text, ReadError> {
    let seen = since_1970(SystemTime::now());
    let file = open(place).map_err(refusal)?;
    let metadata = file.metadata().map_err(refusal)?;
    if !metadata.is_file() {
        return Err(ReadError::Refused(what_it_is(metadata.file_type()).to_owned()));
    }
    if is_elsewhere(&metadata) {
        return Err(ReadError::Refused("it is only in the cloud; download it to have it read".to_owned()));
    }
    let before = stamp(&metadata);

    // One byte more than we take tells whether there is more; the size said before may be wrong.
    let expected = usize::try_from(before.size).unwrap_or(CAP).min(CAP) + 1;
    let mut bytes = Vec::with_capacity(expected);
    file.take(CAP as u64 + 1).read_to_end(&mut bytes).map_err(refusal)?;
    let truncated = bytes.len() > CAP;
    if truncated {
        bytes.truncate(CAP);
        bytes.truncate(whole_chars(&bytes));
    }

    // By its name, not by the open file: an editor may have put another file in its place.
    let after = stamp(&fs::symlink_metadata(place).map_err(refusal)?);
    let hash = hash(&bytes);
    let (text, invalid) = decode(bytes);
    Ok(Text { text, stamp: before, hash, seen, truncated, invalid, unsettled: !before.same(&after) })
}

#[cfg(unix)]
fn open(place: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    use rustix::fs::OFlags;
    let flags = OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::NOCTTY | OFlags::CLOEXEC;
    OpenOptions::new().read(true).custom_flags(flags.bits() as i32).open(place)
}

#[cfg(not(unix))]
fn open(place: &Path) -> io::Result<File> {
    if fs::symlink_metadata(place)?.is_symlink() {
        return Err(io::Error::other("it is a symbolic link, which is not followed"));
    }
    OpenOptions::new().read(true).open(place)
}

/// Whether a file's content lies in a cloud and reading it would fetch it.
#[cfg(target_os = "macos")]
fn is_elsewhere(metadata: &fs::Metadata) -> bool {
    use std::os::macos::fs::MetadataExt;
    const SF_DATALESS: u32 = 0x4000_0000;
    metadata.st_flags() & SF_DATALESS != 0
}

/// Whether a file's content lies in a cloud and reading it would fetch it.
#[cfg(windows)]
fn is_elsewhere(metadata: &fs::Metadata) -> bool {
    use std::os::windows::fs::MetadataExt;
    const OFFLINE: u32 = 0x1000;
    const RECALL_ON_DATA_ACCESS: u32 = 0x40_0000;
    metadata.file_attributes() & (OFFLINE | RECALL_ON_DATA_ACCESS) != 0
}

/// Whether a file's content lies in a cloud and reading it would fetch it: nothing here tells.
#[cfg(not(any(target_os = "macos", windows)))]
fn is_elsewhere(_: &fs::Metadata) -> bool {
    false
}

fn refusal(error: io::Error) -> ReadError {
    #[cfg(unix)]
    {
        use rustix::io::Errno;
        // The words of the system for these two ("too many levels of symbolic links", "no such device or address")
        // would send the user looking for something else.
        match Errno::from_io_error(&error) {
            Some(Errno::LOOP) => return ReadError::Refused("it is a symbolic link, which is not followed".to_owned()),
            Some(Errno::NXIO) => return ReadError::Refused("it is a socket or device, not a file".to_owned()),
            _ => {}
        }
    }
    if is_gone(&error) { ReadError::Vanished } else { ReadError::Refused(reason(&error)) }
}

/// How many of the bytes make whole characters, where the last one may have been cut by us.
fn whole_chars(bytes: &[u8]) -> usize {
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

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;
    use std::time::{Duration, Instant};

    use super::*;

    /// A vault with one file, read.
    fn read_bytes(bytes: &[u8]) -> Text {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("x.md"), bytes).unwrap();
        read(&Vault::open(home.path()).unwrap(), &VaultPath::new("x.md")).unwrap()
    }

    fn check(bytes: &[u8], text: &str, invalid: usize) {
        let read = read_bytes(bytes);
        assert_eq!((read.text.as_str(), read.invalid), (text, invalid), "{bytes:?}");
        assert_eq!(read.text.len(), bytes.len(), "offsets are those on disk");
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
    fn the_hash_is_that_of_the_bytes() {
        assert_eq!(read_bytes(b"").hash, u64::from_le_bytes([0xAF, 0x13, 0x49, 0xB9, 0xF5, 0xF9, 0xA1, 0xA6]));
        assert_ne!(read_bytes(b"\xE9").hash, read_bytes(b"\x1A").hash);
    }

    #[test]
    fn of_a_huge_file_the_beginning_is_read_up_to_a_whole_character() {
        let mut bytes = vec![b'x'; CAP - 1];
        bytes.extend("€€".as_bytes());
        let text = read_bytes(&bytes);
        assert_eq!((text.text.len(), text.truncated, text.invalid), (CAP - 1, true, 0));
        let exact = read_bytes(&bytes[..CAP]);
        assert_eq!((exact.text.len(), exact.truncated, exact.invalid), (CAP, false, 1));

        let home = tempfile::tempdir().unwrap();
        let sparse = File::create(home.path().join("x.md")).unwrap();
        sparse.set_len(1 << 30).unwrap();
        let text = read(&Vault::open(home.path()).unwrap(), &VaultPath::new("x.md")).unwrap();
        assert_eq!((text.text.len(), text.truncated, text.stamp.size), (CAP, true, 1 << 30));
    }

    #[test]
    fn a_cut_is_made_between_characters() {
        let cut = |bytes: &[u8]| whole_chars(bytes);
        assert_eq!(cut(b"abc"), 3);
        assert_eq!(cut("aé".as_bytes()), 3);
        assert_eq!(cut(&"aé".as_bytes()[..2]), 1);
        assert_eq!(cut(&"a€".as_bytes()[..3]), 1);
        assert_eq!(cut("a€".as_bytes()), 4);
        assert_eq!(cut(&"a🦀".as_bytes()[..4]), 1);
        assert_eq!(cut("a🦀".as_bytes()), 5);
        assert_eq!(cut(b""), 0);
    }

    #[test]
    fn what_is_no_file_is_refused_at_once() {
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
            let began = Instant::now();
            let why = read(&vault, &VaultPath::new(path)).unwrap_err();
            assert_eq!(why, ReadError::Refused(expected.to_owned()), "{path}");
            assert!(began.elapsed() < Duration::from_secs(1), "{path}");
        };
        refused("pipe.md", "it is a pipe, not a file");
        refused("socket.md", "it is a socket or device, not a file");
        refused("folder.md", "it is a folder, not a file");
        refused("link.md", "it is a symbolic link, which is not followed");
        refused("zero.md", "it is a symbolic link, which is not followed");
        refused("../x.md", "it is no path within the vault");
        refused("a/../../x.md", "it is no path within the vault");
        refused("/etc/hostname", "it is no path within the vault");
    }

    #[test]
    fn a_file_that_is_gone_is_told_apart_from_one_that_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let vault = Vault::open(home.path()).unwrap();
        fs::write(home.path().join("x.md"), "").unwrap();
        for path in ["gone.md", "gone/x.md", "x.md/y.md"] {
            assert_eq!(read(&vault, &VaultPath::new(path)), Err(ReadError::Vanished), "{path}");
        }
    }

    #[test]
    fn a_file_under_a_writer_is_either_whole_or_said_to_be_unsettled() {
        let home = tempfile::tempdir().unwrap();
        let vault = Vault::open(home.path()).unwrap();
        let (place, other) = (home.path().join("x.md"), home.path().join("other"));
        fs::write(&place, "0".repeat(1000)).unwrap();
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| {
                for _ in 0..500 {
                    let text = read(&vault, &VaultPath::new("x.md")).unwrap();
                    let letters: std::collections::BTreeSet<_> = text.text.chars().collect();
                    assert!(letters.len() == 1, "an atomic save is never seen half");
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
                fs::rename(&other, &place).unwrap();
            }
        });
    }

    #[test]
    fn a_file_that_never_rests_is_taken_as_it_is() {
        let home = tempfile::tempdir().unwrap();
        let vault = Vault::open(home.path()).unwrap();
        let file = File::create(home.path().join("log.md")).unwrap();
        file.set_len(CAP as u64).unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| {
                while Instant::now() < deadline {
                    let text = read(&vault, &VaultPath::new("log.md")).unwrap();
                    if text.unsettled {
                        return true;
                    }
                }
                false
            });
            let mut size = CAP as u64;
            while !reader.is_finished() {
                size += 1;
                file.set_len(size).unwrap();
            }
            assert!(reader.join().unwrap());
        });
    }
}
