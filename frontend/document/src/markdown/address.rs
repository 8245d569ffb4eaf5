//! Addresses in what people write: which are links, where each leads (WHATWG URL), and which do not plainly say so.
//!
//! Invariant: a link has one of three schemes, `https`, `http` and `mailto`, and nothing that is written adds another.

use crate::base::untrusted_text;

/// Longest address, bytes: what browsers take, and little enough to be looked through again and again.
const LONGEST: usize = 2_048;
/// Longest label of a host, characters: none that is longer leads anywhere (RFC 1035, 2.3.4).
const LABEL: usize = 63;
/// What a sentence puts behind an address.
const PUNCTUATION: [char; 16] = ['.', ',', ';', ':', '!', '?', '*', '_', '\'', '…', '“', '”', '‘', '’', '»', '«'];
/// Characters before which something that has no scheme, or only `mailto:`, is a part of something longer.
const JOINTS: [char; 12] = ['/', '\\', '.', '@', ':', '-', '=', '%', '&', '?', '#', '+'];

/// The address that begins here, behind `before`, without the punctuation of the sentence around it.
pub fn begins(rest: &str, before: Option<char>) -> Option<&str> {
    if before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let alone = !before.is_some_and(|before| JOINTS.contains(&before));
    if let Some(at) = after(rest, "https://").or_else(|| after(rest, "http://")) {
        let written = web(rest)?;
        return (written.len() > at).then_some(written);
    }
    if alone && after(rest, "www.").is_some() {
        let written = web(rest)?;
        let authority = authority(written);
        let whole = authority.split('.').count() > 2 && authority.split('.').all(|label| !label.is_empty());
        return (whole && !authority.contains('@')).then_some(written);
    }
    if alone { mail(rest) } else { None }
}

/// Where it leads, for a browser.
pub fn target(written: &str) -> String {
    if after(written, "www.").is_some() { ["https://", written].concat() } else { written.to_owned() }
}

/// Whom it leads to: the host in letters of ASCII, as browsers ask for it (RFC 3492), or the one who gets the mail.
pub fn host(written: &str) -> String {
    if let Some(at) = after(written, "mailto:") {
        let (name, host) = written[at..].rsplit_once('@').unwrap_or_default();
        return [name, "@", &ascii(host)].concat();
    }
    let authority = authority(written);
    let host = authority.rsplit('@').next().unwrap_or_default();
    // What stands in brackets is a number with colons of its own.
    let host = match host.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => host,
        Some(_) | None => host,
    };
    ascii(&decoded(host))
}

/// The same, where what is written may be taken for another: with letters beyond ASCII or their code, with a part before an
/// `@`, or with signs that only some programs read alike.
pub fn disguised(written: &str) -> Option<String> {
    let (shown, whole) = match after(written, "mailto:") {
        Some(at) => {
            let host = written[at..].rsplit('@').next().unwrap_or_default();
            (host, host)
        }
        None => (authority(written), between_slashes(written)),
    };
    let code = |label: &str| after(label, "xn--").is_some();
    let strange = !shown.is_ascii() || shown.split('.').any(code) || shown.contains(['@', '%']);
    (strange || shown != whole).then(|| host(written))
}

/// How long the beginning is if it is this one, in large or small letters.
fn after(text: &str, beginning: &str) -> Option<usize> {
    let begins = text.get(..beginning.len()).is_some_and(|head| head.eq_ignore_ascii_case(beginning));
    begins.then_some(beginning.len())
}

