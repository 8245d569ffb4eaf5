//! The page and the small answers beside it, over HTTP.

#![allow(clippy::unwrap_used)]

mod common;

use common::TestServer;
use plenum_server::ops::security_txt::SecurityTxt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Head and body of one answer.
async fn get(server: &TestServer, path: &str, headers: &str) -> (String, String) {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[tokio::test]
async fn the_page_is_asked_for_again_and_not_sent_again() {
    let server = TestServer::start().await;
    let (head, body) = get(&server, "/", "").await;
    assert!(head.starts_with("HTTP/1.1 200") && body.contains("<html"));
    assert_eq!(header(&head, "cache-control"), Some("no-cache"));
    assert_eq!(header(&head, "content-type"), Some("text/html; charset=utf-8"));
    let etag = header(&head, "etag").unwrap();
    for known in [etag.to_owned(), format!("W/{etag}"), format!("\"x\", {etag}")] {
        let (head, body) = get(&server, "/", &format!("If-None-Match: {known}\r\n")).await;
        assert!(head.starts_with("HTTP/1.1 304") && body.is_empty(), "{known}");
        assert!(head.contains("content-security-policy"));
    }
    let (head, _) = get(&server, "/", "If-None-Match: \"another\"\r\n").await;
    assert!(head.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn health_and_instance_are_never_kept() {
    let server = TestServer::start().await;
    let (head, body) = get(&server, "/healthz", "").await;
    assert_eq!((body.as_str(), header(&head, "cache-control")), ("ok\n", Some("no-store")));
    let (head, body) = get(&server, "/instance/0a", "").await;
    let said: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(said, serde_json::json!({ "instance": server.instance() }));
    assert_eq!(header(&head, "cache-control"), Some("no-store"));
    assert_eq!(header(&head, "content-type"), Some("application/json"));
    assert!(get(&server, "/instance/xyz", "").await.0.starts_with("HTTP/1.1 404"));
    assert!(get(&server, "/robots.txt", "").await.1.contains("Disallow: /"));
}

#[tokio::test]
async fn a_page_from_a_folder_is_as_it_is_now() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("index.html", "<script>one</script>");
    write("plenum-0123456789abcdef_bg.wasm", "\0asm");
    write("service-worker.js", "1");
    write("manifest.webmanifest", "{}");
    let root = folder.path().to_owned();
    let server = TestServer::start_with(|config| config.web_root = Some(root)).await;
    let policy = |head: &str| header(head, "content-security-policy").unwrap().to_owned();
    let one = policy(&get(&server, "/", "").await.0);
    write("index.html", "<script>two</script>");
    let two = policy(&get(&server, "/", "").await.0);
    assert!(one.contains("sha256-") && two.contains("sha256-") && one != two);
    for (path, mime, cache) in [
        ("/plenum-0123456789abcdef_bg.wasm", "application/wasm", "public, max-age=31536000, immutable"),
        // Asked for at each visit: an older one must not stay.
        ("/service-worker.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/manifest.webmanifest", "application/manifest+json", "no-cache"),
        ("/robots.txt", "text/plain; charset=utf-8", "no-cache"),
    ] {
        let (head, _) = get(&server, path, "").await;
        assert_eq!(
            (header(&head, "content-type"), header(&head, "cache-control")),
            (Some(mime), Some(cache)),
            "{path}"
        );
    }
    // What a service worker may fetch follows from the policy of its own script, and its scope from where that lies.
    let (head, _) = get(&server, "/service-worker.js", "").await;
    let policy = policy(&head);
    for part in ["default-src 'none'; ", "connect-src 'self';", "worker-src 'self';", "manifest-src 'self';"] {
        assert!(policy.contains(part), "{part}");
    }
    assert_eq!(header(&head, "service-worker-allowed"), None, "its own folder is the whole page");
}

#[tokio::test]
async fn what_the_host_says_is_told_to_the_page_with_who_may_embed_it() {
    let server = TestServer::start().await;
    let (head, body) = get(&server, "/host.json", "").await;
    let said: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(said, serde_json::json!({ "note": {}, "donate": null, "embedders": [] }));
    assert_eq!(header(&head, "content-type"), Some("application/json"));
    assert_eq!(header(&head, "cache-control"), Some("no-cache"));
    let server = TestServer::start_with(|config| {
        config.host.note.insert("en".into(), "<b>\"Ours\"</b>\nSunday".into());
        config.host.donate = Some("https://example.org/donate".into());
        config.frame_ancestors = vec!["'self'".into(), "https://intranet.example".into()];
    })
    .await;
    let (head, body) = get(&server, "/host.json", "").await;
    let said: serde_json::Value = serde_json::from_str(&body).unwrap();
    let expected = serde_json::json!({
        "note": { "en": "<b>\"Ours\"</b>\nSunday" },
        "donate": "https://example.org/donate",
        "embedders": ["'self'", "https://intranet.example"],
    });
    assert_eq!(said, expected);
    // What it does not change is not sent again.
    let etag = header(&head, "etag").unwrap();
    let (head, body) = get(&server, "/host.json", &format!("If-None-Match: {etag}\r\n")).await;
    assert!(head.starts_with("HTTP/1.1 304") && body.is_empty());
}

#[tokio::test]
async fn a_security_txt_is_answered_as_it_was_written_or_not_at_all() {
    const PATH: &str = "/.well-known/security.txt";
    let server = TestServer::start().await;
    assert!(get(&server, PATH, "").await.0.starts_with("HTTP/1.1 404"));
    let text = "Contact: mailto:security@example.org\nExpires: 2999-11-30T00:00:00Z\n";
    let file = SecurityTxt { text: text.to_owned(), expires: std::time::SystemTime::now() };
    let server = TestServer::start_with(|config| config.security_txt = Some(file)).await;
    let (head, body) = get(&server, PATH, "").await;
    assert_eq!((body.as_str(), header(&head, "content-type")), (text, Some("text/plain; charset=utf-8")));
    for other in ["/.well-known/", "/.well-known/host.json", "/security.txt", "/.well-known/security.txt/"] {
        assert!(get(&server, other, "").await.0.starts_with("HTTP/1.1 404"), "{other}");
    }
}

#[tokio::test]
async fn an_embedder_that_is_named_may_embed() {
    let server = TestServer::start_with(|config| {
        config.frame_ancestors = vec!["https://intranet.example".into()];
        config.origins = vec!["https://meet.example".parse().unwrap()];
    })
    .await;
    let (head, _) = get(&server, "/", "").await;
    let policy = header(&head, "content-security-policy").unwrap();
    assert!(policy.ends_with("frame-ancestors https://intranet.example"));
    assert!(policy.contains("connect-src 'self' wss://meet.example;"));
    assert_eq!(header(&head, "x-frame-options"), None);
}
