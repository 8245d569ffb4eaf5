//! A socket in doubt, and the standby one beside it.

use super::*;
use crate::base::rng::Rng;
use crate::invite::Link;
use plenum_shared::ids::Seat;
use plenum_shared::message::{Limits, Welcome};
use plenum_shared::{OLDEST_VERSION, VERSION};

/// A page with its socket.
struct Page {
    socket: Client,
    keys: KeySchedule,
    session: Identity,
    rng: Rng,
    ops: u64,
}

/// What it did in one event, in words: `open 1`, `close 1`, `1: ping`.
type Did = Vec<String>;

impl Page {
    /// Seated over socket 1.
    fn seated() -> Page {
        let mut rng = Rng::new([7; 32]);
        let session = Identity::new(&mut rng);
        let keys = KeySchedule::derive(&Link::from_parts([1; 16], false), None).expect("a link without passphrase");
        let socket = Client::new("https://meet.example", vec![1, 2, 3]);
        let mut page = Page { socket, keys, session, rng, ops: 0 };
        assert_eq!(page.cx(0, |socket, keys, cx| socket.dial(keys, cx)), ["open 1"]);
        assert_eq!(page.hears(10, 1, &challenge()).0, ["1: join"]);
        let (did, heard) = page.hears(20, 1, &welcome());
        assert!(did.is_empty() && matches!(heard, Some(Heard::Welcome(_))));
        page
    }

    fn cx(&mut self, now: u64, act: impl FnOnce(&mut Client, &KeySchedule, &mut Context)) -> Did {
        let mut cx = Context::new(Time(now), &mut self.rng, &mut self.ops);
        act(&mut self.socket, &self.keys, &mut cx);
        cx.effects.into_iter().map(in_words).collect()
    }

    fn doubts(&mut self, now: u64) -> Did {
        self.cx(now, |socket, keys, cx| socket.doubt(150, keys, cx))
    }

    fn ticks(&mut self, now: u64) -> Did {
        self.cx(now, |socket, keys, cx| socket.tick(keys, cx))
    }

    fn hears(&mut self, now: u64, socket: u64, message: &ServerMessage) -> (Did, Option<Heard>) {
        self.news(now, socket, SocketEvent::Text(codec::encode(message)))
    }

    fn news(&mut self, now: u64, socket: u64, news: SocketEvent) -> (Did, Option<Heard>) {
        let mut cx = Context::new(Time(now), &mut self.rng, &mut self.ops);
        let heard = self.socket.handle(SocketId(socket), news, &self.keys, &self.session, &mut cx);
        (cx.effects.into_iter().map(in_words).collect(), heard)
    }
}

fn in_words(effect: Effect) -> String {
    let Effect::Socket { socket: SocketId(socket), command } = effect else { panic!("a socket does nothing else") };
    match command {
        SocketCommand::Open { .. } => format!("open {socket}"),
        SocketCommand::Ask { .. } => format!("{socket}: where?"),
        SocketCommand::Close => format!("close {socket}"),
        SocketCommand::Text(text) => {
            let said = codec::decode::<ClientMessage>(&text).expect("we say what can be read").message;
            let message = match said {
                ClientMessage::Join(_) => "join",
                ClientMessage::Ping {} => "ping",
                ClientMessage::Pong {} => "pong",
                ClientMessage::Leave {} => "leave",
                ClientMessage::Unknown => "?",
            };
            format!("{socket}: {message}")
        }
        SocketCommand::Binary(_) => panic!("nobody writes messages here"),
    }
}

fn challenge() -> ServerMessage {
    ServerMessage::Challenge(Challenge { versions: [OLDEST_VERSION, VERSION], nonce: [9; 32] })
}

fn welcome() -> ServerMessage {
    welcome_from("one")
}

fn welcome_from(instance: &str) -> ServerMessage {
    ServerMessage::Welcome(Welcome {
        seat: Seat { slot: 0, generation: 0 },
        instance: instance.to_owned(),
        peers: Vec::new(),
        ice_servers: Vec::new(),
        credential_lifetime_ms: None,
        stun_port: None,
        limits: Limits { message_bytes: 65_536, room_size: 50, burst_messages: 400, messages_per_second: 20 },
        other_door: false,
        capabilities: Vec::new(),
    })
}

