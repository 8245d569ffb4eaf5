//! Reading messages kindly: unknown fields and unknown messages are ignored and counted, everything else must fit.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A message and how much of its message this build did not know.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded<W> {
    /// The message; `Unknown` where its name is not known.
    pub message: W,
    /// How many fields were ignored.
    pub unknown_fields: usize,
}

/// The text is no message: no JSON, no object, no `message`, or a known message with fields missing or of the wrong type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAMessage;

/// Reads one text frame. Of a key given twice the last one counts.
pub fn decode<W: Serialize + DeserializeOwned>(text: &str) -> Result<Decoded<W>, NotAMessage> {
    let said: Value = serde_json::from_str(text).map_err(|_| NotAMessage)?;
    let message: W = W::deserialize(&said).map_err(|_| NotAMessage)?;
    // What we would say ourselves has only fields we know: the rest of the message is unknown.
    let known = serde_json::to_value(&message).map_err(|_| NotAMessage)?;
    Ok(Decoded { message, unknown_fields: surplus(&said, &known) })
}

/// Writes one text frame.
pub fn encode<W: Serialize>(message: &W) -> String {
    // Our messages hold strings, numbers and lists only, so that JSON can always say them.
    serde_json::to_string(message).unwrap_or_default()
}

/// Fields of `said`, at any depth, that `known` does not have.
fn surplus(said: &Value, known: &Value) -> usize {
    match (said, known) {
        (Value::Object(said), Value::Object(known)) => {
            said.iter().map(|(key, value)| known.get(key).map_or(1, |known| surplus(value, known))).sum()
        }
        (Value::Array(said), Value::Array(known)) => said.iter().zip(known).map(|(s, k)| surplus(s, k)).sum(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{ClientMessage, NoticeKind, Refusal, ServerMessage};

    #[test]
    fn unknown_messages_and_fields_are_counted_and_harmless() {
        let read = decode::<ServerMessage>(r#"{"type":"applause","volume":11}"#).unwrap();
        assert_eq!(read.message, ServerMessage::Unknown);
        let read = super::decode::<ServerMessage>(
            r#"{"type":"refused","reason":"weather","retry_after_ms":null,"x":{"y":1}}"#,
        )
        .unwrap();
        assert_eq!(
            read.message,
            ServerMessage::Refused { reason: Refusal::Unknown, retry_after_ms: None, origin: None }
        );
        assert_eq!(read.unknown_fields, 1);
        let read = super::decode::<ServerMessage>(r#"{"type":"notice","kind":"party"}"#).unwrap();
        assert_eq!(read.message, ServerMessage::Notice { kind: NoticeKind::Unknown, retry_after_ms: None });
    }

    #[test]
    fn what_is_no_message_is_refused() {
        for text in
            ["", "null", "[]", "{}", r#"{"type":1}"#, r#"{"type":"join"}"#, r#"{"type":"ping"} x"#, &"[".repeat(1000)]
        {
            assert_eq!(decode::<ClientMessage>(text), Err(NotAMessage), "{text}");
        }
    }
}
