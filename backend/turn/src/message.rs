//! STUN and TURN messages as the machine reads and writes them (RFC 8489, RFC 8656), over `turn-types`.

use crate::credential::REALM;
use crate::limits::{MESSAGE_BYTES, PEERS};
use core::net::SocketAddr;
use turn_types::AddressFamily;
use turn_types::attribute::{Data, RequestedAddressFamily, XorPeerAddress};
use turn_types::channel::ChannelData;
use turn_types::message::{DATA, SEND};
use turn_types::stun::attribute::{
    AttributeType, ErrorCode, Fingerprint, MessageIntegrity, MessageIntegritySha256, Nonce, PasswordAlgorithm,
    PasswordAlgorithms, RawAttribute, Realm, UnknownAttributes, Userhash, Username, XorMappedAddress,
};
use turn_types::stun::message::{
    IntegrityAlgorithm, IntegrityKey, Message, MessageClass, MessageHeader, MessageType, MessageWriteVec, Method,
    TransactionId,
};
use turn_types::stun::prelude::{
    Attribute, AttributeFromRaw, AttributeStaticType, AttributeWrite, MessageWrite, MessageWriteExt,
};

/// Bytes of a STUN message's head.
pub const HEAD: usize = 20;
/// Bytes of a channel message's head (RFC 8656 §12.4).
pub const CHANNEL_HEAD: usize = 4;
/// Channel numbers (RFC 5766 §11; RFC 8656 §12 has fewer, browsers use all).
pub const CHANNELS: core::ops::RangeInclusive<u16> = 0x4000..=0x7fff;
/// Attributes that have to be understood and say nothing to a server that checks credentials elsewhere:
/// PRIORITY and USE-CANDIDATE are for the peers of ICE.
const HARMLESS: [AttributeType; 10] = [
    Username::TYPE,
    MessageIntegrity::TYPE,
    Realm::TYPE,
    Nonce::TYPE,
    MessageIntegritySha256::TYPE,
    PasswordAlgorithm::TYPE,
    PasswordAlgorithms::TYPE,
    Userhash::TYPE,
    AttributeType::new(0x0024),
    AttributeType::new(0x0025),
];

/// What a client sent.
#[derive(Debug)]
pub enum Heard<'a> {
    /// Data for the peer of a channel.
    Channel(u16, &'a [u8]),
    /// Data for a peer.
    Send(SocketAddr, &'a [u8]),
    /// Something to be answered.
    Request(Message<'a>),
}

/// Reads one message; `None` for whatever is none, or none for a server.
pub fn read(bytes: &[u8]) -> Option<Heard<'_>> {
    if bytes.len() > MESSAGE_BYTES {
        return None;
    }
    // RFC 8656 §12: the first two bits tell the two kinds apart.
    match bytes.first()? >> 6 {
        0b01 => {
            let (head, body) = bytes.split_first_chunk::<CHANNEL_HEAD>()?;
            let channel = ChannelData::parse(bytes).ok()?;
            let [_, _, l0, l1] = *head;
            Some(Heard::Channel(channel.id(), body.get(..usize::from(u16::from_be_bytes([l0, l1])))?))
        }
        0b00 => stun(bytes),
        _ => None,
    }
}

fn stun(bytes: &[u8]) -> Option<Heard<'_>> {
    // The library reads on behind the length that a message says of itself.
    if framed(bytes) != Ok(Some(bytes.len())) {
        return None;
    }
    let message = Message::from_bytes(bytes).ok()?;
    match message.class() {
        MessageClass::Request => Some(Heard::Request(message)),
        MessageClass::Indication if message.method() == SEND => send(bytes, &message),
        MessageClass::Indication | MessageClass::Success | MessageClass::Error => None,
    }
}

fn send<'a>(bytes: &'a [u8], message: &Message<'a>) -> Option<Heard<'a>> {
    if !unknown(message, &[XorPeerAddress::TYPE, Data::TYPE]).is_empty() {
        return None;
    }
    let peer = message.attribute::<XorPeerAddress>().ok()?.addr(message.transaction_id());
    let (at, data) = message.raw_attribute_and_offset(Data::TYPE).map(|(at, data)| (at + 4, data.value.len()))?;
    Some(Heard::Send(peer, bytes.get(at..at + data)?))
}

