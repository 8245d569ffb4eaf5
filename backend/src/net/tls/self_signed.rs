//! A certificate that nobody vouches for, for a network without the internet: people compare its fingerprint once.

use super::certificate::Certificate;
use super::folder::Folder;
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use sha2::{Digest, Sha256};
use std::time::{Duration, SystemTime};
use tracing::warn;

/// Browsers take none that is good for longer than 825 days; one that was accepted by hand should stay.
const DAYS: u32 = 800;
const DAY: Duration = Duration::from_secs(24 * 3600);
const FILE: &str = "self-signed.pem";

/// Whom it is for, and where it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelfSigned {
    /// Names and addresses.
    pub names: Vec<String>,
    /// Without one it is gone with a restart, and everybody is asked anew.
    pub folder: Option<Folder>,
}

impl SelfSigned {
    /// The one that was made before, or a new one.
    ///
    /// # Errors
    /// None can be made of these names.
    pub fn certificate(&self) -> Result<Certificate, String> {
        if let Some(kept) = self.kept() {
            return Ok(kept);
        }
        let (pem, certificate) = make(&self.names)?;
        if let Some(folder) = &self.folder {
            folder.write(FILE, pem.as_bytes()).unwrap_or_else(|why| {
                warn!("the certificate cannot be kept in {}: {why}", folder.path().display());
            });
        }
        Ok(certificate)
    }

    fn kept(&self) -> Option<Certificate> {
        let kept = Certificate::from_pem(&self.folder.as_ref()?.read(FILE).ok()??).ok()?;
        let is_ours = self.names.iter().all(|name| kept.facts.is_for(name));
        (is_ours && kept.facts.renewal_in(SystemTime::now()).as_secs() > 0).then_some(kept)
    }
}

fn make(names: &[String]) -> Result<(String, Certificate), String> {
    let failed = |why: rcgen::Error| format!("no certificate can be made: {why}");
    let key = KeyPair::generate().map_err(failed)?;
    let mut params = CertificateParams::new(names).map_err(failed)?;
    params.distinguished_name.push(DnType::CommonName, "Plenum, self-signed");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // A clock that is a little behind takes it as well.
    params.not_before = (SystemTime::now() - DAY).into();
    params.not_after = (SystemTime::now() + DAY * DAYS).into();
    let signed = params.self_signed(&key).map_err(failed)?;
    let secret = PrivateKeyDer::try_from(key.serialize_der()).map_err(str::to_owned)?;
    let pem = format!("{}\n{}", key.serialize_pem(), signed.pem());
    Ok((pem, Certificate::of(vec![signed.der().clone()], secret)?))
}

/// What browsers show of a certificate: SHA-256 of all of it, in pairs of hexadecimal digits.
pub fn fingerprint(certificate: &Certificate) -> String {
    let digest = Sha256::digest(certificate.key.cert.first().map_or(&[][..], |der| der.as_ref()));
    digest.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}
