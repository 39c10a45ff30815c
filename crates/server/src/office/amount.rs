//! Amounts of money in CSV, as people and spreadsheets of any place write them: whole cents of a
//! text, or why it is none. Nothing is rounded, and what could be two amounts is not taken.

use crate::texts::Text;

/// What stands between thousands beside `.` and `,`: a space of any kind, an apostrophe.
const BETWEEN: [char; 5] = [' ', '\u{a0}', '\u{202f}', '\'', '\u{2019}'];

/// The cents of a text such as `1240.50`, `1,240.50`, `1.240,50` or `$1 240`.
///
/// # Errors
///
/// What is wrong with it.
pub(crate) fn cents(text: &str) -> Result<i64, Text> {
    let none = || Text::of(|it| &it.no_amount);
    let (sign, bare) = match text.trim().strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.trim()),
    };
    let bare = bare.trim_start_matches("US").trim_start_matches('$').trim();
    let (whole, cents) = split(bare, text)?;
    let whole = ungrouped(whole).ok_or_else(none)?;
    let digits = |text: &str| text.chars().all(|each| each.is_ascii_digit());
    if whole.is_empty() || !digits(&whole) || !digits(cents) {
        return Err(none());
    }
    if cents.len() > 2 {
        return Err(Text::of(|it| &it.fine_amount));
    }
    let number = format!("{whole}{cents:0<2}").parse::<i64>().map_err(|_| none())?;
    Ok(sign * number)
}

/// Before and after the decimal sign.
fn split<'a>(bare: &'a str, text: &str) -> Result<(&'a str, &'a str), Text> {
    let Some(last) = bare.rfind(['.', ',']) else { return Ok((bare, "")) };
    let (whole, rest) = bare.split_at(last);
    let (sign, after) = rest.split_at(1);
    // One that is there twice stands between thousands, and one at the end for nothing.
    if whole.contains(sign) || after.is_empty() {
        return Ok((bare, ""));
    }
    let grouped = whole.contains(['.', ',']) || whole.contains(BETWEEN);
    let leads = (1..=3).contains(&whole.len()) && !whole.starts_with('0');
    match after.len() == 3 && !grouped && leads {
        true => Err(Text::of(|it| &it.two_amounts).with("text", text)),
        false => Ok((whole, after)),
    }
}

/// A whole number without what stands between its thousands, which is one sign throughout and has
/// three digits after it.
fn ungrouped(whole: &str) -> Option<String> {
    let sign = whole.chars().find(|each| !each.is_ascii_digit());
    let Some(sign) = sign else { return Some(whole.to_owned()) };
    let parts: Vec<&str> = whole.split(sign).collect();
    let between = BETWEEN.contains(&sign) || ['.', ','].contains(&sign);
    let leads = (1..=3).contains(&parts[0].len());
    let even = parts[1..].iter().all(|part| part.len() == 3);
    (between && leads && even).then(|| parts.concat())
}

#[cfg(test)]
mod tests {
    use super::cents;
    use crate::packs::Language;

    #[test]
    fn amounts_of_any_place_are_their_cents() {
        for (text, is) in [
            ("0", 0),
            ("40", 4000),
            ("1240", 124_000),
            ("1240.5", 124_050),
            ("1240.50", 124_050),
            ("1240,50", 124_050),
            ("1,240.50", 124_050),
            ("1.240,50", 124_050),
            ("1 240,50", 124_050),
            ("1\u{a0}240,50", 124_050),
            ("1\u{202f}240", 124_000),
            ("1'240.50", 124_050),
            ("1\u{2019}240.50", 124_050),
            ("$1,240.50", 124_050),
            ("US$ 1,240.50", 124_050),
            (" 1,240.00 ", 124_000),
            ("1,234,567", 123_456_700),
            ("1.234.567,8", 123_456_780),
            ("1,234,567.89", 123_456_789),
            ("0.07", 7),
            ("-5.00", -500),
            ("90071992547409.91", 9_007_199_254_740_991),
        ] {
            assert_eq!(cents(text).ok(), Some(is), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_or_two_is_refused_and_said_why() {
        let mut tried = 0;
        for (texts, why) in [
            (&["1,240", "1.240", "$12.500", "999,999"][..], "two amounts"),
            (&["0.125", "0,125", "1240.505", "1,240.505", "1.5000"], "two decimals"),
            (
                &[
                    "",
                    " ",
                    "-",
                    "$",
                    ".",
                    ",",
                    "many",
                    "1e3",
                    "0x10",
                    "12.",
                    ".5",
                    "1,24.5",
                    "12,34,567",
                    "1.2.3",
                    "1,240.50.2",
                    "1 24",
                    "1 2403",
                    "1,240'000.5",
                    "١٢",
                    "1240.5a",
                    "1--2",
                    "+1",
                    "99999999999999999999",
                    "NaN",
                    "1,,240",
                    "1 ,240",
                ],
                "such as 1240.50",
            ),
        ] {
            for text in texts {
                let refusal = cents(text).map_err(|refusal| refusal.say(Language::English));
                assert!(refusal.as_ref().is_err_and(|it| it.contains(why)), "{text}: {refusal:?}");
                tried += 1;
            }
        }
        assert_eq!(tried, 35);
    }
}
