//! A server that wants to be called by another name than the one the page was opened under: the page says where.

use plenum_engine::effect::{Effect, LineCommand};
use plenum_engine::engine::Engine;
use plenum_engine::event::{Event, LineNews, Start};
use plenum_engine::ids::LineId;
use plenum_engine::intent::Intent;
use plenum_engine::time::Time;
use plenum_engine::view::LineView;
use plenum_shared::words::Refusal;

/// A page whose server refuses it and names this origin; the code of its meeting.
fn refused(named: &str) -> (Engine, String) {
    let mut page = Engine::whole([9; 32], Time(0));
    let start = Start { origin: "https://192.0.2.1".into(), ..Start::default() };
    page.handle(Event::Started(Box::new(start)), Time(0));
    let dials = page.handle(Event::Intent(Intent::StartMeeting), Time(0));
    let line = dials.iter().find_map(|effect| match effect {
        Effect::Line { line, command: LineCommand::Open { .. } } => Some(*line),
        _ => None,
    });
    let word = format!(r#"{{"word":"refused","reason":"origin","retry_after_ms":null,"origin":"{named}"}}"#);
    page.handle(Event::Line { line: line.unwrap_or(LineId(1)), news: LineNews::Text(word) }, Time(10));
    let code = page.view().link.and_then(|link| link.rsplit('#').next().map(str::to_owned)).unwrap_or_default();
    (page, code)
}

#[test]
fn the_same_meeting_is_named_where_the_server_wants_to_be_called() {
    let (mut page, code) = refused("https://meet.example");
    let refusal = LineView::Refused { reason: Refusal::Origin, retrying: false };
    assert_eq!(page.view().line, refusal);
    assert_eq!(page.view().moved.as_deref(), Some(&*format!("https://meet.example/#{code}")));
    page.handle(Event::Intent(Intent::RetryLine), Time(20));
    assert_eq!(page.view().moved, None, "it is being tried again");
}

#[test]
fn nothing_but_another_address_becomes_a_link() {
    for named in ["https://192.0.2.1", "javascript:alert(1)//", "https://evil.example/path", "https://a@b", ""] {
        let (page, _) = refused(named);
        assert!(matches!(page.view().line, LineView::Refused { reason: Refusal::Origin, .. }));
        assert_eq!(page.view().moved, None, "{named:?}");
    }
}
