//! A person's acts, and what each sets going.

use super::{Engine, Stage, bounded};
use crate::api::context::Context;
use crate::api::effect::{Effect, Fragment, Keepsake};
use crate::api::intent::{AppIntent, Intent, LiveTextIntent, Text};
use crate::api::view::{Doorbell, NoticeKind, TextChannel, Theme};
use crate::app::clipboard::What;
use crate::app::preferences;
use crate::invite::{self, LinkError};
use crate::meeting::contract::{Entry, EntryMode, Pass, RoomEvent};
use crate::messaging::message::GoodbyeReason;

impl Engine {
    /// One act.
    pub(super) fn intent(&mut self, intent: Intent, cx: &mut Context) {
        match intent {
            Intent::App(intent) => self.app_intent(intent, cx),
            Intent::Media(intent) => self.media_intent(intent, cx),
            Intent::Keeping(intent) => self.keeping_intent(intent, cx),
            Intent::LiveText(LiveTextIntent::Write(TextChannel::Chat, _)) if !self.profile.preferences.live_typing => {}
            Intent::Room(_)
            | Intent::Layout(_)
            | Intent::Diagnostics(_)
            | Intent::CoLocation(_)
            | Intent::MuteRequest(_)
            | Intent::Reactions(_)
            | Intent::LiveText(_)
            | Intent::Private(_)
            | Intent::PlanB(_)
            | Intent::Document(_)
            | Intent::Files(_) => self.tell_room(RoomEvent::Intent(intent), cx),
        }
    }

    fn app_intent(&mut self, intent: AppIntent, cx: &mut Context) {
        match intent {
            AppIntent::StartMeeting => self.start_new(Pass::Unknown, cx),
            AppIntent::StartProtected { passphrase, remember } => self.start_protected(passphrase, remember, cx),
            AppIntent::SuggestPassphrase => self.suggestion.ask(self.profile.appearance.language, cx),
            AppIntent::Unlock { passphrase, remember } => self.unlock(&passphrase, remember, cx),
            AppIntent::ChangePassphrase => self.change_passphrase(cx),
            AppIntent::OpenLink(text) => match invite::read(&text.0) {
                Ok(visit) => self.change_to(visit.link, Pass::Unknown, cx),
                // A meeting is never dropped without being closed, least of all for a link that leads nowhere.
                Err(problem) if !self.at_a_meeting() => {
                    let problem = self.no_link(problem, &text.0);
                    self.stage = Stage::Start { problem: Some(problem) };
                }
                Err(_) => {}
            },
            AppIntent::GoToStart => {
                self.end(GoodbyeReason::Left, cx);
                self.stage = Stage::Start { problem: None };
                cx.effect(Effect::Go(Fragment(String::new())));
            }
            AppIntent::SetName(name) => {
                self.profile.name = bounded(name.0);
                cx.effect(Effect::Remember(Keepsake::Name(Text(self.profile.name.trim().to_owned()))));
            }
            AppIntent::Join => self.join(cx),
            AppIntent::Leave => self.end(GoodbyeReason::Left, cx),
            AppIntent::ChangeMeeting => self.change_meeting(cx),
            AppIntent::CopyLink => {
                if let Some(url) = self.url() {
                    let op = cx.op();
                    self.clipboard.begin(op, What::Link);
                    cx.effect(Effect::Copy { op, text: Fragment(url) });
                }
            }
            AppIntent::CopyInvitation { both } => {
                if let Some(url) = self.url() {
                    let op = cx.op();
                    self.clipboard.begin(op, What::Link);
                    let letter = invite::letter::write(self.profile.appearance.language.tag(), both, &url);
                    cx.effect(Effect::Copy { op, text: Fragment(letter.body) });
                }
            }
            AppIntent::SetDoorbell(Doorbell::Chime) => {
                self.page.doorbell.withdraw();
                self.ring_by(Doorbell::Chime, cx);
            }
            AppIntent::SetDoorbell(wish @ (Doorbell::Notification | Doorbell::NamedNotification)) => {
                let op = cx.op();
                self.page.doorbell.ask(op, wish);
                cx.effect(Effect::AskToNotify { op });
            }
            AppIntent::CopyLog => {
                let op = cx.op();
                self.clipboard.begin(op, What::Log);
                let report = match &self.stage {
                    Stage::Meeting(meeting) => meeting.report(cx.now),
                    Stage::Start { .. }
                    | Stage::Damaged(_)
                    | Stage::Unable(_)
                    | Stage::Founding { .. }
                    | Stage::Waiting(_)
                    | Stage::Locked(_)
                    | Stage::Left(_)
                    | Stage::Hidden(_) => String::new(),
                };
                cx.effect(Effect::CopyLog { op, report });
            }
            AppIntent::CopyReport => self.copy_report(cx),
            AppIntent::Dismiss(kind) => {
                self.media.only_listens |= kind == NoticeKind::NotHeard;
                if kind == NoticeKind::UpdateFound {
                    self.page.update.read();
                }
                self.notifications.dismiss(kind);
            }
            AppIntent::SetPanelWidth(width) => {
                self.profile.preferences.panel = width.map(preferences::panel_width);
                self.keep_preferences(cx);
            }
            AppIntent::SetSmallSelf(small) => {
                self.profile.preferences.small_self = small;
                self.keep_preferences(cx);
            }
            AppIntent::SetCaptions(captions) => {
                self.profile.preferences.captions = captions;
                self.keep_preferences(cx);
            }
            AppIntent::SetLiveTyping(on) => {
                self.profile.preferences.live_typing = on;
                self.keep_preferences(cx);
                if !on {
                    // What the others see of it by now is taken away.
                    let nothing = LiveTextIntent::Write(TextChannel::Chat, Text(String::new()));
                    self.tell_room(RoomEvent::Intent(nothing.into()), cx);
                }
            }
            AppIntent::SetLanguage(language) => {
                self.profile.appearance.language = language;
                cx.effect(Effect::Remember(Keepsake::Language(language.tag())));
            }
            AppIntent::SetTheme(theme) => {
                self.profile.appearance.theme = theme;
                let tag = match theme {
                    Theme::System => "",
                    Theme::Light => "light",
                    Theme::Dark => "dark",
                };
                cx.effect(Effect::Remember(Keepsake::Theme(tag)));
            }
            AppIntent::SetDataSaver(saving) => self.save(saving, cx),
        }
    }

