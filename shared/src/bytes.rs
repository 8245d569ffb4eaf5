//! Bytes inside JSON: base64url without padding (RFC 4648 §5), refused when of the wrong length.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Deserializer, Serializer, de::Error};

/// Encodes bytes as base64url without padding.
pub fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Decodes base64url without padding; `None` for anything else, also for non-canonical endings.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(text).ok()
}

/// `#[serde(with = "bytes::fixed")]` for `[u8; N]`.
pub mod fixed {
    use super::*;

    /// Writes the array as base64url.
    pub fn serialize<S: Serializer, const N: usize>(bytes: &[u8; N], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&encode(bytes))
    }

    /// Reads exactly `N` bytes of base64url.
    pub fn deserialize<'de, D: Deserializer<'de>, const N: usize>(from: D) -> Result<[u8; N], D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        decode(&text)
            .and_then(|bytes| <[u8; N]>::try_from(bytes).ok())
            .ok_or_else(|| D::Error::custom(format_args!("expected {N} bytes of base64url")))
    }
}

/// `#[serde(with = "bytes::open")]` for `Vec<u8>`.
pub mod open {
    use super::*;

    /// Writes the bytes as base64url.
    pub fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&encode(bytes))
    }

    /// Reads any number of bytes of base64url; the message limit bounds them.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        decode(&text).ok_or_else(|| D::Error::custom("expected base64url"))
    }
}
