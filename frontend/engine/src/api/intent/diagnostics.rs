//! What a person wants to know of the connections.

/// One act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiagnosticsIntent {
    /// Look at who hears and sees whom, or no more.
    WatchConnections(bool),
}