    /// From now on so the person is told of somebody who comes in.
    pub(super) fn ring_by(&mut self, doorbell: Doorbell, cx: &mut Context) {
        self.profile.preferences.doorbell = doorbell;
        self.keep_preferences(cx);
    }

    /// What is wrong with a text that was pasted: there is none, it leads somewhere else, or our own link was cut off.
    fn no_link(&self, problem: LinkError, text: &str) -> LinkError {
        let ours = text.contains(&*self.page.origin);
        match problem {
            LinkError::Empty if text.trim().is_empty() => LinkError::Nothing,
            LinkError::Empty if !ours => LinkError::Foreign,
            LinkError::Missing { .. } if !ours && text.contains("://") => LinkError::Foreign,
            other @ (LinkError::Nothing
            | LinkError::Foreign
            | LinkError::Empty
            | LinkError::Missing { .. }
            | LinkError::TooMany { .. }
            | LinkError::Mistyped
            | LinkError::NewerVersion) => other,
        }
    }

    fn join(&mut self, cx: &mut Context) {
        if !self.page.abilities.webrtc {
            return;
        }
        self.profile.name = self.profile.name.trim().to_owned();
        self.hold_to_talk_from_here(cx);
        self.media.sound_check.stop(cx);
        match std::mem::replace(&mut self.stage, Stage::Start { problem: None }) {
            Stage::Meeting(meeting) => {
                self.stage = Stage::Meeting(meeting);
                self.join_with(false, cx);
                self.tell_room(RoomEvent::Enter, cx);
            }
            Stage::Waiting(entry) => {
                self.join_with(false, cx);
                self.stage = Stage::Waiting(Box::new(Entry { coming: EntryMode::Inside, ..*entry }));
            }
            Stage::Founding { pass, .. } => {
                self.join_with(false, cx);
                self.stage = Stage::Founding { coming: EntryMode::Inside, pass };
            }
            Stage::Left(entry) => self.meet(*entry, cx),
            other @ (Stage::Start { .. }
            | Stage::Damaged(_)
            | Stage::Unable(_)
            | Stage::Locked(_)
            | Stage::Hidden(_)) => self.stage = other,
        }
    }

    /// In the lobby or in the room, whether the code of meetings is here or not. Where a passphrase may be asked for first,
    /// the lobby is still to come.
    pub(super) fn at_a_meeting(&self) -> bool {
        match &self.stage {
            Stage::Meeting(_) => true,
            Stage::Founding { pass, .. } => !pass.is_typed(),
            Stage::Waiting(entry) => !entry.link.passphrase(),
            Stage::Start { .. }
            | Stage::Damaged(_)
            | Stage::Unable(_)
            | Stage::Locked(_)
            | Stage::Left(_)
            | Stage::Hidden(_) => false,
        }
    }
}
