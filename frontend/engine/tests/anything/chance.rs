//! Anything that can happen to a page, thrown so that meetings come about often enough to be disturbed.

use super::{Page, Promise};
use crate::world::sdp::{self, Credentials};
use plenum_engine::effect::{Candidate, Motion, Source};
use plenum_engine::envelopes::Envelopes;
use plenum_engine::event::*;
use plenum_engine::gathering::Host;
use plenum_engine::ids::{ConnectionId, DeviceId, Epoch, LineId, OpId};
use plenum_engine::intent::{Arrange, Intent, Text};
use plenum_engine::letter::{
    Description, DescriptionKind, Favour, Hears, Letter, Parting, Standing, Together, Want, Wants, Wish,
};
use plenum_engine::seal::Layer;
use plenum_engine::stats::{Limit, Stats};
use plenum_engine::view::{Hold, Language, NoticeKind, Processing, Saving, Spot, TalkMode, Theme, TileId};
use plenum_shared::ids::Seat;
use plenum_shared::words::{Challenge, Limits, Refusal, ServerWord, Welcome};
use plenum_shared::{frame, reading};

/// Where the member sits.
const SEAT: Seat = Seat { slot: 1, generation: 1 };

impl Page {
    /// One thing happens, after some time.
    pub fn anything(&mut self) {
        self.now += self.dice.pick(&[0, 0, 0, 1, 20, 120, 900, 4_000]);
        let event = match self.dice.below(100) {
            0..=21 => Event::Intent(self.intent()),
            22..=47 => self.kept_promise(),
            48..=66 => self.line(),
            67..=82 => self.connection(),
            83..=89 => Event::Devices(self.devices()),
            90..=94 => Event::Page(self.page()),
            95 => Event::Envelopes(self.envelopes()),
            96 => Event::Pulse,
            _ => Event::Woke,
        };
        self.hears(event);
    }

    /// The page is in a meeting with the member, devices open: a place from which more can go wrong.
    pub fn meet_first(&mut self) {
        let fetched = self.promises.extract_if(.., |(_, promise)| *promise == Promise::Meetings).next();
        if let Some((op, _)) = fetched {
            self.hears(Event::Done { op, done: Done::Fetched(Host::here()) });
        }
        let line = self.lines.first().copied().unwrap_or(LineId(1));
        for intent in [Intent::Microphone(true), Intent::Camera(true), Intent::Join] {
            self.hears(Event::Intent(intent));
        }
        for news in [self.challenge(), self.welcome(true)] {
            self.hears(Event::Line { line, news });
        }
        let Some(us) = self.us else { return };
        let status = self.member.status(&us, 1, "Ben", Standing::In).pop().unwrap_or_default();
        self.hears(Event::Line { line, news: LineNews::Binary(frame::join(SEAT, &status)) });
    }

    /// Whatever the page waits for comes about.
    pub fn keep_promises(&mut self) {
        for (op, promise) in std::mem::take(&mut self.promises) {
            let done = self.keeps(promise);
            self.hears(Event::Done { op, done });
        }
    }

    fn challenge(&mut self) -> LineNews {
        LineNews::Text(reading::write(&ServerWord::Challenge(Challenge {
            versions: [1, 1],
            nonce: self.dice.bytes32(),
        })))
    }

    fn welcome(&mut self, member: bool) -> LineNews {
        LineNews::Text(reading::write(&ServerWord::Welcome(Welcome {
            seat: Seat { slot: 0, generation: 1 },
            instance: "one".into(),
            peers: if member { vec![self.member.sitter(SEAT)] } else { Vec::new() },
            ice_servers: Vec::new(),
            credential_lifetime_ms: None,
            stun_port: None,
            limits: Limits { message_bytes: 65536, room_size: 50, burst_messages: 400, messages_per_second: 20 },
            other_door: self.dice.chance(200),
            capabilities: Vec::new(),
        })))
    }

