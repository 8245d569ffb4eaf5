//! One of the three negotiated data channels (W3C WebRTC §6.2).

use super::Tell;
use crate::browser::base::bindings::{self, Rtc};
use crate::browser::base::listener::Listener;
use js_sys::{ArrayBuffer, Uint8Array};
use plenum_engine::api::event::{Channel, ConnectionEvent};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{MessageEvent, RtcDataChannel, RtcDataChannelState, RtcPeerConnection};

/// Bytes the browser may hold of `Bulk` before the rest waits here: more would stall messages of the same connection.
const HELD: u32 = 256 * 1024;
/// Bytes that wait here at most: all that streams have on their way, twice. More piles up only where the other side says
/// that it has what it cannot have.
const MAX_WAITING: usize = 2 * HELD as usize;

/// A channel; it goes with its connection.
pub struct DataChannel {
    channel: RtcDataChannel,
    bulky: bool,
    waiting: RefCell<VecDeque<Vec<u8>>>,
    listeners: RefCell<Vec<Listener>>,
}

/// Makes a channel, on both sides alike.
pub fn make(pc: &RtcPeerConnection, which: Channel) -> Result<RtcDataChannel, JsValue> {
    let init = bindings::object([("negotiated", true.into()), ("id", (which as u16).into())]);
    let label = match which {
        Channel::Messages => "messages",
        Channel::Bulk => "bulk",
        Channel::Heartbeats => {
            bindings::set(&init, "ordered", &false.into());
            bindings::set(&init, "maxRetransmits", &0.into());
            "heartbeats"
        }
    };
    let channel = pc.unchecked_ref::<Rtc>().create_data_channel(label, &init)?;
    bindings::set(&channel, "binaryType", &"arraybuffer".into());
    channel.set_buffered_amount_low_threshold(HELD / 2);
    Ok(channel)
}

impl DataChannel {
    /// Listens to it, before anything has come.
    pub fn new(channel: RtcDataChannel, which: Channel, tell: Tell) -> Rc<DataChannel> {
        let made = Rc::new(DataChannel {
            channel,
            bulky: which == Channel::Bulk,
            waiting: RefCell::default(),
            listeners: RefCell::default(),
        });
        made.listen(which, tell);
        made
    }

    fn listen(self: &Rc<Self>, which: Channel, tell: Tell) {
        let me: Weak<DataChannel> = Rc::downgrade(self);
        let (opened, closed) = (tell.clone(), tell.clone());
        *self.listeners.borrow_mut() = vec![
            Listener::new(&self.channel, "open", move |_| opened.news(ConnectionEvent::ChannelOpened(which))),
            Listener::new(&self.channel, "close", move |_| closed.news(ConnectionEvent::ChannelClosed(which))),
            Listener::new(&self.channel, "message", move |event| hear(&event, which, &tell)),
            Listener::new(&self.channel, "bufferedamountlow", move |_| {
                if let Some(me) = me.upgrade() {
                    me.flush();
                }
            }),
        ];
    }

    /// Sends; what does not find the channel open is dropped.
    pub fn say(&self, bytes: Vec<u8>) {
        if self.channel.ready_state() != RtcDataChannelState::Open {
            self.waiting.borrow_mut().clear();
            return;
        }
        if self.bulky && self.waiting.borrow().iter().map(Vec::len).sum::<usize>() > MAX_WAITING {
            log::warn!("a bulk channel carries nothing, and is closed");
            self.waiting.borrow_mut().clear();
            self.channel.close();
            return;
        }
        self.waiting.borrow_mut().push_back(bytes);
        self.flush();
    }

    fn flush(&self) {
        while !(self.bulky && self.channel.buffered_amount() > HELD) {
            let Some(bytes) = self.waiting.borrow_mut().pop_front() else { return };
            if self.channel.send_with_u8_array(&bytes).is_err() {
                log::warn!("a channel did not take {} bytes", bytes.len());
            }
        }
    }
}

fn hear(event: &web_sys::Event, which: Channel, tell: &Tell) {
    let Some(event) = event.dyn_ref::<MessageEvent>() else { return };
    let data = event.data();
    if let Some(buffer) = data.dyn_ref::<ArrayBuffer>() {
        tell.news(ConnectionEvent::ChannelSaid(which, Uint8Array::new(buffer).to_vec()));
    } else if bindings::can(&data, "arrayBuffer") {
        // A Blob, in spite of `binaryType`.
        let tell = tell.clone();
        spawn_local(async move {
            if let Ok(buffer) = bindings::call_async(&data, "arrayBuffer", &[]).await {
                tell.news(ConnectionEvent::ChannelSaid(which, Uint8Array::new(&buffer).to_vec()));
            }
        });
    }
}
