//! STUN binding requests to a server over UDP, TCP or TLS (RFC 8489 §6.2).

use super::Failure;
use super::dial::{Target, Trust, addresses, dial, unreached};
use crate::ice::url::{Place, Transport};
use plenum_turn::message::HEAD;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UdpSocket;
use tokio::time::timeout;
use turn_types::stun::attribute::XorMappedAddress;
use turn_types::stun::message::{BINDING, Message, MessageClass, MessageType, MessageWriteVec, TransactionId};
use turn_types::stun::prelude::MessageWrite;

/// When a request is sent again, and how long the last one is waited for (§6.2.1, cut short).
const WAITS: [Duration; 3] = [Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(2)];
/// Over a connection.
const ANSWER: Duration = Duration::from_secs(5);
/// Larger than any response to a request without attributes.
const RESPONSE: usize = 1500;

/// Asks, and gives the address that the server saw us at.
///
/// # Errors
/// Why there is no answer.
pub async fn ask(place: &Place, trust: &Trust) -> Result<SocketAddr, Failure> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|why| Failure::Broken(why.to_string()))?;
    let transaction = TransactionId::from(u128::from_ne_bytes(random));
    match place.transport {
        Transport::Udp => {
            let mut last = Failure::TimedOut;
            for address in addresses(&place.host, place.port).await? {
                match over_udp(address, transaction).await {
                    Ok(mapped) => return Ok(mapped),
                    Err(why) => last = why,
                }
            }
            Err(last)
        }
        Transport::Tcp => over_tcp(place, None, transaction).await,
        Transport::Tls => over_tcp(place, Some(trust.clone()), transaction).await,
    }
}

async fn over_udp(address: SocketAddr, transaction: TransactionId) -> Result<SocketAddr, Failure> {
    let any: SocketAddr = match address {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let socket = UdpSocket::bind(any).await.map_err(|why| unreached(&why))?;
    socket.connect(address).await.map_err(|why| unreached(&why))?;
    let mut buffer = [0; RESPONSE];
    let mut last = Failure::TimedOut;
    for wait in WAITS {
        if let Err(why) = socket.send(&request(transaction)).await {
            last = unreached(&why);
        }
        let answer = async {
            loop {
                let length = socket.recv(&mut buffer).await.map_err(|why| unreached(&why))?;
                if let Some(mapped) = mapped_address(&buffer[..length], transaction) {
                    return Ok(mapped);
                }
            }
        };
        match timeout(wait, answer).await {
            Ok(Ok(mapped)) => return Ok(mapped),
            // The port is closed there, says its machine.
            Ok(Err(why)) => last = why,
            Err(_) => {}
        }
    }
    Err(last)
}

async fn over_tcp(place: &Place, tls: Option<Trust>, transaction: TransactionId) -> Result<SocketAddr, Failure> {
    let (host, port) = (place.host.clone(), place.port);
    let mut stream = dial(&Target { authority: host.clone(), host, port, tls }).await?.stream;
    let asked = async {
        stream.write_all(&request(transaction)).await?;
        stream.flush().await?;
        let mut response = vec![0; HEAD];
        stream.read_exact(&mut response).await?;
        let length = usize::from(u16::from_be_bytes([response[2], response[3]])).min(RESPONSE);
        response.resize(HEAD + length, 0);
        stream.read_exact(&mut response[HEAD..]).await?;
        Ok::<_, std::io::Error>(response)
    };
    let response = timeout(ANSWER, asked).await.map_err(|_| Failure::TimedOut)?.map_err(|why| unreached(&why))?;
    mapped_address(&response, transaction).ok_or_else(|| Failure::Broken("this is no answer of STUN".to_owned()))
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
        && usize::from(u16::from_be_bytes([response[2], response[3]])) + HEAD == response.len();
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
