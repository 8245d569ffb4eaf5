//! Bundle: what one sealed message holds, bounded when it is written and when it is read.

use crate::messaging::message::{Bundle, BundleEntry};
use serde::Serialize;

/// The largest bundle, bytes of JSON: with its seal and padding it is one message of the largest size class, so that
/// nothing is ever cut on the server's path.
pub const MAX_BYTES: usize = 31 * 1024;
/// Messages in one bundle; an honest page writes a dozen at a time.
pub const MAX_MESSAGES: usize = 64;
/// Acknowledgements in one bundle: four bundles' worth.
pub const MAX_ACKNOWLEDGEMENTS: usize = 256;
/// Arrays and objects inside each other; our deepest message has five.
pub const MAX_DEPTH: usize = 16;
/// `{"acks":[],"messages":[]}`, bytes.
const FRAME_BYTES: usize = 25;
/// The longest acknowledgement with its comma, bytes: 2⁶⁴ − 1 has 20 digits.
const ACKNOWLEDGEMENT_BYTES: usize = 21;

/// What a bundle of one description has around it, bytes: names of fields, an id, braces.
const AROUND_BYTES: usize = 160;
const _: () = assert!(crate::sdp::MAX_WRITTEN_BYTES + AROUND_BYTES <= MAX_BYTES, "a bundle holds a description");
const _: () = assert!(MAX_BYTES <= crate::crypto::sealing::MAX_BODY, "a bundle fits one sealed message");
const _: () = assert!(FRAME_BYTES + MAX_ACKNOWLEDGEMENTS * ACKNOWLEDGEMENT_BYTES < MAX_BYTES, "they fit one bundle");

/// Why a body is no bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// Above [`MAX_BYTES`], [`MAX_MESSAGES`], [`MAX_ACKNOWLEDGEMENTS`] or [`MAX_DEPTH`].
    TooLarge,
    /// Not the JSON of a bundle.
    Senseless,
}

/// Bytes of a message inside a bundle, its comma included; `None` where it does not fit even alone.
pub fn size(enclosed: &BundleEntry) -> Option<usize> {
    let bytes = serde_json::to_vec(enclosed).ok()?.len() + 1;
    (FRAME_BYTES + bytes <= MAX_BYTES).then_some(bytes)
}

/// A bundle as it is written.
#[derive(Serialize)]
struct Written<'a> {
    #[serde(skip_serializing_if = "<[u64]>::is_empty")]
    acks: &'a [u64],
    messages: &'a [BundleEntry],
}

/// One bundle of what there is to say, and how much of it: so many acknowledgements and messages from the front.
pub struct Filled {
    /// JSON.
    pub body: Vec<u8>,
    /// Acknowledgements in it.
    pub acks: usize,
    /// Messages in it.
    pub messages: usize,
}

/// As many of the messages and acknowledgements as one bundle holds. `None` where there are none, or the first message
/// does not [fit](size).
pub fn fill(acks: &[u64], messages: &[BundleEntry]) -> Option<Filled> {
    let acks = &acks[..acks.len().min(MAX_ACKNOWLEDGEMENTS)];
    let mut left = MAX_BYTES - FRAME_BYTES - acks.len() * ACKNOWLEDGEMENT_BYTES;
    let mut count = 0;
    for enclosed in messages.iter().take(MAX_MESSAGES) {
        let Some(rest) = size(enclosed).and_then(|bytes| left.checked_sub(bytes)) else { break };
        left = rest;
        count += 1;
    }
    if acks.is_empty() && count == 0 {
        return None;
    }
    let body = serde_json::to_vec(&Written { acks, messages: &messages[..count] }).ok()?;
    Some(Filled { body, acks: acks.len(), messages: count })
}

/// Reads a body. Work and memory are bounded by [`MAX_BYTES`].
///
/// # Errors
/// See [`Unfit`].
pub fn read(body: &[u8]) -> Result<Bundle, Unfit> {
    if body.len() > MAX_BYTES || depth(body) > MAX_DEPTH {
        return Err(Unfit::TooLarge);
    }
    let bundle: Bundle = serde_json::from_slice(body).map_err(|_| Unfit::Senseless)?;
    if bundle.messages.len() > MAX_MESSAGES || bundle.acks.len() > MAX_ACKNOWLEDGEMENTS {
        return Err(Unfit::TooLarge);
    }
    Ok(bundle)
}

