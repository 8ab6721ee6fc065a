//! What the commonest words of each language mean.

use crate::normalize::{direction, doc_status, frequency, status};
use crate::vocabulary::languages::index_of;
use crate::vocabulary::languages::titles::{Announced, announces, sides};
use crate::vocabulary::synonyms::Synonyms;

/// Words with what they mean.
type Pairs<'a> = &'a [(&'a str, &'a str)];

#[track_caller]
fn check(code: &str, names: Pairs, statuses: Pairs, frequencies: Pairs, directions: Pairs) {
    let none = Synonyms::default();
    let synonyms = none.with_language(index_of(code).expect("a language"));
    for (written, meaning) in names {
        assert_eq!(synonyms.name(written), *meaning, "{code}: {written}");
        assert_eq!(synonyms.property_name(written), *meaning, "{code}: {written}");
    }
    for (written, value) in statuses {
        assert_eq!(status(written).value.as_deref(), Some(*value), "{code}: {written}");
    }
    for (written, value) in frequencies {
        assert_eq!(frequency(written).value.as_deref(), Some(*value), "{code}: {written}");
    }
    for (written, value) in directions {
        let found = direction(written);
        let perspective = found.remark.unwrap_or_default();
        let expected = match *value {
            "inbound" | "outbound" => ("one-way", *value),
            way => (way, ""),
        };
        assert_eq!((found.value.as_deref(), perspective.as_str()), (Some(expected.0), expected.1), "{code}: {written}");
    }
}

#[test]
fn german() {
    check(
        "de",
        &[
            ("**Quellsystem**", "source system"),
            ("Zielsystem", "target system"),
            ("Häufigkeit", "frequency"),
            ("HÄUFIGKEIT", "frequency"),
            ("Verantwortlich", "owner"),
            ("Schnittstellen-ID", "interface id"),
            ("2. Feldzuordnung", "field mapping"),
            ("Zuletzt geändert", "last modified"),
            ("Störung 2", "failure 2"),
            ("Partnersystem", "partner system"),
            ("Status", "status"),
        ],
        &[
            ("produktiv", "active"),
            ("In Betrieb seit Mai", "active"),
            ("geplant", "planned"),
            ("in Entwicklung", "development"),
            ("**im Test**", "testing"),
            ("abgeschaltet", "retired"),
            ("✅ stillgelegt", "retired"),
            ("geplant → produktiv", "active"),
        ],
        &[
            ("täglich", "daily"),
            ("täglich um 02:00", "daily"),
            ("stündlich", "hourly"),
            ("alle 15 min", "every 15 minutes"),
            ("alle 60 Minuten", "hourly"),
            ("alle 2 Std.", "every 2 hours"),
            ("15 Minuten", "every 15 minutes"),
            ("jeden Tag", "daily"),
            ("Echtzeit", "real-time"),
            ("Batch, nächtlich", "daily"),
            ("bei Bedarf", "on-demand"),
        ],
        &[
            ("eingehend", "inbound"),
            ("ausgehend", "outbound"),
            ("bidirektional", "two-way"),
            ("eingehend/ausgehend", "two-way"),
            ("eingehend und ausgehend", "two-way"),
            ("unidirektional", "one-way"),
        ],
    );
}

#[test]
fn french() {
    check(
        "fr",
        &[
            ("Application émettrice", "source system"),
            ("application réceptrice", "target system"),
            ("Système d'origine", "source system"),
            ("Fréquence", "frequency"),
            ("Champ cible", "target field"),
            ("Responsable", "owner"),
            ("Dernière mise à jour", "last updated"),
            ("Gestion des erreurs", "error handling"),
        ],
        &[
            ("en production", "active"),
            ("hors service", "retired"),
            ("En cours de développement", "development"),
            ("en recette", "testing"),
            ("prévu pour mai", "planned"),
        ],
        &[
            ("toutes les 15 min", "every 15 minutes"),
            ("toutes les 24 h", "daily"),
            ("mensuel", "monthly"),
            ("temps réel", "real-time"),
            ("toutes les heures", "hourly"),
            ("tous les 2 jours", "every 2 days"),
        ],
        &[("entrant", "inbound"), ("sortante", "outbound"), ("dans les deux sens", "two-way")],
    );
}

#[test]
fn spanish() {
    check(
        "es",
        &[
            ("Sistema origen", "source system"),
            ("Sistema de destino", "target system"),
            ("Frecuencia", "frequency"),
            ("Estado", "status"),
            ("Campo origen", "source field"),
            ("Historial de cambios", "change history"),
        ],
        &[
            ("en producción", "active"),
            ("en pruebas", "testing"),
            ("dado de baja", "retired"),
            ("planificada", "planned"),
        ],
        &[
            ("cada 15 min", "every 15 minutes"),
            ("cada 24 h", "daily"),
            ("cada hora", "hourly"),
            ("diario", "daily"),
            ("en tiempo real", "real-time"),
            ("cada 2 horas", "every 2 hours"),
        ],
        &[
            ("entrada", "inbound"),
            ("Saliente", "outbound"),
            ("ambos sentidos", "two-way"),
            ("entrada y salida", "two-way"),
        ],
    );
}

