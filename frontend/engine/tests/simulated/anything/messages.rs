//! What the member says, thrown: anything a page might say, in any order.

use super::Page;
use crate::world::sdp::{self, Credentials};
use plenum_engine::api::effect::Candidate;
use plenum_engine::api::values::{Presence, Reaction, TextChannel};
use plenum_engine::crypto::sealing::Path;
use plenum_engine::messaging::message::{
    BandwidthMessage, Claim, CoLocationMessage, ConnectionRequest, Description, DescriptionKind, DiagnosticsMessage,
    EchoMessage, GoodbyeReason, HearingReport, LinkMessage, LiveTextMessage, MuteRequestMessage, PeerMessage,
    PictureSize, PlanBMessage, PrivateMessage, ReactionMessage, RoomMessage, Subscription,
};

impl Page {
    /// A message of the member that opens: anything a page might say, in any order.
    pub fn message(&mut self, path: Path) -> Vec<u8> {
        let Some(us) = self.us else { return vec![1; 256] };
        let epoch = self.rng.below(4) as u32;
        let message = match self.rng.below(17) {
            0..=3 => {
                let place = self.rng.pick(&[Presence::In, Presence::In, Presence::In, Presence::Lobby]);
                let revision = (self.now / 100) as u32 + 1;
                return self.member.status(&us, revision, "Ben", place).pop().unwrap_or_default();
            }
            4..=6 => PeerMessage::Link(LinkMessage::Description(Description {
                kind: DescriptionKind::Offer,
                sdp: self.description(true).to_string(),
            })),
            7 => PeerMessage::Link(LinkMessage::Description(Description {
                kind: DescriptionKind::Answer,
                sdp: self.description(false).to_string(),
            })),
            8 if self.rng.chance(300) => PeerMessage::Link(LinkMessage::CallOff {}),
            8 => PeerMessage::Link(LinkMessage::Request {
                what: self.rng.pick(&[
                    ConnectionRequest::Fresh,
                    ConnectionRequest::IceRestart,
                    ConnectionRequest::NoMore,
                ]),
            }),
            9 => PeerMessage::Link(LinkMessage::Candidates { candidates: vec![self.candidate()] }),
            11 => {
                let camera =
                    self.rng.pick(&[PictureSize::None, PictureSize::Thumbnail, PictureSize::Tile, PictureSize::Stage]);
                let screen = self.rng.pick(&[PictureSize::None, PictureSize::Thumbnail, PictureSize::Stage]);
                PeerMessage::Bandwidth(BandwidthMessage::Subscription(Subscription {
                    revision: self.rng.below(9) as u32,
                    camera,
                    screen,
                }))
            }
            10 => PeerMessage::Link(LinkMessage::Fingerprints { mine: self.fingerprint(), yours: self.fingerprint() }),
            12 if self.rng.chance(300) => PeerMessage::Echo(EchoMessage::Heard {}),
            12 if self.rng.chance(500) => PeerMessage::CoLocation(CoLocationMessage::Claim(Claim {
                revision: self.rng.below(9) as u32,
                sits: self.rng.chance(700),
            })),
            12 => self.rng.pick(&[
                PeerMessage::MuteRequest(MuteRequestMessage::Please {}),
                PeerMessage::Reactions(ReactionMessage::Show { reaction: Reaction::Heart }),
                PeerMessage::LiveText(LiveTextMessage::Line {
                    channel: TextChannel::Captions,
                    line: 1,
                    revision: (self.now / 100) as u32,
                    text: "and then".into(),
                    done: self.now.is_multiple_of(3),
                }),
                PeerMessage::Private(PrivateMessage::Say { number: 1, text: "between us".into() }),
                PeerMessage::Private(PrivateMessage::Received { number: 1 }),
                PeerMessage::PlanB(PlanBMessage::Note { edition: u32::MAX, text: "030 1234567".into() }),
            ]),
            14..=15 => PeerMessage::Files(self.files_message()),
            13 => PeerMessage::Diagnostics(DiagnosticsMessage::HearingReport(HearingReport {
                revision: self.rng.below(9) as u32,
                well: vec![us],
                badly: vec![us; 60],
            })),
            _ => PeerMessage::Room(RoomMessage::Goodbye {
                reason: self.rng.pick(&[GoodbyeReason::Left, GoodbyeReason::Unloaded]),
            }),
        };
        self.member.write(&us, path, epoch, &message).pop().unwrap_or_default()
    }

    /// Few fingerprints, so that some are the right ones by chance.
    fn fingerprint(&mut self) -> String {
        vec![self.rng.pick(&["AB", "CD"]); 32].join(":")
    }

    pub fn description(&mut self, offer: bool) -> std::sync::Arc<str> {
        let of = Credentials { fingerprint: self.fingerprint(), ufrag: self.rng.ice_chars(4) };
        if offer { sdp::offer(&of, &mut self.rng) } else { sdp::answer(&of, &mut self.rng) }
    }

    pub fn candidate(&mut self) -> Candidate {
        let candidate = "candidate:1 1 udp 2113937151 192.168.1.7 50000 typ host".to_owned();
        Candidate { candidate, mid: Some("0".into()), line: Some(0), ufrag: None }
    }
}
