//! The baseline for indexing on a machine: walks a folder, reads its notes, parses them with pulldown-cmark and adds
//! title and text to Tantivy. `cargo bench --bench floor -- VAULT OUT_DIR`.
//!
//! It uses the same number of threads and amount of memory as `vaultdex index`, with one commit and without merging.

#![forbid(unsafe_code)]

use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{env, fs, io, process};

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use rayon::prelude::*;
use tantivy::indexer::{IndexWriterOptions, NoMergePolicy};
use tantivy::schema::{Schema, TEXT};
use tantivy::{Index, TantivyDocument};

fn main() {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    let [vault, out] = arguments.as_slice() else {
        return println!("usage: cargo bench --bench floor -- VAULT OUT_DIR");
    };
    let began = Instant::now();
    match index(Path::new(vault), Path::new(out)) {
        Ok(notes) => println!("{notes} notes in {:.2} s", began.elapsed().as_secs_f64()),
        Err(error) => {
            eprintln!("{error}");
            process::exit(2)
        }
    }
}

fn index(vault: &Path, out: &Path) -> Result<usize, Box<dyn std::error::Error + Send + Sync>> {
    let mut notes = Vec::new();
    walk(vault, &mut notes)?;
    let mut schema = Schema::builder();
    let title = schema.add_text_field("title", TEXT);
    let text = schema.add_text_field("text", TEXT);
    fs::create_dir_all(out)?;
    let index = Index::create_in_dir(out, schema.build())?;
    let (threads, megabytes) = match notes.len() {
        2_001.. => (2, 50),
        _ => (1, 50),
    };
    let options = IndexWriterOptions::builder()
        .num_worker_threads(threads)
        .memory_budget_per_thread(megabytes * 1_000_000)
        .num_merge_threads(1)
        .build();
    let mut writer = index.writer_with_options::<TantivyDocument>(options)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    notes.par_iter().try_for_each(|path| -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let (heading, body) = parse(&fs::read_to_string(path)?);
        let mut document = TantivyDocument::default();
        document.add_text(title, heading);
        document.add_text(text, body);
        writer.add_document(document)?;
        Ok(())
    })?;
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(notes.len())
}

fn walk(folder: &Path, notes: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            walk(&path, notes)?;
        } else if path.extension().is_some_and(|extension| extension == "md") {
            notes.push(path);
        }
    }
    Ok(())
}

/// The first heading of level 1, and all text.
fn parse(source: &str) -> (String, String) {
    let (mut title, mut text, mut in_title) = (String::new(), String::with_capacity(source.len()), false);
    for event in Parser::new_ext(source, Options::all()) {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => in_title = title.is_empty(),
            Event::End(TagEnd::Heading(_)) => in_title = false,
            Event::Text(part) | Event::Code(part) => {
                if in_title {
                    title.push_str(&part);
                }
                text.push_str(&part);
            }
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell) | Event::SoftBreak => text.push(' '),
            _ => {}
        }
    }
    (title, text)
}
