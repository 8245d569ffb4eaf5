//! Bounds: what a peer may say, held for every field where a bundle is opened, before anything is kept of it.

use crate::api::effect::Candidate;
use crate::api::note;
use crate::messaging::message::{
    Description, DescriptionKind, DiagnosticsMessage, FilesMessage, LinkMessage, LiveTextMessage, PeerMessage,
    PlanBMessage, PrivateMessage, RoomMessage,
};
use crate::sdp::{self, Reach};
use plenum_document::records::content::TEXT_BYTES;

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
/// The name of a file, bytes: the longest of usual file systems, 255 letters of any script.
pub const FILE_NAME_BYTES: usize = 1_024;
/// What a file says it is, bytes: a type of 127 letters, a subtype of as many, and a slash (RFC 6838, section 4.2).
pub const FILE_KIND_BYTES: usize = 255;
/// What is shown of a line while it is being written, bytes: more than two lines in large letters, in any script.
pub const LIVE_TEXT_BYTES: usize = 512;
/// The largest file, bytes: browsers keep what comes as a Blob, which some hold in memory.
pub const FILE_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// The message if it keeps every bound; candidates that break one are taken out. `None`: to be dropped and counted.
pub fn admit(message: PeerMessage, reach: Reach) -> Option<PeerMessage> {
    match message {
        PeerMessage::Link(message) => link(message, reach).map(PeerMessage::Link),
        PeerMessage::Room(RoomMessage::Status(ref status)) if status.name.len() > NAME_BYTES => None,
        PeerMessage::Diagnostics(DiagnosticsMessage::HearingReport(ref report))
            if report.well.len() + report.badly.len() > HEARD =>
        {
            None
        }
        PeerMessage::Files(FilesMessage::Offer(ref offer))
            if offer.name.len() > FILE_NAME_BYTES || offer.kind.len() > FILE_KIND_BYTES || offer.size > FILE_BYTES =>
        {
            None
        }
        PeerMessage::LiveText(LiveTextMessage::Line { ref text, .. }) if text.len() > LIVE_TEXT_BYTES => None,
        PeerMessage::Private(PrivateMessage::Say { ref text, .. }) if text.len() > TEXT_BYTES => None,
        PeerMessage::PlanB(PlanBMessage::Note { edition, ref text }) if !note::fits(edition, text) => None,
        // Within their bounds, or of a kind that holds numbers and names of our own choice only.
        PeerMessage::Room(_)
        | PeerMessage::Diagnostics(_)
        | PeerMessage::Bandwidth(_)
        | PeerMessage::Echo(_)
        | PeerMessage::CoLocation(_)
        | PeerMessage::MuteRequest(_)
        | PeerMessage::Files(_)
        | PeerMessage::Reactions(_)
        | PeerMessage::LiveText(_)
        | PeerMessage::Private(_)
        | PeerMessage::PlanB(_)
        | PeerMessage::Ack {}
        | PeerMessage::Unknown => Some(message),
    }
}

fn link(message: LinkMessage, reach: Reach) -> Option<LinkMessage> {
    match message {
        LinkMessage::Description(Description { kind: DescriptionKind::Unknown, .. }) => None,
        LinkMessage::Description(Description { kind, sdp }) => {
            let sdp = sdp::screened(&sdp, reach).ok().filter(|sdp| sdp::check(sdp).is_ok())?;
            Some(LinkMessage::Description(Description { kind, sdp }))
        }
        LinkMessage::Candidates { mut candidates } => {
            candidates.truncate(CANDIDATES);
            candidates.retain(|one| is_short(one) && sdp::fit_candidate(&one.candidate, reach));
            Some(LinkMessage::Candidates { candidates })
        }
        LinkMessage::Fingerprints { ref mine, ref yours } if mine.len().max(yours.len()) > FINGERPRINT_BYTES => None,
        LinkMessage::Fingerprints { .. }
        | LinkMessage::Request { .. }
        | LinkMessage::CallOff {}
        | LinkMessage::Unknown => Some(message),
    }
}

