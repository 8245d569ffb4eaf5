//! TLS of our own: what is served inside, which handshakes are let go, and certificates that change while it runs.

#![allow(clippy::unwrap_used)]

mod common;

use common::program::{Program, free_port, page, run};
use plenum_server::net::tls::CertificateSource;
use plenum_server::net::tls::current::Current;
use plenum_server::net::tls::files::{Files, LOOK};
use plenum_server::{Config, Count, Running, Server};
use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use sha2::{Digest, Sha256};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// A certificate for these names in two files of a folder.
fn write(
    folder: &Path,
    names: &[&str],
    change: impl FnOnce(&mut CertificateParams),
) -> (Files, CertificateDer<'static>) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(names.iter().map(ToString::to_string).collect::<Vec<_>>()).unwrap();
    change(&mut params);
    let certificate = params.self_signed(&key).unwrap();
    let files = Files { certificate: folder.join("fullchain.pem"), key: folder.join("privkey.pem") };
    fs::write(&files.certificate, certificate.pem()).unwrap();
    fs::write(&files.key, key.serialize_pem()).unwrap();
    fs::set_permissions(&files.key, fs::Permissions::from_mode(0o600)).unwrap();
    (files, certificate.der().clone())
}

fn ends_in(year: i32) -> impl FnOnce(&mut CertificateParams) {
    move |params| params.not_after = rcgen::date_time_ymd(year, 1, 1)
}

struct Served {
    running: Running,
    certificate: CertificateDer<'static>,
    _folder: tempfile::TempDir,
}

async fn serve(change: impl FnOnce(&mut Config)) -> Served {
    let folder = tempfile::tempdir().unwrap();
    let (files, certificate) = write(folder.path(), &["localhost"], |_| {});
    let mut config = Config { tls: Some(CertificateSource::Files(files)), ..Config::default() };
    change(&mut config);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let running = Server::new(config).unwrap().listen(listener).await.unwrap();
    Served { running, certificate, _folder: folder }
}

