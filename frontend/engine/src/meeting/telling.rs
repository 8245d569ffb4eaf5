//! Telling: the others what has changed about us, and the person in front of this page what the others do.

use crate::effect::{Chime, Effect};
use crate::letter::{Letter, Status};
use crate::news::Bulletin;
use crate::peer::{Peer, Presence};
use crate::post::Route;
use crate::time::Time;
use crate::turn::Turn;
use crate::view::News;

/// Says what has happened since the last turn; what was so when we came in is no news.
pub fn announce(peer: &mut Peer, first_look: bool, bulletin: &mut Bulletin, turn: &mut Turn) {
    let here = peer.inside() || matches!(peer.presence, Presence::Leaving { .. });
    if let Some(news) = peer.announce(here)
        && !first_look
    {
        match &news {
            News::Arrived(_) => turn.effect(Effect::Chime(Chime::Arrival)),
            News::Departed(_) => turn.effect(Effect::Chime(Chime::Departure)),
            News::Back(_)
            | News::Shares(_)
            | News::SharesNoMore(_)
            | News::ServerAway
            | News::ServerBack
            | News::Interrupted(_)
            | News::Reconnected(_) => {}
        }
        bulletin.announce(news, turn.now);
    }
    if let Some(news) = peer.announce_screen() {
        bulletin.announce(news, turn.now);
    }
}

/// The newest status takes the place of older ones that still wait for a receipt.
pub fn write_status(peer: &mut Peer, status: &Status, now: Time) {
    if peer.presence != Presence::Gone {
        peer.post.withdraw(|_, letter| matches!(letter, Letter::Status(_)));
        peer.post.write(0, Letter::Status(status.clone()), Route::Best, now);
    }
}
