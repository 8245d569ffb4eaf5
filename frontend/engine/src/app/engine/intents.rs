//! A person's acts, and what each sets going.

use super::{Engine, Stage, bounded};
use crate::api::context::Context;
use crate::api::effect::{Effect, Fragment, Keepsake};
use crate::api::intent::{Intent, Text};
use crate::api::view::{Kind, Language, Theme};
use crate::app::clipboard::What;
use crate::invite::{self, Link};
use crate::meeting::contract::{Entry, EntryMode};
use crate::messaging::message::GoodbyeReason;

impl Engine {
    /// One act.
    pub(super) fn intent(&mut self, intent: Intent, cx: &mut Context) {
        match intent {
            Intent::StartMeeting => {
                let link = Link::make(cx.rng, false);
                self.change_to(link, cx);
            }
            Intent::OpenLink(text) => match invite::read(&text.0) {
                Ok(visit) => self.change_to(visit.link, cx),
                // A meeting is never dropped without being closed, least of all for a link that leads nowhere.
                Err(problem) if !self.at_a_meeting() => {
                    self.stage = Stage::Start { problem: Some(problem) };
                }
                Err(_) => {}
            },
            Intent::GoToStart => {
                self.end(GoodbyeReason::Left, cx);
                self.stage = Stage::Start { problem: None };
                cx.effect(Effect::Go(Fragment(String::new())));
            }
            Intent::SetName(name) => {
                self.name = bounded(name.0);
                cx.effect(Effect::Remember(Keepsake::Name(Text(self.name.trim().to_owned()))));
            }
            Intent::Join => self.join(cx),
            Intent::Leave => self.end(GoodbyeReason::Left, cx),
            Intent::ChangeMeeting => self.change_meeting(cx),
            Intent::CopyLink => {
                if let Some(url) = self.url() {
                    let op = cx.op();
                    self.copying.begin(op, What::Link);
                    cx.effect(Effect::Copy { op, text: Fragment(url) });
                }
            }
            Intent::CopyLog => {
                let op = cx.op();
                self.copying.begin(op, What::Log);
                let report = match &self.stage {
                    Stage::Meeting(meeting) => meeting.report(cx.now),
                    Stage::Start { .. }
                    | Stage::Damaged(_)
                    | Stage::Unable(_)
                    | Stage::Waiting(_)
                    | Stage::Left(_)
                    | Stage::Hidden(_) => String::new(),
                };
                cx.effect(Effect::CopyLog { op, report });
            }
            Intent::WatchConnections(look) => {
                if let Stage::Meeting(meeting) = &mut self.stage {
                    meeting.watch_connections(look);
                }
            }
            Intent::RetryLine => {
                if let Stage::Meeting(meeting) = &mut self.stage {
                    meeting.retry_line(cx);
                }
            }
            Intent::RetryPerson(peer) => {
                let me = self.myself();
                if let Stage::Meeting(meeting) = &mut self.stage {
                    meeting.retry_person(&peer, &me, cx);
                }
            }
            Intent::Dismiss(kind) => self.notifications.dismiss(kind),
            Intent::SetLanguage(language) => {
                self.appearance.language = language;
                let tag = match language {
                    Language::En => "en",
                    Language::De => "de",
                };
                cx.effect(Effect::Remember(Keepsake::Language(tag)));
            }
            Intent::SetTheme(theme) => {
                self.appearance.theme = theme;
                let tag = match theme {
                    Theme::System => "",
                    Theme::Light => "light",
                    Theme::Dark => "dark",
                };
                cx.effect(Effect::Remember(Keepsake::Theme(tag)));
            }
            Intent::SetDataSaver(saving) => self.save(saving, cx),
            Intent::Microphone(_)
            | Intent::Camera(_)
            | Intent::ChooseMicrophone(_)
            | Intent::ChooseCamera(_)
            | Intent::FlipCamera => self.device_intent(intent, cx),
            Intent::Hold(_) | Intent::Release(_) | Intent::LoseHold => self.device_intent(intent, cx),
            Intent::Deafen(_) | Intent::Process(_) => self.device_intent(intent, cx),
            Intent::TalkMode(_) | Intent::TalkKey(_) | Intent::Letters(_) | Intent::ChooseSpeaker(_) => {
                self.habit(intent, cx);
            }
            Intent::Screen(_) | Intent::ShareFile | Intent::PreferMotion(_) | Intent::Arrange(_) => {
                self.room_intent(intent, cx);
            }
            Intent::Volume(..) | Intent::Hush(..) | Intent::AskToMute(_) | Intent::SitTogether(..) => {
                self.towards(intent, cx);
            }
        }
    }

    /// A person's acts that make sense in the room only.
    fn room_intent(&mut self, intent: Intent, cx: &mut Context) {
        let Stage::Meeting(meeting) = &mut self.stage else { return };
        if !meeting.inside() {
            return;
        }
        match intent {
            Intent::Screen(true) => self.sharing.on(Kind::Screen, cx),
            Intent::ShareFile => self.sharing.on(Kind::File, cx),
            Intent::Screen(false) => self.sharing.off(cx),
            Intent::PreferMotion(motion) => self.sharing.prefer(motion, cx),
            Intent::Arrange(wish) => meeting.arrange(wish),
            _ => {}
        }
    }

    fn join(&mut self, cx: &mut Context) {
        self.name = self.name.trim().to_owned();
        self.hold_to_talk_from_here(cx);
        match std::mem::replace(&mut self.stage, Stage::Start { problem: None }) {
            Stage::Meeting(mut meeting) => {
                meeting.enter(cx);
                self.stage = Stage::Meeting(meeting);
            }
            Stage::Waiting(occasion) => {
                self.stage = Stage::Waiting(Box::new(Entry { coming: EntryMode::Inside, ..*occasion }));
            }
            Stage::Left(occasion) => self.meet(*occasion, cx),
            other => self.stage = other,
        }
    }

    /// In the lobby or in the room, whether the code of meetings is here or not.
    pub(super) fn at_a_meeting(&self) -> bool {
        matches!(self.stage, Stage::Meeting(_) | Stage::Waiting(_))
    }
}