/// What a client that trusts this certificate and offers these protocols is let in to.
async fn connect(
    port: u16,
    trusted: &CertificateDer<'static>,
    versions: &[&'static rustls::SupportedProtocolVersion],
    offers: &[&[u8]],
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_protocol_versions(versions).unwrap();
    let mut config = config.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = offers.iter().map(|offer| offer.to_vec()).collect();
    let stream = TcpStream::connect(("127.0.0.1", port)).await?;
    TlsConnector::from(Arc::new(config)).connect(ServerName::try_from("localhost").unwrap(), stream).await
}

async fn ask(stream: &mut (impl AsyncReadExt + AsyncWriteExt + Unpin), request: &str) -> String {
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A connection that is closed without a last word is closed all the same.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

const GET: &str = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
const HSTS: &str = "strict-transport-security: max-age=63072000\r\n";

#[tokio::test]
async fn http_is_spoken_inside_of_tls_1_2_and_1_3_and_says_so_for_two_years() {
    let served = serve(|_| {}).await;
    let port = served.running.address().port();
    for version in rustls::ALL_VERSIONS {
        let mut stream = connect(port, &served.certificate, &[version], &[b"h2", b"http/1.1"]).await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
        let answer = ask(&mut stream, GET).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.contains(HSTS), "{answer}");
        // What hyper answers by itself as well.
        let mut stream = connect(port, &served.certificate, &[version], &[]).await.unwrap();
        let answer = ask(&mut stream, "GET / HTTP/1.1\r\n\x01\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains(HSTS), "{answer}");
    }
    assert!(connect(port, &served.certificate, rustls::ALL_VERSIONS, &[b"h2"]).await.is_err(), "no HTTP/2 here");
    let mut plain = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    assert!(!ask(&mut plain, GET).await.contains("HTTP/"), "and nothing without TLS");
}

#[tokio::test]
async fn a_websocket_opens_inside_of_tls() {
    let served = serve(|config| config.origins = vec!["https://localhost".parse().unwrap()]).await;
    let port = served.running.address().port();
    let stream = connect(port, &served.certificate, rustls::ALL_VERSIONS, &[b"http/1.1"]).await.unwrap();
    let (mut socket, _) = tokio_tungstenite::client_async("wss://localhost/ws/00", stream).await.unwrap();
    let first = futures_util::StreamExt::next(&mut socket).await.unwrap().unwrap();
    assert!(first.to_text().unwrap().contains("challenge"), "{first}");
}

#[tokio::test]
async fn plain_http_has_no_word_of_tls() {
    let server = common::TestServer::start().await;
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let answer = ask(&mut stream, GET).await;
    assert!(
        answer.starts_with("HTTP/1.1 200 OK\r\n") && !answer.to_lowercase().contains("strict-transport"),
        "{answer}"
    );
}

#[tokio::test]
async fn slow_and_wordy_handshakes_are_let_go() {
    let served = serve(|config| config.limits.handshake = Duration::from_millis(200)).await;
    let address = served.running.address();
    let mut silent = TcpStream::connect(address).await.unwrap();
    silent.write_all(&[22, 3, 1]).await.unwrap();
    let mut rest = Vec::new();
    let _ = silent.read_to_end(&mut rest).await;
    assert_eq!(served.running.count(Count::HandshakeTimeout), 1);
    assert_eq!(served.running.sockets(), (0, 0), "its place is free again");
    // A hello that says it has 64,000 bytes, in records of 16,000 each.
    let served = serve(|_| {}).await;
    let mut wordy = TcpStream::connect(served.running.address()).await.unwrap();
    let mut hello = vec![1, 0, 0xfa, 0];
    hello.resize(16_000, 0);
    for _ in 0..3 {
        let record = [&[22, 3, 1], &u16::try_from(hello.len()).unwrap().to_be_bytes()[..], &hello].concat();
        let _ = wordy.write_all(&record).await;
        hello = vec![0; 16_000];
    }
    let _ = wordy.read_to_end(&mut rest).await;
    assert_eq!(served.running.count(Count::BadHandshake), 1, "after 16 KiB, without waiting for the rest");
}

#[tokio::test]
async fn somebody_comes_in_past_any_number_of_handshakes_that_make_no_end() {
    let served = serve(|config| {
        config.limits.unadmitted = 8;
        config.limits.handshake = Duration::from_secs(3600);
    })
    .await;
    let address = served.running.address();
    let mut slow = Vec::new();
    for _ in 0..40 {
        slow.push(TcpStream::connect(address).await.unwrap());
    }
    let mut stream = connect(address.port(), &served.certificate, rustls::ALL_VERSIONS, &[]).await.unwrap();
    assert!(ask(&mut stream, GET).await.contains("200 OK"));
    assert!(served.running.count(Count::Evicted) >= 30 && served.running.sockets().1 <= 8);
    let mut rest = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(5), slow[0].read_to_end(&mut rest)).await;
    assert!(ended.is_ok(), "who had to make room is hung up on, long before an hour is over");
}

#[tokio::test]
async fn plain_http_is_sent_on_to_the_configured_address_only() {
    let port = free_port();
    let served = serve(|config| {
        config.origins = ["https://localhost:8443", "https://other.example"].map(|url| url.parse().unwrap()).into();
        config.http_redirect = Some(([127, 0, 0, 1], port).into());
    })
    .await;
    for (host, path, to) in [
        ("localhost", "/%23abc?x=1", "https://localhost:8443/%23abc?x=1"),
        ("OTHER.example:80", "/", "https://other.example/"),
        ("evil.example", "//evil.example/", "https://localhost:8443//evil.example/"),
    ] {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let answer = ask(&mut stream, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 308 "), "{answer}");
        assert!(answer.contains(&format!("location: {to}\r\n")), "{answer}");
        assert!(!answer.contains("strict-transport") && answer.contains("content-security-policy"), "{answer}");
    }
    for (request, status) in [
        ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n", "405"),
        ("GET / HTTP/1.1\r\n\r\n", "400"),
        ("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", "308"),
    ] {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let answer = ask(&mut stream, request).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
    }
    served.running.stop().await;
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err(), "the port is let go");
}

/// Which certificate is shown.
fn shown(current: &Current) -> CertificateDer<'static> {
    current.get().unwrap().cert[0].clone()
}

