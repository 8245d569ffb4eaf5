//! What of a note leads somewhere: addresses of the Web and phone numbers, and nothing else.
//!
//! Invariant: what leads anywhere begins with `https://` or `tel:`, and is written out whole where it stands.

use plenum_document::markdown::address;

/// Digits of a phone number at least and at most (ITU-T E.164).
const DIGITS: std::ops::RangeInclusive<usize> = 6..=15;
/// What people write between them.
const BETWEEN: [char; 6] = [' ', '\u{A0}', '-', '/', '(', ')'];

/// How people write the zero that is not dialled from abroad.
const AT_HOME: &str = "(0)";

/// A piece of a note.
#[derive(Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text and nothing else.
    Text(String),
    /// An address of the Web, as written, and where it leads.
    Web {
        /// As it stands in the note.
        written: String,
        /// Where it leads.
        target: String,
        /// The host, where what is written may be taken for another.
        leads: Option<String>,
    },
    /// A phone number, as written, and as a phone dials it.
    Phone {
        /// As it stands in the note.
        written: String,
        /// `tel:` and digits (RFC 3966).
        target: String,
    },
}

/// Not what is written.
impl std::fmt::Debug for Piece {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Piece::Text(_) => "Text",
            Piece::Web { .. } => "Web",
            Piece::Phone { .. } => "Phone",
        })
    }
}

/// The pieces of a note, in their order; together they are all that is written.
pub fn pieces(note: &str) -> Vec<Piece> {
    let (mut pieces, mut text, mut rest) = (Vec::new(), String::new(), note);
    let mut before = None;
    while let Some(first) = rest.chars().next() {
        let found = web(rest, before).or_else(|| phone(rest, before));
        let length = match &found {
            Some(Piece::Web { written, .. } | Piece::Phone { written, .. }) => written.len(),
            Some(Piece::Text(_)) | None => first.len_utf8(),
        };
        let (head, tail) = rest.split_at(length);
        match found {
            Some(piece) => {
                flush(&mut text, &mut pieces);
                pieces.push(piece);
            }
            None => text.push_str(head),
        }
        before = head.chars().next_back();
        rest = tail;
    }
    flush(&mut text, &mut pieces);
    pieces
}

fn flush(text: &mut String, pieces: &mut Vec<Piece>) {
    if !text.is_empty() {
        pieces.push(Piece::Text(std::mem::take(text)));
    }
}

fn web(rest: &str, before: Option<char>) -> Option<Piece> {
    let written = address::begins(rest, before)?;
    let target = address::target(written);
    let safe = target.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"));
    let leads = address::disguised(written);
    safe.then(|| Piece::Web { written: written.to_owned(), target, leads })
}

/// A number that begins with `+` or `0`, as they are told to somebody far away.
fn phone(rest: &str, before: Option<char>) -> Option<Piece> {
    let inside =
        |c: char| c.is_alphanumeric() || matches!(c, '+' | '-' | '/' | '.' | ':' | ',' | '_' | '=' | '@' | '#');
    if !rest.starts_with(['+', '0']) || before.is_some_and(inside) {
        return None;
    }
    let (mut target, mut end, mut digits) = (String::from("tel:"), 0, 0);
    let mut from = 0;
    while let Some(c) = rest[from..].chars().next() {
        let at = from;
        from += c.len_utf8();
        // What comes after a number that could be one already is another matter: hours in brackets, the next number.
        let whole = digits >= *DIGITS.start();
        let apart = rest[end..at].ends_with(char::is_whitespace);
        match c {
            '+' if at == 0 => target.push(c),
            '0'..='9' => {
                target.push(c);
                digits += 1;
                end = from;
            }
            // The zero that is dialled within the country only.
            '(' if target.starts_with("tel:+") && rest[at..].starts_with(AT_HOME) => from = at + AT_HOME.len(),
            '(' | ')' if whole => break,
            '-' | '/' if whole && apart => break,
            _ if BETWEEN.contains(&c) => {}
            _ => break,
        }
    }
    let apart = !rest[end..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '@'));
    (DIGITS.contains(&digits) && apart).then(|| Piece::Phone { written: rest[..end].to_owned(), target })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the pieces lead, and whether together they are what was written.
    fn targets(note: &str) -> Vec<String> {
        let mut whole = String::new();
        let mut targets = Vec::new();
        for piece in pieces(note) {
            match piece {
                Piece::Text(text) => whole.push_str(&text),
                Piece::Web { written, target, .. } | Piece::Phone { written, target } => {
                    whole.push_str(&written);
                    targets.push(target);
                }
            }
        }
        assert_eq!(whole, note);
        targets
    }

    #[test]
    fn a_phone_number_and_another_link_lead_there() {
        assert_eq!(targets("Ruf an: 030 123-45 67."), ["tel:0301234567"]);
        assert_eq!(targets("+49 (0)30 1234567"), ["tel:+49301234567"]);
        assert_eq!(targets("030 1234567 (19-20 Uhr)"), ["tel:0301234567"]);
        assert_eq!(targets("030 / 1234567 - 8 bis 20 Uhr"), ["tel:0301234567"]);
        assert_eq!(targets("030 1234567 / 0171 1234567"), ["tel:0301234567", "tel:01711234567"]);
        assert_eq!(targets("(030) 1234567 (0171) 1234567"), ["tel:0301234567", "tel:01711234567"]);
        assert_eq!(targets("(0049/30/123456)"), ["tel:004930123456"]);
        assert_eq!(
            targets("https://meet.example/#abc, or www.example.org. Else +1 555 0100!"),
            ["https://meet.example/#abc", "https://www.example.org", "tel:+15550100"]
        );
        assert_eq!(targets("0301234567\nhttps://a.example"), ["tel:0301234567", "https://a.example"]);
    }

    #[test]
    fn nothing_else_leads_anywhere() {
        for note in [
            "",
            "Wir treffen uns im Café.",
            "javascript:alert(1)",
            "data:text/html,<b>",
            "<a href=\"x\">y</a>",
            "http://plain.example",
            "mailto:ada@example.org",
            "tel:12345",
            "sms:+",
            "01.12.2026",
            "2026 12345678",
            "00000",
            "+1234567890123456",
            "A0301234567",
            "0301234567x",
            "1-0301234567",
            "+ + + + + + +",
            "https://",
            "٠٣٠١٢٣٤٥٦٧",
        ] {
            assert_eq!(targets(note), [""; 0], "{note}");
        }
    }

    #[test]
    fn an_address_that_may_be_taken_for_another_says_where_it_leads() {
        let found = pieces("https://plenum.example@evil.example/");
        let [Piece::Web { leads: Some(host), .. }] = &*found else { panic!("{found:?}") };
        assert_eq!(host, "evil.example");
    }
}
