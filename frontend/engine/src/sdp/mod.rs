//! The little we read in and write into a session description (RFC 8866): its fingerprint, its size, whose doors it
//! knocks at, its Opus lines.

mod candidate_filter;
mod lines;
mod opus;

pub use candidate_filter::{Reach, fit_candidate};
pub use lines::Unfit;
pub use opus::with_own_sound;

use lines::{Attribute, Line};

/// Longest description taken from a peer, bytes: browsers write 6 to 16 thousand for our five sections.
pub const MAX_BYTES: usize = 30 * 1024;
/// Media sections of every description of ours: microphone, camera, screen, screen sound, data.
pub const SECTIONS: usize = 5;
/// Longest description as JSON writes it, bytes: a bundle holds it, and what a bundle has around it.
pub const MAX_WRITTEN_BYTES: usize = 31 * 1024 - 160;
/// Candidates inside one description that are handed to the browser; browsers have a dozen.
const MAX_CANDIDATES: usize = 64;

/// Checks a description and gives its one fingerprint, in upper case.
///
/// Invariant: exactly one fingerprint, SHA-256, so that the message that confirms it later speaks of the whole connection.
///
/// # Errors
/// See [`Unfit`].
pub fn check(sdp: &str) -> Result<String, Unfit> {
    let mut sections = 0;
    let mut found: Option<String> = None;
    for line in lines::read(sdp)? {
        sections += usize::from(line.kind == 'm');
        let Some(value) = line.attribute("fingerprint") else { continue };
        let mut words = value.split_ascii_whitespace();
        let (Some(hash), Some(digest), None) = (words.next(), words.next(), words.next()) else {
            return Err(Unfit::Fingerprint);
        };
        let digest = digest.to_ascii_uppercase();
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

/// A peer's description without what would make a browser look up a name or knock at a door it should not know: candidates
/// that [`fit_candidate`] refuses, default addresses (RFC 8839 §4.4: ICE takes none), identity providers (which Firefox
/// would load). What the browser gets is written anew from the lines that were read, so that both read the same.
///
/// # Errors
/// See [`Unfit`].
pub fn screened(sdp: &str, reach: Reach) -> Result<String, Unfit> {
    let mut out = String::with_capacity(sdp.len() + 64);
    let mut candidates = 0;
    for line in lines::read(sdp)? {
        let kept = match line.name() {
            Some(name) if is(name, "candidate") => {
                candidates += 1;
                candidates <= MAX_CANDIDATES && candidate_filter::fit_value(line.value, reach)
            }
            Some(name) => !["identity", "remote-candidates"].iter().any(|other| is(name, other)),
            None => true,
        };
        match (kept, line) {
            (false, _) => {}
            (true, Line { kind: 'c', .. }) => out.push_str("c=IN IP4 0.0.0.0\r\n"),
            (true, line) if line.attribute("rtcp").is_some() => out.push_str("a=rtcp:9 IN IP4 0.0.0.0\r\n"),
            (true, line) => line.write(&mut out),
        }
    }
    Ok(out)
}

/// A description of ours as it is sent; `None` where it fits no bundle. One that is too long leaves its candidates out:
/// they travel in messages of their own anyway.
pub fn fitted(sdp: &str) -> Option<String> {
    let whole = fits(sdp).then(|| sdp.to_owned());
    whole.or_else(|| Some(without_candidates(sdp)).filter(|shorter| fits(shorter)))
}

/// Whether it is within [`MAX_BYTES`], and a bundle can hold it (JSON writes a line end in four bytes).
fn fits(sdp: &str) -> bool {
    let written = sdp.len() + sdp.bytes().filter(|b| matches!(b, b'\r' | b'\n' | b'"' | b'\\')).count();
    sdp.len() <= MAX_BYTES && written <= MAX_WRITTEN_BYTES
}

fn without_candidates(sdp: &str) -> String {
    let mut out = String::with_capacity(sdp.len());
    for line in sdp.split(['\r', '\n']).filter(|line| !line.is_empty() && !line.starts_with("a=candidate:")) {
        out.push_str(line);
        out.push_str("\r\n");
    }
    out
}

/// Names of attributes are compared without case: some parsers do.
fn is(name: Attribute<'_>, other: &str) -> bool {
    name.eq_ignore_ascii_case(other)
}

fn is_sha256(digest: &str) -> bool {
    let mut octets = 0;
    digest.split(':').all(|octet| {
        octets += 1;
        octet.len() == 2 && octet.bytes().all(|b| b.is_ascii_hexdigit())
    }) && octets == 32
}
