//! The WebSocket protocol of a server (RFC 6455): handshake, decoder and encoder without IO, and a socket that holds no buffer while idle.

pub mod decoder;
pub mod encoder;
pub mod handshake;
pub mod socket;

/// A frame's kind (RFC 6455 §5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opcode {
    /// 0: more of the message begun before.
    Continuation,
    /// 1.
    Text,
    /// 2.
    Binary,
    /// 8.
    Close,
    /// 9.
    Ping,
    /// 10.
    Pong,
}

impl Opcode {
    /// From the low four bits of a frame's first byte; `None` for the reserved ones.
    pub fn read(bits: u8) -> Option<Opcode> {
        Some(match bits {
            0 => Opcode::Continuation,
            1 => Opcode::Text,
            2 => Opcode::Binary,
            8 => Opcode::Close,
            9 => Opcode::Ping,
            10 => Opcode::Pong,
            _ => return None,
        })
    }

    /// The four bits.
    pub fn bits(self) -> u8 {
        match self {
            Opcode::Continuation => 0,
            Opcode::Text => 1,
            Opcode::Binary => 2,
            Opcode::Close => 8,
            Opcode::Ping => 9,
            Opcode::Pong => 10,
        }
    }

    /// Whether it may stand between the pieces of a message.
    pub fn is_control(self) -> bool {
        self.bits() >= 8
    }
}

/// Why a connection cannot be read any further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The client broke the protocol: close 1002.
    Protocol,
    /// Text that is no UTF-8: close 1007.
    NotUtf8,
    /// Too large, or in too many pieces: close 1009.
    TooBig,
    /// The connection is gone.
    Gone,
}
