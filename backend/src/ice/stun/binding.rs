//! Binding requests of our own (RFC 8489), and what their responses tell.

use super::message::{BINDING_REQUEST, BINDING_SUCCESS, MAGIC, XOR_MAPPED_ADDRESS};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Bytes of a message's head.
pub const HEAD: usize = 20;

/// The request: a head and nothing else.
pub fn request(transaction: &[u8; 12]) -> Vec<u8> {
    [&BINDING_REQUEST[..], &[0, 0], &MAGIC, transaction].concat()
}

/// The address that a response says we came from; `None` for whatever does not answer this very request with success.
pub fn mapped_address(response: &[u8], transaction: &[u8; 12]) -> Option<SocketAddr> {
    let (head, mut rest) = response.split_first_chunk::<HEAD>()?;
    let is_answer = head[..2] == BINDING_SUCCESS && head[4..8] == MAGIC && head[8..] == *transaction;
    if !is_answer || usize::from(u16::from_be_bytes([head[2], head[3]])) != rest.len() {
        return None;
    }
    while let Some(([t0, t1, l0, l1], body)) = rest.split_first_chunk::<4>() {
        let (kind, length) = (u16::from_be_bytes([*t0, *t1]), usize::from(u16::from_be_bytes([*l0, *l1])));
        let value = body.get(..length)?;
        if kind == XOR_MAPPED_ADDRESS {
            return unmask(value, transaction);
        }
        rest = body.get(length.next_multiple_of(4)..)?;
    }
    None
}

/// §14.2: everything is xored with the magic cookie and the transaction.
fn unmask(value: &[u8], transaction: &[u8; 12]) -> Option<SocketAddr> {
    let [_, family, p0, p1, address @ ..] = value else { return None };
    let port = u16::from_be_bytes([p0 ^ MAGIC[0], p1 ^ MAGIC[1]]);
    let key = MAGIC.iter().chain(transaction);
    let plain: Vec<u8> = address.iter().zip(key).map(|(byte, key)| byte ^ key).collect();
    let ip = match (family, plain.len() == address.len()) {
        (1, true) => IpAddr::from(Ipv4Addr::from(<[u8; 4]>::try_from(plain).ok()?)),
        (2, true) => IpAddr::from(Ipv6Addr::from(<[u8; 16]>::try_from(plain).ok()?)),
        _ => return None,
    };
    Some(SocketAddr::new(ip, port))
}

#[cfg(test)]
mod tests {
    use super::super::message;
    use super::*;

    #[test]
    fn what_our_responder_answers_is_read() {
        for from in ["192.0.2.1:32853", "[2001:db8:1234:5678:11:2233:4455:6677]:32853"] {
            let from: SocketAddr = from.parse().unwrap();
            let answer = message::read(&request(&[7; 12])).unwrap().answer(from);
            assert_eq!(mapped_address(&answer, &[7; 12]), Some(from));
            assert_eq!(mapped_address(&answer, &[8; 12]), None, "the answer to another request");
            for end in 0..answer.len() {
                assert_eq!(mapped_address(&answer[..end], &[7; 12]), None, "cut at {end}");
            }
        }
    }

    #[test]
    fn the_sample_response_of_rfc_5769_is_read() {
        // §2.2 with SOFTWARE, XOR-MAPPED-ADDRESS, MESSAGE-INTEGRITY and FINGERPRINT.
        let sample = b"\x01\x01\x00\x3c\x21\x12\xa4\x42\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae\
            \x80\x22\x00\x0btest vector\x20\x00\x20\x00\x08\x00\x01\xa1\x47\xe1\x12\xa6\x43\
            \x00\x08\x00\x14\x2b\x91\xf5\x99\xfd\x9e\x90\xc3\x8c\x74\x89\xf9\x2a\xf9\xba\x53\xf0\x6b\xe7\xd7\
            \x80\x28\x00\x04\xc0\x7d\x4c\x96";
        let transaction: [u8; 12] = sample[8..20].try_into().unwrap();
        assert_eq!(mapped_address(sample, &transaction), Some("192.0.2.1:32853".parse().unwrap()));
    }
}
