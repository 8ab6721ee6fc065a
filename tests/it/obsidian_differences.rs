//! The rows of docs/spec/obsidian.md#differences-by-input: inputs that the Markdown parser treats differently than
//! Obsidian.

use vaultdex_notes::{LinkKind, Note};

/// Lists the facts of a note, each prefixed with its kind.
fn facts(note: &Note) -> Vec<String> {
    let mut facts = Vec::new();
    for link in &note.links {
        let kind = match link.kind {
            LinkKind::Wikilink => "link",
            LinkKind::Embed => "embed",
            LinkKind::Markdown => "md",
            LinkKind::Property => "property",
        };
        let comment = if link.in_comment { " in comment" } else { "" };
        let size = match link.size() {
            Some((width, Some(height))) => format!(" {width}x{height}"),
            Some((width, None)) => format!(" {width}"),
            None => String::new(),
        };
        let shown = if link.display_text().is_none() { String::new() } else { format!(" ({})", link.display()) };
        facts.push(format!("{kind} {}{shown}{size}{comment}", link.target));
    }
    facts.extend(note.tags.iter().map(|tag| tag.name.clone()));
    facts.extend(note.headings.iter().map(|it| format!("h{} {}", it.level, it.text)));
    facts.extend(note.tasks.iter().map(|it| format!("task {:?} {}", it.task.unwrap_or('?'), it.text)));
    facts.extend(note.block_ids.iter().map(|it| format!("id {}", it.id)));
    facts.extend(note.fields.iter().map(|it| format!("field {} = {}", it.key, it.value)));
    facts.extend(note.footnotes.iter().map(|it| format!("footnote {it}")));
    facts.extend(note.properties.iter().map(|it| format!("{} = {:?}", it.name, it.value)));
    facts
}

fn check(row: u32, input: &str, expected: &[&str]) {
    let note = vaultdex_notes::parse::note(input);
    assert_eq!(facts(&note), expected, "row {row}: {input:?}");
}

#[test]
fn wikilinks() {
    check(1, "[[Note]] [[N#H1#H2]] [[#L]]", &["link Note", "link N#H1#H2 (N > H1 > H2)", "link #L (L)"]);
    check(
        1,
        "[[N#^b]] [[N.md#H]] [[x.base#V]]",
        &["link N#^b (N > ^b)", "link N.md#H (N.md > H)", "link x.base#V (x.base > V)"],
    );
    check(2, "[[Note|*em* alias]]", &["link Note (*em* alias)"]);
    check(3, "![[i.png|alt|100]]", &["embed i.png (alt) 100"]);
    check(4, "[[]] ![[]]", &[]);
    check(5, "[[ ]]", &["link "]);
    check(6, "[[|alias]] [[|]]", &["link |alias", "link |"]);
    check(6, "x ![[|*a*]] #t", &["embed |*a*", "#t"]);
    check(7, "[[Note|]] [[N||a]] [[N|a|b]]", &["link Note ()", "link N (|a)", "link N (a|b)"]);
    check(8, "[[  Note  ]] [[ N | a ]]", &["link Note", "link N (a)"]);
    check(9, "[[My\u{a0}Note]]", &["link My Note (My\u{a0}Note)"]);
    check(12, "[[[Note]]]", &["link Note"]);
    check(13, "[[a [b] c]] [[a]b]] [[Note]]]", &["link a [b] c", "link a]b", "link Note"]);
    check(14, "[[a [[b]] c]] [[a|x [[b]] y]]", &["link b", "link b"]);
    check(14, "[[N and then [[O]] and [[N] and [[O]]", &["link O", "link O"]);
    check(15, r"\[[N]] and \[\[N\]\] and [\[N]]", &[]);
    check(16, r"\![[i.png]]", &["link i.png"]);
    check(17, r"[[a\b]]", &[r"link a\b"]);
    check(18, r"[[a\]]", &[r"link a"]);
    check(19, "`[[N]]` ``[[N]]``", &[]);
    check(20, "[[a `b]] c` d", &["link a `b"]);
    check(21, "[[a `b` c]]", &["link a `b` c"]);
    check(22, "**[[N]]** *[[N]]* ~~[[N]]~~ ==[[N]]==", &["link N", "link N", "link N", "link N"]);
    check(23, "[[a*b]] x [[c*d]] [[my_note_x]]", &["link a*b", "link c*d", "link my_note_x"]);
    check(24, "[[a <b>x</b> c]] [[a<b]] [[<http://a.b>]]", &["link a <b>x</b> c", "link a<b", "link <http://a.b>"]);
    check(25, "[[AT&amp;T]]", &["link AT&amp;T"]);
    check(26, "[[Cost $5]] and [[Price $6]]", &["link Cost $5", "link Price $6"]);
    check(30, "[[N]](url) [[N]][ref] ![[i]](x) [[1]](N.md)", &["link N", "link N", "embed i", "link 1"]);
    check(31, "[[N]] [[N]]: text\n\n[N]: url", &["link N", "link N"]);
    check(32, "[key]: [[Note]]", &[]);
    check(34, "^[inline [[N]] note]", &["link N"]);
}

