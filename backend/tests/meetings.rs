//! Whole meetings of engines against the real server, over sockets.

mod meeting;

use meeting::Meeting;
use plenum_engine::api::intent::{AppIntent, Intent, MediaIntent};
use plenum_engine::api::view::{LinkState, Presence, SignalingState};
use plenum_server::{Config, Running, Server};
use std::net::SocketAddr;
use tokio::net::TcpListener;

const CANDIDATE: &str = "192.0.2.7";

async fn start_at(address: SocketAddr) -> Running {
    let listener = TcpListener::bind(address).await.expect("a free port");
    Server::new(Config::default()).expect("a configuration").listen(listener).await.expect("a server")
}

async fn start() -> Running {
    start_at(SocketAddr::from(([127, 0, 0, 1], 0))).await
}

#[tokio::test]
async fn five_people_meet() {
    let server = start().await;
    let mut meeting = Meeting::of(server.address(), CANDIDATE, 5).await;
    meeting.rename(3, "Eva");
    meeting.until(|meeting| meeting.complete()).await;
    meeting.act(1, Intent::Media(MediaIntent::Microphone(false)));
    let muted = |meeting: &Meeting, page: usize| {
        let view = meeting.pages[page].engine.view();
        view.people.iter().any(|person| &*person.name == "Ada 1" && !person.microphone)
    };
    meeting.until(|meeting| [0, 2, 3, 4].into_iter().all(|page| muted(meeting, page))).await;
}

#[tokio::test]
async fn who_leaves_is_gone_and_may_come_back() {
    let server = start().await;
    let mut meeting = Meeting::of(server.address(), CANDIDATE, 3).await;
    meeting.act(2, Intent::App(AppIntent::Leave));
    meeting.until(|meeting| meeting.complete() && meeting.pages[0].engine.view().people.len() == 1).await;
    meeting.act(2, Intent::App(AppIntent::Join));
    meeting.until(|meeting| meeting.complete() && meeting.pages[0].engine.view().people.len() == 2).await;
}

#[tokio::test]
async fn the_lobby_sees_who_is_inside_and_connects_to_nobody() {
    let server = start().await;
    let mut meeting = Meeting::of(server.address(), CANDIDATE, 2).await;
    let fragment = meeting.fragment(0);
    let late = meeting.open("Late", Some(&fragment));
    meeting
        .until(|meeting| {
            let people = meeting.pages[late].engine.view().people;
            people.len() == 2
                && people.iter().all(|person| person.presence == Presence::In && person.link == LinkState::None)
        })
        .await;
}

#[tokio::test]
async fn two_rooms_hear_nothing_of_each_other() {
    let server = start().await;
    let one = Meeting::of(server.address(), CANDIDATE, 2).await;
    let mut other = Meeting::at(server.address(), CANDIDATE);
    let fragment = "00000000000000000000000000";
    assert_ne!(one.fragment(0), fragment);
    other.open("Somebody", None);
    other.act(0, Intent::App(AppIntent::StartMeeting));
    other.act(0, Intent::App(AppIntent::Join));
    other.until(|meeting| meeting.pages[0].engine.view().signaling == SignalingState::Seated).await;
    let fragment = other.fragment(0);
    other.join("Else", &fragment);
    other.until(|meeting| meeting.complete()).await;
    assert_eq!(other.pages[0].engine.view().people.len(), 1);
}

#[tokio::test]
async fn a_server_that_dies_and_returns_ends_nothing() {
    let server = start().await;
    let address = server.address();
    let mut meeting = Meeting::of(address, CANDIDATE, 3).await;
    let streams = |meeting: &Meeting| -> Vec<_> {
        let people = meeting.pages.iter().flat_map(|page| page.engine.view().people.to_vec());
        people.map(|person| person.streams.shown).collect()
    };
    let before = streams(&meeting);
    server.stop().await;
    meeting
        .until(|meeting| meeting.pages.iter().all(|page| page.engine.view().signaling == SignalingState::Away))
        .await;
    assert!(meeting.complete(), "calls go on without the server");
    let _server = start_at(address).await;
    meeting
        .until(|meeting| meeting.pages.iter().all(|page| page.engine.view().signaling == SignalingState::Seated))
        .await;
    let fragment = meeting.fragment(0);
    meeting.join("Newcomer", &fragment);
    meeting.until(|meeting| meeting.complete()).await;
    let after = streams(&meeting);
    assert!(before.iter().all(|stream| after.contains(stream)), "no connection was made anew");
}
