//! `plenum check`: says what is wrong with a set-up, how to mend it, and nothing where all is right.

#![allow(clippy::unwrap_used)]

mod common;

use common::program::{Ended, Program, Proxy, free_port, page, run, with_line, without};
use std::io::Write;
use std::net::{TcpListener, UdpSocket};
use std::path::Path;

/// Checks a server at this port, with this public address.
fn check(page: &Path, port: u16, origin: &str, more: &[&str]) -> Ended {
    let listen = format!("127.0.0.1:{port}");
    let said = ["check", "--listen", &listen, "--origin", origin, "--web-root", page.to_str().unwrap()];
    let stun: &[&str] = if more.contains(&"--stun-port") { &[] } else { &["--stun-port", "0"] };
    run(&[&said, stun, more].concat())
}

/// Exactly one line is wrong: this one, with this advice.
fn only_wrong(ended: &Ended, what: &str, mend: &str) {
    let wrong: Vec<&str> = ended.out.lines().filter(|line| line.starts_with("wrong")).collect();
    assert_eq!((ended.code, wrong.len()), (Some(1), 1), "{}", ended.out);
    assert!(wrong[0].contains(what), "{}", ended.out);
    let advice = ended.out.lines().find(|line| line.starts_with("       To mend it: ")).unwrap();
    assert!(advice.contains(mend), "{advice}");
}

fn all_right(ended: &Ended, said: &[&str]) {
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
    assert!(ended.out.ends_with("Nothing is wrong.\n") && !ended.out.contains("wrong  "), "{}", ended.out);
    for line in said {
        assert!(ended.out.contains(line), "{line}\nis not in\n{}", ended.out);
    }
}

fn unchanged(head: String) -> String {
    head
}

#[test]
fn a_set_up_that_is_right_is_right_beside_a_server_and_without_one() {
    let page = page();
    let stun = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let port = free_port();
    let origin = format!("http://127.0.0.1:{port}");
    let same = [
        "page at http://127.0.0.1",
        "it opens, and signaling begins",
        "none in between",
        "ok     clock",
        "it answers from here",
    ];
    let alone = check(page.path(), port, &origin, &["--stun-port", &stun]);
    all_right(&alone, &[&same[..], &["free; it is served by this check", "ok     page: 4 files"]].concat());
    let _server = Program::start(&[
        "--listen",
        &format!("127.0.0.1:{port}"),
        "--origin",
        &origin,
        "--stun-port",
        &stun,
        "--web-root",
        page.path().to_str().unwrap(),
    ]);
    let beside = check(page.path(), port, &origin, &["--stun-port", &stun]);
    all_right(&beside, &[&same[..], &["a Plenum is up here already", "STUN answers"]].concat());
}

#[test]
fn a_wrong_public_address_is_named_with_what_mends_it() {
    let page = page();
    let server = Program::serve(page.path(), &[]);
    let nobody = free_port();
    let closed = check(page.path(), server.port(), &format!("http://127.0.0.1:{nobody}"), &[]);
    only_wrong(&closed, &format!("page at http://127.0.0.1:{nobody}: nobody listens there"), "correct --origin");
    let no_name = check(page.path(), server.port(), "https://nobody.invalid", &[]);
    only_wrong(&no_name, "the name nobody.invalid leads to no address", "enter nobody.invalid at your DNS");
    let other = Program::serve(page.path(), &[]);
    let elsewhere = check(page.path(), server.port(), &format!("http://127.0.0.1:{}", other.port()), &[]);
    only_wrong(&elsewhere, "another Plenum answers there", &format!("to port {}", server.port()));
    let plain = check(page.path(), server.port(), &format!("https://127.0.0.1:{}", server.port()), &[]);
    only_wrong(&plain, "TLS does not come about", "give the proxy a certificate for 127.0.0.1");
}

#[test]
fn what_a_proxy_leaves_out_or_changes_is_named() {
    let page = page();
    let server = Program::serve(page.path(), &["--trusted-proxy", "127.0.0.1"]);
    let through = |request, answer| {
        let proxy = Proxy::to(server.port(), request, answer);
        check(page.path(), server.port(), &format!("http://127.0.0.1:{}", proxy.port), &[])
    };
    fn tells(head: String) -> String {
        with_line(&head, "X-Forwarded-For: 203.0.113.9")
    }
    all_right(&through(tells, unchanged), &["it is trusted and says who asks: 203.0.113.9"]);
    only_wrong(&through(unchanged, unchanged), "it is trusted, but does not say for whom", "X-Forwarded-For");
    let drops = |head: String| without(&tells(head), "upgrade");
    only_wrong(&through(drops, unchanged), "leaves out the Upgrade header", "proxy_http_version 1.1");
    let https = |head: String| with_line(&tells(head), "X-Forwarded-Proto: https");
    only_wrong(&through(https, unchanged), "another scheme", "--origin");
    let late = |head: String| with_line(&without(&head, "date"), "Date: Mon, 05 Jan 2026 10:00:00 GMT");
    only_wrong(&through(tells, late), "seconds apart", "timedatectl");
    let moved =
        |_: String| "HTTP/1.1 301 Moved\r\nLocation: https://other.example/\r\nContent-Length: 0\r\n\r\n".to_owned();
    only_wrong(&through(tells, moved), "it sends people on to https://other.example/", "--origin");
    let lost = |_: String| "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n".to_owned();
    only_wrong(&through(tells, lost), "it does not reach Plenum", "reverse_proxy localhost:");

    let strict = Program::serve(page.path(), &[]);
    let proxy = Proxy::to(strict.port(), tells, unchanged);
    let ended = check(page.path(), strict.port(), &format!("http://127.0.0.1:{}", proxy.port), &[]);
    only_wrong(&ended, "is not believed", "say --trusted-proxy 127.0.0.1");
}

