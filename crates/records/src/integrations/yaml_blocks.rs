//! Endpoints in the YAML of an integration note: `base_url`, and `endpoints` with a path and a method each
//! (spec/integrations.md a.4, endpoints). Lines are enough for that: the block is often no valid YAML.

use std::borrow::Cow;

use compact_str::{CompactString, format_compact};
use vaultdex_notes::Span;

use super::builder::Draft;
use super::context::Reading;
use super::{sample_rows, value};
use crate::document::Text;
use crate::model::Group;
use crate::vocabulary::canonical_name::snake_case;

/// An endpoint as far as it was read: its keys with where their values stand.
type Values<'a> = Vec<(&'a str, usize, &'a str)>;

/// Reads the blocks of YAML that name endpoints.
pub(crate) fn read(reading: &Reading, draft: &mut Draft) {
    for (node, inside) in reading.blocks(&["yaml", "yml"]) {
        let start = inside.start;
        let (base, endpoints) = endpoints(&reading.text[inside]);
        let place = reading.place_of(node);
        let span = |at: usize, length: usize| reading.lines.span(start + at..start + at + length);
        let group = |values: &Values, span_of: Span| {
            let stated = |(_, at, raw): &(&str, usize, &str)| {
                value::stated(
                    None,
                    &Text { raw: Cow::Owned((*raw).to_owned()), span: span(*at, raw.len()) },
                    place.clone(),
                )
            };
            let values = values.iter().map(|it| (called(it.0), stated(it))).collect();
            Group { values, place: place.clone(), span: span_of }
        };
        let base = base.filter(|(_, url)| !sample_rows::is_template_url(url));
        let said = endpoints
            .iter()
            .filter(|it| !sample_rows::is_template_endpoint(it.iter().map(|(key, _, value)| (*key, *value))));
        let said: Vec<&Values> = said.filter(|it| it.iter().any(|(key, ..)| is_path(key))).collect();
        if let Some((at, url)) = base
            && said.is_empty()
        {
            draft.it.endpoints.push(group(&vec![("url", at, url)], span(at, url.len())));
        }
        for values in said {
            let mut group = group(values, span(values[0].1, values[0].2.len()));
            if let Some((_, url)) = base {
                let path = group.values.iter_mut().find(|(key, _)| key == "url");
                let said = path.and_then(|(_, stated)| stated.value.as_mut()).filter(|path| !path.contains("://"));
                if let Some(path) = said {
                    *path = format_compact!("{}/{}", url.trim_end_matches('/'), path.trim_start_matches('/'));
                }
            }
            draft.it.endpoints.push(group);
        }
    }
}

fn is_path(key: &str) -> bool {
    matches!(key, "path" | "url" | "uri" | "route" | "endpoint")
}

fn called(key: &str) -> CompactString {
    match key {
        key if is_path(key) => "url".into(),
        "authentication" => "auth".into(),
        key => snake_case(key),
    }
}

/// The base address of a block with its place, and the items of its `endpoints`.
fn endpoints(yaml: &str) -> (Option<(usize, &str)>, Vec<Values<'_>>) {
    let (mut base, mut endpoints) = (None, Vec::<Values>::new());
    // How far the list is indented, once one has begun.
    let mut list: Option<usize> = None;
    // How far its items and their keys are.
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
        let Some((key, value)) = pair(item.unwrap_or(body)) else { continue };
        // The value stands at the end of its line, before a comment.
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
                    endpoints.push(Values::new());
                    keys = key_at;
                }
                // What is further in tells of a key, and not of the endpoint.
                if let Some(values) = endpoints.last_mut().filter(|_| key_at == keys && !value.is_empty()) {
                    values.push((key, offset, value));
                }
            }
            _ => {}
        }
    }
    endpoints.retain(|values| !values.is_empty());
    (base, endpoints)
}

/// `key: value`, without quotes and without what is a comment.
fn pair(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let is_key = !key.is_empty() && key.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-'));
    let value = value.split(" #").next().unwrap_or(value).trim().trim_matches(['"', '\'']);
    is_key.then_some((key, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(yaml: &str, expected: &str) {
        let (base, endpoints) = endpoints(yaml);
        let mut told: Vec<String> = base.iter().map(|(_, url)| (*url).to_owned()).collect();
        for values in &endpoints {
            told.push(
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
        assert_eq!(told.join("; "), expected, "{yaml:?}");
    }

    #[test]
    fn endpoints_are_a_list_below_their_name() {
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
