//! Parses any text as a note. Run: `cargo +nightly fuzz run note`

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| vaultdex_notes_fuzz::note(text));
