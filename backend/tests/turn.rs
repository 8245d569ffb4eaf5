//! Relays over real sockets, by a client that nobody here wrote: allocate, permit, bind, send, refresh; and who gets none.

#![allow(clippy::unwrap_used)]

mod common;
#[path = "common/relayed.rs"]
mod relayed;

use common::{Client, TestServer, person, public};
use plenum_server::ice::turn::names::Names;
use plenum_server::ice::turn::start::RelayConfig;
use plenum_server::{Config, Count, Server};
use plenum_shared::message::{ClientMessage, IceServer, ServerMessage};
use relayed::{client, peer, relay_of, seated, server, server_with};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use webrtc_util::Conn;

/// Waits until this is so; the server does what follows from a closed socket by itself.
async fn until(what: &str, is_so: impl Fn() -> bool) {
    let waiting = async {
        while !is_so() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), waiting).await.unwrap_or_else(|_| panic!("never so: {what}"));
}

fn relays(server: &TestServer) -> usize {
    server.relays().unwrap().server.allocations()
}

#[tokio::test]
async fn pages_are_told_of_relays_with_a_credential_of_their_own() {
    let server = server().await;
    let port = server.stun_address().unwrap().port();
    let (ada, welcome) = Client::join(&server, &person(1, 1, 1)).await;
    assert_eq!(welcome.credential_lifetime_ms, Some(3_600_000));
    let told = relay_of(&welcome);
    let urls = ["udp", "tcp"].map(|transport| format!("turn:127.0.0.1:{port}?transport={transport}"));
    assert_eq!(told.urls, urls);
    let holder = |told: &IceServer| told.username.as_ref().unwrap().split_once(':').unwrap().1.to_owned();
    let (_ben, other) = seated(&server, &person(1, 1, 2)).await;
    assert_ne!(holder(&other), holder(&told));
    drop(ada);
    let (_again, same) = seated(&server, &person(1, 1, 1)).await;
    assert_eq!(holder(&same), holder(&told), "the same seat");
    let without = TestServer::start_with(|config| config.stun_port = Some(0)).await;
    assert!(without.relays().is_none());
    assert!(Client::join(&without, &person(1, 1, 1)).await.1.ice_servers.is_empty());
}

#[tokio::test]
async fn the_url_has_the_name_by_which_a_page_came() {
    let told = |origins: &'static [&str]| async move {
        let server = server_with(|config| config.origins = origins.iter().map(|text| text.parse().unwrap()).collect());
        let server = server.await;
        let mut client = Client::dial(&server, 1).await;
        let (first, _) = (origins[0].replacen("http", "ws", 1), client.challenge.nonce);
        let join = person(1, 1, 1).join(&first, &client.challenge);
        client.say(&ClientMessage::Join(join)).await;
        client.welcome().await.ice_servers[0].urls[0].clone()
    };
    assert!(told(&["http://localhost:8080"]).await.starts_with("turn:localhost:"));
    assert!(told(&["http://[::1]:8080"]).await.starts_with("turn:[::1]:"));
}

#[tokio::test]
async fn the_url_has_the_address_that_the_host_says() {
    let server = server_with(|config| {
        config.origins = vec!["https://meet.example".parse().unwrap()];
        let addresses = ["192.0.2.7", "2001:db8::7"].map(|text| text.parse().unwrap()).to_vec();
        config.relay = Some(RelayConfig { addresses, ..RelayConfig::default() });
    })
    .await;
    let port = server.stun_address().unwrap().port();
    assert!(server.stun_address().unwrap().ip().is_unspecified(), "the proxy of that page passes on no datagrams");
    let mut client = Client::dial(&server, 1).await;
    let join = person(1, 1, 1).join("wss://meet.example", &client.challenge);
    client.say(&ClientMessage::Join(join)).await;
    let welcome = client.welcome().await;
    let [relay, stun] = &welcome.ice_servers[..] else { panic!("a relay and STUN") };
    let told =
        |scheme: &str, query: &str| format!("{scheme}:192.0.2.7:{port}{query} {scheme}:[2001:db8::7]:{port}{query}");
    let [udp, tcp] = ["udp", "tcp"].map(|transport| told("turn", &format!("?transport={transport}")));
    let expected: Vec<&str> = udp.split(' ').zip(tcp.split(' ')).flat_map(|(udp, tcp)| [udp, tcp]).collect();
    assert_eq!(relay.urls, expected);
    assert_eq!(stun.urls.join(" "), told("stun", ""));
    assert_eq!((stun.username.is_none(), welcome.stun_port), (true, None), "not at the page's own host");
}

