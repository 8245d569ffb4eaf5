//! The opening of a WebSocket (RFC 6455 §4.1), and the first message of a signaling server on it.

use super::Failure;
use super::dial::Target;
use super::http::{answered, request, sender};
use crate::ws::handshake::accept_key;
use axum::http::{StatusCode, header};
use base64ct::{Base64, Encoding};
use http_body_util::Empty;
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use plenum_shared::codec::decode;
use plenum_shared::message::{Challenge, ServerMessage};
use std::fmt;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

/// A challenge has some 100 bytes.
const CHALLENGE_BYTES: usize = 4096;
/// It is sent at once.
const CHALLENGE: Duration = Duration::from_secs(5);
/// A text frame in one piece (§5.2).
pub const TEXT: u8 = 0x81;
/// A close frame with the code 1000, masked with zeros.
const CLOSE: [u8; 8] = [0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8];

/// Why no WebSocket came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotOpened {
    /// No answer.
    Failed(Failure),
    /// Another answer than 101.
    Answered(StatusCode),
}

impl fmt::Display for NotOpened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotOpened::Failed(why) => why.fmt(f),
            NotOpened::Answered(status) => write!(f, "it answers {status}"),
        }
    }
}

/// An open WebSocket as bytes, its frames not looked at.
pub type Stream = TokioIo<Upgraded>;

/// Asks for a WebSocket with this key, as the page of `origin` or as a program.
///
/// # Errors
/// What came instead.
pub async fn open(target: &Target, path: &str, key: &str, origin: Option<&str>) -> Result<Stream, NotOpened> {
    let broken = |why: String| NotOpened::Failed(Failure::Broken(why));
    let mut asked = request(target, path)
        .header(header::CONNECTION, "upgrade")
        .header(header::UPGRADE, "websocket")
        .header(header::SEC_WEBSOCKET_VERSION, "13")
        .header(header::SEC_WEBSOCKET_KEY, key);
    if let Some(origin) = origin {
        asked = asked.header(header::ORIGIN, origin);
    }
    let asked = asked.body(Empty::new()).map_err(|why| broken(why.to_string()))?;
    let (mut sender, _) = sender(target).await.map_err(NotOpened::Failed)?;
    let response = answered(sender.send_request(asked)).await.map_err(NotOpened::Failed)?;
    if response.status() != StatusCode::SWITCHING_PROTOCOLS {
        return Err(NotOpened::Answered(response.status()));
    }
    let accepted = response.headers().get(header::SEC_WEBSOCKET_ACCEPT);
    if accepted.is_none_or(|accepted| accepted.as_bytes() != accept_key(key.as_bytes()).as_bytes()) {
        return Err(broken("whoever answered does not know WebSockets".to_owned()));
    }
    hyper::upgrade::on(response).await.map(TokioIo::new).map_err(|why| broken(why.to_string()))
}

/// Opens a signaling session as the page of `origin` does, and hears its challenge.
///
/// # Errors
/// What came instead.
pub async fn challenge(target: &Target, origin: &str) -> Result<Challenge, NotOpened> {
    let (mut stream, challenge) = begin(target, "/ws/00", origin).await?;
    let _ = stream.write_all(&CLOSE).await;
    Ok(challenge)
}

/// Begins a signaling session at this path, up to its challenge.
///
/// # Errors
/// What came instead.
pub async fn begin(target: &Target, path: &str, origin: &str) -> Result<(Stream, Challenge), NotOpened> {
    let mut nonce = [0; 16];
    getrandom::fill(&mut nonce).map_err(|why| NotOpened::Failed(Failure::Broken(why.to_string())))?;
    let mut stream = open(target, path, &Base64::encode_string(&nonce), Some(origin)).await?;
    let text = match timeout(CHALLENGE, text(&mut stream, CHALLENGE_BYTES)).await {
        Ok(Some(text)) => text,
        Ok(None) => return Err(NotOpened::Failed(Failure::Broken("it ended without a message".to_owned()))),
        Err(_) => return Err(NotOpened::Failed(Failure::TimedOut)),
    };
    match decode::<ServerMessage>(&text).map(|decoded| decoded.message) {
        Ok(ServerMessage::Challenge(challenge)) => Ok((stream, challenge)),
        Ok(_) | Err(_) => Err(NotOpened::Failed(Failure::Broken("it begins with no challenge".to_owned()))),
    }
}

/// The next frame, if it is a text of this size at most.
pub async fn text(stream: &mut Stream, most: usize) -> Option<String> {
    let mut head = [0; 2];
    stream.read_exact(&mut head).await.ok()?;
    let length = match head {
        [TEXT, length @ 0..=125] => usize::from(length),
        [TEXT, 126] => usize::from(stream.read_u16().await.ok()?),
        _ => return None,
    };
    let mut bytes = vec![0; Some(length).filter(|length| *length <= most)?];
    stream.read_exact(&mut bytes).await.ok()?;
    String::from_utf8(bytes).ok()
}
