//! What a meeting gives a person to know: how the line is, who comes, goes and shares, and what the others ask of them.

use super::Meeting;
use crate::api::context::Context;
use crate::api::effect::{Chime, Effect};
use crate::api::view::{News, NoticeKind, SignalingState};
use crate::meeting::contract::RoomHandle;
use crate::notifications::Notifications;
use crate::room::participant::{Existence, Peer};

impl Meeting {
    /// Announces what happened to the line, and holds the notices about it.
    pub(super) fn tell(&mut self, notifications: &mut Notifications, cx: &mut Context) {
        let line = self.signaling.view(cx.now);
        let inside = self.inside();
        match (self.signaling_before, line) {
            (before, SignalingState::Away) if before != SignalingState::Away && inside => {
                notifications.announce(News::ServerAway, cx.now)
            }
            (SignalingState::Away, SignalingState::Seated) if inside => {
                notifications.announce(News::ServerBack, cx.now)
            }
            _ => {}
        }
        self.signaling_before = line;
        let alone = !self.peers.values().any(Peer::shown);
        let (away, ever) = (line == SignalingState::Away, self.signaling.ever_seated());
        notifications.hold(NoticeKind::ServerAway, away && inside && !alone);
        notifications.hold(NoticeKind::ServerAwayAlone, away && inside && alone && ever);
        // Who has never been reached is told in the lobby already: there is nobody to be met there either.
        notifications.hold(NoticeKind::ServerUnreached, away && alone && !ever);
        if let Some(tile) = self.requests.fresh.take() {
            notifications.pass(NoticeKind::AskedToMute(tile), cx.now);
        }
        if std::mem::take(&mut self.echoes.fresh) {
            notifications.linger(NoticeKind::Echo, cx.now);
        }
        self.tell_of_sitting(notifications, cx);
        notifications.hold(NoticeKind::OtherDoor, self.other_door && alone && line == SignalingState::Seated);
    }
}

/// Says what has happened since it was last said; what was so when we came in is no news.
///
/// What comes and goes in between is not said at all: the state is looked at when there is something to be said again.
pub fn announce(peer: &mut Peer, first_look: bool, notifications: &mut Notifications, cx: &mut Context) {
    let now = cx.now;
    let may =
        |peer: &Peer, notifications: &Notifications| notifications.room_for_people(now) && !peer.just_announced(now);
    if !first_look && !may(peer, notifications) {
        return;
    }
    let here = peer.inside() || matches!(peer.existence, Existence::Leaving { .. });
    if let Some(news) = peer.announce(here, cx.now)
        && !first_look
    {
        let chime = match &news {
            News::Arrived(_) => Some(Chime::Arrival),
            News::Departed(_) => Some(Chime::Departure),
            News::Back(_)
            | News::Shares(_)
            | News::SharesNoMore(_)
            | News::ServerAway
            | News::ServerBack
            | News::Interrupted(_)
            | News::Reconnected(_) => None,
        };
        if let Some(chime) = chime
            && notifications.rings(cx.now)
        {
            cx.effect(Effect::Chime(chime));
        }
        peer.announced_at = Some(cx.now);
        notifications.announce_person(news, cx.now);
    }
    if may(peer, notifications)
        && let Some(news) = peer.announce_screen()
    {
        peer.announced_at = Some(cx.now);
        notifications.announce_person(news, cx.now);
    }
}
