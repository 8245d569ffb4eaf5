//! The ICE servers that pages are told of (`ice-servers.json`), with TURN REST credentials that last an hour.

use super::url;
use plenum_shared::bytes;
use plenum_shared::message::{self, IceServer};
use plenum_turn::credential::rest_password;
use serde::Deserialize;
use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The servers of one `ice-servers.json`.
#[derive(Clone, Default)]
pub struct IceServers(Vec<Configured>);

/// One entry of the file, in Galène's format: an RTCIceServer, whose `credential` may be a shared secret.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Configured {
    urls: Urls,
    #[serde(default)]
    username: Option<String>,
    #[serde(default)]
    credential: Option<String>,
    #[serde(default)]
    credential_type: CredentialType,
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Urls {
    One(String),
    Many(Vec<String>),
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
enum CredentialType {
    /// Handed out as it is.
    #[default]
    #[serde(rename = "password")]
    Password,
    /// A secret shared with the TURN server (draft-uberti-behave-turn-rest-00, coturn's `use-auth-secret`).
    #[serde(rename = "hmac-sha1")]
    HmacSha1,
}

/// What is wrong with the file.
#[derive(Debug)]
pub enum BadIceServers {
    /// It is no JSON list of servers.
    Json(serde_json::Error),
    /// A URL, and what is wrong with it.
    Url(String, url::Mistake),
    /// An entry, counted from 1, without any URL.
    NoUrls(usize),
    /// `hmac-sha1` without a secret.
    NoSecret,
    /// A relay without a name or a password.
    NoCredential(String),
}

impl fmt::Display for BadIceServers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadIceServers::Json(why) => write!(
                f,
                "it has to be a JSON list like [{{\"urls\": [\"turn:turn.example\"], \"credential\": \"…\", \"credentialType\": \"hmac-sha1\"}}]: {why}"
            ),
            BadIceServers::Url(url, why) => write!(f, "{url}: {why}"),
            BadIceServers::NoUrls(at) => write!(f, "entry {at} names no server in \"urls\""),
            BadIceServers::NoCredential(url) => write!(
                f,
                "{url}: a TURN server needs a \"username\" and a \"credential\", or a shared secret as \"credential\" with \"credentialType\": \"hmac-sha1\""
            ),
            BadIceServers::NoSecret => f.write_str(
                "\"credentialType\": \"hmac-sha1\" needs a \"credential\", the secret shared with the TURN server",
            ),
        }
    }
}

impl std::error::Error for BadIceServers {}

impl IceServers {
    /// Reads the text of an `ice-servers.json`.
    ///
    /// # Errors
    /// What to change in it.
    pub fn read(text: &str) -> Result<IceServers, BadIceServers> {
        let servers: Vec<Configured> = serde_json::from_str(text).map_err(BadIceServers::Json)?;
        for (at, server) in servers.iter().enumerate() {
            let is_said = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
            let urls = server.urls();
            if urls.is_empty() {
                return Err(BadIceServers::NoUrls(at + 1));
            }
            if server.credential_type == CredentialType::HmacSha1 && !is_said(&server.credential) {
                return Err(BadIceServers::NoSecret);
            }
            let has_credential = match server.credential_type {
                CredentialType::Password => is_said(&server.username) && is_said(&server.credential),
                CredentialType::HmacSha1 => true,
            };
            for url in urls {
                let is_relay = url::is_relay(&url).map_err(|why| BadIceServers::Url(url.clone(), why))?;
                if is_relay && !has_credential {
                    return Err(BadIceServers::NoCredential(url));
                }
            }
        }
        Ok(IceServers(servers))
    }

    /// Whether there is a shared secret among them, which is told to nobody.
    pub fn has_secret(&self) -> bool {
        self.0.iter().any(|server| server.credential_type == CredentialType::HmacSha1)
    }

    /// What to tell one page now. `random` makes each page's credential its own; it holds for `lifetime`.
    pub fn tell(&self, now: SystemTime, lifetime: Duration, random: [u8; 12]) -> message::IceServers {
        let expiry = (now + lifetime).duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let user = format!("{expiry}:{}", bytes::encode(&random));
        message::IceServers {
            ice_servers: self.0.iter().map(|server| server.tell(&user)).collect(),
            credential_lifetime_ms: self.ends().then(|| u64::try_from(lifetime.as_millis()).unwrap_or(u64::MAX)),
        }
    }