#[test]
fn wikilinks_do_not_span_lines() {
    for input in ["[[No\nte]]", "[[Note\n]]", "[[N|ali\nas]]", "[[a\\\nb]]"] {
        check(10, input, &[]);
        check(10, &input.replace('\n', "\r\n"), &[]);
    }
    check(10, "[[a\n[t](b.md) `[[c]]` #d\n]]", &["md b.md (t)", "#d"]);
    check(10, "![[a\nb [[c]]\n]]", &["link c"]);
    check(11, "> q [[a\n> b]]", &[]);
}

#[test]
fn formulas() {
    check(27, "$a [[b]] c$ $$[[x]]$$", &[]);
    check(28, "$$\n\n[[x]] #t\n\n$$\n[[y]]", &["link y"]);
    check(28, "$$ a\n\n[[x]]\n$$ [[y]]", &["link y"]);
    check(28, "$$ cheap [[x]]", &["link x"]);
    check(29, "cost $a [[b]]$5 x", &["link b"]);
    check(29, "cost $ a [[b]] $ x", &["link b"]);
}

#[test]
fn footnotes() {
    check(33, "[[^1]] [^1]\n\n[^1]: see [[InFoot]]", &["link ^1", "link InFoot", "footnote 1"]);
    check(73, "undefined [^x] [[N]]", &["link N"]);
    check(33, "[^Big]\n\n[^Big]: one\n\n    two [[N]]", &["link N", "footnote big"]);
}

#[test]
fn tables() {
    let table = |cells: &str| format!("| a | b |\n| --- | --- |\n{cells}\n");
    check(35, &table(r"| [[N\|alias]] | x |"), &["link N (alias)"]);
    check(36, &table("| [[N|alias]] | x |"), &[]);
    check(37, &table(r"| ![[a.png\|alt\|100]] | #t |"), &["embed a.png (alt) 100", "#t"]);
    check(38, r"[[N#A\|B\|C]]", &[r"link N#A (B\|C)"]);
    check(6, &table("| [[|a]] | b |"), &[]);
}

#[test]
fn headings() {
    check(
        39,
        "# A *b*\n## C# ##\nS\n===\nT\n---\n#x\n####### y\n#\n",
        &["#x", "h1 A *b*", "h2 C#", "h1 S", "h2 T", "h1 "],
    );
    check(39, "## [[A|b]] `c` ^id {#x}\n   ### d\r\n#\te", &["link A (b)", "h2 [[A|b]] `c` ^id {#x}", "h3 d", "h1 e"]);
    check(39, "\\# a\n===\n\n#hash\n===\n", &["#hash", "h1 \\# a", "h1 #hash"]);
    check(40, "> # H\n\n- # H\n", &[]);
}

