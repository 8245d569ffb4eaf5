//! A TURN client that nobody here wrote (webrtc-rs), over datagrams and over a connection.

use crate::common::{Client, Person, TestServer};
use async_trait::async_trait;
use plenum_server::Config;
use plenum_server::ice::turn::start::RelayConfig;
use plenum_shared::message::{IceServer, Welcome};
use plenum_turn::message::framed;
use std::any::Any;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpStream, UdpSocket};
use tokio::sync::Mutex;
use turn::client::{Client as TurnClient, ClientConfig};
use webrtc_util::{Conn, Error};

/// A server with relays at 127.0.0.1, which may talk to peers at 127.0.0.2.
pub async fn server() -> TestServer {
    server_with(|_| {}).await
}

pub async fn server_with(change: impl FnOnce(&mut Config)) -> TestServer {
    TestServer::start_with(|config| {
        config.stun_port = Some(0);
        let allowed_peers = vec!["127.0.0.2/32".parse().unwrap()];
        config.relay = Some(RelayConfig { allowed_peers, ..RelayConfig::default() });
        change(config);
    })
    .await
}

/// Somebody peers talk to.
pub async fn peer() -> UdpSocket {
    UdpSocket::bind("127.0.0.2:0").await.unwrap()
}

/// Takes a seat; the relay that the page is told of.
pub async fn seated(server: &TestServer, person: &Person) -> (Client, IceServer) {
    let (client, welcome) = Client::join(server, person).await;
    (client, relay_of(&welcome))
}

pub fn relay_of(welcome: &Welcome) -> IceServer {
    let first = welcome.ice_servers.first();
    first.filter(|server| server.urls[0].starts_with("turn:127.0.0.1:")).expect("a relay of ours").clone()
}

/// The client of webrtc-rs for this server.
pub async fn client(server: &TestServer, told: &IceServer, is_stream: bool) -> TurnClient {
    // It may listen on all addresses.
    let at = SocketAddr::from(([127, 0, 0, 1], server.stun_address().unwrap().port()));
    let conn: Arc<dyn Conn + Send + Sync> = match is_stream {
        true => Arc::new(Framed::connect(at).await),
        false => Arc::new(UdpSocket::bind("127.0.0.1:0").await.unwrap()),
    };
    let client = TurnClient::new(ClientConfig {
        stun_serv_addr: at.to_string(),
        turn_serv_addr: at.to_string(),
        username: told.username.clone().unwrap(),
        password: told.credential.clone().unwrap(),
        realm: String::new(),
        software: String::new(),
        rto_in_ms: 0,
        conn,
        vnet: None,
    })
    .await
    .unwrap();
    client.listen().await.unwrap();
    client
}

/// STUN and channel messages found in a stream, for a client that knows datagrams only.
struct Framed {
    read: Mutex<OwnedReadHalf>,
    write: Mutex<OwnedWriteHalf>,
    local: SocketAddr,
    remote: SocketAddr,
}

impl Framed {
    async fn connect(to: SocketAddr) -> Framed {
        let stream = TcpStream::connect(to).await.unwrap();
        let (local, remote) = (stream.local_addr().unwrap(), to);
        let (read, write) = stream.into_split();
        Framed { read: Mutex::new(read), write: Mutex::new(write), local, remote }
    }
}

#[async_trait]
impl Conn for Framed {
    async fn connect(&self, _: SocketAddr) -> Result<(), Error> {
        Ok(())
    }

    async fn recv(&self, into: &mut [u8]) -> Result<usize, Error> {
        let mut read = self.read.lock().await;
        read.read_exact(&mut into[..4]).await?;
        let size = framed(&into[..4]).ok().flatten().expect("a message");
        read.read_exact(&mut into[4..size]).await?;
        Ok(size)
    }

    async fn recv_from(&self, into: &mut [u8]) -> Result<(usize, SocketAddr), Error> {
        Ok((self.recv(into).await?, self.remote))
    }

    async fn send(&self, message: &[u8]) -> Result<usize, Error> {
        let padding = &[0; 3][..message.len().next_multiple_of(4) - message.len()];
        self.write.lock().await.write_all(&[message, padding].concat()).await?;
        Ok(message.len())
    }

    async fn send_to(&self, message: &[u8], _: SocketAddr) -> Result<usize, Error> {
        self.send(message).await
    }

    fn local_addr(&self) -> Result<SocketAddr, Error> {
        Ok(self.local)
    }

    fn remote_addr(&self) -> Option<SocketAddr> {
        Some(self.remote)
    }

    async fn close(&self) -> Result<(), Error> {
        Ok(self.write.lock().await.shutdown().await?)
    }

    fn as_any(&self) -> &(dyn Any + Send + Sync) {
        self
    }
}
