//! Anything that can happen to a page, thrown so that meetings come about often enough to be disturbed.

use super::{Page, Promise};
use plenum_engine::api::effect::{Motion, Source};
use plenum_engine::api::embedding::EmbedderCommand;
use plenum_engine::api::event::*;
use plenum_engine::api::intent::{
    AppIntent, CoLocationIntent, DiagnosticsIntent, Intent, LayoutIntent, LiveTextIntent, MediaIntent,
    MuteRequestIntent, Passphrase, PlanBIntent, PrivateIntent, ReactionIntent, RoomIntent, Text,
};
use plenum_engine::api::loudness::Envelopes;
use plenum_engine::api::probe::{NetworkInformation, ProbeNews};
use plenum_engine::api::rescue::{Examination, Probe};
use plenum_engine::api::stats::{Limit, Stats};
use plenum_engine::api::values::{Presence, Reaction, TextChannel};
use plenum_engine::api::view::{
    BackgroundEffect, CaptionSize, Captions, Doorbell, Hold, Language, NoticeKind, Processing, Saving, Spot, TalkMode,
    Theme, TileId,
};
use plenum_engine::base::ids::{ConnectionId, DeviceId, Epoch, OpId, SocketId};
use plenum_engine::crypto::sealing::Path;
use plenum_engine::meeting::contract::RoomChunk;
use plenum_shared::ids::Seat;
use plenum_shared::message::{Challenge, Limits, Refusal, ServerMessage, Welcome};
use plenum_shared::{codec, frame};

/// Where the member sits.
const SEAT: Seat = Seat { slot: 1, generation: 1 };

impl Page {
    /// One thing happens, after some time.
    pub fn anything(&mut self) {
        self.now += self.rng.pick(&[0, 0, 0, 1, 20, 120, 900, 4_000]);
        let event = match self.rng.below(100) {
            0..=21 => Event::Intent(self.intent()),
            22..=47 => self.kept_promise(),
            48..=66 => self.socket(),
            67..=82 => self.connection(),
            83..=89 => Event::Devices(self.devices()),
            90..=94 => Event::Page(self.page()),
            95 => Event::Envelopes(self.envelopes()),
            96 => Event::HeartbeatDue,
            97 => Event::Document(self.document()),
            _ => Event::Woke,
        };
        self.hears(event);
    }

    /// The page is in a meeting with the member, devices open: a place from which more can go wrong.
    pub fn meet_first(&mut self) {
        let fetched = self.promises.extract_if(.., |(_, promise)| *promise == Promise::Meetings).next();
        if let Some((op, _)) = fetched {
            self.engine.install(RoomChunk::here());
            self.hears(Event::Done { op, done: Done::ChunkLoaded });
        }
        let socket = self.sockets.first().copied().unwrap_or(SocketId(1));
        for intent in [
            Intent::Media(MediaIntent::Microphone(true)),
            Intent::Media(MediaIntent::Camera(true)),
            Intent::App(AppIntent::Join),
        ] {
            self.hears(Event::Intent(intent));
        }
        for news in [self.challenge(), self.welcome(true)] {
            self.hears(Event::Socket { socket, news });
        }
        let Some(us) = self.us else { return };
        let status = self.member.status(&us, 1, "Ben", Presence::In).pop().unwrap_or_default();
        self.hears(Event::Socket { socket, news: SocketEvent::Binary(frame::join(SEAT, &status)) });
    }

    /// Whatever the page waits for comes about.
    pub fn keep_promises(&mut self) {
        for (op, promise) in std::mem::take(&mut self.promises) {
            let done = self.keeps(promise);
            self.hears(Event::Done { op, done });
        }
    }

    fn challenge(&mut self) -> SocketEvent {
        SocketEvent::Text(codec::encode(&ServerMessage::Challenge(Challenge {
            versions: [1, 1],
            nonce: self.rng.bytes32(),
        })))
    }

    fn welcome(&mut self, member: bool) -> SocketEvent {
        SocketEvent::Text(codec::encode(&ServerMessage::Welcome(Welcome {
            seat: Seat { slot: 0, generation: 1 },
            instance: "one".into(),
            peers: if member { vec![self.member.seated_peer(SEAT)] } else { Vec::new() },
            ice_servers: Vec::new(),
            credential_lifetime_ms: None,
            stun_port: None,
            limits: Limits { message_bytes: 65536, room_size: 50, burst_messages: 400, messages_per_second: 20 },
            other_door: self.rng.chance(200),
            capabilities: Vec::new(),
        })))
    }