#[test]
fn a_page_that_is_another_one_is_named() {
    let (ours, theirs) = (page(), page());
    std::fs::write(theirs.path().join("index.html"), "<html><head></head>another</html>").unwrap();
    let server = Program::serve(theirs.path(), &[]);
    let ended = check(ours.path(), server.port(), &format!("http://127.0.0.1:{}", server.port()), &[]);
    only_wrong(&ended, "it is not the page of this program", "restart the server");
}

#[test]
fn a_port_that_another_program_has_is_named() {
    let page = page();
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in other.incoming().flatten() {
            let _ = stream.write_all(b"220 mail.example ESMTP\r\n");
        }
    });
    only_wrong(&check(page.path(), port, "http://localhost:1", &[]), "another program has it", "--listen");
    let taken = UdpSocket::bind("127.0.0.1:0").unwrap();
    let stun = taken.local_addr().unwrap().port().to_string();
    let port = free_port();
    let ended = check(page.path(), port, &format!("http://127.0.0.1:{port}"), &["--stun-port", &stun]);
    only_wrong(&ended, &format!("UDP port {stun}: another program has it"), "--stun-port");
}

#[test]
fn a_configuration_that_is_wrong_is_the_one_thing_said() {
    let ended = run(&["check", "--room-size", "0"]);
    only_wrong(&ended, "configuration: --room-size 0: a room has between", "nothing else was looked at");
    let ended = run(&["check", "--ca", "/nonexistent.pem"]);
    only_wrong(&ended, "--ca /nonexistent.pem", "PEM");
}

