//! The probe: a connection that goes nowhere, to see which ICE candidates the network lets it have (W3C WebRTC §4.8).

use super::{config, description};
use crate::browser::base::bindings;
use crate::browser::base::listener::Listener;
use crate::browser::base::registry::Registered;
use crate::event_sender::EventSender;
use plenum_engine::api::event::{Event, PageEvent};
use plenum_engine::api::probe::ProbeNews;
use plenum_shared::message::IceServer;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{RtcPeerConnection, RtcPeerConnectionIceEvent};

/// `icecandidateerror`: the server was not reached.
const UNREACHED: f64 = 701.0;

/// One of them; closed when dropped.
pub struct Probe {
    _listeners: [Listener; 2],
    _pc: Registered<RtcPeerConnection>,
}

impl Probe {
    /// Gathers over these servers. It has a data channel, without which there is nothing to gather for.
    pub fn begin(run: u32, ice_servers: &[IceServer], events: &EventSender) -> Result<Probe, JsValue> {
        let pc = Registered::new(config::make(ice_servers)?)?;
        bindings::call(&pc, "createDataChannel", &["probe".into()])?;
        let (found, failed) = (events.clone(), events.clone());
        let listeners = [
            Listener::new(&pc, "icecandidate", move |event| {
                let Some(event) = event.dyn_ref::<RtcPeerConnectionIceEvent>() else { return };
                let kind = event.candidate().map(|candidate| bindings::get(&candidate, "type").as_string());
                let news = match kind {
                    None => ProbeNews::Complete,
                    Some(kind) => match kind.as_deref() {
                        Some("srflx") => ProbeNews::Reflexive,
                        Some("relay") => ProbeNews::Relayed,
                        Some(_) | None => return,
                    },
                };
                found.send(Event::Page(PageEvent::Probed(run, news)));
            }),
            Listener::new(&pc, "icecandidateerror", move |event| {
                if bindings::get(&event, "errorCode").as_f64() == Some(UNREACHED) {
                    failed.send(Event::Page(PageEvent::Probed(run, ProbeNews::Unanswered)));
                }
            }),
        ];
        let gathering = RtcPeerConnection::clone(&pc);
        spawn_local(async move {
            // What cannot be described finds nothing, which is an answer too.
            let _ = description::offer(&gathering, false).await;
        });
        Ok(Probe { _listeners: listeners, _pc: pc })
    }
}