#[tokio::test]
async fn whoever_has_a_seat_talks_to_a_peer_over_datagrams_and_over_a_connection() {
    let server = server().await;
    let (_page, told) = seated(&server, &person(1, 1, 1)).await;
    for is_stream in [false, true] {
        let (client, peer) = (client(&server, &told, is_stream).await, peer().await);
        let relay = client.allocate().await.unwrap();
        let relayed = relay.local_addr().unwrap();
        let mut buffer = [0; 2000];
        // The first goes as an indication, later ones over a channel.
        for round in 0..20_u8 {
            relay.send_to(&[round; 1200], peer.local_addr().unwrap()).await.unwrap();
            let (length, from) = peer.recv_from(&mut buffer).await.unwrap();
            assert_eq!((&buffer[..length], from), (&[round; 1200][..], relayed));
            peer.send_to(&[round; 7], relayed).await.unwrap();
            let (length, from) = relay.recv_from(&mut buffer).await.unwrap();
            assert_eq!((&buffer[..length], from), (&[round; 7][..], peer.local_addr().unwrap()));
        }
        let stranger = UdpSocket::bind("127.0.0.3:0").await.unwrap();
        let before = server.count(Count::TurnUnpermitted);
        stranger.send_to(b"let me in", relayed).await.unwrap();
        until("a stranger's packet is dropped", || server.count(Count::TurnUnpermitted) > before).await;
        relay.close().await.unwrap();
        client.close().await.unwrap();
        until("its relay is gone", || relays(&server) == 0).await;
        assert!(UdpSocket::bind(relayed).await.is_ok(), "the port is free again");
    }
    assert_eq!(server.count(Count::TurnRelayed), 80);
    assert_eq!(server.count(Count::TurnRelayedBytes), 2 * 20 * (1200 + 7));
}

#[tokio::test]
async fn two_people_reach_each_other_over_two_relays_of_one_server() {
    let server = server_with(|config| config.relay = Some(RelayConfig::default())).await;
    let (_ada, told) = seated(&server, &person(1, 1, 1)).await;
    let (_ben, other) = seated(&server, &person(1, 1, 2)).await;
    let (one, two) = (client(&server, &told, false).await, client(&server, &other, true).await);
    let (one, two) = (one.allocate().await.unwrap(), two.allocate().await.unwrap());
    let (at_one, at_two) = (one.local_addr().unwrap(), two.local_addr().unwrap());
    let mut buffer = [0; 2000];
    // Lost, since the other side has permitted nobody yet; but it permits the other side.
    one.send_to(b"knock", at_two).await.unwrap();
    for round in 0..20_u8 {
        two.send_to(&[round; 5], at_one).await.unwrap();
        let (length, from) = one.recv_from(&mut buffer).await.unwrap();
        assert_eq!((&buffer[..length], from), (&[round; 5][..], at_two));
        one.send_to(&[round; 900], at_two).await.unwrap();
        let (length, from) = two.recv_from(&mut buffer).await.unwrap();
        assert_eq!((&buffer[..length], from), (&[round; 900][..], at_one));
    }
}

