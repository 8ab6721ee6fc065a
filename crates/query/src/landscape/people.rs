//! What the notes of people and teams say about them: whether they have left, and how to reach them
//! (docs/spec/questions.md#people).

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;
use schemars::JsonSchema;
use serde::Serialize;
use vaultdex_notes::{Note, Value, VaultPath, text};
use vaultdex_records::normalize::moment;
use vaultdex_records::{State, state};

/// Reads and parses a note as it is now; `None` if that is not possible.
pub type ReadNote<'a> = dyn Fn(&VaultPath) -> Option<(String, Note)> + 'a;

/// A way to reach a person or team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Contact {
    /// The address, number or name, as written.
    pub text: String,
    /// The note that states it.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
}

/// What the note of a person says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonNote {
    /// The line which says that the person has left.
    pub left: Option<u32>,
    /// How to reach the person.
    pub contacts: Vec<Contact>,
}

/// The notes of people, each read when it is first asked for.
pub struct People<'a> {
    read: &'a ReadNote<'a>,
    today: Date,
    known: RefCell<HashMap<String, Rc<PersonNote>>>,
}

impl<'a> People<'a> {
    /// Returns the notes of people, as they are to be understood on a day.
    pub fn new(read: &'a ReadNote<'a>, today: Date) -> People<'a> {
        People { read, today, known: RefCell::default() }
    }

    /// Returns what a note says; nothing if it cannot be read.
    pub fn note(&self, path: &str) -> Rc<PersonNote> {
        if let Some(known) = self.known.borrow().get(path) {
            return Rc::clone(known);
        }
        let read = (self.read)(&VaultPath::new(path));
        let person = Rc::new(read.map(|(text, note)| person(path, &text, &note, self.today)).unwrap_or_default());
        self.known.borrow_mut().insert(path.to_owned(), Rc::clone(&person));
        person
    }

    /// Whether the person with a note has left.
    pub fn has_left(&self, destination: Option<&str>) -> bool {
        destination.is_some_and(|path| self.note(path).left.is_some())
    }
}

/// Words of a status or tag which say that somebody has left.
const GONE: [&str; 10] =
    ["left", "inactive", "former", "gone", "departed", "offboarded", "retired", "ex-employee", "alumni", "alumnus"];

/// Properties and inline fields that hold a way to reach somebody.
const CONTACTS: [&str; 19] = [
    "email",
    "e-mail",
    "mail",
    "phone",
    "telephone",
    "tel",
    "mobile",
    "cell",
    "slack",
    "teams",
    "chat",
    "channel",
    "contact",
    "contacts",
    "pager",
    "on-call",
    "on_call",
    "oncall",
    "hotline",
];

fn person(path: &str, text: &str, note: &Note, today: Date) -> PersonNote {
    let of_properties = note.properties.iter().find(|it| says_left(&it.name, &it.value, today)).map(|it| it.span.line);
    let of_fields = || {
        let says_so = |key: &str, value: &str| says_left(key, &Value::Text(value.to_owned()), today);
        note.fields.iter().find(|it| says_so(&it.key, &it.value)).map(|it| it.span.line)
    };
    let of_tags = || note.tags.iter().find(|tag| is_gone(tag.name.trim_start_matches('#'))).map(|tag| tag.span.line);
    PersonNote { left: of_properties.or_else(of_fields).or_else(of_tags), contacts: contacts(path, text, note) }
}

fn is_gone(word: &str) -> bool {
    GONE.iter().any(|gone| word.trim().eq_ignore_ascii_case(gone))
}

/// Whether a property says that the person has left: `left: 2026-02-28`, `status: inactive`, `active: false`.
fn says_left(name: &str, value: &Value, today: Date) -> bool {
    let name = text::fold(name.trim());
    match (&*name, value) {
        (_, Value::List(items)) => items.iter().any(|item| says_left(&name, item, today)),
        ("left" | "inactive" | "former", Value::Bool(is_true)) => *is_true,
        ("active", Value::Bool(is_true)) => !is_true,
        ("left" | "left on" | "left_on", Value::Int(year)) => has_passed(&year.to_string(), today),
        ("left" | "left on" | "left_on", Value::Text(value)) => has_passed(value, today),
        ("active", Value::Text(value)) => matches!(&*text::fold(value.trim()), "no" | "false"),
        ("inactive" | "former", Value::Text(value)) => matches!(&*text::fold(value.trim()), "yes" | "true"),
        ("status" | "state", Value::Text(value)) => {
            // `inactive since March`
            is_gone(value) || value.split([' ', ',', '(']).next().is_some_and(is_gone)
        }
        _ => false,
    }
}

