//! Writes a large vault for benchmarks: `cargo bench --bench generate -- OUT_DIR COUNT [SEED] [KIND]`.
//!
//! The notes are invented, but have realistic statistics: words follow Zipf's law, sizes a log-normal distribution, a
//! few notes have many backlinks and most have few, and one in twenty is an integration note. The same COUNT and SEED
//! give the same bytes, whatever the number of threads: each note has its own random number generator, which is seeded
//! with the number of the note.
//!
//! With KIND `integrations`, every note is an integration note that contains only its record. With KIND `ordinary`, the
//! same notes have other words of the same length in their headings and keys, so that they match no shape. The
//! difference in indexing time is the cost of records.

#![forbid(unsafe_code)]

#[path = "generate/draft.rs"]
mod draft;
#[path = "generate/plan.rs"]
mod plan;
#[path = "generate/random.rs"]
mod random;
#[path = "generate/shapes.rs"]
mod shapes;

use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{env, fs, process, thread};

use crate::draft::Draft;
use crate::plan::Plan;

const USAGE: &str = "usage: cargo bench --bench generate -- OUT_DIR COUNT [SEED] [integrations|ordinary]";

/// The words by which headings, keys and columns identify an integration note, with ordinary replacements.
const ORDINARY: &[(&str, &str)] = &[
    ("Integration", "Preparation"),
    ("Integrated", "Remembered"),
    ("Blueprint", "Greenwood"),
    ("System", "Garden"),
    ("Source", "Flower"),
    ("Target", "Branch"),
    ("Flow", "Leaf"),
    ("Purpose", "Weather"),
    ("Basic", "Quiet"),
    ("Mapping", "Evening"),
];

fn main() {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    let (out, count, seed, kind) = match arguments.as_slice() {
        // Plain `cargo bench` runs every benchmark without arguments, which is not an error.
        [] => return println!("{USAGE}"),
        [out, count] => (out, count.parse(), Ok(1), None),
        [out, count, seed] => (out, count.parse(), seed.parse(), None),
        [out, count, seed, kind] => (out, count.parse(), seed.parse(), Some(kind.as_str())),
        _ => fail(USAGE),
    };
    let is_ordinary = match kind {
        None | Some("integrations") => false,
        Some("ordinary") => true,
        Some(_) => fail(USAGE),
    };
    let (Ok(count), Ok(seed)) = (count, seed) else { fail(USAGE) };
    let out = PathBuf::from(out);
    if fs::read_dir(&out).is_ok_and(|mut entries| entries.next().is_some()) {
        fail(&format!("`{}` is not empty; name a new folder", out.display()));
    }
    let start = Instant::now();
    let plan = Plan { is_of_integrations: kind.is_some(), ..Plan::new(count, seed) };
    let written = write_vault(&plan, &out, is_ordinary).unwrap_or_else(|error| fail(&error.to_string()));
    let mean = |total: usize| total as f64 / count.max(1) as f64;
    println!("{count} notes in {:.1} s", start.elapsed().as_secs_f64());
    println!("{:.0} bytes a note, {:.2} links a note", mean(written.bytes), mean(written.links));
}

fn fail(message: &str) -> ! {
    eprintln!("{message}");
    process::exit(2)
}

/// Totals of the written notes.
#[derive(Default)]
struct Written {
    bytes: usize,
    links: usize,
}

fn write_vault(plan: &Plan, out: &Path, is_ordinary: bool) -> std::io::Result<Written> {
    fs::create_dir_all(out.join(".obsidian"))?;
    fs::write(out.join(".obsidian/app.json"), "{\n  \"newLinkFormat\": \"shortest\"\n}\n")?;
    for folder in &plan.folders {
        fs::create_dir_all(out.join(folder))?;
    }
    let n_threads = thread::available_parallelism().map_or(1, usize::from).min(4);
    let write_share = |first: usize| -> std::io::Result<Written> {
        let mut written = Written::default();
        for number in (first..plan.names.len()).step_by(n_threads) {
            let mut draft = Draft::of(plan, number);
            if is_ordinary {
                draft.text = ORDINARY.iter().fold(draft.text, |text, (word, other)| text.replace(word, other));
            }
            fs::write(out.join(format!("{}.md", plan.path(number))), &draft.text)?;
            written.bytes += draft.text.len();
            written.links += draft.links;
        }
        Ok(written)
    };
    thread::scope(|scope| {
        let shares: Vec<_> = (0..n_threads).map(|first| scope.spawn(move || write_share(first))).collect();
        shares.into_iter().try_fold(Written::default(), |sum, share| {
            let share = share.join().expect("the thread does not panic")?;
            Ok(Written { bytes: sum.bytes + share.bytes, links: sum.links + share.links })
        })
    })
}