#[test]
fn every_stun_and_turn_server_is_asked() {
    let page = page();
    let stun = free_udp_port();
    let elsewhere =
        ["--listen", "127.0.0.1:0", "--stun-port", &stun.to_string(), "--web-root", page.path().to_str().unwrap()];
    let _elsewhere = Program::start(&elsewhere);
    let file = page.path().join("ice-servers.json");
    let closed = free_udp_port();
    let checked = |urls: &str| {
        let list = format!(r#"[{{"urls": [{urls}], "username": "a", "credential": "b"}}]"#);
        std::fs::write(&file, list).unwrap();
        let port = free_port();
        check(page.path(), port, &format!("http://127.0.0.1:{port}"), &["--ice-servers", file.to_str().unwrap()])
    };
    let udp = format!("ok     stun:127.0.0.1:{stun}: it answers");
    all_right(&checked(&format!(r#""stun:127.0.0.1:{stun}""#)), &[&udp, "note   TURN: there is no relay"]);
    for transport in ["udp", "tcp"] {
        let url = format!("turn:127.0.0.1:{stun}?transport={transport}");
        only_wrong(
            &checked(&format!(r#""{url}""#)),
            &format!("{url}: it does not take the credential"),
            "the same secret",
        );
    }
    for (transport, how) in [("udp", format!("open UDP port {closed}")), ("tcp", format!("open TCP port {closed}"))] {
        let url = format!("turn:127.0.0.1:{closed}?transport={transport}");
        only_wrong(&checked(&format!(r#""{url}""#)), &format!("{url}: nobody listens there"), &how);
    }
}

fn free_udp_port() -> u16 {
    UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn relays_of_our_own_are_tried_with_the_credential_of_a_page() {
    let page = page();
    let (port, stun) = (free_port(), free_udp_port().to_string());
    let origin = format!("http://127.0.0.1:{port}");
    let relays = ["udp", "tcp"].map(|transport| {
        format!(
            "ok     turn:127.0.0.1:{stun}?transport={transport}: it relays for a page, reached by others at 127.0.0.1"
        )
    });
    let said: Vec<&str> = relays.iter().map(String::as_str).collect();
    all_right(&check(page.path(), port, &origin, &["--stun-port", &stun]), &said);
    let listen = format!("127.0.0.1:{port}");
    let web_root = page.path().to_str().unwrap();
    let _server =
        Program::start(&["--listen", &listen, "--origin", &origin, "--stun-port", &stun, "--web-root", web_root]);
    all_right(&check(page.path(), port, &origin, &["--stun-port", &stun]), &said);
    let port = free_port();
    let none = ["--stun-port", &free_udp_port().to_string(), "--relay-ports", "0"];
    let ended = check(page.path(), port, &format!("http://127.0.0.1:{port}"), &none);
    all_right(&ended, &["note   TURN: there is no relay"]);
}

/// Files for a certificate of `localhost`, and what writes it anew with another end.
fn certificate(folder: &Path) -> ([String; 2], impl Fn(i32)) {
    use std::os::unix::fs::PermissionsExt;
    let key = rcgen::KeyPair::generate().unwrap();
    let [chain, secret] = ["fullchain.pem", "privkey.pem"].map(|name| folder.join(name));
    std::fs::write(&secret, key.serialize_pem()).unwrap();
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o600)).unwrap();
    let named = [&chain, &secret].map(|path| path.to_str().unwrap().to_owned());
    let write = move |year: i32| {
        let mut params = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.not_after = rcgen::date_time_ymd(year, 1, 1);
        std::fs::write(&chain, params.self_signed(&key).unwrap().pem()).unwrap();
    };
    (named, write)
}

#[test]
fn relays_are_reached_over_tls_at_the_port_of_the_page_too() {
    let (page, folder) = (page(), tempfile::tempdir().unwrap());
    let ([chain, secret], write) = certificate(folder.path());
    write(4096);
    let (port, stun) = (free_port(), free_udp_port().to_string());
    let told = ["--tls-cert", &chain, "--tls-key", &secret, "--ca", &chain, "--stun-port", &stun];
    let said = [&told[..], &["--relay-address", "127.0.0.1"]].concat();
    let checked = check(page.path(), port, &format!("https://localhost:{port}"), &said);
    // All that is wrong is where it relays: this machine alone, which is where the test is.
    for url in [format!("turn:127.0.0.1:{stun}?transport=tcp"), format!("turns:localhost:{port}?transport=tcp")] {
        let line = format!("wrong  {url}: it relays, but at 127.0.0.1, which nobody outside reaches");
        assert!(checked.out.contains(&line), "{}", checked.out);
    }
    assert!(
        checked.out.contains("it opens, and signaling begins"),
        "HTTP is spoken there all the same\n{}",
        checked.out
    );
}

#[test]
fn a_certificate_of_our_own_is_looked_at_in_the_files_and_from_outside() {
    let (page, folder) = (page(), tempfile::tempdir().unwrap());
    let ([chain, secret], write) = certificate(folder.path());
    let [chain, secret] = [&*chain, &*secret];
    let port = free_port();
    let origin = format!("https://localhost:{port}");
    let files = ["--tls-cert", chain, "--tls-key", secret];
    write(4096);
    let known = [&files[..], &["--ca", chain]].concat();
    let said =
        ["ok     certificate: good until Sun, 01 Jan 4096", "page at https://localhost", "it opens", "none in between"];
    let alone = check(page.path(), port, &origin, &known);
    all_right(&alone, &[&said[..], &["free; it is served by this check"]].concat());
    let listen = format!("127.0.0.1:{port}");
    let served =
        ["--listen", &listen, "--origin", &origin, "--stun-port", "0", "--web-root", page.path().to_str().unwrap()];
    let _server = Program::start(&[&served[..], &files].concat());
    let beside = check(page.path(), port, &origin, &known);
    all_right(&beside, &[&said[..], &["a Plenum is up here already"]].concat());
    let strange = check(page.path(), port, &origin, &files);
    assert!(strange.out.contains("wrong  certificate: browsers do not trust it for localhost"), "{}", strange.out);
    assert!(strange.out.contains("give this server a certificate for localhost"), "{}", strange.out);
    write(2020);
    let over = check(page.path(), port, &origin, &known);
    only_wrong(&over, "certificate: it ended on Wed, 01 Jan 2020", "a server that is up reads it by itself");
}

#[test]
fn a_security_txt_that_has_expired_is_named_and_does_not_keep_a_server_from_starting() {
    let page = page();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("security.txt");
    let write = |year: u16| {
        let text = format!("Contact: mailto:security@example.org\nExpires: {year}-11-30T00:00:00Z\n");
        std::fs::write(&file, text).unwrap();
    };
    let named = ["--security-txt", file.to_str().unwrap()];
    write(2020);
    let server = Program::serve(page.path(), &named);
    let checked =
        |server: &Program| check(page.path(), server.port(), &format!("http://127.0.0.1:{}", server.port()), &named);
    only_wrong(&checked(&server), "security.txt: it has expired", "behind Expires");
    write(2999);
    all_right(&checked(&server), &[]);
}
