//! Reading words kindly: unknown fields and unknown words are ignored and counted, everything else must fit.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A word and how much of its message this build did not know.
#[derive(Clone, Debug, PartialEq)]
pub struct Read<W> {
    /// The word; `Unknown` where its name is not known.
    pub word: W,
    /// How many fields were ignored.
    pub unknown_fields: usize,
}

/// The text is no word: no JSON, no object, no `word`, or a known word with fields missing or of the wrong type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAWord;

/// Reads one text frame. Of a key given twice the last one counts.
pub fn read<W: Serialize + DeserializeOwned>(text: &str) -> Result<Read<W>, NotAWord> {
    let said: Value = serde_json::from_str(text).map_err(|_| NotAWord)?;
    let word: W = W::deserialize(&said).map_err(|_| NotAWord)?;
    // What we would say ourselves has only fields we know: the rest of the message is unknown.
    let known = serde_json::to_value(&word).map_err(|_| NotAWord)?;
    Ok(Read { word, unknown_fields: surplus(&said, &known) })
}

/// Writes one text frame.
pub fn write<W: Serialize>(word: &W) -> String {
    // Our words hold strings, numbers and lists only, so that JSON can always say them.
    serde_json::to_string(word).unwrap_or_default()
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
    use crate::words::{ClientWord, NoticeKind, Refusal, ServerWord};

    #[test]
    fn unknown_words_and_fields_are_counted_and_harmless() {
        let read = read::<ServerWord>(r#"{"word":"applause","volume":11}"#).unwrap();
        assert_eq!(read.word, ServerWord::Unknown);
        let read =
            super::read::<ServerWord>(r#"{"word":"refused","reason":"weather","retry_after_ms":null,"x":{"y":1}}"#)
                .unwrap();
        assert_eq!(read.word, ServerWord::Refused { reason: Refusal::Unknown, retry_after_ms: None, origin: None });
        assert_eq!(read.unknown_fields, 1);
        let read = super::read::<ServerWord>(r#"{"word":"notice","kind":"party"}"#).unwrap();
        assert_eq!(read.word, ServerWord::Notice { kind: NoticeKind::Unknown });
    }

    #[test]
    fn what_is_no_word_is_refused() {
        for text in
            ["", "null", "[]", "{}", r#"{"word":1}"#, r#"{"word":"join"}"#, r#"{"word":"ping"} x"#, &"[".repeat(1000)]
        {
            assert_eq!(read::<ClientWord>(text), Err(NotAWord), "{text}");
        }
    }
}