#[test]
fn comments() {
    check(41, "%%\n# Hidden\n- [ ] #t\n%%\n# Seen", &["#t", "h1 Seen"]);
    check(42, "%% [[N]] #t %% [[O]]", &["link N in comment", "link O", "#t"]);
    check(
        42,
        "%%\n[[N]] [t](O.md)\n\n    [[P]] `[[Q]]`\n%%",
        &["link N in comment", "md O.md (t) in comment", "link P in comment"],
    );
    check(43, "%%\n```\n%%\n[[X]]\n```", &["link X"]);
    check(43, "```\n%%\n```\n[[X]]\n\n%%\n[[Y]]", &["link X", "link Y in comment"]);
    check(42, "a `%%` [[N]] `%%` b", &["link N"]);
    check(42, "a %% b\n[[N]] %% c", &["link N"]);
    check(41, "%%\nx %% [[N]] and #t", &["link N", "#t"]);
    check(41, "> %%\n> - [ ] a\n> %%\n> - [ ] b", &["task ' ' b"]);
    check(41, "- item\n<!-- [[N]]\n# H\n-->", &["h1 H"]);
    check(41, "- item\n\n<!-- [[N]]\n# H\n-->", &[]);
}

#[test]
fn callouts() {
    check(44, "> [!note]- T [[A]] #t", &["link A", "#t"]);
    for (input, kind) in [
        ("> [!custom-type|meta]+ T\n> b", "callout"),
        ("> [!NOTE]\n> b", "callout"),
        (" >[!x]", "callout"),
        ("> text [!note]", "blockquote"),
        ("> [!]", "blockquote"),
    ] {
        let kinds: Vec<_> = vaultdex_notes::parse::note(input).blocks.iter().map(|block| block.kind).collect();
        assert_eq!(serde_json::to_string(&kinds).expect("kinds are words"), format!("[\"{kind}\"]"), "{input:?}");
    }
}

#[test]
fn markdown_links() {
    check(
        45,
        "[t](N.md) [t](N%20a.md#H) [t](<N a.md>) [t](./x) [t](/z) [t](N.md \"title\")",
        &["md N.md (t)", "md N a.md#H (t)", "md N a.md (t)", "md ./x (t)", "md /z (t)", "md N.md (t)"],
    );
    check(
        45,
        "[t](Meeting: a.md) [t](c%23.md) [t](a%2Fb) [t](x%) [t](https://x.y) [t](mailto:a@b)",
        &["md c%23.md (t)", "md a%2Fb (t)"],
    );
    check(
        45,
        "[t](<./Meeting: a.md>) ![t](x%) [t](#H) []() [a]()",
        &["md ./Meeting: a.md (t)", "embed x% (t)", "md #H (t)"],
    );
    check(46, "[t](Note a.md) [t](Note.md #A)", &["#A"]);
    check(
        47,
        "![alt|100x200](i.png) ![alt](i.png) ![100](i.png)",
        &["embed i.png (alt) 100x200", "embed i.png (alt)", "embed i.png () 100"],
    );
    check(45, "[a **b** `c`\nd](N.md)", &["md N.md (a b c d)"]);
    check(48, "[see [[N]] here](http://x)", &["link N"]);
    check(49, "[[N|[x](y)]] [z](w)", &["link N ([x](y))", "md w (z)"]);
    check(50, "[[N|![x](y.png)]]", &["link N (![x](y.png))"]);
    check(51, "[![[img.png]](http://x)", &["embed img.png"]);
    check(51, "[![[img.png|20]]](http://x) #t", &["embed img.png 20", "#t"]);
    check(52, "[![a](b.png)](Note.md)", &["md Note.md (a)", "embed b.png (a)"]);
    check(53, "[foo][bar] [bar] ![a][bar]\n\n[bar]: Note.md", &[]);
    check(54, "<Note.md> <http://x.y> <obsidian://x>", &[]);
    check(55, "http://x.y/[[a]]", &["link a"]);
    check(74, "[a\nb](N.md) [c](\nO.md)", &["md N.md (a b)", "md O.md (c)"]);
}

#[test]
fn html_and_code() {
    check(56, "x <b>[[N]]</b> <span>[[N]]</span>", &["link N", "link N"]);
    check(57, "<div>\n[[N]]\n</div>\n\n<span>\n[[N]]\n</span>\n\n<!-- [[N]] -->\n", &[]);
    check(57, "a <!-- [[N]] #t --> <i title=\"[[N]]\">", &[]);
    check(58, "<details>\n[[M]]\n\n[[N]]\n</details>", &["link N"]);
    check(59, "    [[N]] #t\n\n~~~\n[[N]]\n~~~\n\n- a\n\n      [[N]]\n\n> ```\n> [[N]]\n\n```mermaid\n[[N]]", &[]);
}