    fn intent(&mut self) -> Intent {
        let device = DeviceId(self.rng.pick(&["a", "b"]).into());
        match self.rng.below(66) {
            0..=3 => Intent::Media(MediaIntent::Microphone(true)),
            4..=5 => Intent::Media(MediaIntent::Both),
            6..=8 => Intent::Media(MediaIntent::Microphone(false)),
            9..=14 => Intent::Media(MediaIntent::Camera(true)),
            15..=17 => Intent::Media(MediaIntent::Camera(false)),
            18..=19 => Intent::Media(MediaIntent::ChooseMicrophone(device)),
            20..=21 => Intent::Media(MediaIntent::ChooseCamera(device)),
            22..=23 => Intent::Media(MediaIntent::FlipCamera),
            24..=28 => Intent::App(AppIntent::Join),
            29 => Intent::App(AppIntent::Leave),
            30 => self.rng.pick(&[
                Intent::App(AppIntent::StartMeeting),
                Intent::App(AppIntent::GoToStart),
                Intent::App(AppIntent::OpenLink(Text("no link".into()))),
                Intent::App(AppIntent::StartProtected { passphrase: Passphrase::new("x".into()), remember: true }),
                Intent::App(AppIntent::Unlock { passphrase: Passphrase::new("x".into()), remember: false }),
                Intent::App(AppIntent::SuggestPassphrase),
                Intent::App(AppIntent::ChangePassphrase),
            ]),
            31 => Intent::App(AppIntent::OpenLink(Text(self.code.clone()))),
            32 => self.rng.pick(&[
                Intent::App(AppIntent::SetName(Text("Ada".into()))),
                Intent::App(AppIntent::SetPanelWidth(Some(9))),
                Intent::App(AppIntent::SetSmallSelf(false)),
                Intent::App(AppIntent::SetCaptions(Captions { shown: true, size: CaptionSize::Largest })),
                Intent::App(AppIntent::SetLiveTyping(true)),
                Intent::App(AppIntent::SetLiveTyping(false)),
            ]),
            33 => Intent::App(self.rng.pick(&[
                AppIntent::CopyLink,
                AppIntent::CopyLog,
                AppIntent::CopyReport,
                AppIntent::CopyInvitation { both: true },
                AppIntent::SetDoorbell(Doorbell::Chime),
                AppIntent::SetDoorbell(Doorbell::NamedNotification),
            ])),
            34 => self.rng.pick(&[RoomIntent::RetryServer, RoomIntent::RetryPerson(self.member.peer())]).into(),
            35 => Intent::Files(self.files()),
            36 => Intent::App(AppIntent::Dismiss(NoticeKind::MicrophoneLost)),
            37 => Intent::App(AppIntent::SetLanguage(Language::De)),
            50..=51 => Intent::App(AppIntent::SetDataSaver(self.rng.pick(&[
                Saving::Nothing,
                Saving::OnlySpeaker,
                Saving::OnlySound,
            ]))),
            38..=41 => Intent::Media(MediaIntent::Hold(self.hold())),
            42..=43 => Intent::Media(MediaIntent::Release(self.hold())),
            44 => Intent::Media(MediaIntent::LoseHold),
            45 => Intent::Media(MediaIntent::TalkMode(self.rng.pick(&[TalkMode::Open, TalkMode::PushToTalk]))),
            46 => Intent::Media(MediaIntent::TalkKey(Text(self.rng.pick(&["t", "Tab"]).into()))),
            47 => Intent::Media(MediaIntent::Deafen(self.rng.chance(500))),
            48 => Intent::Media(MediaIntent::Process(Processing { noise: self.rng.chance(500), ..Processing::ALL })),
            49 => self.rng.pick(&[
                Intent::Room(RoomIntent::Volume(self.member.peer(), 200)),
                Intent::Room(RoomIntent::Hush(self.member.peer(), true)),
                Intent::MuteRequest(MuteRequestIntent::AskToMute(self.member.peer())),
                Intent::MuteRequest(MuteRequestIntent::AskAllToMute),
                Intent::Reactions(ReactionIntent::React(Reaction::Applause)),
                Intent::LiveText(LiveTextIntent::Write(TextChannel::Chat, Text("perhaps".into()))),
                Intent::LiveText(LiveTextIntent::Write(TextChannel::Captions, Text("and then".into()))),
                Intent::LiveText(LiveTextIntent::End(TextChannel::Captions)),
                Intent::Private(PrivateIntent::Say { to: self.member.peer(), text: Text("between us".into()) }),
                Intent::PlanB(PlanBIntent::Write(Text("030 1234567".into()))),
                Intent::CoLocation(CoLocationIntent::SitTogether(self.member.peer(), true)),
            ]),
            52..=55 => Intent::Media(MediaIntent::Screen(true)),
            56 => Intent::Media(MediaIntent::ShareFile),
            57..=58 => Intent::Media(MediaIntent::Screen(false)),
            59 => Intent::Media(self.rng.pick(&[
                MediaIntent::PreferMotion(Motion::Still),
                MediaIntent::PreferMotion(Motion::Moving),
                MediaIntent::TestTone,
                MediaIntent::HearYourself,
                MediaIntent::HearYourself,
                MediaIntent::EndSoundCheck,
                MediaIntent::Mirror(false),
                MediaIntent::Background(BackgroundEffect::Blur),
                MediaIntent::Background(BackgroundEffect::None),
                MediaIntent::ShowBackground,
            ])),
            60 => Intent::Layout(self.arrange()),
            62 => Intent::Keeping(self.keeping()),
            63..=64 => Intent::Files(self.files()),
            61 => Intent::Diagnostics(DiagnosticsIntent::WatchConnections(self.rng.chance(700))),
            _ => Intent::App(AppIntent::SetTheme(Theme::Dark)),
        }
    }

