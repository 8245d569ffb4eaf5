//! The options of TLS: whether it is ours, where the certificate comes from, and what does not go together with it.

use super::config::Config;
use super::refused::{Place, Refused};
use super::settings::Settings;
use crate::net::local::own_addresses;
use crate::net::origin::Origin;
use crate::net::tls::CertificateSource;
use crate::net::tls::acme::{Acme, LETS_ENCRYPT};
use crate::net::tls::certificate::chain;
use crate::net::tls::files::Files;
use crate::net::tls::folder::Folder;
use crate::net::tls::self_signed::SelfSigned;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use url::Url;

/// Where HTTPS is asked when nothing is said.
const HTTPS: u16 = 443;
/// And where with a certificate of our own making.
const TRIAL: u16 = 8443;

/// Reads them, and the files they name.
///
/// # Errors
/// Key, place and what to change.
pub fn tls(settings: &Settings) -> Result<Option<CertificateSource>, Refused> {
    let source = match settings.text("tls") {
        None => files(settings)?,
        Some((text, place)) => Some(by_itself(settings, &text, &place)?),
    };
    if !matches!(source, Some(CertificateSource::Acme(_))) {
        only_with("acme", settings, &["acme-contact", "acme-directory", "acme-ca"])?;
    }
    if !matches!(source, Some(CertificateSource::Acme(_) | CertificateSource::SelfSigned(_))) {
        only_with("acme or self-signed", settings, &["tls-folder"])?;
    }
    let Some(source) = source else { return Ok(None) };
    for (text, place) in settings.list("origin") {
        if text.to_ascii_lowercase().starts_with("http:") {
            let why =
                "this server speaks TLS itself, so nobody reaches it there: write https://, or leave TLS to a proxy";
            return Err(Refused::about("origin", Some(&text), &place, why));
        }
    }
    if let CertificateSource::Files(files) = &source {
        check_files(settings, files)?;
    }
    Ok(Some(source))
}

/// What is of no use, and so a mistake, without another option.
fn only_with(value: &str, settings: &Settings, keys: &[&'static str]) -> Result<(), Refused> {
    match keys.iter().find_map(|key| Some((*key, settings.text(key)?))) {
        Some((key, (text, place))) => {
            Err(Refused::about(key, Some(&text), &place, format!("this goes with tls = {value} only")))
        }
        None => Ok(()),
    }
}

fn files(settings: &Settings) -> Result<Option<CertificateSource>, Refused> {
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

/// A certificate that Plenum gets or makes.
fn by_itself(settings: &Settings, text: &str, place: &Place) -> Result<CertificateSource, Refused> {
    let refused = |why: &str| Refused::about("tls", Some(text), place, why);
    for key in ["tls-cert", "tls-key"] {
        if settings.text(key).is_some() {
            return Err(refused("there is a certificate of your own as well (tls-cert); say one of them"));
        }
    }
    match text {
        "acme" => acme(settings, refused).map(CertificateSource::Acme),
        "self-signed" => {
            let names = names(settings)?.into_iter().map(|origin| origin.place().0.to_owned()).collect();
            Ok(CertificateSource::SelfSigned(SelfSigned { names: or_ours(names), folder: folder(settings)? }))
        }
        _ => {
            Err(refused("choose acme, for a certificate by itself, or self-signed, for a network without the internet"))
        }
    }
}

fn acme(settings: &Settings, refused: impl Fn(&str) -> Refused) -> Result<Acme, Refused> {
    if !settings.list("trusted-proxy").is_empty() {
        return Err(refused(
            "the proxy would get what the authority asks, which has to reach this server: let the proxy have the certificate",
        ));
    }
    let directory = settings.read("acme-directory", |text| match Url::parse(text) {
        Ok(url) if url.scheme() == "https" && url.host().is_some() => Ok(url.to_string()),
        Ok(_) | Err(_) => Err("the address of a directory is expected, like https://acme.example/directory"),
    })?;
    let origins = names(settings)?;
    if origins.is_empty() {
        return Err(refused("for which name? Say origin, the address that people are to open"));
    }
    // An authority of one's own may know what it likes.
    let strange = origins.iter().map(Origin::place).find(|(host, port, _)| {
        directory.is_none()
            && (*port != HTTPS || host.parse::<IpAddr>().is_ok() || !host.contains('.') || host.contains(':'))
    });
    if let Some((host, port, _)) = strange {
        return Err(refused(&match port {
            HTTPS => format!("nobody vouches for {host}: a public name is needed, or self-signed"),
            _ => format!("{host} is asked for at port {HTTPS} and not at {port}: leave the port out of origin"),
        }));
    }
    let contact = settings.read("acme-contact", |text| match text.split_once('@') {
        Some((name, host)) if !name.is_empty() && host.contains('.') && !text.contains([' ', ':', ',', '?']) => {
            Ok(format!("mailto:{text}"))
        }
        Some(_) | None => Err("a mail address is expected, like host@meet.example"),
    })?;
    let authority = settings.read("acme-ca", |text| chain(Path::new(text)).map(|_| PathBuf::from(text)))?;
    let Some(folder) = folder(settings)? else {
        return Err(refused(
            "where is it to be kept? Say tls-folder. Each restart would ask for another, and an authority gives five a week",
        ));
    };
    let names = origins.iter().map(|origin| origin.place().0.to_owned()).collect();
    Ok(Acme { names, contact, directory: directory.unwrap_or_else(|| LETS_ENCRYPT.to_owned()), authority, folder })
}

/// The origins, as far as they are some; what is wrong with the others is told elsewhere.
fn names(settings: &Settings) -> Result<Vec<Origin>, Refused> {
    settings.read_list("origin", |text| text.trim_end_matches('/').parse::<Origin>().map_err(|why| why.to_string()))
}

/// Where made keys are kept: as said, or where systemd says (`StateDirectory=`).
fn folder(settings: &Settings) -> Result<Option<Folder>, Refused> {
    let open = |text: &str| Folder::open(Path::new(text)).map_err(|why| format!("nothing can be kept there: {why}"));
    match settings.read("tls-folder", open)? {
        Some(folder) => Ok(Some(folder)),
        None => match std::env::var("STATE_DIRECTORY") {
            Ok(text) => open(&text).map(Some).map_err(|why| Refused::at(format!("STATE_DIRECTORY={text}"), why)),
            Err(_) => Ok(None),
        },
    }
}

/// Where nothing is said: this machine, and how others on its network reach it.
fn or_ours(names: Vec<String>) -> Vec<String> {
    match names.is_empty() {
        false => names,
        true => ["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()]
            .into_iter()
            .chain(own_addresses().into_iter().map(|address| address.to_string()))
            .collect(),
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
            "there is no TLS here to lead people to: say tls, or tls-cert and tls-key, or let the proxy do it",
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
    let unsaid = match config.tls.as_ref()? {
        // Tried at home, mostly, by somebody who may not listen at a port below 1024.
        CertificateSource::SelfSigned(_) => TRIAL,
        CertificateSource::Files(_) | CertificateSource::Acme(_) => HTTPS,
    };
    Some(config.origins.first().map_or(unsaid, |origin| origin.place().1))
}
