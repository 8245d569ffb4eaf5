//! What the server writes down about people, at its most talkative: nothing.

#![allow(clippy::unwrap_used)]

mod common;
#[path = "common/relayed.rs"]
mod relayed;

use common::{Client, person};
use plenum_server::ops::command_line::CommandLine;
use plenum_shared::ids::Seat;
use plenum_shared::message::ClientMessage;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use tracing_subscriber::filter::LevelFilter;
use webrtc_util::Conn;

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_address_and_no_room_is_ever_written() {
    let written = Written::default();
    let writer = written.clone();
    tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_writer(move || writer.clone()).init();
    let server = relayed::server().await;
    let ada = person(0x41, 1, 1);
    let (mut client, told) = relayed::seated(&server, &ada).await;
    let (relaying, peer) = (relayed::client(&server, &told, false).await, relayed::peer().await);
    let relay = relaying.allocate().await.unwrap();
    relay.send_to(b"sealed", peer.local_addr().unwrap()).await.unwrap();
    peer.recv_from(&mut [0; 100]).await.unwrap();
    let mut wrong = Client::dial(&server, 0x41).await;
    let mut join = ada.join(&wrong.origin, &wrong.challenge);
    join.session_signature.0[0] ^= 1;
    wrong.say(&ClientMessage::Join(join)).await;
    wrong.refusal().await;
    client.send_peer_message(Seat { slot: 0, generation: 0 }, b"sealed").await;
    client.nothing_else().await;
    server.0.stop().await;
    let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("listening"), "something is written");
    let room = plenum_shared::bytes::encode(&ada.room.0);
    let username = told.username.unwrap();
    for secret in ["127.0.0", username.as_str(), room.as_str(), "41414141", "[65, 65", "AAAA", "sealed"] {
        assert!(!text.contains(secret), "{secret} in:\n{text}");
    }
}

/// Every option and the variable that stands for it, in the order of the help.
const OPTIONS: [(&str, &str); 28] = [
    ("listen", "PLENUM_LISTEN"),
    ("origin", "PLENUM_ORIGIN"),
    ("trusted-proxy", "PLENUM_TRUSTED_PROXY"),
    ("tls", "PLENUM_TLS"),
    ("tls-folder", "PLENUM_TLS_FOLDER"),
    ("acme-contact", "PLENUM_ACME_CONTACT"),
    ("acme-directory", "PLENUM_ACME_DIRECTORY"),
    ("acme-ca", "PLENUM_ACME_CA"),
    ("tls-cert", "PLENUM_TLS_CERT"),
    ("tls-key", "PLENUM_TLS_KEY"),
    ("http-redirect", "PLENUM_HTTP_REDIRECT"),
    ("stun-port", "PLENUM_STUN_PORT"),
    ("relay-ports", "PLENUM_RELAY_PORTS"),
    ("relay-address", "PLENUM_RELAY_ADDRESS"),
    ("relay-mbits", "PLENUM_RELAY_MBITS"),
    ("turn", "PLENUM_TURN"),
    ("turn-secret-file", "PLENUM_TURN_SECRET_FILE"),
    ("ice-servers", "PLENUM_ICE_SERVERS"),
    ("room-size", "PLENUM_ROOM_SIZE"),
    ("sockets-per-address", "PLENUM_SOCKETS_PER_ADDRESS"),
    ("frame-ancestors", "PLENUM_FRAME_ANCESTORS"),
    ("host-file", "PLENUM_HOST_FILE"),
    ("security-txt", "PLENUM_SECURITY_TXT"),
    ("web-root", "PLENUM_WEB_ROOT"),
    ("config", "PLENUM_CONFIG"),
    ("log", "PLENUM_LOG"),
    ("log-format", "PLENUM_LOG_FORMAT"),
    ("metrics-listen", "PLENUM_METRICS_LISTEN"),
];

#[test]
fn each_option_is_explained_where_it_is_asked_for_with_its_own_variable() {
    use clap::CommandFactory;
    let all = CommandLine::command();
    let command = all.find_subcommand("serve").unwrap();
    // A secret is a variable or stands in the file: as a flag it is only there to be refused.
    let is_shown = |one: &&clap::Arg| !one.is_hide_set() && !["help", "version"].contains(&one.get_id().as_str());
    let options: Vec<_> = command.get_arguments().filter(is_shown).collect();
    let found: Vec<_> = options
        .iter()
        .map(|one| (one.get_long().unwrap(), one.get_env().and_then(|name| name.to_str()).unwrap()))
        .collect();
    assert_eq!(found, OPTIONS);

    // Each has a paragraph of its own, which begins with its name and ends before the next.
    let help = command.clone().render_long_help().to_string();
    let lines: Vec<_> = help.lines().map(str::trim).collect();
    for (one, (name, variable)) in options.iter().zip(OPTIONS) {
        let begin = lines.iter().position(|line| line.split([' ', '=']).next() == Some(&format!("--{name}"))).unwrap();
        let rest = &lines[begin + 1..];
        let paragraph = &rest[..rest.iter().position(|line| line.starts_with('-')).unwrap_or(rest.len())].join(" ");
        let sentence = one.get_help().unwrap().to_string();
        let messages: Vec<_> = paragraph.split_whitespace().collect();
        assert!(messages.join(" ").starts_with(&sentence), "--{name} is explained as {paragraph}");
        assert!(paragraph.contains(&format!("[env: {variable}=")), "--{name} names {variable}: {paragraph}");
    }
}