    fn hold(&mut self) -> Hold {
        self.rng.pick(&[Hold::Key, Hold::Button])
    }

    fn arrange(&mut self) -> LayoutIntent {
        let tile = TileId(self.rng.below(4) as u32);
        let spot = self.rng.pick(&[Spot::Person(tile), Spot::Screen(tile)]);
        let (width, height) = (self.rng.pick(&[0, 9, 640]), self.rng.pick(&[0, 360, u16::MAX]));
        let picture = LayoutIntent::Picture { spot, width, height };
        let pin = LayoutIntent::Pin(spot);
        self.rng.pick(&[pin, picture, LayoutIntent::Unpin, LayoutIntent::Switch, LayoutIntent::Myself(false)])
    }

    /// A promise is answered, as it should be or as it should not.
    fn kept_promise(&mut self) -> Event {
        let strange = OpId(self.rng.below(40));
        let (op, promise) = match self.promises.len() as u64 {
            0 => (strange, self.rng.pick(&[Promise::Device, Promise::Plain, Promise::Store])),
            n => self.promises.remove(self.rng.below(n) as usize),
        };
        if self.rng.chance(120) {
            let failure = self.rng.pick(&[
                Failure::Denied,
                Failure::NotFound,
                Failure::Busy,
                Failure::Unsupported,
                Failure::BackgroundFailed,
                Failure::Other,
            ]);
            return Event::Failed { op, failure };
        }
        let done = self.keeps(promise);
        Event::Done { op, done }
    }

    fn keeps(&mut self, promise: Promise) -> Done {
        match promise {
            Promise::Device => {
                let device = self.rng.pick(&[None, Some(DeviceId("a".into()))]);
                Done::Opened(OpenedDevice { device, facing_away: self.rng.chance(300) })
            }
            Promise::Screen => {
                Done::Shared { picture: self.rng.chance(800), sound: self.rng.chance(500), blind: self.rng.chance(100) }
            }
            Promise::Description => Done::Described(Sdp(self.description(true))),
            Promise::Meetings => {
                self.engine.install(RoomChunk::here());
                Done::ChunkLoaded
            }
            Promise::Store => Done::Stored(self.stored()),
            Promise::Read(length) => self.part(length),
            Promise::Examination => Done::Examined(self.examination()),
            Promise::Written => Done::Written,
            Promise::Plain => Done::Plain,
        }
    }

    fn examination(&mut self) -> Box<Examination> {
        let answer = Probe::Answer { status: 200, redirect: self.rng.chance(300), html: self.rng.chance(300) };
        let probe = self.rng.pick(&[Probe::NotAsked, Probe::Nothing, answer]);
        Box::new(Examination { online: self.rng.chance(800), probe, ..Examination::default() })
    }

    fn socket(&mut self) -> Event {
        let socket = match self.sockets.last() {
            Some(newest) if self.rng.chance(900) => *newest,
            _ => SocketId(self.rng.below(5)),
        };
        let say = |message: &ServerMessage| SocketEvent::Text(codec::encode(message));
        let seated_peer = self.member.seated_peer(SEAT);
        let news = match self.rng.below(30) {
            0 => SocketEvent::Closed { code: self.rng.pick(&[1006, 4001, 4002]) },
            17 => SocketEvent::Instance(self.rng.pick(&["one", "two", ""]).to_owned()),
            1..=5 => self.challenge(),
            6..=11 => {
                let member = self.rng.chance(800);
                self.welcome(member)
            }
            12..=13 => say(&ServerMessage::Arrived { seated_peer, present: self.rng.chance(500) }),
            14 => say(&ServerMessage::Departed { seat: SEAT }),
            15 => say(&ServerMessage::Refused {
                reason: self.rng.pick(&[Refusal::Busy, Refusal::Version]),
                retry_after_ms: Some(1000),
                origin: None,
            }),
            16 => SocketEvent::Text(
                self.rng.pick(&["", "{}", "{\"type\":\"ping\"}", "{\"type\":\"notice\",\"kind\":\"full\"}"]).into(),
            ),
            _ => {
                let sealed = self.message(Path::Server);
                SocketEvent::Binary(frame::join(SEAT, &sealed))
            }
        };
        Event::Socket { socket, news }
    }

