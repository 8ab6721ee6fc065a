//! The life cycles of an integration, in the orders that answers need (docs/spec/integrations.md#statuses).

use vaultdex_records::normalize;

/// The life cycles in the order in which an integration goes through them.
pub const STATUSES: [&str; 8] =
    ["planned", "development", "testing", "active", "degraded", "paused", "deprecated", "retired"];

/// What stands for a life cycle that is not known.
pub const UNKNOWN: &str = "unknown";

/// Returns the life cycle that a word stands for: its name, or a word that notes use for it, such as `live`.
pub fn life_cycle(word: &str) -> Option<&'static str> {
    let of_name = || STATUSES.into_iter().find(|status| status.eq_ignore_ascii_case(word));
    of_name().or_else(|| {
        let found = normalize::status(word).value?;
        STATUSES.into_iter().find(|status| *status == found)
    })
}

/// The life cycles of what is not retired, from the worst to the best.
const WORST_FIRST: [&str; 8] =
    ["degraded", "deprecated", "paused", "planned", "development", "testing", UNKNOWN, "active"];

/// Returns the worst of some life cycles; `None` stands for one that is not known.
pub fn worst<'a>(statuses: impl IntoIterator<Item = Option<&'a str>>) -> &'static str {
    let best = WORST_FIRST.len() - 1;
    let rank = |status: Option<&str>| {
        let status = status.unwrap_or(UNKNOWN);
        WORST_FIRST.iter().position(|it| *it == status).unwrap_or(best)
    };
    WORST_FIRST[statuses.into_iter().map(rank).min().unwrap_or(best)]
}

/// How the life cycle of an integration decides whether it is traversed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Liveness {
    /// Active, degraded, deprecated or unknown: data flows, or may flow.
    Live,
    /// Planned, in development, in testing or paused: listed, and traversed only on request.
    NotLive,
    /// Retired: never part of an answer about data.
    Retired,
}

impl Liveness {
    /// Returns the liveness of a life cycle; `None` stands for one that is not known.
    pub fn of(status: Option<&str>) -> Liveness {
        match status {
            Some("planned" | "development" | "testing" | "paused") => Liveness::NotLive,
            Some("retired") => Liveness::Retired,
            _ => Liveness::Live,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_for_life_cycles() {
        assert_eq!(
            ["ACTIVE", "live", "in production", "draft"].map(life_cycle),
            [Some("active"); 3].into_iter().chain([None]).collect::<Vec<_>>()[..]
        );
    }

    #[test]
    fn worst_is_what_needs_attention() {
        assert_eq!(worst([Some("active"), None]), "unknown");
        assert_eq!(worst([Some("testing"), Some("degraded"), None]), "degraded");
        assert_eq!(worst([]), "active");
        assert!(STATUSES.iter().all(|it| *it == "retired" || worst([Some(*it)]) == *it));
    }
}
