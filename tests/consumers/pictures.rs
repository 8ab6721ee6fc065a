//! Landscapes whose pictures are measured: of vaults, and random ones.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use vaultdex::render::graph::{FORMATS, Options};
use vaultdex_query::graph::{
    DrawnIntegration, Edge, EdgeKind, EdgeRecord, EdgeText, GraphView, Group, Node, NodeKind, Way,
};

/// Random landscapes: the number of systems, of integrations and of domains, and the seed. Six in ten integrations stay
/// within their domain.
const RANDOM: &[(usize, usize, usize, u64)] = &[
    (20, 32, 0, 1),
    (60, 96, 0, 2),
    (150, 240, 0, 3),
    (30, 60, 0, 4),
    (40, 50, 0, 5),
    (20, 32, 4, 6),
    (40, 70, 5, 7),
    (60, 96, 6, 8),
    (150, 240, 8, 9),
];

/// Writes the pictures as SVG, and the graphs as JSON, into a folder.
pub fn draw(folder: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("vault-fixtures");
    for name in ["tour", "northwind", "landscape"] {
        for (edges, format) in [("bundled", "svg"), ("each", "svg"), ("each", "json")] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_vaultdex"));
            command.arg("--vault").arg(root.join(name).join("vault"));
            command.arg("--index-dir").arg(folder.join(format!(".{name}-index"))).arg("-q");
            command.env("XDG_CONFIG_HOME", folder.join(".config")).env_remove("VAULTDEX_NOW");
            command.args(["graph", "--view", "landscape", "--force", "--edges", edges, "-o"]);
            let ran = command.arg(folder.join(format!("{name}-{edges}.{format}"))).stdin(Stdio::null()).output();
            let ran = ran.expect("it runs");
            assert!(ran.status.success(), "{name}: {}", String::from_utf8_lossy(&ran.stderr));
        }
    }
    for (systems, integrations, domains, seed) in RANDOM {
        let view = random(*systems, *integrations, *domains, *seed);
        for name in ["svg", "json"] {
            let format = FORMATS.iter().find(|format| format.name == name).expect("a format");
            let mut bytes = Vec::new();
            (format.parts[0].render)(&view, &Options::default(), &mut bytes).expect("it is drawn");
            fs::write(folder.join(format!("random-{systems}-{integrations}-{domains}-each.{name}")), bytes)
                .expect("written");
        }
    }
}

/// Returns a random landscape.
fn random(systems: usize, integrations: usize, domains: usize, seed: u64) -> GraphView {
    let mut state = seed;
    let mut below = |end: usize| {
        // A linear congruential generator with Knuth's constants.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % end
    };
    let statuses = ["active", "active", "active", "planned", "deprecated", "paused"];
    let domain = |system: usize| (domains > 0).then(|| system % domains.max(1));
    let name = |system: usize| format!("{} {system}", ["Shop", "Order Hub", "Billing", "Data Warehouse"][system % 4]);
    let node = |system: usize| Node { group: domain(system), ..Node::new(NodeKind::System, name(system)) };
    let mut edges = Vec::new();
    while edges.len() < integrations {
        let (source, target) = (below(systems), below(systems));
        if source == target || domain(source) != domain(target) && below(10) < 6 {
            continue;
        }
        let id = format!("INT-{:03}", edges.len());
        let status: Option<Box<str>> = Some(statuses[below(statuses.len())].into());
        let integration = DrawnIntegration {
            path: format!("{id}.md").into(),
            line: 1,
            id: Some(id.as_str().into()),
            name: id.as_str().into(),
            status: status.clone(),
            ..DrawnIntegration::default()
        };
        let record = EdgeRecord {
            integration: integration.into(),
            from_role: Some("source"),
            to_role: Some("target"),
            way: Way::Forward,
        };
        let label = Some(format!("{id} · daily").into());
        let text = EdgeText { label, status, records: vec![record], ..EdgeText::default() };
        edges.push(Edge::new(EdgeKind::Integration, source, target).with_text(text));
    }
    let groups = (0..domains).map(|domain| Group { name: format!("Domain {domain}"), parent: None }).collect();
    GraphView::new("landscape", "V", true, (0..systems).map(node).collect(), edges).with_groups(groups)
}
