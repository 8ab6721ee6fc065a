//! The structured parts of generated notes: frontmatter, change entries, and integration records.

use super::draft::{Draft, line};
use super::plan::capitalised;

impl Draft<'_> {
    /// Writes the frontmatter, which systems and integrations always have.
    pub fn frontmatter(&mut self, is_system: bool, is_integration: bool) {
        if !is_system && !is_integration && !self.random.chance(0.68) {
            return;
        }
        line!(self, "---\ncreated: {}\nupdated: {}", self.date(), self.date());
        line!(self, "status: {}", self.random.pick(&["active", "draft", "planned", "deprecated", "done"]));
        line!(self, "tags:\n  - {}\n  - {}/{}", self.word(), self.plan.words[150 + self.number % 40], self.word());
        if self.random.chance(0.3) {
            line!(self, "aliases: [{}, {}]", self.words(1, 4), self.words(1, 3));
        }
        if self.random.chance(0.15) {
            line!(self, "related: \"{}\"", self.link_to_system());
        }
        match (is_system, is_integration) {
            (true, _) => line!(self, "type: system"),
            (_, true) => line!(self, "priority: {}", self.random.pick(&["low", "medium", "high", "critical"])),
            _ => {}
        }
        line!(self, "---");
    }

    /// Writes a list of change entries, as in workspaces and some integration notes; one in fifty is malformed.
    pub fn history(&mut self) {
        line!(self, "## Version Control\n\n### Modification History\n");
        let n_entries = self.random.between(3, 13);
        let stamp =
            |it: &mut Self| format!("{}_{:02}-{:02}", it.date(), it.random.between(7, 19), it.random.between(0, 60));
        let mut stamps: Vec<String> = (0..n_entries).map(|_| stamp(self)).collect();
        stamps.sort();
        for stamp in stamps {
            let dash = if self.random.chance(0.02) { "" } else { "- " };
            let sentence = match self.random.between(0, 5) {
                0 => format!("Updated {} for {}", self.link(), self.words(2, 5)),
                1 => format!("Modified {} to enhance {}", self.link(), self.words(2, 4)),
                2 => format!("Connected {} with {}", self.link_to_system(), self.link()),
                _ => capitalised(&self.words(3, 9)),
            };
            line!(self, "- {stamp} {dash}{sentence}");
            for _ in 0..self.random.between(0, 4) {
                line!(self, "  - {}", self.words(3, 9));
            }
        }
        self.text.push('\n');
    }
}

