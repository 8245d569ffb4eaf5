//! A line in doubt, and the spare one beside it.

use super::*;
use crate::link::Link;
use crate::random::Dice;
use plenum_shared::words::Limits;
use plenum_shared::{OLDEST_VERSION, VERSION};

/// A page with its line.
struct Page {
    line: Line,
    keys: Keys,
    session: Session,
    dice: Dice,
    ops: u64,
}

/// What it did in one turn, in words: `open 1`, `close 1`, `1: ping`.
type Did = Vec<String>;

impl Page {
    /// Seated over line 1.
    fn seated() -> Page {
        let mut dice = Dice::new([7; 32]);
        let session = Session::new(&mut dice);
        let keys = Keys::derive(&Link::from_parts([1; 16], false), None).expect("a link without passphrase");
        let line = Line::new("https://meet.example", vec![1, 2, 3], 0);
        let mut page = Page { line, keys, session, dice, ops: 0 };
        assert_eq!(page.turn(0, |line, keys, turn| line.dial(keys, turn)), ["open 1"]);
        assert_eq!(page.hears(10, 1, &challenge()).0, ["1: join"]);
        let (did, heard) = page.hears(20, 1, &welcome());
        assert!(did.is_empty() && matches!(heard, Some(Heard::Welcome(_))));
        page
    }

    fn turn(&mut self, now: u64, act: impl FnOnce(&mut Line, &Keys, &mut Turn)) -> Did {
        let mut turn = Turn::new(Time(now), &mut self.dice, &mut self.ops);
        act(&mut self.line, &self.keys, &mut turn);
        turn.effects.into_iter().map(in_words).collect()
    }

    fn doubts(&mut self, now: u64) -> Did {
        self.turn(now, |line, keys, turn| line.doubt(150, keys, turn))
    }

    fn hears(&mut self, now: u64, line: u32, word: &ServerWord) -> (Did, Option<Heard>) {
        self.news(now, line, LineNews::Text(reading::write(word)))
    }

    fn news(&mut self, now: u64, line: u32, news: LineNews) -> (Did, Option<Heard>) {
        let mut turn = Turn::new(Time(now), &mut self.dice, &mut self.ops);
        let heard = self.line.handle(LineId(line), news, &self.keys, &self.session, &mut turn);
        (turn.effects.into_iter().map(in_words).collect(), heard)
    }
}

fn in_words(effect: Effect) -> String {
    let Effect::Line { line: LineId(line), command } = effect else { panic!("a line does nothing else") };
    match command {
        LineCommand::Open { .. } => format!("open {line}"),
        LineCommand::Close => format!("close {line}"),
        LineCommand::Text(text) => {
            let said = reading::read::<ClientWord>(&text).expect("we say what can be read").word;
            let word = match said {
                ClientWord::Join(_) => "join",
                ClientWord::Ping {} => "ping",
                ClientWord::Pong {} => "pong",
                ClientWord::Leave {} => "leave",
                ClientWord::Unknown => "?",
            };
            format!("{line}: {word}")
        }
        LineCommand::Binary(_) => panic!("nobody writes letters here"),
    }
}

fn challenge() -> ServerWord {
    ServerWord::Challenge(Challenge { versions: [OLDEST_VERSION, VERSION], nonce: [9; 32] })
}

fn welcome() -> ServerWord {
    ServerWord::Welcome(Welcome {
        seat: Seat { slot: 0, generation: 0 },
        instance: "one".to_owned(),
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
fn a_spare_line_that_comes_through_first_is_the_line() {
    let mut page = Page::seated();
    assert!(page.doubts(169).is_empty(), "the server spoke 149 ms ago");
    assert_eq!(page.doubts(170), ["1: ping", "open 2"]);
    let (did, heard) = page.hears(210, 2, &challenge());
    assert_eq!(did, ["close 1", "2: join"]);
    assert!(matches!(heard, Some(Heard::Overtaken)));
    let (did, heard) = page.hears(230, 2, &welcome());
    assert!(did.is_empty() && matches!(heard, Some(Heard::Welcome(_))), "joining again is resuming");
    assert_eq!(page.line.seated(), Some(LineId(2)));
}

#[test]
fn an_answer_over_the_old_line_hangs_up_the_spare_one() {
    let mut page = Page::seated();
    assert_eq!(page.doubts(1_000), ["1: ping", "open 2"]);
    assert_eq!(page.hears(1_040, 1, &ServerWord::Pong {}).0, ["close 2"]);
    let (did, heard) = page.hears(1_050, 2, &challenge());
    assert!(did.is_empty() && heard.is_none(), "nothing is said to the server over a line that was hung up");
    assert_eq!(page.line.seated(), Some(LineId(1)));
}

#[test]
fn a_spare_line_is_dialled_every_three_seconds_at_most() {
    let mut page = Page::seated();
    for (now, did) in [(1_000, 2), (3_999, 1), (4_000, 2)] {
        assert_eq!(page.doubts(now).len(), did, "after {now} ms");
        page.hears(now, 1, &ServerWord::Pong {});
        page.line.state = match page.line.state {
            // As if nothing had been heard for a while.
            State::Seated { line, .. } => State::Seated { line, answers: Answers::new(Time(0), 20) },
            _ => panic!("it is seated"),
        };
    }
}

#[test]
fn a_spare_line_takes_the_place_of_one_that_was_lost() {
    let mut page = Page::seated();
    page.doubts(1_000);
    assert!(page.news(1_010, 1, LineNews::Closed { code: 1006 }).0.is_empty());
    let (did, heard) = page.hears(1_040, 2, &challenge());
    assert_eq!(did, ["2: join"]);
    assert!(heard.is_none(), "a server that hangs up is no sign of another network");
}

#[test]
fn whoever_has_to_dial_takes_the_spare_line_that_is_under_way() {
    let mut page = Page::seated();
    page.doubts(1_000);
    assert_eq!(page.turn(1_100, |line, keys, turn| line.distrust(350, keys, turn)), ["close 1"]);
    assert_eq!(page.hears(1_150, 2, &challenge()).0, ["2: join"]);
}

#[test]
fn who_leaves_hangs_up_both() {
    let mut page = Page::seated();
    page.doubts(1_000);
    assert_eq!(page.turn(1_010, |line, _, turn| line.leave(turn)), ["1: leave", "close 1", "close 2"]);
}
