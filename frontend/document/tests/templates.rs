//! Templates of pads.

mod words;

use plenum_document::api::act::Template;
use plenum_document::api::view::{AgendaItem, ItemState, Names};
use plenum_document::base::ids::{Key, RecordId};
use plenum_document::markdown::templates::template;
use words::words;

#[test]
fn a_template_has_what_is_known_and_room_for_the_rest() {
    let names: Names = [(Key([1; 32]), "Ada".into()), (Key([2; 32]), "*Ben*".into())].into_iter().collect();
    let here: Vec<Key> = names.keys().copied().collect();
    let item = |title: &str, minutes| {
        let (title, state) = (title.to_owned(), ItemState::Waiting);
        AgendaItem { id: RecordId([0; 16]), title, minutes, state }
    };
    let items = [item("Finanzen", 10), item("# Fest", 0)];
    let made = |which, items: &[AgendaItem]| template(which, "1. Mai", (&here, &names), items, &words("de"));
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
