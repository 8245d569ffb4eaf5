//! Which STUN and TURN servers of others pages are told of, and the secret that is shared with them.

use super::refused::{Place, Refused};
use super::settings::Settings;
use crate::ice::servers::IceServers;
use crate::net::tls::certificate::is_open;
use std::fs;
use std::path::Path;

/// A shared secret shorter than this can be guessed from one credential, which everybody seated gets.
const SECRET_BYTES: usize = 16;
/// What to say of a file with a secret in it that others can read.
const OPEN_SECRET: &str = "everybody on this machine can read the secret in this file: `chmod 600` it";

/// The servers of the file, and those that share a secret.
///
/// # Errors
/// Key, place and what to change.
pub fn servers(settings: &Settings) -> Result<IceServers, Refused> {
    let mut servers = settings.read("ice-servers", |text| {
        let file = Path::new(text);
        let servers = IceServers::read(&read(file)?).map_err(|why| why.to_string())?;
        match servers.has_secret() && is_open(file) {
            true => Err(OPEN_SECRET.to_owned()),
            false => Ok(servers),
        }
    })?;
    let turn = settings.read_list("turn", |url| match crate::ice::url::is_relay(url) {
        Ok(true) => Ok(url.to_owned()),
        Ok(false) => Err("this is no TURN server: turn:turn.example:3478"),
        Err(why) => Err(why),
    })?;
    let secret = secret(settings)?;
    let first = settings.text("turn");
    match (first, secret) {
        (None, None) => {}
        (Some(_), Some((secret, _))) => servers.get_or_insert_default().share_secret(turn, secret),
        (Some((url, place)), None) => {
            let why = "a TURN server asks for a name and a password, which are made from the secret it shares with us: say turn-secret-file (or PLENUM_TURN_SECRET)";
            return Err(Refused::about("turn", Some(&url), &place, why));
        }
        (None, Some((_, (key, place)))) => {
            return Err(Refused::about(
                key,
                None,
                &place,
                "a secret for no server: say turn, like turn:turn.example:3478",
            ));
        }
    }
    Ok(servers.unwrap_or_default())
}

/// The shared secret, said directly or as a file, and where.
#[expect(clippy::type_complexity, reason = "a value with its origin, used once")]
fn secret(settings: &Settings) -> Result<Option<(String, (&'static str, Place))>, Refused> {
    let is_long = |secret: &str| match secret.len() {
        0..SECRET_BYTES => {
            Err(format!("a secret of at least {SECRET_BYTES} characters is needed: `openssl rand -hex 32` makes one"))
        }
        _ => Ok(secret.to_owned()),
    };
    if let Some((path, place)) = settings.text("turn-secret-file") {
        let file = Path::new(&path);
        let text = read(file).and_then(|text| match is_open(file) {
            true => Err(OPEN_SECRET.to_owned()),
            false => is_long(text.trim()),
        });
        let secret = text.map_err(|why| Refused::about("turn-secret-file", Some(&path), &place, why))?;
        return Ok(Some((secret, ("turn-secret-file", place))));
    }
    let Some((secret, place)) = settings.text("turn-secret") else { return Ok(None) };
    let why = match &place {
        Place::Flag => {
            Some("everybody on this machine can read a command line; use --turn-secret-file, or PLENUM_TURN_SECRET")
        }
        Place::File(path, _) if is_open(path) => Some(OPEN_SECRET),
        Place::File(..) | Place::Variable => None,
    };
    let secret = match why {
        Some(why) => Err(why.to_owned()),
        None => is_long(&secret),
    };
    let secret = secret.map_err(|why| Refused::about("turn-secret", None, &place, why))?;
    Ok(Some((secret, ("turn-secret", place))))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|why| format!("cannot be read: {why}"))
}
