//! Templates of a pad: an agenda, and minutes to be filled in; with what the room knows already.

use super::minutes::{item, present};
use super::plain;
use crate::api::act::Template;
use crate::api::view::{AgendaItem, Names};
use crate::api::words::{Phrase, Words};
use crate::base::ids::Key;

/// Points of an agenda that is not known.
const EMPTY_POINTS: usize = 3;

/// A template, with the date, those present and the agenda as far as there is one.
pub fn template(
    template: Template,
    date: &str,
    (here, names): (&[Key], &Names),
    items: &[AgendaItem],
    words: &Words,
) -> String {
    let date = format!("**{}:** {}", words.say(Phrase::Date), plain(date));
    match template {
        Template::Agenda => {
            let points = if items.is_empty() { vec![String::new(); EMPTY_POINTS] } else { lines(items, words) };
            let points: String = (1..).zip(points).map(|(at, point)| format!("{at}. {point}\n")).collect();
            format!("# {}\n\n{date}\n\n{points}", words.say(Phrase::Agenda))
        }
        Template::Minutes => {
            let topics = if items.is_empty() { vec![String::new()] } else { lines(items, words) };
            let topics: String = (1..).zip(topics).map(|(at, topic)| format!("### {at}. {topic}\n\n")).collect();
            format!(
                "# {}\n\n{date}\n{}\n\n## {}\n\n{topics}## {}\n\n- \n\n## {}\n\n- [ ] \n\n**{}:** \n",
                words.say(Phrase::Minutes),
                present(here, names, words),
                words.say(Phrase::Topics),
                words.say(Phrase::Decisions),
                words.say(Phrase::Tasks),
                words.say(Phrase::NextMeeting)
            )
        }
    }
}

fn lines(items: &[AgendaItem], words: &Words) -> Vec<String> {
    items.iter().map(|one| item(one, words)).collect()
}