/// How deep arrays and objects stand inside each other (RFC 8259), brackets in strings not counted.
fn depth(body: &[u8]) -> usize {
    let (mut depth, mut deepest, mut string, mut escaped) = (0_usize, 0, false, false);
    for byte in body {
        match (string, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (true | false, b'"') => string = !string,
            (false, b'[' | b'{') => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            (false, b']' | b'}') => depth = depth.saturating_sub(1),
            (true | false, _) => {}
        }
    }
    deepest
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::messaging::message::LinkMessage;
    use crate::messaging::message::PeerMessage;

    fn unknown(count: usize, filler: &str) -> Vec<u8> {
        let one = format!(r#"{{"topic":"x","y":"{filler}"}}"#);
        format!(r#"{{"messages":[{}]}}"#, vec![one; count].join(",")).into_bytes()
    }

    #[test]
    fn a_bundle_at_each_limit_is_read_and_one_past_it_is_not() {
        assert_eq!(read(&unknown(MAX_MESSAGES, "")).unwrap().messages.len(), MAX_MESSAGES);
        assert_eq!(read(&unknown(MAX_MESSAGES + 1, "")), Err(Unfit::TooLarge));
        let empty = unknown(1, "").len();
        assert!(read(&unknown(1, &"z".repeat(MAX_BYTES - empty))).is_ok());
        assert_eq!(read(&unknown(1, &"z".repeat(MAX_BYTES - empty + 1))), Err(Unfit::TooLarge));
        let ids = |count: usize| format!(r#"{{"acks":[{}]}}"#, vec!["7"; count].join(",")).into_bytes();
        assert_eq!(read(&ids(MAX_ACKNOWLEDGEMENTS)).unwrap().acks.len(), MAX_ACKNOWLEDGEMENTS);
        assert_eq!(read(&ids(MAX_ACKNOWLEDGEMENTS + 1)), Err(Unfit::TooLarge));
        let deep =
            |depth: usize| format!(r#"{{"a":{}1{}}}"#, "[".repeat(depth - 1), "]".repeat(depth - 1)).into_bytes();
        assert!(read(&deep(MAX_DEPTH)).is_ok());
        assert_eq!(read(&deep(MAX_DEPTH + 1)), Err(Unfit::TooLarge));
        assert!(read(br#"{"a":"[[[[[[[[[[[[[[[[[[[[\"[[[[[[["}"#).is_ok(), "brackets in strings are no depth");
    }

    #[test]
    fn what_is_not_a_bundle_is_told_apart_from_what_is_too_large() {
        for body in [b"".as_slice(), b"{", b"null", b"\x01abc", br#"{"messages":7}"#, br#"{"messages":[{}]}"#] {
            assert_eq!(read(body), Err(Unfit::Senseless));
        }
    }

    #[test]
    fn whatever_is_written_is_split_into_bundles_that_can_be_read() {
        let ask = |id| BundleEntry {
            id: Some(id),
            message: PeerMessage::Link(LinkMessage::Fingerprints { mine: "m".repeat(3_000), yours: "y".into() }),
        };
        let mut messages: Vec<BundleEntry> = (0..40).map(ask).collect();
        messages.extend((40..300).map(|id| BundleEntry { id: Some(id), message: PeerMessage::Ack {} }));
        let mut acks: Vec<u64> = (0..1_000).map(|n| u64::MAX - n).collect();
        let (mut ids, mut acknowledged, mut bundles) = (Vec::new(), Vec::new(), 0);
        while let Some(filled) = fill(&acks, &messages) {
            messages.drain(..filled.messages);
            acks.drain(..filled.acks);
            let bundle = read(&filled.body).unwrap();
            ids.extend(bundle.messages.iter().filter_map(|one| one.id));
            acknowledged.extend(bundle.acks);
            bundles += 1;
        }
        assert_eq!(ids, (0..300).collect::<Vec<u64>>(), "in their order");
        assert_eq!(acknowledged, (0..1_000).map(|n| u64::MAX - n).collect::<Vec<u64>>());
        assert!(bundles <= 12, "{bundles}");
        let huge = PeerMessage::Link(LinkMessage::Fingerprints { mine: "m".repeat(MAX_BYTES), yours: String::new() });
        let huge = BundleEntry { id: Some(1_000), message: huge };
        assert!(size(&huge).is_none() && fill(&[], &[huge]).is_none());
    }
}