/// Attributes that have to be understood and are not among these.
pub fn unknown(message: &Message<'_>, known: &[AttributeType]) -> Vec<AttributeType> {
    let kinds = message.iter_attributes().map(|(_, attribute)| attribute.get_type());
    let is_known = |kind: &AttributeType| {
        !kind.comprehension_required() || *kind == Fingerprint::TYPE || HARMLESS.contains(kind) || known.contains(kind)
    };
    kinds.filter(|kind| !is_known(kind)).take(16).collect()
}

/// All peers that a request names, but one more than a relay may have at most.
///
/// # Errors
/// One of them is no address.
pub fn peers(message: &Message<'_>) -> Result<Vec<SocketAddr>, NotAnAddress> {
    let named = message.iter_attributes().filter(|(_, attribute)| attribute.get_type() == XorPeerAddress::TYPE);
    let read = |attribute: &RawAttribute<'_>| match XorPeerAddress::from_raw_ref(attribute) {
        Ok(peer) => Ok(peer.addr(message.transaction_id())),
        Err(_) => Err(NotAnAddress),
    };
    named.take(PEERS + 1).map(|(_, attribute)| read(&attribute)).collect()
}

/// The bytes of an address are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnAddress;

/// Which family of relay a request names: IPv6 or not.
///
/// # Errors
/// One that does not exist.
pub fn family(message: &Message<'_>) -> Result<Option<bool>, NotAnAddress> {
    let Some(raw) = message.raw_attribute(RequestedAddressFamily::TYPE) else { return Ok(None) };
    let family = RequestedAddressFamily::from_raw_ref(&raw).map_err(|_| NotAnAddress)?;
    Ok(Some(family.family() == AddressFamily::IPV6))
}

/// Which request an answer is to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    method: Method,
    /// The number of the request, which its answer bears.
    pub transaction: TransactionId,
}

impl Asked {
    /// Of this request.
    pub fn of(request: &Message<'_>) -> Asked {
        Asked { method: request.method(), transaction: request.transaction_id() }
    }

    /// Grants what was asked, signed.
    pub fn success(self, key: &IntegrityKey, attributes: &[&dyn AttributeWrite]) -> Vec<u8> {
        self.answer(MessageClass::Success, Some(key), attributes)
    }

    /// Refuses it to somebody who proved who they are; names attributes that are not understood.
    pub fn refusal(self, code: u16, key: &IntegrityKey, unknown: &[AttributeType]) -> Vec<u8> {
        let Ok(error) = ErrorCode::builder(code).build() else { return Vec::new() };
        let unknown = (!unknown.is_empty()).then(|| UnknownAttributes::new(unknown));
        let attributes: Vec<&dyn AttributeWrite> =
            [&error as &dyn AttributeWrite].into_iter().chain(unknown.as_ref().map(|some| some as _)).collect();
        self.answer(MessageClass::Error, Some(key), &attributes)
    }

    /// Tells somebody who did not what it takes to prove it, in as few bytes as there may be.
    pub fn challenge(self, code: u16, nonce: &str) -> Vec<u8> {
        let (Ok(error), Ok(realm), Ok(nonce)) = (ErrorCode::new(code, ""), Realm::new(REALM), Nonce::new(nonce)) else {
            return Vec::new();
        };
        self.answer(MessageClass::Error, None, &[&error, &realm, &nonce])
    }

    fn head(self, class: MessageClass) -> MessageWriteVec {
        let kind = MessageType::from_class_method(class, self.method);
        Message::builder(kind, self.transaction, MessageWriteVec::with_capacity(128))
    }

    fn answer(self, class: MessageClass, key: Option<&IntegrityKey>, attributes: &[&dyn AttributeWrite]) -> Vec<u8> {
        let mut answer = self.head(class);
        for attribute in attributes {
            // Each fits, and none stands behind the signature.
            let _ = answer.add_attribute(*attribute);
        }
        if let Some(key) = key {
            let _ = answer.add_message_integrity_with_key(key, IntegrityAlgorithm::Sha1);
        }
        answer.finish()
    }
}

/// The answer to a binding request: where it came from, and a fingerprint if it had one. So nobody gets 12 bytes more
/// than an address needs (24 with IPv6) out of a forged request.
pub fn binding(request: &Message<'_>, from: SocketAddr) -> Option<Vec<u8>> {
    if !unknown(request, &[]).is_empty() {
        return None;
    }
    let mapped = XorMappedAddress::new(canonical(from), request.transaction_id());
    let mut answer = Asked::of(request).head(MessageClass::Success);
    let _ = answer.add_attribute(&mapped);
    if request.has_attribute(Fingerprint::TYPE) {
        let _ = answer.add_fingerprint();
    }
    Some(answer.finish())
}

