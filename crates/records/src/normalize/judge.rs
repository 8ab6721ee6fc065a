//! The one place that decides whether a text can be the name of a system
//! (docs/spec/integrations.md#which-names-are-systems): for titles, arrows, tables, keys, prose and diagrams alike. It
//! sees the text alone; which systems the vault knows is decided by the vault-wide pass.

mod lists;
mod no_system;
mod remarks;
mod title_words;
mod verdict;

pub(crate) use self::lists::{list_of_names, may_be_list};
pub(crate) use self::remarks::without_remark;
pub(crate) use self::title_words::{nearest_name, without_trailing_words};
pub use self::verdict::denies;
pub(crate) use self::verdict::{Verdict, judge, origin_of_stated};
