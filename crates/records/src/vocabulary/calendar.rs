//! Names of weekdays and months, in lower case.

/// The weekdays from Monday.
pub(crate) const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Names of weekdays as they precede a date, in lower case: English and German, French and Spanish.
pub(crate) const WEEKDAY_NAMES: &[&str] = &[
    "mon",
    "monday",
    "tue",
    "tues",
    "tuesday",
    "wed",
    "wednesday",
    "thu",
    "thur",
    "thurs",
    "thursday",
    "fri",
    "friday",
    "sat",
    "saturday",
    "sun",
    "sunday",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonnabend",
    "sonntag",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
];

/// German abbreviations of weekdays, which a point follows.
pub(crate) const SHORT_WEEKDAYS: &[&str] = &["Mi", "Mo", "Di", "Do", "Fr", "Sa", "So"];

/// The months from January.
pub(crate) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The months from January in other languages, separated by spaces: German, French, Spanish, Portuguese, Italian, Dutch,
/// Polish and Russian, as they follow the number of a day and as they stand alone.
pub(crate) const OTHER_MONTHS: [&str; 12] = [
    "januar jänner janvier janv enero janeiro gennaio januari stycznia styczeń января январь",
    "februar feber février fevrier févr febrero fevereiro febbraio februari lutego luty февраля февраль",
    "märz maerz mär mars marzo março marco maart marca marzec марта март",
    "avril avr abril aprile kwietnia kwiecień апреля апрель",
    "mai mayo maio maggio mei maja maj мая май",
    "juni juin junio junho giugno czerwca czerwiec июня июнь",
    "juli juillet juil julio julho luglio lipca lipiec июля июль",
    "août aout agosto augustus sierpnia sierpień августа август",
    "septembre septiembre setembro settembre września wrzesień сентября сентябрь",
    "oktober okt octobre octubre outubro ottobre października październik октября октябрь",
    "novembre noviembre novembro listopada listopad ноября ноябрь",
    "dezember dez décembre decembre déc diciembre dezembro dicembre grudnia grudzień декабря декабрь",
];
