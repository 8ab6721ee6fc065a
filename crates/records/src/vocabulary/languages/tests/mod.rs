//! Tests of the languages: whether their tables are sound, and what the commonest words of each mean.

mod english;
mod meanings;
mod tables;
