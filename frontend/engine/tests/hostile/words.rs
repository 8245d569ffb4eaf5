//! What can be done to words: lies about who is there, and everything that is no word at all.

use crate::world::dice::Dice;
use crate::world::server::Frame;
use plenum_shared::bytes;
use plenum_shared::reading;
use plenum_shared::words::ClientWord;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Joins and words seen so far, also of last week.
#[derive(Clone, Default)]
pub struct Words {
    /// Session key and hello of everybody who ever joined, in base64url.
    joined: Vec<(String, String)>,
    /// The newest join of each line.
    own: BTreeMap<u32, (String, String)>,
    seen: Vec<String>,
}

impl Words {
    /// Writes down who joins.
    pub fn note_up(&mut self, line: u32, text: &str) {
        if let Ok(ClientWord::Join(join)) = reading::read::<ClientWord>(text).map(|read| read.word) {
            let card = (bytes::encode(&join.session_key.0), bytes::encode(&join.hello));
            self.own.insert(line, card.clone());
            if !self.joined.contains(&card) {
                self.joined.push(card);
            }
        }
    }

    /// Writes down what the honest part of the server says.
    pub fn note_down(&mut self, text: &str) {
        if self.seen.len() < 100 {
            self.seen.push(text.to_owned());
        }
    }

    /// A word on its way to a page, twisted.
    pub fn twist(&mut self, line: u32, text: String, dice: &mut Dice) -> Vec<Frame> {
        let Ok(mut word) = serde_json::from_str::<Value>(&text) else { return vec![Frame::Text(text)] };
        let said = match dice.below(10) {
            0 => return Vec::new(),
            1 => return vec![Frame::Text(text.clone()), Frame::Text(text)],
            2 => text.chars().take(dice.below(text.len() as u64 + 1) as usize).collect(),
            3 => text.replace("\"word\":\"", &format!("\"word\":\"{}", dice.pick(&["x", "un", " "]))),
            4 => text.replace(':', dice.pick(&[":[", "::", ":{\"word\":"])),
            5 => {
                retype(&mut word, dice);
                word.to_string()
            }
            6 => return vec![Frame::Text(text), self.invent(line, dice)],
            7 => return vec![self.invent(line, dice), Frame::Text(text)],
            _ => {
                self.recast(line, &mut word, dice);
                word.to_string()
            }
        };
        vec![Frame::Text(said)]
    }

    /// A word nobody asked for.
    pub fn invent(&self, line: u32, dice: &mut Dice) -> Frame {
        let (slot, generation) = (dice.below(6), dice.below(4));
        let word = match dice.below(14) {
            0..=3 => {
                let (session_key, hello) = self.card(line, dice);
                let present = dice.chance(500);
                json!({"word": "arrived", "slot": slot, "generation": generation, "session_key": session_key, "hello": hello, "present": present})
            }
            4..=6 => json!({"word": "departed", "slot": slot, "generation": generation}),
            7 => json!({"word": "notice", "kind": dice.pick(&["drain", "full", "closed_by_host", "party"])}),
            8 => json!({"word": "ping"}),
            9 => json!({"word": "pong", "ping": {"pong": [1, 2, 3]}}),
            10 => json!({"word": "challenge", "versions": [1, 1], "nonce": bytes::encode(&dice.bytes32())}),
            11 => {
                json!({"word": "refused", "reason": dice.pick(&["proof", "busy", "weather"]), "retry_after_ms": dice.pick(&[json!(null), json!(0), json!(u64::MAX), json!(-1)])})
            }
            12 => return Frame::Text(self.monster(dice)),
            _ => return Frame::Text(if self.seen.is_empty() { String::new() } else { dice.pick(&self.seen) }),
        };
        Frame::Text(word.to_string())
    }

    /// Other people in a welcome or arrived than there are.
    fn recast(&self, line: u32, word: &mut Value, dice: &mut Dice) {
        let phantoms = json!(
            (0..dice.below(4))
                .map(|slot| {
                    let (session_key, hello) = self.card(line, dice);
                    json!({"slot": slot, "generation": dice.below(3), "session_key": session_key, "hello": hello})
                })
                .collect::<Vec<_>>()
        );
        let (session_key, hello) = self.card(line, dice);
        match (word.get("word").and_then(Value::as_str), dice.below(4)) {
            (Some("welcome"), 0) => word["peers"] = phantoms,
            (Some("welcome"), 1) => word["slot"] = json!(dice.below(4)),
            (Some("welcome"), 2) => word["instance"] = json!("another"),
            (Some("arrived"), 0) => word["session_key"] = json!(session_key),
            (Some("arrived"), 1) => word["hello"] = json!(hello),
            (Some("arrived" | "departed"), 2) => word["slot"] = json!(dice.below(4)),
            (Some("challenge"), 0) => word["versions"] = dice.pick(&[json!([0, 9]), json!([1, 1]), json!([9, 1])]),
            (Some("challenge"), _) => word["nonce"] = json!(bytes::encode(&dice.bytes32())),
            (_, _) => word["generation"] = json!(dice.below(5)),
        }
    }

    /// Who somebody might be: anybody who ever joined, the receiver itself, half of one and half of another, or noise.
    fn card(&self, line: u32, dice: &mut Dice) -> (String, String) {
        let noise = |dice: &mut Dice, n: u64| bytes::encode(&(0..n).map(|_| dice.any() as u8).collect::<Vec<u8>>());
        let any = |dice: &mut Dice| if self.joined.is_empty() { Default::default() } else { dice.pick(&self.joined) };
        match (dice.below(5), self.own.get(&line)) {
            (0, Some(own)) => own.clone(),
            (1, _) => (any(dice).0, any(dice).1),
            (2, _) => (noise(dice, 32), any(dice).1),
            (3, _) => (noise(dice, 32), noise(dice, dice_length(line))),
            (_, _) => any(dice),
        }
    }

    /// Deep, long, or of the wrong alphabet.
    fn monster(&self, dice: &mut Dice) -> String {
        match dice.below(5) {
            0 => "[".repeat(100_000),
            1 => format!("{{\"word\":\"notice\",\"kind\":\"{}\"}}", "ä".repeat(500_000)),
            2 => format!("{{\"word\":\"welcome\",\"slot\":{}}}", "9".repeat(400)),
            3 => "\u{0}\u{202e}\u{feff}".repeat(10),
            _ => format!("{{{}}}", (0..5000).map(|n| format!("\"{n}\":{n}")).collect::<Vec<_>>().join(",")),
        }
    }
}

/// Any hello-like length.
fn dice_length(line: u32) -> u64 {
    [0, 1, 512, 1024, 1025, 5000][line as usize % 6]
}

/// One field of the word becomes something else.
fn retype(word: &mut Value, dice: &mut Dice) {
    let Some(fields) = word.as_object_mut() else { return };
    let names: Vec<String> = fields.keys().cloned().collect();
    let other = dice.pick(&[
        json!(null),
        json!(-1),
        json!(1.5e300),
        json!("x"),
        json!([[]]),
        json!({"a": {}}),
        json!(true),
        json!(65536),
    ]);
    fields.insert(dice.pick(&names), other);
}
