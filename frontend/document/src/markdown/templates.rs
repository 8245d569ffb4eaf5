//! Templates of a pad: an agenda, and minutes to be filled in; with what the room knows already.

use super::minutes::{item, present};
use super::words::words;
use super::{Language, plain};
use crate::api::act::Template;
use crate::api::view::{AgendaItem, Names};
use crate::base::ids::Key;

/// Points of an agenda that is not known.
const EMPTY_POINTS: usize = 3;

/// A template, with the date, those present and the agenda as far as there is one.
pub fn template(
    template: Template,
    date: &str,
    (here, names): (&[Key], &Names),
    items: &[AgendaItem],
    language: Language,
) -> String {
    let words = words(language);
    let date = format!("**{}:** {}", words.date, plain(date));
    match template {
        Template::Agenda => {
            let points = if items.is_empty() { vec![String::new(); EMPTY_POINTS] } else { lines(items, language) };
            let points: String = (1..).zip(points).map(|(at, point)| format!("{at}. {point}\n")).collect();
            format!("# {}\n\n{date}\n\n{points}", words.agenda)
        }
        Template::Minutes => {
            let topics = if items.is_empty() { vec![String::new()] } else { lines(items, language) };
            let topics: String = (1..).zip(topics).map(|(at, topic)| format!("### {at}. {topic}\n\n")).collect();
            format!(
                "# {}\n\n{date}\n{}\n\n## {}\n\n{topics}## {}\n\n- \n\n## {}\n\n- [ ] \n\n**{}:** \n",
                words.minutes,
                present(here, names, words),
                words.topics,
                words.decisions,
                words.tasks,
                words.next_meeting
            )
        }
    }
}

fn lines(items: &[AgendaItem], language: Language) -> Vec<String> {
    items.iter().map(|one| item(one, words(language))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::view::ItemState;
    use crate::base::ids::RecordId;

    #[test]
    fn a_template_has_what_is_known_and_room_for_the_rest() {
        let names: Names = [(Key([1; 32]), "Ada".into()), (Key([2; 32]), "*Ben*".into())].into_iter().collect();
        let here: Vec<Key> = names.keys().copied().collect();
        let item = |title: &str, minutes| {
            let (title, state) = (title.to_owned(), ItemState::Waiting);
            AgendaItem { id: RecordId([0; 16]), title, minutes, state }
        };
        let items = [item("Finanzen", 10), item("# Fest", 0)];
        let made = |which, items: &[AgendaItem]| template(which, "1. Mai", (&here, &names), items, Language::German);
        assert_eq!(
            made(Template::Agenda, &items),
            "# Tagesordnung\n\n**Datum:** 1. Mai\n\n1. Finanzen (10 Min.)\n2. \\# Fest\n"
        );
        assert_eq!(made(Template::Agenda, &[]), "# Tagesordnung\n\n**Datum:** 1. Mai\n\n1. \n2. \n3. \n");
        let minutes = made(Template::Minutes, &items);
        assert!(minutes.starts_with("# Protokoll\n\n**Datum:** 1. Mai\n**Anwesend:** Ada, \\*Ben\\*\n\n## Themen\n\n"));
        assert!(minutes.contains("### 1. Finanzen (10 Min.)\n\n### 2. \\# Fest\n\n## Beschlüsse"), "{minutes}");
        assert!(made(Template::Minutes, &[]).contains("### 1. \n\n## Beschlüsse"));
    }
}
