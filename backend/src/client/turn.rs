//! A relay at a TURN server (RFC 8656), to see whether it takes a credential and where others would reach it.

use super::Failure;
use super::dial::{Target, Trust, addresses, dial, unreached};
use crate::ice::url::{Place, Transport};
use crate::net::listener::Transport as Connection;
use plenum_shared::message::IceServer;
use plenum_turn::message::framed;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UdpSocket;
use tokio::time::timeout;
use turn_types::attribute::{Lifetime, RequestedTransport, XorRelayedAddress};
use turn_types::message::{ALLOCATE, REFRESH};
use turn_types::stun::attribute::{ErrorCode, Nonce, Realm, Username};
use turn_types::stun::message::{
    IntegrityAlgorithm, IntegrityKey, LongTermKeyCredentials, Message, MessageClass, MessageType, MessageWriteVec,
    Method, TransactionId,
};
use turn_types::stun::prelude::{AttributeWrite, MessageWrite, MessageWriteExt};

/// How long an answer is waited for, three times.
const ANSWER: Duration = Duration::from_secs(1);
const TRIES: usize = 3;
/// Larger than any answer.
const ANSWER_BYTES: usize = 4096;

/// Why there is no relay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoRelay {
    /// No answer.
    Failed(Failure),
    /// An error (RFC 8656 §19).
    Refused(u16),
}

enum Line {
    Datagrams(UdpSocket),
    Stream(Box<dyn Connection>),
}

/// Makes a relay and lets go of it; the address at which others would have reached it.
///
/// # Errors
/// There is none, and why.
pub async fn relay(place: &Place, told: &IceServer, trust: &Trust) -> Result<SocketAddr, NoRelay> {
    let mut line = line(place, trust).await.map_err(NoRelay::Failed)?;
    let transport = RequestedTransport::new(RequestedTransport::UDP);
    let first = Asker::default().ask(&mut line, ALLOCATE, &[&transport]).await?;
    let asker = Asker::challenged(&first, told).ok_or_else(|| error(&first))?;
    let answer = asker.ask(&mut line, ALLOCATE, &[&transport]).await?;
    let relayed = relayed(&answer).ok_or_else(|| error(&answer))?;
    // Given back at once; without it, it would last for ten minutes.
    let _ = asker.ask(&mut line, REFRESH, &[&Lifetime::new(0)]).await;
    Ok(relayed)
}

async fn line(place: &Place, trust: &Trust) -> Result<Line, Failure> {
    let tls = match place.transport {
        Transport::Udp => {
            let address = addresses(&place.host, place.port).await?[0];
            let any: SocketAddr = match address {
                SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
                SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
            };
            let socket = UdpSocket::bind(any).await.map_err(|why| unreached(&why))?;
            socket.connect(address).await.map_err(|why| unreached(&why))?;
            return Ok(Line::Datagrams(socket));
        }
        Transport::Tcp => None,
        Transport::Tls => Some(trust.clone()),
    };
    let (host, port) = (place.host.clone(), place.port);
    dial(&Target { authority: host.clone(), host, port, tls }).await.map(|dialled| Line::Stream(dialled.stream))
}

/// Who asks: nobody yet, or somebody with a name and a key.
#[derive(Default)]
struct Asker(Option<(String, String, String, IntegrityKey)>);

impl Asker {
    /// With what the server wants to see, and the credential.
    fn challenged(answer: &[u8], told: &IceServer) -> Option<Asker> {
        let message = Message::from_bytes(answer).ok()?;
        let realm = message.attribute::<Realm>().ok()?.realm().to_owned();
        let nonce = message.attribute::<Nonce>().ok()?.nonce().to_owned();
        let (name, password) = told.username.clone().zip(told.credential.clone())?;
        let credentials = LongTermKeyCredentials::new(name.clone(), password, realm.clone());
        Some(Asker(Some((name, realm, nonce, credentials.make_key(IntegrityAlgorithm::Sha1)))))
    }

    async fn ask(
        &self,
        line: &mut Line,
        method: Method,
        attributes: &[&dyn AttributeWrite],
    ) -> Result<Vec<u8>, NoRelay> {
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(|why| NoRelay::Failed(Failure::Broken(why.to_string())))?;
        let transaction = TransactionId::from(u128::from_ne_bytes(random));
        let request = self.request(method, transaction, attributes).ok_or(NoRelay::Refused(ErrorCode::BAD_REQUEST))?;
        let mut last = Failure::TimedOut;
        for _ in 0..TRIES {
            match timeout(ANSWER, exchange(line, &request, transaction)).await {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(why)) => last = why,
                Err(_) => {}
            }
        }
        Err(NoRelay::Failed(last))
    }

    fn request(
        &self,
        method: Method,
        transaction: TransactionId,
        attributes: &[&dyn AttributeWrite],
    ) -> Option<Vec<u8>> {
        let kind = MessageType::from_class_method(MessageClass::Request, method);
        let mut message = Message::builder(kind, transaction, MessageWriteVec::new());
        attributes.iter().try_for_each(|attribute| message.add_attribute(*attribute)).ok()?;
        if let Some((name, realm, nonce, key)) = &self.0 {
            message.add_attribute(&Username::new(name).ok()?).ok()?;
            message.add_attribute(&Realm::new(realm).ok()?).ok()?;
            message.add_attribute(&Nonce::new(nonce).ok()?).ok()?;
            message.add_message_integrity_with_key(key, IntegrityAlgorithm::Sha1).ok()?;
        }
        Some(message.finish())
    }
}

/// Sends, and waits for the answer to this very request.
async fn exchange(line: &mut Line, request: &[u8], transaction: TransactionId) -> Result<Vec<u8>, Failure> {
    let mut buffer = vec![0; ANSWER_BYTES];
    match line {
        Line::Datagrams(socket) => drop(socket.send(request).await.map_err(|why| unreached(&why))?),
        Line::Stream(stream) => {
            stream.write_all(request).await.map_err(|why| unreached(&why))?;
            stream.flush().await.map_err(|why| unreached(&why))?;
        }
    }
    loop {
        let length = match line {
            Line::Datagrams(socket) => socket.recv(&mut buffer).await.map_err(|why| unreached(&why))?,
            Line::Stream(stream) => {
                stream.read_exact(&mut buffer[..4]).await.map_err(|why| unreached(&why))?;
                let size = framed(&buffer[..4]).ok().flatten();
                let size = size.ok_or_else(|| Failure::Broken("this is no answer of TURN".to_owned()))?;
                stream.read_exact(&mut buffer[4..size]).await.map_err(|why| unreached(&why))?;
                size
            }
        };
        let answers = |message: Message<'_>| message.is_response() && message.transaction_id() == transaction;
        if Message::from_bytes(&buffer[..length]).is_ok_and(answers) {
            buffer.truncate(length);
            return Ok(buffer);
        }
    }
}

fn relayed(answer: &[u8]) -> Option<SocketAddr> {
    let message = Message::from_bytes(answer).ok().filter(|message| message.class() == MessageClass::Success)?;
    Some(message.attribute::<XorRelayedAddress>().ok()?.addr(message.transaction_id()))
}

fn error(answer: &[u8]) -> NoRelay {
    let code = Message::from_bytes(answer).ok().and_then(|message| message.attribute::<ErrorCode>().ok());
    match code {
        Some(code) => NoRelay::Refused(code.code()),
        None => NoRelay::Failed(Failure::Broken("this is no answer of TURN".to_owned())),
    }
}
