//! What a terminal can show beside lines of text: an address that a phone reads (ISO/IEC 18004).

use qrcodegen::{QrCode, QrCodeEcc};

/// The light margin that readers need, modules (ISO/IEC 18004 §6.3.8).
const MARGIN: i32 = 4;

/// A QR code of half blocks, two rows to a line: dark is written as blank, so that light is drawn whatever the colours are.
pub fn qr_code(text: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let edges = || -MARGIN..code.size() + MARGIN;
    let line = |y: i32| {
        edges()
            .map(|x| match (code.get_module(x, y), code.get_module(x, y + 1)) {
                (false, false) => '█',
                (false, true) => '▀',
                (true, false) => '▄',
                (true, true) => ' ',
            })
            .collect::<String>()
    };
    // White on black, in whatever theme.
    Some(edges().step_by(2).map(|y| format!("\u{1b}[97;40m{}\u{1b}[0m\n", line(y))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_a_square_with_a_light_margin() {
        let text = qr_code("https://192.168.1.20:8443").unwrap();
        let lines: Vec<String> =
            text.lines().map(|line| line.replace("\u{1b}[97;40m", "").replace("\u{1b}[0m", "")).collect();
        let width = lines[0].chars().count();
        assert!(lines.iter().all(|line| line.chars().count() == width));
        assert_eq!(lines.len(), width.div_ceil(2));
        assert!(lines[..2].iter().all(|line| line.chars().all(|c| c == '█')));
        // The corner that readers look for: seven dark, and a light frame in it.
        let corner: String = lines[2].chars().skip(4).take(8).collect();
        assert_eq!(corner, " ▄▄▄▄▄ █");
    }
}
