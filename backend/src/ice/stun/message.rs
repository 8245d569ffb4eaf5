//! STUN binding requests and their answers (RFC 8489), as bytes.

use std::net::{IpAddr, SocketAddr};

/// Magic cookie (§5).
pub const MAGIC: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
/// Type of a binding request.
pub const BINDING_REQUEST: [u8; 2] = [0x00, 0x01];
/// Type of the response to it.
pub const BINDING_SUCCESS: [u8; 2] = [0x01, 0x01];
/// The attribute that tells who asked (§14.2).
pub const XOR_MAPPED_ADDRESS: u16 = 0x0020;
const FINGERPRINT: u16 = 0x8028;
/// What a fingerprint is xored with (§14.7).
const FINGERPRINT_XOR: u32 = 0x5354_554e;
/// Attributes that have to be understood and may be ignored by a server that asks nobody who they are:
/// USERNAME, MESSAGE-INTEGRITY, REALM, NONCE, MESSAGE-INTEGRITY-SHA256, PASSWORD-ALGORITHM, USERHASH, PRIORITY, USE-CANDIDATE.
const HARMLESS: [u16; 9] = [0x0006, 0x0008, 0x0014, 0x0015, 0x001c, 0x001d, 0x001e, 0x0024, 0x0025];
/// More attributes than any request has.
const ATTRIBUTES: usize = 16;

/// A well-formed binding request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    transaction: [u8; 12],
    has_fingerprint: bool,
}

