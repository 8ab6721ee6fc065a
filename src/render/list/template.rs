//! A line of text for each item, by a template (docs/spec/cli.md#lines-by-a-template).

use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{Environment, ErrorKind, UndefinedBehavior};

use super::cells;
use super::items::List;

/// Why a template cannot be filled in.
#[derive(Debug, PartialEq, Eq)]
pub enum TemplateProblem {
    /// Items have no field of this name.
    UnknownField(String),
    /// It is wrong, for this reason.
    Invalid(String),
}

/// Fills in a template for each item of a list, one line each.
///
/// # Errors
///
/// If the template cannot be parsed, or names what an item does not have.
pub fn fill(list: &List, template: &str) -> Result<String, TemplateProblem> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    // What is not known is empty, as in tables.
    environment.set_formatter(|out, state, value| match value.kind() {
        ValueKind::None => Ok(()),
        // As in CSV.
        ValueKind::Map | ValueKind::Seq => {
            let value = serde_json::to_value(value)
                .map_err(|error| minijinja::Error::new(ErrorKind::BadSerialization, error.to_string()))?;
            Ok(out.write_str(&cells::field(&value))?)
        }
        _ => minijinja::escape_formatter(out, state, value),
    });
    // The library calls the template by a name, and what it says of a line is of no use in a single one.
    let why = |error: minijinja::Error| error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    let invalid = |error| TemplateProblem::Invalid(why(error));
    let template = template.replace("\\t", "\t").replace("\\n", "\n");
    let template = environment.template_from_str(&template).map_err(invalid)?;
    let is_unknown = |name: &String| {
        environment.globals().all(|(global, _)| global != name) && list.layout.column(name) != Some(name.as_str())
    };
    if let Some(name) = template.undeclared_variables(false).into_iter().filter(is_unknown).min() {
        return Err(TemplateProblem::UnknownField(name));
    }
    let mut text = String::new();
    for item in list.items() {
        let computed = list.layout.computed.iter().filter(|(name, _)| item.get(name).is_none());
        let computed: Vec<(String, String)> =
            computed.map(|(name, compute)| ((*name).to_owned(), compute(&item))).collect();
        let mut object = list.object(item);
        object.extend(computed.into_iter().map(|(name, text)| (name, text.into())));
        text.push_str(&template.render(Value::from(Serde(object))).map_err(invalid)?);
        text.push('\n');
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::render::list::items::Layout;

    static THINGS: Layout = Layout::new("things", "thing", &["id", "name", "sources"], "path");

    fn check(template: &str, expected: Result<&str, &str>) {
        let items = [json!({"id": null, "name": "<Orders>", "sources": [{"name": "SAP"}, {"name": "CRM"}]})];
        let text = fill(&List::new(&THINGS, &items), template).map_err(|problem| format!("{problem:?}"));
        match (text, expected) {
            (Ok(text), Ok(expected)) => assert_eq!(text, expected),
            (Err(error), Err(part)) => assert!(error.contains(part), "{error}"),
            (found, _) => panic!("{template}: {found:?}"),
        }
    }

    #[test]
    fn templates_are_filled_in() {
        check("{{ name }} {{id}}.", Ok("<Orders> .\n"));
        check("{{ sources | map(attribute='name') | join(' + ') }}", Ok("SAP + CRM\n"));
        check("{{ sources }}\\t{{ sources[0] }}", Ok("[\"SAP\",\"CRM\"]\tSAP\n"));
        check("{{ id.text }}{{ sources[7].name }}", Ok("\n"));
        check("{% for nth in range(2) %}{{ nth }}{% endfor %}", Ok("01\n"));
        check("{% for it in sources %}{{ it.name }};{% endfor %}", Ok("SAP;CRM;\n"));
    }

    #[test]
    fn mistakes_in_templates_are_told() {
        check("{{ name", Err("unexpected end of input"));
        check("{{ nam }}", Err("UnknownField(\"nam\")"));
        check("{{ NAME }}", Err("UnknownField(\"NAME\")"));
        check("{{ name | reversed_twice }}", Err("reversed_twice"));
    }
}
