//! One page: an engine, its sockets to the server, and devices that always open.

use super::ether::Ether;
use futures_util::{SinkExt, StreamExt};
use plenum_engine::api::effect::{Effect, SocketCommand};
use plenum_engine::api::event::{Done, Event, OpenedDevice, Remembered, SocketEvent, Start};
use plenum_engine::api::intent::Text;
use plenum_engine::api::values::Stretched;
use plenum_engine::app::engine::Engine;
use plenum_engine::base::ids::SocketId;
use plenum_engine::base::time::{Time, soonest};
use plenum_shared::codec;
use plenum_shared::ids::PeerId;
use plenum_shared::message::ClientMessage;
use std::collections::HashMap;
use std::net::SocketAddr;
use tokio::net::TcpSocket;
use tokio::sync::mpsc;
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::Message;

/// Where pages dial from: an address that would stand out in a log.
pub const FROM: &str = "127.77.88.99:0";

/// One page.
pub struct Page {
    number: usize,
    pub engine: Engine,
    pub peer: Option<PeerId>,
    server: SocketAddr,
    sockets: HashMap<SocketId, mpsc::UnboundedSender<Message>>,
    pulse: Option<(u64, Time)>,
    happened: mpsc::UnboundedSender<(usize, Event)>,
}

impl Page {
    pub fn new(
        number: usize,
        seed: [u8; 32],
        server: SocketAddr,
        happened: mpsc::UnboundedSender<(usize, Event)>,
    ) -> Page {
        let engine = Engine::whole(seed, Time(0));
        Page { number, engine, peer: None, server, sockets: HashMap::new(), pulse: None, happened }
    }

    /// What the page knows at its start.
    pub fn start(&self, name: &str, fragment: Option<&str>) -> Start {
        Start {
            origin: format!("http://{}", self.server),
            fragment: fragment.map(|fragment| Text(fragment.to_owned())),
            remembered: Remembered { name: Some(Text(name.to_owned())), ..Remembered::default() },
            ..Start::default()
        }
    }

    /// When something is due here.
    pub fn due(&self) -> Option<Time> {
        soonest(self.engine.deadline(), self.pulse.map(|(_, next)| next))
    }

    /// Whether the worker's tick is due; the next one is set.
    pub fn pulse_due(&mut self, now: Time) -> bool {
        match &mut self.pulse {
            Some((every, next)) if *next <= now => {
                *next = now + *every;
                true
            }
            Some(_) | None => false,
        }
    }

    /// Cuts every socket, as a lost network does: nobody is told.
    pub fn cut(&mut self) {
        self.sockets.clear();
    }

    /// Carries out one effect; gives what happens at once.
    pub fn carry_out(&mut self, effect: Effect, now: Time, ether: &mut Ether) -> Vec<(usize, Event)> {
        let opened = || Done::Opened(OpenedDevice { device: None, facing_away: false });
        match effect {
            Effect::Socket { socket, command } => {
                self.socket(socket, command, ether);
                Vec::new()
            }
            Effect::Connection { id, command } => match self.peer {
                Some(us) => ether.command(us, id, command),
                None => Vec::new(),
            },
            Effect::OpenMicrophone { op, .. } | Effect::OpenCamera { op, .. } => {
                vec![(self.number, Event::Done { op, done: opened() })]
            }
            Effect::Examine { op, .. } => {
                vec![(self.number, Event::Done { op, done: Done::Examined(Box::default()) })]
            }
            Effect::Copy { op, .. } | Effect::CopyLog { op, .. } => {
                vec![(self.number, Event::Done { op, done: Done::Plain })]
            }
            Effect::Stretch { op, passphrase, salt } => {
                let stretched =
                    plenum_passphrase::stretching::stretch(passphrase.as_str(), &salt).expect("a passphrase");
                vec![(self.number, Event::Done { op, done: Done::Stretched(Stretched::from_bytes(*stretched)) })]
            }
            Effect::HeartbeatTimer(every) => {
                self.pulse = every.map(|every| (u64::from(every), now + u64::from(every)));
                Vec::new()
            }
            Effect::EnableMicrophone(_)
            | Effect::CloseMicrophone
            | Effect::Process(_)
            | Effect::Speaker(_)
            | Effect::CloseCamera
            | Effect::Screen(_)
            | Effect::SoundCheck(_)
            | Effect::FetchRoomChunk { .. }
            | Effect::Remember(_)
            | Effect::KeepSession(_)
            | Effect::Bequeath(_)
            | Effect::Measure(_)
            | Effect::Stand(_)
            | Effect::Go(_)
            | Effect::Mend(_)
            | Effect::OpenTabs(_)
            | Effect::TellTabs(_)
            | Effect::TellEmbedder(_)
            | Effect::Chime(_)
            | Effect::AskToNotify { .. }
            | Effect::Notify(_)
            | Effect::Prepare { .. }
            | Effect::WakeLock(_)
            | Effect::LookForUpdate
            | Effect::Probe { .. }
            | Effect::Envelopes(_)
            | Effect::Document(_)
            | Effect::Store { .. }
            | Effect::Files(_)
            | Effect::Suggest { .. }
            | Effect::ShowDocument(_)
            | Effect::CameraSize(_)
            | Effect::Background(_)
            | Effect::Resume
            | Effect::Level(..) => Vec::new(),
        }
    }

