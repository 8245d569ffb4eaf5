//! Credentials of ICE servers are told anew before they end, on every connection that has a seat.

#![allow(clippy::unwrap_used)]

mod common;

use common::{Client, TestServer, person};
use plenum_server::ice::servers::IceServers;
use plenum_shared::message::ServerMessage;
use std::time::Duration;

const FILE: &str = r#"[{"urls": "turn:turn.example", "credential": "north", "credentialType": "hmac-sha1"}]"#;

#[tokio::test]
async fn credentials_are_renewed_before_they_end() {
    let server = TestServer::start_with(|config| {
        config.ice_servers = IceServers::read(FILE).unwrap();
        config.limits.credential_lifetime = Duration::from_secs(3600);
        config.limits.credential_renewal = Duration::from_millis(20);
    })
    .await;
    let (mut ada, welcome) = Client::join(&server, &person(1, 1, 1)).await;
    assert_eq!(welcome.credential_lifetime_ms, Some(3_600_000));
    let mut before = welcome.ice_servers;
    for _ in 0..3 {
        let fresh = match ada.message().await {
            ServerMessage::IceServers(fresh) => fresh,
            other => panic!("not fresh servers but {other:?}"),
        };
        assert_eq!(fresh.credential_lifetime_ms, Some(3_600_000));
        assert_eq!(fresh.ice_servers[0].urls, before[0].urls);
        assert_ne!(fresh.ice_servers[0].username, before[0].username, "each has a name of its own");
        before = fresh.ice_servers;
    }
}

#[test]
fn the_usual_renewal_is_well_before_the_end() {
    let limits = plenum_server::Limits::default();
    assert!(limits.credential_renewal + Duration::from_secs(300) <= limits.credential_lifetime);
}
