//! Embedding: messages between this page and the one that shows it inside its own (WHATWG `postMessage`), and what the host says of both.
//!
//! `docs/embedding.md` is the protocol. It comes with the room chunk, and is asleep in a page that nobody has embedded.

pub mod host;

use crate::api::embedding::{EmbedderCommand, EmbedderStatus};
use crate::base::time::Time;
use crate::base::token_bucket::{Bucket, Rate};
use host::Host;

/// The version of the protocol, in the field `plenum` of every message.
pub const VERSION: u32 = 1;
/// The longest name of a command, UTF-16 units: longer ones are not even looked at.
pub const TYPE_UNITS: u32 = 32;
/// Commands that are heeded: a burst for buttons that somebody plays with, and then what a page may repeat for ever. What comes
/// faster is passed over.
const COMMANDS: Rate = Rate::one_every(20, 500);

/// What is said of a message before anything in it is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// The origin of whoever sent it, as the browser says it.
    pub origin: &'a str,
    /// Our own.
    pub own: &'a str,
    /// The field `type`.
    pub kind: &'a str,
}

/// One thing that an embedder is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// It was heard, and is told everything from here on.
    Ready,
    /// The person has joined.
    Joined,
    /// The person has left.
    Left,
    /// The microphone is on or off.
    Microphone(bool),
    /// The camera is on or off.
    Camera(bool),
    /// So many are in the meeting.
    People(u32),
}

impl Told {
    /// The field `type`.
    pub fn kind(self) -> &'static str {
        match self {
            Told::Ready => "ready",
            Told::Joined => "joined",
            Told::Left => "left",
            Told::Microphone(_) => "microphone",
            Told::Camera(_) => "camera",
            Told::People(_) => "people",
        }
    }
}

/// The page around this one.
#[derive(Debug)]
pub struct Embedder {
    commands: Bucket,
    /// Where it is, once it has said hello: what is told goes to this origin, and to no other.
    origin: Option<String>,
    /// What it was told last.
    told: Option<EmbedderStatus>,
}

impl Default for Embedder {
    fn default() -> Embedder {
        Embedder { commands: Bucket::new(COMMANDS), origin: None, told: None }
    }
}

impl Embedder {
    /// What a message from the page around this one asks for. Nothing, if the host does not let that page embed this one, if it
    /// asks for nothing we know, or too often.
    pub fn hears(&mut self, said: Said<'_>, host: &Host, now: Time) -> Option<EmbedderCommand> {
        let command = command(said.kind).filter(|_| host.lets_embed(said.origin, said.own))?;
        if !self.commands.take(now) {
            return None;
        }
        if command == EmbedderCommand::Hello {
            (self.origin, self.told) = (Some(said.origin.to_owned()), None);
        }
        Some(command)
    }

    /// Where it is to be told, if it has said hello, and what of this is new to it.
    pub fn tell(&mut self, status: EmbedderStatus) -> Option<(&str, Vec<Told>)> {
        let origin = self.origin.as_deref()?;
        let before = self.told.replace(status);
        let changed = |of: fn(&EmbedderStatus) -> u32| before.as_ref().map(of) != Some(of(&status));
        let mut told = Vec::new();
        if before.is_none() {
            told.push(Told::Ready);
        }
        // Who has never been in has not left.
        if before.is_some_and(|before| before.inside) != status.inside {
            told.push(if status.inside { Told::Joined } else { Told::Left });
        }
        if changed(|status| u32::from(status.microphone)) {
            told.push(Told::Microphone(status.microphone));
        }
        if changed(|status| u32::from(status.camera)) {
            told.push(Told::Camera(status.camera));
        }
        if changed(|status| status.people) {
            told.push(Told::People(status.people));
        }
        Some((origin, told))
    }
}