#[test]
fn frontmatter() {
    let text = |it: &str| format!("a = Text(\"{it}\")");
    check(60, "\n---\na: b\n---\n", &["h2 a: b"]);
    check(61, "---  \na: b\n---\n", &["h2 a: b"]);
    check(61, "---\na: b\n...\n", &[]);
    check(61, "---\na: b\n---  \nx", &[&text("b")]);
    check(62, "---\n---\n# H", &["h1 H"]);
    check(62, "---\n\na: b\n---\n", &[&text("b")]);
    check(62, "\u{feff}---\r\na: b\r\n---\r\n[[N]]", &["link N", &text("b")]);
    check(63, "x\n\n---\na: b\n---\n", &["h2 a: b"]);
}

#[test]
fn tasks_and_ids() {
    check(64, "- [/] a\n- [-] b\n+ [x]\n1. [>] c\n", &["task '/' a", "task '-' b", "task '>' c"]);
    check(65, "- [ ] 1. foo", &["task ' ' 1. foo"]);
    let items = vaultdex_notes::parse::note("- [ ] 1. foo").list_items;
    let items: Vec<_> = items.iter().map(|it| (it.task, it.span.column, it.parent, it.text.as_str())).collect();
    assert_eq!(items, [(Some(' '), 1, -1, "1. foo"), (None, 7, 1, "foo")]);
    check(66, "text ^id\n\nb ^not \n\nc^not", &["id id"]);
    check(66, "- a ^One\n- b\n\n^list", &["id one", "id list"]);
    check(67, "==x== key:: v <% x %> H~2~O\n\nterm\n: def", &[]);
    check(68, "~[[B]]~", &["link B"]);
}

#[test]
fn block_ids_name_blocks() {
    let check = |input: &str, expected: &[(&str, &str)]| {
        let note = vaultdex_notes::parse::note(input);
        let ids: Vec<_> = note.block_ids.iter().map(|it| (it.id.as_str(), &input[it.span.range()])).collect();
        assert_eq!(ids, expected, "{input:?}");
    };
    check("a\nb ^x\n\nc", &[("x", "a\nb ^x")]);
    check("- a ^x\n  - b ^y\n- c\n\n  d ^z\n\n  e ^w\n", &[("x", "- a ^x"), ("y", "- b ^y"), ("z", "- c\n\n  d ^z")]);
    check("> a ^x\n>\n> b ^y\n\nc", &[("y", "> a ^x\n>\n> b ^y")]);
    check("| a |\n| - |\n| b |\n\n^t\n", &[("t", "| a |\n| - |\n| b |")]);
    check("```\nx\n```\n\n^c", &[("c", "```\nx\n```")]);
    check("a\n\n^c\n# H", &[("c", "^c")]);
    check("# H ^h", &[("h", "# H ^h")]);
}

#[test]
fn tags() {
    check(69, "[[A]]#t `c`#u **b**#v \\[#w \\#x &amp;#y", &["link A", "#t", "#u", "#v", "#w"]);
    check(70, "a_b #c_d x[#e ]#f |#g <#h", &["#c_d"]);
    check(71, "é [[笔记]]世界\r\n你好[[笔记]] 🎉 #日本\r\n", &["link 笔记", "link 笔记", "#日本"]);
    check(72, "&#91;&#91;N&#93;&#93;", &[]);
    check(
        69,
        "# H #a\n\n| #b |\n| - |\n| #c |\n\n> #d\n\n- #e\n\n[x #f](y) ==#g== *#h*",
        &["md y (x #f)", "#a", "#b", "#c", "#d", "#e", "#f", "#g", "#h", "h1 H #a"],
    );
    check(69, "[[a #b]] `#c` $#d$ <a href=\"#e\"> https://x.y/#f ![#g](h)", &["link a #b (a  > b)", "embed h (#g)"]);
}
