//! `plenum verify`: finds whatever a server changes of the page, and nothing where it is the same.

#![allow(clippy::unwrap_used)]

mod common;

use common::program::{Change, Ended, Program, Proxy, free_port, page, run, with_line, without};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::path::Path;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

fn verify(page: &Path, port: u16) -> Ended {
    run(&["verify", &format!("http://127.0.0.1:{port}/#secret"), "--web-root", page.to_str().unwrap()])
}

/// The paths that are said to differ.
fn differing(ended: &Ended) -> Vec<&str> {
    let wrong = ended.out.lines().filter_map(|line| line.strip_prefix("wrong  "));
    wrong.filter_map(|line| line.split(':').next()).collect()
}

#[test]
fn the_same_page_is_the_same_and_one_changed_byte_is_found() {
    let (ours, theirs) = (page(), page());
    let server = Program::serve(theirs.path(), &["--origin", "https://meet.example"]);
    let same = verify(ours.path(), server.port());
    assert_eq!(same.code, Some(0), "{}{}", same.out, same.err);
    assert_eq!(same.out.matches("ok     /").count(), 4);
    assert!(same.out.contains("serves the page that this program holds: 4 files"));
    assert!(same.out.contains("note   policy: the page may also connect to wss://meet.example"));
    for (name, path) in
        [("app/plenum.wasm", "/app/plenum.wasm"), ("app/plenum.js", "/app/plenum.js"), ("style.css", "/style.css")]
    {
        let file = theirs.path().join(name);
        let before = std::fs::read(&file).unwrap();
        let mut changed = before.clone();
        changed[5] ^= 1;
        std::fs::write(&file, changed).unwrap();
        let ended = verify(ours.path(), server.port());
        assert_eq!((ended.code, differing(&ended)), (Some(1), vec![path]), "{}", ended.out);
        assert!(ended.out.contains("from byte 5 on"), "{}", ended.out);
        std::fs::write(&file, before).unwrap();
    }
    std::fs::remove_file(theirs.path().join("style.css")).unwrap();
    let ended = verify(ours.path(), server.port());
    assert_eq!((ended.code, differing(&ended)), (Some(1), vec!["/style.css"]), "{}", ended.out);
}

#[test]
fn a_longer_or_shorter_file_differs() {
    let (ours, theirs) = (page(), page());
    let server = Program::serve(theirs.path(), &[]);
    for bytes in [&b"export const answer = 42;\n\n"[..], b"export const answer = 42;", b""] {
        std::fs::write(theirs.path().join("app/plenum.js"), bytes).unwrap();
        assert_eq!(differing(&verify(ours.path(), server.port())), ["/app/plenum.js"]);
    }
}

#[test]
fn headers_that_open_the_page_to_others_are_found() {
    let page = page();
    let server = Program::serve(page.path(), &[]);
    let through = |answer| {
        let proxy = Proxy::to(server.port(), |head| head, answer);
        verify(page.path(), proxy.port)
    };
    let same = through(|head| with_line(&head, "Via: 1.1 proxy"));
    assert_eq!(same.code, Some(0), "{}{}", same.out, same.err);
    let changes: [(Change, &str); 9] = [
        (
            |head| head.replace("script-src 'self'", "script-src 'self' https://evil.example"),
            "the Content-Security-Policy differs: script-src is",
        ),
        (|head| without(&head, "content-security-policy"), "the Content-Security-Policy differs: there is none"),
        (|head| without(&head, "x-content-type-options"), "the header x-content-type-options is not nosniff"),
        (|head| with_line(&head, "Link: </evil.css>; rel=stylesheet"), "the header link is not ours"),
        (
            |head| with_line(&head, "Content-Security-Policy-Report-Only: default-src 'none'; report-uri /seen"),
            "the header content-security-policy-report-only is not ours",
        ),
        (|head| with_line(&head, "X-Content-Type-Options: sniff"), "the header x-content-type-options is not nosniff"),
        (|head| with_line(&head, "Content-Type: text/html"), "/app/plenum.js: it is sent as nothing, or two things"),
        (|head| with_line(&head, "Set-Cookie: who=you"), "the header set-cookie is not ours"),
        (|head| head.replace("text/javascript", "text/html"), "/app/plenum.js: it is sent as text/html"),
    ];
    for (change, said) in changes {
        let ended = through(change);
        assert_eq!(ended.code, Some(1), "{said}");
        assert!(ended.out.contains(said), "{said}\nis not in\n{}", ended.out);
    }
}

#[test]
fn what_is_sent_to_browsers_alone_is_found() {
    let (ours, theirs) = (page(), page());
    std::fs::write(theirs.path().join("app/plenum.js"), "export const answer = 43;\n").unwrap();
    let (honest, other) = (Program::serve(ours.path(), &[]), Program::serve(theirs.path(), &[]));
    // Whoever takes brotli is served by the other one.
    let split = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, honest_port, other_port) = (split.local_addr().unwrap().port(), honest.port(), other.port());
    std::thread::spawn(move || {
        for stream in split.incoming().flatten() {
            std::thread::spawn(move || serve_by_encoding(stream, honest_port, other_port));
        }
    });
    let ended = verify(ours.path(), port);
    assert_eq!((ended.code, differing(&ended)), (Some(1), vec!["/app/plenum.js"]), "{}", ended.out);
}

fn serve_by_encoding(mut stream: std::net::TcpStream, honest: u16, other: u16) {
    use std::io::{Read, Write};
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let to = if head.contains(": br\r\n") { other } else { honest };
    let answer = common::program::ask(to, head.trim_end());
    let _ = stream.write_all(answer.as_bytes());
}

#[test]
fn what_cannot_be_compared_is_another_matter() {
    let page = page();
    let ended = verify(page.path(), free_port());
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("nobody listens there"), "{}", ended.err);
    let ended = run(&["verify", "ftp://meet.example", "--web-root", page.path().to_str().unwrap()]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("https://meet.example"), "{}", ended.err);
    let ended = run(&["verify", "https://meet.example", "--web-root", "/nonexistent"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("/nonexistent"), "{}", ended.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn over_tls_only_a_certificate_that_is_trusted_counts() {
    let page = page();
    let server = Program::serve(page.path(), &[]);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/certificates");
    let chain = vec![CertificateDer::from_pem_file(folder.join("localhost.pem")).unwrap()];
    let key = PrivateKeyDer::from_pem_file(folder.join("localhost.key")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config.with_no_client_auth().with_single_cert(chain, key).unwrap()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let port = server.port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut plain = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut stream, &mut plain).await;
            });
        }
    });
    let root = page.path().to_str().unwrap().to_owned();
    let authority = folder.join("authority.pem").to_str().unwrap().to_owned();
    let (strange, known) = tokio::task::spawn_blocking(move || {
        let strange = run(&["verify", &url, "--web-root", &root]);
        (strange, run(&["verify", &url, "--web-root", &root, "--ca", &authority]))
    })
    .await
    .unwrap();
    assert_eq!(strange.code, Some(2));
    assert!(strange.err.contains("TLS does not come about"), "{}", strange.err);
    assert_eq!(known.code, Some(0), "{}{}", known.out, known.err);
}
