//! The little we read in and write into a session description (RFC 8866): its fingerprint, its size, its Opus line.

/// Longest description taken from a peer, bytes: browsers write 6 to 12 thousand for our five sections.
pub const MAX_BYTES: usize = 30 * 1024;
/// Media sections of every description of ours: microphone, camera, screen, screen sound, data.
pub const SECTIONS: usize = 5;
/// Asked of the other side's Opus encoder where it says nothing itself: silence costs nothing, a lost packet is in the
/// next one, and mono speech needs no more than 32 kbit/s.
const FRUGAL: [(&str, u32); 3] = [("usedtx", 1), ("useinbandfec", 1), ("maxaveragebitrate", 32_000)];
/// From so many people on sound travels in packets of 40 ms: half as many, each with its own cost.
const MANY: usize = 9;

/// A description that no browser of ours would write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// Above [`MAX_BYTES`].
    TooBig,
    /// Control characters in it.
    Garbled,
    /// Not [`SECTIONS`] media sections.
    Sections,
    /// No SHA-256 fingerprint, a weaker one, or two different ones (RFC 8122 §5).
    Fingerprint,
}

/// Checks a peer's description and gives its one fingerprint, in upper case.
///
/// Invariant: exactly one fingerprint, SHA-256, so that the letter that confirms it later speaks of the whole connection.
pub fn check(sdp: &str) -> Result<String, Unfit> {
    if sdp.len() > MAX_BYTES {
        return Err(Unfit::TooBig);
    }
    let stray = |c: char| c.is_control() && c != '\r' && c != '\n';
    // What browsers write is ASCII; octets are looked at faster than characters.
    let garbled = if sdp.is_ascii() { sdp.bytes().any(|b| stray(b.into())) } else { sdp.chars().any(stray) };
    if garbled {
        return Err(Unfit::Garbled);
    }
    let mut sections = 0;
    let mut found: Option<String> = None;
    for line in lines(sdp) {
        sections += usize::from(line.starts_with("m="));
        let Some(value) = attribute(line, "fingerprint") else { continue };
        let (hash, digest) = value.split_once(' ').ok_or(Unfit::Fingerprint)?;
        let digest = digest.trim().to_ascii_uppercase();
        if !hash.eq_ignore_ascii_case("sha-256") || !is_sha256(&digest) {
            return Err(Unfit::Fingerprint);
        }
        match &found {
            Some(earlier) if *earlier != digest => return Err(Unfit::Fingerprint),
            Some(_) | None => found = Some(digest),
        }
    }
    if sections != SECTIONS {
        return Err(Unfit::Sections);
    }
    found.ok_or(Unfit::Fingerprint)
}

/// Asks the other side's encoder for frugal speech: discontinuous transmission, in-band FEC, an average bitrate and, for
/// nine people and more, longer packets (RFC 7587 §6.1). The only edit we ever make, on the remote description before it is applied.
pub fn with_frugal_sound(sdp: &str, people: usize) -> String {
    let mut out = String::with_capacity(sdp.len() + 200);
    for section in sections(sdp) {
        let opus: Vec<&str> = section
            .iter()
            .filter_map(|line| attribute(line, "rtpmap")?.split_once(' '))
            .filter(|(_, codec)| codec.to_ascii_lowercase().starts_with("opus/"))
            .map(|(payload, _)| payload)
            .collect();
        let mut spoken = Vec::new();
        for line in &section {
            out.push_str(line);
            if let Some((payload, parameters)) = attribute(line, "fmtp").and_then(|value| value.split_once(' '))
                && opus.contains(&payload)
            {
                spoken.push(payload);
                for (key, value) in FRUGAL {
                    if !parameters.split(';').any(|one| one.trim().split('=').next() == Some(key)) {
                        out.push_str(&format!(";{key}={value}"));
                    }
                }
            }
            out.push_str("\r\n");
        }
        for payload in opus.iter().filter(|payload| !spoken.contains(payload)) {
            let parameters: Vec<String> = FRUGAL.iter().map(|(key, value)| format!("{key}={value}")).collect();
            out.push_str(&format!("a=fmtp:{payload} {}\r\n", parameters.join(";")));
        }
        if people >= MANY && !opus.is_empty() {
            out.push_str("a=ptime:40\r\n");
        }
    }
    out
}

/// The session's own lines, then those of each media section.
fn sections(sdp: &str) -> Vec<Vec<&str>> {
    let mut sections = vec![Vec::new()];
    for line in lines(sdp) {
        if line.starts_with("m=") {
            sections.push(Vec::new());
        }
        if let Some(section) = sections.last_mut() {
            section.push(line);
        }
    }
    sections
}

fn lines(sdp: &str) -> impl Iterator<Item = &str> {
    sdp.split('\n').flat_map(|line| line.split('\r')).filter(|line| !line.is_empty())
}

fn attribute<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    line.strip_prefix("a=")?.strip_prefix(name)?.strip_prefix(':')
}

fn is_sha256(digest: &str) -> bool {
    let mut octets = 0;
    digest.split(':').all(|octet| {
        octets += 1;
        octet.len() == 2 && octet.bytes().all(|b| b.is_ascii_hexdigit())
    }) && octets == 32
}

/// Whether a peer's candidate may be handed to the browser: an address or an mDNS name, so that no name is looked up for a
/// stranger, and no well-known port, so that nobody's services are knocked at.
pub fn fit_candidate(candidate: &str) -> bool {
    if candidate.is_empty() {
        return true;
    }
    if candidate.len() > 512 || candidate.chars().any(char::is_control) {
        return false;
    }
    let words: Vec<&str> = candidate.trim_start_matches("a=").split_ascii_whitespace().collect();
    let (Some(transport), Some(address), Some(port)) = (words.get(2), words.get(4), words.get(5)) else { return false };
    let Ok(port) = port.parse::<u16>() else { return false };
    let udp = transport.eq_ignore_ascii_case("udp");
    // Active TCP candidates carry the discard port (RFC 6544 §4.5) and are never dialled.
    let active = transport.eq_ignore_ascii_case("tcp") && words.windows(2).any(|pair| pair == ["tcptype", "active"]);
    let named = address.parse::<core::net::IpAddr>().is_ok() || is_mdns(address);
    words[0].starts_with("candidate:")
        && named
        && (active || port >= 1024)
        && (udp || transport.eq_ignore_ascii_case("tcp"))
}

/// A random UUID under `.local` (RFC 6762, draft-ietf-mmusic-mdns-ice-candidates §3.1.1).
fn is_mdns(address: &str) -> bool {
    address.strip_suffix(".local").is_some_and(|name| {
        name.len() <= 64 && !name.is_empty() && name.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
    })
}