/// An address as its owner knows it: IPv4 on a socket for both families is IPv4.
pub fn canonical(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}

/// Writes what a peer sent as a message to the client: over its channel, or as an indication that names the peer.
/// On a stream every message ends at a multiple of four (RFC 8656 §12.5).
pub fn from_peer(to: &mut Vec<u8>, channel: Option<u16>, peer: SocketAddr, data: &[u8], is_stream: bool, number: u64) {
    to.clear();
    let Ok(length) = u16::try_from(data.len()) else { return };
    match channel {
        Some(channel) => {
            to.extend(channel.to_be_bytes());
            to.extend(length.to_be_bytes());
            to.extend(data);
            if is_stream {
                to.resize(to.len().next_multiple_of(4), 0);
            }
        }
        None => {
            // An indication is answered by nobody, so its number has nothing to hide; it is never the same twice.
            let transaction = TransactionId::from(u128::from(number));
            let kind = MessageType::from_class_method(MessageClass::Indication, DATA);
            let mut message = Message::builder(kind, transaction, MessageWriteVec::with_capacity(data.len() + 64));
            let _ = message.add_attribute(&XorPeerAddress::new(peer, transaction));
            let _ = message.add_attribute(&Data::new(data));
            *to = message.finish();
        }
    }
}

/// How many bytes of a stream the next message has, padding included, as soon as its first four are there.
///
/// # Errors
/// No message begins like this, or it is larger than any.
pub fn framed(bytes: &[u8]) -> Result<Option<usize>, NotFramed> {
    let Some([b0, _, l0, l1]) = bytes.first_chunk::<4>() else { return Ok(None) };
    let length = usize::from(u16::from_be_bytes([*l0, *l1]));
    let size = match b0 >> 6 {
        0b00 if length.is_multiple_of(4) => HEAD + length,
        0b01 => CHANNEL_HEAD + length.next_multiple_of(4),
        _ => return Err(NotFramed),
    };
    if size > MESSAGE_BYTES { Err(NotFramed) } else { Ok(Some(size)) }
}

/// A stream in which no next message can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotFramed;

const _: () = assert!(HEAD == MessageHeader::LENGTH);

#[cfg(test)]
mod tests {
    use super::*;
    use turn_types::stun::message::BINDING;

    /// RFC 5769 §2.1, a request with SOFTWARE, PRIORITY, ICE-CONTROLLED, USERNAME, MESSAGE-INTEGRITY, FINGERPRINT.
    const SAMPLE: &[u8] = b"\x00\x01\x00\x58\x21\x12\xa4\x42\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae\
        \x80\x22\x00\x10STUN test client\x00\x24\x00\x04\x6e\x00\x01\xff\x80\x29\x00\x08\x93\x2f\xf9\xb1\x51\x26\x3b\x36\
        \x00\x06\x00\x09\x65\x76\x74\x6a\x3a\x68\x36\x76\x59\x20\x20\x20\
        \x00\x08\x00\x14\x9a\xea\xa7\x0c\xbf\xd8\xcb\x56\x78\x1e\xf2\xb5\xb2\xd3\xf2\x49\xc1\xb5\x71\xa2\
        \x80\x28\x00\x04\xe5\x7a\x3b\xcf";

