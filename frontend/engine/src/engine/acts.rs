//! A person's acts, and what each sets going.

use super::{Engine, Stage, bounded};
use crate::copying::What;
use crate::effect::{Effect, Fragment, Keepsake};
use crate::gathering::{Coming, Occasion};
use crate::intent::{Intent, Text};
use crate::letter::Parting;
use crate::link::{self, Link};
use crate::turn::Turn;
use crate::view::{Kind, Language, Theme};

impl Engine {
    /// One act.
    pub(super) fn intent(&mut self, intent: Intent, turn: &mut Turn) {
        match intent {
            Intent::StartMeeting => {
                let link = Link::make(turn.dice, false);
                self.change_to(link, turn);
            }
            Intent::OpenLink(text) => match link::read(&text.0) {
                Ok(visit) => self.change_to(visit.link, turn),
                // A meeting is never dropped without being closed, least of all for a link that leads nowhere.
                Err(problem) if !self.at_a_meeting() => {
                    self.stage = Stage::Start { problem: Some(problem) };
                }
                Err(_) => {}
            },
            Intent::GoToStart => {
                self.end(Parting::Left, turn);
                self.stage = Stage::Start { problem: None };
                turn.effect(Effect::Go(Fragment(String::new())));
            }
            Intent::SetName(name) => {
                self.name = bounded(name.0);
                turn.effect(Effect::Remember(Keepsake::Name(Text(self.name.trim().to_owned()))));
            }
            Intent::Join => self.join(turn),
            Intent::Leave => self.end(Parting::Left, turn),
            Intent::ChangeMeeting => self.change_meeting(turn),
            Intent::CopyLink => {
                if let Some(url) = self.url() {
                    let op = turn.op();
                    self.copying.begin(op, What::Link);
                    turn.effect(Effect::Copy { op, text: Fragment(url) });
                }
            }
            Intent::CopyLog => {
                let op = turn.op();
                self.copying.begin(op, What::Log);
                let report = match &self.stage {
                    Stage::Meeting(meeting) => meeting.report(turn.now),
                    Stage::Start { .. }
                    | Stage::Damaged(_)
                    | Stage::Unable(_)
                    | Stage::Waiting(_)
                    | Stage::Left(_)
                    | Stage::Hidden(_) => String::new(),
                };
                turn.effect(Effect::CopyLog { op, report });
            }
            Intent::LookAtLines(look) => {
                if let Stage::Meeting(meeting) = &mut self.stage {
                    meeting.look_at_lines(look);
                }
            }
            Intent::RetryLine => {
                if let Stage::Meeting(meeting) = &mut self.stage {
                    meeting.retry_line(turn);
                }
            }
            Intent::RetryPerson(peer) => {
                let me = self.myself();
                if let Stage::Meeting(meeting) = &mut self.stage {
                    meeting.retry_person(&peer, &me, turn);
                }
            }
            Intent::Dismiss(kind) => self.bulletin.dismiss(kind),
            Intent::Speak(language) => {
                self.taste.language = language;
                let tag = match language {
                    Language::En => "en",
                    Language::De => "de",
                };
                turn.effect(Effect::Remember(Keepsake::Language(tag)));
            }
            Intent::Paint(theme) => {
                self.taste.theme = theme;
                let tag = match theme {
                    Theme::System => "",
                    Theme::Light => "light",
                    Theme::Dark => "dark",
                };
                turn.effect(Effect::Remember(Keepsake::Theme(tag)));
            }
            Intent::Save(saving) => self.save(saving, turn),
            Intent::Microphone(_)
            | Intent::Camera(_)
            | Intent::ChooseMicrophone(_)
            | Intent::ChooseCamera(_)
            | Intent::FlipCamera => self.device_intent(intent, turn),
            Intent::Hold(_) | Intent::Release(_) | Intent::LoseHold => self.device_intent(intent, turn),
            Intent::Deafen(_) | Intent::Process(_) => self.device_intent(intent, turn),
            Intent::TalkMode(_) | Intent::TalkKey(_) | Intent::Letters(_) | Intent::ChooseSpeaker(_) => {
                self.habit(intent, turn);
            }
            Intent::Screen(_) | Intent::ShareFile | Intent::PreferMotion(_) | Intent::Arrange(_) => {
                self.room_intent(intent, turn);
            }
            Intent::Volume(..) | Intent::Hush(..) | Intent::AskToMute(_) | Intent::SitTogether(..) => {
                self.towards(intent, turn);
            }
        }
    }

    /// A person's acts that make sense in the room only.
    fn room_intent(&mut self, intent: Intent, turn: &mut Turn) {
        let Stage::Meeting(meeting) = &mut self.stage else { return };
        if !meeting.inside() {
            return;
        }
        match intent {
            Intent::Screen(true) => self.sharing.on(Kind::Screen, turn),
            Intent::ShareFile => self.sharing.on(Kind::File, turn),
            Intent::Screen(false) => self.sharing.off(turn),
            Intent::PreferMotion(motion) => self.sharing.prefer(motion, turn),
            Intent::Arrange(wish) => meeting.arrange(wish),
            _ => {}
        }
    }

    fn join(&mut self, turn: &mut Turn) {
        self.name = self.name.trim().to_owned();
        self.hold_to_talk_from_here(turn);
        match std::mem::replace(&mut self.stage, Stage::Start { problem: None }) {
            Stage::Meeting(mut meeting) => {
                meeting.enter(turn);
                self.stage = Stage::Meeting(meeting);
            }
            Stage::Waiting(occasion) => {
                self.stage = Stage::Waiting(Box::new(Occasion { coming: Coming::Inside, ..*occasion }));
            }
            Stage::Left(occasion) => self.meet(*occasion, turn),
            other => self.stage = other,
        }
    }

    /// In the lobby or in the room, whether the code of meetings is here or not.
    pub(super) fn at_a_meeting(&self) -> bool {
        matches!(self.stage, Stage::Meeting(_) | Stage::Waiting(_))
    }
}
