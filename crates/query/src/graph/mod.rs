//! The vault, or a part of it, as nodes and edges (docs/spec/graph.md). Each view is a function that returns a
//! [`GraphView`]: [`links()`], [`landscape()`], [`impact()`] and [`lineage()`]; [`local_graph`] and [`most_connected`] reduce one,
//! [`bundle()`] merges parallel edges, and [`color_nodes`] gives its nodes color classes. Knows nothing of formats and layout.

mod bundle;
mod color;
mod communities;
mod edge;
mod impact;
mod integration;
mod landscape;
mod lineage;
mod links;
mod note_node;
mod record_graph;
mod subgraph;
mod view;

pub use bundle::bundle;
pub use color::{ColorBy, Coloring, color_by_community, color_by_folder, color_by_tag, color_nodes};
pub use communities::{Community, communities, communities_of, community_levels};
pub use edge::{Edge, EdgeKind, EdgeRecord, EdgeText, Way};
pub use impact::{ImpactEdges, impact};
pub use integration::{DrawnIntegration, IntegrationDetails, NamedValues};
pub use landscape::landscape;
pub use lineage::lineage;
pub use links::{LinksOptions, links};
pub use record_graph::{RecordGraph, RecordOptions};
pub use subgraph::{Direction, local_graph, most_connected};
pub use view::{Effect, GraphView, Group, Node, NodeImpact, NodeKind};