#[test]
fn a_standby_socket_that_comes_through_first_is_the_socket() {
    let mut page = Page::seated();
    assert!(page.doubts(169).is_empty(), "the server spoke 149 ms ago");
    assert_eq!(page.doubts(170), ["1: ping", "open 2"]);
    let (did, heard) = page.hears(210, 2, &challenge());
    assert_eq!(did, ["close 1", "2: join"]);
    assert!(matches!(heard, Some(Heard::Overtaken)));
    let (did, heard) = page.hears(230, 2, &welcome());
    assert!(did.is_empty() && matches!(heard, Some(Heard::Welcome(_))), "joining again is resuming");
    assert_eq!(page.socket.seated(), Some(SocketId(2)));
}

#[test]
fn an_answer_over_the_old_socket_closes_the_standby_one() {
    let mut page = Page::seated();
    assert_eq!(page.doubts(1_000), ["1: ping", "open 2"]);
    assert_eq!(page.hears(1_040, 1, &ServerMessage::Pong {}).0, ["close 2"]);
    let (did, heard) = page.hears(1_050, 2, &challenge());
    assert!(did.is_empty() && heard.is_none(), "nothing is said to the server over a socket that was hung up");
    assert_eq!(page.socket.seated(), Some(SocketId(1)));
}

#[test]
fn a_standby_socket_is_opened_every_three_seconds_at_most() {
    let mut page = Page::seated();
    for (now, did) in [(1_000, 2), (3_999, 1), (4_000, 2)] {
        assert_eq!(page.doubts(now).len(), did, "after {now} ms");
        page.hears(now, 1, &ServerMessage::Pong {});
        page.socket.state = match page.socket.state {
            // As if nothing had been heard for a while.
            State::Seated { socket, .. } => State::Seated { socket, liveness: Liveness::new(Time(0), 20) },
            _ => panic!("it is seated"),
        };
    }
}

#[test]
fn a_standby_socket_takes_the_place_of_one_that_was_lost() {
    let mut page = Page::seated();
    page.doubts(1_000);
    assert!(page.news(1_010, 1, SocketEvent::Closed { code: 1006 }).0.is_empty());
    let (did, heard) = page.hears(1_040, 2, &challenge());
    assert_eq!(did, ["2: join"]);
    assert!(heard.is_none(), "a server that hangs up is no sign of another network");
}

#[test]
fn whoever_has_to_reconnect_takes_the_standby_socket_that_is_under_way() {
    let mut page = Page::seated();
    page.doubts(1_000);
    assert_eq!(page.cx(1_100, |socket, keys, cx| socket.distrust(350, keys, cx)), ["close 1"]);
    assert_eq!(page.hears(1_150, 2, &challenge()).0, ["2: join"]);
}

#[test]
fn who_leaves_hangs_up_both() {
    let mut page = Page::seated();
    page.doubts(1_000);
    assert_eq!(page.cx(1_010, |socket, _, cx| socket.leave(cx)), ["1: leave", "close 1", "close 2"]);
}

/// When a page dials again, milliseconds after the loss at 100, whose server said this before.
fn dials_again(kind: NoticeKind, retry_after_ms: Option<u64>) -> u64 {
    let mut page = Page::seated();
    page.hears(90, 1, &ServerMessage::Notice { kind, retry_after_ms });
    page.news(100, 1, SocketEvent::Closed { code: close::GOING_AWAY });
    let State::Waiting { until } = page.socket.state else { panic!("it waits for a moment") };
    assert!(page.cx(until.0 - 1, |socket, keys, cx| socket.tick(keys, cx)).is_empty());
    assert_eq!(page.cx(until.0, |socket, keys, cx| socket.tick(keys, cx)).len(), 1, "then it dials");
    page.news(until.0 + 1, 2, SocketEvent::Closed { code: 1006 });
    let State::Waiting { until: next } = page.socket.state else { panic!("it waits again") };
    assert!(next.0 - until.0 <= 501, "it was told once");
    until.0 - 100
}

