//! English notes, in which no other language counts, and notes in which one does.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use vaultdex_notes::parse;

use crate::document::language::synonyms_for;
use crate::model::Terminology;
use crate::vocabulary::languages::index_of;
use crate::vocabulary::synonyms::Synonyms;

/// Whether a language counts in a note; the meaning of a name tells which one.
fn has_language(text: &str) -> bool {
    matches!(synonyms_for(&Synonyms::default(), text, &parse::note(text)), Cow::Owned(_))
}

#[track_caller]
fn check(text: &str, name: &str, meaning: &str) {
    let none = Synonyms::default();
    let synonyms = synonyms_for(&none, text, &parse::note(text));
    assert_eq!(synonyms.name(name), meaning, "in {text:?}");
}

#[test]
fn a_language_counts_where_its_names_are() {
    check("| ID | Quellsystem | Zielsystem |\n|---|---|---|\n| 1 | A | B |\n", "Häufigkeit", "frequency");
    check("- **Quelle**: A\n- **Häufigkeit**: x\n", "Verantwortlich", "owner");
    check("---\nquellsystem: A\nzielsystem: B\n---\n", "Verantwortlich", "owner");
    check("> [!info] Überblick\n> | Eigenschaft | Wert |\n> |---|---|\n> | Quelle | A |\n", "Ziel", "target");
    check("# Lieferung\n## Fehlerbehandlung\n", "Ursache", "cause");
    // `estado` and `responsable` are names of several languages; the letters decide.
    check("| Estado | Destino |\n|---|---|\n| em produção | Balcão |\n", "Data", "date");
    check("| Estado | Destino |\n|---|---|\n| en producción | Señal |\n", "Fecha", "date");
    check("| 名称 | 方式 |\n|---|---|\n| バッチの連携 | a |\n", "頻度", "frequency");
    check("| 名称 | 方式 |\n|---|---|\n| 订单的同步 | a |\n", "频率", "frequency");
}

#[test]
fn no_language_counts_by_chance() {
    for text in [
        "# Status\n- **Owner**: Ana\n- **Code**: 5\n- Format: CSV\n",
        "| Application source | Flux | Version |\n|---|---|---|\n| a | b | c |\n",
        "Stan: I would wait.\nMarta: So would I.\n",
        "In German, the source is called Quelle and the target Zielsystem.\n",
        "- Quelle: a book\n",
        "```\nQuellsystem: A\nZielsystem: B\n```\n",
        "# Data\n## Modification\n## Transmission\n## Partner\n- Interval: 5 min\n- Art: x\n",
        "",
    ] {
        assert!(!has_language(text), "{text:?}");
    }
}

#[test]
fn a_vault_says_its_languages_itself() {
    let of = |codes: &[&str], pairs: &[(&str, &str)]| {
        let languages = codes.iter().map(|code| (*code).to_owned()).collect();
        let synonyms = pairs.iter().map(|(ours, meant)| ((*ours).to_owned(), (*meant).to_owned())).collect();
        Synonyms::new(&Terminology { synonyms, languages, ..Terminology::default() })
    };
    assert_eq!(of(&["de"], &[]).name("Quelle"), "source");
    assert_eq!(of(&["xx"], &[]).name("Quelle"), "quelle");
    // The vault's own synonyms go before a language, and a language before the English meaning.
    assert_eq!(of(&["de"], &[("Quelle", "document id")]).name("Quelle"), "document id");
    assert_eq!(of(&["pt"], &[]).name("Data"), "date");
    // A note in a further language adds it.
    let german = of(&["de"], &[]);
    let text = "| Bronsysteem | Doelsysteem |\n|---|---|\n| A | B |\n";
    let both = synonyms_for(&german, text, &parse::note(text));
    assert_eq!((both.name("Quelle").as_str(), both.name("Eigenaar").as_str()), ("source", "owner"));
    assert!(index_of("DE").is_some() && index_of("en").is_none());
}

#[test]
fn no_language_counts_in_the_english_fixtures() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vault-fixtures");
    let mut notes = Vec::new();
    for fixture in ["northwind", "tour", "kepano"] {
        collect(&fixtures.join(fixture).join("vault"), &mut notes);
    }
    assert!(notes.len() > 100, "{}", notes.len());
    let found: Vec<&PathBuf> = notes.iter().filter(|path| has_language(&read(path))).collect();
    assert!(found.is_empty(), "{found:#?}");
}

fn read(path: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(path).expect("a note")).into_owned()
}

fn collect(folder: &Path, notes: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, notes);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            notes.push(path);
        }
    }
}

#[test]
fn the_language_of_a_note_takes_linear_time() {
    for piece in
        ["Quelle: a\n", "| Quelle | Ziel |\n|---|---|\n", "- **Quelle**\n", "> ", "# Quelle\n", "\u{9023}\u{643a}: "]
    {
        has_language(&piece.repeat(200_000 / piece.len()));
    }
}
