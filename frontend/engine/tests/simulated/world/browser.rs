//! The adaptors: each effect carried out without an opinion of its own.

use super::World;
use plenum_engine::api::effect::{CameraChoice, Effect, Keepsake, Source};
use plenum_engine::api::event::{Done, Event, Failure};
use plenum_engine::api::intent::Passphrase;
use plenum_engine::api::sound_check::SoundCheckCommand;
use plenum_engine::base::ids::OpId;
use plenum_engine::meeting::contract::RoomChunk;

impl World {
    /// Does what a page's engine wants. Never calls the engine back at once: news come later.
    pub fn carry_out(&mut self, page: usize, effect: Effect, hiding: bool) {
        self.pages[page].cost.count(&effect);
        match effect {
            Effect::Socket { socket, command } => self.socket_command(page, socket, command),
            Effect::Connection { id, command } => self.connection_command(page, id, command),
            Effect::OpenMicrophone { op, device } => {
                self.promised(page, op);
                self.open_device(page, op, Source::Microphone, device, false);
            }
            Effect::EnableMicrophone(enabled) => self.pages[page].microphone.enabled = enabled,
            Effect::CloseMicrophone => self.pages[page].microphone.close(),
            Effect::OpenCamera { op, camera } => {
                self.promised(page, op);
                let (device, away) = match camera {
                    CameraChoice::Front => (None, false),
                    CameraChoice::Back => (None, true),
                    CameraChoice::Device(device) => (Some(device), false),
                };
                self.open_device(page, op, Source::Camera, device, away);
            }
            Effect::CloseCamera => self.pages[page].camera.close(),
            Effect::Screen(command) => self.screen_command(page, command),
            Effect::SoundCheck(SoundCheckCommand::Tone { op, .. } | SoundCheckCommand::Play { op, .. }) => {
                self.promised(page, op);
                self.tell(page, 1_000, Event::Done { op, done: Done::Plain });
            }
            Effect::SoundCheck(SoundCheckCommand::Record { op }) => self.promised(page, op),
            Effect::SoundCheck(SoundCheckCommand::Stop) => {}
            Effect::Remember(Keepsake::Name(name)) => {
                let person = self.pages[page].person;
                self.people[person].kept_name = Some(name.0).filter(|name| !name.is_empty());
            }
            Effect::KeepSession(session) => {
                assert!(hiding, "{} keeps its session though the page is not being hidden", self.label(page));
                self.pages[page].kept = Some(session);
            }
            Effect::Bequeath(session) => self.pages[page].will = session,
            Effect::Go(fragment) | Effect::Mend(fragment) => {
                self.pages[page].fragment = Some(fragment.0).filter(|code| !code.is_empty())
            }
            Effect::CopyLog { op, report } => {
                self.pages[page].report = Some(report);
                self.copy(page, op);
            }
            Effect::Copy { op, .. } => self.copy(page, op),
            Effect::AskToNotify { op } => {
                self.promised(page, op);
                self.tell(page, 1_000, Event::Done { op, done: Done::Plain });
            }
            Effect::Examine { op, .. } => {
                self.promised(page, op);
                self.tell(page, 50, Event::Done { op, done: Done::Examined(Box::default()) });
            }
            Effect::Notify(name) => self.pages[page].notified.push(name.map(|name| name.to_string())),
            Effect::FetchRoomChunk { op } => {
                self.promised(page, op);
                let event = match self.rng.chance(self.weather.broken) {
                    false => {
                        self.pages[page].engine.install(RoomChunk::here());
                        Event::Done { op, done: Done::ChunkLoaded }
                    }
                    true => Event::Failed { op, failure: Failure::Other },
                };
                let delay = self.rng.below(300);
                self.tell(page, delay, event);
            }
            Effect::Measure(wanted) => self.pages[page].measured = wanted,
            Effect::Envelopes(of) => self.pages[page].compared = of,
            Effect::Prepare { offers, plain, .. } => {
                let ready = &mut self.pages[page].ready;
                (ready.offers, ready.plain) = (offers, plain);
            }
            Effect::Stretch { op, passphrase, .. } => {
                self.promised(page, op);
                self.pages[page].stretching = Some((op, passphrase));
            }
            Effect::Suggest { op, places, .. } => {
                self.promised(page, op);
                let words = Passphrase::new(format!("{places:?}"));
                self.tell(page, 20, Event::Done { op, done: Done::Suggested(words) });
            }
            Effect::Store { op, command } => {
                self.promised(page, op);
                self.store_command(page, op, command);
            }
            Effect::Document(command) if self.documents => self.worker_command(page, command),
            Effect::Document(command) => self.document_command(page, command),
            Effect::Files(command) => self.file_command(page, command),
            Effect::HeartbeatTimer(every) => self.set_pulse(page, every),
            Effect::Level(_, step) => assert!(step <= 8, "{} shows a level of {step}", self.label(page)),
            Effect::ShowDocument(_)
            | Effect::OpenTabs(_)
            | Effect::TellTabs(_)
            | Effect::TellEmbedder(_)
            | Effect::Remember(_)
            | Effect::Chime(_)
            | Effect::WakeLock(_)
            | Effect::LookForUpdate
            | Effect::Probe { .. }
            | Effect::Stand(_)
            | Effect::Process(_)
            | Effect::CameraSize(_)
            | Effect::Background(_)
            | Effect::Speaker(_)
            | Effect::Resume => {}
        }
    }

    /// A promise is asked for, under a number that is used once.
    pub fn promised(&mut self, page: usize, op: OpId) {
        let fresh = self.pages[page].promises.insert(op);
        assert!(fresh, "{} uses promise {op:?} twice", self.label(page));
    }

    /// A clipboard that sometimes refuses.
    fn copy(&mut self, page: usize, op: OpId) {
        self.promised(page, op);
        let event = match self.rng.chance(900) {
            true => Event::Done { op, done: Done::Plain },
            false => Event::Failed { op, failure: Failure::Denied },
        };
        let delay = self.rng.below(20);
        self.tell(page, delay, event);
    }
}
