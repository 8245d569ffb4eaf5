//! Bounds: what a peer may say, held for every field where a bundle is opened, before anything is kept of it.

use crate::effect::Candidate;
use crate::letter::{Description, DescriptionKind, Hears, Letter, Status};
use crate::sdp::{self, Reach};

/// A name, bytes: 64 letters of any script.
pub const NAME_BYTES: usize = 256;
/// Candidates in one message; browsers gather a dozen.
pub const CANDIDATES: usize = 64;
/// One candidate with its media section and user fragment, bytes.
pub const CANDIDATE_BYTES: usize = 512;
/// A SHA-256 fingerprint, bytes: 32 pairs of hex digits and the colons between them (RFC 8122 §5).
pub const FINGERPRINT_BYTES: usize = 95;
/// Peers named in one hearing report: more than a room holds.
pub const HEARD: usize = 64;

/// The message if it keeps every bound; candidates that break one are taken out. `None`: to be dropped and counted.
pub fn admit(letter: Letter, reach: Reach) -> Option<Letter> {
    match letter {
        Letter::Status(Status { ref name, .. }) if name.len() > NAME_BYTES => None,
        Letter::Description(Description { kind: DescriptionKind::Unknown, .. }) => None,
        Letter::Description(Description { kind, sdp }) => {
            let sdp = sdp::screened(&sdp, reach).ok().filter(|sdp| sdp::check(sdp).is_ok())?;
            Some(Letter::Description(Description { kind, sdp }))
        }
        Letter::Candidates { mut candidates } => {
            candidates.truncate(CANDIDATES);
            candidates.retain(|one| is_short(one) && sdp::fit_candidate(&one.candidate, reach));
            Some(Letter::Candidates { candidates })
        }
        Letter::Fingerprints { ref mine, ref yours } if mine.len().max(yours.len()) > FINGERPRINT_BYTES => None,
        Letter::Hears(Hears { ref well, ref badly, .. }) if well.len() + badly.len() > HEARD => None,
        // Within their bounds, or of a kind that holds numbers and words of our own choice only.
        Letter::Status(_)
        | Letter::Ask { .. }
        | Letter::CallOff {}
        | Letter::Fingerprints { .. }
        | Letter::Goodbye { .. }
        | Letter::Wants(_)
        | Letter::Please { .. }
        | Letter::Hears(_)
        | Letter::Echo {}
        | Letter::Together(_)
        | Letter::Receipt {}
        | Letter::Unknown => Some(letter),
    }
}

fn is_short(one: &Candidate) -> bool {
    let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    one.candidate.len() + length(&one.mid) + length(&one.ufrag) <= CANDIDATE_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letter::Standing;
    use plenum_shared::ids::PeerId;

    fn status(name: String) -> Letter {
        Letter::Status(Status {
            revision: 1,
            place: Standing::In,
            name,
            microphone: false,
            camera: false,
            deaf: false,
            screen: false,
            screen_sound: false,
            resumes: None,
        })
    }

    fn candidate(length: usize) -> Candidate {
        let mut candidate = "candidate:1 1 udp 1 192.0.2.7 54321 typ host ".to_owned();
        candidate.push_str(&"x".repeat(length - candidate.len() - 2));
        Candidate { candidate, mid: Some("0".into()), line: None, ufrag: Some("u".into()) }
    }

    #[test]
    fn every_field_is_taken_at_its_bound_and_refused_one_past_it() {
        type Make = fn(usize) -> Letter;
        let mine: Make = |n| Letter::Fingerprints { mine: "A".repeat(n), yours: String::new() };
        let yours: Make = |n| Letter::Fingerprints { mine: String::new(), yours: "A".repeat(n) };
        let heard: Make = |n| Letter::Hears(Hears { revision: 1, well: vec![PeerId([1; 32]); n], badly: vec![] });
        let unheard: Make = |n| Letter::Hears(Hears { revision: 1, well: vec![], badly: vec![PeerId([1; 32]); n] });
        let cases: [(Make, usize); 5] = [
            (|n| status("n".repeat(n)), NAME_BYTES),
            (mine, FINGERPRINT_BYTES),
            (yours, FINGERPRINT_BYTES),
            (heard, HEARD),
            (unheard, HEARD),
        ];
        for (make, bound) in cases {
            assert_eq!(admit(make(bound), Reach::Network), Some(make(bound)));
            assert_eq!(admit(make(bound + 1), Reach::Network), None);
        }
    }

    #[test]
    fn candidates_past_a_bound_are_taken_out_one_by_one() {
        let lengths = [80, CANDIDATE_BYTES + 1, CANDIDATE_BYTES, 4_000];
        let candidates = lengths.map(candidate).to_vec();
        let kept = Letter::Candidates { candidates: vec![candidate(80), candidate(CANDIDATE_BYTES)] };
        assert_eq!(admit(Letter::Candidates { candidates }, Reach::Network), Some(kept));
        let many = |count| Letter::Candidates { candidates: vec![candidate(80); count] };
        assert_eq!(admit(many(CANDIDATES + 1), Reach::Network), Some(many(CANDIDATES)));
    }

    #[test]
    fn a_name_of_an_honest_page_is_never_too_long() {
        let longest = "\u{1F469}".repeat(crate::text::NAME_CHARACTERS);
        assert!(admit(status(longest), Reach::Network).is_some());
    }
}
