//! A bar chart as SVG. Written by hand because colours have to follow the reader's light or dark
//! theme, which takes a style sheet inside the picture; drawing libraries set colours on shapes.

use std::fmt::Write as _;

/// One bar.
pub(crate) struct Bar {
    pub(crate) name: String,
    pub(crate) value: f64,
    /// The value, as a person reads it.
    pub(crate) label: String,
    /// Whether it is Tollgate's, which stands out.
    pub(crate) ours: bool,
}

const WIDTH: f64 = 720.0;
const NAMES_WIDTH: f64 = 230.0;
const LABELS_WIDTH: f64 = 90.0;
const ROW_HEIGHT: f64 = 28.0;
const BAR_HEIGHT: f64 = 16.0;
const HEAD_HEIGHT: f64 = 44.0;
const FOOT_HEIGHT: f64 = 14.0;

/// Bars that differ by more than this are drawn on a logarithmic scale.
const LINEAR_MAX: f64 = 40.0;

/// Readable on white and on dark grey, and apart from each other for the colour-blind.
const STYLE: &str = "\
text{font:13px system-ui,sans-serif;fill:#1f2328}\
.title{font-weight:600;font-size:15px}\
.scale{font-size:11px;fill:#59636e}\
.peer{fill:#8c959f}.ours{fill:#0969da}.grid{stroke:#d1d9e0}\
@media(prefers-color-scheme:dark){text{fill:#f0f6fc}.scale{fill:#9198a1}\
.peer{fill:#656c76}.ours{fill:#4493f8}.grid{stroke:#3d444d}}";

/// Draws bars under a title.
pub(crate) fn chart(title: &str, bars: &[Bar]) -> String {
    let scale = Scale::of(bars);
    let height = HEAD_HEIGHT + ROW_HEIGHT * bars.len() as f64 + FOOT_HEIGHT;
    let spoken: Vec<String> =
        bars.iter().map(|bar| format!("{}: {}", bar.name, bar.label)).collect();
    let mut svg = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         width=\"{WIDTH}\" height=\"{height}\" role=\"img\">\n<title>{}</title>\n<desc>{}</desc>\n\
         <style>{STYLE}</style>\n<text class=\"title\" x=\"0\" y=\"18\">{}</text>",
        escaped(title),
        escaped(&spoken.join("; ")),
        escaped(title),
    );
    if scale.logarithmic {
        let _ = writeln!(
            svg,
            "<text class=\"scale\" x=\"{WIDTH}\" y=\"18\" text-anchor=\"end\">logarithmic scale, \
             a line for each factor of ten</text>"
        );
    }
    for x in scale.lines() {
        let (top, bottom) = (HEAD_HEIGHT - 8.0, height - FOOT_HEIGHT + 4.0);
        let _ = writeln!(
            svg,
            "<line class=\"grid\" x1=\"{x:.1}\" y1=\"{top}\" x2=\"{x:.1}\" y2=\"{bottom}\"/>"
        );
    }
    for (row, bar) in bars.iter().enumerate() {
        let y = HEAD_HEIGHT + ROW_HEIGHT * row as f64;
        let end = scale.place(bar.value);
        let class = if bar.ours { "ours" } else { "peer" };
        let base = y + BAR_HEIGHT - 3.0;
        let _ = writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{base}\" text-anchor=\"end\">{}</text>\
             <rect class=\"{class}\" x=\"{NAMES_WIDTH}\" y=\"{y}\" width=\"{:.1}\" \
             height=\"{BAR_HEIGHT}\" rx=\"2\"/><text x=\"{:.1}\" y=\"{base}\">{}</text>",
            NAMES_WIDTH - 8.0,
            escaped(&bar.name),
            end - NAMES_WIDTH,
            end + 6.0,
            escaped(&bar.label),
        );
    }
    svg.push_str("</svg>\n");
    svg
}

/// Where values lie across the chart.
struct Scale {
    logarithmic: bool,
    from: f64,
    to: f64,
}

impl Scale {
    fn of(bars: &[Bar]) -> Scale {
        let values = || bars.iter().map(|bar| bar.value).filter(|value| *value > 0.0);
        let (least, most) =
            (values().fold(f64::INFINITY, f64::min), values().fold(f64::MIN_POSITIVE, f64::max));
        if most / least > LINEAR_MAX {
            Scale { logarithmic: true, from: least.log10().floor(), to: most.log10().ceil() }
        } else {
            Scale { logarithmic: false, from: 0.0, to: most }
        }
    }

    fn place(&self, value: f64) -> f64 {
        let value = if self.logarithmic { value.max(f64::MIN_POSITIVE).log10() } else { value };
        let share = ((value - self.from) / (self.to - self.from)).clamp(0.0, 1.0);
        NAMES_WIDTH + share * (WIDTH - NAMES_WIDTH - LABELS_WIDTH)
    }

    /// The places of the lines behind the bars.
    fn lines(&self) -> Vec<f64> {
        if !self.logarithmic {
            return vec![NAMES_WIDTH];
        }
        let decades = (self.to - self.from) as i32;
        (0..=decades).map(|decade| self.place(10f64.powf(self.from + f64::from(decade)))).collect()
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(value: f64) -> Bar {
        Bar { name: "a < b".to_owned(), value, label: value.to_string(), ours: false }
    }

    #[test]
    fn names_are_escaped() {
        assert!(chart("t", &[bar(1.0)]).contains("a &lt; b"));
    }

    #[test]
    fn values_far_apart_get_a_logarithmic_scale() {
        assert!(chart("t", &[bar(1.0), bar(1000.0)]).contains("logarithmic"));
        assert!(!chart("t", &[bar(1.0), bar(10.0)]).contains("logarithmic"));
    }

    #[test]
    fn the_longest_bar_ends_inside() {
        let bars = [bar(3.0), bar(80_000.0)];
        assert!(Scale::of(&bars).place(80_000.0) <= WIDTH - LABELS_WIDTH);
        assert!(Scale::of(&bars).place(3.0) > NAMES_WIDTH);
    }
}
