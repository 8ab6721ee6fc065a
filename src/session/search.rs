//! Answers a search: the index narrows, the notes' own text decides, best first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use vaultdex_notes::VaultPath;
use vaultdex_notes::text::fold;
use vaultdex_query::catalog::Catalog;
use vaultdex_query::catalogue::integrations;
use vaultdex_query::catalogue::systems::Systems;
use vaultdex_query::links::lookup::lookup;
use vaultdex_query::search;
use vaultdex_query::search::{DateRange, Expr, Fact, Kind, MatchLine, Options, Outside, Prepared, bare};

use super::verify::{Deadline, Looking};
use super::{Part, Session};
use crate::error::{Error, Result};
use crate::index::Hit;

/// How long a query may take (spec/search.md, limits).
const BUDGET: Duration = Duration::from_secs(2);
/// How many notes are read at once before it is asked whether enough are found.
const AT_ONCE: usize = 64;
/// The same where many were read for little.
const MOST_AT_ONCE: usize = 1024;

/// In which order hits come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// Best first, then by path.
    #[default]
    Relevance,
    /// By file name.
    Name,
    /// Last modified first.
    Modified,
    /// Last created first.
    Created,
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct AskedFor {
    /// The query's expression.
    pub expr: Expr,
    /// How it compares text.
    pub options: Options,
    /// At most so many hits.
    pub limit: usize,
    /// In this order.
    pub order: Order,
    /// The other way round.
    pub reverse: bool,
    /// Whether the total must be exact, whatever it costs.
    pub count: bool,
}

/// A note that the query finds.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Where it lies.
    pub path: VaultPath,
    /// What people call it.
    pub title: String,
    /// How well it fits; higher is better.
    pub score: f32,
    /// When its content was last changed, in nanoseconds since 1970.
    pub modified: i64,
    /// Every line that helps to make the query hold, in order.
    pub lines: Vec<MatchLine>,
    /// The note's text, for showing what stands around those lines.
    pub text: String,
    /// Whether the note was changed since the index was written.
    pub stale: bool,
}

/// The answer to a search.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// The hits that were asked for.
    pub hits: Vec<Found>,
    /// How many notes the query finds, as far as that is known.
    pub total: usize,
    /// Whether it is known exactly.
    pub total_is_exact: bool,
    /// Whether the query was stopped because it took too long.
    pub out_of_time: bool,
}

impl Session {
    /// Answers a search.
    pub fn search(&self, asked: &AskedFor) -> Result<Answer> {
        let began = Instant::now();
        let narrowing = search::needs(&asked.expr, asked.options);
        let attachments = search::brings_attachments(&asked.expr);
        let name = search::named(&asked.expr, asked.options);
        let plain = asked.options.ignore_diacritics;
        let mut matches = None;
        // While the words are looked up, their regexes are made here.
        let query = rayon::in_place_scope(|scope| {
            scope.spawn(|_| matches = Some(self.reader.find(&narrowing, name.as_deref(), attachments, plain)));
            Prepared::new(&asked.expr, asked.options)
        });
        let query = query.map_err(|error| Error::Usage(error.to_string()))?;
        let matches = matches.expect("the scope waits for it")?;
        let outside = self.outside(&asked.expr, Deadline::new(began + BUDGET))?;
        let may_be_stale = self.freshness.may_be_stale;
        let proven = matches.proven && !attachments && !may_be_stale;
        let n_matches = matches.len();
        let looking = Arc::new(Looking { vault: self.vault.clone(), query, outside, proven, may_be_stale });
        let mut candidates: Box<dyn Iterator<Item = Result<Hit>>> = match asked.order {
            Order::Relevance if !asked.reverse => Box::new(matches.best_first()),
            order => {
                let mut hits = matches.best_first().collect::<Result<Vec<Hit>>>()?;
                sort(&mut hits, order);
                if asked.reverse {
                    hits.reverse();
                }
                Box::new(hits.into_iter().map(Ok))
            }
        };
        let is_shown = |hit: &Hit| !self.excluded.hides(&hit.record.path);
        let mut answer = Answer::default();
        let mut checked = 0;
        loop {
            let enough = answer.hits.len() >= asked.limit;
            if looking.outside.deadline.was_missed() || !enough && looking.outside.deadline.is_over() {
                answer.out_of_time = true;
                return Ok(answer);
            }
            if enough && (proven || !asked.count) {
                break;
            }
            // The first few are nearly always hits; reading far more than are shown would be for nothing.
            let most = AT_ONCE.max(checked.min(MOST_AT_ONCE));
            let size =
                if enough { most } else { (asked.limit - answer.hits.len()).clamp(1, most).max(most.min(checked / 2)) };
            let mut batch = candidates.by_ref().take(size).collect::<Result<Vec<Hit>>>()?;
            if batch.is_empty() {
                answer.total_is_exact = true;
                return Ok(answer);
            }
            checked += batch.len();
            batch.retain(is_shown);
            for found in looking.look(batch) {
                answer.total += 1;
                if answer.hits.len() < asked.limit {
                    answer.hits.push(found);
                }
            }
        }
        if proven {
            // Each of the rest would be a hit, but for what is hidden.
            answer.total += match self.excluded.is_empty() {
                true => n_matches - checked,
                false => candidates.filter(|hit| hit.as_ref().is_ok_and(is_shown)).count(),
            };
            answer.total_is_exact = true;
        }
        Ok(answer)
    }

