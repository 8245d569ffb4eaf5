//! Announcements: how signaling stands, and who comes, goes and shares.

use super::Meeting;
use super::waiting::Waiting;
use crate::api::context::Context;
use crate::api::effect::{Chime, Effect};
use crate::api::view::{Doorbell, News, NoticeKind, SignalingState};
use crate::base::time::Time;
use crate::notifications::Notifications;
use crate::room::local_state::LocalState;
use crate::room::participant::Existence;
use crate::room::peer::Peer;

/// What was announced of the signaling server.
#[derive(Default)]
pub struct Announcements {
    /// As it was known last.
    signaling: Option<SignalingState>,
    /// For the first of the others.
    waiting: Waiting,
}

impl Announcements {
    /// Whether nobody has come for so long that one may wonder about the link.
    pub fn waited_long(&self, now: Time) -> bool {
        self.waiting.long(now)
    }

    /// When that is next to be looked at.
    pub fn deadline(&self, now: Time) -> Option<Time> {
        self.waiting.deadline(now)
    }
}

impl Meeting {
    /// Announces what happened to the signaling connection, and holds the notices about it.
    pub(super) fn tell(&mut self, notifications: &mut Notifications, cx: &mut Context) {
        let signaling = self.membership.signaling.view(cx.now);
        let inside = self.own.inside();
        let before = self.announcements.signaling.replace(signaling);
        let alone = !self.peers.values().any(|peer: &Peer| peer.person.shown());
        if signaling == SignalingState::Away && before != Some(SignalingState::Away) && inside {
            notifications.announce(if alone { News::ServerAwayAlone } else { News::ServerAway }, cx.now);
        }
        if signaling == SignalingState::Seated && before == Some(SignalingState::Away) && inside {
            notifications.announce(News::ServerBack, cx.now);
        }
        // Behind another door, or without a server, it is not the link that keeps them away.
        let reachable = signaling == SignalingState::Seated && !self.membership.other_door;
        self.announcements.waiting.follow(inside && reachable, !alone, cx.now);
        let (away, ever) = (signaling == SignalingState::Away, self.membership.signaling.ever_seated());
        notifications.hold(NoticeKind::ServerAway, away && inside && !alone);
        notifications.hold(NoticeKind::ServerAwayAlone, away && inside && alone && ever);
        // Who has never been reached is told in the lobby already: there is nobody to be met there either.
        notifications.hold(NoticeKind::ServerUnreached, away && alone && !ever);
        // A page that has slept counts anew, which takes nothing back that was said.
        let told = notifications.holds(NoticeKind::NoRelay);
        let apart = |peer: &Peer| {
            peer.cut_off(cx.now) || told && peer.unconnected().is_some() && !peer.outbox.unacknowledged(cx.now)
        };
        // Whom not even the server's path reaches no relay would reach either.
        let seated = signaling == SignalingState::Seated;
        let cut_off = inside && seated && !self.ice_servers.relay() && self.peers.values().any(apart);
        notifications.hold(NoticeKind::NoRelay, cut_off);
        let elsewhere = self.membership.other_door && alone && signaling == SignalingState::Seated;
        let protected = self.membership.link.passphrase();
        notifications.hold(NoticeKind::OtherDoor, elsewhere && !protected);
        notifications.hold(NoticeKind::OtherPassphrase, elsewhere && protected);
    }
}

/// Says what has happened since it was last said; what was so when we came in is no news.
///
/// What comes and goes in between is not said at all: the state is looked at when there is something to be said again.
pub fn announce(
    peer: &mut Peer,
    first_look: bool,
    me: &LocalState,
    notifications: &mut Notifications,
    cx: &mut Context,
) {
    let now = cx.now;
    let may = |peer: &Peer, notifications: &Notifications| {
        notifications.room_for_people(now) && !peer.person.just_announced(now)
    };
    if !first_look && !may(peer, notifications) {
        return;
    }
    let here = peer.person.inside() || matches!(peer.person.existence, Existence::Leaving { .. });
    if let Some(news) = peer.person.announce(here, peer.link.view(cx.now))
        && !first_look
    {
        let chime = match &news {
            News::Arrived(_) => Some(Chime::Arrival),
            News::Departed(_) => Some(Chime::Departure),
            News::Back(_)
            | News::Shares(_)
            | News::SharesNoMore(_)
            | News::Captions(_)
            | News::ServerAway
            | News::ServerAwayAlone
            | News::ServerBack
            | News::Interrupted(_)
            | News::Reconnected(_) => None,
        };
        if let Some(chime) = chime
            && notifications.rings(cx.now)
        {
            cx.effect(Effect::Chime(chime));
            if let (News::Arrived(name), false) = (&news, me.visible) {
                match me.doorbell {
                    Doorbell::Chime => {}
                    Doorbell::Notification => cx.effect(Effect::Notify(None)),
                    Doorbell::NamedNotification => cx.effect(Effect::Notify(Some(name.clone()))),
                }
            }
        }
        peer.person.note_announced(cx.now);
        notifications.announce_person(news, cx.now);
    }
    if may(peer, notifications)
        && let Some(news) = peer.person.announce_screen()
    {
        peer.person.note_announced(cx.now);
        notifications.announce_person(news, cx.now);
    }
}
