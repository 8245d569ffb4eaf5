//! Metrics and probes of the real program: every line of them, by a parser of the format, and nothing of anybody.

#![allow(clippy::unwrap_used)]

mod common;

use common::program::{Program, ask, free_port, page};
use common::{Client, Heard, Person, person};
use plenum_server::base::counters::COUNTS;
use plenum_server::ops::metrics::families::{FAMILIES, place};
use plenum_shared::ids::Seat;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// A sample: the name, and its labels as they stand.
type Samples = BTreeMap<(String, String), f64>;

/// Reads OpenMetrics 1.0 strictly: HELP, TYPE, then the samples of that family and of no other, and the end.
fn read(text: &str) -> Samples {
    let mut samples = Samples::new();
    let (mut family, mut kind, mut seen) = (String::new(), String::new(), BTreeSet::new());
    let body = text.strip_suffix("# EOF\n").expect("the end is marked");
    for line in body.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            let (name, help) = rest.split_once(' ').unwrap();
            assert!(seen.insert(name.to_owned()), "{name} comes once");
            assert!(help.ends_with('.') && !help.contains('\\'), "{line}");
            family = name.to_owned();
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, is) = rest.split_once(' ').unwrap();
            assert!(name == family && ["counter", "gauge", "info"].contains(&is), "{line}");
            kind = is.to_owned();
        } else {
            let (left, value) = line.rsplit_once(' ').unwrap();
            let (name, labels) = left.split_once('{').map_or((left, ""), |(n, l)| (n, l.strip_suffix('}').unwrap()));
            let suffix = match kind.as_str() {
                "counter" => "_total",
                "info" => "_info",
                _ => "",
            };
            assert_eq!(name, format!("{family}{suffix}"), "{line}");
            if let Some((key, quoted)) = labels.split_once('=') {
                let value = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap();
                assert!(key.bytes().all(|b| b.is_ascii_lowercase()), "{line}");
                assert!(value.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.".contains(&b)), "{line}");
            }
            let value: f64 = value.parse().unwrap();
            assert!(value >= 0.0, "{line}");
            assert!(samples.insert((name.to_owned(), labels.to_owned()), value).is_none(), "{line} comes once");
        }
    }
    samples
}

/// Every sample there has to be, whatever happens: a set with an end, known before anybody comes.
fn expected() -> BTreeSet<(String, String)> {
    let gauges = [
        ("plenum_build_info", concat!("version=\"", env!("CARGO_PKG_VERSION"), "\"")),
        ("plenum_start_time_seconds", ""),
        ("plenum_ready", ""),
        ("plenum_rooms", ""),
        ("plenum_seats", "state=\"connected\""),
        ("plenum_seats", "state=\"lost\""),
        ("plenum_sockets", "state=\"seated\""),
        ("plenum_sockets", "state=\"without_seat\""),
        ("plenum_limit", "of=\"sockets\""),
        ("plenum_limit", "of=\"without_seat\""),
        ("plenum_limit", "of=\"rooms\""),
        ("plenum_limit", "of=\"relays\""),
        ("plenum_relays", ""),
        ("process_open_fds", ""),
        ("process_max_fds", ""),
        ("process_resident_memory_bytes", ""),
    ];
    let counters = COUNTS.iter().map(|count| {
        let (family, value) = place(*count);
        let labels = family.label.map_or_else(String::new, |label| format!("{label}=\"{value}\""));
        (format!("{}_total", family.name), labels)
    });
    gauges.map(|(name, labels)| (name.to_owned(), labels.to_owned())).into_iter().chain(counters).collect()
}

/// A program that tells metrics, and the port at which it does.
fn watched(more: &[&str]) -> (Program, u16, tempfile::TempDir) {
    let (page, port) = (page(), free_port());
    let at = format!("127.0.0.1:{port}");
    let program = Program::serve(page.path(), &[&["--metrics-listen", at.as_str()], more].concat());
    (program, port, page)
}

/// The metrics as they are now, and their text.
fn metrics(port: u16) -> (Samples, String) {
    let answer = ask(port, &format!("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:{port}"));
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
    assert!(head.contains("content-type: application/openmetrics-text; version=1.0.0; charset=utf-8"), "{head}");
    (read(body), body.to_owned())
}

