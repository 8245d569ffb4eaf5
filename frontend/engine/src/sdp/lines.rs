//! The lines of a description, read so strictly that no parser of a browser can read them otherwise.

use super::{MAX_BYTES, SECTIONS};

/// A description that no browser of ours would write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// Above [`MAX_BYTES`].
    TooBig,
    /// Other characters than printable ASCII, folded lines, or lines that are none.
    Garbled,
    /// Not [`SECTIONS`] media sections.
    Sections,
    /// No SHA-256 fingerprint, a weaker one, or two different ones (RFC 8122 §5).
    Fingerprint,
}

/// The name of an attribute.
pub type Attribute<'a> = &'a str;

/// One line: `kind=text`.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Lower case.
    pub kind: char,
    text: &'a str,
    /// What stands behind an attribute's name and colon; for other lines all of the text.
    pub value: &'a str,
}

impl<'a> Line<'a> {
    fn read(line: &'a str) -> Option<Line<'a>> {
        let (kind, text) = line.split_once('=')?;
        let kind = kind.chars().next().filter(|c| kind.len() == 1 && c.is_ascii_lowercase())?;
        let value = match (kind, text.split_once(':')) {
            ('a', Some((_, value))) => value,
            ('a', None) => "",
            (_, _) => text,
        };
        let read = Line { kind, text, value };
        // Some parsers skip spaces and colons before a name, or end it at a space.
        let sound = read.name().is_none_or(|name| !name.is_empty() && name.bytes().all(is_token));
        (sound && (kind == 's' || !text.starts_with(' '))).then_some(read)
    }

    /// The name of an attribute; `None` for other lines.
    pub fn name(&self) -> Option<Attribute<'a>> {
        (self.kind == 'a').then(|| self.text.split(':').next().unwrap_or_default())
    }

    /// The value of the attribute of this name, in whatever case.
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        self.name().filter(|ours| ours.eq_ignore_ascii_case(name)).map(|_| self.value)
    }

    /// The value of an attribute about a payload type, and that type.
    pub fn of_payload(&self, name: &str) -> Option<(u8, &'a str)> {
        let (payload, value) = self.attribute(name)?.trim_start().split_once(' ')?;
        Some((payload.parse().ok()?, value.trim()))
    }

    /// Appends it as browsers write lines.
    pub fn write(&self, out: &mut String) {
        out.push(self.kind);
        out.push('=');
        out.push_str(self.text);
        out.push_str("\r\n");
    }

    /// What stands behind `=`.
    pub fn text(&self) -> &'a str {
        self.text
    }
}

/// All lines, whatever they end with; more media sections than ours are not read to their end.
pub fn read(sdp: &str) -> Result<Vec<Line<'_>>, Unfit> {
    if sdp.len() > MAX_BYTES {
        return Err(Unfit::TooBig);
    }
    if !sdp.bytes().all(|b| matches!(b, b' '..=b'~' | b'\r' | b'\n')) {
        return Err(Unfit::Garbled);
    }
    let lines = sdp.split(['\r', '\n']).filter(|line| !line.is_empty());
    let lines: Vec<Line> = lines.map(|line| Line::read(line).ok_or(Unfit::Garbled)).collect::<Result<_, _>>()?;
    if lines.iter().filter(|line| line.kind == 'm').count() > SECTIONS {
        return Err(Unfit::Sections);
    }
    Ok(lines)
}

/// RFC 8866 §9, `token-char`.
fn is_token(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`{|}~".contains(&b)
}
