//! The grammar of `[property]` and `[property:value]`.

use super::dates::{Comparison, moments};
use super::error::QueryError;
use super::expr::{Expr, Literal, PropertyTest};
use super::parser::{End, Parser};
use super::property::number;

impl Parser<'_> {
    /// A property, from its bracket on.
    pub(crate) fn property(&mut self) -> Result<Expr, QueryError> {
        self.count()?;
        let open = self.at;
        self.deeper()?;
        self.skip_blanks();
        let name = if self.rest().starts_with('"') {
            self.quoted()?
        } else {
            let length = self.rest().find([':', ']']).unwrap_or(self.rest().len());
            let name = self.rest()[..length].trim_end();
            self.at += length;
            name.to_owned()
        };
        self.skip_blanks();
        if name.is_empty() || name.starts_with('[') {
            let hint = "write [name] or [name:value], or put brackets in quotes to find them";
            return Err(QueryError::new(open, "a property's name belongs here").hint(hint));
        }
        let test = match self.rest().as_bytes().first() {
            Some(b':') => {
                self.at += 1;
                self.skip_blanks();
                self.property_test()
            }
            _ => Ok(PropertyTest::Exists),
        };
        if self.lacks(']', &test) {
            return Err(QueryError::new(open, "this bracket is not closed").hint("put it in quotes to find it: \"[\""));
        }
        let test = test?;
        self.at += 1;
        self.depth -= 1;
        Ok(Expr::Property { name, test })
    }

    /// What stands behind a property's colon, up to its bracket.
    fn property_test(&mut self) -> Result<PropertyTest, QueryError> {
        let rest = self.rest();
        let length = rest.find(']').unwrap_or(rest.len());
        let value = rest[..length].trim_end();
        if value.eq_ignore_ascii_case("null") {
            self.at += length;
            return Ok(PropertyTest::Empty);
        }
        if let Some((comparison, written)) = Comparison::split(value) {
            let literal = literal(written.trim()).ok_or_else(|| {
                let error = QueryError::new(self.at, format!("`{}` is neither a number nor a date", written.trim()));
                error.hint("write it like [name:>5] or [name:<=2025-01-31]")
            })?;
            self.at += length;
            return Ok(PropertyTest::Compares(comparison, literal));
        }
        if value.is_empty() && length < rest.len() {
            let hint = "[name] asks for the property, [name:null] for an empty one";
            return Err(QueryError::new(self.at, "a value belongs here").hint(hint));
        }
        Ok(PropertyTest::Holds(Box::new(self.any(End::Bracket)?)))
    }
}

/// Reads what a property is compared with, quoted or bare.
fn literal(text: &str) -> Option<Literal> {
    let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let (number, date) = (number(text), moments(text));
    (number.is_some() || date.is_some()).then(|| Literal { text: text.to_owned(), number, date })
}

#[cfg(test)]
mod tests {
    use crate::search::parser::tests::check;

    #[test]
    fn properties() {
        check("[a] [ b c ] [\"d:e\"]", "{[a:Exists] [b c:Exists] [d:e:Exists]}");
        check("[a:b c] [a: (b OR -c)]", "{[a:{w:b w:c}] [a:<w:b !w:c>]}");
        check("[a:NULL] [a:\"null\"] [a:nullable]", "{[a:Empty] [a:p:null] [a:w:nullable]}");
        check("[a:>5] [a: <= 2025-01 ] [a:>=\"-1.5\"]", "{[a:>5] [a:<=2025-01] [a:>=-1.5]}");
        check("[a:/x]y/] [a:\"]\"]", "{[a:r:x]y] [a:p:]]}");
        check("[a:>x]", "3: `x` is neither a number nor a date");
        check("[a:]", "3: a value belongs here");
        check("x [a", "2: this bracket is not closed");
        check("x [a:", "2: this bracket is not closed");
        check("x [a:b", "2: this bracket is not closed");
        check("[\"a\" b]", "0: this bracket is not closed");
        check("[ ]", "0: a property's name belongs here");
        check("[[Note]]", "0: a property's name belongs here");
    }
}