fn value(samples: &Samples, name: &str, labels: &str) -> f64 {
    *samples.get(&(name.to_owned(), labels.to_owned())).unwrap_or_else(|| panic!("no {name}{{{labels}}}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_meeting_is_counted_and_nobody_in_it_is_named() {
    let (program, port, _page) = watched(&[]);
    let (before, _) = metrics(port);
    assert_eq!(before.keys().cloned().collect::<BTreeSet<_>>(), expected());
    assert!(before.iter().filter(|((name, _), _)| name.ends_with("_total")).all(
        // Whoever asks for metrics is no connection of the page.
        |(_, n)| *n == 0.0
    ));

    let ada = Person { hello: b"Kanarienvogel".to_vec(), ..person(0x41, 1, 1) };
    let (mut one, _) = Client::join_at(program.port(), &ada).await;
    let (mut two, _) = Client::join_at(program.port(), &person(0x41, 1, 2)).await;
    assert!(matches!(one.hear().await, Heard::Server(_)));
    one.send_peer_message(Seat { slot: 1, generation: 0 }, b"Kanarienvogel").await;
    assert_eq!(two.peer_message().await.1, b"Kanarienvogel");
    one.send_peer_message(Seat { slot: 7, generation: 0 }, b"Kanarienvogel").await;
    one.nothing_else().await;
    let mut wrong = Client::dial_at(program.port(), 0x41).await;
    let mut join = ada.join(&wrong.origin, &wrong.challenge);
    join.session_signature.0[0] ^= 1;
    wrong.say(&plenum_shared::message::ClientMessage::Join(join)).await;
    wrong.refusal().await;
    ask(
        program.port(),
        "GET /%230123456789kanarienvogel HTTP/1.1\r\nHost: kanarienvogel.example\r\nX-Forwarded-For: 203.0.113.199",
    );

    let (after, text) = metrics(port);
    assert_eq!(after.keys().cloned().collect::<BTreeSet<_>>(), expected(), "nothing anybody does adds a line");
    for (name, labels, n) in [
        ("plenum_ready", "", 1.0),
        ("plenum_rooms", "", 1.0),
        ("plenum_seats", "state=\"connected\"", 2.0),
        ("plenum_seats", "state=\"lost\"", 0.0),
        ("plenum_sockets", "state=\"seated\"", 2.0),
        ("plenum_sessions_total", "event=\"seated\"", 2.0),
        ("plenum_messages_total", "outcome=\"delivered\"", 1.0),
        ("plenum_messages_total", "outcome=\"to_nobody\"", 1.0),
        ("plenum_refused_total", "reason=\"wrong_proof\"", 1.0),
        ("plenum_damaged_links_total", "", 1.0),
    ] {
        assert_eq!(value(&after, name, labels), n, "{name}{{{labels}}}");
    }
    assert!(value(&after, "process_open_fds", "") >= 3.0);
    assert!(value(&after, "process_resident_memory_bytes", "") > 1e6);
    let room = plenum_shared::bytes::encode(&ada.room.0);
    for secret in ["anarienvogel", "127.0.0", "203.0.113", room.as_str(), "4141", "0123456789"] {
        assert!(!text.contains(secret), "{secret} in:\n{text}");
    }
}

#[test]
fn metrics_are_told_to_this_machine_and_to_nobody_elses_page() {
    let (program, port, _page) = watched(&[]);
    let status = |at: u16, line: &str, host: &str| {
        ask(at, &format!("{line} HTTP/1.1\r\nHost: {host}")).split(' ').nth(1).unwrap().to_owned()
    };
    assert_eq!(status(port, "GET /metrics", "evil.example"), "403", "a name that leads here is no address of ours");
    assert_eq!(status(port, "POST /metrics", "localhost"), "405");
    assert_eq!(status(port, "GET /", "localhost"), "404");
    assert_eq!(status(port, "GET /readyz", "localhost"), "200");
    assert_eq!(status(port, "GET /healthz", "[::1]:1"), "200");
    assert_eq!(
        status(program.port(), "GET /readyz", "a"),
        "200",
        "those who are sent people ask at the page's address"
    );
    assert_eq!(status(program.port(), "GET /metrics", "a"), "404", "and get no numbers there");
}

#[test]
fn nothing_starts_where_others_could_read_metrics() {
    for (at, why) in
        [("0.0.0.0:9464", "others could read"), ("[::]:9464", "others could read"), ("9464", "127.0.0.1:9464")]
    {
        let ended = common::program::run(&["--metrics-listen", at]);
        assert_eq!(ended.code, Some(1));
        assert!(
            ended.err.starts_with(&format!("plenum: --metrics-listen {at}: ")) && ended.err.contains(why),
            "{}",
            ended.err
        );
    }
    let (_program, port, page) = watched(&[]);
    let (at, root) = (format!("127.0.0.1:{port}"), page.path().to_str().unwrap());
    let ended = common::program::run(&[
        "--listen",
        "127.0.0.1:0",
        "--stun-port",
        "0",
        "--web-root",
        root,
        "--metrics-listen",
        &at,
    ]);
    assert!(ended.err.contains("for metrics") && ended.err.contains("--metrics-listen"), "{}", ended.err);
}

/// What a dashboard asks for: every name that begins as ours do, with the label values that it compares with.
fn asked(dashboard: &str) -> BTreeSet<String> {
    let read: serde_json::Value = serde_json::from_str(dashboard).unwrap();
    let mut queries = Vec::new();
    let mut left = vec![&read];
    while let Some(value) = left.pop() {
        match value {
            serde_json::Value::Object(fields) => {
                queries.extend(fields.get("expr").and_then(|expr| expr.as_str()));
                left.extend(fields.values());
            }
            serde_json::Value::Array(all) => left.extend(all),
            _ => {}
        }
    }
    assert!(queries.len() > 10, "there is something to look at");
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words = queries.iter().flat_map(|query| query.split(|c| !is_name(c)));
    words.filter(|word| word.starts_with("plenum_") || word.starts_with("process_")).map(str::to_owned).collect()
}

#[test]
fn the_dashboard_asks_for_what_there_is() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/grafana.json");
    let dashboard = fs::read_to_string(path).unwrap();
    let names: BTreeSet<String> = expected().into_iter().map(|(name, _)| name).collect();
    let asked = asked(&dashboard);
    let missing: Vec<_> = asked.difference(&names).collect();
    assert!(missing.is_empty(), "no such metrics: {missing:?}");
    let unseen: Vec<_> = names.difference(&asked).collect();
    assert!(unseen.is_empty(), "nobody looks at {unseen:?}");
    for family in FAMILIES.iter().filter_map(|family| family.label) {
        assert!(dashboard.contains(&format!("{{{{{family}}}}}")), "the legend tells by {family}");
    }
    let docs = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/watching.md")).unwrap();
    for name in names {
        assert!(docs.contains(&format!("`{name}`")), "docs/watching.md explains {name}");
    }
}