#[tokio::test]
async fn a_wrong_altered_or_foreign_credential_gets_no_relay() {
    let (server, elsewhere) = (server().await, server().await);
    let (_page, told) = seated(&server, &person(1, 1, 1)).await;
    let (_other, foreign) = seated(&elsewhere, &person(1, 1, 1)).await;
    let wrong = IceServer { credential: Some("wrong".into()), ..told.clone() };
    let (expiry, holder) = told.username.as_ref().unwrap().split_once(':').unwrap();
    let longer = format!("{}:{holder}", expiry.parse::<u64>().unwrap() + 1);
    let altered = IceServer { username: Some(longer), ..told.clone() };
    for told in [wrong, altered, foreign] {
        let refused = client(&server, &told, false).await.allocate().await.map(drop).unwrap_err();
        assert!(refused.to_string().contains("401"), "{refused}");
    }
    assert_eq!((relays(&server), server.count(Count::TurnAllocated)), (0, 0));
    assert!(client(&server, &told, false).await.allocate().await.is_ok(), "the right one");
}

#[tokio::test]
async fn a_credential_that_has_ended_makes_no_relay_and_ends_none() {
    let server = server().await;
    let ada = person(1, 1, 1);
    let (_page, told) = seated(&server, &ada).await;
    let (early, peer) = (client(&server, &told, false).await, peer().await);
    let relay = early.allocate().await.unwrap();
    // The same holder, and a credential that ends now.
    let offer = server.relays().unwrap().offer.as_ref().unwrap();
    let holder = offer.holder(&ada.room, &public(&ada.admission), &public(&ada.session), "127.0.0.1");
    let ended = offer.servers(&holder, Duration::ZERO).remove(0);
    let name = |told: &IceServer| told.username.as_ref().unwrap().split_once(':').unwrap().1.to_owned();
    assert_eq!(name(&ended), name(&told));
    let refused = client(&server, &ended, false).await.allocate().await.map(drop).unwrap_err();
    assert!(refused.to_string().contains("401"), "{refused}");
    assert_eq!(server.count(Count::TurnOutdated), 1);
    relay.send_to(b"still here", peer.local_addr().unwrap()).await.unwrap();
    let mut buffer = [0; 100];
    assert_eq!(peer.recv_from(&mut buffer).await.unwrap().0, 10, "with a permission made just now");
}

#[tokio::test]
async fn goodbye_ends_relays_and_a_lost_line_does_not() {
    let server = server().await;
    let (mut ada, told) = seated(&server, &person(1, 1, 1)).await;
    let (ben, other) = seated(&server, &person(1, 1, 2)).await;
    let _one = client(&server, &told, false).await.allocate().await.unwrap();
    let two = client(&server, &other, false).await.allocate().await.unwrap();
    assert_eq!(relays(&server), 2);
    ada.say(&ClientMessage::Leave {}).await;
    assert_eq!(ada.closed().await, 1000);
    until("the relay of whoever left is gone", || relays(&server) == 1).await;
    drop(ben);
    until("both lines are gone", || server.sockets().0 == 0).await;
    let peer = peer().await;
    two.send_to(b"hello", peer.local_addr().unwrap()).await.unwrap();
    assert_eq!(peer.recv_from(&mut [0; 100]).await.unwrap().0, 5);
    assert!(client(&server, &told, false).await.allocate().await.is_err(), "whoever left gets no other one");
    assert!(client(&server, &other, false).await.allocate().await.is_ok(), "whose line is lost does");
}

