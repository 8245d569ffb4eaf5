//! Golden messages: what this version says stays readable, to the byte.

use plenum_engine::api::effect::Candidate;
use plenum_engine::api::values::{DoorTrouble, Presence, Reaction, TextChannel};
use plenum_engine::messaging::message::{
    BandwidthMessage, Bundle, BundleEntry, Claim, CoLocationMessage, ConnectionRequest, Description, DescriptionKind,
    DiagnosticsMessage, EchoMessage, FileId, FileOffer, FilesMessage, GoodbyeReason, HearingReport, LinkMessage,
    LiveTextMessage, MuteRequestMessage, PeerMessage, PictureSize, PlanBMessage, PrivateMessage, ReactionMessage,
    Resumes, RoomMessage, Status, Subscription,
};
use plenum_shared::ids::{PeerId, PublicKey, Signature};

fn messages() -> Vec<(&'static str, PeerMessage)> {
    let status = Status {
        revision: 3,
        presence: Presence::In,
        name: "Zoë".to_owned(),
        microphone: true,
        camera: false,
        deaf: false,
        screen: false,
        screen_sound: false,
        trouble: None,
        resumes: None,
    };
    let back =
        Status { resumes: Some(Resumes { key: PublicKey([1; 32]), signature: Signature([2; 64]) }), ..status.clone() };
    let deaf = Status { deaf: true, ..status.clone() };
    let barred = Status { presence: Presence::Lobby, trouble: Some(DoorTrouble::MicrophoneBlocked), ..status.clone() };
    let apart = Status { trouble: Some(DoorTrouble::NoWebRtc), ..barred.clone() };
    let sharing = Status { screen: true, screen_sound: true, ..status.clone() };
    let candidate = Candidate {
        candidate: "candidate:1 1 udp 1 192.0.2.7 54321 typ host".to_owned(),
        mid: Some("0".to_owned()),
        line: Some(0),
        ufrag: None,
    };
    let description =
        |kind| PeerMessage::Link(LinkMessage::Description(Description { kind, sdp: "v=0\r\n".to_owned() }));
    let wants = |camera| {
        PeerMessage::Bandwidth(BandwidthMessage::Subscription(Subscription {
            revision: 4,
            camera,
            screen: PictureSize::Tile,
        }))
    };
    let offered = |ago_ms| {
        PeerMessage::Files(FilesMessage::Offer(FileOffer {
            file: FileId([3; 16]),
            name: "Zoë.pdf".to_owned(),
            size: 50_000_000,
            kind: "application/pdf".to_owned(),
            ago_ms,
        }))
    };
    let live = |channel, text: &str, done| {
        PeerMessage::LiveText(LiveTextMessage::Line { channel, line: 2, revision: 9, text: text.to_owned(), done })
    };
    vec![
        ("status", PeerMessage::Room(RoomMessage::Status(status))),
        ("status-after-reload", PeerMessage::Room(RoomMessage::Status(back))),
        ("status-sharing", PeerMessage::Room(RoomMessage::Status(sharing))),
        ("offer", description(DescriptionKind::Offer)),
        ("answer", description(DescriptionKind::Answer)),
        ("candidates", PeerMessage::Link(LinkMessage::Candidates { candidates: vec![candidate] })),
        ("ask-ice-restart", PeerMessage::Link(LinkMessage::Request { what: ConnectionRequest::IceRestart })),
        ("ask-fresh", PeerMessage::Link(LinkMessage::Request { what: ConnectionRequest::Fresh })),
        (
            "fingerprints",
            PeerMessage::Link(LinkMessage::Fingerprints { mine: "AB:CD".to_owned(), yours: "12:34".to_owned() }),
        ),
        ("goodbye-left", PeerMessage::Room(RoomMessage::Goodbye { reason: GoodbyeReason::Left })),
        ("goodbye-unloaded", PeerMessage::Room(RoomMessage::Goodbye { reason: GoodbyeReason::Unloaded })),
        ("receipt", PeerMessage::Ack {}),
        ("wants-none", wants(PictureSize::None)),
        ("wants-thumb", wants(PictureSize::Thumbnail)),
        ("wants-tile", wants(PictureSize::Tile)),
        ("wants-stage", wants(PictureSize::Stage)),
        ("status-deaf", PeerMessage::Room(RoomMessage::Status(deaf))),
        (
            "wants-no-screen",
            PeerMessage::Bandwidth(BandwidthMessage::Subscription(Subscription {
                revision: 4,
                camera: PictureSize::Thumbnail,
                screen: PictureSize::None,
            })),
        ),
        ("please-mute", PeerMessage::MuteRequest(MuteRequestMessage::Please {})),
        (
            "hears",
            PeerMessage::Diagnostics(DiagnosticsMessage::HearingReport(HearingReport {
                revision: 5,
                well: vec![PeerId([1; 32])],
                badly: vec![PeerId([2; 32])],
            })),
        ),
        ("echo", PeerMessage::Echo(EchoMessage::Heard {})),
        ("ask-no-more", PeerMessage::Link(LinkMessage::Request { what: ConnectionRequest::NoMore })),
        ("call-off", PeerMessage::Link(LinkMessage::CallOff {})),
        ("together", PeerMessage::CoLocation(CoLocationMessage::Claim(Claim { revision: 2, sits: true }))),
        ("file-offer", offered(0)),
        ("file-withdraw", PeerMessage::Files(FilesMessage::Withdraw { file: FileId([3; 16]) })),
        ("file-accept", PeerMessage::Files(FilesMessage::Accept { file: FileId([3; 16]), offset: 131_072 })),
        ("file-refuse", PeerMessage::Files(FilesMessage::Refuse { file: FileId([3; 16]) })),
        ("file-received", PeerMessage::Files(FilesMessage::Received { file: FileId([3; 16]) })),
        ("private-say", PeerMessage::Private(PrivateMessage::Say { number: 3, text: "Kommst du?".into() })),
        ("private-received", PeerMessage::Private(PrivateMessage::Received { number: 3 })),
        ("reaction", PeerMessage::Reactions(ReactionMessage::Show { reaction: Reaction::Applause })),
        ("status-in-trouble", PeerMessage::Room(RoomMessage::Status(barred))),
        ("live-text", live(TextChannel::Captions, "Zoë sagt", false)),
        ("live-text-done", live(TextChannel::Chat, "", true)),
        ("status-without-webrtc", PeerMessage::Room(RoomMessage::Status(apart))),
        ("note", PeerMessage::PlanB(PlanBMessage::Note { edition: 2, text: "Sonst: 030 1234567".to_owned() })),
        ("file-offer-again", offered(90_000)),
    ]
}

#[test]
fn version_1_says_what_it_always_said() {
    let golden = include_str!("released_messages/version-1.jsonl");
    let mut said = golden.lines();
    for (name, message) in messages() {
        let bundle = Bundle { acks: vec![5], messages: vec![BundleEntry { id: Some(7), message }] };
        let line = said.next().unwrap_or_else(|| panic!("no golden line for {name}"));
        assert_eq!(serde_json::to_string(&bundle).unwrap(), line, "{name}");
        assert_eq!(serde_json::from_str::<Bundle>(line).unwrap(), bundle, "{name}");
    }
    assert_eq!(said.next(), None);
}

#[test]
fn nothing_a_person_wrote_shows_in_debug() {
    for (name, message) in messages() {
        let shown = format!("{message:?}");
        for secret in ["Zoë", "192.0.2.7", "v=0", "030"] {
            assert!(!shown.contains(secret), "{name}: {shown}");
        }
    }
}
