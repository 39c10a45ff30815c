//! Datetimes and durations, in milliseconds.

use super::{digits, sign, signed};

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The units of a duration, in the order in which they are written.
const UNITS: [(&str, i64); 5] = [("d", DAY), ("h", HOUR), ("m", MINUTE), ("s", SECOND), ("ms", 1)];

/// Days of 400 years, after which the calendar repeats itself, and of fewer years.
const DAYS_400: i64 = 146_097;
const DAYS_100: i64 = 36_524;
const DAYS_4: i64 = 1461;

/// Days from the first of March of the year 0 to 1970.
const EPOCH: i64 = 719_468;

/// The point of a duration that is written as Cedar reads one: `1d2h3m4s5ms`, or some of it.
#[must_use]
pub fn duration(text: &str) -> Option<i64> {
    let (negative, mut rest) = sign(text);
    let mut units = UNITS.iter();
    let mut distance = 0;
    while !rest.is_empty() || units.len() == UNITS.len() {
        let (count, from) = rest.split_at(rest.find(|each: char| !each.is_ascii_digit())?);
        let (unit, after) =
            from.split_at(from.find(|each: char| each.is_ascii_digit()).unwrap_or(from.len()));
        let (_, size) = units.find(|(name, _)| *name == unit)?;
        distance += digits(count)? * i128::from(*size);
        rest = after;
    }
    signed(negative, distance)
}

/// A duration in milliseconds.
#[must_use]
pub fn duration_text(point: i64) -> String {
    format!("{point}ms")
}

/// The point of a datetime that is written as Cedar reads one: a date, which begins in UTC, or a
/// date with a time and how far its clocks are ahead of UTC.
#[must_use]
pub fn datetime(text: &str) -> Option<i64> {
    let (date, time) = text.split_at_checked(10)?;
    let start = days(date)? * DAY;
    if time.is_empty() {
        return Some(start);
    }
    let (clock, rest) = time.split_at_checked(9)?;
    let [hour, minute, second] = fields(clock, "T00:00:00", [(1, 3), (4, 6), (7, 9)])?;
    let (fraction, zone) = rest.split_at_checked(if rest.starts_with('.') { 4 } else { 0 })?;
    let [millis] = if fraction.is_empty() { [0] } else { fields(fraction, ".000", [(1, 4)])? };
    if hour >= 24 || minute >= 60 || second >= 60 {
        return None;
    }
    let time = hour * HOUR + minute * MINUTE + second * SECOND + millis;
    Some(start + time - ahead(zone)?)
}

/// The point of a datetime as [`datetime_text`] writes it, of any year.
#[must_use]
pub fn datetime_told(text: &str) -> Option<i64> {
    let Some((year, rest)) = text.split_at_checked(7).filter(|_| text.starts_with(['+', '-']))
    else {
        return datetime(text);
    };
    // The calendar repeats itself, so the year stands for one of four digits.
    let year: i64 = year.parse().ok()?;
    let near = datetime(&format!("{:04}{rest}", year.rem_euclid(400)))?;
    year.div_euclid(400).checked_mul(DAYS_400 * DAY)?.checked_add(near)
}

/// How far clocks of a zone are ahead of UTC.
fn ahead(zone: &str) -> Option<i64> {
    if zone == "Z" {
        return Some(0);
    }
    let shape = if zone.starts_with('-') { "-0000" } else { "+0000" };
    let [hours, minutes] = fields(zone, shape, [(1, 3), (3, 5)])?;
    let distance = hours * HOUR + minutes * MINUTE;
    let known = hours < 24 && minutes < 60;
    known.then_some(if shape.starts_with('-') { -distance } else { distance })
}

/// The numbers at some places of a text that has a shape, of which each `0` stands for a digit.
fn fields<const N: usize>(text: &str, shape: &str, at: [(usize, usize); N]) -> Option<[i64; N]> {
    let fits = |(one, of): (u8, u8)| if of == b'0' { one.is_ascii_digit() } else { one == of };
    if text.len() != shape.len() || !text.bytes().zip(shape.bytes()).all(fits) {
        return None;
    }
    let mut found = [0; N];
    for (number, (from, to)) in found.iter_mut().zip(at) {
        *number = text.get(from..to)?.parse().ok()?;
    }
    Some(found)
}

/// The days from 1970 to a date.
fn days(date: &str) -> Option<i64> {
    let [year, month, day] = fields(date, "0000-00-00", [(0, 4), (5, 7), (8, 10)])?;
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years that begin in March have the odd day at their end.
    let (year, month_of_year) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * month_of_year + 2) / 5 + day - 1;
    let day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + day_of_year;
    let days = era * DAYS_400 + day_of_era - EPOCH;
    // A day that its month lacks is another date.
    let (_, same_month, same_day) = date_of(days);
    (same_month == month && same_day == day).then_some(days)
}

/// Year, month and day, by the days from 1970.
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + EPOCH;
    let (era, day_of_era) = (days.div_euclid(DAYS_400), days.rem_euclid(DAYS_400));
    let leap_days = day_of_era / (DAYS_4 - 1) - day_of_era / DAYS_100 + day_of_era / (DAYS_400 - 1);
    let of_era = (day_of_era - leap_days) / 365;
    let day_of_year = day_of_era - (365 * of_era + of_era / 4 - of_era / 100);
    let month_of_year = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_of_year + 2) / 5 + 1;
    let year = era * 400 + of_era;
    if month_of_year < 10 {
        (year, month_of_year + 3, day)
    } else {
        (year + 1, month_of_year - 9, day)
    }
}

/// A datetime in UTC, to the millisecond. A year that Cedar cannot read has a sign and at least six
/// digits, as in ISO 8601.
#[must_use]
pub fn datetime_text(point: i64) -> String {
    let (year, month, day) = date_of(point.div_euclid(DAY));
    let time = point.rem_euclid(DAY);
    let (hour, minute) = (time / HOUR, time / MINUTE % 60);
    let (second, millis) = (time / SECOND % 60, time % SECOND);
    let year =
        if (0..=9999).contains(&year) { format!("{year:04}") } else { format!("{year:+07}") };
    format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
}