#[tokio::test]
async fn no_special_address_is_a_peer() {
    let server = server_with(|config| config.relay = Some(RelayConfig::default())).await;
    let (_page, told) = seated(&server, &person(1, 1, 1)).await;
    let relay = client(&server, &told, false).await.allocate().await.unwrap();
    let special = "0.0.0.1 10.0.0.1 100.64.0.1 127.0.0.2 169.254.169.254 172.16.0.1 192.0.0.1 192.0.2.1 192.88.99.1 \
        192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255";
    for address in special.split_whitespace() {
        let peer: SocketAddr = format!("{address}:5000").parse().unwrap();
        let refused = relay.send_to(b"x", peer).await.unwrap_err();
        assert!(refused.to_string().contains("403"), "{address}: {refused}");
    }
    assert_eq!(server.count(Count::TurnForbidden), special.split_whitespace().count() as u64);
    assert_eq!(server.count(Count::TurnRelayed), 0);
    let ours = SocketAddr::from(([127, 0, 0, 1], server.address().port()));
    relay.send_to(b"GET / HTTP/1.0\r\n\r\n", ours).await.unwrap();
    until("the packet to our own service is dropped", || server.count(Count::TurnUnpermitted) == 1).await;
}

#[tokio::test]
async fn a_connection_that_is_none_of_turn_or_gets_no_relay_ends() {
    let server = server_with(|config| config.limits.admission = Duration::from_millis(300)).await;
    let at = server.stun_address().unwrap();
    for said in [&b"GET / HTTP/1.1\r\n\r\n"[..], b"\x16\x03\x01\xff\xff", b"\xff\xff\xff\xff", b"", &[0, 3, 0, 0, 0x21]]
    {
        let mut stream = TcpStream::connect(at).await.unwrap();
        stream.write_all(said).await.unwrap();
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest).await;
        assert!(rest.is_empty(), "{said:?}");
    }
    let (_page, told) = seated(&server, &person(1, 1, 1)).await;
    let client = client(&server, &told, true).await;
    let relay = client.allocate().await.unwrap();
    let peer = peer().await;
    // Others that begin later and have no relay end, one after the other: by then this one would have.
    for _ in 0..2 {
        let mut idle = TcpStream::connect(at).await.unwrap();
        assert_eq!(idle.read(&mut [0; 10]).await.unwrap_or(0), 0);
        relay.send_to(b"x", peer.local_addr().unwrap()).await.unwrap();
        peer.recv_from(&mut [0; 100]).await.unwrap();
    }
}

#[tokio::test]
async fn a_server_that_stops_lets_go_of_everything() {
    let config = Config { stun_port: Some(0), relay: Some(RelayConfig::default()), ..Config::default() };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let server = TestServer(Server::new(config).unwrap().listen(listener).await.unwrap());
    let (_page, told) = seated(&server, &person(1, 1, 1)).await;
    let client = client(&server, &told, true).await;
    let relayed = client.allocate().await.unwrap().local_addr().unwrap();
    let at = server.stun_address().unwrap();
    let mut idle = TcpStream::connect(at).await.unwrap();
    server.0.stop().await;
    assert_eq!(idle.read(&mut [0; 10]).await.unwrap_or(0), 0);
    assert!(UdpSocket::bind(relayed).await.is_ok(), "the port of a relay");
    let (udp, tcp) = (UdpSocket::bind(at).await, TcpListener::bind(at).await);
    assert!(udp.is_ok() && tcp.is_ok(), "{udp:?} {tcp:?}");
}

#[tokio::test]
async fn a_page_is_told_a_fresh_credential_before_the_old_one_ends() {
    let server = server_with(|config| config.limits.credential_renewal = Duration::from_millis(150)).await;
    let (mut page, told) = seated(&server, &person(1, 1, 1)).await;
    let parts = |told: &IceServer| {
        let (expiry, holder) = told.username.as_ref().unwrap().split_once(':').unwrap();
        (expiry.parse::<u64>().unwrap(), holder.to_owned())
    };
    let (before, holder) = parts(&told);
    // Ends are whole seconds, so one of the next ten is later.
    let mut fresh = told.clone();
    for _ in 0..10 {
        let ServerMessage::IceServers(renewed) = page.message().await else { panic!("no ICE servers") };
        assert_eq!(renewed.credential_lifetime_ms, Some(3_600_000));
        fresh = renewed.ice_servers[0].clone();
        assert_eq!(parts(&fresh).1, holder, "the same holder");
        if parts(&fresh).0 > before {
            break;
        }
    }
    assert!(parts(&fresh).0 > before, "a later end");
    assert!(client(&server, &fresh, false).await.allocate().await.is_ok());
}