/// An address of the Web, to its end.
fn web(rest: &str) -> Option<&str> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`');
    let end = rest.char_indices().find(|(at, c)| *at > LONGEST || ends(*c)).map_or(rest.len(), |(at, _)| at);
    let end = rest[..end].find("](").unwrap_or(end);
    let mut address = rest.get(..end).filter(|address| address.len() <= LONGEST)?.trim_end_matches(PUNCTUATION);
    // A bracket that was opened before the address closes behind it.
    let count = |bracket: char| address.matches(bracket).count();
    for _ in count('(')..count(')') {
        let Some(shorter) = address.strip_suffix(')') else { break };
        address = shorter.trim_end_matches(PUNCTUATION);
    }
    Some(address)
}

/// `mailto:name@host`, and nothing of what would write a letter for somebody (RFC 6068, `?subject=`).
fn mail(rest: &str) -> Option<&str> {
    let begin = after(rest, "mailto:")?;
    let name = rest[begin..].find(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '_' | '+' | '-'))?;
    let at = begin + name;
    let host = rest[at..].strip_prefix('@').filter(|_| name > 0)?;
    let length = host.find(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '-')).unwrap_or(host.len());
    let host = host[..length].trim_end_matches(['.', '-']);
    let end = at + 1 + host.len();
    (!host.is_empty() && !host.starts_with(['.', '-']) && end <= LONGEST).then(|| &rest[..end])
}

/// What stands behind the scheme, up to the first slash of any kind, the query or the fragment.
fn authority(written: &str) -> &str {
    between_slashes(written).split('\\').next().unwrap_or_default()
}

/// The same, where only `/` is a slash: what people take for the host.
fn between_slashes(written: &str) -> &str {
    let begin = after(written, "https://").or_else(|| after(written, "http://")).unwrap_or_default();
    let rest = written[begin..].trim_start_matches(['/', '\\']);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// With its percent signs read, where that makes text.
fn decoded(host: &str) -> String {
    let mut bytes = Vec::with_capacity(host.len());
    let mut rest = host.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = std::str::from_utf8(tail.get(..2).unwrap_or_default()).ok().filter(|_| *first == b'%');
        let byte = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = tail.get(if byte.is_some() { 2 } else { 0 }..).unwrap_or_default();
    }
    // What would be a line or a control is none here.
    String::from_utf8(bytes).ok().filter(|read| !read.contains(char::is_control)).unwrap_or_else(|| host.to_owned())
}

/// A host in ASCII. Of the mapping of Unicode (UTS #46) it knows small letters, wide ones and the full stops of East Asia:
/// what it does not know is in code, so that it is never taken for a host that it is not.
fn ascii(host: &str) -> String {
    let plain: String = host.chars().flat_map(|c| narrow(c).to_lowercase()).collect();
    let labels = plain.split('.').map(|label| match label {
        label if label.is_ascii() => label.to_owned(),
        label => ["xn--", &code(label).unwrap_or_else(|| "…".to_owned())].concat(),
    });
    labels.collect::<Vec<_>>().join(".")
}

/// A wide letter as the narrow one that it stands for; a wide space stands for nothing in a host.
fn narrow(c: char) -> char {
    match c {
        '\u{3002}' | '\u{FF61}' => '.',
        '\u{3000}' => c,
        _ => untrusted_text::narrow(c),
    }
}

/// A label in Punycode (RFC 3492, 6.3); none for one that is too long for any host.
fn code(label: &str) -> Option<String> {
    let letters: Vec<u32> = label.chars().take(LABEL + 1).map(u32::from).collect();
    if letters.len() > LABEL {
        return None;
    }
    let mut out: String = label.chars().filter(char::is_ascii).collect();
    let basic = out.len() as u32;
    if basic > 0 {
        out.push('-');
    }
    let (mut n, mut delta, mut bias, mut done) = (128_u32, 0_u32, 72_u32, basic);
    while (done as usize) < letters.len() {
        let next = letters.iter().copied().filter(|letter| *letter >= n).min()?;
        delta = delta.checked_add((next - n).checked_mul(done + 1)?)?;
        n = next;
        for letter in &letters {
            if *letter < n {
                delta = delta.checked_add(1)?;
            }
            if *letter == n {
                number(delta, bias, &mut out);
                bias = adapted(delta, done + 1, done == basic);
                (delta, done) = (0, done + 1);
            }
        }
        (delta, n) = (delta.checked_add(1)?, n.checked_add(1)?);
    }
    Some(out)
}

/// A number of variable length (RFC 3492, 3.3).
fn number(mut value: u32, bias: u32, out: &mut String) {
    let digit = |value: u32| char::from(if value < 26 { b'a' + value as u8 } else { b'0' + (value - 26) as u8 });
    for k in (36_u32..).step_by(36) {
        let threshold = k.saturating_sub(bias).clamp(1, 26);
        if value < threshold {
            break;
        }
        out.push(digit(threshold + (value - threshold) % (36 - threshold)));
        value = (value - threshold) / (36 - threshold);
    }
    out.push(digit(value));
}

/// The bias for the next number (RFC 3492, 6.1).
fn adapted(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / points;
    let mut k = 0;
    while delta > 455 {
        delta /= 35;
        k += 36;
    }
    k + 36 * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_an_address_of_one_of_three_kinds() {
        for (text, link) in [
            ("HTTPS://EXAMPLE.ORG!", Some("HTTPS://EXAMPLE.ORG")),
            ("Http://a.b/c", Some("Http://a.b/c")),
            ("www.example.org, ja", Some("www.example.org")),
            ("WWW.example.org/a?b#c", Some("WWW.example.org/a?b#c")),
            ("mailto:ada@example.org.", Some("mailto:ada@example.org")),
            ("MAILTO:a.b+c@example?subject=x", Some("MAILTO:a.b+c@example")),
            ("https://a.b“ sagt sie", Some("https://a.b")),
            ("https://", None),
            ("www.", None),
            ("www.example", None),
            ("www..example", None),
            ("www.bank.de@evil.example", None),
            ("mailto:", None),
            ("mailto:ada", None),
            ("mailto:@example.org", None),
            ("mailto:ada@", None),
            ("mailto:ada%0a@example.org", None),
            ("javascript:alert(1)", None),
            ("ftp://www.example.org", None),
            ("data:text/html,x", None),
            ("httpſ://a.b", None),
        ] {
            assert_eq!(begins(text, None), link, "{text}");
        }
        for before in ['x', '/', ':', '@'] {
            assert_eq!((begins("www.a.bc", Some(before)), begins("mailto:a@b", Some(before))), (None, None));
        }
        assert_eq!(begins("www.a.bc", Some('(')), Some("www.a.bc"));
        for scheme in ["https://", "http://", "mailto:"] {
            let written = format!("{scheme}a@b");
            assert_eq!(target(&written), written);
        }
        assert_eq!(target("Www.a.bc"), "https://Www.a.bc");
    }

    #[test]
    fn an_address_that_seems_to_lead_elsewhere_says_where_it_leads() {
        for (written, leads) in [
            ("https://example.org/a@b", None),
            ("https://EXAMPLE.org:8443/ü?x=%20#é", None),
            ("http://[::1]:80/", None),
            ("www.example.org", None),
            ("mailto:ada@example.org", None),
            ("https://bank.de@evil.example/", Some("evil.example")),
            ("https://bank.de:443@evil.example:80/", Some("evil.example")),
            ("https://a@b@[::1]:80", Some("[::1]")),
            (r"https://evil.example\.bank.de/", Some("evil.example")),
            (r"https://evil.example\@bank.de/", Some("evil.example")),
            (r"https:///\bank.de@evil.example/", Some("evil.example")),
            ("https://b%61nk.de%2Eevil.example", Some("bank.de.evil.example")),
            ("https://bank.de%2Fevil.example", Some("bank.de/evil.example")),
            ("https://xn--pple-43d.com", Some("xn--pple-43d.com")),
            ("https://www.XN--pple-43d.com", Some("www.xn--pple-43d.com")),
            ("https://аpple.com/", Some("xn--pple-43d.com")),
            ("https://MÜNCHEN.de", Some("xn--mnchen-3ya.de")),
            ("https://ｅｖｉｌ。example", Some("evil.example")),
            ("www.bücher.example", Some("www.xn--bcher-kva.example")),
            ("https://他们为什么不说中文.example", Some("xn--ihqwcrb4cv8a8dqg056pqjye.example")),
            ("mailto:ada@bücher.example", Some("ada@xn--bcher-kva.example")),
        ] {
            assert_eq!(disguised(written).as_deref(), leads, "{written}");
        }
        assert_eq!(host("HTTPS://Example.org:8443/x"), "example.org");
        assert_eq!(host("mailto:ada@Example.org"), "ada@example.org");
        assert_eq!(host(&format!("https://{}.de", "ü".repeat(64))), "xn--….de");
    }

    #[test]
    fn a_host_made_to_be_slow_takes_no_long_time() {
        for piece in ["ü", "ü.", "%", "%c3%bc", "@", ":", r"\", "\u{10FFFF}"] {
            let written = "https://".to_owned() + &piece.repeat(2_000 / piece.len());
            assert!(host(&written).len() < 60 * LONGEST, "{piece}");
        }
    }
}
