//! Minutes as Markdown: date, those present, agenda, decisions, speaking times.

use super::plain;
use super::result::{name, result};
use crate::api::view::{AgendaItem, ItemState, Names, Speaker, View};
use crate::api::words::{Phrase, Words};
use crate::base::ids::Key;
use crate::base::time::{Time, clock_time};
use std::fmt::Write;

/// Minutes, made now. The date comes as text: what a day is called is the caller's business. `attended`: who was there; `names`: of
/// all who are known.
pub fn minutes(view: &View, (date, now): (&str, Time), attended: &[Key], names: &Names, words: &Words) -> String {
    let mut out = format!("# {}\n\n**{}:** {}\n\n", words.say(Phrase::Minutes), words.say(Phrase::Date), plain(date));
    // Writing into a string cannot fail.
    let spoken_ms = view.list.value.spoken_until(now.0);
    // Who was on the telephone has no page, and is known by having spoken.
    let heard = spoken_ms.keys().filter_map(|speaker| match speaker {
        Speaker::Named(name) => Some([", ", &plain(name)].concat()),
        Speaker::Key(_) => None,
    });
    let _ = writeln!(out, "{}{}\n", present(attended, names, words), heard.collect::<String>());
    if !view.agenda.value.is_empty() {
        let _ = writeln!(out, "## {}\n", words.say(Phrase::Agenda));
        for (at, one) in (1..).zip(view.agenda.value.iter()) {
            let _ = writeln!(out, "{at}. {}", item(one, words));
        }
        out.push('\n');
    }
    if !view.decisions.value.is_empty() {
        let _ = writeln!(out, "## {}\n", words.say(Phrase::Decisions));
        for proposal in view.decisions.value.iter() {
            let _ = writeln!(out, "{}", result(proposal, names, words));
        }
    }
    if !spoken_ms.is_empty() {
        let _ = writeln!(out, "## {}\n", words.say(Phrase::SpeakingTimes));
        for (speaker, ms) in &spoken_ms {
            let speaker = match speaker {
                Speaker::Key(key) => name(key, names, words),
                Speaker::Named(name) => plain(name),
            };
            let _ = writeln!(out, "- {speaker}: {}", clock_time(*ms));
        }
    }
    out
}

/// Who is or was here.
pub(super) fn present(here: &[Key], names: &Names, words: &Words) -> String {
    let people: Vec<String> = here.iter().map(|key| name(key, names, words)).collect();
    format!("**{}:** {}", words.say(Phrase::Present), people.join(", "))
}

/// A point of the agenda: its title, and how long it takes or took.
pub(super) fn item(item: &AgendaItem, words: &Words) -> String {
    let title = plain(&item.title);
    match item.state {
        ItemState::Done { took_ms } => format!("{title} ({}, {})", words.say(Phrase::Done), clock_time(took_ms)),
        ItemState::Waiting | ItemState::Started { .. } if item.minutes > 0 => {
            format!("{title} ({} {})", item.minutes, words.say(Phrase::MinutesShort))
        }
        ItemState::Waiting | ItemState::Started { .. } => title,
    }
}
