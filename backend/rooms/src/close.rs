//! Why a session ends, and the WebSocket close code that says so (RFC 6455 §7.4).

use plenum_shared::close;

/// Why a session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseReason {
    /// The connection is lost: there is nobody to send a close frame to.
    ConnectionLost,
    /// Both sides wanted it.
    Normal,
    /// The server stops.
    GoingAway,
    /// The client broke the WebSocket protocol.
    Protocol,
    /// A text frame that is no UTF-8.
    NotUtf8,
    /// A message that is too large, or in too many fragments.
    TooBig,
    /// The client reads more slowly than others write to it.
    SlowReader,
    /// The server has no place for it now.
    NoRoom,
    /// A message that is none, or came at the wrong time.
    NotUnderstood,
    /// Another session of the same peer took over.
    Displaced,
    /// A `refused` message said why.
    Refused,
    /// No admission, or no sign of life, in time.
    TimedOut,
}

impl CloseReason {
    /// The code of the close frame; `None` where there is nobody to send one to.
    pub fn code(self) -> Option<u16> {
        Some(match self {
            CloseReason::ConnectionLost => return None,
            CloseReason::Normal => close::NORMAL,
            CloseReason::GoingAway => close::GOING_AWAY,
            CloseReason::Protocol => close::PROTOCOL,
            CloseReason::NotUtf8 => close::NOT_UTF8,
            CloseReason::TooBig => close::TOO_BIG,
            CloseReason::SlowReader | CloseReason::NoRoom => close::TRY_LATER,
            CloseReason::NotUnderstood => close::NOT_UNDERSTOOD,
            CloseReason::Displaced => close::DISPLACED,
            CloseReason::Refused => close::REFUSED,
            CloseReason::TimedOut => close::TIMEOUT,
        })
    }
}