    fn intent(&mut self) -> Intent {
        let device = DeviceId(self.dice.pick(&["a", "b"]).into());
        match self.dice.below(63) {
            0..=5 => Intent::Microphone(true),
            6..=8 => Intent::Microphone(false),
            9..=14 => Intent::Camera(true),
            15..=17 => Intent::Camera(false),
            18..=19 => Intent::ChooseMicrophone(device),
            20..=21 => Intent::ChooseCamera(device),
            22..=23 => Intent::FlipCamera,
            24..=28 => Intent::Join,
            29 => Intent::Leave,
            30 => self.dice.pick(&[Intent::StartMeeting, Intent::GoToStart, Intent::OpenLink(Text("no link".into()))]),
            31 => Intent::OpenLink(Text(self.code.clone())),
            32 => Intent::SetName(Text("Ada".into())),
            33 => self.dice.pick(&[Intent::CopyLink, Intent::CopyLog]),
            34 => Intent::RetryLine,
            35 => Intent::RetryPerson(self.member.peer()),
            36 => Intent::Dismiss(NoticeKind::MicrophoneLost),
            37 => Intent::Speak(Language::De),
            50..=51 => Intent::Save(self.dice.pick(&[Saving::Nothing, Saving::OnlySpeaker, Saving::OnlySound])),
            38..=41 => Intent::Hold(self.hold()),
            42..=43 => Intent::Release(self.hold()),
            44 => Intent::LoseHold,
            45 => Intent::TalkMode(self.dice.pick(&[TalkMode::Open, TalkMode::Open, TalkMode::PushToTalk])),
            46 => Intent::TalkKey(Text(self.dice.pick(&["t", "Tab"]).into())),
            47 => Intent::Deafen(self.dice.chance(500)),
            48 => Intent::Process(Processing { noise: self.dice.chance(500), ..Processing::ALL }),
            49 => self.dice.pick(&[
                Intent::Volume(self.member.peer(), 200),
                Intent::Hush(self.member.peer(), true),
                Intent::AskToMute(self.member.peer()),
                Intent::SitTogether(self.member.peer(), true),
            ]),
            52..=55 => Intent::Screen(true),
            56 => Intent::ShareFile,
            57..=58 => Intent::Screen(false),
            59 => Intent::PreferMotion(self.dice.pick(&[Motion::Still, Motion::Moving])),
            60 => Intent::Arrange(self.arrange()),
            61 => Intent::LookAtLines(self.dice.chance(700)),
            _ => Intent::Paint(Theme::Dark),
        }
    }

    fn hold(&mut self) -> Hold {
        self.dice.pick(&[Hold::Key, Hold::Button])
    }

    fn arrange(&mut self) -> Arrange {
        let tile = TileId(self.dice.below(4) as u32);
        let pin = Arrange::Pin(self.dice.pick(&[Spot::Person(tile), Spot::Screen(tile)]));
        self.dice.pick(&[pin, Arrange::Unpin, Arrange::Switch, Arrange::Myself(false)])
    }

