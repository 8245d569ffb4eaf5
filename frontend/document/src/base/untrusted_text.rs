//! Untrusted text, words of others, made safe to show: bounded, without control and bidi characters and heaps of combining marks.
//!
//! No markup is ever made of it. The engine takes its bounds and its list of characters that deceive from here.

/// Most combining marks kept on one letter: more only serve to smear over the neighbours.
pub const MARKS_PER_LETTER: usize = 3;

/// Longest name or label shown, characters: two lines on the smallest phone.
pub const NAME_CHARACTERS: usize = 40;

/// What the page itself adds to a name in brackets, beside numbers: that it is one's own, in each language.
const OWN: [&str; 2] = ["you", "du"];

/// Text of several lines as it may be shown, at most so many bytes.
pub fn clean_text(raw: &str, max_bytes: usize) -> String {
    clean(raw, max_bytes, true)
}

/// Text of one line, spaces to one.
pub fn clean_line(raw: &str, max_bytes: usize) -> String {
    let line = clean(raw, max_bytes, false);
    let mut out = String::with_capacity(line.len());
    for word in line.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// A name or label.
pub fn clean_name(raw: &str) -> String {
    let line = clean_line(raw, NAME_CHARACTERS * 8);
    line.chars().take(NAME_CHARACTERS).collect::<String>().trim_end().to_owned()
}

/// Takes "(2)" and "(you)" off the end: whoever writes that means to be taken for somebody else.
pub fn drop_additions(name: &mut String) {
    while name.chars().next_back().map(narrow) == Some(')')
        && let Some(open) = name.rfind(|c| narrow(c) == '(')
    {
        let inside: String = name[open..].chars().filter(|c| !invisible(*c)).map(narrow).collect();
        let inside = inside.trim_matches(['(', ')', ' ']);
        let number = !inside.is_empty() && inside.chars().all(char::is_numeric);
        let before = name[..open].trim_end();
        let apart = before.len() < open || open == 0;
        if !apart || !number && !OWN.iter().any(|own| inside.eq_ignore_ascii_case(own)) {
            return;
        }
        name.truncate(before.len());
    }
}

/// A name as eyes and ears take it: whoever is told apart by nothing else is called the same. Not by the tables of Unicode
/// (UAX #15, NFKC), which would make the page a sixth larger: of the wide forms it knows those of ASCII.
pub fn fold(name: &str) -> String {
    let seen = name.chars().filter(|c| !deceives(*c) && !invisible(*c)).map(narrow);
    let folded: String = seen.flat_map(char::to_lowercase).collect();
    folded.trim().to_owned()
}

/// The wide forms of East Asian keyboards.
pub fn narrow(c: char) -> char {
    match u32::from(c) {
        wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(c),
        0x3000 => ' ',
        _ => c,
    }
}

/// What takes no ink in a name and is not wrong there: joiners, variation selectors, empty Braille.
fn invisible(c: char) -> bool {
    matches!(c, '\u{034F}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}' | '\u{200C}' | '\u{200D}' | '\u{2800}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{1D173}'..='\u{1D17A}')
}

fn clean(raw: &str, max_bytes: usize, lines: bool) -> String {
    let mut out = String::new();
    let mut marks = 0;
    for c in raw.chars() {
        if out.len() + c.len_utf8() > max_bytes {
            break;
        }
        if combines(c) {
            marks += 1;
            if marks <= MARKS_PER_LETTER && !out.is_empty() {
                out.push(c);
            }
            continue;
        }
        match c {
            '\n' if lines => out.push('\n'),
            '\r' if lines => continue,
            c if c.is_whitespace() => out.push(' '),
            c if c.is_control() || deceives(c) => continue,
            c => out.push(c),
        }
        marks = 0;
    }
    out
}

/// Marks that stack: of Unicode's combining blocks those that fonts pile up.
fn combines(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0489}' | '\u{0591}'..='\u{05BD}' | '\u{0610}'..='\u{061A}'
        | '\u{064B}'..='\u{065F}' | '\u{06D6}'..='\u{06DC}' | '\u{06DF}'..='\u{06E4}' | '\u{06E7}'..='\u{06ED}'
        | '\u{0730}'..='\u{074A}' | '\u{07EB}'..='\u{07F3}' | '\u{08D3}'..='\u{08FF}' | '\u{0951}'..='\u{0954}'
        | '\u{0E31}' | '\u{0E34}'..='\u{0E3A}' | '\u{0E47}'..='\u{0E4E}' | '\u{0EB4}'..='\u{0ECD}'
        | '\u{0F71}'..='\u{0F84}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}'
        | '\u{302A}'..='\u{302F}' | '\u{3099}'..='\u{309A}' | '\u{A66F}'..='\u{A67D}' | '\u{FE20}'..='\u{FE2F}')
}

/// Direction overrides, zero-width characters, tags and the like; the joiners of emoji and of Persian stay.
pub fn deceives(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// Length in UTF-16 code units, which is how editors and `yrs` count.
pub fn utf16_len(text: &str) -> u32 {
    text.chars().map(|c| c.len_utf16() as u32).fold(0, u32::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_keeps_what_people_write() {
        for text in ["Grüße\nan alle", "👩\u{200D}🚀 e\u{301}", "مرحبا بالعالم", "שָׁלוֹם", "a  b"]
        {
            assert_eq!(clean_text(text, 1_000), text);
        }
        assert_eq!(clean_line(" a \n\t b ", 100), "a b");
    }

    #[test]
    fn text_loses_what_deceives() {
        assert_eq!(clean_text("Ada\u{202E}nimda\u{200B}\u{0007}\r\n", 100), "Adanimda\n");
        assert_eq!(clean_text(&format!("a{}b", "\u{489}".repeat(100_000)), 6_000).chars().count(), 5);
        assert_eq!(clean_text("äää", 5), "ää", "never cut inside a character");
        assert_eq!(clean_name(&"x".repeat(1 << 20)).len(), NAME_CHARACTERS);
    }
}
