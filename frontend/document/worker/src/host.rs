//! A document that is asked in bytes and answers in bytes.

use plenum_document::api::effect::Effect;
use plenum_document::api::event::Event;
use plenum_document::api::view::View;
use plenum_document::api::worker::{Reply, Request, ViewPatch};
use plenum_document::base::time::Time;
use plenum_document::document::Document;

/// Why there is no reply.
#[derive(Debug, PartialEq, Eq)]
pub struct Unfit(pub &'static str);

/// Holds the document.
#[derive(Default)]
pub struct Host {
    document: Option<Document>,
    /// What the page shows; nothing if it shows the document of another worker, or none.
    told: Option<View>,
}

impl Host {
    /// The reply to a request.
    pub fn answer(&mut self, request: &[u8], now: Time) -> Result<Vec<u8>, Unfit> {
        let request = postcard::from_bytes(request).map_err(|_| Unfit("a request cannot be read"))?;
        let (taken, effects) = match (request, &mut self.document) {
            (Request::Open(setup, asked), document @ None) => {
                let document = document.insert(Document::new(setup, asked.min(now)));
                (false, document.handle(Event::Tick, now))
            }
            (Request::Event(event), Some(document)) => {
                (matches!(event, Event::Bytes { .. }), document.handle(event, now))
            }
            (Request::Open(..), Some(_)) => return Err(Unfit("a document is opened twice")),
            (Request::Event(_), None) => return Err(Unfit("no document is open")),
        };
        encode(&self.reply(taken, effects))
    }

    /// What came of the time that has passed, if anything did.
    pub fn tick(&mut self, now: Time) -> Result<Option<Vec<u8>>, Unfit> {
        let Some(document) = &mut self.document else { return Ok(None) };
        let effects = document.handle(Event::Tick, now);
        let reply = self.reply(false, effects);
        let anything = !reply.effects.is_empty() || reply.view.count() > 0;
        anything.then(|| encode(&reply)).transpose()
    }

    /// When a tick is due at the latest.
    pub fn deadline(&self) -> Option<Time> {
        self.document.as_ref().and_then(Document::deadline)
    }

    fn reply(&mut self, taken: bool, effects: Vec<Effect>) -> Reply {
        let view = self.document.as_mut().map(Document::view).unwrap_or_default();
        let view = match &mut self.told {
            Some(told) => ViewPatch::since(told, view),
            told @ None => ViewPatch::whole(told.insert(view)),
        };
        Reply { taken, effects, view }
    }
}

fn encode(reply: &Reply) -> Result<Vec<u8>, Unfit> {
    postcard::to_allocvec(reply).map_err(|_| Unfit("a reply cannot be written"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use plenum_document::api::event::Setup;
    use plenum_document::base::ids::Key;

    const US: Key = Key([1; 32]);

    fn ask(host: &mut Host, request: &Request) -> Result<Reply, Unfit> {
        let request = postcard::to_allocvec(request).expect("a request can be written");
        host.answer(&request, Time(1)).map(|reply| postcard::from_bytes(&reply).expect("a reply can be read"))
    }

    fn open() -> Request {
        let (room, seed) = ([2; 16], [3; 32]);
        Request::Open(Setup { us: US, room, seed, cached: None, resumes: None, inside_ms: 0, empty: false }, Time(1))
    }

    #[test]
    fn the_first_reply_says_all_there_is_and_later_ones_what_is_new() {
        let mut host = Host::default();
        let first = ask(&mut host, &open()).expect("it is opened");
        assert_eq!(first.view.count(), 11, "also what is as empty as in any other document");
        let second = ask(&mut host, &Request::Event(Event::Present(vec![(US, "Ada".into())]))).expect("it is told");
        assert_eq!((second.view.count(), second.taken), (2, false));
        assert!(second.view.signs.is_some() && second.view.people.is_some());
    }

    #[test]
    fn a_message_of_a_peer_is_taken_whatever_it_says() {
        let mut host = Host::default();
        ask(&mut host, &open()).expect("it is opened");
        let noise = Event::Bytes { from: Key([4; 32]), bytes: vec![255; 9] };
        assert!(ask(&mut host, &Request::Event(noise)).expect("it is told").taken);
    }

    #[test]
    fn time_that_passes_without_consequence_is_not_told() {
        let mut host = Host::default();
        assert_eq!((host.tick(Time(5)), host.deadline()), (Ok(None), None));
        ask(&mut host, &open()).expect("it is opened");
        assert_eq!(host.tick(Time(5)), Ok(None));
    }

    #[test]
    fn what_is_no_request_or_out_of_order_is_refused() {
        let mut host = Host::default();
        assert_eq!(host.answer(&[9, 9, 9], Time(1)), Err(Unfit("a request cannot be read")));
        assert!(ask(&mut host, &Request::Event(Event::Tick)).is_err());
        ask(&mut host, &open()).expect("it is opened");
        assert!(ask(&mut host, &open()).is_err());
    }
}