    fn request(bytes: &[u8]) -> Option<Message<'_>> {
        match read(bytes)? {
            Heard::Request(message) => Some(message),
            Heard::Channel(..) | Heard::Send(..) => None,
        }
    }

    fn answered(bytes: &[u8], from: &str) -> Option<Vec<u8>> {
        let request = request(bytes).filter(|request| request.method() == BINDING)?;
        binding(&request, from.parse().unwrap())
    }

    #[test]
    fn the_sample_request_of_rfc_5769_is_answered() {
        // §2.2: the mapped address of its response.
        let answer = answered(SAMPLE, "192.0.2.1:32853").unwrap();
        assert_eq!(answer[20..32], *b"\x00\x20\x00\x08\x00\x01\xa1\x47\xe1\x12\xa6\x43");
        assert_eq!(answer.len(), 40, "with a fingerprint, since the request has one");
        assert_eq!(answered(SAMPLE, "[::ffff:192.0.2.1]:32853").unwrap(), answer);
        // §2.3, over IPv6.
        let answer = answered(SAMPLE, "[2001:db8:1234:5678:11:2233:4455:6677]:32853").unwrap();
        assert_eq!(
            answer[20..44],
            *b"\x00\x20\x00\x14\x00\x02\xa1\x47\x01\x13\xa9\xfa\xa5\xd3\xf1\x79\xbc\x25\xf4\xb5\xbe\xd2\xb9\xd9"
        );
        let mut bare = SAMPLE[..20].to_vec();
        bare[3] = 0;
        assert_eq!(answered(&bare, "192.0.2.1:32853").unwrap().len(), 32);
    }

    #[test]
    fn anything_but_a_binding_request_is_nothing() {
        for end in 0..SAMPLE.len() {
            assert_eq!(answered(&SAMPLE[..end], "192.0.2.1:1"), None, "cut at {end}");
        }
        // The name of the last attribute is left alone: under another, it is one of those to be ignored.
        for at in (0..100).chain(102..SAMPLE.len()) {
            let mut flipped = SAMPLE.to_vec();
            flipped[at] ^= 1;
            assert_eq!(answered(&flipped, "192.0.2.1:1"), None, "flipped at {at}");
        }
        let unknown = [&SAMPLE[..2], &[0, 4], &SAMPLE[4..20], &[0x7f, 0xff, 0, 0]].concat();
        assert_eq!(answered(&unknown, "192.0.2.1:1"), None, "an attribute that has to be understood");
        assert_eq!(answered(&[0; 1500], "192.0.2.1:1"), None);
        assert!(answered(&[SAMPLE, &[0, 0, 0, 0]].concat(), "192.0.2.1:1").is_none(), "more than it says");
    }

    #[test]
    fn channel_data_is_as_long_as_it_says() {
        let heard = |bytes: &[u8]| match read(bytes) {
            Some(Heard::Channel(number, data)) => Some((number, data.to_vec())),
            Some(Heard::Send(..) | Heard::Request(_)) | None => None,
        };
        assert_eq!(heard(&[0x40, 0, 0, 0]), Some((0x4000, vec![])));
        assert_eq!(heard(&[0x7f, 0xff, 0, 2, 1, 2, 0, 0]), Some((0x7fff, vec![1, 2])), "with padding");
        assert_eq!(heard(&[0x40, 0, 0, 2, 1]), None);
        assert_eq!(heard(&[0x40, 0, 0]), None);
        assert_eq!(heard(&[0x80, 0, 0, 0]), None);
        assert_eq!(heard(&[0xff, 0xff, 0, 0]), None);
    }

    #[test]
    fn a_stream_is_cut_where_its_messages_end() {
        assert_eq!(framed(&[0x40, 0, 0]), Ok(None));
        assert_eq!(framed(&[0x40, 0, 0, 5]), Ok(Some(12)), "padded");
        assert_eq!(framed(&[0, 1, 0, 8, 0x21]), Ok(Some(28)));
        assert_eq!(framed(&[0, 1, 0, 7]), Err(NotFramed));
        assert_eq!(framed(b"GET / HTTP/1.1"), Err(NotFramed), "larger than any");
        assert_eq!(framed(&[0x16, 3, 1, 0]), Ok(Some(HEAD + 256)), "TLS looks like STUN until its cookie is read");
        assert_eq!(framed(&[0x80, 0, 0, 0]), Err(NotFramed));
        assert_eq!(framed(&[0, 1, 0x0f, 0xec]), Ok(Some(MESSAGE_BYTES)));
        assert_eq!(framed(&[0, 1, 0x0f, 0xf0]), Err(NotFramed));
    }

    #[test]
    fn what_a_peer_sent_is_read_back() {
        let peer: SocketAddr = "203.0.113.7:5000".parse().unwrap();
        let mut bytes = vec![9];
        from_peer(&mut bytes, Some(0x4001), peer, &[1, 2, 3], false, 7);
        assert_eq!(bytes, [0x40, 1, 0, 3, 1, 2, 3]);
        from_peer(&mut bytes, Some(0x4001), peer, &[1, 2, 3], true, 7);
        assert_eq!(bytes, [0x40, 1, 0, 3, 1, 2, 3, 0]);
        from_peer(&mut bytes, None, peer, &[1, 2, 3], false, 7);
        let message = Message::from_bytes(&bytes).unwrap();
        assert_eq!((message.class(), message.method()), (MessageClass::Indication, DATA));
        assert_eq!(message.attribute::<XorPeerAddress>().unwrap().addr(message.transaction_id()), peer);
        assert_eq!(message.attribute::<Data>().unwrap().data(), [1, 2, 3]);
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_are_a_reason_to_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _ = read(&bytes);
            let _ = framed(&bytes);
        }
    }
}