    /// Adds relays that share this secret with us (coturn's `use-auth-secret`); their URLs were read by [`url::is_relay`].
    pub fn share_secret(&mut self, urls: Vec<String>, secret: String) {
        self.0.push(Configured {
            urls: Urls::Many(urls),
            username: None,
            credential: Some(secret),
            credential_type: CredentialType::HmacSha1,
        });
    }

    /// All URLs, in order.
    pub fn urls(&self) -> Vec<String> {
        self.0.iter().flat_map(Configured::urls).collect()
    }

    /// Whether one of them relays.
    pub fn has_relay(&self) -> bool {
        self.urls().iter().any(|url| url::is_relay(url) == Ok(true))
    }

    /// Whether any credential is made here, and therefore ends.
    pub fn ends(&self) -> bool {
        self.0.iter().any(|server| server.credential_type == CredentialType::HmacSha1)
    }
}

impl fmt::Debug for IceServers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IceServers({})", self.0.len())
    }
}

impl Configured {
    fn urls(&self) -> Vec<String> {
        match &self.urls {
            Urls::One(url) => vec![url.clone()],
            Urls::Many(urls) => urls.clone(),
        }
    }

    fn tell(&self, user: &str) -> IceServer {
        let (username, credential) = match (self.credential_type, &self.credential) {
            (CredentialType::HmacSha1, Some(secret)) => (Some(user.to_owned()), rest_password(secret.as_bytes(), user)),
            (CredentialType::Password | CredentialType::HmacSha1, credential) => {
                (self.username.clone(), credential.clone())
            }
        };
        IceServer { urls: self.urls(), username, credential }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn a_shared_secret_becomes_a_credential_for_an_hour() {
        let file = r#"[{"urls": ["turn:turn.example"], "credential": "north", "credentialType": "hmac-sha1"},
                       {"urls": "stun:stun.example"}]"#;
        let servers = IceServers::read(file).unwrap();
        let told = servers.tell(UNIX_EPOCH + Duration::from_secs(1_000_000), HOUR, [0; 12]);
        assert_eq!(told.credential_lifetime_ms, Some(3_600_000));
        let told = told.ice_servers;
        assert_eq!(told[0].username.as_deref(), Some("1003600:AAAAAAAAAAAAAAAA"));
        // printf %s 1003600:AAAAAAAAAAAAAAAA | openssl dgst -sha1 -hmac north -binary | base64
        assert_eq!(told[0].credential.as_deref(), Some("Sd9OsiQg25uVb9IdraMpTI6gUC8="));
        assert_eq!(told[1], IceServer { urls: vec!["stun:stun.example".into()], username: None, credential: None });
    }

    #[test]
    fn what_was_not_made_here_does_not_end() {
        let file = r#"[{"urls": "turn:turn.example", "username": "all", "credential": "north"}]"#;
        let told = IceServers::read(file).unwrap().tell(UNIX_EPOCH, HOUR, [0; 12]);
        assert_eq!((told.credential_lifetime_ms, told.ice_servers[0].username.as_deref()), (None, Some("all")));
    }

    #[test]
    fn a_wrong_file_is_explained() {
        let why = |file: &str| IceServers::read(file).map(drop).unwrap_err().to_string();
        assert!(why("{}").contains("JSON list"));
        assert!(why(r#"[{"urls": "http://x"}]"#).contains("stun:"));
        assert!(why(r#"[{"urls": "turn:x", "credentialType": "hmac-sha1"}]"#).contains("secret"));
        assert!(why(r#"[{"urls": "turn:x", "credential": " ", "credentialType": "hmac-sha1"}]"#).contains("secret"));
        assert!(
            why(r#"[{"urls": "turn://h", "username": "a", "credential": "b"}]"#).contains("turn://h: there is no //")
        );
        assert!(why(r#"[{"urls": ["stun:h?transport=udp"]}]"#).contains("leave out"));
        assert!(why(r#"[{"urls": ["stun:h", "turn:h"]}]"#).contains("turn:h: a TURN server needs"));
        assert!(why(r#"[{"urls": "turn:h", "username": "a", "credential": ""}]"#).contains("needs"));
        assert!(why(r#"[{"urls": "stun:h"}, {"urls": []}]"#).contains("entry 2 names no server"));
        assert!(why(r#"[{"urls": [""]}]"#).contains("stun:"));
        assert!(IceServers::read("[]").is_ok());
    }
}