fn is_short(one: &Candidate) -> bool {
    let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    one.candidate.len() + length(&one.mid) + length(&one.ufrag) <= CANDIDATE_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::values::{Presence, TextChannel};
    use crate::messaging::message::{FileId, FileOffer, HearingReport, Status};
    use plenum_shared::ids::PeerId;

    fn status(name: String) -> PeerMessage {
        PeerMessage::Room(RoomMessage::Status(Status {
            revision: 1,
            presence: Presence::In,
            name,
            microphone: false,
            camera: false,
            deaf: false,
            screen: false,
            screen_sound: false,
            trouble: None,
            resumes: None,
        }))
    }

    fn offer(name: usize, kind: usize, size: u64) -> PeerMessage {
        let (name, kind) = ("n".repeat(name), "k".repeat(kind));
        PeerMessage::Files(FilesMessage::Offer(FileOffer { file: FileId([1; 16]), name, size, kind, ago_ms: 0 }))
    }

    fn candidate(length: usize) -> Candidate {
        let mut candidate = "candidate:1 1 udp 1 192.0.2.7 54321 typ host ".to_owned();
        candidate.push_str(&"x".repeat(length - candidate.len() - 2));
        Candidate { candidate, mid: Some("0".into()), line: None, ufrag: Some("u".into()) }
    }

    #[test]
    fn every_field_is_taken_at_its_bound_and_refused_one_past_it() {
        type Make = fn(usize) -> PeerMessage;
        let mine: Make = |n| PeerMessage::Link(LinkMessage::Fingerprints { mine: "A".repeat(n), yours: String::new() });
        let yours: Make =
            |n| PeerMessage::Link(LinkMessage::Fingerprints { mine: String::new(), yours: "A".repeat(n) });
        let heard: Make = |n| {
            PeerMessage::Diagnostics(DiagnosticsMessage::HearingReport(HearingReport {
                revision: 1,
                well: vec![PeerId([1; 32]); n],
                badly: vec![],
            }))
        };
        let unheard: Make = |n| {
            PeerMessage::Diagnostics(DiagnosticsMessage::HearingReport(HearingReport {
                revision: 1,
                well: vec![],
                badly: vec![PeerId([1; 32]); n],
            }))
        };
        let private: Make = |n| PeerMessage::Private(PrivateMessage::Say { number: 1, text: "t".repeat(n) });
        let live: Make = |n| {
            let (channel, text) = (TextChannel::Captions, "t".repeat(n));
            PeerMessage::LiveText(LiveTextMessage::Line { channel, line: 1, revision: 1, text, done: false })
        };
        let cases: [(Make, usize); 11] = [
            (live, LIVE_TEXT_BYTES),
            (|n| PeerMessage::PlanB(PlanBMessage::Note { edition: 1, text: "ß".repeat(n) }), note::NOTE_CHARACTERS),
            (private, TEXT_BYTES),
            (|n| offer(n, 0, 1), FILE_NAME_BYTES),
            (|n| offer(1, n, 1), FILE_KIND_BYTES),
            (|n| offer(1, 1, n as u64), FILE_BYTES as usize),
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
        let kept =
            PeerMessage::Link(LinkMessage::Candidates { candidates: vec![candidate(80), candidate(CANDIDATE_BYTES)] });
        assert_eq!(admit(PeerMessage::Link(LinkMessage::Candidates { candidates }), Reach::Network), Some(kept));
        let many = |count| PeerMessage::Link(LinkMessage::Candidates { candidates: vec![candidate(80); count] });
        assert_eq!(admit(many(CANDIDATES + 1), Reach::Network), Some(many(CANDIDATES)));
    }

    #[test]
    fn a_name_of_an_honest_page_is_never_too_long() {
        let longest = "\u{1F469}".repeat(crate::base::untrusted_text::NAME_CHARACTERS);
        assert!(admit(status(longest), Reach::Network).is_some());
    }
}