/// Integration records, with the headings and keys of their templates.
impl Draft<'_> {
    /// Returns the number of the note among the integrations, if it is one.
    pub fn serial(&self) -> usize {
        if self.plan.is_of_integrations { self.number } else { self.number / 20 }
    }

    /// Returns the unique integration ID of the note.
    pub fn id(&self) -> String {
        let serial = self.serial();
        format!("INT-{}-{:03}", 2016 + serial % 10, serial / 10 + 1)
    }

    /// Returns a status, as spelled in the templates.
    pub fn status(&mut self) -> &'static str {
        self.random.pick(&["Planning", "Development", "Testing", "Production", "Production", "Deprecated"])
    }

    /// Writes a hub.
    pub fn hub(&mut self) {
        line!(self, "# {} Integration Hub\n\n## Integration Overview", self.plan.names[self.number]);
        line!(self, "- **Integration ID**: {}\n- **Purpose**: {}", self.id(), self.words(5, 12));
        line!(self, "- **Integration Type**: Internal\n- **Status**: {}\n\n## System Connections", self.status());
        for (side, system) in ["Source", "Target"].iter().zip(self.links_to_systems()) {
            line!(self, "\n### {side} System\n- **Name**: {system}\n- **Interface**: API");
        }
        line!(self, "\n## Data Flow Architecture\n\n### Data Mapping");
        line!(self, "| Source Field | Target Field | Transformation | Notes |\n| --- | --- | --- | --- |");
        self.lines(6, |it| format!("| {} | {} | {} | {} |", it.word(), it.word(), it.words(1, 4), it.words(2, 6)));
        line!(self, "### Communication Protocol\n- **Method**: REST\n- **Frequency**: daily\n");
    }

    /// Writes a record.
    pub fn record(&mut self) {
        line!(self, "# {}\n\n## Integration Overview", self.plan.names[self.number]);
        line!(self, "**Integration ID**: {}\n**Version**: 1.{}.0", self.id(), self.random.between(0, 9));
        line!(self, "**Status**: {}\n**Classification**: Internal\n", self.status());
        line!(self, "## Purpose and Scope\n### Business Purpose\n{}\n", self.sentence());
        line!(self, "## Integration Architecture\n### Components");
        for (side, system) in ["1. Source", "2. Target"].iter().zip(self.links_to_systems()) {
            line!(self, "{side} System(s)\n   - Name: {system}");
            line!(self, "   - Role: {}\n   - Interface: API\n", self.words(2, 6));
        }
        line!(self, "## Change Management\n\n**Metadata**\n- Created: {}\n- Owner: {}", self.date(), self.link());
        line!(self, "- Document ID: {}\n- Next Review: {}\n", self.id(), self.date());
    }

    /// Writes a blueprint.
    pub fn blueprint(&mut self) {
        line!(self, "# Integration Blueprint: {}\n\n## Purpose\n\n{}", self.plan.names[self.number], self.sentence());
        line!(self, "\n**Integration ID**: {}\n\n## Integrated Systems", self.id());
        let systems = self.links_to_systems();
        for (position, system) in systems.iter().enumerate() {
            line!(self, "\n### System {}: {system}\n- **Role**: {}", position + 1, self.words(2, 6));
        }
        let [source, target] = systems;
        self.links += 2;
        line!(self, "\n## Data Flow\n\n### Flow 1: {}", self.words(1, 4));
        line!(self, "- **Source**: {source}\n- **Destination**: {target}\n- **Frequency**: hourly\n\n## Failure Modes");
        line!(self, "\n### Failure Type 1: {}\n- **Impact**: {}", self.words(1, 3), self.words(4, 9));
        line!(self, "- **Recovery**: {}\n\n---\n\n**Blueprint Status**: Approved\n", self.words(4, 9));
    }

    /// Writes a specification.
    pub fn spec(&mut self) {
        let name = &self.plan.names[self.number];
        line!(self, "# Integration Specification: {name}\n\n## Integration Overview\n\n### Basic Information");
        line!(
            self,
            "| Property | Value |\n| --- | --- |\n| Integration Name | {name} |\n| Integration ID | {} |",
            self.id()
        );
        line!(self, "| Direction | Outbound |\n| Status | {} |\n| Owner | {} |", self.status(), self.words(1, 3));
        line!(self, "\n## System Information");
        for (side, system) in ["Source", "Target"].iter().zip(self.links_to_systems()) {
            line!(self, "\n### {side} System\n| Property | Value |\n| --- | --- |\n| System Name | {system} |");
        }
        line!(self, "\n## Data Mapping\n\n### Field Mapping");
        line!(self, "| Source Field | Target Field | Data Type | Transformation Rule | Default Value | Mandatory |");
        line!(self, "| --- | --- | --- | --- | --- | --- |");
        self.lines(8, |it| {
            let (source, target) = (it.word(), it.word());
            format!("| {source} | t.{target} | text | {} | | {} |", it.words(1, 4), it.random.pick(&["Y", "N"]))
        });
        line!(self, "### Change History\n| Version | Date | Changes | Author |\n| --- | --- | --- | --- |");
        self.lines(3, |it| {
            format!("| 1.{} | {} | {} | {} |", it.random.between(0, 9), it.date(), it.words(3, 8), it.word())
        });
    }
}