/// Reads one datagram; `None` for whatever is not exactly a binding request.
pub fn read(datagram: &[u8]) -> Option<Request> {
    let (head, attributes) = datagram.split_first_chunk::<20>()?;
    let [kind @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = *head;
    let length = u16::from_be_bytes([head[2], head[3]]);
    if kind != BINDING_REQUEST || head[4..8] != MAGIC || usize::from(length) != attributes.len() || length % 4 != 0 {
        return None;
    }
    let mut transaction = [0; 12];
    transaction.copy_from_slice(&head[8..]);
    let mut rest = attributes;
    let mut has_fingerprint = false;
    for _ in 0..ATTRIBUTES {
        let Some(([t0, t1, l0, l1], body)) = rest.split_first_chunk::<4>() else { break };
        let (kind, length) = (u16::from_be_bytes([*t0, *t1]), usize::from(u16::from_be_bytes([*l0, *l1])));
        let value = body.get(..length)?;
        match kind {
            // §14.7: the last attribute, over everything before it.
            FINGERPRINT => {
                let before = &datagram[..datagram.len() - rest.len()];
                if length != 4 || body.len() != 4 || value != fingerprint(before).to_be_bytes() {
                    return None;
                }
                has_fingerprint = true;
            }
            // §14: attributes from 0x8000 on may be ignored.
            0x8000.. => {}
            known if HARMLESS.contains(&known) => {}
            _ => return None,
        }
        rest = body.get(length.next_multiple_of(4)..)?;
    }
    rest.is_empty().then_some(Request { transaction, has_fingerprint })
}

impl Request {
    /// The response: the client's address, and a fingerprint if the client sent one. So nobody gets 12 bytes more than
    /// an address needs (24 with IPv6) out of a forged request.
    pub fn answer(&self, to: SocketAddr) -> Vec<u8> {
        let mut mapped = vec![0];
        let port = to.port() ^ u16::from_be_bytes([MAGIC[0], MAGIC[1]]);
        let key: Vec<u8> = MAGIC.iter().chain(&self.transaction).copied().collect();
        let (family, address) = match to.ip().to_canonical() {
            IpAddr::V4(v4) => (1, v4.octets().to_vec()),
            IpAddr::V6(v6) => (2, v6.octets().to_vec()),
        };
        mapped.push(family);
        mapped.extend(port.to_be_bytes());
        mapped.extend(address.iter().zip(&key).map(|(byte, key)| byte ^ key));

        let mut answer = [&BINDING_SUCCESS[..], &[0, 0], &MAGIC, &self.transaction].concat();
        attribute(&mut answer, XOR_MAPPED_ADDRESS, &mapped);
        if self.has_fingerprint {
            let crc = fingerprint(&answer);
            attribute(&mut answer, FINGERPRINT, &crc.to_be_bytes());
        }
        answer
    }
}

/// Appends one attribute whose length is a multiple of four, and keeps the message's length right.
fn attribute(message: &mut Vec<u8>, kind: u16, value: &[u8]) {
    message.extend(kind.to_be_bytes());
    message.extend((value.len() as u16).to_be_bytes());
    message.extend(value);
    let length = (message.len() - 20) as u16;
    message[2..4].copy_from_slice(&length.to_be_bytes());
}

/// The fingerprint over a message so far, its length field as if the fingerprint were there already.
fn fingerprint(before: &[u8]) -> u32 {
    let length = (before.len() - 20 + 8) as u16;
    let [l0, l1] = length.to_be_bytes();
    let head = [before[0], before[1], l0, l1];
    crc32(head.iter().chain(&before[4..]).copied()) ^ FINGERPRINT_XOR
}

/// CRC-32 as in ITU-T V.42, bit by bit: requests are short.
fn crc32(bytes: impl Iterator<Item = u8>) -> u32 {
    !bytes.fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 5769 §2.1, a request with SOFTWARE, PRIORITY, ICE-CONTROLLED, USERNAME, MESSAGE-INTEGRITY, FINGERPRINT.
    const SAMPLE: &[u8] = b"\x00\x01\x00\x58\x21\x12\xa4\x42\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae\
        \x80\x22\x00\x10STUN test client\x00\x24\x00\x04\x6e\x00\x01\xff\x80\x29\x00\x08\x93\x2f\xf9\xb1\x51\x26\x3b\x36\
        \x00\x06\x00\x09\x65\x76\x74\x6a\x3a\x68\x36\x76\x59\x20\x20\x20\
        \x00\x08\x00\x14\x9a\xea\xa7\x0c\xbf\xd8\xcb\x56\x78\x1e\xf2\xb5\xb2\xd3\xf2\x49\xc1\xb5\x71\xa2\
        \x80\x28\x00\x04\xe5\x7a\x3b\xcf";

    #[test]
    fn the_sample_request_of_rfc_5769_is_well_formed() {
        let request = read(SAMPLE).unwrap();
        assert!(request.has_fingerprint);
        // §2.2: the mapped address of its response.
        let answer = request.answer("192.0.2.1:32853".parse().unwrap());
        assert_eq!(answer[20..32], *b"\x00\x20\x00\x08\x00\x01\xa1\x47\xe1\x12\xa6\x43");
        assert_eq!(answer.len(), 40);
        // §2.3, over IPv6.
        let answer = request.answer("[2001:db8:1234:5678:11:2233:4455:6677]:32853".parse().unwrap());
        assert_eq!(
            answer[20..44],
            *b"\x00\x20\x00\x14\x00\x02\xa1\x47\x01\x13\xa9\xfa\xa5\xd3\xf1\x79\xbc\x25\xf4\xb5\xbe\xd2\xb9\xd9"
        );
    }

    #[test]
    fn anything_but_a_binding_request_is_nothing() {
        let mut bare = SAMPLE[..20].to_vec();
        bare[3] = 0;
        assert!(read(&bare).is_some_and(|request| !request.has_fingerprint));
        for end in 0..SAMPLE.len() {
            assert_eq!(read(&SAMPLE[..end]), None, "cut at {end}");
        }
        // The name of the last attribute is left alone: under another, it is one of those to be ignored.
        for at in (0..100).chain(102..SAMPLE.len()) {
            let mut flipped = SAMPLE.to_vec();
            flipped[at] ^= 1;
            assert_eq!(read(&flipped), None, "flipped at {at}");
        }
        let unknown = [&bare[..2], &[0, 4], &bare[4..], &[0x7f, 0xff, 0, 0]].concat();
        assert_eq!(read(&unknown), None, "an attribute that has to be understood");
        assert_eq!(read(&[0; 1500]), None);
    }
}
