//! Secrets in text: tokens of known forms, and random-looking values beside words such as `password`.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Input};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use regex::{Regex, RegexSet};

/// A secret in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// What it looks like: `a GitHub token`.
    pub kind: &'static str,
    /// Its bytes.
    pub range: Range<usize>,
}

const PRIVATE_KEY: &str = "a private key";

/// Forms of tokens that nothing else has. The group `secret`, if there is one, is the secret itself.
const FORMS: &[(&str, &str)] = &[
    ("an AWS access key", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    ("a GitHub token", r"\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_[A-Za-z0-9_]{22,}"),
    ("a GitLab token", r"\bglpat-[A-Za-z0-9_-]{20,}"),
    ("a Slack token", r"\bxox[abprs]-[A-Za-z0-9-]{10,}"),
    ("a Slack webhook", r"\bhooks\.slack\.com/services/(?P<secret>T[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{16,})"),
    ("a Stripe key", r"\b[sr]k_live_[0-9A-Za-z]{16,}"),
    ("a Google API key", r"\bAIza[0-9A-Za-z_-]{35}"),
    ("an API key", r"\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{32,}"),
    ("an npm token", r"\bnpm_[A-Za-z0-9]{36}\b"),
    ("a SendGrid key", r"\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
    ("an access token (JWT)", r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{16,}"),
    (PRIVATE_KEY, r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+(?P<secret>[A-Za-z0-9+/=]{40,})"),
    ("a storage key", r"\bAccountKey=(?P<secret>[A-Za-z0-9+/]{60,}={0,2})"),
    ("a password in a URL", r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{1,64}:(?P<secret>[^\s/@]{6,128})@[A-Za-z0-9.-]+"),
];

/// A value beside a word that names a secret.
const KEYED: &str = r#"(?ix)
    (?: \b | _ ) (?P<word> password | passwd | passphrase | pwd | passwort | kennwort | secret | client[\ _-]?secret
        | token | api[\ _-]?key | access[\ _-]?key | auth[\ _-]?token | private[\ _-]?key )
    ["'`*_]{0,4} [\ \t]{0,3} [:=] [*_]{0,2} [\ \t]{0,3} ["'`*]{0,4}
    (?P<secret> [^\s"'`<>|,;\[\](){}]{8,200} )"#;

/// What marks an example: no secret contains it.
const EXAMPLE_WORDS: &[&str] = &[
    "example",
    "your",
    "xxx",
    "changeme",
    "change-me",
    "change_me",
    "placeholder",
    "redacted",
    "dummy",
    "sample",
    "secret",
    "password",
    "passwort",
    "token",
    "...",
    "…",
    "***",
    "•••",
    "${",
    "$(",
    "{{",
    "<%",
    "12345",
    "abcdef",
    "://",
    "todo",
    "test",
    "insert",
    "replace",
    "foobar",
    "hunter2",
    "deadbeef",
];

static KNOWN: LazyLock<Vec<Regex>> =
    LazyLock::new(|| FORMS.iter().map(|(_, form)| Regex::new(form).expect("the pattern is valid")).collect());
static ANY: LazyLock<RegexSet> = LazyLock::new(|| {
    let forms = FORMS.iter().map(|(_, form)| *form).chain([KEYED]);
    RegexSet::new(forms).expect("the patterns are valid")
});
static BESIDE_WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new(KEYED).expect("the pattern is valid"));

/// What every secret has in it or next to it, in any case. Few lines have one of them.
const SIGNS: &[&str] = &[
    "akia",
    "asia",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "xox",
    "hooks.slack.com",
    "k_live_",
    "aiza",
    "sk-",
    "npm_",
    "sg.",
    "eyj",
    "private key",
    "accountkey",
    "passw",
    "passphrase",
    "pwd",
    "kennwort",
    "secret",
    "token",
    "api key",
    "api-key",
    "api_key",
    "apikey",
    "access key",
    "access-key",
    "access_key",
    "accesskey",
    "private-key",
    "private_key",
    "privatekey",
    "://",
];

static SIGN: LazyLock<AhoCorasick> =
    LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(SIGNS).expect("the signs are few"));

/// Returns the secrets in a text, by place, without overlaps.
pub fn secrets(text: &str) -> Vec<Secret> {
    let mut found: Vec<Secret> = Vec::new();
    let mut at = 0;
    while let Some(sign) = SIGN.find(Input::new(text).range(at..)) {
        let start = text[..sign.start()].rfind('\n').map_or(0, |at| at + 1);
        let end_of_line = |from: usize| text[from..].find('\n').map_or(text.len(), |at| from + at);
        let end = end_of_line(sign.end());
        // A private key begins on the next line.
        let with_next = end_of_line((end + 1).min(text.len()));
        found.extend(
            secrets_of_line(&text[start..with_next], end - start)
                .into_iter()
                .map(|secret| Secret { range: start + secret.range.start..start + secret.range.end, ..secret }),
        );
        at = end;
    }
    found
}

/// Returns the secrets that begin on the first line of a text, which ends at `end`, and private keys on the second one.
fn secrets_of_line(text: &str, end: usize) -> Vec<Secret> {
    let line = &text[..end];
    let has_key = line.contains("PRIVATE KEY-----");
    let matching = ANY.matches(if has_key { text } else { line });
    let mut found: Vec<Secret> = Vec::new();
    for form in &matching {
        let (kind, pattern) = match FORMS.get(form) {
            Some((kind, _)) => (*kind, &KNOWN[form]),
            None => ("a password or key", &*BESIDE_WORD),
        };
        let searched = if kind == PRIVATE_KEY { text } else { line };
        for captures in pattern.captures_iter(searched) {
            let secret = captures.name("secret").or(captures.get(0)).expect("the whole match");
            let is_secret = match captures.name("word") {
                Some(word) => looks_random(secret.as_str(), word.as_str()),
                None => !is_example(secret.as_str()),
            };
            if is_secret {
                found.push(Secret { kind, range: secret.range() });
            }
        }
    }
    // Of two that overlap, the one that begins first is the longer or the better known.
    found.sort_by_key(|secret| (secret.range.start, std::cmp::Reverse(secret.range.end)));
    let mut end = 0;
    found.retain(|secret| {
        let is_new = secret.range.start >= end;
        end = end.max(secret.range.end);
        is_new
    });
    found
}

/// What stands for a secret where text is shown.
const MASK: &str = "****";

/// Replaces the secrets of a note in what is shown of it, also where one is repeated without the word beside it.
#[derive(Debug, Clone, Default)]
pub struct Mask {
    values: Vec<String>,
}

impl Mask {
    /// Returns the mask for the secrets of a note.
    pub fn of(text: &str) -> Mask {
        let mut values: Vec<String> = secrets(text).into_iter().map(|secret| text[secret.range].to_owned()).collect();
        values.sort_unstable();
        values.dedup();
        Mask { values }
    }

    /// Returns a text with its secrets replaced.
    pub fn text(&self, text: &str) -> String {
        masked(text, &self.ranges(text))
    }

    /// Returns a line with its secrets replaced, and the range in it that stands for a range of the line.
    pub fn line(&self, line: &str, range: Range<usize>) -> (String, Range<usize>) {
        let secrets = self.ranges(line);
        let shifted = |at: usize, is_end: bool| {
            let mut shift = at;
            for secret in secrets.iter().take_while(|secret| secret.start < at) {
                if at < secret.end {
                    // Inside of a secret there is no place.
                    let start = shift - (at - secret.start);
                    return if is_end { start + MASK.len() } else { start };
                }
                shift = shift + MASK.len() - secret.len();
            }
            shift
        };
        (masked(line, &secrets), shifted(range.start, false)..shifted(range.end, true))
    }

    /// Returns where a text has secrets, without overlaps.
    fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        let repeated = self.values.iter().flat_map(|value| text.match_indices(value.as_str()));
        let repeated = repeated.map(|(start, value)| start..start + value.len());
        let mut all: Vec<Range<usize>> = secrets(text).into_iter().map(|secret| secret.range).chain(repeated).collect();
        all.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        let mut joined: Vec<Range<usize>> = Vec::new();
        for range in all {
            match joined.last_mut() {
                Some(last) if range.start < last.end => last.end = last.end.max(range.end),
                _ => joined.push(range),
            }
        }
        joined
    }
}

fn masked(text: &str, secrets: &[Range<usize>]) -> String {
    let (mut masked, mut end) = (String::with_capacity(text.len()), 0);
    for range in secrets {
        masked.push_str(&text[end..range.start]);
        masked.push_str(MASK);
        end = range.end;
    }
    masked.push_str(&text[end..]);
    masked
}

/// Whether a value stands for a secret that the reader has to supply.
fn is_example(value: &str) -> bool {
    let value = value.to_lowercase();
    let is_repeated = value.chars().collect::<std::collections::BTreeSet<char>>().len() <= 3;
    is_repeated
        || value.starts_with('$')
        || value.starts_with('%')
        || EXAMPLE_WORDS.iter().any(|word| value.contains(word))
}

/// Whether a value beside a word such as `password` is not just another word: a name, a path, a reference.
fn looks_random(value: &str, word: &str) -> bool {
    if is_example(value) {
        return false;
    }
    // What is only encoded is judged by what it says.
    let decoded = STANDARD.decode(value).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    if let Some(decoded) = decoded.filter(|text| text.chars().all(|letter| letter.is_ascii_graphic() || letter == ' '))
    {
        return looks_random(&decoded, "password");
    }
    let value = value.trim_end_matches(['.', '!', '?', ':', '*', '\\']);
    let classes: [fn(&char) -> bool; 4] =
        [char::is_ascii_lowercase, char::is_ascii_uppercase, char::is_ascii_digit, |letter| !letter.is_alphanumeric()];
    let used = classes.iter().filter(|is_in| value.chars().any(|letter| is_in(&letter))).count();
    let has_digit = value.contains(|letter: char| letter.is_ascii_digit());
    // `OAuth2ClientCredentials`
    let parts = value.split(char::is_uppercase).filter(|it| it.len() >= 4 && it.chars().all(char::is_lowercase));
    let is_camel_case = parts.count() >= 2 && value.chars().all(char::is_alphanumeric);
    // `vault/erp/orders-2`, `erp.orders.v2`, `ORDERS_TOKEN_2`: words between separators.
    let mut words = value.split(['/', '.', '-', '_', ':', '@', '+']).filter(|it| !it.is_empty());
    let is_of_words = words.all(is_word_or_number);
    let is_password = word.to_lowercase().starts_with("pass")
        || word.eq_ignore_ascii_case("pwd")
        || word.to_lowercase().starts_with("kenn");
    let (least_length, least_entropy) = if is_password { (8, 2.7) } else { (16, 3.3) };
    value.len() >= least_length
        && used >= 2
        && has_digit
        && !is_of_words
        && (is_password || !is_camel_case)
        && entropy(value) >= least_entropy
}

/// Whether a text is a word in one case, a number, or a word with a number at its end.
fn is_word_or_number(text: &str) -> bool {
    let letters = text.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let rest = letters.get(1..).unwrap_or_default();
    let is_one_case = rest.chars().all(char::is_lowercase) || letters.chars().all(char::is_uppercase);
    // A long number at the end is no version.
    letters.chars().all(char::is_alphabetic) && is_one_case && (text.len() - letters.len() <= 4 || letters.is_empty())
}

/// Returns the bits of information for each character of a text, by how often each occurs in it.
fn entropy(text: &str) -> f64 {
    let mut counts: HashMap<char, f64> = HashMap::new();
    text.chars().for_each(|letter| *counts.entry(letter).or_default() += 1.0);
    let length = text.chars().count() as f64;
    counts.values().map(|count| -(count / length) * (count / length).log2()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(Mask::default().text(text), expected);
    }

    // The tokens are put together here, so that no scanner of repositories takes this file for a leak.
    #[test]
    fn tokens_of_known_forms_are_secrets() {
        let tail = "Zk3vQ9xT1mB7wL5nR8cJ2dH6fS4gP0yA";
        check(&format!("use ghp_{tail}abc7 here"), "use **** here");
        check(&format!("key AKIA{}", "Q7W3E9R5T1Y8U2P4"), "key ****");
        check(&format!("`xoxb-{tail}`"), "`****`");
        check(&format!("sk_live_{tail}"), "****");
        check(&format!("postgres://orders:{}@db.internal/x", "Vk83hq-Lp"), "postgres://orders:****@db.internal/x");
        let head = format!("-----BEGIN RSA {} KEY-----", "PRIVATE");
        check(&format!("{head}\n  {tail}{tail}\n"), &format!("{head}\n  ****\n"));
        check(&format!("{head}\n  ...\n"), &format!("{head}\n  ...\n"));
        check(&format!("AccountKey={tail}{tail}=="), "AccountKey=****");
    }

    #[test]
    fn random_values_beside_a_word_are_secrets() {
        check("- **Password**: Tr7!kQ92xv", "- **Password**: ****");
        check("- **Password:** Tr7!kQ92xv", "- **Password:** ****");
        check("password = 'q8Zr2LmX0w'", "password = '****'");
        check("client_secret: 8f3kQz7Lw2Xv9Tn4Bc6Y", "client_secret: ****");
        check("ERP_API_KEY=4kd93JfK20dkLw93kDkq", "ERP_API_KEY=****");
    }

    #[test]
    fn repeated_secrets_are_masked() {
        let mask = Mask::of("Password: Tr7!kQ92xv\nTr7!kQ92xv\n");
        assert_eq!(mask.text("[x](../Tr7!kQ92xv.md) Tr7!kQ92xv Tr7"), "[x](../****.md) **** Tr7");
        assert_eq!(Mask::default().text("Tr7!kQ92xv"), "Tr7!kQ92xv");
    }

    #[test]
    fn places_stay_where_they_are_in_masked_lines() {
        let line = "a Password: Tr7!kQ92xv and Ghost";
        let check = |part: &str, expected: &str| {
            let start = line.find(part).expect("a part of the line");
            let (masked, range) = Mask::default().line(line, start..start + part.len());
            assert_eq!((masked.as_str(), &masked[range]), ("a Password: **** and Ghost", expected), "{part}");
        };
        check("Ghost", "Ghost");
        check("Tr7!kQ92xv", "****");
        check("7!kQ", "****");
        check("92xv and", "**** and");
        check("Password: Tr7!", "Password: ****");
        check("a", "a");
        check(line, "a Password: **** and Ghost");
    }

    #[test]
    fn examples_and_references_are_none() {
        for text in [
            "AKIAIOSFODNN7EXAMPLE",
            "token: c3Ryb25nLXBhc3N3b3Jk",
            "Cookie: argocd.token=eyJhbGciOiJIUzI1Ni...",
            "password:\nTr7!kQ92xv",
            "password: changeme123",
            "password: YOUR_PASSWORD_1",
            "password: ${DB_PASSWORD_1}",
            "password: $DB_PASSWORD1",
            "token: <token-1234>",
            "token: xxxxxxxxxxxx1234",
            "Password: see the vault at vault/erp/orders-2",
            "Password: vault/erp/orders-2",
            "Secret: orders-erp-prod-2024",
            "Password: rotated 2024-01-05",
            "Password: quarterly, by Team-Orders1",
            "secret: erp.orders.v2",
            "api key: stored in KeePass2",
            "token: OAuth2ClientCredentials",
            "token: https://login.example.com/oauth2/token",
            "postgres://user:password@localhost/db",
            "postgres://$USER:$PASS12@db/x",
            "sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "Authentication: OAuth 2.0",
        ] {
            check(text, text);
        }
    }
}
