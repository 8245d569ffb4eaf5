//! The options of TLS: whether it is ours, where the certificate comes from, and what does not go together with it.

use super::config::Config;
use super::refused::{Place, Refused};
use super::settings::Settings;
use crate::net::origin::Origin;
use crate::net::tls::CertificateSource;
use crate::net::tls::files::Files;
use std::net::SocketAddr;

/// Where HTTPS is asked when nothing is said.
const HTTPS: u16 = 443;

/// Reads them, and the files they name.
///
/// # Errors
/// Key, place and what to change.
pub fn tls(settings: &Settings) -> Result<Option<CertificateSource>, Refused> {
    let Some(source) = source(settings)? else { return Ok(None) };
    for (text, place) in settings.list("origin") {
        if text.to_ascii_lowercase().starts_with("http:") {
            let why =
                "this server speaks TLS itself, so nobody reaches it there: write https://, or leave TLS to a proxy";
            return Err(Refused::about("origin", Some(&text), &place, why));
        }
    }
    match &source {
        CertificateSource::Files(files) => check_files(settings, files)?,
    }
    Ok(Some(source))
}

fn source(settings: &Settings) -> Result<Option<CertificateSource>, Refused> {
    match (settings.text("tls-cert"), settings.text("tls-key")) {
        (None, None) => Ok(None),
        (Some((certificate, _)), Some((key, _))) => {
            Ok(Some(CertificateSource::Files(Files { certificate: certificate.into(), key: key.into() })))
        }
        (Some((text, place)), None) => {
            let why = "a certificate is of no use without its key: say tls-key as well (privkey.pem)";
            Err(Refused::about("tls-cert", Some(&text), &place, why))
        }
        (None, Some((text, place))) => {
            let why = "a key is of no use without its certificate: say tls-cert as well (fullchain.pem)";
            Err(Refused::about("tls-key", Some(&text), &place, why))
        }
    }
}

/// They have to be readable, to belong together, and to be for what people open.
fn check_files(settings: &Settings, files: &Files) -> Result<(), Refused> {
    let Some((text, place)) = settings.text("tls-cert") else { return Ok(()) };
    let refused = |why: String| Refused::about("tls-cert", Some(&text), &place, why);
    let certificate = files.read().map_err(refused)?;
    // A trusted proxy may have another certificate for people, and this one for what is between the two.
    if !settings.list("trusted-proxy").is_empty() {
        return Ok(());
    }
    let names = settings.list("origin").into_iter().filter_map(|(text, _)| text.trim_end_matches('/').parse().ok());
    let strange = names.map(|origin: Origin| origin.place().0).find(|name| !certificate.facts.is_for(name));
    match strange {
        Some(name) => Err(refused(format!(
            "it is not for {name}, so that no browser would open that: name the certificate of {name}, or correct origin"
        ))),
        None => Ok(()),
    }
}

/// Where plain HTTP is sent on from.
///
/// # Errors
/// Key, place and what to change.
pub fn http_redirect(settings: &Settings, tls: Option<&CertificateSource>) -> Result<Option<SocketAddr>, Refused> {
    let at = settings.read("http-redirect", |text| {
        text.parse::<SocketAddr>().map_err(|_| "an address and a port are expected, like [::]:80 or 0.0.0.0:80")
    })?;
    let (Some(at), Some((text, place))) = (at, settings.text("http-redirect")) else { return Ok(None) };
    let refused = |why: &str, place: &Place| Err(Refused::about("http-redirect", Some(&text), place, why));
    if tls.is_none() {
        return refused(
            "there is no TLS here to lead people to: say tls-cert and tls-key, or let the proxy do it",
            &place,
        );
    }
    if settings.list("origin").is_empty() {
        return refused("where to? Say origin, the address that people are to open", &place);
    }
    Ok(Some(at))
}

/// The port people ask for, if TLS is ours.
pub fn usual_port(config: &Config) -> Option<u16> {
    config.tls.as_ref()?;
    Some(config.origins.first().map_or(HTTPS, |origin| origin.place().1))
}
