//! What the server writes down about people, at its most talkative: nothing.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Client, TestServer, person};
use plenum_server::options::Options;
use plenum_shared::ids::Seat;
use plenum_shared::words::ClientWord;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use tracing_subscriber::filter::LevelFilter;

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
    let server = TestServer::start_with(|config| config.stun_port = Some(0)).await;
    let ada = person(0x41, 1, 1);
    let (mut line, _) = Client::join(&server, &ada).await;
    let mut wrong = Client::dial(&server, 0x41).await;
    let mut join = ada.join(&wrong.origin, &wrong.challenge);
    join.session_signature.0[0] ^= 1;
    wrong.say(&ClientWord::Join(join)).await;
    wrong.refusal().await;
    line.send_letter(Seat { slot: 0, generation: 0 }, b"sealed").await;
    line.nothing_else().await;
    server.0.stop().await;
    let text = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("listening"), "something is written");
    let room = plenum_shared::bytes::encode(&ada.room.0);
    for secret in ["127.0.0.1", room.as_str(), "41414141", "[65, 65", "AAAA", "sealed"] {
        assert!(!text.contains(secret), "{secret} in:\n{text}");
    }
}

#[test]
fn the_options_are_explained_where_they_are_asked_for() {
    use clap::CommandFactory;
    let help = Options::command().render_long_help().to_string();
    for option in
        ["--listen", "--origin", "--web-root", "--room-size", "--ice-servers", "--stun-port", "--trusted-proxy"]
    {
        assert!(help.contains(option) && help.contains("PLENUM_"), "{option}");
    }
}
