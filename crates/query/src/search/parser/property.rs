//! Parses `[property]` and `[property:value]`.

use super::{Parser, Terminator};
use crate::search::dates::{Comparison, parse_moments};
use crate::search::error::QueryError;
use crate::search::expr::{Expr, Literal, PropertyTest};
use crate::search::property::parse_number;

impl Parser<'_> {
    /// Parses a property, beginning at its opening bracket.
    pub(super) fn parse_property(&mut self) -> Result<Expr, QueryError> {
        self.count_clause()?;
        let open = self.at;
        self.enter_nesting()?;
        self.skip_blanks();
        let name = if self.rest().starts_with('"') {
            self.parse_quoted()?
        } else {
            let length = self.rest().find([':', ']']).unwrap_or(self.rest().len());
            let name = self.rest()[..length].trim_end();
            self.at += length;
            name.to_owned()
        };
        self.skip_blanks();
        if name.is_empty() || name.starts_with('[') {
            let hint = "write [name] or [name:value]; to search for brackets, quote them";
            return Err(QueryError::new(open, "expected the name of a property").with_hint(hint));
        }
        let test = match self.rest().as_bytes().first() {
            Some(b':') => {
                self.at += 1;
                self.skip_blanks();
                self.parse_property_test()
            }
            _ => Ok(PropertyTest::Exists),
        };
        if self.is_unclosed(']', &test) {
            let error = QueryError::new(open, "unclosed bracket");
            return Err(error.with_hint("to search for a bracket, quote it: \"[\""));
        }
        let test = test?;
        self.at += 1;
        self.depth -= 1;
        Ok(Expr::Property { name, test })
    }

    /// Parses what follows a property's colon, up to the closing bracket.
    fn parse_property_test(&mut self) -> Result<PropertyTest, QueryError> {
        let rest = self.rest();
        let length = rest.find(']').unwrap_or(rest.len());
        let value = rest[..length].trim_end();
        if value.eq_ignore_ascii_case("null") {
            self.at += length;
            return Ok(PropertyTest::Empty);
        }
        if let Some((comparison, literal)) = Comparison::split_sign(value) {
            let literal = parse_literal(literal.trim()).ok_or_else(|| {
                let error = QueryError::new(self.at, format!("`{}` is neither a number nor a date", literal.trim()));
                error.with_hint("use a form such as [name:>5] or [name:<=2025-01-31]")
            })?;
            self.at += length;
            return Ok(PropertyTest::Compares(comparison, literal));
        }
        if value.is_empty() && length < rest.len() {
            let hint = "write [name] for any value, or [name:null] for an empty property";
            return Err(QueryError::new(self.at, "expected a value").with_hint(hint));
        }
        Ok(PropertyTest::Matches(Box::new(self.parse_or(Terminator::Bracket)?)))
    }
}

/// Parses the right-hand side of a comparison, quoted or not.
fn parse_literal(text: &str) -> Option<Literal> {
    let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let (number, date) = (parse_number(text), parse_moments(text));
    (number.is_some() || date.is_some()).then(|| Literal { text: text.to_owned(), number, date })
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn properties() {
        check("[a] [ b c ] [\"d:e\"]", "{[a:Exists] [b c:Exists] [d:e:Exists]}");
        check("[a:b c] [a: (b OR -c)]", "{[a:{w:b w:c}] [a:<w:b !w:c>]}");
        check("[a:NULL] [a:\"null\"] [a:nullable]", "{[a:Empty] [a:p:null] [a:w:nullable]}");
        check("[a:>5] [a: <= 2025-01 ] [a:>=\"-1.5\"]", "{[a:>5] [a:<=2025-01] [a:>=-1.5]}");
        check("[a:/x]y/] [a:\"]\"]", "{[a:r:x]y] [a:p:]]}");
        check("[a:>x]", "3: `x` is neither a number nor a date");
        check("[a:]", "3: expected a value");
        check("x [a", "2: unclosed bracket");
        check("x [a:", "2: unclosed bracket");
        check("x [a:b", "2: unclosed bracket");
        check("[\"a\" b]", "0: unclosed bracket");
        check("[ ]", "0: expected the name of a property");
        check("[[Note]]", "0: expected the name of a property");
    }
}
