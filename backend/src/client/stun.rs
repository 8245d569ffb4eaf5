//! STUN binding requests to a server over UDP, TCP or TLS (RFC 8489 §6.2).

use super::Failure;
use super::dial::{Target, Trust, addresses, dial, unreached};
use crate::ice::stun::binding::{HEAD, mapped_address, request};
use crate::ice::url::{Place, Transport};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UdpSocket;
use tokio::time::timeout;

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
    let mut transaction = [0; 12];
    getrandom::fill(&mut transaction).map_err(|why| Failure::Broken(why.to_string()))?;
    match place.transport {
        Transport::Udp => {
            let mut last = Failure::TimedOut;
            for address in addresses(&place.host, place.port).await? {
                match over_udp(address, &transaction).await {
                    Ok(mapped) => return Ok(mapped),
                    Err(why) => last = why,
                }
            }
            Err(last)
        }
        Transport::Tcp => over_tcp(place, None, &transaction).await,
        Transport::Tls => over_tcp(place, Some(trust.clone()), &transaction).await,
    }
}

async fn over_udp(address: SocketAddr, transaction: &[u8; 12]) -> Result<SocketAddr, Failure> {
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

async fn over_tcp(place: &Place, tls: Option<Trust>, transaction: &[u8; 12]) -> Result<SocketAddr, Failure> {
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