#[tokio::test(start_paused = true)]
async fn files_that_change_are_read_anew_and_broken_ones_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (files, first) = write(folder.path(), &["localhost"], |_| {});
    let current = Arc::new(Current::default());
    current.set(&files.read().unwrap());
    let told = Arc::new(Notify::new());
    let following = tokio::spawn(files.clone().follow(Arc::clone(&current), Arc::clone(&told)));
    tokio::time::sleep(LOOK * 3).await;
    assert_eq!(shown(&current), first);
    // By themselves.
    let (_, second) = write(folder.path(), &["localhost", "two.example"], |_| {});
    tokio::time::sleep(LOOK * 3).await;
    assert_eq!(shown(&current), second);
    // Broken, of another key, over, gone.
    let good = [fs::read(&files.certificate).unwrap(), fs::read(&files.key).unwrap()];
    fs::write(&files.certificate, "-----BEGIN CERTIFICATE-----\nnonsense").unwrap();
    tokio::time::sleep(LOOK * 3).await;
    assert_eq!(shown(&current), second);
    let (_, _) = write(folder.path(), &["localhost", "three.example"], |_| {});
    fs::write(&files.certificate, &good[0]).unwrap();
    tokio::time::sleep(LOOK * 3).await;
    assert_eq!(shown(&current), second);
    let (_, _) = write(folder.path(), &["localhost", "past.example"], ends_in(2020));
    tokio::time::sleep(LOOK * 3).await;
    assert_eq!(shown(&current), second);
    fs::remove_file(&files.certificate).unwrap();
    tokio::time::sleep(LOOK * 3).await;
    assert_eq!(shown(&current), second);
    // Told so: at once.
    let (_, third) = write(folder.path(), &["localhost", "four.example"], |_| {});
    told.notify_one();
    tokio::time::sleep(Duration::from_millis(1)).await;
    assert_eq!(shown(&current), third);
    following.abort();
}

#[test]
fn the_program_reads_its_certificate_anew_at_sighup() {
    let (page, folder) = (page(), tempfile::tempdir().unwrap());
    let (files, first) = write(folder.path(), &["localhost"], |_| {});
    let port = free_port();
    let origin = format!("https://localhost:{port}");
    // Where nothing is said it listens at the port of what people open.
    let mut said = vec!["--origin", &origin, "--stun-port", "0"];
    let (certificate, key) = (files.certificate.to_str().unwrap(), files.key.to_str().unwrap());
    said.extend(["--tls-cert", certificate, "--tls-key", key, "--web-root", page.path().to_str().unwrap()]);
    let server = Program::start(&said);
    assert_eq!(server.line, format!("Plenum is at {origin}"));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let is_shown =
        |trusted: &CertificateDer<'static>| runtime.block_on(connect(port, trusted, rustls::ALL_VERSIONS, &[])).is_ok();
    assert!(is_shown(&first));
    let (_, second) = write(folder.path(), &["localhost"], |_| {});
    assert!(
        Command::new("kill").args(["-HUP", &server.id().to_string()]).stdout(Stdio::null()).status().unwrap().success()
    );
    // It is read within the time of a few handshakes, long before it would be looked at (10 s).
    let begun = std::time::Instant::now();
    while !is_shown(&second) {
        assert!(begun.elapsed() < LOOK / 2, "it was not read");
    }
    assert!(!is_shown(&first));
}

