//! Examples for the help of each command. A test runs them in the example vault.

/// For each command what it may be used for and how; the first two are the most common.
pub const EXAMPLES: &[(&str, &[(&str, &str)])] = &[
    (
        "search",
        &[
            ("Notes with both words, but not the third", "vaultdex search orders erp -draft"),
            ("Ask in your own words", "vaultdex search what happens when an order gets stuck"),
            ("See the results while you type", "vaultdex search -i"),
            ("Paths of notes with a tag and an owner", "vaultdex search -l tag:integration owner:orders"),
            ("Open the best one in your editor, at its line", "vaultdex search -e gdpr masking"),
            ("For other programs", "vaultdex search --json orders"),
        ],
    ),
    (
        "links",
        &[
            ("What a note links to", "vaultdex links 'Orders to ERP'"),
            ("All links of the vault as a table", "vaultdex links --all --format csv"),
        ],
    ),
    (
        "backlinks",
        &[("What links to a note", "vaultdex backlinks ERP"), ("How much", "vaultdex backlinks --count ERP")],
    ),
    (
        "mentions",
        &[
            ("Where a note is named without a link", "vaultdex mentions ERP"),
            ("The same for other programs", "vaultdex mentions --json ERP"),
        ],
    ),
    (
        "unresolved",
        &[
            ("Links that lead nowhere", "vaultdex unresolved"),
            ("With the places of each", "vaultdex unresolved --verbose"),
        ],
    ),
    (
        "orphans",
        &[
            ("Notes that nothing links to", "vaultdex orphans"),
            ("Count links of a note to itself as none", "vaultdex orphans --strict"),
        ],
    ),
    (
        "deadends",
        &[("Notes without links", "vaultdex deadends"), ("As a list of paths", "vaultdex deadends --format paths")],
    ),
    (
        "resolve",
        &[
            ("Where a link of a note leads", "vaultdex resolve --from Home '[[ERP]]'"),
            ("And to which heading", "vaultdex resolve --from Home '[[ERP#When it is closed]]'"),
        ],
    ),
    (
        "tags",
        &[
            ("All tags, the most frequent first", "vaultdex tags --sort count"),
            ("Those of a note", "vaultdex tags Home"),
        ],
    ),
    (
        "properties",
        &[
            ("All properties with their types", "vaultdex properties"),
            ("Those of a note with their values", "vaultdex properties ERP"),
        ],
    ),
    (
        "outline",
        &[
            ("The headings of a note", "vaultdex outline 'Orders to ERP'"),
            ("The same for other programs", "vaultdex outline --json 'Orders to ERP'"),
        ],
    ),
    ("tasks", &[("What is to be done", "vaultdex tasks --todo"), ("In one note", "vaultdex tasks 'Customer 360'")]),
    (
        "integrations",
        &[
            ("All integrations", "vaultdex integrations"),
            ("Those of a system that are live", "vaultdex integrations --system ERP --status active"),
            ("What was not understood in them", "vaultdex integrations --unread"),
        ],
    ),
    (
        "show",
        &[
            ("All that is known of an integration", "vaultdex show 'Orders to ERP'"),
            ("And where it is written", "vaultdex show --explain 'Orders to ERP'"),
        ],
    ),
    (
        "systems",
        &[
            ("All systems", "vaultdex systems"),
            ("Those without a note of their own", "vaultdex systems --without-note"),
        ],
    ),
    (
        "impact",
        &[
            ("Who goes without data if a system stops", "vaultdex impact 'Message Hub'"),
            ("What has to be clarified before it is retired", "vaultdex impact --retire ERP"),
        ],
    ),
    (
        "lineage",
        &[
            ("Where a field comes from", "vaultdex lineage 'Data Lake.dim_customer.full_name'"),
            ("Where it goes to", "vaultdex lineage --downstream CRM.Account.Id"),
        ],
    ),
    (
        "path",
        &[
            ("How data gets from one system to another", "vaultdex path 'Web Shop' 'Data Lake'"),
            ("All ways", "vaultdex path --all 'Web Shop' 'Data Lake'"),
        ],
    ),
    (
        "matrix",
        &[
            ("From which system to which data goes", "vaultdex matrix"),
            ("For a spreadsheet", "vaultdex matrix --format csv"),
        ],
    ),
    ("owners", &[("Who owns what", "vaultdex owners"), ("Whom to ask about a system", "vaultdex owners --system ERP")]),
    ("board", &[("Integrations by status", "vaultdex board"), ("By owner", "vaultdex board --by owner")]),
    ("review", &[("What is due", "vaultdex review"), ("Within the next 90 days", "vaultdex review --within 90")]),
    ("gaps", &[("What is not written down", "vaultdex gaps"), ("By owner", "vaultdex gaps --by owner")]),
    (
        "check",
        &[
            ("What is wrong in the notes, and what to do", "vaultdex check"),
            ("Only in a folder, and only errors decide the exit code", "vaultdex check Integrations --fail-on error"),
            ("Links that lead nowhere, as a table", "vaultdex check --only unresolved-link,missing-anchor --format md"),
            ("For GitHub's code scanning", "vaultdex check --format sarif > vaultdex.sarif"),
        ],
    ),
    (
        "changelog",
        &[
            ("What changed in the last week", "vaultdex changelog --since 7d"),
            ("What concerns a system", "vaultdex changelog --system ERP"),
        ],
    ),
    (
        "templates",
        &[
            ("The templates of the vault", "vaultdex templates"),
            ("The same for other programs", "vaultdex templates --json"),
        ],
    ),
    (
        "graph",
        &[
            ("The landscape of systems as Mermaid", "vaultdex graph --view landscape"),
            ("As a page for the browser", "vaultdex graph --view landscape -o landscape.html"),
            ("The links around a note", "vaultdex graph --around ERP --depth 1"),
            ("What is hit if a system stops", "vaultdex graph --view impact --around ERP -o impact.svg"),
        ],
    ),
    (
        "index",
        &[
            ("Update the index", "vaultdex index"),
            ("Build it anew", "vaultdex index --rebuild"),
            ("Delete it", "vaultdex index purge"),
        ],
    ),
    (
        "watch",
        &[
            ("Keep the index fresh until Ctrl-C", "vaultdex watch"),
            ("And a drawing", "vaultdex watch --export 'landscape/mermaid:Map.md'"),
        ],
    ),
    ("status", &[("How fresh the index is", "vaultdex status"), ("Wait until it is", "vaultdex status --wait")]),
    (
        "service",
        &[("Watch at every login", "vaultdex service install"), ("What that would install", "vaultdex service print")],
    ),
    (
        "doctor",
        &[("What is wrong, and what to do", "vaultdex doctor"), ("Mend what can be mended", "vaultdex doctor --fix")],
    ),
    (
        "tour",
        &[("A vault to try everything on", "vaultdex tour"), ("In a folder of your choice", "vaultdex tour ~/tea")],
    ),
    (
        "read",
        &[
            ("The text of a note", "vaultdex read 'Orders to ERP'"),
            ("One section of it", "vaultdex read 'Restart Order Feed#Steps'"),
        ],
    ),
    (
        "open",
        &[
            ("A note in Obsidian", "vaultdex open 'Orders to ERP'"),
            ("At a heading", "vaultdex open 'Restart Order Feed#Steps'"),
        ],
    ),
    ("recent", &[("The notes that changed last", "vaultdex recent"), ("The last three", "vaultdex recent -n 3")]),
    (
        "config",
        &[
            ("All settings, and where they come from", "vaultdex config show"),
            ("Change yours", "vaultdex config edit"),
            ("Where the files are", "vaultdex config path"),
        ],
    ),
    (
        "completions",
        &[
            ("For bash", "vaultdex completions bash > ~/.local/share/bash-completion/completions/vaultdex"),
            ("For fish", "vaultdex completions fish > ~/.config/fish/completions/vaultdex.fish"),
        ],
    ),
    (
        "man",
        &[
            ("The manual page of the program", "vaultdex man"),
            ("All pages, where man finds them", "vaultdex man ~/.local/share/man/man1"),
        ],
    ),
];