#[test]
fn a_stopping_server_says_when_to_return_and_keeps_nobody_away_for_long() {
    let usual = 125..=250;
    assert!(usual.contains(&dials_again(NoticeKind::Drain, None)));
    assert!(usual.contains(&dials_again(NoticeKind::Full, Some(1_200))), "that is no server that stops");
    assert!((1_325..=1_450).contains(&dials_again(NoticeKind::Drain, Some(1_200))));
    assert!((10_125..=10_250).contains(&dials_again(NoticeKind::Drain, Some(u64::MAX))));
}

fn answer(name: &str) -> SocketEvent {
    SocketEvent::Instance(name.to_owned())
}

/// When it asks next, and that it does.
fn asks(page: &mut Page, socket: u64) -> u64 {
    let Time(at) = page.socket.instance.look_at().expect("it is seated");
    let ping = SocketEvent::Text(codec::encode(&ServerMessage::Ping {}));
    page.news(at - 2, socket, ping);
    assert!(page.ticks(at - 1).is_empty(), "not before");
    assert_eq!(page.ticks(at), [format!("{socket}: where?")]);
    at
}

#[test]
fn a_room_that_is_elsewhere_by_now_is_joined_there_before_the_old_line_is_closed() {
    let mut page = Page::seated();
    let at = asks(&mut page, 1);
    assert!((15_020..=30_020).contains(&at), "{at}");
    assert!(page.news(at + 20, 1, answer("one")).0.is_empty(), "it is where we are");
    let at = asks(&mut page, 1);
    assert_eq!(page.news(at + 20, 1, answer("two")).0, ["open 2"]);
    let ping = SocketEvent::Text(codec::encode(&ServerMessage::Ping {}));
    assert_eq!(page.news(at + 30, 1, ping).0, ["1: pong"], "the old line is as good as ever, and the new one goes on");
    assert_eq!(page.hears(at + 40, 2, &challenge()).0, ["2: join"]);
    let (did, heard) = page.hears(at + 60, 2, &welcome_from("two"));
    assert_eq!(did, ["close 1"], "with a seat there");
    assert!(matches!(heard, Some(Heard::Welcome(_))));
    let later = asks(&mut page, 2);
    assert!(page.news(later, 2, answer("two")).0.is_empty());
}

#[test]
fn who_cannot_get_a_seat_elsewhere_comes_back() {
    let mut page = Page::seated();
    let at = asks(&mut page, 1);
    page.news(at, 1, answer("two"));
    // The other process is gone again before it said anything: nothing has happened.
    assert!(page.news(at + 10, 2, SocketEvent::Closed { code: 1006 }).0.is_empty());
    assert_eq!(page.socket.seated(), Some(SocketId(1)));
    let at = asks(&mut page, 1);
    assert_eq!(page.news(at, 1, answer("two")).0, ["open 3"]);
    page.hears(at + 10, 3, &challenge());
    // And after it: the old line is of no use to anybody any more, and all begins anew.
    assert_eq!(page.news(at + 20, 3, SocketEvent::Closed { code: 1006 }).0, ["close 1"]);
    let due = page.socket.deadline(Time(at + 20)).expect("it waits");
    assert_eq!(page.ticks(due.0 + 10_000), ["open 4"]);
}

#[test]
fn who_is_sent_to_and_fro_asks_less_and_less() {
    let mut page = Page::seated();
    let (mut socket, mut pauses) = (1, Vec::new());
    for name in ["two", "one", "two", "one", "two", "one", "two"] {
        let at = asks(&mut page, socket);
        page.news(at, socket, answer(name));
        socket += 1;
        page.hears(at + 10, socket, &challenge());
        page.hears(at + 20, socket, &welcome_from(name));
        pauses.push(page.socket.instance.look_at().map(|Time(next)| next - at - 20).unwrap_or_default());
    }
    assert!((30_000..=60_000).contains(&pauses[0]) && (480_000..=960_000).contains(&pauses[4]), "{pauses:?}");
    assert!(pauses[6] <= 960_000, "but it asks");
    assert!(page.news(0, socket, answer("")).0.is_empty(), "nobody is nowhere");
}
