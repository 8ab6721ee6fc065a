//! Sentence patterns of change entries, and names of change categories.

use std::sync::LazyLock;

use hashbrown::HashMap;

use crate::model::Verb;

/// A sentence pattern: its verb, and the link words that may separate the two names.
pub(crate) struct SentencePattern {
    pub(crate) verb: Verb,
    pub(crate) lead: &'static str,
    pub(crate) links: &'static [&'static str],
    pub(crate) is_declared: bool,
}

/// Verbs whose sentences end in prose, such as the purpose of a change.
pub(crate) const PROSE_VERBS: [Verb; 4] = [Verb::Updated, Verb::Modified, Verb::Enhanced, Verb::Revised];

/// The patterns of docs/spec/changelog.md#sentences. Of those with the same verb, the first match wins.
pub(crate) const SENTENCE_PATTERNS: [SentencePattern; 15] = [
    SentencePattern { verb: Verb::Updated, lead: "updated", links: &["for"], is_declared: true },
    SentencePattern { verb: Verb::Modified, lead: "modified", links: &["to enhance"], is_declared: true },
    SentencePattern { verb: Verb::Connected, lead: "connected", links: &["with"], is_declared: true },
    SentencePattern { verb: Verb::Modified, lead: "modified", links: &["to", "with", "in"], is_declared: false },
    SentencePattern { verb: Verb::Disconnected, lead: "disconnected", links: &["from"], is_declared: false },
    SentencePattern { verb: Verb::Replaced, lead: "replaced", links: &["with", "by"], is_declared: false },
    SentencePattern { verb: Verb::Renamed, lead: "renamed", links: &["to"], is_declared: false },
    SentencePattern { verb: Verb::Added, lead: "added", links: &["to", ""], is_declared: false },
    SentencePattern { verb: Verb::Removed, lead: "removed", links: &["from", ""], is_declared: false },
    SentencePattern { verb: Verb::Fixed, lead: "fixed", links: &["in", ""], is_declared: false },
    SentencePattern { verb: Verb::Enhanced, lead: "enhanced", links: &["for", ""], is_declared: false },
    SentencePattern { verb: Verb::Revised, lead: "revised", links: &["to accommodate", ""], is_declared: false },
    SentencePattern { verb: Verb::Deprecated, lead: "deprecated", links: &[""], is_declared: false },
    SentencePattern { verb: Verb::Retired, lead: "retired", links: &[""], is_declared: false },
    SentencePattern { verb: Verb::Changed, lead: "changed", links: &[""], is_declared: false },
];

/// Names of the categories of Keep a Changelog (docs/spec/changelog.md#keep-a-changelog), of tools that generate release
/// notes, and of their translations: German, French, Spanish, Portuguese, Italian, Dutch, Polish, Russian, Japanese and
/// Chinese. In lower case, separated by commas.
const CATEGORIES: &[(Verb, &str)] = &[
    (Verb::Added, "added, add, additions, features, feature, new, new features, new feature, new additions"),
    (Verb::Added, "hinzugefügt, neu, neue funktionen, neuerungen, neue features, ajouté, ajoutés, ajouts, ajout"),
    (Verb::Added, "nouveautés, nouvelles fonctionnalités, añadido, añadidos, agregado, agregados, nuevo, novedades"),
    (Verb::Added, "nuevas funcionalidades, adicionado, adicionados, novidades, novo, novas funcionalidades, aggiunto"),
    (Verb::Added, "aggiunti, aggiunte, novità, nuove funzionalità, toegevoegd, nieuw, nieuwe functies, dodano, nowe"),
    (
        Verb::Added,
        "dodane, nowe funkcje, добавлено, новое, новые функции, новые возможности, 追加, 新機能, 新增, 新增功能",
    ),
    (Verb::Added, "新功能, 添加"),
    (
        Verb::Changed,
        "changed, change, changes, breaking changes, breaking change, breaking, modified, updated, updates",
    ),
    (Verb::Changed, "geändert, änderungen, angepasst, modifié, modifiés, modifications, changements, changé, cambiado"),
    (Verb::Changed, "cambios, modificado, modificados, actualizado, alterado, alterados, alterações, mudanças"),
    (
        Verb::Changed,
        "modificato, modificati, modifiche, cambiato, cambiati, gewijzigd, wijzigingen, aangepast, zmieniono",
    ),
    (Verb::Changed, "zmiany, zmienione, изменено, изменения, 変更, 変更点, 变更, 变动, 修改, 更改, 調整"),
    (Verb::Deprecated, "deprecated, deprecations, deprecation, veraltet, abgekündigt, déprécié, obsolète, obsoleto"),
    (
        Verb::Deprecated,
        "depreciado, deprecato, deprecati, verouderd, przestarzałe, wycofywane, устарело, устаревшее, 非推奨",
    ),
    (Verb::Deprecated, "弃用, 废弃, 棄用"),
    (
        Verb::Removed,
        "removed, remove, removals, deleted, entfernt, gelöscht, supprimé, supprimés, retiré, suppressions",
    ),
    (Verb::Removed, "eliminado, eliminados, removido, removidos, rimosso, rimossi, verwijderd, usunięto, usunięte"),
    (Verb::Removed, "удалено, удалённое, 削除, 移除, 删除, 刪除"),
    (Verb::Fixed, "fixed, fix, fixes, bug fixes, bugfixes, bug fix, bugfix, bugs fixed, corrections, hotfix, hotfixes"),
    (
        Verb::Fixed,
        "behoben, korrigiert, fehlerbehebungen, bugfixing, corrigé, corrigés, corrections de bugs, correctifs",
    ),
    (Verb::Fixed, "corregido, corregidos, correcciones, arreglado, corrección de errores, corrigido, corrigidos"),
    (Verb::Fixed, "correções, correções de bugs, corretto, corretti, correzioni, opgelost, gerepareerd, naprawiono"),
    (Verb::Fixed, "poprawiono, poprawki, naprawione, исправлено, исправления, 修正, バグ修正, 修复, 修復, 问题修复"),
    (Verb::Security, "security, security fixes, sicherheit, sécurité, seguridad, segurança, sicurezza, beveiliging"),
    (Verb::Security, "bezpieczeństwo, безопасность, セキュリティ, 安全, 安全性"),
    (
        Verb::Enhanced,
        "improvements, improvement, improved, enhancements, enhancement, enhanced, performance improvements",
    ),
    (Verb::Enhanced, "verbessert, verbesserungen, amélioré, améliorations, mejorado, mejoras, melhorado, melhorias"),
    (Verb::Enhanced, "migliorato, miglioramenti, verbeterd, verbeteringen, ulepszono, ulepszenia, улучшено, улучшения"),
    (Verb::Enhanced, "改善, 改良, 优化, 改进, 優化"),
];

/// Returns the verb of a heading that is a category of releases.
pub(crate) fn category(heading: &str) -> Option<Verb> {
    static BY_NAME: LazyLock<HashMap<&str, Verb>> = LazyLock::new(|| {
        let names = CATEGORIES.iter().flat_map(|(verb, names)| names.split(", ").map(|name| (name, *verb)));
        names.collect()
    });
    /// Maximum length of a name in bytes.
    const MAX_LENGTH: usize = 60;
    if heading.len() > MAX_LENGTH {
        return None;
    }
    BY_NAME.get(crate::vocabulary::decoration::normalize_heading(heading).as_str()).copied()
}