#[test]
fn portuguese() {
    check(
        "pt",
        &[
            ("Origem", "source"),
            ("Destino", "target"),
            ("Periodicidade", "frequency"),
            ("Situação", "status"),
            ("Responsável", "owner"),
            ("Data", "date"),
            ("Mapeamento de campos", "field mapping"),
        ],
        &[
            ("em produção", "active"),
            ("planejada", "planned"),
            ("em homologação", "testing"),
            ("desativada", "retired"),
        ],
        &[
            ("a cada 15 min", "every 15 minutes"),
            ("a cada 60 min", "hourly"),
            ("em tempo real", "real-time"),
            ("diário", "daily"),
            ("de hora em hora", "hourly"),
        ],
        &[("entrada", "inbound"), ("saída", "outbound"), ("bidirecional", "two-way")],
    );
}

#[test]
fn italian() {
    check(
        "it",
        &[
            ("Sistema sorgente", "source system"),
            ("Sistema destinatario", "target system"),
            ("Frequenza", "frequency"),
            ("Stato", "status"),
            ("Referente", "owner"),
            ("Campo destinazione", "target field"),
            ("Nome dell'interfaccia", "interface name"),
        ],
        &[
            ("in produzione", "active"),
            ("in sviluppo", "development"),
            ("dismessa", "retired"),
            ("in collaudo", "testing"),
        ],
        &[
            ("ogni 15 min", "every 15 minutes"),
            ("ogni 60 min", "hourly"),
            ("giornaliero", "daily"),
            ("ogni ora", "hourly"),
            ("tempo reale", "real-time"),
        ],
        &[("in entrata", "inbound"), ("in uscita", "outbound"), ("bidirezionale", "two-way")],
    );
}

#[test]
fn dutch() {
    check(
        "nl",
        &[
            ("Bronsysteem", "source system"),
            ("Doelsysteem", "target system"),
            ("Koppeling", "integration"),
            ("Frequentie", "frequency"),
            ("Eigenaar", "owner"),
            ("Wijzigingsgeschiedenis", "change history"),
        ],
        &[
            ("in gebruik", "active"),
            ("gepland", "planned"),
            ("uitgefaseerd", "retired"),
            ("in ontwikkeling", "development"),
        ],
        &[
            ("elke 15 min", "every 15 minutes"),
            ("elke 60 min", "hourly"),
            ("elk uur", "hourly"),
            ("dagelijks", "daily"),
            ("om de 2 uur", "every 2 hours"),
        ],
        &[("inkomend", "inbound"), ("uitgaand", "outbound"), ("beide richtingen", "two-way")],
    );
}

#[test]
fn polish() {
    check(
        "pl",
        &[
            ("System źródłowy", "source system"),
            ("System docelowy", "target system"),
            ("Częstotliwość", "frequency"),
            ("Właściciel", "owner"),
            ("Mapowanie pól", "field mapping"),
            ("Historia zmian", "change history"),
        ],
        &[("wdrożona", "active"), ("planowana", "planned"), ("wycofana", "retired"), ("w testach", "testing")],
        &[
            ("co 15 min", "every 15 minutes"),
            ("co 60 min", "hourly"),
            ("codziennie", "daily"),
            ("co godzinę", "hourly"),
            ("raz na 2 godziny", "every 2 hours"),
        ],
        &[("przychodząca", "inbound"), ("wychodząca", "outbound"), ("dwukierunkowa", "two-way")],
    );
}

#[test]
fn russian() {
    check(
        "ru",
        &[
            ("Источник", "source"),
            ("Приёмник", "target"),
            ("Приемник", "target"),
            ("Периодичность", "frequency"),
            ("Ответственный", "owner"),
            ("Система-источник", "source system"),
            ("История изменений", "change history"),
        ],
        &[
            ("в эксплуатации", "active"),
            ("В разработке", "development"),
            ("выведена из эксплуатации", "retired"),
            ("планируется", "planned"),
        ],
        &[
            ("каждые 15 мин", "every 15 minutes"),
            ("каждые 60 мин.", "hourly"),
            ("ежедневно", "daily"),
            ("раз в час", "hourly"),
            ("1 раз в 15 минут", "every 15 minutes"),
            ("в реальном времени", "real-time"),
        ],
        &[("входящий", "inbound"), ("исходящая", "outbound"), ("двусторонний", "two-way")],
    );
}

