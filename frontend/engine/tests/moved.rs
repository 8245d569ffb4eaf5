//! A server that wants to be called by another name than the one the page was opened under: the page says where.

use plenum_engine::api::effect::{Effect, SocketCommand};
use plenum_engine::api::event::{Event, SocketEvent, Start};
use plenum_engine::api::intent::{AppIntent, Intent, RoomIntent};
use plenum_engine::api::view::SignalingState;
use plenum_engine::app::engine::Engine;
use plenum_engine::base::ids::SocketId;
use plenum_engine::base::time::Time;
use plenum_shared::message::Refusal;

/// A page whose server refuses it and names this origin; the code of its meeting.
fn refused(named: &str) -> (Engine, String) {
    let mut page = Engine::whole([9; 32], Time(0));
    let start = Start { origin: "https://192.0.2.1".into(), ..Start::default() };
    page.handle(Event::Started(Box::new(start)), Time(0));
    let dials = page.handle(Event::Intent(Intent::App(AppIntent::StartMeeting)), Time(0));
    let socket = dials.iter().find_map(|effect| match effect {
        Effect::Socket { socket, command: SocketCommand::Open { .. } } => Some(*socket),
        _ => None,
    });
    let refused = format!(r#"{{"type":"refused","reason":"origin","retry_after_ms":null,"origin":"{named}"}}"#);
    page.handle(Event::Socket { socket: socket.unwrap_or(SocketId(1)), news: SocketEvent::Text(refused) }, Time(10));
    let code = page.view().link.and_then(|link| link.rsplit('#').next().map(str::to_owned)).unwrap_or_default();
    (page, code)
}

#[test]
fn the_same_meeting_is_named_where_the_server_wants_to_be_called() {
    let (mut page, code) = refused("https://meet.example");
    let refusal = SignalingState::Refused { reason: Refusal::Origin, retrying: false };
    assert_eq!(page.view().signaling, refusal);
    assert_eq!(page.view().moved.as_deref(), Some(&*format!("https://meet.example/#{code}")));
    page.handle(Event::Intent(Intent::Room(RoomIntent::RetryServer)), Time(20));
    assert_eq!(page.view().moved, None, "it is being tried again");
}

#[test]
fn nothing_but_another_address_becomes_a_link() {
    for named in ["https://192.0.2.1", "javascript:alert(1)//", "https://evil.example/path", "https://a@b", ""] {
        let (page, _) = refused(named);
        assert!(matches!(page.view().signaling, SignalingState::Refused { reason: Refusal::Origin, .. }));
        assert_eq!(page.view().moved, None, "{named:?}");
    }
}
