//! What server tests share: a server on a free port, and a client that joins with keys of its own choosing.

#![allow(dead_code, clippy::unwrap_used)]

pub mod corpus;
pub mod frames;
pub mod program;

use ed25519_dalek::{Signer, SigningKey};
use futures_util::{SinkExt, StreamExt};
use plenum_server::{Config, Count, Running, Server};
use plenum_shared::admit::Admission;
use plenum_shared::codec::{decode, encode};
use plenum_shared::frame;
use plenum_shared::ids::{PublicKey, RoomId, Seat, Signature};
use plenum_shared::message::{Challenge, ClientMessage, Join, Refusal, SeatedPeer, ServerMessage, Welcome};
use std::ops::Deref;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// A server in this process on a free port of 127.0.0.1.
pub struct TestServer(pub Running);

impl TestServer {
    /// With the usual configuration.
    pub async fn start() -> TestServer {
        TestServer::start_with(|_| {}).await
    }

    /// With another one.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> TestServer {
        let mut config = Config::default();
        change(&mut config);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        TestServer(Server::new(config).unwrap().listen(listener).await.unwrap())
    }

    /// Its `Host`.
    pub fn host(&self) -> String {
        self.0.address().to_string()
    }

    /// The origin a proof to it is made for.
    pub fn origin(&self) -> String {
        format!("ws://{}", self.host())
    }

    /// Counts one kind of thing until now.
    pub fn count(&self, what: Count) -> u64 {
        self.0.count(what)
    }
}

impl Deref for TestServer {
    type Target = Running;

    fn deref(&self) -> &Running {
        &self.0
    }
}

/// Somebody who may enter a room.
#[derive(Clone)]
pub struct Person {
    pub room: RoomId,
    pub admission: SigningKey,
    pub session: SigningKey,
    pub hello: Vec<u8>,
}

/// A person in room `room` behind door `door` who is nobody else than `who`.
pub fn person(room: u8, door: u8, who: u8) -> Person {
    Person {
        room: RoomId([room; 16]),
        admission: SigningKey::from_bytes(&[door; 32]),
        session: SigningKey::from_bytes(&[who ^ 0x80; 32]),
        hello: vec![who; 40],
    }
}

pub fn public(key: &SigningKey) -> PublicKey {
    PublicKey(key.verifying_key().to_bytes())
}

impl Person {
    /// The join that answers this challenge.
    pub fn join(&self, origin: &str, challenge: &Challenge) -> Join {
        let (admission_key, session_key) = (public(&self.admission), public(&self.session));
        let said = Admission {
            origin,
            nonce: &challenge.nonce,
            room: &self.room,
            admission_key: &admission_key,
            session_key: &session_key,
            hello: &self.hello,
            version: plenum_shared::VERSION,
        }
        .bytes();
        Join {
            version: plenum_shared::VERSION,
            room: self.room,
            admission_key,
            session_key,
            admission_signature: Signature(self.admission.sign(&said).to_bytes()),
            session_signature: Signature(self.session.sign(&said).to_bytes()),
            hello: self.hello.clone(),
        }
    }

    /// What others hear of this person.
    pub fn seated_peer(&self, seat: Seat) -> SeatedPeer {
        SeatedPeer { seat, session_key: public(&self.session), hello: self.hello.clone() }
    }
}

/// What a connection brings.
#[derive(Debug, PartialEq)]
pub enum Heard {
    Server(ServerMessage),
    Peer(Seat, Vec<u8>),
    /// 1005 without a code, 1006 without a close frame.
    Closed(u16),
}

/// A connection to a server, before or after its join.
pub struct Client {
    pub socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub challenge: Challenge,
    pub origin: String,
}

impl Client {
    /// Dials and hears the challenge.
    pub async fn dial(server: &TestServer, shard: u8) -> Client {
        Client::dial_at(server.address().port(), shard).await
    }

    /// The same, at a port of 127.0.0.1.
    pub async fn dial_at(port: u16, shard: u8) -> Client {
        let origin = format!("ws://127.0.0.1:{port}");
        let request = format!("{origin}/ws/{shard:02x}").into_client_request().unwrap();
        let (socket, _) = connect_async(request).await.unwrap();
        let nothing = Challenge { versions: [0, 0], nonce: [0; 32] };
        let mut client = Client { socket, challenge: nothing, origin };
        match client.message().await {
            ServerMessage::Challenge(challenge) => client.challenge = challenge,
            other => panic!("no challenge but {other:?}"),
        }
        client
    }

