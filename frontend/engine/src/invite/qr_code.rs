//! The link as a QR code (ISO/IEC 18004), as the path of a drawing: nothing is fetched and nothing leaves the page for it.

use qrcodegen::{QrCode, QrCodeEcc};

/// The light margin that readers need around a code, modules (ISO/IEC 18004 §6.3.8).
const MARGIN: i32 = 4;

/// A QR code to be drawn: one unit is one module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// Width and height with the margin, modules.
    pub side: u32,
    /// The dark modules (SVG 2 §9.3): each run of a row is one rectangle.
    pub path: String,
}

/// Draws a text, with enough to repair 15 % of it (level M); `None` if it is too long for a QR code.
pub fn draw(text: &str) -> Option<Drawing> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            // What lies outside the code is light.
            let run = (x..).take_while(|x| code.get_module(*x, y)).count() as i32;
            if run > 0 {
                let [left, top, run] = [x + MARGIN, y + MARGIN, run].map(|number| number.to_string());
                path += &["M", &left, " ", &top, "h", &run, "v1h-", &run, "z"].concat();
            }
            x += run.max(1);
        }
    }
    Some(Drawing { side: (code.size() + 2 * MARGIN) as u32, path })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::invite::{Link, url};

    fn link() -> String {
        url("https://meet.example", &Link::from_parts([7; 16], false))
    }

    /// The dark modules of a path, by row and column.
    fn modules(drawing: &Drawing) -> Vec<Vec<bool>> {
        let mut rows = vec![vec![false; drawing.side as usize]; drawing.side as usize];
        for run in drawing.path.split('M').skip(1) {
            let (at, rest) = run.split_once('h').expect("a run has a length");
            let (x, y) = at.split_once(' ').expect("a run begins somewhere");
            let (x, y): (usize, usize) = (x.parse().expect("a column"), y.parse().expect("a row"));
            let length: usize = rest.split('v').next().and_then(|length| length.parse().ok()).expect("a length");
            assert_eq!(rest, format!("{length}v1h-{length}z"), "a rectangle of one row");
            for module in &mut rows[y][x..x + length] {
                assert!(!*module, "no module is drawn twice");
                *module = true;
            }
        }
        rows
    }

    #[test]
    fn a_link_is_drawn_module_by_module_with_a_light_margin() {
        let drawing = draw(&link()).expect("a link is short enough");
        let code = QrCode::encode_text(&link(), QrCodeEcc::Medium).expect("a link is short enough");
        assert_eq!(drawing.side as i32, code.size() + 8);
        for (y, row) in (0..).zip(modules(&drawing)) {
            for (x, dark) in (0..).zip(row) {
                assert_eq!(dark, code.get_module(x - 4, y - 4), "the module at {x}, {y}");
            }
        }
    }

    #[test]
    fn each_of_three_corners_has_the_pattern_by_which_readers_find_it() {
        let drawing = draw(&link()).expect("a link is short enough");
        let rows = modules(&drawing);
        let far = drawing.side as usize - 4 - 7;
        for (left, top) in [(4, 4), (far, 4), (4, far)] {
            let line = |y: usize| rows[top + y][left..left + 7].to_vec();
            assert_eq!(line(0), [true; 7]);
            assert_eq!(line(1), [true, false, false, false, false, false, true]);
            assert_eq!(line(3), [true, false, true, true, true, false, true]);
            assert_eq!(line(6), [true; 7]);
        }
    }

    #[test]
    fn the_code_of_a_usual_link_is_coarse_enough_for_an_old_phone() {
        // Version 4 has 33 modules a side: at 200 pixels each is six wide.
        assert!(draw(&link()).is_some_and(|drawing| drawing.side <= 33 + 8));
    }

    #[test]
    fn what_no_code_can_hold_is_not_drawn() {
        assert_eq!(draw(&"x".repeat(3_000)), None);
    }
}
