//! Comparisons of numbers and dates with one that is bound: as what is stored counts, which may be
//! coarser or finer than what a policy compares.

use sea_query::Expr;
use tollgate::values::{PointKind, datetime_text, datetime_told, decimal, decimal_text, duration};
use tollgate::{FilterValue, Op};

use crate::columns::{DatetimeAs, DecimalAs, Stored, Unit};
use crate::sql::{Inexpressible, Read, Sql, SqlResult, Value, always, bound};
use crate::texts::errors;

/// Ten-thousandths, of which a decimal has one or several.
const ONE: i64 = 10_000;
const SECOND: i64 = 1000;

impl Read {
    /// Whether it tells moments apart that are one to a policy.
    pub(crate) fn is_finer(self) -> bool {
        matches!(self, Read::Timestamptz | Read::Timestamp)
    }
}

impl Unit {
    fn size(self) -> i64 {
        match self {
            Unit::Milliseconds => 1,
            Unit::Seconds => SECOND,
        }
    }
}

impl Stored {
    /// What a value of a filter is in points, and how many of them what is stored counts at once;
    /// `None` where it is no number and no date.
    pub(crate) fn line(self) -> SqlResult<Option<(PointKind, i64)>> {
        Ok(Some(match self {
            Stored::Long => (PointKind::Long, 1),
            Stored::Decimal(DecimalAs::Numeric) => (PointKind::Decimal, 1),
            Stored::Decimal(DecimalAs::Parts(parts)) => {
                let parts = i64::from(parts);
                if parts == 0 || ONE % parts != 0 {
                    return Err(Inexpressible(&errors().parts_of_one));
                }
                (PointKind::Decimal, ONE / parts)
            }
            Stored::Duration(unit) | Stored::Datetime(DatetimeAs::Since1970(unit)) => {
                let kind = match self {
                    Stored::Duration(_) => PointKind::Duration,
                    _ => PointKind::Datetime,
                };
                (kind, unit.size())
            }
            Stored::Datetime(DatetimeAs::TextSeconds | DatetimeAs::TextPlain) => {
                (PointKind::Datetime, SECOND)
            }
            Stored::Datetime(_) => (PointKind::Datetime, 1),
            _ => return Ok(None),
        }))
    }

    /// Points, counted as they are stored, as a value of the database; or how all that it can store
    /// is beside it.
    fn bound(self, sql: &Sql<'_>, count: i64) -> Result<Expr, Beside> {
        let Stored::Datetime(stored) = self else {
            return Ok(match self {
                Stored::Decimal(DecimalAs::Numeric) => {
                    sql.put("CAST(? AS numeric)", vec![bound(decimal_text(count))])
                }
                _ => Expr::val(count),
            });
        };
        if let DatetimeAs::Since1970(_) = stored {
            return Ok(Expr::val(count));
        }
        let coarse = matches!(stored, DatetimeAs::TextSeconds | DatetimeAs::TextPlain);
        let point = if coarse { count.saturating_mul(SECOND) } else { count };
        let text = datetime_text(point);
        let (year, rest) = text.split_at(text.rfind('T').unwrap_or_default().saturating_sub(6));
        let year: i64 = year.parse().unwrap_or_default();
        let stamp = |kind| match year {
            // What PostgreSQL has at most, which knows no year 0.
            ..-4000 => Err(Beside::Above),
            -4000..=0 => Ok(sql.put(
                &format!("CAST(? AS {kind})"),
                vec![bound(format!("{:04}{rest} BC", 1 - year))],
            )),
            1..290_000 => {
                Ok(sql.put(&format!("CAST(? AS {kind})"), vec![bound(format!("{year:04}{rest}"))]))
            }
            _ => Err(Beside::Below),
        };
        match stored {
            DatetimeAs::Timestamptz => return stamp("timestamptz"),
            DatetimeAs::Timestamp => return stamp("timestamp"),
            // Years of four digits are in order as texts, and have no other form.
            _ if year > 9999 => return Err(Beside::Below),
            _ if year < 0 => return Err(Beside::Above),
            _ => {}
        }
        let seconds = text.split('.').next().unwrap_or_default();
        Ok(match stored {
            DatetimeAs::TextSeconds => bound(format!("{seconds}Z")),
            DatetimeAs::TextPlain => bound(seconds.replace('T', " ")),
            _ => bound(text),
        })
    }
}

/// Where all that is stored is.
enum Beside {
    Below,
    Above,
}

/// The point of a filter's value.
fn point(kind: PointKind, value: &FilterValue) -> Option<i64> {
    match (kind, value) {
        (PointKind::Long, FilterValue::Number(number)) => Some(*number),
        (PointKind::Decimal, FilterValue::Text(text)) => decimal(text),
        (PointKind::Datetime, FilterValue::Text(text)) => datetime_told(text),
        (PointKind::Duration, FilterValue::Text(text)) => duration(text),
        _ => None,
    }
}

impl Sql<'_> {
    /// A comparison of a number or a date; `None` where the filter compares no such thing.
    pub(crate) fn on_line(
        &self,
        value: &Value,
        stored: Stored,
        (kind, size): (PointKind, i64),
        (op, with): (Op, &FilterValue),
    ) -> Option<Expr> {
        let point = point(kind, with)?;
        let (floor, exact) = (point.div_euclid(size), point.rem_euclid(size) == 0);
        let op = match (op, exact) {
            (Op::Lt, false) => Op::Le,
            (Op::Ge, false) => Op::Gt,
            (Op::Eq, false) => return Some(always(false)),
            (Op::Ne, false) => return Some(self.is_there(value)),
            (op, _) => op,
        };
        let at = |count: i64| stored.bound(self, count);
        let compare = |sign, count| self.beside(value, sign, at(count));
        if stored.read().is_finer() {
            let next = floor.saturating_add(1);
            return Some(match op {
                Op::Lt => compare("<", floor),
                Op::Ge => compare(">=", floor),
                Op::Le => compare("<", next),
                Op::Gt => compare(">=", next),
                Op::Eq => self.joined(" AND ", vec![compare(">=", floor), compare("<", next)]),
                Op::Ne => self.joined(" OR ", vec![compare("<", floor), compare(">=", next)]),
                _ => return None,
            });
        }
        Some(match op {
            Op::Lt => compare("<", floor),
            Op::Ge => compare(">=", floor),
            Op::Le => compare("<=", floor),
            Op::Gt => compare(">", floor),
            Op::Eq => compare("=", floor),
            Op::Ne => compare("<>", floor),
            _ => return None,
        })
    }

    fn beside(&self, value: &Value, sign: &str, with: Result<Expr, Beside>) -> Expr {
        let holds = match with {
            Ok(with) => return self.compared(value, sign, with),
            Err(Beside::Below) => matches!(sign, "<" | "<=" | "<>"),
            Err(Beside::Above) => matches!(sign, ">" | ">=" | "<>"),
        };
        if holds { self.is_there(value) } else { always(false) }
    }
}
