//! What a person shows of a text while they write it.

use super::Text;
use crate::api::values::TextChannel;

/// One act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LiveTextIntent {
    /// So far it has come; nothing: it is taken back, or sent by another way. At every keystroke.
    Write(TextChannel, Text),
    /// The line is done, and the next one begins.
    End(TextChannel),
}