    fn connection(&mut self) -> Event {
        let id = match self.connections.len() as u64 {
            0 => ConnectionId { peer: self.member.peer(), epoch: Epoch(1) },
            n => self.connections[self.rng.below(n) as usize],
        };
        let channel = self.rng.pick(&[Channel::Messages, Channel::Bulk, Channel::Heartbeats]);
        let news = match self.rng.below(15) {
            0 => ConnectionEvent::Candidate(self.candidate()),
            1..=2 => ConnectionEvent::State(self.rng.pick(&[
                ConnectionState::Connecting,
                ConnectionState::Connected,
                ConnectionState::Disconnected,
                ConnectionState::Failed,
                ConnectionState::Closed,
            ])),
            3..=5 => ConnectionEvent::ChannelOpened(channel),
            6..=9 => {
                let said = self.message(Path::Channel);
                ConnectionEvent::ChannelSaid(channel, said)
            }
            10..=11 => self.rng.pick(&[ConnectionEvent::ChannelClosed(channel), ConnectionEvent::StreamChanged]),
            12 => ConnectionEvent::FrameDecoded(self.rng.pick(&Source::ALL)),
            13 => ConnectionEvent::Stats(self.stats()),
            _ => ConnectionEvent::Level(self.rng.below(256) as u8),
        };
        Event::Connection { id, news }
    }

    fn envelopes(&mut self) -> Envelopes {
        let long = self.rng.pick(&[0, 12, 300]);
        let mut levels = |long: usize| (0..long).map(|_| self.rng.below(256) as u8).collect::<Vec<u8>>();
        let (ours, theirs) = (levels(long), levels(long / 2 * 2));
        Envelopes {
            anew: self.rng.chance(100),
            ours,
            theirs: self.connections.iter().map(|id| (*id, theirs.clone())).collect(),
        }
    }

    fn stats(&mut self) -> Stats {
        let bits = [0, 90_000, 2_000_000, u32::MAX];
        Stats {
            sent: self.rng.pick(&bits),
            received: self.rng.pick(&bits),
            loss: self.rng.pick(&[0.0, 0.1, f32::NAN]),
            round_trip: self.rng.pick(&[None, Some(0), Some(30), Some(u32::MAX)]),
            available: self.rng.pick(&[None, Some(0), Some(u32::MAX)]),
            missed: self.rng.pick(&[0.0, 0.2, f32::NAN]),
            voice: self.rng.pick(&[None, Some(0), Some(50)]),
            limit: self.rng.pick(&[Limit::None, Limit::Cpu, Limit::Bandwidth]),
            ..Stats::default()
        }
    }

    fn devices(&mut self) -> DeviceEvent {
        let device = |kind| Device { id: DeviceId("b".into()), kind, label: "B".into() };
        match self.rng.below(10) {
            9 => DeviceEvent::BackgroundFailed,
            6 => DeviceEvent::ScreenEnded,
            7 => DeviceEvent::Sound(self.rng.pick(&[
                SoundState::Running,
                SoundState::Running,
                SoundState::Suspended,
                SoundState::Interrupted,
            ])),
            // Nothing at all comes from it.
            8 => DeviceEvent::Level(0),
            0 => DeviceEvent::MicrophoneEnded,
            1 => DeviceEvent::CameraEnded,
            2 => DeviceEvent::Level(self.rng.below(256) as u8),
            3 => DeviceEvent::MicrophoneCut(self.rng.chance(500)),
            _ => DeviceEvent::Listed(vec![device(DeviceKind::Microphone), device(DeviceKind::Camera)]),
        }
    }

    fn page(&mut self) -> PageEvent {
        match self.rng.below(18) {
            16..=17 => PageEvent::Embedder(self.rng.pick(&[
                EmbedderCommand::Hello,
                EmbedderCommand::Mute,
                EmbedderCommand::CameraOff,
                EmbedderCommand::AskToTalk,
                EmbedderCommand::Leave,
            ])),
            14 => PageEvent::UpdateFound,
            15 => PageEvent::PartMissing,
            12 => PageEvent::Back,
            13 => PageEvent::Probed(
                self.rng.below(3) as u32,
                self.rng.pick(&[ProbeNews::Reflexive, ProbeNews::Unanswered, ProbeNews::Complete]),
            ),
            11 => PageEvent::Touched,
            10 => PageEvent::Paused,
            9 => PageEvent::Blurred,
            0..=1 => PageEvent::Online(NetworkInformation::default()),
            2..=4 => PageEvent::Visible(self.rng.chance(600)),
            5 => PageEvent::Hidden,
            6..=7 => PageEvent::Restored,
            _ => PageEvent::Fragment(Text(self.rng.pick(&["nonsense", ""]).into())),
        }
    }
}
