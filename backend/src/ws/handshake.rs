//! The opening handshake (RFC 6455 §4.2), from request headers to the accept key.

use axum::http::{HeaderMap, Method, Version, header};
use base64ct::{Base64, Encoding};
use sha1::{Digest, Sha1};

/// Why a request does not open a WebSocket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoHandshake {
    /// It does not ask for one: 426, upgrade required.
    NotAsked,
    /// It asks for a version other than 13: 426, and say which.
    OtherVersion,
    /// It asks wrongly: 400.
    Malformed,
}

/// Checks the request and gives the `Sec-WebSocket-Accept` to answer with. Extensions and subprotocols that are
/// offered are not taken up.
///
/// # Errors
/// What to answer instead.
pub fn accept(method: &Method, version: Version, headers: &HeaderMap) -> Result<String, NoHandshake> {
    if !has_token(headers, header::UPGRADE, "websocket") || !has_token(headers, header::CONNECTION, "upgrade") {
        return Err(NoHandshake::NotAsked);
    }
    if method != Method::GET || version != Version::HTTP_11 {
        return Err(NoHandshake::Malformed);
    }
    match only(headers, header::SEC_WEBSOCKET_VERSION) {
        Some(b"13") => {}
        Some(_) | None => return Err(NoHandshake::OtherVersion),
    }
    let key = only(headers, header::SEC_WEBSOCKET_KEY).ok_or(NoHandshake::Malformed)?;
    let mut nonce = [0; 16];
    match Base64::decode(key, &mut nonce) {
        Ok(nonce) if nonce.len() == 16 => Ok(accept_key(key)),
        Ok(_) | Err(_) => Err(NoHandshake::Malformed),
    }
}

/// The `Sec-WebSocket-Accept` that answers a `Sec-WebSocket-Key`.
pub fn accept_key(key: &[u8]) -> String {
    let digest = Sha1::new().chain_update(key).chain_update(b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").finalize();
    Base64::encode_string(&digest)
}

fn only(headers: &HeaderMap, name: header::HeaderName) -> Option<&[u8]> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => Some(value.as_bytes()),
        (_, _) => None,
    }
}

fn has_token(headers: &HeaderMap, name: header::HeaderName, token: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|part| part.trim().eq_ignore_ascii_case(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_accept_key_is_the_one_of_the_rfc() {
        assert_eq!(accept_key(b"dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "RFC 6455 §1.3");
    }

    #[test]
    fn what_is_no_handshake_is_told_apart() {
        let ask = |pairs: &[(&str, &str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.append(header::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
            }
            accept(&Method::GET, Version::HTTP_11, &headers)
        };
        let (up, conn) = (("upgrade", "WebSocket"), ("connection", "keep-alive, Upgrade"));
        let (v13, key) = (("sec-websocket-version", "13"), ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="));
        assert!(ask(&[up, conn, v13, key]).is_ok());
        assert_eq!(ask(&[]), Err(NoHandshake::NotAsked));
        assert_eq!(ask(&[up, v13, key]), Err(NoHandshake::NotAsked));
        assert_eq!(ask(&[up, conn, ("sec-websocket-version", "8"), key]), Err(NoHandshake::OtherVersion));
        assert_eq!(ask(&[up, conn, v13]), Err(NoHandshake::Malformed));
        assert_eq!(ask(&[up, conn, v13, key, key]), Err(NoHandshake::Malformed));
        assert_eq!(ask(&[up, conn, v13, ("sec-websocket-key", "c2hvcnQ=")]), Err(NoHandshake::Malformed));
    }
}
