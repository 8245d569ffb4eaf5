//! Session descriptions as Chromium 156 writes them, with other fingerprints and credentials; and the little a browser reads out of one.

use super::rng::Rng;
use std::sync::Arc;

const OFFER: &str = include_str!("../../golden/chromium-156-offer.sdp");
const ANSWER: &str = include_str!("../../golden/chromium-156-answer.sdp");

/// What makes a description one's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// SHA-256 of the certificate, `AB:CD:…` (RFC 8122 §5).
    pub fingerprint: String,
    /// ICE user name fragment (RFC 8839 §5.4); new with every restart.
    pub ufrag: String,
}

/// A certificate's fingerprint.
pub fn fingerprint(rng: &mut Rng) -> String {
    rng.bytes32().map(|byte| format!("{byte:02X}")).join(":")
}

/// An offer of four media sections and the data channels.
pub fn offer(of: &Credentials, rng: &mut Rng) -> Arc<str> {
    write(OFFER, of, rng)
}

/// The answer to it.
pub fn answer(of: &Credentials, rng: &mut Rng) -> Arc<str> {
    write(ANSWER, of, rng)
}

fn write(template: &str, of: &Credentials, rng: &mut Rng) -> Arc<str> {
    let pwd = rng.ice_chars(24);
    let session = (rng.any() >> 1).to_string();
    let mut text = String::with_capacity(template.len() + 800);
    for line in template.lines() {
        match line.split_once('{') {
            None => text.push_str(line),
            Some((before, hole)) => {
                let (name, after) = hole.split_once('}').expect("a hole of the template is closed");
                text.push_str(before);
                text.push_str(match name {
                    "fingerprint" => &of.fingerprint,
                    "ufrag" => &of.ufrag,
                    "pwd" => &pwd,
                    _ => &session,
                });
                text.push_str(after);
            }
        }
        text.push_str("\r\n");
    }
    text.into()
}

/// What a browser takes from a remote description; `None` where `setRemoteDescription` would throw.
pub fn read(sdp: &str) -> Option<Credentials> {
    let value = |name: &str| sdp.lines().find_map(|line| line.strip_prefix("a=")?.strip_prefix(name));
    let sections = sdp.lines().filter(|line| line.starts_with("m=")).count();
    let whole = sdp.starts_with("v=0\r\n") && sdp.ends_with('\n') && sections == 5;
    let fingerprint = value("fingerprint:sha-256 ")?;
    whole.then(|| Credentials {
        fingerprint: fingerprint.trim().to_owned(),
        ufrag: value("ice-ufrag:").unwrap_or_default().trim().to_owned(),
    })
}

/// Whether `received` is what `written` was, but for the one edit a page may make: parameters of the sound codec.
pub fn same_but_for_sound(written: &str, received: &str) -> bool {
    let bare =
        |line: &&str| !line.starts_with("a=fmtp:") && !line.starts_with("a=ptime:") && !line.starts_with("a=maxptime:");
    written.lines().filter(bare).eq(received.lines().filter(bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_can_be_read() {
        let mut rng = Rng::new(1);
        let mine = Credentials { fingerprint: fingerprint(&mut rng), ufrag: rng.ice_chars(4) };
        let text = offer(&mine, &mut rng);
        assert_eq!(read(&text), Some(mine));
        assert!(same_but_for_sound(&text, &text.replace("useinbandfec=1", "useinbandfec=1;usedtx=1")));
        assert!(!same_but_for_sound(&text, &text.replace("actpass", "active")));
        assert_eq!(read(&text.replace("m=application", "x=application")), None);
    }
}
