//! Small files with a checksum in their last line, so that a damaged one is never mistaken for a valid one.

use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::permissions::{Durability, write_atomically};
use crate::error::Result;

/// Begins the last line, which is followed by the hash of everything before it.
const MARK: &[u8] = b"\n#blake3 ";
/// The number of hexadecimal digits of the hash.
const DIGITS: usize = 32;

/// Appends a line with a checksum.
pub fn seal(content: &[u8]) -> Vec<u8> {
    [content, MARK, &digits(content), b"\n"].concat()
}

/// Returns the content before the checksum; `None` if the checksum is missing or does not match.
pub fn unseal(bytes: &[u8]) -> Option<&[u8]> {
    let (content, seal) = bytes.split_at_checked(bytes.len().checked_sub(MARK.len() + DIGITS + 1)?)?;
    let sum = seal.strip_prefix(MARK)?.strip_suffix(b"\n")?;
    (sum == digits(content)).then_some(content)
}

fn digits(content: &[u8]) -> [u8; DIGITS] {
    let mut digits = [0; DIGITS];
    digits.copy_from_slice(&blake3::hash(content).to_hex().as_bytes()[..DIGITS]);
    digits
}

/// Reads a sealed file of JSON; returns `None` if it is missing, damaged or of another type.
pub fn read<T: DeserializeOwned>(path: &Path) -> Option<T> {
    serde_json::from_slice(unseal(&std::fs::read(path).ok()?)?).ok()
}

/// Replaces a sealed file of JSON atomically.
///
/// # Errors
///
/// Fails if the file cannot be written or renamed.
pub fn write(path: &Path, value: &impl Serialize, durability: Durability) -> Result<()> {
    write_atomically(path, &seal(&serde_json::to_vec(value).unwrap_or_default()), durability)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_any_byte_breaks_the_seal() {
        let sealed = seal(b"{\"a\":1}\n");
        assert_eq!(unseal(&sealed), Some(&b"{\"a\":1}\n"[..]));
        for position in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[position] ^= 0x20;
            assert_eq!(unseal(&damaged), None, "{position}");
            assert_eq!(unseal(&sealed[..position]), None, "{position}");
        }
        assert_eq!(unseal(b""), None);
        assert_eq!(unseal(&seal(b"")), Some(&b""[..]));
    }
}
