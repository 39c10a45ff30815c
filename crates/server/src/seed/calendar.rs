//! When the sample data is of: it is written as of late November 2026, and moved by whole months to
//! the day on which it is made.

use jiff::civil::{Date, date};
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};

/// The day as of which it is written.
const WRITTEN: Date = date(2026, 11, 25);

/// By how much it is moved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Calendar {
    today: Date,
    months: i64,
}

impl Calendar {
    /// As of a moment, in milliseconds since 1970. Early in a month the data is that of the month
    /// before, so that none of it is of days to come.
    pub(super) fn at(now: i64) -> Self {
        let today = Timestamp::from_millisecond(now).unwrap_or_default();
        let today = Offset::UTC.to_datetime(today).date();
        let count = |day: Date| 12 * i64::from(day.year()) + i64::from(day.month());
        let early = i64::from(today.day() < WRITTEN.day());
        Calendar { today, months: count(today) - count(WRITTEN) - early }
    }

    /// A day or a month such as `2026-11`, moved.
    pub(super) fn moved(self, written: &str) -> String {
        let of_month = written.len() == "2026-11".len();
        let day = if of_month { format!("{written}-01") } else { written.to_owned() };
        let day = day.parse::<Date>().unwrap_or(WRITTEN).saturating_add(self.months.months());
        if of_month { day.strftime("%Y-%m").to_string() } else { day.to_string() }
    }

    /// The month of today, where the data is that of the month before.
    pub(super) fn begun(self, last: &str) -> Option<String> {
        let month = self.today.strftime("%Y-%m").to_string();
        (month != self.moved(last)).then_some(month)
    }
}

#[cfg(test)]
mod tests {
    use super::Calendar;

    fn at(moment: &str) -> Calendar {
        Calendar::at(moment.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    #[test]
    fn days_are_moved_by_months_and_none_is_to_come() {
        for (moment, day, month, begun) in [
            ("2026-11-25T00:00:00Z", "2026-11-25", "2026-11", None),
            ("2026-12-24T23:59:59Z", "2026-11-25", "2026-11", Some("2026-12")),
            ("2027-03-25T12:00:00Z", "2027-03-25", "2027-03", None),
            ("2027-03-01T12:00:00Z", "2027-02-25", "2027-02", Some("2027-03")),
            ("2028-01-10T12:00:00Z", "2027-12-25", "2027-12", Some("2028-01")),
            ("2026-02-28T12:00:00Z", "2026-02-25", "2026-02", None),
        ] {
            let calendar = at(moment);
            assert_eq!(calendar.moved("2026-11-25"), day, "{moment}");
            assert_eq!(calendar.moved("2026-11"), month, "{moment}");
            assert_eq!(calendar.begun("2026-11").as_deref(), begun, "{moment}");
        }
        // A month that has fewer days has its last.
        assert_eq!(at("2027-02-25T00:00:00Z").moved("2026-10-31"), "2027-01-31");
        assert_eq!(at("2027-02-25T00:00:00Z").moved("2026-11-30"), "2027-02-28");
    }
}
