//! A certificate with its private key (PEM, RFC 7468), checked before anybody is shown it.

use rustls::client::verify_server_name;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::ParsedCertificate;
use rustls::sign::CertifiedKey;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A chain, the server's own certificate first, and the key that belongs to it.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// As TLS wants it.
    pub key: Arc<CertifiedKey>,
    /// What it says of itself.
    pub facts: Facts,
}

/// What a certificate says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// From when it is good.
    pub not_before: SystemTime,
    /// Until when.
    pub not_after: SystemTime,
    der: CertificateDer<'static>,
}

/// The certificates of a PEM file, the server's own first.
///
/// # Errors
/// The file cannot be read, or has none in it.
pub fn chain(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let found = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    match found {
        Ok(chain) if !chain.is_empty() => Ok(chain),
        Ok(_) => Err(format!(
            "there is no certificate in {}. It begins with -----BEGIN CERTIFICATE-----; of several files take the one with the whole chain (fullchain.pem)",
            file.display()
        )),
        Err(why) => Err(format!("{} cannot be read as a certificate: {why}", file.display())),
    }
}

impl Facts {
    /// Reads a certificate (RFC 5280).
    ///
    /// # Errors
    /// It is none.
    pub fn of(der: &CertificateDer<'_>) -> Result<Facts, String> {
        let (_, parsed) = x509_parser::parse_x509_certificate(der).map_err(|why| format!("it is no X.509: {why}"))?;
        let time = |seconds: i64| UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap_or(0));
        let validity = parsed.validity();
        Ok(Facts {
            not_before: time(validity.not_before.timestamp()),
            not_after: time(validity.not_after.timestamp()),
            der: der.clone().into_owned(),
        })
    }

    /// Whether it is for this name or address (RFC 9525).
    pub fn is_for(&self, host: &str) -> bool {
        let parsed = ParsedCertificate::try_from(&self.der);
        let name = ServerName::try_from(host.to_owned());
        parsed.is_ok_and(|parsed| name.is_ok_and(|name| verify_server_name(&parsed, &name).is_ok()))
    }

    /// Why no browser takes it at this time, if so.
    pub fn is_outside_its_time(&self, now: SystemTime) -> Option<String> {
        if now < self.not_before {
            Some(format!("it is good only from {} on", day(self.not_before)))
        } else if now > self.not_after {
            Some(format!("it ended on {}", day(self.not_after)))
        } else {
            None
        }
    }

    /// How long until it should be renewed: at two thirds of its time, as its authorities advise.
    pub fn renewal_in(&self, now: SystemTime) -> Duration {
        let life = self.not_after.duration_since(self.not_before).unwrap_or_default();
        (self.not_before + life / 3 * 2).duration_since(now).unwrap_or_default()
    }

    /// The day it ends, for people.
    pub fn last_day(&self) -> String {
        day(self.not_after)
    }
}

/// `Mon, 30 Nov 2026`.
fn day(time: SystemTime) -> String {
    httpdate::fmt_http_date(time).chars().take("Mon, 30 Nov 2026".len()).collect()
}

impl Certificate {
    /// Checks that both belong together.
    ///
    /// # Errors
    /// What does not, and what to do.
    pub fn of(chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<Certificate, String> {
        let facts = Facts::of(chain.first().ok_or("there is no certificate")?)?;
        let key = CertifiedKey::from_der(chain, key, &default_provider()).map_err(|why| {
            match matches!(why, rustls::Error::InconsistentKeys(_)) {
                true => "the key does not belong to the certificate: name two files that were made together, with the certificate of this server before those of its authority".to_owned(),
                false => format!("the key cannot be used: {why}. Take one of ECDSA P-256 or RSA 2048"),
            }
        })?;
        Ok(Certificate { key: Arc::new(key), facts })
    }

    /// Reads both from one text, as Plenum keeps them (PEM).
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn from_pem(bytes: &[u8]) -> Result<Certificate, String> {
        let chain =
            CertificateDer::pem_slice_iter(bytes).collect::<Result<Vec<_>, _>>().map_err(|why| why.to_string())?;
        Certificate::of(chain, PrivateKeyDer::from_pem_slice(bytes).map_err(|why| why.to_string())?)
    }

    /// Reads both from files.
    ///
    /// # Errors
    /// What is wrong with which of them, and what to do.
    pub fn read(certificate: &Path, key: &Path) -> Result<Certificate, String> {
        let chain = chain(certificate)?;
        if is_open(key) {
            return Err(format!(
                "everybody on this machine can read the key in {}: `chmod 600` it, and let it belong to the user that Plenum runs as",
                key.display()
            ));
        }
        let secret = PrivateKeyDer::from_pem_file(key).map_err(|why| {
            match matches!(why, rustls::pki_types::pem::Error::NoItemsFound) {
                true => format!(
                    "there is no key in {} that needs no password. It begins with -----BEGIN PRIVATE KEY-----",
                    key.display()
                ),
                false => format!("{} cannot be read as a key: {why}", key.display()),
            }
        })?;
        Certificate::of(chain, secret).map_err(|why| format!("{}: {why}", certificate.display()))
    }
}

/// Whether others than owner and group can read a file.
pub fn is_open(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::metadata(path).is_ok_and(|file| file.permissions().mode() & 0o004 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}
