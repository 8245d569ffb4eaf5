//! What can be done to signaling messages: lies about who is there, and everything that is no message at all.

use crate::world::rng::Rng;
use crate::world::server::Frame;
use plenum_shared::bytes;
use plenum_shared::codec;
use plenum_shared::message::ClientMessage;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Joins and signaling messages seen so far, also of last week.
#[derive(Clone, Default)]
pub struct Signaling {
    /// Session key and hello of everybody who ever joined, in base64url.
    joined: Vec<(String, String)>,
    /// The newest join of each socket.
    own: BTreeMap<u32, (String, String)>,
    seen: Vec<String>,
}

impl Signaling {
    /// Writes down who joins.
    pub fn note_up(&mut self, socket: u32, text: &str) {
        if let Ok(ClientMessage::Join(join)) = codec::decode::<ClientMessage>(text).map(|read| read.message) {
            let card = (bytes::encode(&join.session_key.0), bytes::encode(&join.hello));
            self.own.insert(socket, card.clone());
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

    /// A message on its way to a page, twisted.
    pub fn twist(&mut self, socket: u32, text: String, rng: &mut Rng) -> Vec<Frame> {
        let Ok(mut message) = serde_json::from_str::<Value>(&text) else { return vec![Frame::Text(text)] };
        let said = match rng.below(10) {
            0 => return Vec::new(),
            1 => return vec![Frame::Text(text.clone()), Frame::Text(text)],
            2 => text.chars().take(rng.below(text.len() as u64 + 1) as usize).collect(),
            3 => text.replace("\"type\":\"", &format!("\"type\":\"{}", rng.pick(&["x", "un", " "]))),
            4 => text.replace(':', rng.pick(&[":[", "::", ":{\"type\":"])),
            5 => {
                retype(&mut message, rng);
                message.to_string()
            }
            6 => return vec![Frame::Text(text), self.invent(socket, rng)],
            7 => return vec![self.invent(socket, rng), Frame::Text(text)],
            _ => {
                self.recast(socket, &mut message, rng);
                message.to_string()
            }
        };
        vec![Frame::Text(said)]
    }

    /// A message nobody asked for.
    pub fn invent(&self, socket: u32, rng: &mut Rng) -> Frame {
        let (slot, generation) = (rng.below(6), rng.below(4));
        let message = match rng.below(14) {
            0..=3 => {
                let (session_key, hello) = self.card(socket, rng);
                let present = rng.chance(500);
                json!({"type": "arrived", "slot": slot, "generation": generation, "session_key": session_key, "hello": hello, "present": present})
            }
            4..=6 => json!({"type": "departed", "slot": slot, "generation": generation}),
            7 => json!({"type": "notice", "kind": rng.pick(&["drain", "full", "closed_by_host", "party"])}),
            8 => json!({"type": "ping"}),
            9 => json!({"type": "pong", "ping": {"pong": [1, 2, 3]}}),
            10 => json!({"type": "challenge", "versions": [1, 1], "nonce": bytes::encode(&rng.bytes32())}),
            11 => {
                json!({"type": "refused", "reason": rng.pick(&["proof", "busy", "weather"]), "retry_after_ms": rng.pick(&[json!(null), json!(0), json!(u64::MAX), json!(-1)])})
            }
            12 => return Frame::Text(self.monster(rng)),
            _ => return Frame::Text(if self.seen.is_empty() { String::new() } else { rng.pick(&self.seen) }),
        };
        Frame::Text(message.to_string())
    }

    /// Other people in a welcome or arrived than there are.
    fn recast(&self, socket: u32, message: &mut Value, rng: &mut Rng) {
        let phantoms = json!(
            (0..rng.below(4))
                .map(|slot| {
                    let (session_key, hello) = self.card(socket, rng);
                    json!({"slot": slot, "generation": rng.below(3), "session_key": session_key, "hello": hello})
                })
                .collect::<Vec<_>>()
        );
        let (session_key, hello) = self.card(socket, rng);
        match (message.get("type").and_then(Value::as_str), rng.below(4)) {
            (Some("welcome"), 0) => message["peers"] = phantoms,
            (Some("welcome"), 1) => message["slot"] = json!(rng.below(4)),
            (Some("welcome"), 2) => message["instance"] = json!("another"),
            (Some("arrived"), 0) => message["session_key"] = json!(session_key),
            (Some("arrived"), 1) => message["hello"] = json!(hello),
            (Some("arrived" | "departed"), 2) => message["slot"] = json!(rng.below(4)),
            (Some("challenge"), 0) => message["versions"] = rng.pick(&[json!([0, 9]), json!([1, 1]), json!([9, 1])]),
            (Some("challenge"), _) => message["nonce"] = json!(bytes::encode(&rng.bytes32())),
            (_, _) => message["generation"] = json!(rng.below(5)),
        }
    }

    /// Who somebody might be: anybody who ever joined, the receiver itself, half of one and half of another, or noise.
    fn card(&self, socket: u32, rng: &mut Rng) -> (String, String) {
        let noise = |rng: &mut Rng, n: u64| bytes::encode(&(0..n).map(|_| rng.any() as u8).collect::<Vec<u8>>());
        let any = |rng: &mut Rng| if self.joined.is_empty() { Default::default() } else { rng.pick(&self.joined) };
        match (rng.below(5), self.own.get(&socket)) {
            (0, Some(own)) => own.clone(),
            (1, _) => (any(rng).0, any(rng).1),
            (2, _) => (noise(rng, 32), any(rng).1),
            (3, _) => (noise(rng, 32), noise(rng, hello_length(socket))),
            (_, _) => any(rng),
        }
    }

    /// Deep, long, or of the wrong alphabet.
    fn monster(&self, rng: &mut Rng) -> String {
        match rng.below(5) {
            0 => "[".repeat(100_000),
            1 => format!("{{\"type\":\"notice\",\"kind\":\"{}\"}}", "ä".repeat(500_000)),
            2 => format!("{{\"type\":\"welcome\",\"slot\":{}}}", "9".repeat(400)),
            3 => "\u{0}\u{202e}\u{feff}".repeat(10),
            _ => format!("{{{}}}", (0..5000).map(|n| format!("\"{n}\":{n}")).collect::<Vec<_>>().join(",")),
        }
    }
}

/// Any hello-like length.
fn hello_length(socket: u32) -> u64 {
    [0, 1, 512, 1024, 1025, 5000][socket as usize % 6]
}

/// One field of the message becomes something else.
fn retype(message: &mut Value, rng: &mut Rng) {
    let Some(fields) = message.as_object_mut() else { return };
    let names: Vec<String> = fields.keys().cloned().collect();
    let other = rng.pick(&[
        json!(null),
        json!(-1),
        json!(1.5e300),
        json!("x"),
        json!([[]]),
        json!({"a": {}}),
        json!(true),
        json!(65536),
    ]);
    fields.insert(rng.pick(&names), other);
}