#[test]
fn pairs_that_are_of_no_use_refuse_to_start_and_say_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let (files, _) = write(folder.path(), &["meet.example"], |_| {});
    let other = tempfile::tempdir().unwrap();
    let (others, _) = write(other.path(), &["meet.example"], |_| {});
    let open = tempfile::tempdir().unwrap();
    let (opened, _) = write(open.path(), &["meet.example"], |_| {});
    fs::set_permissions(&opened.key, fs::Permissions::from_mode(0o644)).unwrap();
    let [cert, key, other_key, open_cert, open_key] =
        [&files.certificate, &files.key, &others.key, &opened.certificate, &opened.key]
            .map(|path| path.to_str().unwrap());
    let empty = other.path().join("empty");
    fs::write(&empty, "").unwrap();
    fs::set_permissions(&empty, fs::Permissions::from_mode(0o600)).unwrap();
    let empty = empty.to_str().unwrap();
    let both = ["--tls-cert", cert, "--tls-key", key];
    for (said, hint) in [
        (vec!["--tls-cert", cert], "say tls-key as well"),
        (vec!["--tls-key", key], "say tls-cert as well"),
        (vec!["--tls-cert", "/nonexistent", "--tls-key", key], "/nonexistent cannot be read"),
        (vec!["--tls-cert", key, "--tls-key", key], "no certificate in"),
        (vec!["--tls-cert", cert, "--tls-key", empty], "no key in"),
        (vec!["--tls-cert", cert, "--tls-key", other_key], "made together"),
        (vec!["--tls-cert", open_cert, "--tls-key", open_key], "chmod 600"),
        ([&both[..], &["--origin", "https://other.example"]].concat(), "not for other.example"),
        ([&both[..], &["--origin", "http://localhost"]].concat(), "write https://"),
        ([&both[..], &["--http-redirect", "[::]:80"]].concat(), "where to?"),
        (vec!["--http-redirect", "[::]:80", "--origin", "https://meet.example"], "no TLS here"),
        (vec!["--http-redirect", "80"], "an address and a port"),
        (vec!["--tls", "yes"], "choose acme"),
        ([&both[..], &["--tls", "acme"]].concat(), "say one of them"),
        (vec!["--tls", "acme"], "for which name?"),
        (vec!["--tls", "acme", "--origin", "https://meet.example"], "Say tls-folder"),
        (vec!["--tls", "acme", "--origin", "https://192.0.2.1"], "nobody vouches for 192.0.2.1"),
        (vec!["--tls", "acme", "--origin", "https://[2001:db8::1]"], "nobody vouches for"),
        (vec!["--tls", "acme", "--origin", "https://meet"], "nobody vouches for meet:"),
        (vec!["--tls", "acme", "--origin", "https://meet.example:8443"], "leave the port out"),
        (vec!["--tls", "acme", "--origin", "https://meet.example", "--trusted-proxy", "::1"], "let the proxy have"),
        (
            vec!["--tls", "acme", "--origin", "https://meet.example", "--acme-directory", "http://ca.example/dir"],
            "directory is expected",
        ),
        (vec!["--tls", "acme", "--origin", "https://meet.example", "--acme-contact", "me"], "a mail address"),
        (vec!["--tls", "acme", "--origin", "https://meet.example", "--acme-ca", "/nonexistent"], "cannot be read"),
        (vec!["--tls", "acme", "--origin", "https://meet.example", "--tls-folder", key], "nothing can be kept"),
        (vec!["--tls", "self-signed", "--acme-contact", "a@b.example"], "tls = acme only"),
        (vec!["--tls-folder", "/tmp"], "tls = acme or self-signed only"),
        (vec!["--tls", "self-signed", "--origin", "http://192.0.2.1"], "write https://"),
    ] {
        let ended = run(&[&said[..], &["--listen", "127.0.0.1:0"]].concat());
        assert!(ended.code == Some(1) && ended.err.contains(hint), "{said:?}: {}", ended.err);
    }
    // A proxy that is named may have another certificate for people. (This ends at its folder, which is read later.)
    let behind = ["--origin", "https://other.example", "--trusted-proxy", "10.0.0.1", "--web-root", "/nonexistent"];
    let ended = run(&[&both[..], &behind].concat());
    assert!(ended.err.contains("index.html"), "{}", ended.err);
}

#[test]
fn a_certificate_of_its_own_tells_its_fingerprint_and_stays_the_same_where_it_can_be_kept() {
    let (page, folder) = (page(), tempfile::tempdir().unwrap());
    let told = |more: &[&str]| {
        let mut server = Program::serve(page.path(), &[&["--tls", "self-signed"], more].concat());
        assert!(server.line.starts_with("Plenum is at https://"), "{}", server.line);
        assert!(server.next_line().contains("Nobody vouches"));
        let fingerprint = server.next_line();
        (server, fingerprint)
    };
    let kept = ["--tls-folder", folder.path().to_str().unwrap()];
    let (server, fingerprint) = told(&kept);
    let file = folder.path().join("self-signed.pem");
    let certificate = CertificateDer::from_pem_file(&file).unwrap();
    let digest = Sha256::digest(&certificate);
    let pairs: Vec<String> = digest.iter().map(|byte| format!("{byte:02X}")).collect();
    assert_eq!(fingerprint, pairs.join(":"));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let answer = runtime.block_on(async {
        let mut stream = connect(server.port(), &certificate, rustls::ALL_VERSIONS, &[]).await.unwrap();
        ask(&mut stream, GET).await
    });
    assert!(answer.contains("200 OK") && !answer.contains("strict-transport"), "{answer}");
    assert_eq!(told(&kept).1, fingerprint, "after a restart");
    assert_ne!(told(&[]).1, fingerprint, "with nowhere to keep it");
    let renamed = told(&[&kept[..], &["--origin", "https://plenum.local"]].concat()).1;
    assert_ne!(renamed, fingerprint, "for another name");
    fs::write(&file, "nonsense").unwrap();
    assert_ne!(told(&kept).1, renamed, "and what is broken is made anew");
}