    /// A promise is answered, as it should be or as it should not.
    fn kept_promise(&mut self) -> Event {
        let strange = OpId(self.dice.below(40));
        let (op, promise) = match self.promises.len() as u64 {
            0 => (strange, self.dice.pick(&[Promise::Device, Promise::Plain])),
            n => self.promises.remove(self.dice.below(n) as usize),
        };
        if self.dice.chance(120) {
            let failure = self.dice.pick(&[
                Failure::Denied,
                Failure::NotFound,
                Failure::Busy,
                Failure::Unsupported,
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
                let device = self.dice.pick(&[None, Some(DeviceId("a".into()))]);
                Done::Opened(OpenedDevice { device, facing_away: self.dice.chance(300) })
            }
            Promise::Screen => Done::Shared {
                picture: self.dice.chance(800),
                sound: self.dice.chance(500),
                blind: self.dice.chance(100),
            },
            Promise::Description => Done::Described(Sdp(self.description(true))),
            Promise::Meetings => Done::Fetched(Host::here()),
            Promise::Plain => Done::Plain,
        }
    }

    fn line(&mut self) -> Event {
        let line = match self.lines.last() {
            Some(newest) if self.dice.chance(900) => *newest,
            _ => LineId(self.dice.below(5) as u32),
        };
        let say = |word: &ServerWord| LineNews::Text(reading::write(word));
        let sitter = self.member.sitter(SEAT);
        let news = match self.dice.below(30) {
            0 => LineNews::Closed { code: self.dice.pick(&[1006, 4001, 4002]) },
            1..=5 => self.challenge(),
            6..=11 => {
                let member = self.dice.chance(800);
                self.welcome(member)
            }
            12..=13 => say(&ServerWord::Arrived { sitter, present: self.dice.chance(500) }),
            14 => say(&ServerWord::Departed { seat: SEAT }),
            15 => say(&ServerWord::Refused {
                reason: self.dice.pick(&[Refusal::Busy, Refusal::Version]),
                retry_after_ms: Some(1000),
                origin: None,
            }),
            16 => LineNews::Text(
                self.dice.pick(&["", "{}", "{\"word\":\"ping\"}", "{\"word\":\"notice\",\"kind\":\"full\"}"]).into(),
            ),
            _ => {
                let sealed = self.letter(Layer::Server);
                LineNews::Binary(frame::join(SEAT, &sealed))
            }
        };
        Event::Line { line, news }
    }

    /// A letter of the member that opens: anything a page might say, in any order.
    fn letter(&mut self, layer: Layer) -> Vec<u8> {
        let Some(us) = self.us else { return vec![1; 256] };
        let epoch = self.dice.below(4) as u32;
        let letter = match self.dice.below(15) {
            0..=3 => {
                let place = self.dice.pick(&[Standing::In, Standing::In, Standing::In, Standing::Lobby]);
                let revision = (self.now / 100) as u32 + 1;
                return self.member.status(&us, revision, "Ben", place).pop().unwrap_or_default();
            }
            4..=6 => Letter::Description(Description {
                kind: DescriptionKind::Offer,
                sdp: self.description(true).to_string(),
            }),
            7 => Letter::Description(Description {
                kind: DescriptionKind::Answer,
                sdp: self.description(false).to_string(),
            }),
            8 if self.dice.chance(300) => Letter::CallOff {},
            8 => Letter::Ask { what: self.dice.pick(&[Wish::Fresh, Wish::IceRestart, Wish::NoMore]) },
            9 => Letter::Candidates { candidates: vec![self.candidate()] },
            11 => {
                let camera = self.dice.pick(&[Want::None, Want::Thumb, Want::Tile, Want::Stage]);
                let screen = self.dice.pick(&[Want::None, Want::Thumb, Want::Stage]);
                Letter::Wants(Wants { revision: self.dice.below(9) as u32, camera, screen })
            }
            10 => Letter::Fingerprints { mine: self.fingerprint(), yours: self.fingerprint() },
            12 if self.dice.chance(300) => Letter::Echo {},
            12 if self.dice.chance(500) => {
                Letter::Together(Together { revision: self.dice.below(9) as u32, sits: self.dice.chance(700) })
            }
            12 => Letter::Please { what: Favour::Mute },
            13 => Letter::Hears(Hears { revision: self.dice.below(9) as u32, well: vec![us], badly: vec![us; 60] }),
            _ => Letter::Goodbye { how: self.dice.pick(&[Parting::Left, Parting::Unloaded]) },
        };
        self.member.write(&us, layer, epoch, &letter).pop().unwrap_or_default()
    }

    fn connection(&mut self) -> Event {
        let id = match self.connections.len() as u64 {
            0 => ConnectionId { peer: self.member.peer(), epoch: Epoch(1) },
            n => self.connections[self.dice.below(n) as usize],
        };
        let channel = self.dice.pick(&[Channel::Letters, Channel::Bulk, Channel::Beats]);
        let news = match self.dice.below(15) {
            0 => ConnectionNews::Candidate(self.candidate()),
            1..=2 => ConnectionNews::State(self.dice.pick(&[
                ConnectionState::Connecting,
                ConnectionState::Connected,
                ConnectionState::Disconnected,
                ConnectionState::Failed,
                ConnectionState::Closed,
            ])),
            3..=5 => ConnectionNews::ChannelOpened(channel),
            6..=9 => {
                let said = self.letter(Layer::Channel);
                ConnectionNews::ChannelSaid(channel, said)
            }
            10 => ConnectionNews::ChannelClosed(channel),
            11 => ConnectionNews::StreamChanged,
            12 => ConnectionNews::FrameDecoded(self.dice.pick(&Source::ALL)),
            13 => ConnectionNews::Stats(self.stats()),
            _ => ConnectionNews::Level(self.dice.below(256) as u8),
        };
        Event::Connection { id, news }
    }

    fn envelopes(&mut self) -> Envelopes {
        let long = self.dice.pick(&[0, 12, 300]);
        let mut levels = |long: usize| (0..long).map(|_| self.dice.below(256) as u8).collect::<Vec<u8>>();
        let (ours, theirs) = (levels(long), levels(long / 2 * 2));
        Envelopes {
            anew: self.dice.chance(100),
            ours,
            theirs: self.connections.iter().map(|id| (*id, theirs.clone())).collect(),
        }
    }

    fn stats(&mut self) -> Stats {
        let bits = [0, 90_000, 2_000_000, u32::MAX];
        Stats {
            sent: self.dice.pick(&bits),
            received: self.dice.pick(&bits),
            loss: self.dice.pick(&[0.0, 0.1, f32::NAN]),
            round_trip: self.dice.pick(&[None, Some(0), Some(30), Some(u32::MAX)]),
            available: self.dice.pick(&[None, Some(0), Some(u32::MAX)]),
            missed: self.dice.pick(&[0.0, 0.2, f32::NAN]),
            voice: self.dice.pick(&[None, Some(0), Some(50)]),
            limit: self.dice.pick(&[Limit::None, Limit::Cpu, Limit::Bandwidth]),
            ..Stats::default()
        }
    }

    fn devices(&mut self) -> DeviceNews {
        let device = |kind| Device { id: DeviceId("b".into()), kind, label: "B".into() };
        match self.dice.below(9) {
            6 => DeviceNews::ScreenEnded,
            7 => DeviceNews::Sound(self.dice.pick(&[
                SoundState::Running,
                SoundState::Running,
                SoundState::Suspended,
                SoundState::Interrupted,
            ])),
            // Nothing at all comes from it.
            8 => DeviceNews::Level(0),
            0 => DeviceNews::MicrophoneEnded,
            1 => DeviceNews::CameraEnded,
            2 => DeviceNews::Level(self.dice.below(256) as u8),
            3 => DeviceNews::MicrophoneCut(self.dice.chance(500)),
            _ => DeviceNews::Listed(vec![device(DeviceKind::Microphone), device(DeviceKind::Camera)]),
        }
    }

    fn page(&mut self) -> PageNews {
        match self.dice.below(13) {
            12 => PageNews::Back,
            11 => PageNews::Touched,
            10 => PageNews::Paused,
            9 => PageNews::Blurred,
            0..=1 => PageNews::Online,
            2..=4 => PageNews::Visible(self.dice.chance(600)),
            5 => PageNews::Hidden,
            6..=7 => PageNews::Restored,
            _ => PageNews::Fragment(Text(self.dice.pick(&["nonsense", ""]).into())),
        }
    }

    /// Few fingerprints, so that some are the right ones by chance.
    fn fingerprint(&mut self) -> String {
        vec![self.dice.pick(&["AB", "CD"]); 32].join(":")
    }

    fn description(&mut self, offer: bool) -> std::sync::Arc<str> {
        let of = Credentials { fingerprint: self.fingerprint(), ufrag: self.dice.ice_chars(4) };
        if offer { sdp::offer(&of, &mut self.dice) } else { sdp::answer(&of, &mut self.dice) }
    }

    fn candidate(&mut self) -> Candidate {
        let candidate = "candidate:1 1 udp 2113937151 192.168.1.7 50000 typ host".to_owned();
        Candidate { candidate, mid: Some("0".into()), line: Some(0), ufrag: None }
    }
}
