//! Properties of the parser for any text: it never panics, every span is within the text, and time is linear in length.

use proptest::prelude::*;
use vaultdex_notes::{LinkKind, Note, Span, parse};

use crate::linear::{excess, thread_time};

/// Fragments of Markdown, with and without a meaning.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "[[",
        "]]",
        "![[",
        "[",
        "]",
        "(",
        ")",
        "|",
        "#",
        "##",
        "^",
        "`",
        "```",
        "~~~",
        "%%",
        "$",
        "$$",
        "<!--",
        "-->",
        "<b>",
        "<div>",
        "\\",
        "*",
        "**",
        "_",
        "~~",
        "==",
        "- ",
        "* ",
        "1. ",
        "1) ",
        "[ ] ",
        "[x] ",
        "> ",
        ">",
        "\n",
        "\n\n",
        "\r\n",
        "    ",
        "  ",
        "\t",
        " ",
        "---",
        "---\n",
        "key: ",
        "key:: ",
        "::",
        "a",
        "b c",
        "N.md",
        "http://x",
        ":",
        "é",
        "日本",
        "🎉",
        "e\u{301}",
        "\u{feff}",
        "\u{a0}",
        "\u{200d}",
        "[^1]",
        "[^1]: ",
        "[r]: u\n",
        "|-|-|\n",
        "| a | b |\n",
        "&amp;",
        "\"",
        "'",
        "{",
        "}",
        "tags: ",
        "===\n",
        "^id",
        "#tag",
        "[!note]",
        "%20",
        "\0",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn spans(note: &Note) -> Vec<Span> {
    let mut spans: Vec<Span> = note.links.iter().map(|it| it.span).collect();
    spans.extend(note.headings.iter().map(|it| it.span));
    spans.extend(note.tags.iter().map(|it| it.span));
    spans.extend(note.properties.iter().map(|it| it.span));
    spans.extend(note.list_items.iter().map(|it| it.span));
    spans.extend(note.block_ids.iter().map(|it| it.span));
    spans.extend(note.fields.iter().map(|it| it.span));
    spans.extend(note.problems.iter().map(|it| it.span));
    spans.extend(note.blocks.iter().map(|it| it.span));
    spans.extend(note.non_prose.iter().map(|it| it.span));
    spans.extend(note.frontmatter);
    spans
}

/// Returns line and column of an offset.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let (mut line, mut column) = (1, 1);
    for (at, letter) in text[..offset].char_indices() {
        let is_break = letter == '\n' || letter == '\r' && !text[at + 1..].starts_with('\n');
        match is_break {
            true => (line, column) = (line + 1, 1),
            // A byte order mark is not a character of the first line.
            false => column += usize::from(at > 0 || letter != '\u{feff}'),
        }
    }
    (line, column)
}

fn assert_sound(text: &str) {
    let note = parse::note(text);
    for span in spans(&note) {
        assert!(text.get(span.range()).is_some(), "{span:?} does not lie in {text:?}");
        assert_eq!((span.line as usize, span.column as usize), place(text, span.start as usize), "in {text:?}");
    }
    for link in note.links.iter().filter(|link| link.kind != LinkKind::Property) {
        let written = &text[link.span.range()];
        assert!(written.starts_with('[') || written.starts_with("!["), "{written:?} of {text:?}");
        assert!(written.ends_with([']', ')']), "{written:?} of {text:?}");
        let is_wikilink = written.trim_start_matches('!').starts_with("[[");
        assert!(!is_wikilink || !written.contains('\n') || link.kind == LinkKind::Markdown, "{written:?} of {text:?}");
    }
    for tag in note.tags.iter().filter(|tag| !tag.in_frontmatter) {
        assert_eq!(text[tag.span.range()], tag.name, "in {text:?}");
    }
    let body = note.links.iter().filter(|link| link.kind != LinkKind::Property);
    assert!(body.is_sorted_by_key(|link| link.span.start), "links of {text:?}");
    assert!(note.blocks.is_sorted_by(|a, b| a.span.end <= b.span.start), "blocks of {text:?}: {:?}", note.blocks);
    assert!(note.non_prose.is_sorted_by(|a, b| a.span.end <= b.span.start), "hidden of {text:?}: {:?}", note.non_prose);
    assert!(note.list_items.is_sorted_by_key(|item| item.span.start), "items of {text:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_markdown_parses(text in pieces()) {
        assert_sound(&text);
    }

    #[test]
    fn any_frontmatter_parses(text in pieces()) {
        assert_sound(&format!("---\n{text}\n---\n{text}"));
    }

    #[test]
    fn any_characters_parse(text in any::<String>()) {
        assert_sound(&text);
        let _ = parse::canvas(&text);
        let _ = parse::link(&text);
    }

    #[test]
    fn carriage_returns_change_nothing(text in pieces()) {
        let unix = text.replace('\r', "");
        let windows = unix.replace('\n', "\r\n");
        let targets = |text: &str| parse::note(text).links.into_iter().map(|it| it.target).collect::<Vec<_>>();
        prop_assert_eq!(targets(&unix), targets(&windows));
    }
}