/// coturn's client, where it is installed: Debian has it in the package `coturn`.
async fn uclient(server: &TestServer, told: &IceServer, more: &[&str]) -> Option<String> {
    let port = server.stun_address().unwrap().port().to_string();
    let (name, password) = (told.username.clone().unwrap(), told.credential.clone().unwrap());
    let output = tokio::process::Command::new("turnutils_uclient")
        .args(["-u", &name, "-w", &password, "-p", &port, "-c", "-y", "-n", "20", "-m", "4", "-l", "1000"])
        .args(more)
        .arg("127.0.0.1")
        .kill_on_drop(true)
        .output();
    match output.await {
        Ok(output) => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
        Err(_) => None,
    }
}

#[tokio::test]
async fn the_client_of_coturn_passes() {
    let server = server_with(|config| config.relay = Some(RelayConfig::default())).await;
    let (_page, told) = seated(&server, &person(1, 1, 1)).await;
    let wrong = IceServer { credential: Some("wrong".into()), ..told.clone() };
    // Over datagrams and a connection, by channels and by indications, with padding, with more requests than are needed.
    let (datagrams, stream, sends, padded, more, refused) = tokio::join!(
        uclient(&server, &told, &[]),
        uclient(&server, &told, &["-t"]),
        uclient(&server, &told, &["-s"]),
        uclient(&server, &told, &["-t", "-s", "-D"]),
        uclient(&server, &told, &["-G", "-X"]),
        uclient(&server, &wrong, &[]),
    );
    let Some(refused) = refused else {
        eprintln!("SKIPPED: turnutils_uclient is not installed here (Debian: coturn)");
        return;
    };
    for said in [datagrams, stream, sends, padded, more].map(Option::unwrap_or_default) {
        // Four clients send twenty messages each, and each is answered by the other one.
        let last = said.lines().rfind(|line| line.contains("tot_send_msgs=")).unwrap_or_default();
        assert!(last.contains("tot_send_msgs=80, tot_recv_msgs=80"), "{said}");
    }
    assert!(!refused.contains("tot_recv_msgs=80"), "{refused}");
}

#[tokio::test]
async fn relays_begin_and_are_told_to_everybody_as_soon_as_a_name_leads_here() {
    let (found, asked) = tokio::sync::watch::channel(None);
    let names = Names::new(move |_, _| {
        let mut asked = asked.clone();
        Box::pin(async move { Ok(asked.wait_for(Option::is_some).await.unwrap().into_iter().collect()) })
    });
    let server = server_with(|config| {
        config.origins = vec!["https://meet.example".parse().unwrap()];
        config.relay = Some(RelayConfig { names, ..RelayConfig::default() });
    })
    .await;
    assert!(server.relays().is_none());
    let join = async |seed| {
        let mut client = Client::dial(&server, 1).await;
        let join = person(1, 1, seed).join("wss://meet.example", &client.challenge);
        client.say(&ClientMessage::Join(join)).await;
        let welcome = client.welcome().await;
        (client, welcome)
    };
    let (mut early, welcome) = join(1).await;
    assert_eq!((welcome.ice_servers, welcome.credential_lifetime_ms), (vec![], None), "it lets people in before that");
    found.send_replace(Some([9, 9, 9, 9].into()));
    let ServerMessage::IceServers(told) = early.message().await else { panic!("no ICE servers") };
    let (_late, welcome) = join(2).await;
    for told in [&told.ice_servers, &welcome.ice_servers] {
        assert!(told[0].urls[0].starts_with("turn:meet.example:"), "{told:?}");
    }
    assert!(server.relays().is_some());
    assert!(client(&server, &told.ice_servers[0], false).await.allocate().await.is_ok(), "with the seat of before");
}
