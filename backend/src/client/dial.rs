//! Connections to a host by name or address, over TCP or TLS.

use super::Failure;
use crate::net::listener::Transport;
use crate::net::origin::Origin;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// One address; a name may have several.
const CONNECT: Duration = Duration::from_secs(5);
/// Two round trips and some arithmetic.
const HANDSHAKE: Duration = Duration::from_secs(5);

/// Whose certificates are believed.
#[derive(Clone)]
pub struct Trust {
    connector: TlsConnector,
    verifier: Arc<dyn ServerCertVerifier>,
}

impl std::fmt::Debug for Trust {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Trust(…)")
    }
}

impl Trust {
    /// Mozilla's authorities, and those of a PEM file.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn new(file: Option<&Path>) -> Result<Trust, String> {
        let mut roots = RootCertStore::empty();
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        if let Some(file) = file {
            let certificates = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
            let certificates = certificates.map_err(|why| format!("--ca {}: {why}", file.display()))?;
            if roots.add_parsable_certificates(certificates).0 == 0 {
                return Err(format!("--ca {}: there is no certificate in it", file.display()));
            }
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build();
        Trust::by(verifier.map_err(|why| why.to_string())?)
    }

    /// Whatever a server shows: to look at one on this machine, and for nothing that counts.
    ///
    /// # Errors
    /// The crypto provider has no TLS.
    pub fn anyone() -> Result<Trust, String> {
        Trust::by(Arc::new(Anyone(rustls::crypto::ring::default_provider())))
    }

    fn by(verifier: Arc<dyn ServerCertVerifier>) -> Result<Trust, String> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.map_err(|why| why.to_string())?.dangerous();
        let config = config.with_custom_certificate_verifier(Arc::clone(&verifier)).with_no_client_auth();
        Ok(Trust { connector: TlsConnector::from(Arc::new(config)), verifier })
    }

    /// Whether a chain is trusted for this name or address, now.
    ///
    /// # Errors
    /// Why it is not.
    pub fn verify(&self, chain: &[CertificateDer<'_>], host: &str) -> Result<(), String> {
        let name = ServerName::try_from(host.to_owned()).map_err(|why| why.to_string())?;
        let (own, others) = chain.split_first().ok_or("there is no certificate")?;
        let verified = self.verifier.verify_server_cert(own, others, &name, &[], UnixTime::now());
        verified.map(drop).map_err(|why| why.to_string())
    }
}

/// Believes every certificate, but that whoever shows it has its key.
#[derive(Debug)]
struct Anyone(CryptoProvider);

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// A server to ask.
#[derive(Clone, Debug)]
pub struct Target {
    /// Name or address, without brackets.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// As `Host` names it.
    pub authority: String,
    /// With TLS, whom to trust.
    pub tls: Option<Trust>,
}

impl Target {
    /// Where an origin's page comes from.
    pub fn of(origin: &Origin, trust: &Trust) -> Target {
        let (host, port, is_tls) = origin.place();
        Target { host, port, authority: origin.authority().to_owned(), tls: is_tls.then(|| trust.clone()) }
    }

    /// A server at this address.
    pub fn at(address: SocketAddr, tls: Option<Trust>) -> Target {
        Target { host: address.ip().to_string(), port: address.port(), authority: address.to_string(), tls }
    }
}

/// A connection, and by which of our addresses it goes out.
pub struct Dialled {
    /// The connection.
    pub stream: Box<dyn Transport>,
    /// Our end of it.
    pub from: IpAddr,
}

/// All addresses of a name.
///
/// # Errors
/// There is none.
pub async fn addresses(host: &str, port: u16) -> Result<Vec<SocketAddr>, Failure> {
    let nobody = || Failure::NoName(host.to_owned());
    let found = timeout(CONNECT, lookup_host((host, port))).await.map_err(|_| nobody())?.map_err(|_| nobody())?;
    let found: Vec<SocketAddr> = found.collect();
    if found.is_empty() { Err(nobody()) } else { Ok(found) }
}

/// Connects to the first address that takes it.
///
/// # Errors
/// Why none did: what the last one said.
pub async fn dial(target: &Target) -> Result<Dialled, Failure> {
    let mut last = Failure::TimedOut;
    for address in addresses(&target.host, target.port).await? {
        match timeout(CONNECT, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return secured(target, stream).await,
            Ok(Err(why)) => last = unreached(&why),
            Err(_) => last = Failure::TimedOut,
        }
    }
    Err(last)
}

async fn secured(target: &Target, stream: TcpStream) -> Result<Dialled, Failure> {
    let from = stream.local_addr().map_err(|why| unreached(&why))?.ip().to_canonical();
    let _ = stream.set_nodelay(true);
    let Some(Trust { connector, .. }) = &target.tls else { return Ok(Dialled { stream: Box::new(stream), from }) };
    let name = ServerName::try_from(target.host.clone()).map_err(|why| Failure::Tls(why.to_string()))?;
    match timeout(HANDSHAKE, connector.connect(name, stream)).await {
        Ok(Ok(stream)) => Ok(Dialled { stream: Box::new(stream), from }),
        Ok(Err(why)) => Err(Failure::Tls(why.to_string())),
        Err(_) => Err(Failure::TimedOut),
    }
}

/// What an error of the system means.
pub fn unreached(why: &io::Error) -> Failure {
    if why.kind() == ErrorKind::ConnectionRefused {
        Failure::Refused
    } else if why.kind() == ErrorKind::TimedOut {
        Failure::TimedOut
    } else {
        Failure::Unreachable(why.to_string())
    }
}
