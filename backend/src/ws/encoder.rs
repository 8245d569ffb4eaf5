//! The WebSocket encoder (RFC 6455 §5): frames that are complete once made, so that many sessions can share one.

use super::Opcode;
use bytes::Bytes;

/// One unmasked final frame (RFC 6455 §5.2) out of the given parts.
pub fn frame(opcode: Opcode, parts: &[&[u8]]) -> Bytes {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut wire = Vec::with_capacity(10 + length);
    wire.push(0x80 | opcode.bits());
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short @ ..=125), _) => wire.push(short),
        (_, Ok(medium)) => {
            wire.push(126);
            wire.extend_from_slice(&medium.to_be_bytes());
        }
        (_, Err(_)) => {
            wire.push(127);
            wire.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
    for part in parts {
        wire.extend_from_slice(part);
    }
    Bytes::from(wire)
}

/// A text frame.
pub fn text(text: &str) -> Bytes {
    frame(Opcode::Text, &[text.as_bytes()])
}

/// A close frame with a code and no reason: reasons are for people, and the messages before it spoke to them.
pub fn close(code: u16) -> Bytes {
    frame(Opcode::Close, &[&code.to_be_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_take_the_shortest_form() {
        assert_eq!(frame(Opcode::Text, &[b"Hel", b"lo"]), &b"\x81\x05Hello"[..], "RFC 6455 §5.7");
        assert_eq!(frame(Opcode::Binary, &[&[7; 125]])[..2], [0x82, 125]);
        assert_eq!(frame(Opcode::Binary, &[&[7; 126]])[..4], [0x82, 126, 0, 126]);
        assert_eq!(frame(Opcode::Binary, &[&[7; 65_535]])[..4], [0x82, 126, 255, 255]);
        assert_eq!(frame(Opcode::Binary, &[&[7; 65_536]])[..10], [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]);
        assert_eq!(close(4001), &b"\x88\x02\x0f\xa1"[..]);
    }
}
