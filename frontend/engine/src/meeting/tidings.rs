//! What a meeting gives a person to know: how the line is, who comes, goes and shares, and what the others ask of them.

use super::Meeting;
use crate::effect::{Chime, Effect};
use crate::gathering::Gathering;
use crate::news::Bulletin;
use crate::peer::{Peer, Presence};
use crate::turn::Turn;
use crate::view::{LineView, News, NoticeKind};

impl Meeting {
    /// Announces what happened to the line, and holds the notices about it.
    pub(super) fn tell(&mut self, bulletin: &mut Bulletin, turn: &mut Turn) {
        let line = self.line.view(turn.now);
        let inside = self.inside();
        match (self.line_before, line) {
            (before, LineView::Away) if before != LineView::Away && inside => {
                bulletin.announce(News::ServerAway, turn.now)
            }
            (LineView::Away, LineView::Seated) if inside => bulletin.announce(News::ServerBack, turn.now),
            _ => {}
        }
        self.line_before = line;
        let alone = !self.peers.values().any(Peer::shown);
        let (away, ever) = (line == LineView::Away, self.line.ever_seated());
        bulletin.hold(NoticeKind::ServerAway, away && inside && !alone);
        bulletin.hold(NoticeKind::ServerAwayAlone, away && inside && alone && ever);
        // Who has never been reached is told in the lobby already: there is nobody to be met there either.
        bulletin.hold(NoticeKind::ServerUnreached, away && alone && !ever);
        if let Some(tile) = self.requests.fresh.take() {
            bulletin.pass(NoticeKind::AskedToMute(tile), turn.now);
        }
        if std::mem::take(&mut self.echoes.fresh) {
            bulletin.linger(NoticeKind::Echo, turn.now);
        }
        self.tell_of_sitting(bulletin, turn);
        bulletin.hold(NoticeKind::OtherDoor, self.other_door && alone && line == LineView::Seated);
    }
}

/// Says what has happened since it was last said; what was so when we came in is no news.
///
/// What comes and goes in between is not said at all: the state is looked at when there is something to be said again.
pub fn announce(peer: &mut Peer, first_look: bool, bulletin: &mut Bulletin, turn: &mut Turn) {
    let now = turn.now;
    let may = |peer: &Peer, bulletin: &Bulletin| bulletin.room_for_people(now) && !peer.just_announced(now);
    if !first_look && !may(peer, bulletin) {
        return;
    }
    let here = peer.inside() || matches!(peer.presence, Presence::Leaving { .. });
    if let Some(news) = peer.announce(here, turn.now)
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
            && bulletin.rings(turn.now)
        {
            turn.effect(Effect::Chime(chime));
        }
        peer.announced_at = Some(turn.now);
        bulletin.announce_person(news, turn.now);
    }
    if may(peer, bulletin)
        && let Some(news) = peer.announce_screen()
    {
        peer.announced_at = Some(turn.now);
        bulletin.announce_person(news, turn.now);
    }
}
