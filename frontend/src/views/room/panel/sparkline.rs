//! Sparklines of the last minute: a line in a box, and the figures at the ends of its axis.

use leptos::prelude::*;

/// The box, in units of the drawing: one across for each second.
const WIDTH: usize = 60;
const HEIGHT: u32 = 24;

/// What a plot shows, one figure a second, oldest first; nothing where there was none.
#[derive(Default)]
pub struct Series(pub Vec<Option<u32>>);

impl Series {
    /// The end of the axis: the largest figure, made round, and no smaller than this.
    pub fn top(&self, least: u32) -> u32 {
        round_up(self.0.iter().copied().flatten().max().unwrap_or(0).max(least))
    }

    /// The line (SVG 2, path data) up to [`Series::top`], against the right side of the box.
    pub fn path(&self, least: u32) -> String {
        let top = self.top(least);
        let start = WIDTH.saturating_sub(self.0.len());
        let mut path = String::new();
        let mut pen = "M";
        for (x, figure) in (start..).zip(&self.0) {
            let Some(figure) = figure else {
                pen = "M";
                continue;
            };
            let y = HEIGHT - (u64::from(*figure) * u64::from(HEIGHT) / u64::from(top)) as u32;
            let (x, y) = (x.to_string(), y.to_string());
            // A step as wide as its second, so that a single one is seen too.
            path.extend([pen, &x, " ", &y, "h1"]);
            pen = "L";
        }
        path
    }
}

/// The next of 1, 2, 5, 10, 20, 50, …
fn round_up(figure: u32) -> u32 {
    let mut decade = 1_u32;
    loop {
        for step in [1, 2, 5] {
            match decade.checked_mul(step) {
                Some(round) if round >= figure => return round,
                Some(_) => {}
                None => return u32::MAX,
            }
        }
        decade = match decade.checked_mul(10) {
            Some(next) => next,
            None => return u32::MAX,
        };
    }
}

/// The drawing; the words beside it say the same.
pub fn sparkline(path: impl Fn() -> String + Send + Sync + 'static) -> AnyView {
    // One type for all of them, like everything that screens are built of.
    let path: Box<dyn Fn() -> String + Send + Sync> = Box::new(path);
    view! {
        <svg class="plot" viewBox="-1 -2 62 28" preserveAspectRatio="none" aria-hidden="true">
            <path d=path />
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_ends_at_a_round_figure() {
        let tops = [0, 1, 3, 11, 50, 51, 1_200_000, u32::MAX].map(round_up);
        assert_eq!(tops, [1, 1, 5, 20, 50, 100, 2_000_000, u32::MAX]);
        assert_eq!(Series(vec![Some(3), None]).top(100), 100);
        assert_eq!(Series(vec![]).top(0), 1);
    }

    #[test]
    fn the_newest_stands_at_the_right_and_gaps_stay_open() {
        let series = Series(vec![Some(0), Some(25), None, Some(50), Some(99)]);
        assert_eq!(series.path(10), "M55 24h1L56 18h1M58 12h1L59 1h1");
        assert_eq!(Series(vec![]).path(100), "");
        assert_eq!(Series(vec![Some(7); 60]).path(0).matches('h').count(), 60);
    }
}
