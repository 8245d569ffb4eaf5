//! A server that means harm: what it does to signaling messages and sealed messages, one trick at a time or all at once.

pub mod messages;
pub mod signaling;

use crate::world::rng::Rng;
use crate::world::server::{Frame, Outbox};
use crate::world::sockets::Malice;
use messages::Messages;
use signaling::Signaling;

/// Everything it knows how to do.
pub struct Liar {
    /// Frames out of a thousand that are meddled with.
    pub zeal: u64,
    signaling: Signaling,
    messages: Messages,
}

impl Liar {
    /// A liar that has seen nothing yet, but for what earlier ones have written down.
    pub fn new(zeal: u64, files: Signaling) -> Liar {
        Liar { zeal, signaling: files, messages: Messages::default() }
    }
}

impl Malice for Liar {
    fn down(&mut self, socket: u32, frame: Frame, rng: &mut Rng) -> Vec<Frame> {
        let lie = rng.chance(self.zeal);
        match frame {
            Frame::Text(text) => {
                self.signaling.note_down(&text);
                if lie { self.signaling.twist(socket, text, rng) } else { vec![Frame::Text(text)] }
            }
            Frame::Binary(bytes) => {
                self.messages.note(&bytes);
                if lie { self.messages.twist(bytes, rng) } else { vec![Frame::Binary(bytes)] }
            }
            Frame::Close(code) => vec![Frame::Close(code)],
        }
    }

    fn up(&mut self, socket: u32, frame: Frame, rng: &mut Rng) -> Vec<Frame> {
        match frame {
            Frame::Text(text) => {
                self.signaling.note_up(socket, &text);
                vec![Frame::Text(text)]
            }
            // To withhold, to send twice, to send elsewhere.
            Frame::Binary(bytes) if rng.chance(self.zeal / 2) => self.messages.misdirect(bytes, rng),
            other => vec![other],
        }
    }

    fn invent(&mut self, sockets: &[u32], rng: &mut Rng) -> Outbox {
        if sockets.is_empty() || !rng.chance(self.zeal) {
            return Vec::new();
        }
        let socket = rng.pick(sockets);
        let frame = match rng.chance(500) {
            true => self.signaling.invent(socket, rng),
            false => self.messages.invent(rng),
        };
        vec![(socket, frame)]
    }
}