    fn socket(&mut self, socket: SocketId, command: SocketCommand, ether: &mut Ether) {
        let message = match command {
            SocketCommand::Open { shard } => {
                let (out, outgoing) = mpsc::unbounded_channel();
                self.sockets.insert(socket, out);
                tokio::spawn(run(self.number, socket, self.server, shard, outgoing, self.happened.clone()));
                return;
            }
            // There is one server, and no other that the room could be at.
            SocketCommand::Ask { .. } => return,
            SocketCommand::Close => {
                self.sockets.remove(&socket);
                return;
            }
            SocketCommand::Text(text) => {
                if let Ok(read) = codec::decode::<ClientMessage>(&text)
                    && let ClientMessage::Join(join) = read.message
                {
                    let peer = PeerId::of(&join.session_key);
                    self.peer = Some(peer);
                    ether.is(self.number, peer);
                }
                Message::text(text)
            }
            SocketCommand::Binary(bytes) => Message::binary(bytes),
        };
        if let Some(out) = self.sockets.get(&socket) {
            let _ = out.send(message);
        }
    }
}

/// One WebSocket's life: ends when the page lets go of it, or when the server does.
async fn run(
    page: usize,
    id: SocketId,
    server: SocketAddr,
    shard: u8,
    mut outgoing: mpsc::UnboundedReceiver<Message>,
    happened: mpsc::UnboundedSender<(usize, Event)>,
) {
    let tell = |news| happened.send((page, Event::Socket { socket: id, news })).is_ok();
    let dialled = async {
        let socket = TcpSocket::new_v4().ok()?;
        socket.bind(FROM.parse().ok()?).ok()?;
        let stream = socket.connect(server).await.ok()?;
        client_async(format!("ws://{server}/ws/{shard:02x}"), stream).await.ok()
    };
    let Some((mut socket, _)) = dialled.await else {
        tell(SocketEvent::Closed { code: 1006 });
        return;
    };
    loop {
        tokio::select! {
            message = outgoing.recv() => match message {
                Some(message) => {
                    if socket.send(message).await.is_err() {
                        break;
                    }
                }
                None => return,
            },
            message = socket.next() => match message {
                Some(Ok(Message::Text(text))) => { tell(SocketEvent::Text(text.to_string())); }
                Some(Ok(Message::Binary(bytes))) => { tell(SocketEvent::Binary(bytes.to_vec())); }
                Some(Ok(Message::Close(close))) => {
                    tell(SocketEvent::Closed { code: close.map_or(1005, |close| close.code.into()) });
                    return;
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => break,
            },
        }
    }
    tell(SocketEvent::Closed { code: 1006 });
}