/// Whether a text is a day that has passed, or says yes.
fn has_passed(value: &str, today: Date) -> bool {
    match moment(value) {
        Some(moment) => moment.last_day() < today,
        None => matches!(&*text::fold(value.trim()), "yes" | "true"),
    }
}

/// Returns the contacts in properties, inline fields, list items with a key, and addresses anywhere in the text.
fn contacts(path: &str, text: &str, note: &Note) -> Vec<Contact> {
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+").expect("the pattern is valid")
    });
    static KEYED: LazyLock<Regex> = LazyLock::new(|| {
        let keys = CONTACTS.join("|");
        let pattern = format!(r"(?i)^\s*(?:[-*+]\s+|\d+[.)]\s+)?\**(?:{keys})\**\s*:\**\s*(?P<value>\S.*?)\s*$");
        Regex::new(&pattern).expect("the pattern is valid")
    });
    let mut found: Vec<Contact> = Vec::new();
    let mut add = |text: &str, line: u32| {
        let text = text.trim().trim_matches(['*', '`', '<', '>']);
        let is_filled = state(None, text) == State::Filled;
        if is_filled && found.iter().all(|known| known.text != text) {
            found.push(Contact { text: text.to_owned(), path: path.to_owned(), line });
        }
    };
    let is_contact = |name: &str| CONTACTS.iter().any(|it| name.trim().eq_ignore_ascii_case(it));
    for property in note.properties.iter().filter(|it| is_contact(&it.name)) {
        for value in values(&property.value) {
            add(&value, property.span.line);
        }
    }
    let body = note.frontmatter.map_or(0, |frontmatter| frontmatter.end as usize);
    for (number, line) in text::lines(text).enumerate() {
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        if start < body || line.len() > 400 {
            continue;
        }
        match KEYED.captures(line) {
            Some(found) => add(&found["value"], number as u32 + 1),
            None => ADDRESS.find_iter(line).for_each(|found| add(found.as_str(), number as u32 + 1)),
        }
    }
    found
}

/// Returns the texts of a property, one for each item of a list.
fn values(value: &Value) -> Vec<String> {
    match value {
        Value::Text(text) => vec![text.clone()],
        Value::Int(number) => vec![number.to_string()],
        Value::List(items) => items.iter().flat_map(values).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> PersonNote {
        let today = jiff::civil::date(2026, 6, 15);
        person("p.md", text, &vaultdex_notes::parse::note(text), today)
    }

    #[test]
    fn notes_say_who_has_left() {
        for (text, line) in [
            ("---\nstatus: left\n---\n", 2),
            ("---\na: b\nleft: 2026-02-28\n---\n", 3),
            ("---\nactive: false\n---\n", 2),
            ("---\ninactive: true\n---\n", 2),
            ("---\ntags: [person, former]\n---\n", 2),
            ("status:: Inactive\n", 1),
            ("---\nleft: 2025\n---\n", 2),
            ("---\nstatus: [inactive]\n---\n", 2),
            ("---\nleft: 28.02.2026\n---\n", 2),
            ("---\nstatus: Inactive since March\n---\n", 2),
        ] {
            assert_eq!(of(text).left, Some(line), "{text}");
        }
        for text in [
            "---\nstatus: active\n---\n",
            "---\nleft: 2026-12-31\n---\n",
            "---\nleft: false\n---\n",
            "---\nleft: 2026\n---\n",
            "---\nleft: 2026-06-15\n---\n",
            "---\nleft:\n---\n",
            "---\nactive: true\n---\n",
            "She left the meeting.\n",
        ] {
            assert_eq!(of(text).left, None, "{text}");
        }
    }

    #[test]
    fn contacts_have_their_line() {
        let text = "---\nemail: [a@x.example, b@x.example]\nphone: 4711\n---\n# Team\n- **Slack**: #orders\n\
                    Write to <c@x.example> or a@x.example.\n- Phone: +49 30 1234\nnot a contact: x\n\
                    - Mobile: [Phone number]\n- Slack: TBD\n";
        let contacts = of(text).contacts.into_iter().map(|it| (it.text, it.line));
        let expected = [
            ("a@x.example", 2),
            ("b@x.example", 2),
            ("4711", 3),
            ("#orders", 6),
            ("c@x.example", 7),
            ("+49 30 1234", 8),
        ];
        assert_eq!(contacts.collect::<Vec<_>>(), expected.map(|(text, line)| (text.to_owned(), line)));
    }
}
