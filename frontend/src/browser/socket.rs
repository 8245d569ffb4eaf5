//! The signaling socket to the server (`WebSocket`, WHATWG).

use crate::browser::base::bindings;
use crate::browser::base::listener::Listener;
use crate::browser::base::registry::Registered;
use crate::event_sender::EventSender;
use js_sys::{ArrayBuffer, Uint8Array};
use plenum_engine::api::event::{Event, SocketEvent};
use plenum_engine::base::ids::SocketId;
use wasm_bindgen::prelude::*;
use web_sys::{BinaryType, CloseEvent, MessageEvent, WebSocket};

/// The code of a socket that never opened (RFC 6455 §7.1.5).
const ABNORMAL: u16 = 1006;

/// One socket; closed when dropped, and nothing is heard of it afterwards.
pub struct Socket {
    // Dropped first: no news of a socket that we close ourselves.
    _listeners: [Listener; 2],
    socket: Registered<WebSocket>,
}

impl Socket {
    /// Dials the server the page came from. `None`, and news that it is closed, if the browser refuses.
    pub fn open(id: SocketId, shard: u8, events: &EventSender) -> Option<Socket> {
        let socket = Socket::dial(id, shard, events);
        if socket.is_err() {
            events.send(Event::Socket { socket: id, news: SocketEvent::Closed { code: ABNORMAL } });
        }
        socket.ok()
    }

    fn dial(id: SocketId, shard: u8, events: &EventSender) -> Result<Socket, JsValue> {
        let location = web_sys::window().ok_or(JsValue::UNDEFINED)?.location();
        let url = url(&location.protocol()?, &location.host()?, shard);
        let socket = Registered::new(WebSocket::new(&url)?)?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let tell = {
            let events = events.clone();
            move |news| events.send(Event::Socket { socket: id, news })
        };
        let on_message = {
            let tell = tell.clone();
            move |event: web_sys::Event| {
                let Some(news) = event.dyn_ref().and_then(read) else { return };
                tell(news);
            }
        };
        let on_close = move |event: web_sys::Event| {
            let code = event.dyn_ref().map_or(ABNORMAL, CloseEvent::code);
            tell(SocketEvent::Closed { code });
        };
        Ok(Socket {
            _listeners: [Listener::new(&socket, "message", on_message), Listener::new(&socket, "close", on_close)],
            socket,
        })
    }

    /// Asks which process of the server has this shard now; no answer is none.
    pub fn ask(id: SocketId, shard: u8, events: &EventSender) {
        let events = events.clone();
        wasm_bindgen_futures::spawn_local(async move {
            if let Some(name) = instance(shard).await {
                events.send(Event::Socket { socket: id, news: SocketEvent::Instance(name) });
            }
        });
    }

    /// A text frame; lost if the socket is not open.
    pub fn text(&self, text: &str) {
        let _ = self.socket.send_with_str(text);
    }

    /// A binary frame; lost if the socket is not open.
    pub fn binary(&self, bytes: &[u8]) {
        let _ = self.socket.send_with_u8_array(bytes);
    }

    /// There is no more to be had of it.
    pub fn is_closed(&self) -> bool {
        self.socket.ready_state() == WebSocket::CLOSED
    }
}

fn read(event: &MessageEvent) -> Option<SocketEvent> {
    let data = event.data();
    match data.as_string() {
        Some(text) => Some(SocketEvent::Text(text)),
        None => data.dyn_ref::<ArrayBuffer>().map(|buffer| SocketEvent::Binary(Uint8Array::new(buffer).to_vec())),
    }
}

async fn instance(shard: u8) -> Option<String> {
    let how = bindings::object([("cache", "no-store".into()), ("redirect", "error".into())]);
    let path = format!("/instance/{shard:02x}");
    let answer = bindings::call_async(&js_sys::global(), "fetch", &[path.into(), how]).await.ok()?;
    let said = bindings::call_async(&answer, "json", &[]).await.ok()?;
    bindings::get(&said, "instance").as_string()
}

fn url(protocol: &str, host: &str, shard: u8) -> String {
    let scheme = if protocol == "https:" { "wss" } else { "ws" };
    format!("{scheme}://{host}/ws/{shard:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secure_page_dials_a_secure_socket() {
        assert_eq!(url("https:", "meet.example", 0xa), "wss://meet.example/ws/0a");
        assert_eq!(url("http:", "localhost:8080", 255), "ws://localhost:8080/ws/ff");
    }
}