    fn outside(&self, expr: &Expr, deadline: Deadline) -> Result<WholeVault> {
        let facts = expr.facts();
        let mut whole = WholeVault {
            catalog: Catalog::default(),
            named: BTreeMap::new(),
            systems: Systems::default(),
            touching: BTreeMap::new(),
            deadline,
        };
        if facts.is_empty() {
            // Nothing will be asked of it, so nothing is read for it.
            return Ok(whole);
        }
        let parts: BTreeSet<Part> = facts.iter().flat_map(|fact| parts(fact)).copied().collect();
        whole.catalog = self.catalog(&Vec::from_iter(parts))?;
        if facts.iter().any(|fact| matches!(fact, Fact::System(_))) {
            whole.systems = Systems::new(&whole.catalog);
        }
        for fact in facts {
            match fact {
                Fact::LinksTo(name) | Fact::LinkedFrom(name) => {
                    let file = lookup(&whole.catalog, name).map_err(|unclear| Error::Usage(unclear.told(name)))?;
                    whole.named.insert(name.clone(), file);
                }
                Fact::System(name) => {
                    // A system that nobody names is touched by nothing: no hits are the answer.
                    if let Some(system) = whole.systems.find(&whole.catalog, name) {
                        let parts = whole.systems.parts.iter().filter(|part| part.system == system);
                        whole.touching.insert(name.clone(), parts.map(|part| part.file).collect());
                    }
                }
                Fact::Kind(_) | Fact::Id(_) | Fact::Changed(_) => {}
            }
        }
        Ok(whole)
    }
}

fn sort(hits: &mut [Hit], order: Order) {
    let path = |hit: &Hit| hit.record.path.clone();
    match order {
        Order::Relevance => {}
        Order::Name => hits.sort_by_cached_key(|hit| (natural(hit.record.path.stem()), path(hit))),
        Order::Modified => hits.sort_by_cached_key(|hit| (std::cmp::Reverse(hit.record.stamp.modified), path(hit))),
        Order::Created => hits.sort_by_cached_key(|hit| (std::cmp::Reverse(hit.record.stamp.created), path(hit))),
    }
}

/// The key by which Obsidian orders names: without case and diacritics, numbers by their worth, so that `Note 2` stands
/// before `Note 10`.
fn natural(name: &str) -> Vec<(bool, usize, String)> {
    let name = bare(&fold(name));
    let parts = name.as_bytes().chunk_by(|one, next| one.is_ascii_digit() == next.is_ascii_digit());
    let key = |part: &[u8]| {
        let part = String::from_utf8_lossy(part).into_owned();
        match part.starts_with(|first: char| first.is_ascii_digit()) {
            // Of two numbers the one with more digits is the greater.
            true => (false, part.trim_start_matches('0').len(), part.trim_start_matches('0').to_owned()),
            false => (true, 0, part),
        }
    };
    parts.map(key).collect()
}

/// What must be known of the vault to tell whether a fact holds.
fn parts(fact: &Fact) -> &'static [Part] {
    match fact {
        Fact::LinksTo(_) | Fact::LinkedFrom(_) => &[Part::Links, Part::Outline],
        Fact::Kind(_) => &[Part::Records],
        Fact::System(_) | Fact::Id(_) => &[Part::Outline, Part::Records],
        Fact::Changed(_) => &[Part::Changes],
    }
}

/// What the catalog knows of a note.
pub struct WholeVault {
    catalog: Catalog,
    /// The files that the query names: looked up once, not for every note that is asked about.
    named: BTreeMap<String, usize>,
    systems: Systems,
    /// The notes that touch a system, by the name that the query has for it.
    touching: BTreeMap<String, BTreeSet<usize>>,
    /// When the answer must be there.
    pub deadline: Deadline,
}

impl WholeVault {
    fn leads(&self, from: Option<usize>, to: Option<usize>) -> bool {
        let (Some(from), Some(to)) = (from, to) else { return false };
        self.catalog.links(from).any(|(_, destination)| destination == Some(to))
    }
}

impl Outside for WholeVault {
    fn links_to(&self, path: &VaultPath, name: &str) -> bool {
        self.leads(self.catalog.position(path.as_str()), self.named.get(name).copied())
    }

    fn linked_from(&self, path: &VaultPath, name: &str) -> bool {
        self.leads(self.named.get(name).copied(), self.catalog.position(path.as_str()))
    }

    fn kind(&self, path: &VaultPath, kind: Kind) -> bool {
        self.catalog.position(path.as_str()).is_some_and(|file| integrations::is_kind(&self.catalog, file, kind))
    }

    fn system(&self, path: &VaultPath, name: &str) -> bool {
        let file = self.catalog.position(path.as_str());
        file.is_some_and(|file| self.touching.get(name).is_some_and(|notes| notes.contains(&file)))
    }

    fn id(&self, path: &VaultPath, id: &str) -> bool {
        self.catalog.position(path.as_str()).is_some_and(|file| integrations::has_id(&self.catalog, file, id))
    }

    fn changed(&self, path: &VaultPath, range: &DateRange) -> bool {
        let Some(file) = self.catalog.position(path.as_str()) else { return false };
        self.catalog.files[file].extraction.entries().iter().any(|entry| range.holds(entry.moment.date))
    }

    fn is_late(&self) -> bool {
        self.deadline.is_over()
    }
}
