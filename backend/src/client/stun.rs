//! STUN binding requests to a server over UDP, TCP or TLS (RFC 8489 §6.2).

use super::Failure;
use super::dial::Trust;
use super::line::{lines, transaction};
use crate::ice::url::Place;
use plenum_turn::message::framed;
use std::net::SocketAddr;
use turn_types::stun::attribute::XorMappedAddress;
use turn_types::stun::message::{BINDING, Message, MessageClass, MessageType, MessageWriteVec, TransactionId};
use turn_types::stun::prelude::MessageWrite;

/// Asks, and gives the address that the server saw us at.
///
/// # Errors
/// Why there is no answer.
pub async fn ask(place: &Place, trust: &Trust) -> Result<SocketAddr, Failure> {
    let mut last = Failure::TimedOut;
    for mut line in lines(place, trust).await? {
        let transaction = transaction()?;
        match line.ask(&request(transaction), transaction).await {
            Ok(response) => {
                let broken = || Failure::Broken("this is no answer of STUN".to_owned());
                return mapped_address(&response, transaction).ok_or_else(broken);
            }
            Err(why) => last = why,
        }
    }
    Err(last)
}

/// The request: a head and nothing else.
pub fn request(transaction: TransactionId) -> Vec<u8> {
    let kind = MessageType::from_class_method(MessageClass::Request, BINDING);
    Message::builder(kind, transaction, MessageWriteVec::new()).finish()
}

/// The address that a response says we came from; `None` for whatever does not answer this very request with success.
pub fn mapped_address(response: &[u8], transaction: TransactionId) -> Option<SocketAddr> {
    let message = Message::from_bytes(response).ok()?;
    let is_answer = message.class() == MessageClass::Success
        && message.method() == BINDING
        && message.transaction_id() == transaction
        && framed(response) == Ok(Some(response.len()));
    let mapped = message.attribute::<XorMappedAddress>().ok().filter(|_| is_answer)?;
    Some(mapped.addr(transaction))
}

#[cfg(test)]
mod tests {
    use super::*;
    use plenum_turn::message::{Heard, binding, read};

    #[test]
    fn what_our_server_answers_is_read() {
        for from in ["192.0.2.1:32853", "[2001:db8:1234:5678:11:2233:4455:6677]:32853"] {
            let from: SocketAddr = from.parse().unwrap();
            let asked = request(TransactionId::from(7));
            let Some(Heard::Request(heard)) = read(&asked) else { panic!("no request") };
            let answer = binding(&heard, from).unwrap();
            assert_eq!(mapped_address(&answer, TransactionId::from(7)), Some(from));
            assert_eq!(mapped_address(&answer, TransactionId::from(8)), None, "the answer to another request");
            assert_eq!(mapped_address(&asked, TransactionId::from(7)), None, "no answer");
            for end in 0..answer.len() {
                assert_eq!(mapped_address(&answer[..end], TransactionId::from(7)), None, "cut at {end}");
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
        let transaction = TransactionId::from(0xb7e7_a701_bc34_d686_fa87_dfae);
        assert_eq!(mapped_address(sample, transaction), Some("192.0.2.1:32853".parse().unwrap()));
    }
}
