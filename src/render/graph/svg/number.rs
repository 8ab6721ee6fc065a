//! Formatting of coordinates.

/// Formats a number with at most one decimal place, without a trailing zero.
pub(super) fn decimal(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    // Negative zero is written as `0`.
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_short() {
        let check = |value: f64, expected: &str| assert_eq!(decimal(value), expected);
        check(1.0, "1");
        check(1.25, "1.3");
        check(-0.01, "0");
        check(-12.34, "-12.3");
    }
}
