//! A meeting as the server sees it: who comes, who goes, what is passed on.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Client, Heard, Person, TestServer, person};
use plenum_server::Count;
use plenum_shared::ids::Seat;
use plenum_shared::message::{ClientMessage, ServerMessage};

fn seat(slot: u16, generation: u16) -> Seat {
    Seat { slot, generation }
}

#[tokio::test]
async fn two_people_meet_and_exchange_messages() {
    let server = TestServer::start().await;
    let (ada, ben) = (person(1, 1, 1), person(1, 1, 2));
    let (mut ada_client, ada_welcome) = Client::join(&server, &ada).await;
    assert_eq!((ada_welcome.seat, ada_welcome.peers.len()), (seat(0, 0), 0));
    assert!(!ada_welcome.other_door);
    assert_eq!(ada_welcome.instance, server.instance());
    let (mut ben_client, ben_welcome) = Client::join(&server, &ben).await;
    assert_eq!(ben_welcome.peers, [ada.seated_peer(seat(0, 0))]);
    let arrived = ServerMessage::Arrived { seated_peer: ben.seated_peer(seat(1, 0)), present: false };
    assert_eq!(ada_client.message().await, arrived);

    ben_client.send_peer_message(seat(0, 0), b"sealed").await;
    assert_eq!(ada_client.peer_message().await, (seat(1, 0), b"sealed".to_vec()));
    ada_client.send_peer_message(seat(1, 0), b"").await;
    assert_eq!(ben_client.peer_message().await, (seat(0, 0), Vec::new()));

    ben_client.say(&ClientMessage::Leave {}).await;
    assert_eq!(ben_client.closed().await, 1000);
    assert_eq!(ada_client.message().await, ServerMessage::Departed { seat: seat(1, 0) });
    ada_client.say(&ClientMessage::Leave {}).await;
    assert_eq!(ada_client.closed().await, 1000);
    assert_eq!(server.doors(), 0, "the last one out takes the room along");
}

#[tokio::test]
async fn every_message_size_arrives_untouched() {
    let server = TestServer::start().await;
    let (mut ada, _) = Client::join(&server, &person(1, 1, 1)).await;
    let (mut ben, _) = Client::join(&server, &person(1, 1, 2)).await;
    ada.message().await;
    for size in [0, 1, 121, 122, 125, 126, 127, 1024, 65_531, 65_532] {
        let peer_message: Vec<u8> = (0..size).map(|n| (n * 7 % 251) as u8).collect();
        ben.send_peer_message(seat(0, 0), &peer_message).await;
        assert!(ada.peer_message().await == (seat(1, 0), peer_message), "{size} bytes");
    }
    ben.send_peer_message(seat(0, 0), &[0; 65_533]).await;
    assert_eq!(ben.closed().await, 1009, "one byte more");
    ada.nothing_else().await;
}

#[tokio::test]
async fn a_large_room_is_told_in_pieces() {
    let server = TestServer::start().await;
    let crowd: Vec<Person> = (0..20).map(|who| person(1, 1, who)).collect();
    let mut clients = Vec::new();
    for (n, member) in crowd.iter().enumerate() {
        let mut client = Client::knock(&server, member).await;
        let ServerMessage::Welcome(welcome) = client.message().await else { panic!("no welcome") };
        assert_eq!(welcome.peers.len(), n.min(16));
        for (late, seated_peer) in crowd.iter().enumerate().take(n).skip(16) {
            let seated_peer = seated_peer.seated_peer(seat(late as u16, 0));
            assert_eq!(client.message().await, ServerMessage::Arrived { seated_peer, present: true });
        }
        assert_eq!(client.message().await, ServerMessage::Seated {});
        clients.push(client);
    }
}

#[tokio::test]
async fn a_lost_signaling_connection_ends_no_call() {
    let server = TestServer::start().await;
    let (ada, ben) = (person(1, 1, 1), person(1, 1, 2));
    let (mut ada_client, _) = Client::join(&server, &ada).await;
    let (ben_client, _) = Client::join(&server, &ben).await;
    ada_client.message().await;
    drop(ben_client);
    // A peer message tells when the server has noticed: until then it is handed to the dead connection.
    while server.count(Count::MessageToLost) == 0 {
        ada_client.send_peer_message(seat(1, 0), b"are you there").await;
        ada_client.nothing_else().await;
    }
    let (mut ben_client, welcome) = Client::join(&server, &ben).await;
    assert_eq!(welcome.seat, seat(1, 0), "the same place, the same generation");
    assert_eq!(welcome.peers, [ada.seated_peer(seat(0, 0))]);
    assert_eq!(server.count(Count::Resumed), 1);
    ada_client.nothing_else().await;
    ada_client.send_peer_message(seat(1, 0), b"back").await;
    assert_eq!(ben_client.peer_message().await, (seat(0, 0), b"back".to_vec()));
}

