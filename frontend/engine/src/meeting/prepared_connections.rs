//! Prepared connections, before anybody needs them. In the lobby with their offers, for whoever comes in offers to those who
//! are there, and the offers leave with the click; in the room one for whoever comes next, or for a fresh try.

use super::Meeting;
use crate::api::context::Context;
use crate::api::effect::Effect;
use crate::base::time::Time;
use plenum_shared::message::IceServer;
use std::sync::Arc;

/// So many offers are made ready at the most; those to others are made while these are under way.
const OFFERS: usize = 4;

/// After a connection was made the first pictures come, and nothing is made ready for so long, milliseconds.
const CALM_MS: u64 = 3_000;

/// What was asked for.
#[derive(Default)]
pub(super) struct PreparedConnections {
    /// Last: with offers, plain. Unknown once a plain one may have been taken.
    asked: Option<(usize, usize)>,
    ice_servers: Arc<[IceServer]>,
    /// When the next one in the room may be made ready, as long as it is not.
    calm_at: Option<Time>,
}

impl PreparedConnections {
    /// When it goes on.
    pub(super) fn deadline(&self) -> Option<Time> {
        self.calm_at
    }
}

impl Meeting {
    /// Asks for what may be needed next; not while connections are being made, which is work enough.
    pub(super) fn prepare(&mut self, cx: &mut Context) {
        let mut peers = self.peers.values().filter(|peer| peer.person.inside() && !peer.member.other_version);
        if !self.own.inside() {
            let offers = peers.filter(|peer| peer.link.offers_first()).count().min(OFFERS);
            return self.keep_ready(offers, 0, cx);
        }
        if peers.any(|peer| !peer.link.calm()) {
            if self.prepared.asked.is_some_and(|(offers, _)| offers > 0) {
                self.keep_ready(0, 0, cx);
            }
            // A plain one stays, for it may be about to be taken; later it is asked for anew.
            self.prepared.asked = None;
            self.prepared.calm_at = Some(cx.now + CALM_MS);
        } else if self.prepared.calm_at.is_none_or(|at| at <= cx.now) {
            self.keep_ready(0, 1, cx);
            self.prepared.calm_at = None;
        }
    }

    /// Keeps so many ready.
    pub(super) fn keep_ready(&mut self, offers: usize, plain: usize, cx: &mut Context) {
        let ice_servers = self.ice_servers.all();
        let fitting = offers + plain == 0 || Arc::ptr_eq(&self.prepared.ice_servers, &ice_servers);
        if self.prepared.asked == Some((offers, plain)) && fitting {
            return;
        }
        self.prepared =
            PreparedConnections { asked: Some((offers, plain)), ice_servers: ice_servers.clone(), ..self.prepared };
        cx.effect(Effect::Prepare { offers, plain, ice_servers });
    }
}