#[test]
fn japanese() {
    check(
        "ja",
        &[
            ("送信元", "source"),
            ("送信先", "target"),
            ("連携ID", "integration id"),
            ("連携名", "integration name"),
            ("頻度", "frequency"),
            ("状態", "status"),
            ("項目マッピング", "field mapping"),
            ("変更履歴", "change history"),
        ],
        &[("稼働中", "active"), ("計画中", "planned"), ("廃止", "retired"), ("テスト中（結合）", "testing")],
        &[
            ("15分毎", "every 15 minutes"),
            ("60分毎", "hourly"),
            ("15分ごと", "every 15 minutes"),
            ("毎日2時", "daily"),
            ("日次", "daily"),
            ("リアルタイム", "real-time"),
            ("1時間毎", "hourly"),
            ("2時間に1回", "every 2 hours"),
        ],
        &[("受信", "inbound"), ("送信", "outbound"), ("双方向", "two-way")],
    );
}

#[test]
fn chinese() {
    check(
        "zh",
        &[
            ("源系统", "source system"),
            ("目标系统", "target system"),
            ("接口编号", "interface id"),
            ("接口名称", "interface name"),
            ("频率", "frequency"),
            ("负责人", "owner"),
            ("字段映射", "field mapping"),
            ("变更记录", "change history"),
        ],
        &[("已上线", "active"), ("规划中", "planned"), ("开发中", "development"), ("已下线", "retired")],
        &[
            ("每15分钟", "every 15 minutes"),
            ("每60分钟", "hourly"),
            ("每 2 小时", "every 2 hours"),
            ("每15分钟一次", "every 15 minutes"),
            ("实时", "real-time"),
            ("每天", "daily"),
            ("每天 02:00", "daily"),
        ],
        &[("流入", "inbound"), ("流出", "outbound"), ("双向", "two-way")],
    );
}

#[test]
fn a_longer_word_is_another_one() {
    for written in ["produktive Nutzung fraglich", "計画中止", "actividad", "aktivieren"] {
        assert_eq!(status(written).value, None, "{written}");
    }
    for written in ["alle paar Minuten", "alle", "cada", "每", "15分後", "毎", "alle 0 min", "ogni tanto"] {
        assert_eq!(frequency(written).value, None, "{written}");
    }
    assert_eq!(status("aktiv / geplant").value, None);
    assert_eq!(status("[ ] geplant [x] produktiv").value.as_deref(), Some("active"));
    assert_eq!(doc_status("Entwurf").value.as_deref(), Some("draft"));
    for (piece, meaning) in [("alle ", None), ("每", None), ("é", None), ("ja ", None), ("計画中 ", Some("planned"))]
    {
        let text = piece.repeat(100_000 / piece.len());
        assert_eq!(status(&text).value.as_deref(), meaning, "{piece}");
        for normalized in [frequency(&text), direction(&text)] {
            assert_eq!(normalized.value, None, "{piece}");
        }
        assert_eq!(crate::normalize::yes_no(&text), None, "{piece}");
    }
}

#[test]
fn a_title_announces_what_a_note_is() {
    let check = |title: &str, announced: Announced| assert!(announces(&title.to_lowercase(), announced), "{title}");
    for title in [
        "Schnittstellenverzeichnis",
        "Registre des flux",
        "Integraciones",
        "Koppelingenregister",
        "連携一覧",
        "接口清单",
    ] {
        check(title, Announced::Integrations);
    }
    check("Koppeling instellen in vijf stappen", Announced::Guide);
    check("Begriffe der Integration", Announced::Glossary);
    check("Modello di interfaccia", Announced::Template);
    check("Decisión 12: bus de eventos", Announced::Decision);
    assert!(!announces("orders to erp", Announced::Integrations));
}

#[test]
fn a_title_may_name_two_systems() {
    let check = |title: &str, expected: Option<(&str, &str)>| {
        assert_eq!(sides(title).map(|(from, to, _)| (from, to)), expected, "{title:?}");
    };
    check("Schnittstelle Kasse nach Hauptbuch", Some(("Kasse", "Hauptbuch")));
    check("Von Kasse nach Hauptbuch", Some(("Kasse", "Hauptbuch")));
    check("Flux Caisse vers Grandlivre", Some(("Caisse", "Grandlivre")));
    check("Koppeling van Kassa naar Grootboek", Some(("Kassa", "Grootboek")));
    check("从柜台通到仓库宝的接口", Some(("柜台通", "仓库宝")));
    check("店頭レジ丸から帳簿亭への連携", None);
    check("連携 店頭レジ丸から帳簿亭へ", Some(("店頭レジ丸", "帳簿亭")));
    check("Integración de Caja a Mayor", Some(("Caja", "Mayor")));
    check("Interfaz Caja a revisar", None);
    check("Из Прилавка в Главкнигу", Some(("Прилавка", "Главкнигу")));
    check("Reise nach Rom", None);
    check("Kasse nach Hauptbuch", None);
    check("Orders to ERP", None);
}