/// Checks four times that twice the text takes at most three times as long.
fn check_linear(name: &str, text: impl Fn(usize) -> String, n: usize) -> Option<String> {
    let (small, large) = (text(n), text(16 * n));
    let parse = |text: &str| thread_time(|| drop(std::hint::black_box(parse::note(std::hint::black_box(text)))));
    let ratio = excess(81.0, 20e-6, || parse(&small), || parse(&large))?;
    Some(format!("{name}: sixteen times the text takes {ratio:.0} times as long"))
}

#[test]
fn time_is_linear_in_length() {
    let pieces = [
        ">",
        "> ",
        "- ",
        "* ",
        "- [ ] ",
        "[",
        "]",
        "![",
        "[[",
        "[[a",
        "[[|",
        "![[",
        "`",
        "``` ",
        "*a",
        "_a ",
        "**a ",
        "~~",
        "$",
        "$a ",
        "$$ ",
        "%%",
        "%% ",
        "<",
        "<!-- ",
        "<b ",
        "#",
        "#a ",
        "# ",
        "^",
        "^a ",
        ":",
        "a:: ",
        "[a:: ",
        "(a::",
        "\\",
        "&",
        "|",
        "| ",
        "é",
        "\t",
        " ",
        "\n",
        "[[a]] ",
        "[a](b) ",
        "[[é|é]] ",
        "é #a ",
        "é [a:: b] ",
        "é %% [[a]] %% ",
        "a [[b [c](d) ",
        "[a [[b](c) ",
        "![a",
        "[^1]",
        "\\[",
        "==",
        "~~~\n",
        "```\n",
        "> a\n",
        "- a\n",
        "1. a\n",
        "a ^b\n",
        "- a ^b\n",
        "%%\n",
        "$$\n",
        "> %%\n",
        "> $$\n",
        "> %%\n\n",
        "[a]: b\n",
        "[^1]: b\n",
        "| a |\n",
        "- a\n<!-- b\n",
        "- a\n  - b\n",
        "[[a\nb]] ",
        "[[a\n",
        "<div>\n",
        "a\n===\n",
        "---\n",
        "a:: b\n",
        "    a\n\n",
        "- [x] - [ ] a\n",
        "[a\nb](c)\n",
    ];
    let slow = pieces.iter().filter_map(|piece| check_linear(&format!("{piece:?}"), |n| piece.repeat(n), 1000));
    let slow: Vec<String> = slow.collect();
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

#[test]
fn time_is_linear_in_length_of_mixed_text() {
    let properties = |n: usize| (0..n).map(|it| format!("k{it}: \"[[N]]\"\n")).collect::<String>();
    let slow = [
        check_linear(
            "nested lists",
            |n| (0..n.isqrt()).map(|it| format!("{}- a\n", "  ".repeat(it))).collect(),
            40_000,
        ),
        check_linear("nested quotes", |n| (0..n.isqrt()).map(|it| format!("{}a\n", "> ".repeat(it))).collect(), 10_000),
        check_linear("links on a line", |n| "é [[Note#Heading|shown]] #tag ![x](y.png) ".repeat(n), 1000),
        check_linear("properties", |n| format!("---\n{}---\n", properties(n)), 500),
        check_linear("one list property", |n| format!("---\na:\n{}---\n", "  - \"[[N]]\"\n".repeat(n)), 500),
        check_linear("a list on one line", |n| format!("---\na: [{}]\n---\n", "\"[[N]]\", ".repeat(n)), 500),
        check_linear("images in images", |n| format!("{}a{}", "![".repeat(n), "](b)".repeat(n)), 1000),
        check_linear("unclosed frontmatter", |n| format!("---\n{}", "a: b\n".repeat(n)), 1000),
    ];
    let slow: Vec<String> = slow.into_iter().flatten().collect();
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}

#[test]
fn deep_nesting_does_not_overflow_the_stack() {
    let n = 100_000;
    for text in [
        ">".repeat(n),
        "- ".repeat(n),
        "[".repeat(n),
        "![".repeat(n),
        "**a ".repeat(n),
        format!("---\na: {}\n---\n", "[".repeat(n)),
        format!("---\na: {}\n---\n", "{a: ".repeat(n)),
        format!("---\n{}a\n---\n", "- ".repeat(n)),
    ] {
        assert!(parse::note(&text).links.is_empty());
    }
    assert_eq!(parse::canvas(&"[".repeat(n)).problems.len(), 1);
}

#[test]
fn yaml_aliases_do_not_expand_exponentially() {
    let mut yaml = String::from("---\na0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let before = format!("*a{}, ", level - 1).repeat(9);
        yaml.push_str(&format!("a{level}: &a{level} [{before}]\n"));
    }
    let note = parse::note(&format!("{yaml}---\n[[N]]"));
    assert_eq!((note.properties.len(), note.problems.len(), note.links.len()), (0, 1, 1));
}