#[tokio::test]
async fn a_second_connection_displaces_the_first_silently() {
    let server = TestServer::start().await;
    let (ada, ben) = (person(1, 1, 1), person(1, 1, 2));
    let (mut ada_client, _) = Client::join(&server, &ada).await;
    let (mut old, _) = Client::join(&server, &ben).await;
    ada_client.message().await;
    let (mut new, welcome) = Client::join(&server, &ben).await;
    assert_eq!(welcome.seat, seat(1, 0));
    assert_eq!(old.closed().await, 4001);
    drop(old);
    ada_client.nothing_else().await;
    ada_client.send_peer_message(seat(1, 0), b"to the new connection").await;
    assert_eq!(new.peer_message().await, (seat(0, 0), b"to the new connection".to_vec()));
    new.send_peer_message(seat(0, 0), b"from it").await;
    assert_eq!(ada_client.peer_message().await, (seat(1, 0), b"from it".to_vec()));
}

#[tokio::test]
async fn another_hello_is_another_seated_peer() {
    let server = TestServer::start().await;
    let (ada, ben) = (person(1, 1, 1), person(1, 1, 2));
    let (mut ada_client, _) = Client::join(&server, &ada).await;
    let (mut old, _) = Client::join(&server, &ben).await;
    ada_client.message().await;
    let changed = Person { hello: b"another".to_vec(), ..ben.clone() };
    let (mut new, welcome) = Client::join(&server, &changed).await;
    assert_eq!(welcome.seat, seat(1, 1));
    assert_eq!(welcome.peers.len(), 1);
    assert_eq!(old.closed().await, 4001);
    assert_eq!(ada_client.message().await, ServerMessage::Departed { seat: seat(1, 0) });
    let arrived = ServerMessage::Arrived { seated_peer: changed.seated_peer(seat(1, 1)), present: false };
    assert_eq!(ada_client.message().await, arrived);
    ada_client.send_peer_message(seat(1, 0), b"for the one before").await;
    ada_client.nothing_else().await;
    new.nothing_else().await;
    assert_eq!(server.count(Count::MessageToNobody), 1);
}

#[tokio::test]
async fn a_slot_used_again_gets_no_messages_of_the_one_before() {
    let server = TestServer::start().await;
    let (mut ada, _) = Client::join(&server, &person(1, 1, 1)).await;
    let (mut ben, _) = Client::join(&server, &person(1, 1, 2)).await;
    ben.say(&ClientMessage::Leave {}).await;
    ben.closed().await;
    let (mut cem, welcome) = Client::join(&server, &person(1, 1, 3)).await;
    assert_eq!(welcome.seat, seat(1, 1));
    for to in [seat(1, 0), seat(0, 0), seat(2, 0), seat(65_535, 65_535)] {
        ada.send_peer_message(to, b"x").await;
    }
    for expected in 0..3 {
        assert!(matches!(ada.hear().await, Heard::Server(_)), "{expected}");
    }
    ada.nothing_else().await;
    cem.nothing_else().await;
    assert_eq!(server.count(Count::MessageToNobody), 3);
    assert_eq!(server.count(Count::MessageToSelf), 1);
    assert_eq!(server.count(Count::Message), 0);
}

#[tokio::test]
async fn a_kept_seat_is_given_away_in_the_end() {
    let server = TestServer::start_with(|config| config.limits.seat_kept = std::time::Duration::from_millis(20)).await;
    let (mut ada, _) = Client::join(&server, &person(1, 1, 1)).await;
    let (ben, _) = Client::join(&server, &person(1, 1, 2)).await;
    ada.message().await;
    drop(ben);
    assert_eq!(ada.message().await, ServerMessage::Departed { seat: seat(1, 0) });
    assert_eq!(server.count(Count::SeatExpired), 1);
}

#[tokio::test]
async fn doors_of_one_room_know_nothing_of_each_other() {
    let server = TestServer::start().await;
    let (mut ada, _) = Client::join(&server, &person(1, 1, 1)).await;
    let (mut eve, welcome) = Client::join(&server, &person(1, 2, 2)).await;
    assert!(welcome.other_door && welcome.peers.is_empty());
    assert_eq!(welcome.seat, seat(0, 0));
    eve.send_peer_message(seat(0, 0), b"to herself").await;
    eve.send_peer_message(seat(1, 0), b"to nobody").await;
    eve.nothing_else().await;
    ada.nothing_else().await;
    assert_eq!(server.count(Count::Message), 0);
    let (_ben, welcome) = Client::join(&server, &person(1, 1, 3)).await;
    assert!(welcome.other_door && welcome.peers.len() == 1);
}

#[tokio::test]
async fn messages_never_cross_rooms() {
    let server = TestServer::start().await;
    let (mut ada, _) = Client::join(&server, &person(1, 1, 1)).await;
    let (mut ben, _) = Client::join(&server, &person(1, 1, 2)).await;
    let (mut eve, _) = Client::join(&server, &person(2, 1, 3)).await;
    ada.message().await;
    for slot in 0..4 {
        for generation in 0..3 {
            eve.send_peer_message(seat(slot, generation), b"from another room").await;
        }
    }
    eve.nothing_else().await;
    ada.nothing_else().await;
    ben.nothing_else().await;
    assert_eq!(server.count(Count::Message), 0);
}
