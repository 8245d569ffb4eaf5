//! A line to a STUN or TURN server: requests over UDP, TCP or TLS, and the answers to them (RFC 8489 §6.2).

use super::Failure;
use super::dial::{Target, Trust, addresses, dial, unreached};
use crate::ice::url::{Place, Transport};
use crate::net::listener::Transport as Connection;
use plenum_turn::limits::MESSAGE_BYTES;
use plenum_turn::message::framed;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UdpSocket;
use tokio::time::timeout;
use turn_types::stun::message::{Message, TransactionId};

/// When a request is sent again, and how long the last one is waited for (§6.2.1, cut short).
const WAITS: [Duration; 3] = [Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(2)];
/// Over a connection.
const ANSWER: Duration = Duration::from_secs(5);

/// A line to one address.
pub enum Line {
    /// By datagrams.
    Datagrams(UdpSocket),
    /// Over a connection.
    Stream(Box<dyn Connection>),
}

/// The lines to a server, to be tried in order: by datagrams one to each of its addresses, else a connection.
///
/// # Errors
/// Why there is none.
pub async fn lines(place: &Place, trust: &Trust) -> Result<Vec<Line>, Failure> {
    let tls = match place.transport {
        Transport::Udp => {
            let (mut lines, mut last) = (Vec::new(), Failure::TimedOut);
            for address in addresses(&place.host, place.port).await? {
                match datagrams(address).await {
                    Ok(line) => lines.push(line),
                    Err(why) => last = why,
                }
            }
            return if lines.is_empty() { Err(last) } else { Ok(lines) };
        }
        Transport::Tcp => None,
        Transport::Tls => Some(trust.clone()),
    };
    let (host, port) = (place.host.clone(), place.port);
    let stream = dial(&Target { authority: host.clone(), host, port, tls }).await?.stream;
    Ok(vec![Line::Stream(stream)])
}

async fn datagrams(address: SocketAddr) -> Result<Line, Failure> {
    let any: SocketAddr = match address {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let socket = UdpSocket::bind(any).await.map_err(|why| unreached(&why))?;
    socket.connect(address).await.map_err(|why| unreached(&why))?;
    Ok(Line::Datagrams(socket))
}

/// A number for a request that nobody guesses.
///
/// # Errors
/// The system has no random numbers.
pub fn transaction() -> Result<TransactionId, Failure> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|why| Failure::Broken(why.to_string()))?;
    Ok(TransactionId::from(u128::from_ne_bytes(random)))
}

impl Line {
    /// Sends a request, and waits for the answer to this very one.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn ask(&mut self, request: &[u8], transaction: TransactionId) -> Result<Vec<u8>, Failure> {
        match self {
            Line::Datagrams(socket) => ask_by_datagrams(socket, request, transaction).await,
            // Once: nothing is lost on the way, and reading that is cut off amid an answer finds no other behind it.
            Line::Stream(stream) => {
                timeout(ANSWER, ask_over_stream(stream, request, transaction)).await.map_err(|_| Failure::TimedOut)?
            }
        }
    }
}

async fn ask_by_datagrams(socket: &UdpSocket, request: &[u8], transaction: TransactionId) -> Result<Vec<u8>, Failure> {
    let mut last = Failure::TimedOut;
    let mut buffer = vec![0; MESSAGE_BYTES];
    for wait in WAITS {
        if let Err(why) = socket.send(request).await {
            last = unreached(&why);
        }
        let answer = async {
            loop {
                let length = socket.recv(&mut buffer).await.map_err(|why| unreached(&why))?;
                if answers(&buffer[..length], transaction) {
                    return Ok(buffer[..length].to_vec());
                }
            }
        };
        match timeout(wait, answer).await {
            Ok(Ok(answer)) => return Ok(answer),
            // The port is closed there, says its machine.
            Ok(Err(why)) => last = why,
            Err(_) => {}
        }
    }
    Err(last)
}

async fn ask_over_stream<S: Connection>(
    stream: &mut S,
    request: &[u8],
    transaction: TransactionId,
) -> Result<Vec<u8>, Failure> {
    stream.write_all(request).await.map_err(|why| unreached(&why))?;
    stream.flush().await.map_err(|why| unreached(&why))?;
    loop {
        let mut message = vec![0; 4];
        stream.read_exact(&mut message).await.map_err(|why| unreached(&why))?;
        let size = framed(&message).ok().flatten();
        message.resize(size.ok_or_else(|| Failure::Broken("this is no answer of STUN or TURN".to_owned()))?, 0);
        stream.read_exact(&mut message[4..]).await.map_err(|why| unreached(&why))?;
        if answers(&message, transaction) {
            return Ok(message);
        }
    }
}

fn answers(message: &[u8], transaction: TransactionId) -> bool {
    let answers = |message: Message<'_>| message.is_response() && message.transaction_id() == transaction;
    framed(message) == Ok(Some(message.len())) && Message::from_bytes(message).is_ok_and(answers)
}

#[cfg(test)]
mod tests {
    use super::super::stun::{mapped_address, request};
    use super::*;
    use plenum_turn::message::{Heard, binding, read};
    use tokio::io::{AsyncWrite, duplex};

    fn answer(request: &[u8]) -> Vec<u8> {
        let Some(Heard::Request(heard)) = read(request) else { panic!("no request") };
        binding(&heard, "192.0.2.1:5000".parse().unwrap()).unwrap()
    }

    async fn say(to: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) {
        to.write_all(bytes).await.unwrap();
    }

    // The clock of these tests stands still but for what is waited for.
    #[tokio::test(start_paused = true)]
    async fn over_a_stream_a_request_is_sent_once_however_slowly_its_answer_comes() {
        let (ours, mut theirs) = duplex(1_000);
        let (first, second) = (TransactionId::from(1), TransactionId::from(2));
        let server = tokio::spawn(async move {
            for transaction in [first, second] {
                let mut asked = vec![0; request(transaction).len()];
                theirs.read_exact(&mut asked).await.unwrap();
                assert_eq!(asked, request(transaction), "each once, in order");
                let answer = answer(&asked);
                // Something else comes between, and the answer in two parts with a pause as long as a datagram waits.
                say(&mut theirs, &[0x40, 0, 0, 2, 7, 7, 0, 0]).await;
                say(&mut theirs, &answer[..10]).await;
                tokio::time::sleep(WAITS[0] + WAITS[1] + WAITS[2]).await;
                say(&mut theirs, &answer[10..]).await;
            }
            let mut rest = Vec::new();
            theirs.read_to_end(&mut rest).await.unwrap();
            rest
        });
        let mut line = Line::Stream(Box::new(ours));
        for transaction in [first, second] {
            let answer = line.ask(&request(transaction), transaction).await.unwrap();
            assert!(mapped_address(&answer, transaction).is_some());
        }
        drop(line);
        assert!(server.await.unwrap().is_empty(), "nothing was sent again");
    }

    #[tokio::test(start_paused = true)]
    async fn what_does_not_answer_or_is_no_stun_ends_in_time() {
        let (ours, mut theirs) = duplex(1_000);
        let mut line = Line::Stream(Box::new(ours));
        let transaction = TransactionId::from(1);
        assert_eq!(line.ask(&request(transaction), transaction).await, Err(Failure::TimedOut));
        say(&mut theirs, b"HTTP/1.1 400 Bad Request").await;
        let why = line.ask(&request(transaction), transaction).await.unwrap_err();
        assert!(matches!(why, Failure::Broken(_)), "{why}");
    }
}
