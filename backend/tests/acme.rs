//! Certificates by themselves: from a real authority (Pebble, of Let's Encrypt), and what happens where there is none.
//!
//! What needs Pebble is passed over, and says so, where it is not installed (Debian: `apt install pebble`).

#![allow(clippy::unwrap_used)]

mod common;

use common::program::free_port;
use plenum_server::net::tls::CertificateSource;
use plenum_server::net::tls::acme::Acme;
use plenum_server::net::tls::certificate::Certificate;
use plenum_server::net::tls::folder::Folder;
use plenum_server::{Config, Running, Server};
use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;

/// How long something may take that takes a second or two.
const SOON: Duration = Duration::from_secs(60);

/// An authority that asks for proof at one port of this machine.
struct Pebble {
    process: Child,
    directory: String,
}

impl Drop for Pebble {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Pebble {
    /// `None` where it is not installed.
    fn start(folder: &Path, asks_at: u16, good_for: Duration) -> Option<Pebble> {
        let port = free_port();
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
        let [cert_file, key_file, config] = ["ca.pem", "ca.key", "pebble.json"].map(|name| folder.join(name));
        fs::write(&cert_file, certificate.pem()).unwrap();
        fs::write(&key_file, key.serialize_pem()).unwrap();
        let said = serde_json::json!({ "pebble": {
            "listenAddress": format!("127.0.0.1:{port}"), "managementListenAddress": "",
            "certificate": cert_file, "privateKey": key_file, "httpPort": 9, "tlsPort": asks_at,
            "ocspResponderURL": "", "externalAccountBindingRequired": false,
            "certificateValidityPeriod": good_for.as_secs(),
        }});
        fs::write(&config, said.to_string()).unwrap();
        let mut command = Command::new("pebble");
        command.arg("-config").arg(&config).arg("-strict").env("PEBBLE_VA_NOSLEEP", "1");
        match command.stdout(Stdio::null()).stderr(Stdio::null()).spawn() {
            Ok(process) => Some(Pebble { process, directory: format!("https://localhost:{port}/dir") }),
            Err(_) => {
                eprintln!("passed over: pebble is not installed");
                None
            }
        }
    }

    async fn is_up(&self) {
        let port = self.directory.trim_end_matches("/dir").rsplit(':').next().unwrap().to_owned();
        until("pebble", async || TcpStream::connect(format!("127.0.0.1:{port}")).await.is_ok()).await;
    }
}

/// Asks again and again, and says what for if it takes too long.
async fn until(what: &str, is: impl AsyncFn() -> bool) {
    let asked = async {
        while !is().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    assert!(tokio::time::timeout(SOON, asked).await.is_ok(), "{what}");
}

fn acme(directory: &str, folder: &Path) -> Acme {
    Acme {
        names: vec!["localhost".into()],
        contact: Some("mailto:host@meet.example".into()),
        directory: directory.into(),
        authority: Some(folder.join("ca.pem")),
        folder: Folder::open(&folder.join("kept")).unwrap(),
    }
}

async fn serve(port: u16, acme: &Acme) -> Running {
    let config = Config { tls: Some(CertificateSource::Acme(acme.clone())), ..Config::default() };
    let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    Server::new(config).unwrap().listen(listener).await.unwrap()
}

/// What a client gets that believes this certificate's authority and nobody else.
async fn get(port: u16, kept: &Certificate) -> Option<String> {
    let mut roots = RootCertStore::empty();
    roots.add(kept.key.cert.get(1)?.clone()).ok()?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().ok()?;
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let stream = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
    let name = ServerName::try_from("localhost").ok()?;
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.ok()?;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.ok()?;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_got_kept_and_used_again() {
    let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
    let Some(pebble) = Pebble::start(folder.path(), port, Duration::from_secs(90 * 24 * 3600)) else { return };
    pebble.is_up().await;
    let acme = acme(&pebble.directory, folder.path());
    let running = serve(port, &acme).await;
    until("a certificate", async || acme.kept().is_some()).await;
    let kept = acme.kept().unwrap();
    let answer = get(port, &kept).await.unwrap();
    assert!(answer.contains("200 OK") && answer.contains("strict-transport-security"), "{answer}");
    running.stop().await;
    // The authority is gone: what is kept is used at once.
    let directory = pebble.directory.clone();
    drop(pebble);
    let running = serve(port, &acme).await;
    assert!(get(port, &kept).await.unwrap().contains("200 OK"));
    running.stop().await;
    let renamed = Acme { names: vec!["localhost".into(), "meet.example".into()], ..acme };
    assert!(renamed.kept().is_none(), "it is of no use for another name, {directory}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_renewed_in_time_and_the_account_stays() {
    let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
    // Good for half a minute, so that it is due after twenty seconds.
    let Some(pebble) = Pebble::start(folder.path(), port, Duration::from_secs(30)) else { return };
    pebble.is_up().await;
    let acme = acme(&pebble.directory, folder.path());
    let running = serve(port, &acme).await;
    until("a certificate", async || acme.kept().is_some()).await;
    let (first, account) = (acme.kept().unwrap(), acme.folder.read("localhost.key").unwrap().unwrap());
    let is_new = |kept: &Certificate| kept.key.cert[0] != first.key.cert[0];
    until("another", async || acme.kept().is_some_and(|kept| is_new(&kept))).await;
    let second = acme.kept().unwrap();
    assert!(get(port, &second).await.unwrap().contains("200 OK"));
    assert!(second.facts.not_before < first.facts.not_after, "before the first was over");
    assert_eq!(acme.folder.read("localhost.key").unwrap().unwrap(), account);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_that_sees_another_server_says_why_and_nobody_is_let_in() {
    let (folder, port, other) = (tempfile::tempdir().unwrap(), free_port(), free_port());
    let Some(pebble) = Pebble::start(folder.path(), other, Duration::from_secs(3600)) else { return };
    pebble.is_up().await;
    let acme = acme(&pebble.directory, folder.path());
    let why = plenum_server::net::tls::acme::order(&acme, &Default::default()).await.unwrap_err();
    assert!(why.contains("onnect") && !why.contains('\n'), "{why}");
    let running = serve(port, &acme).await;
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP"), "nothing is served without TLS meanwhile");
    running.stop().await;
}

#[tokio::test]
async fn no_authority_is_no_end() {
    let folder = tempfile::tempdir().unwrap();
    let key = KeyPair::generate().unwrap();
    let ca = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
    fs::write(folder.path().join("ca.pem"), ca.pem()).unwrap();
    let acme = acme(&format!("https://localhost:{}/dir", free_port()), folder.path());
    let why = plenum_server::net::tls::acme::order(&acme, &Default::default()).await.unwrap_err();
    assert!(why.contains("refused"), "{why}");
    assert!(acme.kept().is_none());
}