fn command(kind: &str) -> Option<EmbedderCommand> {
    match kind {
        "hello" => Some(EmbedderCommand::Hello),
        "mute" => Some(EmbedderCommand::Mute),
        "camera-off" => Some(EmbedderCommand::CameraOff),
        "ask-to-talk" => Some(EmbedderCommand::AskToTalk),
        "leave" => Some(EmbedderCommand::Leave),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INTRANET: &str = "https://intranet.example";
    const OWN: &str = "https://meet.example";
    const QUIET: EmbedderStatus = EmbedderStatus { inside: false, microphone: false, camera: false, people: 0 };

    fn host(embedders: &[&str]) -> Host {
        Host::new(Vec::new(), None, embedders.iter().map(|one| (*one).to_owned()).collect())
    }

    fn from<'a>(origin: &'a str, kind: &'a str) -> Said<'a> {
        Said { origin, own: OWN, kind }
    }

    #[test]
    fn commands_are_these_five_and_nothing_else() {
        let read = |kind| Embedder::default().hears(from(INTRANET, kind), &host(&[INTRANET]), Time(0));
        for (kind, command) in [
            ("hello", EmbedderCommand::Hello),
            ("mute", EmbedderCommand::Mute),
            ("camera-off", EmbedderCommand::CameraOff),
            ("ask-to-talk", EmbedderCommand::AskToTalk),
            ("leave", EmbedderCommand::Leave),
        ] {
            assert_eq!(read(kind), Some(command));
            assert!(kind.len() <= TYPE_UNITS as usize);
        }
        for odd in ["", "unmute", "camera-on", "share", "Mute", "mute ", "joined", "hello\0", "toString", "__proto__"] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }

    #[test]
    fn only_whom_the_host_names_is_heard() {
        for (origin, named, heard) in [
            (INTRANET, &[INTRANET][..], true),
            (INTRANET, &["https://other.example", INTRANET], true),
            (INTRANET, &[], false),
            (INTRANET, &["https://other.example"], false),
            ("https://intranet.example.evil.example", &[INTRANET], false),
            ("https://intranet.example:8443", &[INTRANET], false),
            ("http://intranet.example", &[INTRANET], false),
            ("https://INTRANET.example", &[INTRANET], false),
            (OWN, &["'self'"], true),
            (OWN, &[INTRANET], false),
            ("'self'", &["'self'"], false),
            ("null", &["null"], false),
            ("", &[""], false),
            ("*", &["*"], false),
        ] {
            let mut embedder = Embedder::default();
            let command = embedder.hears(from(origin, "hello"), &host(named), Time(0));
            assert_eq!(command.is_some(), heard, "{origin} of {named:?}");
            assert_eq!(embedder.tell(QUIET).map(|(to, _)| to), heard.then_some(origin), "{origin} of {named:?}");
        }
    }

    #[test]
    fn nobody_is_told_anything_before_hello_and_everything_after_it() {
        let host = host(&[INTRANET]);
        let mut embedder = Embedder::default();
        embedder.hears(from(INTRANET, "mute"), &host, Time(0));
        assert_eq!(embedder.tell(QUIET), None);
        embedder.hears(from(INTRANET, "hello"), &host, Time(0));
        let all = vec![Told::Ready, Told::Microphone(false), Told::Camera(false), Told::People(0)];
        assert_eq!(embedder.tell(QUIET), Some((INTRANET, all)));
        assert_eq!(embedder.tell(QUIET), Some((INTRANET, vec![])));
        let inside = EmbedderStatus { inside: true, microphone: true, camera: false, people: 2 };
        let told = vec![Told::Joined, Told::Microphone(true), Told::People(2)];
        assert_eq!(embedder.tell(inside), Some((INTRANET, told)));
        let third = EmbedderStatus { camera: true, people: 3, ..inside };
        assert_eq!(embedder.tell(third), Some((INTRANET, vec![Told::Camera(true), Told::People(3)])));
        // It was loaded anew.
        embedder.hears(from(INTRANET, "hello"), &host, Time(0));
        let all = vec![Told::Ready, Told::Joined, Told::Microphone(true), Told::Camera(true), Told::People(3)];
        assert_eq!(embedder.tell(third), Some((INTRANET, all)));
        let told = vec![Told::Left, Told::Microphone(false), Told::Camera(false), Told::People(0)];
        assert_eq!(embedder.tell(QUIET), Some((INTRANET, told)));
    }

    #[test]
    fn what_comes_too_often_is_passed_over() {
        let host = host(&[INTRANET]);
        let mut embedder = Embedder::default();
        let heard = (0..10_000).filter(|ms| embedder.hears(from(INTRANET, "mute"), &host, Time(*ms)).is_some()).count();
        assert_eq!(heard, 20 + 19, "twenty at once, and two a second");
        // Neither those who may not nor what is none uses anything up.
        let mut embedder = Embedder::default();
        for _ in 0..1_000 {
            embedder.hears(from("https://other.example", "mute"), &host, Time(0));
            embedder.hears(from(INTRANET, "unmute"), &host, Time(0));
        }
        assert!(embedder.hears(from(INTRANET, "hello"), &host, Time(0)).is_some());
    }
}
