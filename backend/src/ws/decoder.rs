//! The WebSocket decoder (RFC 6455 §5), without IO: bytes go in, whole messages come out, and what the RFC does not allow is a [`Fault`].

use super::{Fault, Opcode};

/// A whole message, unmasked and defragmented, borrowed from the decoder.
#[derive(Debug, PartialEq, Eq)]
pub enum Message<'a> {
    /// UTF-8.
    Text(&'a str),
    /// Anything.
    Binary(&'a [u8]),
    /// To be answered by a pong with the same bytes.
    Ping(&'a [u8]),
    /// An unsolicited pong: a sign of life.
    Pong,
    /// The client closes. The code is a valid one, or 1005 for none.
    Close(u16),
}

/// Reads the bytes of one connection.
#[derive(Debug)]
pub struct Decoder {
    limit: u32,
    fragments: u16,
    input: Vec<u8>,
    /// Start of what is not yet consumed in `input`.
    at: usize,
    assembly: Assembly,
    found: Found,
}

/// The message under construction.
#[derive(Debug)]
enum Assembly {
    Nothing,
    Pieces { opcode: Opcode, bytes: Vec<u8>, count: usize },
}

/// The message to be taken next.
#[derive(Debug)]
enum Found {
    Nothing,
    InInput { opcode: Opcode, start: usize, end: usize },
    InPieces { opcode: Opcode, bytes: Vec<u8> },
}

struct Header {
    last: bool,
    opcode: Opcode,
    mask: [u8; 4],
    start: usize,
    end: usize,
}

impl Decoder {
    /// For messages of at most `limit` bytes in at most `fragments` frames.
    pub fn new(limit: usize, fragments: usize) -> Decoder {
        Decoder {
            limit: u32::try_from(limit).unwrap_or(u32::MAX),
            fragments: u16::try_from(fragments).unwrap_or(u16::MAX),
            input: Vec::new(),
            at: 0,
            assembly: Assembly::Nothing,
            found: Found::Nothing,
        }
    }

    /// From now on messages may have this many bytes.
    pub fn allow(&mut self, limit: usize) {
        self.limit = u32::try_from(limit).unwrap_or(u32::MAX);
    }

    /// Takes in what came over the wire.
    pub fn feed(&mut self, bytes: &[u8]) {
        if self.at > 0 {
            self.input.drain(..self.at);
            self.at = 0;
        }
        self.input.extend_from_slice(bytes);
    }

    /// Gives memory back while there is nothing to hold.
    pub fn rest(&mut self) {
        if self.at == self.input.len() {
            self.input = Vec::new();
            self.at = 0;
        }
    }

    /// Looks for a whole message; true if [`Decoder::take`] has one.
    ///
    /// # Errors
    /// What the client did wrong; the connection cannot be read any further.
    pub fn advance(&mut self) -> Result<bool, Fault> {
        while matches!(self.found, Found::Nothing) {
            let Some(header) = self.header()? else { return Ok(false) };
            if self.input.len() < header.end {
                return Ok(false);
            }
            self.at = header.end;
            let Header { last, opcode, mask, start, end } = header;
            unmask(&mut self.input[start..end], mask);
            let piece = &self.input[start..end];
            match (opcode, &mut self.assembly) {
                (Opcode::Close | Opcode::Ping | Opcode::Pong, _) => {
                    self.found = Found::InInput { opcode, start, end };
                }
                (Opcode::Continuation, Assembly::Nothing) => return Err(Fault::Protocol),
                (Opcode::Text | Opcode::Binary, Assembly::Pieces { .. }) => return Err(Fault::Protocol),
                (Opcode::Text | Opcode::Binary, Assembly::Nothing) if last => {
                    self.found = Found::InInput { opcode, start, end };
                }
                (Opcode::Text | Opcode::Binary, Assembly::Nothing) => {
                    self.assembly = Assembly::Pieces { opcode, bytes: piece.to_vec(), count: 1 };
                }
                (Opcode::Continuation, Assembly::Pieces { opcode, bytes, count }) => {
                    *count += 1;
                    if *count > usize::from(self.fragments) {
                        return Err(Fault::TooBig);
                    }
                    bytes.extend_from_slice(piece);
                    if last {
                        self.found = Found::InPieces { opcode: *opcode, bytes: std::mem::take(bytes) };
                        self.assembly = Assembly::Nothing;
                    }
                }
            }
        }
        Ok(true)
    }

    /// The message found by [`Decoder::advance`], if it did.
    ///
    /// # Errors
    /// Text that is no UTF-8, or a close frame that says nonsense.
    pub fn take(&mut self) -> Result<Option<Message<'_>>, Fault> {
        match std::mem::replace(&mut self.found, Found::Nothing) {
            Found::Nothing => Ok(None),
            Found::InInput { opcode, start, end } => message(opcode, &self.input[start..end]).map(Some),
            Found::InPieces { opcode, bytes } => {
                // The consumed part of the input makes room for the message, so that it can be borrowed like any other.
                let tail = self.input.split_off(self.at);
                self.input = bytes;
                self.at = self.input.len();
                self.input.extend_from_slice(&tail);
                message(opcode, &self.input[..self.at]).map(Some)
            }
        }
    }

    /// The next frame's header, once it is complete. Everything that can be judged by it is judged now, before
    /// any of the frame's bytes are waited for.
    fn header(&self) -> Result<Option<Header>, Fault> {
        let bytes = &self.input[self.at..];
        let [first, second, rest @ ..] = bytes else { return Ok(None) };
        let (last, reserved, masked) = (first & 0x80 != 0, first & 0x70, second & 0x80 != 0);
        let opcode = Opcode::read(first & 0x0f).ok_or(Fault::Protocol)?;
        // §5.1: a client masks every frame. §5.2: no extension was agreed on, so that the reserved bits are zero.
        if reserved != 0 || !masked {
            return Err(Fault::Protocol);
        }
        // §5.5: control frames are short and whole.
        if opcode.is_control() && (!last || second & 0x7f > 125) {
            return Err(Fault::Protocol);
        }
        let (length, extra) = match second & 0x7f {
            126 => match rest.first_chunk::<2>() {
                Some(bytes) => (u64::from(u16::from_be_bytes(*bytes)), 2),
                None => return Ok(None),
            },
            127 => match rest.first_chunk::<8>() {
                Some(bytes) => (u64::from_be_bytes(*bytes), 8),
                None => return Ok(None),
            },
            short => (u64::from(short), 0),
        };
        // §5.2: the minimal number of bytes, and the most significant bit zero.
        let smallest = match extra {
            0 => 0,
            2 => 126,
            _ => 65_536,
        };
        if length < smallest || length >> 63 != 0 {
            return Err(Fault::Protocol);
        }
        let held = match &self.assembly {
            Assembly::Pieces { bytes, .. } if !opcode.is_control() => bytes.len() as u64,
            Assembly::Pieces { .. } | Assembly::Nothing => 0,
        };
        if held + length > u64::from(self.limit) {
            return Err(Fault::TooBig);
        }
        let Some(mask) = rest.get(extra..).and_then(|rest| rest.first_chunk::<4>()) else { return Ok(None) };
        let start = self.at + 2 + extra + 4;
        Ok(Some(Header { last, opcode, mask: *mask, start, end: start + length as usize }))
    }
}

fn message(opcode: Opcode, bytes: &[u8]) -> Result<Message<'_>, Fault> {
    match opcode {
        Opcode::Text => std::str::from_utf8(bytes).map(Message::Text).map_err(|_| Fault::NotUtf8),
        Opcode::Binary | Opcode::Continuation => Ok(Message::Binary(bytes)),
        Opcode::Ping => Ok(Message::Ping(bytes)),
        Opcode::Pong => Ok(Message::Pong),
        Opcode::Close => match bytes {
            [] => Ok(Message::Close(1005)),
            [high, low, reason @ ..] => match u16::from_be_bytes([*high, *low]) {
                code @ (1000..=1003 | 1007..=1014 | 3000..=4999) => {
                    std::str::from_utf8(reason).map(|_| Message::Close(code)).map_err(|_| Fault::NotUtf8)
                }
                _ => Err(Fault::Protocol),
            },
            [_] => Err(Fault::Protocol),
        },
    }
}

/// §5.3, eight bytes at a time.
fn unmask(bytes: &mut [u8], [a, b, c, d]: [u8; 4]) {
    let wide = u64::from_ne_bytes([a, b, c, d, a, b, c, d]);
    let (eights, rest) = bytes.as_chunks_mut::<8>();
    for eight in eights {
        *eight = (u64::from_ne_bytes(*eight) ^ wide).to_ne_bytes();
    }
    for (byte, mask) in rest.iter_mut().zip([a, b, c, d].into_iter().cycle()) {
        *byte ^= mask;
    }
}
