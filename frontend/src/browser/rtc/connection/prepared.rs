//! Prepared connections: made before the peer is known, with their channels, and for the offerer with transceivers and an offer.

use super::transceivers::{self, Transceivers};
use super::{channel, config, description};
use crate::browser::base::registry::Registered;
use plenum_engine::api::effect::Role;
use plenum_engine::api::event::{Channel, Sdp};
use plenum_shared::message::IceServer;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{RtcDataChannel, RtcPeerConnection};

/// One of them; closed when dropped.
pub struct PreparedConnection {
    pub(super) pc: Registered<RtcPeerConnection>,
    pub(super) channels: Vec<(Channel, RtcDataChannel)>,
    pub(super) transceivers: Transceivers,
    offer: Rc<RefCell<Option<Sdp>>>,
}

impl PreparedConnection {
    /// One for either role.
    fn plain(ice_servers: &[IceServer]) -> Result<PreparedConnection, JsValue> {
        let pc = Registered::new(config::make(ice_servers)?)?;
        let channel = |which| Ok((which, channel::make(&pc, which)?));
        let channels = [Channel::Messages, Channel::Bulk, Channel::Heartbeats].into_iter().map(channel);
        let channels = channels.collect::<Result<_, JsValue>>()?;
        Ok(PreparedConnection { pc, channels, transceivers: Transceivers::default(), offer: Rc::default() })
    }

    /// One for this role.
    fn fit(mut self, role: Role) -> Result<PreparedConnection, JsValue> {
        if role == Role::Offerer && self.transceivers.is_empty() {
            self.transceivers = transceivers::add(&self.pc)?;
        }
        Ok(self)
    }

    /// One for the offerer, whose browser writes the offer now. It is not applied: that would gather candidates.
    fn offering(ice_servers: &[IceServer]) -> Result<PreparedConnection, JsValue> {
        let made = PreparedConnection::plain(ice_servers)?.fit(Role::Offerer)?;
        let (pc, offer) = (RtcPeerConnection::clone(&made.pc), Rc::downgrade(&made.offer));
        spawn_local(async move {
            if let (Ok(written), Some(offer)) = (description::write_offer(&pc).await, offer.upgrade()) {
                offer.replace(Some(written));
            }
        });
        Ok(made)
    }

    /// The offer, if it is written.
    pub(super) fn take_offer(&self) -> Option<Sdp> {
        self.offer.take()
    }
}

/// Those that are kept ready.
#[derive(Default)]
pub struct PreparedConnections(RefCell<Kept>);

#[derive(Default)]
struct Kept {
    ice_servers: Arc<[IceServer]>,
    offering: Vec<PreparedConnection>,
    plain: Vec<PreparedConnection>,
}

impl PreparedConnections {
    /// So many of each, made with these servers.
    pub fn prepare(&self, offers: usize, plain: usize, ice_servers: &Arc<[IceServer]>) {
        let mut kept = self.0.borrow_mut();
        if kept.ice_servers != *ice_servers {
            *kept = Kept { ice_servers: ice_servers.clone(), ..Kept::default() };
        }
        fill(&mut kept.offering, offers, || PreparedConnection::offering(ice_servers));
        fill(&mut kept.plain, plain, || PreparedConnection::plain(ice_servers));
    }

    /// One that is ready, or a new one.
    pub fn take(&self, role: Role, ice_servers: &[IceServer]) -> Result<PreparedConnection, JsValue> {
        let mut kept = self.0.borrow_mut();
        let ready = match (*kept.ice_servers == *ice_servers, role) {
            (false, _) => None,
            (true, Role::Offerer) => kept.offering.pop().or_else(|| kept.plain.pop()),
            (true, Role::Answerer) => kept.plain.pop(),
        };
        ready.map_or_else(|| PreparedConnection::plain(ice_servers), Ok)?.fit(role)
    }
}

fn fill(kept: &mut Vec<PreparedConnection>, wanted: usize, make: impl Fn() -> Result<PreparedConnection, JsValue>) {
    kept.truncate(wanted);
    while kept.len() < wanted {
        // What cannot be made now is made when it is needed, and complains then.
        let Ok(made) = make() else { return };
        kept.push(made);
    }
}
