//! Text that is shown while it is being written (real-time text, ITU-T T.140, RFC 4103): captions that a helper types for those
//! who do not hear well, and lines of the chat of whoever wants theirs seen letter by letter. It is kept nowhere.

mod reading;
mod writing;

use crate::api::intent::{Intent, LiveTextIntent};
use crate::api::values::TextChannel;
use crate::api::view::{LiveText as Shown, News};
use crate::base::time::{Time, soonest};
use crate::messaging::message::{LiveTextMessage, PeerMessage};
use crate::room::feature::{Feature, Room, RoomContext, RoomView};
use plenum_shared::ids::PeerId;
use reading::{Piece, Reading};
use writing::Writing;

pub use crate::messaging::bounds::LIVE_TEXT_BYTES;
pub use reading::{CAPTION_MS, CAPTIONED_MS, CHAT_MS, SHOWN, SHOWN_CHAT};
pub use writing::{AGAIN_MS, LINE_CHARACTERS, PAUSE_MS};

/// What is being written by us and by the others.
#[derive(Default)]
pub struct LiveText {
    writing: Writing,
    reading: Reading,
    /// That somebody writes captions was said; it is said once.
    announced: bool,
    shown: Shown,
}

impl LiveText {
    fn show(&mut self, cx: &mut RoomContext<'_, '_>) {
        let shown = Shown {
            captions: self.reading.shown(TextChannel::Captions, SHOWN),
            captioned: self.reading.captioned(),
            chat: self.reading.shown(TextChannel::Chat, SHOWN_CHAT),
            ended: self.writing.ended,
        };
        // What we write in the chat is seen by the others alone.
        if shown != self.shown {
            self.shown = shown;
            cx.show();
        }
    }
}

impl Feature for LiveText {
    fn intent(&mut self, intent: &Intent, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let Intent::LiveText(intent) = intent else { return };
        if !room.inside {
            return;
        }
        match intent {
            LiveTextIntent::Write(channel, text) => self.writing.write(*channel, &text.0, cx.now()),
            LiveTextIntent::End(channel) => self.writing.end(*channel),
        }
    }

    fn message(&mut self, from: &PeerId, message: &PeerMessage, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let PeerMessage::LiveText(LiveTextMessage::Line { channel, line, revision, text, done }) = message else {
            return;
        };
        let Some(peer) = room.companion(from) else { return };
        let (name, now) = (peer.person.name(), cx.now());
        let piece = Piece { line: *line, revision: *revision, text, done: *done };
        if !self.reading.take(Some(*from), Some(name.clone()), *channel, &piece, now) {
            return;
        }
        if self.reading.captioned() && !self.announced {
            self.announced = true;
            cx.notifications.announce_person(News::Captions(name), now);
        }
        self.reading.expire(now);
        self.show(cx);
    }

    fn closing(&mut self, _cx: &mut RoomContext<'_, '_>) {
        *self = LiveText::default();
    }

    fn tick(&mut self, room: &Room<'_>, cx: &mut RoomContext<'_, '_>) {
        let now = cx.now();
        // Whoever has left, or is somebody else after a reload, writes on no line of before.
        let gone = self.reading.keep(|peer| room.companion(peer).is_some());
        let over = self.reading.expire(now);
        let due = self.writing.due(now);
        for message in &due {
            for (id, _) in room.others() {
                cx.write(id, message.clone());
            }
            // Ours is seen here as it is said, so that a helper sees what the others do.
            if let LiveTextMessage::Line { channel: channel @ TextChannel::Captions, line, revision, text, done } =
                message
            {
                let piece = Piece { line: *line, revision: *revision, text, done: *done };
                self.reading.take(None, None, *channel, &piece, now);
            }
        }
        if gone || over || !due.is_empty() || self.shown.ended != self.writing.ended {
            self.show(cx);
        }
    }

    fn deadline(&self, _us: PeerId, now: Time) -> Option<Time> {
        soonest(self.writing.deadline(now), self.reading.deadline())
    }

    fn view(&self, view: &mut RoomView, _now: Time) {
        view.beside.live_text = self.shown.clone();
    }
}
