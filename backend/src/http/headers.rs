//! The strict headers on every response, and the hashes of the page's own inline scripts.

use crate::net::origin::Origin;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};

/// What the page may use, and everything else by name.
const PERMISSIONS: &str = "camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self), \
screen-wake-lock=(self), fullscreen=(self), picture-in-picture=(self), autoplay=(self), clipboard-write=(self), \
web-share=(self), accelerometer=(), bluetooth=(), clipboard-read=(), encrypted-media=(), gamepad=(), \
geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), keyboard-map=(), \
local-fonts=(), magnetometer=(), midi=(), otp-credentials=(), payment=(), publickey-credentials-create=(), \
publickey-credentials-get=(), serial=(), storage-access=(), usb=(), window-management=(), xr-spatial-tracking=()";

/// The same on every response.
const FIXED: [(HeaderName, &str); 7] = [
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("origin-agent-cluster"), "?1"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
];

/// Two years (RFC 6797).
const TRANSPORT_SECURITY: HeaderValue = HeaderValue::from_static("max-age=63072000");

/// What goes onto every response.
#[derive(Clone, Debug)]
pub struct Headers {
    has_transport_security: bool,
    connect: String,
    ancestors: String,
    framed: bool,
    policy: HeaderValue,
}

impl Headers {
    /// For these public origins, these embedders, and the page as it is at start.
    // Invariant: no part of a header comes from a request.
    pub fn new(origins: &[Origin], frame_ancestors: &[String], page: &str) -> Headers {
        let connect = origins.iter().map(|origin| format!(" {}", origin.socket())).collect();
        let ancestors = match frame_ancestors {
            [] => "'none'".to_owned(),
            some => some.join(" "),
        };
        let mut headers = Headers {
            connect,
            ancestors,
            framed: !frame_ancestors.is_empty(),
            has_transport_security: false,
            policy: HeaderValue::from_static("default-src 'none'"),
        };
        headers.policy = headers.policy_for(page);
        headers
    }

    /// The same where TLS is ours: browsers come with nothing else for two years.
    // Invariant: never on a response without TLS (RFC 6797 §7.2), nor where a proxy speaks TLS: that is its own to say.
    pub fn with_transport_security(mut self) -> Headers {
        self.has_transport_security = true;
        self
    }

    /// The same for responses without TLS.
    pub fn without_transport_security(&self) -> Headers {
        Headers { has_transport_security: false, ..self.clone() }
    }

    /// What is the same on every response of every server.
    pub fn fixed() -> impl Iterator<Item = (HeaderName, &'static str)> {
        FIXED.into_iter()
    }

    /// The policy for another state of the page, for a page that is being worked on.
    pub fn policy_for(&self, page: &str) -> HeaderValue {
        let scripts: String = inline_scripts(page).map(|script| format!(" '{}'", hash_source(script))).collect();
        let policy = format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self'; \
             img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self'; connect-src 'self'{}; \
             worker-src 'self'; manifest-src 'self'; base-uri 'none'; object-src 'none'; form-action 'none'; \
             frame-ancestors {}",
            self.connect, self.ancestors
        );
        // Only ASCII goes in: origins, embedders and hashes are checked or made by us.
        HeaderValue::from_str(&policy).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
    }

    /// Sets them all; a policy that is there already stays.
    pub fn apply(&self, to: &mut HeaderMap) {
        to.entry(header::CONTENT_SECURITY_POLICY).or_insert_with(|| self.policy.clone());
        for (name, value) in FIXED {
            to.insert(name, HeaderValue::from_static(value));
        }
        if self.has_transport_security {
            to.insert(header::STRICT_TRANSPORT_SECURITY, TRANSPORT_SECURITY);
        }
        if !self.framed {
            to.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        }
    }

    /// The same as lines of a response's head, for responses that hyper writes by itself.
    pub fn lines(&self) -> Vec<u8> {
        let mut map = HeaderMap::new();
        self.apply(&mut map);
        map.iter()
            .flat_map(|(name, value)| [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat())
            .collect()
    }
}

/// A CSP source for one inline script (CSP Level 3 §2.3.1).
fn hash_source(script: &str) -> String {
    format!("sha256-{}", Base64::encode_string(&Sha256::digest(script)))
}

/// The texts between `<script …>` and `</script>` of those without `src`.
fn inline_scripts(page: &str) -> impl Iterator<Item = &str> {
    let mut rest = page;
    std::iter::from_fn(move || {
        loop {
            let open = find_ignoring_case(rest, "<script")?;
            let tag = &rest[open + "<script".len()..];
            let end = tag.find('>')?;
            let (attributes, body) = (&tag[..end], &tag[end + 1..]);
            let close = find_ignoring_case(body, "</script")?;
            rest = &body[close..];
            let is_script = attributes.starts_with(|c: char| c.is_ascii_whitespace()) || attributes.is_empty();
            let has_source = attributes.split_ascii_whitespace().any(|a| a.to_ascii_lowercase().starts_with("src="));
            if is_script && !has_source {
                return Some(&body[..close]);
            }
        }
    })
}

fn find_ignoring_case(text: &str, what: &str) -> Option<usize> {
    text.as_bytes().windows(what.len()).position(|window| window.eq_ignore_ascii_case(what.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_inline_scripts_are_hashed() {
        let page = "<script>alert('Hello, world.');</script><script src=\"/a.js\"></script><SCRIPT type=module>\nb\n</SCRIPT ><scripture>x</script>";
        assert_eq!(inline_scripts(page).collect::<Vec<_>>(), ["alert('Hello, world.');", "\nb\n"]);
        let known = "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=";
        assert_eq!(hash_source("alert('Hello, world.');"), known, "CSP Level 3, section 8.2's example");
    }

    #[test]
    fn the_policy_names_public_origins_and_embedders() {
        let origins = ["https://meet.example:8443".parse().unwrap()];
        let policy = |ancestors: &[String]| Headers::new(&origins, ancestors, "").policy.to_str().unwrap().to_owned();
        assert!(policy(&[]).contains("connect-src 'self' wss://meet.example:8443;"));
        assert!(policy(&[]).ends_with("frame-ancestors 'none'"));
        assert!(policy(&["https://intranet.example".into()]).ends_with("frame-ancestors https://intranet.example"));
    }
}
