//! A seat at a signaling server, in a room of one's own: to hear what pages are told (`shared/PROTOCOL.md`).

use super::Failure;
use super::dial::Target;
use super::socket::{NotOpened, Stream, TEXT, begin, text};
use crate::net::origin::Origin;
use ed25519_dalek::{Signer, SigningKey};
use plenum_shared::VERSION;
use plenum_shared::admit::Admission;
use plenum_shared::codec::{decode, encode};
use plenum_shared::ids::{PublicKey, RoomId, Signature};
use plenum_shared::message::{Challenge, ClientMessage, IceServer, Join, ServerMessage};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;

/// It is taken at once.
const WELCOME: Duration = Duration::from_secs(5);
/// A welcome to a room without others, with all ICE servers there may be.
const WELCOME_BYTES: usize = 32 * 1024;

/// A seat, for as long as it is held.
pub struct Seat {
    stream: Stream,
    /// What its page is told.
    pub ice_servers: Vec<IceServer>,
}

/// Takes a seat in a room that nobody knows, as the page of `origin` does.
///
/// # Errors
/// What came instead.
pub async fn take(target: &Target, origin: &Origin) -> Result<Seat, NotOpened> {
    let mut random = [0; 80];
    getrandom::fill(&mut random).map_err(|why| broken(&why.to_string()))?;
    let (room, keys) = random.split_at(16);
    let room = RoomId(room.try_into().map_err(|_| broken("no room"))?);
    let (mut stream, challenge) = begin(target, &format!("/ws/{:02x}", room.shard()), &origin.url()).await?;
    let join = join(&challenge, origin, room, keys).ok_or(broken("no keys"))?;
    let said = say(&mut stream, &ClientMessage::Join(join)).await;
    said.map_err(|why| NotOpened::Failed(super::dial::unreached(&why)))?;
    let ice_servers = match timeout(WELCOME, text(&mut stream, WELCOME_BYTES)).await {
        Ok(Some(text)) => match decode::<ServerMessage>(&text).map(|decoded| decoded.message) {
            Ok(ServerMessage::Welcome(welcome)) => welcome.ice_servers,
            Ok(_) | Err(_) => return Err(broken("there is no seat for this check")),
        },
        Ok(None) => return Err(broken("it ended without a welcome")),
        Err(_) => return Err(NotOpened::Failed(Failure::TimedOut)),
    };
    Ok(Seat { stream, ice_servers })
}

impl Seat {
    /// Says goodbye.
    pub async fn leave(mut self) {
        let _ = say(&mut self.stream, &ClientMessage::Leave {}).await;
    }
}

fn broken(why: &str) -> NotOpened {
    NotOpened::Failed(Failure::Broken(why.to_owned()))
}

fn join(challenge: &Challenge, origin: &Origin, room: RoomId, keys: &[u8]) -> Option<Join> {
    let (admission, session) = keys.split_at_checked(32)?;
    let key = |seed: &[u8]| Some(SigningKey::from_bytes(&seed.try_into().ok()?));
    let (admission, session) = (key(admission)?, key(session)?);
    let public = |key: &SigningKey| PublicKey(key.verifying_key().to_bytes());
    let (admission_key, session_key) = (public(&admission), public(&session));
    let hello = b"plenum check".to_vec();
    let said = Admission {
        origin: &origin.socket(),
        nonce: &challenge.nonce,
        room: &room,
        admission_key: &admission_key,
        session_key: &session_key,
        hello: &hello,
        version: VERSION,
    }
    .bytes();
    let sign = |key: &SigningKey| Signature(key.sign(&said).to_bytes());
    Some(Join {
        version: VERSION,
        room,
        admission_key,
        session_key,
        admission_signature: sign(&admission),
        session_signature: sign(&session),
        hello,
    })
}

/// A text in one frame, masked as clients have to (RFC 6455 §5.3); with zeros, since nobody in between is to be fooled.
async fn say(stream: &mut Stream, message: &ClientMessage) -> std::io::Result<()> {
    let text = encode(message);
    let length = u16::try_from(text.len()).map_err(std::io::Error::other)?;
    let mut frame = vec![TEXT, 0x80 | 126];
    frame.extend(length.to_be_bytes());
    frame.extend([0; 4]);
    frame.extend(text.as_bytes());
    stream.write_all(&frame).await?;
    stream.flush().await
}
