//! One file as it is sent: media type, cache policy, ETag, and the form the browser takes (RFC 9110 §8, §12).

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use plenum_shared::bytes::encode;
use sha2::{Digest, Sha256};

/// One file, ready to be sent.
#[derive(Clone, Debug)]
pub struct Asset {
    mime: &'static str,
    cache: &'static str,
    identity: Form,
    brotli: Option<Form>,
}

/// The bytes of a file, as they are or through brotli (RFC 7932).
#[derive(Clone, Debug)]
struct Form {
    bytes: Bytes,
    etag: HeaderValue,
    encoding: Option<HeaderValue>,
}

impl Asset {
    /// What is sent for these bytes under this path.
    pub fn new(path: &str, identity: Bytes, brotli: Option<Bytes>) -> Asset {
        let tag = encode(&Sha256::digest(&identity)[..12]);
        let etag = |quoted: String| HeaderValue::try_from(quoted).unwrap_or(HeaderValue::from_static("\"\""));
        let plain = etag(format!("\"{tag}\""));
        let compressed = etag(format!("\"{tag}-br\""));
        let br = HeaderValue::from_static("br");
        Asset {
            mime: mime(path),
            cache: cache(path),
            identity: Form { bytes: identity, etag: plain, encoding: None },
            brotli: brotli.map(|bytes| Form { bytes, etag: compressed, encoding: Some(br) }),
        }
    }

    /// The bytes, uncompressed.
    pub fn bytes(&self) -> &Bytes {
        &self.identity.bytes
    }

    /// Its media type.
    pub fn mime(&self) -> &'static str {
        self.mime
    }

    /// The best form the browser takes, or the news that it has it already.
    pub fn response(&self, asked: &HeaderMap) -> Response {
        let form = self.brotli.as_ref().filter(|_| takes_brotli(asked)).unwrap_or(&self.identity);
        let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        let is_known = known.flat_map(|value| value.split(',')).any(|tag| is_same(tag.trim(), &form.etag));
        let mut response = match is_known {
            true => StatusCode::NOT_MODIFIED.into_response(),
            false => Body::from(form.bytes.clone()).into_response(),
        };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(self.cache));
        headers.insert(header::ETAG, form.etag.clone());
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if !is_known {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.mime));
            headers.extend(form.encoding.clone().map(|encoding| (header::CONTENT_ENCODING, encoding)));
        }
        response
    }
}

/// Weak comparison (RFC 9110 §8.8.3.2).
fn is_same(tag: &str, etag: &HeaderValue) -> bool {
    tag == "*" || tag.strip_prefix("W/").unwrap_or(tag).as_bytes() == etag.as_bytes()
}

/// Whether `br` is named with a weight above zero (RFC 9110 §12.5.3); `*` alone is nobody's browser.
fn takes_brotli(asked: &HeaderMap) -> bool {
    let lines = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let mut codings = lines.flat_map(|line| line.split(','));
    codings.any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let is_brotli = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("br"));
        let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        is_brotli && weight.is_none_or(|weight| weight.parse::<f32>().is_ok_and(|weight| weight > 0.0))
    })
}

fn mime(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "" | "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "ogg" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// A file whose name carries the hash of its bytes never changes; everything else may with the next start.
fn cache(path: &str) -> &'static str {
    // The name itself counts, and the folder of the program's chunks; wasm-bindgen's folders carry hashes of other things.
    let name = path.rsplit('/').next().unwrap_or_default();
    let chunk = path.strip_prefix("/app-").and_then(|rest| rest.split_once('/')).is_some_and(|(hash, _)| is_hash(hash));
    match chunk || name.split(['-', '_', '.']).any(is_hash) {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    }
}

/// Trunk writes 16 hex digits, fewer where they begin with zeros, of a file's hash into its name: `plenum-0123456789abcdef_bg.wasm`.
fn is_hash(part: &str) -> bool {
    (12..=64).contains(&part.len()) && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brotli_is_sent_to_who_takes_it() {
        let takes = |value: &'static str| {
            takes_brotli(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))]))
        };
        for yes in ["br", "gzip, deflate, br, zstd", "gzip;q=1.0, br;q=0.1", "BR"] {
            assert!(takes(yes), "{yes}");
        }
        for no in ["", "gzip", "br;q=0", "br;q=0.000", "br;q=x", "brr", "*"] {
            assert!(!takes(no), "{no}");
        }
    }

    #[test]
    fn the_compressed_form_is_another_thing_with_another_tag() {
        let asset = Asset::new("/a.js", Bytes::from_static(b"plain"), Some(Bytes::from_static(b"small")));
        let ask = |name, value: &str| HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())]);
        let (plain, small) =
            (asset.response(&HeaderMap::new()), asset.response(&ask(header::ACCEPT_ENCODING, "gzip, br")));
        assert_eq!(plain.headers().get(header::CONTENT_ENCODING), None);
        assert_eq!(small.headers()[header::CONTENT_ENCODING], "br");
        assert_eq!(small.headers()[header::VARY], "accept-encoding");
        assert_ne!(plain.headers()[header::ETAG], small.headers()[header::ETAG]);
        let known = ask(header::IF_NONE_MATCH, small.headers()[header::ETAG].to_str().unwrap());
        assert_eq!(asset.response(&known).status(), StatusCode::OK, "the plain form is not known by the other's tag");
    }

    #[test]
    fn only_what_is_named_by_its_hash_is_kept() {
        assert!(cache("/plenum-0123456789abcdef_bg.wasm").ends_with("immutable"));
        assert!(cache("/app-0123456789abcdef/split_room.wasm").ends_with("immutable"));
        assert!(cache("/plenum-8bec57b204728a2.css").ends_with("immutable"), "a hash that begins with a zero");
        let unhashed = [
            "/",
            "/manifest.webmanifest",
            "/service-worker.js",
            "/robots.txt",
            "/app-new/plenum.js",
            "/snippets/plenum-0123456789abcdef/inline0.js",
        ];
        for path in unhashed {
            assert_eq!(cache(path), "no-cache", "{path}");
        }
    }
}