    /// Dials and says a proper `join`.
    pub async fn knock(server: &TestServer, person: &Person) -> Client {
        Client::knock_at(server.address().port(), person).await
    }

    /// The same, at a port of 127.0.0.1.
    pub async fn knock_at(port: u16, person: &Person) -> Client {
        let mut client = Client::dial_at(port, person.room.shard()).await;
        let join = person.join(&client.origin, &client.challenge);
        client.say(&ClientMessage::Join(join)).await;
        client
    }

    /// Dials, joins, and hears everything up to `seated`. `peers` of the welcome are complete then.
    pub async fn join(server: &TestServer, person: &Person) -> (Client, Welcome) {
        Client::join_at(server.address().port(), person).await
    }

    /// The same, at a port of 127.0.0.1.
    pub async fn join_at(port: u16, person: &Person) -> (Client, Welcome) {
        let mut client = Client::knock_at(port, person).await;
        let welcome = client.welcome().await;
        (client, welcome)
    }

    /// The welcome and those who did not fit into it.
    pub async fn welcome(&mut self) -> Welcome {
        let mut welcome = match self.message().await {
            ServerMessage::Welcome(welcome) => welcome,
            other => panic!("no welcome but {other:?}"),
        };
        loop {
            match self.message().await {
                ServerMessage::Seated {} => return welcome,
                ServerMessage::Arrived { seated_peer, present: true } => welcome.peers.push(seated_peer),
                other => panic!("neither arrived nor seated but {other:?}"),
            }
        }
    }

    /// The refusal, and the close code after it.
    pub async fn refusal(&mut self) -> (Refusal, Option<u64>, u16) {
        match self.message().await {
            ServerMessage::Refused { reason, retry_after_ms, origin: _ } => {
                (reason, retry_after_ms, self.closed().await)
            }
            other => panic!("not refused but {other:?}"),
        }
    }

    pub async fn say(&mut self, message: &ClientMessage) {
        self.send(Message::text(encode(message))).await;
    }

    pub async fn send(&mut self, message: Message) {
        self.socket.send(message).await.unwrap();
    }

    pub async fn send_peer_message(&mut self, to: Seat, peer_message: &[u8]) {
        self.send(Message::binary(frame::join(to, peer_message))).await;
    }

    /// The next thing that is neither a WebSocket ping nor pong.
    pub async fn hear(&mut self) -> Heard {
        loop {
            match self.socket.next().await {
                Some(Ok(Message::Text(text))) => return Heard::Server(decode(&text).unwrap().message),
                Some(Ok(Message::Binary(bytes))) => {
                    let (from, peer_message) = frame::split(&bytes).unwrap();
                    return Heard::Peer(from, peer_message.to_vec());
                }
                Some(Ok(Message::Close(frame))) => {
                    return Heard::Closed(frame.map_or(1005, |frame| frame.code.into()));
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
                Some(Err(_)) | None => return Heard::Closed(1006),
            }
        }
    }

    pub async fn message(&mut self) -> ServerMessage {
        match self.hear().await {
            Heard::Server(message) => message,
            other => panic!("not a message but {other:?}"),
        }
    }

    pub async fn peer_message(&mut self) -> (Seat, Vec<u8>) {
        match self.hear().await {
            Heard::Peer(from, peer_message) => (from, peer_message),
            other => panic!("not a peer_message but {other:?}"),
        }
    }

    /// The close code; messages before it are passed over.
    pub async fn closed(&mut self) -> u16 {
        loop {
            if let Heard::Closed(code) = self.hear().await {
                return code;
            }
        }
    }

    /// Asks for a pong and gets it next: everything said before was acted on, and nothing else was said to us.
    pub async fn nothing_else(&mut self) {
        self.say(&ClientMessage::Ping {}).await;
        assert_eq!(self.hear().await, Heard::Server(ServerMessage::Pong {}));
    }
}
