//! Endpoints in YAML blocks: `base_url`, and `endpoints` with a path and a method each
//! (docs/spec/integrations.md#code-blocks). The blocks are read line by line, because they are often not valid YAML.

use std::borrow::Cow;

use compact_str::{CompactString, format_compact};
use vaultdex_notes::Span;

use super::builder::RecordBuilder;
use super::context::NoteContext;
use super::{template_samples, value};
use crate::document::text::Text;
use crate::model::Group;
use crate::vocabulary::canonical_name::snake_case;

/// The keys of an endpoint, each with the offset of its value and the value.
type Endpoint<'a> = Vec<(&'a str, usize, &'a str)>;

/// Extracts the endpoints of all YAML blocks.
pub(crate) fn read_yaml_blocks(context: &NoteContext, builder: &mut RecordBuilder) {
    for (node, content) in context.code_blocks(&["yaml", "yml"]) {
        let start = content.start;
        let (base, endpoints) = parse_endpoints(&context.text[content]);
        let place = context.place_of_node(node);
        let span = |at: usize, length: usize| context.lines.span(start + at..start + at + length);
        let group = |endpoint: &Endpoint, group_span: Span| {
            let extract = |at: usize, raw: &str| {
                let text = Text { raw: Cow::Owned(raw.to_owned()), span: span(at, raw.len()) };
                value::extract(None, &text, place.clone())
            };
            let values = endpoint.iter().map(|(key, at, raw)| (value_name(key), extract(*at, raw)));
            Group { values: values.collect(), place: place.clone(), span: group_span }
        };
        let base = base.filter(|(_, url)| !template_samples::is_sample_url(url));
        let is_sample =
            |it: &Endpoint| template_samples::is_sample_endpoint(it.iter().map(|(key, _, value)| (*key, *value)));
        let has_path = |it: &Endpoint| it.iter().any(|(key, ..)| is_path(key));
        let endpoints: Vec<&Endpoint> = endpoints.iter().filter(|it| !is_sample(it) && has_path(it)).collect();
        if let Some((at, url)) = base
            && endpoints.is_empty()
        {
            builder.record.endpoints.push(group(&vec![("url", at, url)], span(at, url.len())));
        }
        for endpoint in endpoints {
            let mut group = group(endpoint, span(endpoint[0].1, endpoint[0].2.len()));
            if let Some((_, url)) = base {
                let path = group.values.iter_mut().find(|(name, _)| name == "url");
                let path = path.and_then(|(_, extracted)| extracted.value.as_mut());
                if let Some(path) = path.filter(|path| !path.contains("://")) {
                    *path = format_compact!("{}/{}", url.trim_end_matches('/'), path.trim_start_matches('/'));
                }
            }
            builder.record.endpoints.push(group);
        }
    }
}

/// Whether the value of a key is the path of an endpoint.
fn is_path(key: &str) -> bool {
    matches!(key, "path" | "url" | "uri" | "route" | "endpoint")
}

/// Returns the name of a key among the values of an endpoint.
fn value_name(key: &str) -> CompactString {
    match key {
        key if is_path(key) => "url".into(),
        "authentication" => "auth".into(),
        key => snake_case(key),
    }
}

/// Parses a block: its base URL with its offset, and the items of its `endpoints`.
fn parse_endpoints(yaml: &str) -> (Option<(usize, &str)>, Vec<Endpoint<'_>>) {
    let (mut base, mut endpoints) = (None, Vec::<Endpoint>::new());
    // The indentation of the current list, of its items and of their keys.
    let mut list: Option<usize> = None;
    let (mut items, mut keys) = (None, 0);
    let mut at = 0;
    for line in yaml.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let body = line.trim();
        if body.is_empty() || body.starts_with('#') {
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let item = body.strip_prefix("- ").map(str::trim_start);
        if list.is_some_and(|list| indent < list || indent == list && item.is_none()) {
            list = None;
        }
        let Some((key, value)) = parse_pair(item.unwrap_or(body)) else { continue };
        // The value is the last thing on its line but for a comment.
        let offset = start + line.rfind(value).unwrap_or(0);
        match list {
            None if matches!(key, "endpoints" | "paths" | "routes") && value.is_empty() => {
                (list, items) = (Some(indent), None)
            }
            None if matches!(key, "base_url" | "baseUrl" | "baseURL") && !value.is_empty() => {
                base = base.or(Some((offset, value)))
            }
            Some(_) => {
                let key_at = indent + body.len() - item.unwrap_or(body).len();
                if item.is_some() && *items.get_or_insert(indent) == indent {
                    endpoints.push(Endpoint::new());
                    keys = key_at;
                }
                // Keys that are indented further describe a key of the endpoint.
                if let Some(endpoint) = endpoints.last_mut().filter(|_| key_at == keys && !value.is_empty()) {
                    endpoint.push((key, offset, value));
                }
            }
            _ => {}
        }
    }
    endpoints.retain(|endpoint| !endpoint.is_empty());
    (base, endpoints)
}

/// Parses `key: value`; quotes and a comment are removed.
fn parse_pair(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let is_key = !key.is_empty() && key.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-'));
    let value = value.split(" #").next().unwrap_or(value).trim().trim_matches(['"', '\'']);
    is_key.then_some((key, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(yaml: &str, expected: &str) {
        let (base, endpoints) = parse_endpoints(yaml);
        let mut actual: Vec<String> = base.iter().map(|(_, url)| (*url).to_owned()).collect();
        for values in &endpoints {
            actual.push(
                values
                    .iter()
                    .map(|(key, at, value)| {
                        assert_eq!(&yaml[*at..*at + value.len()], *value);
                        format!("{key}={value}")
                    })
                    .collect::<Vec<_>>()
                    .join(" "),
            );
        }
        assert_eq!(actual.join("; "), expected, "{yaml:?}");
    }

    #[test]
    fn endpoints_are_list_items() {
        check("base_url: https://a.example/v1\n", "https://a.example/v1");
        check(
            "base_url: \"https://a.example\" # test\nendpoints:\n  - path: /orders\n    method: GET\n  - path: /acks\n    method: POST\nother: 1\n",
            "https://a.example; path=/orders method=GET; path=/acks method=POST",
        );
        check("endpoints:\n- path: /a\n  method: GET\nmonitoring:\n  - path: /b\n", "path=/a method=GET");
        check("endpoints:\n  - /a\n", "");
        check(
            "endpoints:\n  - path: /a\n    params:\n      - name: x\n      - path: /x\n    retry:\n      method: PUT\n    method: GET\n  - path: /b\n",
            "path=/a method=GET; path=/b",
        );
        check("monitoring:\n  metrics:\n    - record_count\n", "");
        check("", "");
        check(":\n-\n- :", "");
    }
}
